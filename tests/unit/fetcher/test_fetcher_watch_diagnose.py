"""What a source usually says against what it says now: facts, baseline, finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicate.fetcher.watch import diagnose, facts, learn
from syndicate.model import Baseline, Document, Entry, Select, Source

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Source(id="tea", url="https://tea.example/feed")
LIST = Source(id="tea", url="https://tea.example/", kind="listing", select=Select(items="li"))
TEXT = "The kettle sings while the ferry waits for whoever is late. " * 5


def entries(count: int = 10, now: datetime = NOW, **fields) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            url=fields.get("url", f"https://tea.example/{n}"),
            title=(fields.get("title", "Tea number {n} is ready") or "").format(n=n) or None,
            published=fields.get("published", now - (n + 1) * HOUR),
            summary=fields.get("summary", TEXT),
        )
        for n in range(count)
    )


def document(found: tuple[Entry, ...], **fields) -> Document:
    return Document(format="rss", entries=found, **fields)


def taught(times: int = 4, count: int = 10) -> Baseline:
    known = learn.of_source(None, FEED)
    for n in range(times):
        seen = facts.of(document(entries(count)), NOW, fresh=0)
        known = learn.learn(known, seen, NOW + n * HOUR)
    return known


def fault(now: Document, known: Baseline | None = None, source: Source = FEED, fresh: int = 0):
    return diagnose.diagnose(known or taught(), facts.of(now, NOW + HOUR, fresh), source)


def test_nothing_is_amiss_with_what_is_as_ever():
    assert fault(document(entries())).fault is None


def test_of_a_source_that_nothing_is_known_of_nothing_is_amiss():
    equal = document(entries(title="Tea"))

    assert fault(equal, learn.of_source(None, FEED)).fault is None


GARBLED = TEXT.replace("kettle", "ÃœberkÃ¶nig").replace("late", "spÃ¤t")


@pytest.mark.parametrize(
    ("expected", "is_hard", "found"),
    [
        ("list empty", True, ()),
        ("titles equal", True, entries(title="Read more")),
        ("links equal", True, entries(url="https://tea.example/")),
        ("dates equal", True, entries(published=NOW)),
        ("dates gone", True, entries(published=datetime(1970, 1, 1, tzinfo=UTC))),
        ("dates gone", True, entries(published=None)),
        ("titles gone", True, entries(title=None)),
        ("links gone", True, entries(url=None)),
        ("encoding", True, entries(summary=GARBLED)),
        ("items halved", False, entries(4)),
        ("texts gone", False, entries(summary="The kettle…")),
        (
            "language",
            False,
            entries(title="渡船早上七点离开码头 {n}", summary="迟到的人沿着湖边行走" * 20),
        ),
    ],
)
def test_what_is_not_as_ever_is_told(expected, is_hard, found):
    told = fault(document(found))

    assert (told.fault, told.is_hard) == (expected, is_hard)
    assert told.condition == "failing"
    assert told.reason
    assert "syndicate doctor tea" in (told.hint or "")


def test_what_selectors_find_no_more_is_a_broken_rule():
    assert fault(document(entries(title="Read more")), source=LIST).condition == "broken rule"


def test_items_of_one_address_count_although_the_reader_merges_them():
    merged = document(entries(1), hits={"items": 10})

    assert fault(merged).fault == "links equal"


def test_news_that_are_all_older_than_the_old_are_told_the_second_time():
    stale = document(entries(now=NOW - 9 * HOUR))
    known = taught()

    first = fault(stale, known, fresh=3)
    known = learn.learn(known, facts.of(stale, NOW, fresh=3), NOW)
    second = fault(stale, known, fresh=3)

    assert (first.fault, second.fault) == (None, "dates frozen")


@pytest.mark.parametrize(
    "fields", [{"title": "Weather"}, {"url": "https://tea.example/"}, {"published": NOW}]
)
def test_a_source_whose_items_are_always_alike_may_go_on_so(fields):
    known = learn.of_source(None, FEED)
    alike = document(entries(**fields))
    known = learn.learn(known, facts.of(alike, NOW), NOW)

    assert fault(alike, known).fault is None


def test_a_feed_that_was_empty_before_may_be_so_again():
    known = learn.learn(taught(), facts.of(document(()), NOW), NOW)

    assert fault(document(()), known).fault is None


def test_a_soft_finding_is_how_the_source_is_after_twelve_checks():
    found = fault(document(entries(4)))
    known = replace(taught(), doubt="items halved", doubted=diagnose.ACCEPTED - 1)

    assert diagnose.is_new(known, found)
    assert not diagnose.is_new(replace(known, doubted=diagnose.ACCEPTED), found)


@pytest.mark.parametrize(("days", "expected"), [(2, False), (3.5, True), (60, True)])
def test_a_source_is_quiet_after_eight_of_its_usual_gaps_but_not_within_three_days(days, expected):
    known = learn.of_source(None, FEED)
    for n in range(6):
        known = learn.learn(known, facts.of(document(entries()), NOW, fresh=1), NOW + n * HOUR)

    assert learn.is_quiet(known, NOW + 5 * HOUR + timedelta(days=days)) is expected


def test_of_a_source_with_little_news_nobody_says_that_it_is_quiet():
    assert not learn.is_quiet(taught(2), NOW + timedelta(days=999))


def test_another_address_and_other_rules_have_another_baseline():
    known = taught()

    assert learn.of_source(known, FEED) is known
    assert learn.of_source(known, LIST).checks == 0
    assert learn.of_source(known, replace(FEED, url="https://tea.example/new")).checks == 0


def test_an_answer_that_stays_the_same_teaches_how_many_items_there_are():
    known = taught(1)

    for _ in range(9):
        known = learn.unchanged(known)

    assert known.counts == (10, 10, 10)
