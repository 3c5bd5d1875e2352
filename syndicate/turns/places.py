"""How many turns are given at once: few that work, many that wait for servers that do not answer.

A turn that has gone on for a while waits for its server, mostly, and costs next to nothing: it
leaves its place to another. So a thousand servers that hang hold up nobody else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SLOW = 1.0
"""Seconds after which a turn leaves its place: ten times what a feed takes to be asked."""

MOST = 2_000
"""Turns that go on at once all in all: each that hangs holds a socket and some 40 kB."""


class Places:
    """Count who has a place, of `count`; with one alone, turns follow one another whatever happens."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._taken: dict[str, float] = {}

    def free(self) -> int:
        """Return how many more may begin."""
        if self._count == 1:
            return 1 - len(self._taken)
        young = time.monotonic() - SLOW
        working = sum(began > young for began in self._taken.values())
        return max(0, min(self._count - working, MOST - len(self._taken)))

    def take(self, host: str) -> None:
        """Let a host's turn begin."""
        self._taken[host] = time.monotonic()

    def leave(self, host: str) -> None:
        """Note that a host's turn is over."""
        del self._taken[host]


@asynccontextmanager
async def place(room: asyncio.Semaphore, *, alone: bool) -> AsyncIterator[None]:
    """Hold a place of `room` while a turn goes on, no longer than `SLOW`; `alone` to its end."""
    await room.acquire()
    held = True

    def leave() -> None:
        nonlocal held
        if held:
            held = False
            room.release()

    timer = None if alone else asyncio.get_running_loop().call_later(SLOW, leave)
    try:
        yield
    finally:
        leave()
        if timer is not None:
            timer.cancel()
