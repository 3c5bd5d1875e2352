"""Titles, names and texts nobody means well with: on the disk, and on a terminal."""

from __future__ import annotations

import html
import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from helpers import demos
from helpers.feeds import SENTENCE
from helpers.instances import Instance, png
from helpers.naughty import folded, names, steering
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end

SEED = 6
COUNT = 48
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def feed(site: Origin, more: str = "") -> Answer:
    """Return a feed whose every field is a hostile name."""
    every = names(SEED, COUNT)
    items = []
    for number, title in enumerate(every):
        one, other = every[(7 * number + 3) % COUNT], every[(11 * number + 5) % COUNT]
        picture = f'<img src="/pots/{number}?{html.escape(one)}" alt="{html.escape(other)}">'
        items.append({
            "id": f"{one}{number}", "url": f"{site.url}/{number}", "title": title,
            "authors": [{"name": one}], "tags": [one, other], "summary": other, "language": one,
            "content_html": f"<p>{SENTENCE * 5}{html.escape(one)}{more}</p>"
            + (picture if number % 8 == 0 else ""),
            "attachments": [{"url": f"{site.url}/{other}", "mime_type": one}],
        })  # fmt: skip
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": every[0], "items": items}
    return Answer(json.dumps(whole).encode(), type="application/feed+json")


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """Every article in two versions."""
    with Origin() as site:
        for number in range(0, COUNT, 8):
            site.pages[f"/pots/{number}"] = Answer(png(90, 90), type="image/png")
        instance = Instance(tmp_path_factory.mktemp("names"), site)
        source = f'id = "a"\nurl = "{site.url}/feed"\nbackfill = "all"\nfull_text = "feed"'
        instance.follow(source, more='min_delay = "0s"\n')
        site.pages["/feed"] = feed(site)
        instance.run()
        site.pages["/feed"] = feed(site, "Changed.")
        instance.clock.move(hours=3)
        instance.run()
        yield instance


def typed(root: Path, *arguments: str) -> tuple[int, str]:
    """Type a command on a terminal; return its code and what the terminal got."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*demos.SYNDICATE, *arguments],
        cwd=root,
        env={**demos.environment(), "TERM": "xterm", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    said = b"".join(iter(lambda: _read(master), b""))
    os.close(master)
    return process.wait(), said.decode(errors="replace").replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux's way to say that the other end was closed.
        return b""


def test_each_has_one_folder_inside_that_every_disk_can_hold(instance):
    documents = sorted(instance.root.rglob("*.md"))
    paths = [
        path.parent.relative_to(instance.root / "archive").as_posix()
        for path in documents
        if path.name == "index.md"
    ]

    assert len(set(folded(paths))) == len(paths) == COUNT
    parts = {part for path in instance.root.rglob("*") for part in path.parts}
    assert all(len(part.encode()) <= 255 and not steering(part) for part in parts)
    assert not [path for path in instance.root.rglob("*") if path.is_symlink()]


def test_any_yaml_reader_gets_what_the_archive_gets(instance):
    for article in instance.articles():
        text = (instance.root / "archive" / article.path / "index.md").read_text("utf-8")
        front = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))

        assert front["title"] == article.title
        assert front.get("authors", []) == list(article.authors)
        assert front.get("tags", []) == list(article.tags)
        assert "pwned" not in front
        assert front["revision"] == 2


@pytest.fixture(scope="module")
def edited(instance):
    """The path of an article whose document somebody filled with escape sequences."""
    path = next(each.path for each in instance.articles() if each.authors)
    document = instance.root / "archive" / path / "index.md"
    front, body = document.read_text("utf-8").split("\n---\n", 1)
    front = re.sub(r"(?m)^title: .*", r'title: "\\e[2J\\u202Eevil\\nx\\x9b31m"', front)
    front = re.sub(r"(?m)^  - .*", r'  - "\\e]0;owned\\a\\u2066a"', front)
    document.write_text(f"{front}\n---\n\x1b[2J\u202eevil \x9b31m \u2066a\r{body}", "utf-8")
    typed(instance.root, "rebuild", "--state")
    return path


COMMANDS = [
    "list --limit 0",
    "--json list --limit 0",
    "list sources --format opml",
    "log --limit 0",
    "log PATH",
    "--json log PATH",
    "diff PATH",
    "--json diff PATH",
    "show PATH",
    "--json show PATH",
    "show --meta PATH",
    "show --raw PATH",
    "show --raw --revision 1 PATH",
    "search ferry --limit 0",
    "--json search ferry",
    "export --jsonl -",
    "export --feed -",
    "export --profile obsidian copies",
    "withdraw -n PATH",
    "reextract -n",
    "verify",
    "show nothing\x1b[2J\u202e",
    "--json show nothing\x1b[2J\u202e\x9b",
]


@pytest.mark.parametrize("line", COMMANDS, ids=ascii)
def test_nothing_printed_steers_a_terminal(instance, edited, line):
    arguments = [edited if word == "PATH" else word for word in line.split(" ")]

    code, said = typed(instance.root, *arguments)

    shown = COLOURS.sub("", said)
    assert not steering(shown), shown
    assert "\r" not in shown
    assert "Traceback" not in shown
    assert code == (1 if "nothing" in line else 0), shown
