"""How far a history is walked, and what of an old document is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate import identity
from syndicate.fetcher import history
from syndicate.fetcher.history import Trail
from syndicate.model import Document, Entry, Filter, Page, Pattern, Source
from syndicate.report import Wish

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source(id="lake", url="https://lake.example/feed")
TRAIL = Trail(start=SOURCE.url, batch="b", way="pages", todo=("https://lake.example/2",))


def entry(number: int, **fields) -> Entry:
    known = {"published": NOW - timedelta(days=number), "title": f"Article {number}"}
    return Entry(guid=f"g{number}", **{**known, **fields})


def sort_out(*entries: Entry, known=None, refused=frozenset(), source=SOURCE, **wish):
    return history.sort_out(
        source,
        entries,
        known or {},
        refused=refused,
        wish=Wish(**wish),
        batch="b",
        now=NOW,
    )


def names(older) -> list[str]:
    return [item.name for item in older.pending]


def test_what_was_never_seen_is_taken_oldest_first_with_its_batch():
    older = sort_out(entry(1), entry(3), entry(2))

    assert names(older) == ["g3", "g2", "g1"]
    assert {item.batch for item in older.pending} == {"b"}


def test_what_is_known_rests_though_the_old_document_says_something_else():
    assert names(sort_out(entry(1), known={"g1": "another fingerprint"})) == []


def test_what_was_passed_over_is_taken_up_unless_a_filter_refused_it():
    known = {"g1": identity.PASSED, "g2": identity.PASSED}

    older = sort_out(entry(1), entry(2), known=known, refused={identity.short("g2")})

    assert names(older) == ["g1"]
    assert older.resumed == ("g1",)


def test_a_filter_decides_about_history_too():
    block = Filter(block=(Pattern(regex="^Article 1$", subject="title"),))
    source = Source(id="lake", url=SOURCE.url, filter=block)

    older = sort_out(entry(1), entry(2), source=source)

    assert (names(older), older.refused) == (["g2"], ("g1",))


def test_an_entry_without_a_date_is_never_too_old():
    older = sort_out(entry(1, published=None), entry(9), since=NOW - timedelta(days=5))

    assert names(older) == ["g1"]
    assert (older.ended, older.too_old, older.cut) == (True, True, False)


@given(
    st.lists(st.integers(0, 40), unique=True, max_size=12),
    st.integers(1, 5),
    st.none() | st.integers(0, 40),
)
def test_calls_with_a_limit_come_to_the_same_as_one_without(numbers, most, days):
    since = None if days is None else NOW - timedelta(days=days)
    entries = [entry(number) for number in numbers]
    at_once = set(names(sort_out(*entries, since=since)))

    known: dict[str, str] = {}
    for _ in range(len(numbers) + 1):
        older = sort_out(*entries, known=known, since=since, most=most)
        assert len(older.pending) <= most
        known |= {item.name: item.fingerprint for item in older.pending}
        if not older.cut:
            break

    assert set(known) == at_once


def test_a_trail_outlives_its_process_but_not_another_address():
    text = history.dump(TRAIL)

    assert history.load(text, SOURCE.url) == TRAIL
    assert history.load(text, "https://lake.example/other") is None
    assert history.load(None, SOURCE.url) is None


def test_archives_are_preferred_to_further_pages():
    links = {"next": ("https://lake.example/2",), "prev-archive": ("https://lake.example/a",)}

    start = history.linked(Document(format="atom", links=links))

    assert start and (start.way, start.todo) == ("archive", ("https://lake.example/a",))


@pytest.mark.parametrize(
    ("way", "status", "is_transient", "is_end"),
    [
        ("wordpress", 400, False, True),
        ("paged", 404, True, True),
        ("paged", 503, True, False),
        ("paged", None, True, False),
        ("archive", 404, True, False),
        ("list", None, True, True),
        ("list", 500, True, False),
        ("sitemap", None, False, True),
        ("sitemap", 503, True, False),
    ],
)
def test_only_what_says_that_nothing_is_there_ends_a_walk(way, status, is_transient, is_end):
    trail = Trail(start="s", batch="b", way=way, todo=("u",))

    assert history.is_end(trail, status, is_transient=is_transient) is is_end


def test_of_sitemaps_the_others_are_still_asked_when_one_is_not_there():
    assert history.skipped(Trail(start="s", batch="b", way="sitemap", todo=("a", "b"))).todo == (
        "b",
    )
    assert history.skipped(TRAIL).is_over


def test_numbered_feed_pages_end_with_the_first_empty_one():
    page = Page(url="https://lake.example/feed?paged=2", body=b"")
    trail = Trail(start="s", batch="b", way="paged", todo=(page.url,))

    full = history.after(trail, Document(format="rss", entries=(entry(1),)), page, "")

    assert full == ("https://lake.example/feed?paged=3",)
    assert history.after(trail, Document(format="rss"), page, "") == ()
