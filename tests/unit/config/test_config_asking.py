"""The keys of [[source]] that say how it is asked, and what of it is wanted."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from syndicate import config
from syndicate.config import edit
from syndicate.errors import ConfigError
from syndicate.fetcher.expressions import check
from syndicate.markup import selection
from syndicate.model import Filter, Pattern, Source

HEAD = '[[source]]\nurl = "https://tea.example/feed"\n'
PATH = Path("/srv/config.toml")
ENVIRON = {"KEY": "s3cret-key", "WORD": "pässword", "EMPTY": ""}


def parse(content: str, root: Path = Path("/srv")) -> Source:
    loaded = config.parse(content, root / "config.toml", ENVIRON, pattern=check)
    return loaded.sources[0]


def problems(content: str, root: Path = Path("/srv")) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse(content, root)
    return caught.value.problems


def test_a_request_is_read_with_what_the_environment_holds(tmp_path):
    (tmp_path / "cookies.txt").touch()

    source = parse(
        HEAD + 'headers = { "X-Key" = "${KEY}" }\ncredentials = "jane:${WORD}"\n'
        'cookies = "cookies.txt"\nbody = """{\n  "page": 1\n}"""\n',
        tmp_path,
    )

    assert source.request.headers == {"X-Key": "s3cret-key"}
    assert source.request.credentials == "jane:pässword"
    assert source.request.cookies == tmp_path / "cookies.txt"
    assert source.request.body == '{\n  "page": 1\n}'
    assert source.secrets == {"KEY": "s3cret-key", "WORD": "pässword"}


def test_no_secret_is_in_what_a_source_shows_of_itself():
    content = (
        '[[source]]\nid = "a"\nurl = "https://tea.example/?k=${KEY}"\n'
        'headers = { "X" = "${KEY}" }\nbody = "${KEY}"\ncommand = "get ${KEY}"\n'
    )
    source = parse(content)

    assert source.label == "https://tea.example/?k=${KEY}"
    assert "s3cret-key" not in repr(source).replace(f"url={source.url!r}", "")


def test_what_is_shown_of_the_configuration_is_what_was_written(tmp_path):
    content = (
        '[[source]]\nid = "a"\nurl = "https://tea.example/?k=${KEY}"\n'
        'headers = { "X" = "${KEY}" }\ncredentials = "jane:${WORD}"\n'
    )
    path = tmp_path / "config.toml"
    loaded = config.parse(content, path, ENVIRON)

    shown = edit.shown(loaded, config.tables(content, path))

    assert not [value for value in ENVIRON.values() if value and value in shown]
    assert config.parse(shown, path, ENVIRON) == loaded
    assert "secrets" not in tomllib.loads(shown)["source"][0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('headers = "X: 1"', "is not a table"),
        ('headers = { "X Y" = "1" }', "can't be one"),
        ('headers = { "X" = "1\\n2" }', "is not one line of text"),
        ('headers = { "Host" = "evil.example" }', "decides itself"),
        ('headers = { "proxy-authorization" = "x" }', "decides itself"),
        ('credentials = "jane"', 'is not "user:password"'),
        ('cookies = "absent.txt"', "there is no file"),
        ("body = 1", "is not text"),
        ('headers = { "X" = "${UNSET}" }', "UNSET, which is not set"),
        ('credentials = "a:b"\nheaders = { "Authorization" = "x" }', "names both credentials"),
    ],
)
def test_a_wrong_request_is_told_with_its_line(line, said):
    [problem] = problems(HEAD + line)

    assert problem.startswith("config.toml:3: ")
    assert said in problem


def test_a_password_in_an_address_is_refused_with_the_way_to_do_it():
    [problem] = problems('[[source]]\nid = "a"\nurl = "https://jane:${WORD}@tea.example/"')

    assert 'credentials = "user:password"' in problem
    assert "pässword" not in problem


WRONG = [
    'items = "li["', 'title = "h2 >"', 'content = "//main["', 'remove = [".ad", "p:contains(x)"]',
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "lines"),
    [("listing", [6, 7, 8, 9]), ("json", [9]), ("sitemap", [8, 9]), ("exec", [8, 9])],
)
def test_selectors_of_html_are_checked_where_they_can_be(kind, lines):
    head = f'[[source]]\nurl = "https://a.example/"\nkind = "{kind}"\ncommand = "cat x"\n'
    text = head + "[source.select]\n" + "\n".join(WRONG)

    def check_selector(selector, in_item):
        selection.check(selector, in_item=in_item)

    with pytest.raises(ConfigError) as told:
        config.parse(text, PATH, {}, selector=check_selector)

    assert [int(each.split(":")[1]) for each in told.value.problems] == lines
    assert all("no selector" in each for each in told.value.problems)
    assert config.parse(text, PATH, {}).sources[0].select.title == "h2 >"


def test_a_filter_is_read():
    source = parse(HEAD + '[source.filter]\nkeep = ["茶", { tag = "(?i)tea" }]\nblock = ["^Ad"]')

    assert source.filter == Filter(
        keep=(Pattern(regex="茶"), Pattern(regex="(?i)tea", subject="tag")),
        block=(Pattern(regex="^Ad"),),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('keep = ["(tea"]', "is no regular expression: missing )"),
        ('block = ["a", { title = "(?=b)" }]', "item (2) that is no regular expression"),
        ('keep = [{ colour = "green" }]', "title, text, author, tag"),
        ('keep = "tea"', "is not a list"),
        ('forbid = ["tea"]', 'unknown key "forbid"'),
    ],
)
def test_a_wrong_filter_is_told_with_its_line(line, said):
    [problem] = problems(HEAD + "[source.filter]\n" + line)

    assert problem.startswith("config.toml:4: ")
    assert said in problem


@pytest.mark.parametrize("address", ["proxy.lan:3128", "socks5://p:1", "http://", "http://p:x"])
def test_what_is_no_proxy_is_told_without_repeating_a_secret(address):
    environ = {"PROXY": address}
    with pytest.raises(ConfigError) as caught:
        config.parse('[fetch]\nproxy = "${PROXY}"', Path("/srv/config.toml"), environ)

    [problem] = caught.value.problems
    assert problem == (
        'config.toml:2: [fetch]: proxy = "${PROXY}" is not the address of a proxy such as'
        ' "http://proxy.lan:3128"'
    )
