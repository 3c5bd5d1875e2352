"""`list`, `show` and `build`: what was kept, followed, published."""

import json

import pytest

from syndicate.archiver.files.cards import Card
from syndicate.cli.root import run
from syndicate.model import Asset, Feed
from syndicate.report import Built, Problem
from syndicate.state.base import Selection


def test_articles_are_a_table_with_columns_that_line_up(type_in, fake, config, row):
    fake.rows = (
        row(title="茶马古道"),
        row("tea/2026/03/01-x-000000", title="Two\x1b[2J", date=None),
    )

    typed = type_in("list")

    assert typed.out.splitlines() == [
        "DATE              TITLE     FILE",
        "2026-03-01 08:00  茶马古道  archive/tea/2026/03/01-first-abcdef/index.md",
        "2026-03-01 08:00  Two[2J    archive/tea/2026/03/01-x-000000/index.md",
    ]


def test_the_selection_is_what_the_options_say(type_in, fake, config):
    type_in("list", "--source", "tea", "--tag", "leaf", "--tag", "pot", "--limit", "7")
    type_in("list", "--limit", "0")

    assert fake.asked("list") == [
        (Selection(sources=("tea",), tags=("leaf", "pot"), limit=7),),
        (Selection(limit=None),),
    ]


def test_an_unknown_source_is_a_usage_error(type_in, fake, config):
    assert type_in("list", "--source", "map").code == 2


def test_articles_for_programs(type_in, fake, config, row):
    fake.rows = (row(), row("tea/b", url=None))

    document = type_in("list", "--json").json
    lines = type_in("list", "--format", "jsonl").lines
    urls = type_in("list", "--format", "urls").out

    assert [article["path"] for article in document["articles"]] == [row().path, "tea/b"]
    assert document["articles"][1]["url"] is None
    assert lines[0]["type"] == "article"
    assert lines[0]["announced"] == "2026-03-01T08:00:00Z"
    assert urls == f"{row().url}\n"


def test_sources_are_listed_without_asking_state(type_in, fake, config):
    typed = type_in("list", "sources", "--tag", "leaf")

    assert typed.out.splitlines()[1].split() == ["tea", "every", "1h", "https://tea.example/feed"]
    assert len(typed.out.splitlines()) == 2
    assert fake.calls == [("open", False), ("close",)]


KEPT = Card(source="notes", title="My notes"), Card(source="old", link="https://old.example/")


def test_what_is_in_the_archive_alone_is_listed_as_not_followed(type_in, fake, config):
    fake.cards = KEPT

    lines = type_in("list", "sources").out.splitlines()
    found = type_in("list", "sources", "--json").json["sources"]

    assert [line.split() for line in lines[3:]] == [
        ["notes", "not", "followed"],
        ["old", "not", "followed", "https://old.example/"],
    ]
    assert [source["followed"] for source in found] == [True, True, False, False]
    assert found[2] == {"id": "notes", "title": "My notes", "followed": False}
    assert len(type_in("list", "sources", "--limit", "3").out.splitlines()) == 4


@pytest.mark.parametrize("command", [["list"], ["search", "x"], ["list", "sources"]])
def test_a_source_that_is_not_followed_may_be_named(type_in, fake, config, command):
    fake.cards = KEPT

    assert type_in(*command, "--source", "notes").code == 0
    unknown = type_in(*command, "--source", "nots")

    assert unknown.code == 2
    assert 'no source "nots"' in unknown.err
    assert "notes" in unknown.err


def test_the_feeds_of_a_source_or_a_tag_are_listed(type_in, fake, config):
    fake.cards = KEPT
    own = Feed(id="notes", title="My notes", sources=("notes",))
    fake.published = (
        (Feed(id="all", title="All"), ("u1",)),
        (own, ("u2",)),
        (Feed(id="leaves", title="Leaves", tags=("leaf",)), ("u3",)),
    )

    assert type_in("list", "feeds", "--source", "notes", "--format", "urls").out == "u2\n"
    assert type_in("list", "feeds", "--tag", "leaf", "--format", "urls").out == "u3\n"


def test_feeds_are_listed_with_every_address(type_in, fake, config):
    fake.published = ((Feed(id="all", title="All"), ("http://x/all.atom", "http://x/all.rss")),)

    assert (
        type_in("list", "feeds", "--format", "urls").out == "http://x/all.atom\nhttp://x/all.rss\n"
    )
    assert type_in("list", "feeds", "--json").json["feeds"] == [
        {"id": "all", "title": "All", "urls": ["http://x/all.atom", "http://x/all.rss"]}
    ]


def test_nothing_to_list_is_said_on_stderr(type_in, fake, config):
    typed = type_in("list")

    assert (typed.code, typed.out, typed.err) == (0, "", "No articles to list.\n")
    assert type_in("list", "--format", "urls").err == ""


