"""Which entries of a document are news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicate import identity
from syndicate.fetcher.intake import Beyond, sort_out
from syndicate.model import Entry, Filter, Pattern, Source

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SOURCE = Source(id="a", url="https://a.example/feed", backfill=2)


def entry(number: int, **fields) -> Entry:
    published = NOW - timedelta(days=number)
    return Entry(guid=f"g{number}", title=f"Title {number}", published=published, **fields)


def names(items) -> list[str]:
    return [item.name for item in items]


def test_a_first_run_takes_the_newest_entries_and_passes_over_the_rest():
    found = sort_out(SOURCE, [entry(n) for n in (3, 1, 2)], {}, first_run=True, now=NOW)

    assert names(found.pending) == ["g2", "g1"]
    assert found.passed == {"g3": identity.PASSED}
    assert found.skipped == ("g3",)


def test_a_first_run_without_a_limit_takes_everything():
    source = Source(id="a", url="https://a.example/feed", backfill=None)

    found = sort_out(source, [entry(n) for n in range(30)], {}, first_run=True, now=NOW)

    assert len(found.pending) == 30


def test_a_first_run_of_nothing_takes_nothing():
    source = Source(id="a", url="https://a.example/feed", backfill=0)

    found = sort_out(source, [entry(1)], {}, first_run=True, now=NOW)

    assert not found.pending
    assert found.skipped == ("g1",)


def test_without_dates_the_document_lists_the_newest_first():
    entries = [Entry(guid=guid) for guid in ("new", "middle", "old")]

    found = sort_out(SOURCE, entries, {}, first_run=True, now=NOW)

    assert names(found.pending) == ["middle", "new"]
    assert found.skipped == ("old",)


def test_later_runs_take_every_new_entry():
    found = sort_out(SOURCE, [entry(n) for n in range(5)], {}, first_run=False, now=NOW)

    assert len(found.pending) == 5


def test_known_entries_rest():
    known = {"g1": identity.fingerprint(entry(1))}

    found = sort_out(SOURCE, [entry(1)], known, first_run=False, now=NOW)

    assert not found.pending
    assert not found.passed


def test_a_changed_entry_waits_again():
    known = {"g1": identity.fingerprint(entry(1))}

    found = sort_out(SOURCE, [entry(1, summary="new")], known, first_run=False, now=NOW)

    assert names(found.pending) == ["g1"]


def test_what_was_passed_over_stays_passed_over_when_it_changes():
    found = sort_out(SOURCE, [entry(1)], {"g1": identity.PASSED}, first_run=False, now=NOW)

    assert not found.pending


def test_what_was_passed_over_is_recognised_by_its_hash_after_a_rebuild():
    known = {"#" + identity.short("g1"): identity.PASSED}

    found = sort_out(SOURCE, [entry(1)], known, first_run=False, now=NOW)

    assert not found.pending


def test_an_entry_known_only_from_the_archive_is_adopted():
    found = sort_out(SOURCE, [entry(1)], {"g1": identity.ADOPT}, first_run=False, now=NOW)

    assert not found.pending
    assert found.passed == {"g1": identity.fingerprint(entry(1))}


def test_entries_that_share_every_name_are_told_apart_by_their_text():
    front = "https://a.example/"
    entries = [Entry(guid=front, url=front, title=title) for title in ("One", "Two", "Three")]

    found = sort_out(SOURCE, entries, {}, first_run=False, now=NOW)

    assert len(set(names(found.pending))) == 3
    assert all(item.ambiguous == {"guid", "url"} for item in found.pending)


def test_entries_with_a_description_alone_stay_apart():
    found = sort_out(
        SOURCE,
        [Entry(summary=text) for text in ("cats", "dogs", "owls")],
        {},
        first_run=False,
        now=NOW,
    )

    assert len(set(names(found.pending))) == 3


def test_a_later_note_never_takes_the_place_of_an_earlier_one():
    first = sort_out(SOURCE, [Entry(title="Note", summary="cats")], {}, first_run=False, now=NOW)
    known = {item.name: item.fingerprint for item in first.pending}

    found = sort_out(SOURCE, [Entry(title="Note", summary="dogs")], known, first_run=False, now=NOW)

    assert names(found.pending) != names(first.pending)


def test_the_front_page_as_link_names_nothing():
    front = "https://a.example/"
    first = sort_out(SOURCE, [Entry(url=front, title="Day one")], {}, first_run=False, now=NOW)
    known = {item.name: item.fingerprint for item in first.pending}

    found = sort_out(SOURCE, [Entry(url=front, title="Day two")], known, first_run=False, now=NOW)

    assert names(found.pending) != names(first.pending)
    assert found.pending[0].ambiguous == {"url"}


def test_the_same_entry_announced_twice_is_one():
    found = sort_out(
        SOURCE, [entry(1, url="https://a.example/1")] * 2, {}, first_run=False, now=NOW
    )

    assert len(found.pending) == 1


def test_an_archive_knows_an_announcement_by_the_beginning_of_its_fingerprint():
    kept = identity.fingerprint(entry(1))[: identity.KEPT]

    same = sort_out(SOURCE, [entry(1)], {"g1": kept}, first_run=False, now=NOW)
    other = sort_out(SOURCE, [entry(1, summary="new")], {"g1": kept}, first_run=False, now=NOW)

    assert not same.pending
    assert names(other.pending) == ["g1"]


# The filter


def test_the_first_run_counts_what_the_filter_wants():
    source = Source(
        id="a",
        url="https://a.example/feed",
        backfill=2,
        filter=Filter(block=(Pattern(regex="[12]$", subject="title"),)),
    )

    found = sort_out(source, [entry(n) for n in range(1, 6)], {}, first_run=True, now=NOW)

    assert names(found.pending) == ["g4", "g3"]
    assert set(found.skipped) == {"g1", "g2", "g5"}
    assert [item.title for item, _ in found.objections] == ["Title 1", "Title 2"]


def test_what_the_filter_does_not_want_is_remembered_as_passed_over():
    source = Source(id="a", url=SOURCE.url, filter=Filter(keep=(Pattern(regex="tea"),)))

    found = sort_out(source, [entry(1)], {}, first_run=False, now=NOW)

    assert not found.pending
    assert found.passed == {"g1": identity.PASSED}
    assert found.objections == ((entry(1), 'keep "tea"'),)


def test_an_article_that_was_kept_is_followed_whatever_a_filter_says_later():
    source = Source(id="a", url=SOURCE.url, filter=Filter(block=(Pattern(regex="."),)))
    known = {"g1": identity.fingerprint(entry(1))}

    found = sort_out(source, [entry(1, summary="new")], known, first_run=False, now=NOW)

    assert names(found.pending) == ["g1"]
    assert not found.objections


def left_by(*numbers: int, taken: int = 2) -> dict[str, object]:
    """Return what a first run of `SOURCE` left, as `sort_out` takes it."""
    names = [f"g{number}" for number in numbers]
    return {
        "known": dict.fromkeys(names, identity.PASSED),
        "beyond": Beyond(names=frozenset(map(identity.short, names)), taken=taken),
    }


def test_a_raised_limit_takes_as_many_more_of_what_the_first_run_left():
    source = replace(SOURCE, backfill=4)
    entries = [entry(n) for n in (5, 3, 4)]

    found = sort_out(source, entries, first_run=False, now=NOW, **left_by(3, 4, 5))

    assert names(found.pending) == ["g4", "g3"]
    assert found.resumed == ("g3", "g4")
    assert not found.skipped


@pytest.mark.parametrize(("limit", "count"), [(None, 3), (2, 0), (1, 0), (100, 3)])
def test_what_the_first_run_left_comes_as_far_as_the_limit_allows(limit, count):
    source = replace(SOURCE, backfill=limit)
    entries = [entry(n) for n in (3, 4, 5)]

    found = sort_out(source, entries, first_run=False, now=NOW, **left_by(3, 4, 5))

    assert len(found.pending) == count


def test_what_a_filter_passed_over_no_limit_brings_back():
    source = replace(SOURCE, backfill=None)

    found = sort_out(
        source,
        [entry(1), entry(2)],
        {"g1": identity.PASSED, "g2": identity.PASSED},
        first_run=False,
        now=NOW,
        beyond=Beyond(names={identity.short("g2")}, taken=1),
    )

    assert names(found.pending) == ["g2"]


def test_a_raised_limit_brings_only_what_the_filter_wants():
    keep = Filter(keep=(Pattern(regex="Title 4"),))
    source = replace(SOURCE, backfill=None, filter=keep)

    found = sort_out(source, [entry(n) for n in (3, 4)], first_run=False, now=NOW, **left_by(3, 4))

    assert names(found.pending) == ["g4"]
    assert found.refused == ("g3",)
    assert not found.objections


def test_new_entries_come_beside_what_the_first_run_left():
    found = sort_out(SOURCE, [entry(1), entry(3)], first_run=False, now=NOW, **left_by(3))

    assert names(found.pending) == ["g1"]
