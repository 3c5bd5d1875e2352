"""What a clock that was ahead and was put back leaves: nothing that waits for it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from helpers.states import HOLD, NOW, outcome, pending, source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.model import Validators
from syndicate.state import instants

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NUMBERS = count()
AHEAD = [HOUR, DAY, 30 * DAY, 365 * DAY, 3650 * DAY]


def put_back(desk, *, at=NOW):
    desk.frontier.sync([source("a")], at)
    (standing,) = desk.frontier.standings()
    return standing


def checked(desk, wrong, **facts):
    """Check the source while the clock shows `wrong`."""
    options = {name: facts.pop(name) for name in ("asked", "not_before") if name in facts}
    ended = outcome(due=wrong + HOUR, checked_at=wrong, **facts)
    desk.frontier.sync([source("a")], NOW)
    desk.frontier.close(desk.turn(now=wrong), [ended], wrong, **options)


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_a_source_that_was_checked_in_the_future_keeps_its_pause_from_now(desk, ahead):
    checked(desk, NOW + ahead, changed=True)

    standing = put_back(desk)

    assert (standing.due, standing.checked_at, standing.changed_at) == (NOW + HOUR, NOW, NOW)
    assert desk.frontier.due(NOW + HOUR, 9) == ["a.example"]


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_what_a_server_asked_for_in_the_future_still_holds_as_long(desk, ahead):
    wrong = NOW + ahead
    later = {"asked": {"a": wrong + DAY}, "not_before": wrong + DAY}
    checked(desk, wrong, condition="failing", failures=1, **later)

    put_back(desk)

    desk.frontier.hurry(None, NOW, force=False)
    assert desk.frontier.due(NOW + DAY - HOUR, 9) == []
    assert desk.frontier.due(NOW + DAY, 9) == ["a.example"]


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_an_entry_that_failed_in_the_future_is_tried_again(desk, ahead):
    wrong = NOW + ahead
    desk.frontier.sync([source("a")], NOW)
    turn = desk.turn(now=wrong)
    waiting = pending(retry_at=wrong + HOUR)
    desk.memory.discover(turn, "a", Validators(url="http://a.example/"), [waiting], {}, wrong)
    desk.frontier.close(turn, [outcome(due=wrong + DAY, checked_at=wrong)], wrong)

    put_back(desk)

    assert desk.frontier.next_due(NOW) == NOW + HOUR


@pytest.mark.parametrize("ahead", [30 * DAY, 3650 * DAY], ids=str)
def test_a_pause_longer_than_any_is_over(desk, ahead):
    desk.frontier.sync([source("a")], NOW)
    desk.frontier.slot("img.example", "t", NOW + ahead, HOLD)
    desk.frontier.release("img.example", "t", NOW + ahead, delay=1.0, not_before=NOW + ahead + DAY)

    put_back(desk)

    assert desk.frontier.slot("img.example", "u", NOW, HOLD) == NOW


def test_a_hold_of_the_future_holds_nobody_up(desk):
    desk.frontier.sync([source("a")], NOW)
    desk.turn(now=NOW + 365 * DAY)

    put_back(desk)

    assert desk.turn(now=NOW)


def test_robots_of_the_future_are_read_again_when_they_are_old(desk):
    desk.frontier.remember_robots("img.example", b"", NOW + 365 * DAY, 0.0)

    put_back(desk)

    assert desk.frontier.host("img.example").robots_at == NOW


def test_a_clock_that_goes_right_changes_nothing(desk):
    checked(desk, NOW, asked={"a": NOW + 7 * DAY}, not_before=NOW + DAY)
    before = desk.frontier.standings()

    put_back(desk)

    assert desk.frontier.standings() == before
    assert desk.frontier.due(NOW + DAY - HOUR, 9) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ahead=st.timedeltas(timedelta(), 3650 * DAY),
    wait=st.timedeltas(timedelta(minutes=15), 7 * DAY),
    pause=st.timedeltas(timedelta(), DAY),
)
def test_no_source_waits_longer_than_it_would_have(desk, ahead, wait, pause):
    # A host and a source of its own each time: the state is that of the examples before.
    wrong, host = NOW + ahead, f"h{next(NUMBERS)}.example"
    desk.frontier.sync([source(host, host)], NOW)
    turn = desk.turn(host, now=wrong)
    ended = outcome(host, due=wrong + wait, checked_at=wrong)
    paused = {"asked": {host: wrong + wait}, "not_before": wrong + pause}
    desk.frontier.close(turn, [ended], wrong, **paused)

    desk.frontier.sync([source(host, host)], NOW)

    longest = max(wait, pause)
    assert NOW + longest <= desk.frontier.next_due(NOW) <= NOW + longest + instants.SLACK
