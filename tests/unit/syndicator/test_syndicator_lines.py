"""What hooks are told, and what their lines may change."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from syndicate.errors import HookError
from syndicate.model import Article, Entry, Pending
from syndicate.turns import lines

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ENTRY = Entry(
    guid="1", url="https://tea.example/1", title="Tea \ud800 茶\u2028", tags=("a",), published=NOW
)
PENDING = Pending(source="tea", name="1", entry=ENTRY, fingerprint="f", retry_at=NOW)
ARTICLE = Article(key="k", id="i", source="tea", title="Tea", markdown="Text\n", date=NOW)
TOLD = lines.of_entry(PENDING)


def said(**changes):
    return {**TOLD, **changes}


def test_what_comes_back_as_it_was_told_changes_nothing():
    printed = lines.dump([TOLD])

    back = lines.answers(printed, {lines.name(PENDING)})[lines.name(PENDING)]

    assert lines.entry_as(TOLD, back, ENTRY) == ENTRY
    told = lines.of_article(PENDING, ARTICLE)
    assert lines.article_as(told, json.loads(lines.dump([told])), ARTICLE) == ARTICLE


def test_a_line_may_leave_out_what_stays_and_take_a_date_away():
    assert lines.entry_as(TOLD, {"id": TOLD["id"], "date": None}, ENTRY).published is None


def test_entries_of_one_name_in_two_sources_are_told_apart():
    other = Pending(source="maps", name="1", entry=ENTRY, fingerprint="f", retry_at=NOW)

    assert lines.name(other) != lines.name(PENDING)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"guid": "2"}, "changes guid"),
        ({"source": "maps"}, "changes source"),
        ({"title": " "}, "makes title something that is no text"),
        ({"title": None}, "makes title something that is no text"),
        ({"authors": ["Ada", 1]}, "no list of texts"),
        ({"date": "2026-01-01T00:00:00"}, "without a zone"),
        ({"date": "soon"}, "no RFC 3339 date"),
        ({"date": "0001-01-01T00:00:00+14:00"}, "no RFC 3339 date"),
        ({"date": "9999-12-31T23:00:00-02:00"}, "no RFC 3339 date"),
        ({"date": 1}, "no RFC 3339 date"),
        ({"markdown": "x"}, 'says "markdown"'),
    ],
)
def test_what_a_line_may_not_say_is_an_error(changes, reason):
    with pytest.raises(HookError, match=reason):
        lines.entry_as(TOLD, said(**changes), ENTRY)


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (b"\n[1]\n", "line 2 without an id"),
        (b'{"id": "other"}', "line 1 without an id"),
        (lines.dump([TOLD, TOLD]), "two lines"),
        (b"[" * 100_000, "line 1, which is no JSON"),
        (b"\xff\xfe", "line 1, which is no JSON"),
    ],
)
def test_what_is_no_answer_is_an_error(printed, reason):
    with pytest.raises(HookError, match=reason):
        lines.answers(printed, {lines.name(PENDING)})
