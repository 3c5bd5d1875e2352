"""What goes with an archive: said by one state, taken up by another that was made anew."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.states import NOW, VALIDATORS, Desk, article, outcome, pending, source

from syndicate.state.sqlite import Sqlite

LATER = NOW + timedelta(hours=3)
A = source()


@pytest.fixture
def other():
    with asyncio.Runner() as runner:
        desk = Desk(lambda: Sqlite.open(":memory:"), runner)
        yield desk
        desk.close()


def discovered(desk, *items, **options):
    """Let a turn discover entries of source a, and leave it open."""
    desk.frontier.sync([A], NOW)
    turn = desk.turn(**options)
    desk.memory.discover(turn, "a", VALIDATORS, items, {}, NOW)
    return turn


def said(desk):
    [carried] = desk.frontier.carried()
    return carried


def moved(desk, carried, *articles):
    """Begin anew with what an archive holds, and with what was said elsewhere."""
    desk.memory.restore(articles, {})
    doubted = desk.frontier.resume([(A, carried)])
    desk.frontier.sync([A], LATER)
    return doubted


def test_where_a_source_stands_is_said_with_its_rhythm_and_newest_article(desk):
    turn = discovered(desk, pending())
    desk.archive(turn, pending())
    asked = {"a": NOW + timedelta(hours=2)}
    desk.frontier.close(turn, [outcome(validators=VALIDATORS)], NOW, asked=asked)

    carried = said(desk)

    assert (carried.standing.articles, carried.announced) == (1, NOW)
    assert carried.asked == NOW + timedelta(hours=2)
    assert carried.schedule
    assert not carried.retries and not carried.lost


def test_what_was_said_is_taken_up_and_said_again(desk, other):
    turn = discovered(desk, pending())
    desk.archive(turn, pending())
    desk.frontier.close(
        turn,
        [outcome(validators=VALIDATORS, condition="failing", reason="503", failures=2, since=NOW)],
        NOW,
    )
    carried = said(desk)

    assert moved(other, carried, article(pending())) == []

    assert said(other) == replace(carried, standing=replace(carried.standing, started=True))


def test_a_source_is_not_asked_before_its_time_elsewhere_either(desk, other):
    turn = discovered(desk)
    due = LATER + timedelta(hours=1)
    desk.frontier.close(turn, [outcome(due=due, failures=1)], NOW)

    moved(other, said(desk))

    assert other.frontier.due(LATER, 9) == []
    assert other.frontier.due(due, 9) == ["a.example"]


def test_a_retry_after_holds_the_whole_host_elsewhere_too(desk, other):
    until = LATER + timedelta(hours=1)
    turn = discovered(desk)
    desk.frontier.close(turn, [outcome(due=until, failures=1)], NOW, asked={"a": until})

    moved(other, said(desk))

    assert other.frontier.host("a.example").next_at == until


def test_a_source_that_may_be_asked_later_holds_up_no_other_of_its_host_elsewhere(desk, other):
    until = LATER + timedelta(hours=1)
    turn = discovered(desk)
    desk.frontier.close(turn, [outcome(due=until)], NOW, asked={"a": until})

    moved(other, said(desk))

    assert other.frontier.host("a.example").next_at is None


def test_another_rhythm_makes_a_source_due_as_it_would_here(desk, other):
    turn = discovered(desk)
    desk.frontier.close(turn, [outcome(due=LATER + timedelta(days=1))], NOW)
    carried = said(desk)
    other.memory.restore([], {})
    other.frontier.resume([(A, carried)])

    other.frontier.sync([source(interval=timedelta(minutes=5))], LATER)

    assert other.frontier.due(LATER, 9) == ["a.example"]


@pytest.mark.parametrize("kept", [0, 1])
def test_validators_are_believed_only_beside_all_articles(desk, other, kept):
    turn = discovered(desk, pending())
    desk.archive(turn, pending())
    desk.frontier.close(turn, [outcome(validators=VALIDATORS)], NOW)

    doubted = moved(other, said(desk), *[article(pending())][:kept])

    assert doubted == ([] if kept else ["a"])
    [standing] = other.frontier.standings()
    assert standing.validators == (VALIDATORS if kept else None)


def test_validators_are_believed_only_beside_all_that_was_passed_over(desk, other):
    turn = discovered(desk)
    desk.frontier.close(turn, [outcome(validators=VALIDATORS)], NOW)

    assert moved(other, replace(said(desk), passed=1)) == ["a"]


def test_an_entry_that_failed_for_now_goes_on_counting_elsewhere(desk, other):
    turn = discovered(desk, pending())
    again = LATER + timedelta(hours=1)
    desk.memory.fail(turn, pending(), "503", again, NOW)
    desk.frontier.close(turn, [outcome()], NOW)
    carried = said(desk)
    moved(other, carried)
    assert said(other).retries == carried.retries
    turn = other.turn(now=LATER)

    other.memory.discover(turn, "a", VALIDATORS, [pending(retry_at=LATER)], {}, LATER)

    assert other.memory.pending(turn, LATER, 9) == []
    [waiting] = other.memory.pending(turn, again, 9)
    assert (waiting.attempts, waiting.retry_at) == (1, again)
    assert said(other).retries == carried.retries


def test_a_changed_announcement_of_it_begins_to_count_anew(desk, other):
    turn = discovered(desk, pending())
    desk.memory.fail(turn, pending(), "503", LATER + timedelta(hours=1), NOW)
    desk.frontier.close(turn, [outcome()], NOW)
    moved(other, said(desk))
    turn = other.turn(now=LATER)
    changed = replace(pending(retry_at=LATER), fingerprint="another")

    other.memory.discover(turn, "a", VALIDATORS, [changed], {}, LATER)

    [waiting] = other.memory.pending(turn, LATER, 9)
    assert waiting.attempts == 0


def test_an_entry_that_was_given_up_is_known_elsewhere_as_it_was_announced(desk, other):
    turn = discovered(desk, pending())
    desk.memory.fail(turn, pending(), "404", None, NOW)
    desk.frontier.close(turn, [outcome()], NOW)
    carried = said(desk)

    moved(other, carried)

    assert other.memory.known("a") == {"1": "print of 1"[:16]}
    assert said(other).lost == carried.lost
    assert said(other).standing.given_up == 1
