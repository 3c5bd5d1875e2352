"""A turn's requests to hosts that are not its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.clocks import MovableClock

from syndicate.errors import Postponed
from syndicate.model import Turn
from syndicate.turns.slots import Slots


class FakeFrontier:
    """Grant a host from a certain instant on, and note what happens."""

    def __init__(self, granted) -> None:
        self.granted = granted
        self.calls = []

    async def slot(self, host, token, now, hold):
        self.calls.append((host, token, now))
        return max(now, self.granted)

    async def release(self, host, token, now, *, delay, not_before=None):
        self.calls.append(("release", host, delay, not_before))


def slots(frontier, clock) -> Slots:
    turn = Turn(host="a.example", token="t")
    return Slots(frontier, turn, clock)


def test_a_free_host_is_entered_at_once(loop):
    clock = MovableClock()
    start = clock.now()

    loop(slots(FakeFrontier(start), clock).enter("b.example"))

    assert clock.now() == start


def test_a_busy_host_is_waited_for(loop):
    clock = MovableClock()
    start = clock.now()
    frontier = FakeFrontier(start + timedelta(seconds=7))

    loop(slots(frontier, clock).enter("b.example"))

    assert clock.now() == start + timedelta(seconds=7)
    assert len(frontier.calls) == 2


def test_a_host_that_is_held_for_long_is_postponed_until_then(loop):
    clock = MovableClock()
    later = clock.now() + timedelta(seconds=11)

    with pytest.raises(Postponed) as caught:
        loop(slots(FakeFrontier(later), clock).enter("b.example"))

    assert caught.value.not_before == later
    assert caught.value.transient


def test_leaving_frees_the_host_with_its_delay(loop):
    clock = MovableClock()
    frontier = FakeFrontier(clock.now())

    loop(slots(frontier, clock).leave("b.example", delay=2.0, not_before=None))

    assert frontier.calls == [("release", "b.example", 2.0, None)]
