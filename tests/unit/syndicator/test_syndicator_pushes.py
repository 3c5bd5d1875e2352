"""Hubs in the daemon: when they are attended to, and how that ends."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from syndicate.wiring import pushes
from syndicate.wiring.pushes import Pushes


class Rounds:
    """Stand in for the subscriber: a round lasts until the test lets it end."""

    def __init__(self) -> None:
        self.begun, self.free = asyncio.Event(), asyncio.Event()
        self.ended = 0

    async def load(self) -> None:
        pass

    async def round(self) -> None:
        self.begun.set()
        await self.free.wait()
        self.ended += 1


def attending() -> tuple[Pushes, Rounds]:
    parts = SimpleNamespace(leases=None, clock=None)
    held, rounds = Pushes(parts, None, "https://me.example/", None), Rounds()
    held.subscriber = rounds
    return held, rounds


def test_hubs_that_are_being_asked_have_their_say_at_the_end(loop):
    async def work():
        held, rounds = attending()
        async with held.attended():
            await rounds.begun.wait()
            asyncio.get_running_loop().call_later(0.05, rounds.free.set)
        assert rounds.ended == 1

    loop(work())


def test_hubs_that_hang_hold_up_the_end_no_longer_than_that(loop, monkeypatch):
    monkeypatch.setattr(pushes, "DRAIN", 0.05)

    async def work():
        held, rounds = attending()
        async with held.attended():
            await rounds.begun.wait()
        assert rounds.ended == 0

    loop(work())


def test_an_end_between_two_rounds_waits_for_none(loop, monkeypatch):
    monkeypatch.setattr(pushes, "ROUND", 60.0)
    monkeypatch.setattr(pushes, "DRAIN", 60.0)

    async def work():
        held, rounds = attending()
        rounds.free.set()
        async with asyncio.timeout(5), held.attended():
            await rounds.begun.wait()
        assert rounds.ended == 1

    loop(work())
