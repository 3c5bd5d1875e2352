"""[[source.rewrite]], [hooks] and [source.hooks]: what may stand there, and where errors are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from syndicate import config
from syndicate.errors import ConfigError
from syndicate.fetcher.expressions import check
from syndicate.markup import selection
from syndicate.model import AddTags, Hooks, Pattern, Remove, Replace

HEAD = '[[source]]\nurl = "https://tea.example/"\n'


def parse(content):
    def selector(written, in_item):
        selection.check(written, in_item=in_item)

    path = Path("/nowhere/config.toml")
    return config.parse(content, path, {}, pattern=check, selector=selector)


def rewrite(*lines):
    return HEAD + "[[source.rewrite]]\n" + "\n".join(lines)


def test_rewrites_are_read_in_their_order():
    content = rewrite(
        "replace = '^Tea: '\nin = 'title'",
        "[[source.rewrite]]\nreplace = { text = ' ad ' }\nwith = ' '",
        "[[source.rewrite]]\nremove = '.share'",
        "[[source.rewrite]]\ntag = 'deals'\nwhen = { title = '(?i)sale' }",
    )

    assert parse(content).sources[0].rewrite == (
        Replace(find="^Tea: ", place="title"),
        Replace(find=" ad ", by=" ", literal=True),
        Remove(selector=".share"),
        AddTags(tags=("deals",), when=Pattern(regex="(?i)sale", subject="title")),
    )


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        (["replace = '(a'"], 4, "is no regular expression: missing ): (a"),
        (["replace = 'a(?=b)'"], 4, "is no regular expression"),
        (["replace = ''"], 4, "is not text"),
        (["replace = '" + "a" * 1001 + "'"], 4, "longer than 1,000 characters"),
        (["replace = 'a'", r"with = '\1'"], 5, "names group 1, and the expression has 0"),
        (["replace = '(a)'", "with = '" + r"\1" * 11 + "'"], 5, "more than 10 groups"),
        (["replace = { words = 'a' }"], 4, "neither an expression nor"),
        (["replace = 'a'", "in = 'body'"], 5, "is not one of"),
        (["replace = 'a'", "remove = 'b'"], 3, "says replace and remove: one of"),
        (["with = 'a'"], 3, "says nothing: one of replace, remove, tag"),
        (["remove = 'p['"], 4, "is no selector"),
        (["tag = []"], 4, "names nothing"),
        (["tag = 'a'", "whan = 'b'"], 5, 'did you mean "when"'),
    ],
)
def test_what_is_wrong_with_a_rewrite_is_told_with_its_line(lines, line, said):
    with pytest.raises(ConfigError) as caught:
        parse(rewrite(*lines))

    (problem,) = caught.value.problems
    assert problem.startswith(f"config.toml:{line}: ")
    assert "source 1: rewrite 1" in problem
    assert said in problem


def test_a_source_has_the_usual_hooks_but_for_its_own():
    content = (
        '[hooks]\nentry = ["./judge", "-v"]\narchived = "./ping"\ntimeout = "5s"\n'
        + HEAD
        + "[source.hooks]\nentry = []\nsource = './tell'\n"
        + HEAD.replace("url", "id = 'b'\nurl")
    )

    first, second = (source.hooks for source in parse(content).sources)

    five = timedelta(seconds=5)
    assert first == Hooks(archived=("./ping",), source=("./tell",), timeout=five)
    assert second == Hooks(entry=("./judge", "-v"), archived=("./ping",), timeout=five)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("entry = 1", "is not text"),
        ("timeout = '2m'", "is longer than 100 seconds"),
        ("entri = 'x'", 'did you mean "entry"'),
    ],
)
def test_what_is_wrong_with_hooks_is_told_with_its_line(line, said):
    with pytest.raises(ConfigError) as caught:
        parse(f"[hooks]\n{line}\n")

    (problem,) = caught.value.problems
    assert problem.startswith("config.toml:2: ")
    assert said in problem