def test_an_article_is_shown_with_what_is_known_of_it(type_in, fake, config, row, article):
    fake.rows = (row("tea/a"),)
    fake.articles["tea/a", None] = article(
        authors=("Lu Yu",),
        via=("tea", "maps"),
        canonical_url="https://tea.example/1",
        assets=(Asset(url="https://tea.example/i.png"),),
        status="partial",
    )

    lines = type_in("show", "tea/a").out.splitlines()

    assert lines[0] == "First"
    assert "authors: Lu Yu" in lines
    assert "also from: maps" in lines
    assert "link: https://tea.example/1" in lines
    assert "images: 1" in lines
    assert "status: partial" in lines
    assert lines[-2:] == ["", "Body."]


def test_only_the_facts_are_shown_when_asked(type_in, fake, config, row, article):
    fake.rows = (row("tea/a"),)
    fake.articles["tea/a", None] = article()

    assert "Body." not in type_in("show", "tea/a", "--meta").out


def test_an_earlier_version_is_shown(type_in, fake, config, row, article):
    fake.rows = (row("tea/a"),)
    fake.articles["tea/a", 1] = article(markdown="Before.\n")

    assert type_in("show", "tea/a", "--revision", "1").out.endswith("\nBefore.\n")


def test_the_file_is_shown_byte_for_byte(fake, config, row, capfdbinary):
    fake.rows = (row("tea/a"),)

    assert run(["show", "tea/a", "--raw"]) == 0
    assert capfdbinary.readouterr().out == fake.raw("tea/a")


def test_the_article_is_shown_as_html(type_in, fake, config, row, article):
    fake.rows = (row("tea/a"),)
    fake.articles["tea/a", None] = article(markdown="**Strong** tea.\n")

    assert "<strong>Strong</strong> tea." in type_in("show", "tea/a", "--html").out


def test_an_article_for_programs(type_in, fake, config, row, article):
    fake.rows = (row("tea/a"),)
    fake.articles["tea/a", None] = article(assets=(Asset(url="u", body=b"x"),))

    found = json.loads(type_in("show", "tea/a", "--json").out)

    assert found["markdown"] == "Body.\n"
    assert found["date"] == "2026-03-01T08:00:00Z"
    assert "body" not in found["assets"][0]


def test_an_article_that_is_not_there_is_a_failure_with_a_way_out(type_in, fake, config):
    typed = type_in("show", "nothing")

    assert typed.code == 1
    assert typed.err == 'error: no article "nothing"\nto see them: syndicate list\n'


def test_a_name_of_several_articles_shows_which(type_in, fake, config, row):
    fake.rows = (row("tea/a", title="One"), row("tea/ab", title="Two"))

    typed = type_in("show", "tea/")

    assert typed.code == 1
    assert "may be any of 2 articles" in typed.err
    assert "  archive/tea/ab/index.md  Two" in typed.err


@pytest.mark.parametrize(
    "name",
    [
        "archive/tea/a/index.md",
        "archive/tea/a",
        "archive/tea/a/",
        "./archive/tea/a/index.md",
        "tea/a/index.md",
        "tea/a/",
        "First",
        "first of",
        "FIRST OF THE YEAR",
    ],
)
def test_an_article_is_named_by_its_file_or_its_title(type_in, fake, config, row, article, name):
    fake.rows = (row("tea/a", title="First of the year"), row("tea/ab", title="Second"))
    fake.articles["tea/a", None] = article()

    assert type_in("show", name).code == 0
    assert type_in("show", config.parent / "archive" / "tea" / "a" / "index.md").code == 0


def test_a_title_of_several_articles_shows_which_unless_one_has_it_whole(
    type_in, fake, config, row
):
    fake.rows = (row("x/a", title="Tea"), row("x/b", title="Teapots"))

    assert type_in("show", "te").code == 1
    assert type_in("show", "tea", "--path").out == "archive/x/a/index.md\n"


@pytest.mark.parametrize("name", ["archive", "../archive/tea/a", "archive/tea", "/", "."])
def test_what_is_no_article_of_the_disk_is_none(type_in, fake, config, row, name):
    fake.rows = (row("x/a"),)

    assert type_in("show", name).code == 1


def test_the_path_of_a_file_is_relative_only_where_it_is_below(
    type_in, fake, config, row, monkeypatch
):
    fake.rows = (row("tea/a"),)
    below = config.parent / "elsewhere"
    below.mkdir()
    monkeypatch.chdir(below)

    typed = type_in("-c", config, "show", "tea/a", "--path")

    assert typed.out == f"{config.parent}/archive/tea/a/index.md\n"
    assert type_in("-c", config, "show", "tea/a", "--path", "--revision", "1").code == 2


def test_a_whole_name_wins_over_a_beginning(type_in, fake, config, row, article):
    fake.rows = (row("tea/a"), row("tea/ab"))
    fake.articles["tea/a", None] = article()

    assert type_in("show", "tea/a").code == 0


