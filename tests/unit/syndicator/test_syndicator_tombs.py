"""Tombstones that several turns write at once."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import cast

from syndicate import tombs
from syndicate.archiver.archive import Archive
from syndicate.model import Tombstone
from syndicate.parts import Mint, Parts
from syndicate.storage.inmemory import InMemory


class Slow(InMemory):
    """Give other threads their turn between reading a file and writing it."""

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        found = super().read(key)
        time.sleep(0.002)
        return found


class Memory:
    """Know tombstones."""

    def __init__(self) -> None:
        self.known: list[Tombstone] = []

    async def bury(self, stones: list[Tombstone]) -> None:
        self.known += stones


async def parts() -> Parts:
    made = SimpleNamespace(archive=Archive(Slow()), memory=Memory(), mint=Mint(None))
    return cast(Parts, made)


def test_turns_that_bury_at_once_lose_no_tombstone_of_each_other():
    stones = [Tombstone(id=str(number)) for number in range(20)]

    async def work():
        made = await parts()
        await asyncio.gather(*(tombs.bury(made, [stone]) for stone in stones))
        return made

    made = asyncio.run(work())

    assert {each.id for each in made.archive.stones()} == {each.id for each in stones}
    assert set(made.memory.known) == set(stones)


def test_nothing_to_bury_writes_nothing():
    async def work():
        made = await parts()
        await tombs.bury(made, [])
        return made

    assert asyncio.run(work()).archive.stones() == []
