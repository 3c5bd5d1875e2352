"""What becomes of one check: when a source is asked again, where, and what is said of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from helpers.clocks import MovableClock

from syndicate.errors import BadStatus, FetchError
from syndicate.model import Hints, Page, Source, Standing, Turn, Validators
from syndicate.turns.checking import GONE, MOVED, Checking, address
from syndicate.turns.course import Course

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW = "https://a.example/feed", "https://b.example/feed"
SOURCE = Source(id="a", url=OLD, interval=HOUR, jitter=0.0)
STANDING = Standing(id="a", host="a.example", due=NOW)


@pytest.fixture
def heard():
    return []


@pytest.fixture
def clock():
    return MovableClock(NOW)


@pytest.fixture
def course():
    return Course()


@pytest.fixture
def checking(heard, clock, course):
    parts = SimpleNamespace(clock=clock, report=heard.append, cron_next=None)
    turn = Turn(host="a.example", token="t")
    return Checking(parts, turn, course)


def answered(**facts) -> Page:
    return Page(**{"url": OLD, "body": b"", "status": 304, **facts})


def unchanged(checking, standing=STANDING, source=SOURCE, **facts):
    return asyncio.run(checking.take(source, standing, answered(**facts), True))


def test_a_source_without_news_is_due_after_its_interval(checking, heard):
    outcome = unchanged(checking)

    assert (outcome.due, outcome.checked_at, outcome.changed) == (NOW + HOUR, NOW, False)
    assert [event.kind for event in heard] == ["unchanged"]


def test_an_answer_ends_a_row_of_failures(checking):
    outcome = unchanged(checking, replace(STANDING, failures=4, since=NOW, condition="failing"))

    assert (outcome.failures, outcome.since, outcome.condition) == (0, None, "ok")


def test_what_the_server_asked_for_is_kept_for_the_source(checking, course):
    later = NOW + 5 * HOUR

    outcome = unchanged(checking, not_before=later)

    assert outcome.due == later
    assert course.asked == {"a": later}


def test_the_validators_of_the_answer_are_what_is_sent_next(checking):
    validators = Validators(url=OLD, etag='"2"')

    assert unchanged(checking, validators=validators).validators == validators


def test_a_move_counts_from_the_day_it_was_first_seen(checking):
    first = unchanged(checking, url=NEW, moved_to=NEW)
    again = unchanged(
        checking, replace(STANDING, moved_to=NEW, moved_since=NOW - HOUR), url=NEW, moved_to=NEW
    )
    elsewhere = unchanged(
        checking, replace(STANDING, moved_to=NEW, moved_since=NOW - HOUR), moved_to="https://c/"
    )

    assert (first.moved_to, first.moved_since) == (NEW, NOW)
    assert (again.moved_to, again.moved_since) == (NEW, NOW - HOUR)
    assert (elsewhere.moved_to, elsewhere.moved_since) == ("https://c/", NOW)


def test_a_move_stays_known_when_the_new_address_is_asked_directly(checking):
    moved = replace(STANDING, moved_to=NEW, moved_since=NOW - 2 * MOVED)

    outcome = unchanged(checking, moved, url=NEW)

    assert (outcome.moved_to, outcome.moved_since) == (NEW, moved.moved_since)


def test_a_move_that_is_taken_back_is_forgotten(checking):
    outcome = unchanged(checking, replace(STANDING, moved_to=NEW, moved_since=NOW))

    assert (outcome.moved_to, outcome.moved_since) == (None, None)


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        (None, OLD),
        (NOW - MOVED + timedelta(seconds=1), OLD),
        (NOW - MOVED, NEW),
        (NOW - 10 * MOVED, NEW),
    ],
)
def test_the_new_address_is_asked_once_the_move_has_held_for_a_week(since, asked):
    standing = replace(STANDING, moved_to=NEW if since else None, moved_since=since)

    assert address(SOURCE, standing, NOW) == asked


def status(code: int, **facts) -> BadStatus:
    return BadStatus(f"answered {code}", url=OLD, status=code, **facts)


@pytest.mark.parametrize(
    ("error", "condition"),
    [
        (FetchError("no route", url=OLD), "failing"),
        (status(500), "failing"),
        (status(404), "failing"),
        (status(410), "gone"),
        *[(status(code), "blocked") for code in (401, 402, 403, 407, 429, 451)],
    ],
    ids=lambda value: getattr(value, "message", value),
)
def test_a_failure_says_what_kind_of_trouble_it_is(checking, error, condition):
    outcome = checking.went_wrong(SOURCE, STANDING, error)

    assert (outcome.condition, outcome.reason, outcome.failures) == (condition, error.message, 1)


def test_failures_in_a_row_are_asked_ever_later_and_remember_the_first(checking, clock):
    standing, waits = STANDING, []
    for _ in range(7):
        outcome = checking.went_wrong(SOURCE, standing, status(500))
        waits.append(outcome.due - clock.now())
        standing = replace(standing, failures=outcome.failures, since=outcome.since)
        clock.instant = outcome.due

    assert waits == [hours * HOUR for hours in (1, 2, 4, 8, 16, 24, 24)]
    assert standing.since == NOW


def test_a_pause_that_a_failing_server_asks_for_is_kept(checking, course):
    later = NOW + 3 * HOUR

    outcome = checking.went_wrong(SOURCE, STANDING, status(503, not_before=later))

    assert outcome.due == later
    assert course.asked == {"a": later}


def test_a_source_that_is_gone_is_looked_at_again_in_a_year(checking):
    assert checking.went_wrong(SOURCE, STANDING, status(410)).due == NOW + GONE


def test_a_new_address_that_fails_is_forgotten(checking):
    moved = replace(STANDING, moved_to=NEW, moved_since=NOW - 2 * MOVED)

    assert checking.went_wrong(SOURCE, moved, status(404)).moved_to is None


def test_a_failure_is_told_with_what_to_do(checking, heard):
    checking.went_wrong(SOURCE, STANDING, FetchError("no", url=OLD, hint="add it to allow"))

    (event,) = heard
    assert (event.kind, event.source, event.reason, event.hint) == (
        "failed",
        "a",
        "no",
        "add it to allow",
    )


def test_a_source_whose_rhythm_is_learned_is_due_by_it(checking):
    adaptive = replace(SOURCE, adaptive=True)
    known = replace(STANDING, hints=Hints(gap=6 * HOUR), changed_at=NOW)
    quiet = replace(known, changed_at=NOW - 100 * HOUR)

    assert unchanged(checking, known, adaptive).due == NOW + 3 * HOUR
    assert unchanged(checking, quiet, adaptive).due == NOW + 10 * HOUR
    assert unchanged(checking, known, SOURCE).due == NOW + HOUR
    assert unchanged(checking, known, adaptive, not_before=NOW + 5 * HOUR).due == NOW + 5 * HOUR


def test_a_source_that_fails_is_asked_less_often_than_was_learned(checking):
    known = replace(STANDING, hints=Hints(gap=6 * HOUR), changed_at=NOW, failures=1)

    outcome = checking.went_wrong(replace(SOURCE, adaptive=True), known, status(500))

    assert outcome.due >= NOW + 6 * HOUR