def test_a_terminal_is_not_steered_by_an_article(type_in, fake, config, row, article, terminal):
    fake.rows = (row("tea/a"),)
    fake.articles["tea/a", None] = article(markdown="one\x1b[2J\ntwo\n", title="t\x07")

    typed = type_in("show", "tea/a")

    assert "\x1b[2J" not in typed.out
    assert "\x07" not in typed.out
    assert typed.out.endswith("one[2J\ntwo\n")


def test_a_build_that_went_well_says_nothing_without_a_terminal(type_in, fake, config):
    fake.built = Built(written=("feeds/all.atom",), unchanged=3)

    typed = type_in("build")

    assert (typed.code, typed.out, typed.err) == (0, "", "")
    assert fake.asked("open") == [(True,)]
    assert fake.asked("build") == [(False,)]


def test_a_build_tells_its_counts_to_a_terminal(type_in, fake, config, terminal):
    fake.built = Built(written=("feeds/all.atom",), unchanged=3)

    assert type_in("build").out == "1 file written, 3 unchanged\n"


def test_a_build_tells_a_terminal_how_much_it_removed(type_in, fake, config, terminal):
    fake.built = Built(written=("feeds/all.atom",), unchanged=3, removed=("feeds/old.atom",))

    assert type_in("build").out == "1 file written, 3 unchanged, 1 removed\n"


@pytest.mark.parametrize(
    ("built", "code", "out"),
    [
        (Built(unchanged=3), 0, ""),
        (Built(written=("a",)), 6, "would write a\n"),
        (Built(removed=("b",)), 6, "would remove b\n"),
    ],
)
def test_a_dry_build_says_what_is_pending_without_the_lock(type_in, fake, config, built, code, out):
    fake.built = built

    typed = type_in("build", "-n")

    assert (typed.code, typed.out) == (code, out)
    assert fake.asked("open") == [(False,)]
    assert fake.asked("build") == [(True,)]


def test_a_problem_of_a_build_is_told_on_stderr(type_in, fake, config):
    fake.built = Built(problems=(Problem(source=None, reason="base_url is local", hint="set it"),))

    typed = type_in("build")

    assert (typed.code, typed.err) == (0, "base_url is local (set it)\n")


def test_a_build_that_met_damage_says_so_in_its_code(type_in, fake, config):
    fake.built = Built(problems=(Problem(source="a", reason="a is damaged"),), damaged=True)

    typed = type_in("build")

    assert (typed.code, typed.err) == (5, "a: a is damaged\n")


def test_a_build_for_programs(type_in, fake, config):
    fake.built = Built(written=("a",), unchanged=3)

    assert type_in("build", "-n", "--json").json == {
        "schema": 1,
        "check": True,
        "written": ["a"],
        "removed": [],
        "recut": [],
        "unchanged": 3,
        "problems": [],
    }


@pytest.mark.parametrize(
    ("arguments", "served"),
    [
        ([], ("127.0.0.1", 8484)),
        (["--port", "0"], ("127.0.0.1", 0)),
        (["--host", "::1", "--port", "99"], ("::1", 99)),
    ],
)
def test_the_site_is_served_where_the_options_say(type_in, fake, config, arguments, served):
    typed = type_in("serve", *arguments)

    assert fake.asked("serve") == [served]
    assert fake.asked("open") == [(False,)]
    assert f"Serving {config.parent}/public at http://" in typed.err


def test_no_secret_of_a_source_is_listed(type_in, config, monkeypatch):
    monkeypatch.setenv("KEY", "s3cret-key")
    config.write_text(
        '[[source]]\nid = "tea"\nurl = "https://tea.example/?k=${KEY}"\n'
        'headers = { "X-Key" = "${KEY}" }\ncredentials = "jane:${KEY}"\n'
        'body = "k=${KEY}"\ncommand = "get ${KEY}"\n'
    )

    for form in ("table", "json", "jsonl", "urls"):
        listed = type_in("list", "sources", "--format", form).out
        assert "https://tea.example/?k=${KEY}" in listed
        assert "s3cret" not in listed


def test_sources_are_listed_for_another_reader_all_of_them(type_in, fake, config):
    typed = type_in("list", "sources", "--format", "opml")

    assert typed.out == "<opml/>\n"
    assert fake.asked("subscriptions") == [("tea", "maps")]


def test_what_no_other_reader_could_follow_is_left_out_and_counted(type_in, fake, config):
    config.write_text(
        config.read_text()
        + '[[source]]\nid = "list"\nkind = "listing"\nurl = "https://l.example/"\n'
        + '[source.select]\nitems = "li"\n'
    )

    typed = type_in("list", "sources", "--format", "opml")

    assert fake.asked("subscriptions") == [("tea", "maps")]
    assert typed.err == "1 source left out: no feed that another reader could follow\n"


@pytest.mark.parametrize("what", ["articles", "feeds"])
def test_opml_of_anything_else_is_a_usage_error(type_in, fake, config, what):
    assert type_in("list", what, "--format", "opml").code == 2
