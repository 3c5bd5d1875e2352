"""`search`: what was typed becomes a query, what was found is shown with its words marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicate.search.excerpts import Hit, Piece
from syndicate.state.base import Selection


@pytest.fixture
def hit(row):
    return Hit(
        row(title="The ferry"),
        (Piece("The "), Piece("ferry", found=True)),
        (Piece("A "), Piece("ferry", found=True), Piece(" to\x1b[2J the lake")),
    )


def test_a_hit_is_its_date_title_words_and_file(type_in, fake, config, hit):
    fake.hits = (hit,)

    typed = type_in("search", "ferry")

    assert typed.out.splitlines() == [
        "2026-03-01  The ferry",
        "    A ferry to[2J the lake",
        "    archive/tea/2026/03/01-first-abcdef/index.md",
    ]


def test_the_words_are_coloured_where_somebody_looks(type_in, fake, config, hit):
    fake.hits = (hit,)

    typed = type_in("--color", "always", "search", "ferry")

    assert "\x1b[31m\x1b[1mferry\x1b[0m" in typed.out
    assert "\x1b[2J" not in typed.out


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["green", "tea"], "green tea"),
        (["green tea"], '"green tea"'),
        (['"green tea" lake'], '"green tea" lake'),
        (["green tea", "lake"], '"green tea" lake'),
    ],
)
def test_a_phrase_stays_one_whatever_the_shell_took_away(type_in, fake, config, words, query):
    type_in("search", *words)

    assert fake.asked("search")[0][0] == query


def test_the_options_say_which_articles_are_looked_through(type_in, fake, config):
    options = ["--source", "tea", "--tag", "leaf", "--since", "2026-03-01T08:00:00Z"]
    type_in("search", "x", *options, "--limit", "3")
    type_in("search", "x", "--limit", "0")

    since = datetime(2026, 3, 1, 8, tzinfo=UTC)
    chosen = Selection(sources=("tea",), tags=("leaf",), since=since, limit=None)
    assert fake.asked("search") == [
        ("x", chosen, 3, "newest"),
        ("x", Selection(limit=None), None, "newest"),
    ]


def test_since_may_be_a_time_ago_or_a_day_of_this_place(type_in, fake, config, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772352000")
    type_in("search", "x", "--since", "7d")
    type_in("search", "x", "--since", "2026-03-01")

    ago, day = (selection.since for _, selection, _, _ in fake.asked("search"))
    assert ago == datetime.fromtimestamp(1772352000, UTC) - timedelta(days=7)
    assert day == datetime(2026, 3, 1).astimezone()


@pytest.mark.parametrize("when", ["soon", "0d", "2026-13-01", "99999999999d"])
def test_since_something_else_is_a_usage_error(type_in, fake, config, when):
    assert type_in("search", "x", "--since", when).code == 2


def test_a_query_without_a_word_is_a_usage_error(type_in, fake, config, monkeypatch):
    def refuse(query, selection, limit, order):
        raise ValueError("there is no word in it")

    monkeypatch.setattr(fake, "search", refuse)

    typed = type_in("search", "***")

    assert typed.code == 2
    assert "can't be looked for" in typed.err


def test_programs_get_the_article_and_its_excerpt(type_in, fake, config, hit):
    fake.hits = (hit,)

    [article] = type_in("--json", "search", "ferry").json["articles"]
    [line] = type_in("search", "ferry", "--format", "jsonl").lines

    assert (article["path"], article["excerpt"][:7]) == (hit.document.path, "A ferry")
    assert (line["type"], line["title"]) == ("article", "The ferry")


def test_addresses_are_a_line_each(type_in, fake, config, hit, row):
    fake.hits = (hit, Hit(row(url=None), (), ()))

    typed = type_in("search", "ferry", "--format", "urls")

    assert typed.out.splitlines() == [hit.document.url]


def test_nothing_found_is_said_to_who_watches_and_no_failure(type_in, fake, config, terminal):
    typed = type_in("search", "ferry")

    assert (typed.code, typed.out) == (0, "")
    assert "Nothing found" in typed.err


def test_the_best_come_first_on_request(type_in, fake, config):
    type_in("search", "--rank", "tea", "NOT", "coffee")

    assert fake.asked("search") == [("tea NOT coffee", Selection(limit=None), 20, "rank")]
