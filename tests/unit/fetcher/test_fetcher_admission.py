"""When the next request of a turn may be sent."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from syndicate.clock import SystemClock
from syndicate.errors import FetchError, Refused
from syndicate.fetcher.admission import Admission, Budget
from syndicate.fetcher.gate import OpenGate

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
URL = "https://a.example/feed"


class Hands:
    """A clock whose hands jump to whatever is waited for."""

    def __init__(self) -> None:
        self.instant = NOW
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.instant

    async def wait(self, until: datetime) -> datetime:
        self.waits.append((until - self.instant).total_seconds())
        self.instant = max(until, self.instant)
        return self.instant


class Doorman(OpenGate):
    """A gate that writes down who came and went, and lets nobody into closed.example."""

    def __init__(self) -> None:
        super().__init__(SystemClock())
        self.seen: list[tuple[object, ...]] = []

    async def enter(self, host: str) -> None:
        if host == "closed.example":
            raise Refused("closed", url=f"//{host}/", not_before=NOW)
        self.seen.append(("enter", host))

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        self.seen.append(("leave", host, delay, not_before))


def turn(act, *, deadline: float = 120.0):
    clock, gate = Hands(), Doorman()

    async def scenario():
        await act(Admission("a.example", gate, clock, deadline))

    asyncio.run(scenario())
    return clock, gate


async def ask(admission: Admission, host: str = "a.example", *, delay=1.0, not_before=None) -> None:
    await admission.enter(host, url=URL)
    await admission.leave(host, delay=delay, not_before=not_before)


def test_the_first_request_waits_for_nothing_and_the_next_for_the_delay():
    async def act(admission):
        for _ in range(3):
            await ask(admission, delay=2.5)
        assert admission.delay == 2.5

    clock, gate = turn(act)

    assert clock.waits == [2.5, 2.5]
    assert gate.seen == []


def test_another_host_is_the_gates_to_grant():
    later = NOW + timedelta(minutes=5)

    async def act(admission):
        await ask(admission, "b.example", delay=3.0, not_before=later)
        assert admission.delay == 0.0

    clock, gate = turn(act)

    assert clock.waits == []
    assert gate.seen == [("enter", "b.example"), ("leave", "b.example", 3.0, later)]


def test_a_host_that_wants_to_be_left_alone_is_not_asked_again():
    later = NOW + timedelta(minutes=5)

    async def act(admission):
        await ask(admission, not_before=later)
        with pytest.raises(Refused, match="left alone until 2026-03-01 08:05:00 UTC") as caught:
            await ask(admission)
        assert caught.value.not_before == later
        assert caught.value.transient

    clock, _ = turn(act)

    assert clock.waits == []


def test_a_delay_that_outlasts_the_turn_is_not_waited_for():
    async def act(admission):
        await ask(admission, delay=121.0)
        with pytest.raises(Refused, match="the turn ends before"):
            await ask(admission)

    clock, _ = turn(act)

    assert clock.waits == []


def test_nothing_begins_once_the_turn_is_over():
    async def act(admission):
        with pytest.raises(Refused, match="time is used up") as caught:
            admission.budget(URL, 20.0)
        assert caught.value.transient
        assert caught.value.not_before is None

    turn(act, deadline=0.0)


def test_one_request_at_a_time_per_host_while_others_go_on():
    async def act(admission):
        await admission.enter("a.example", url=URL)
        second = asyncio.create_task(ask(admission))
        await ask(admission, "b.example")
        await asyncio.sleep(0.01)
        assert not second.done()
        await admission.leave("a.example", delay=0.0, not_before=None)
        await second

    turn(act)


def test_a_refused_request_leaves_the_host_free():
    async def act(admission):
        for _ in range(2):
            with pytest.raises(Refused, match="closed"):
                await asyncio.wait_for(admission.enter("closed.example", url=URL), 1)

    turn(act)


def test_a_budget_counts_what_is_spent_and_not_what_is_waited():
    async def scenario():
        budget = Budget(0.2)
        async with budget.spend(URL):
            await asyncio.sleep(0.12)
        await asyncio.sleep(0.25)
        async with budget.spend(URL):
            pass
        with pytest.raises(FetchError, match=r"took longer than 0\.2 s") as caught:
            async with budget.spend(URL):
                await asyncio.sleep(0.12)
        assert caught.value.transient

    asyncio.run(scenario())
