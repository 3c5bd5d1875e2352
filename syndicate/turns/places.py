"""How many turns are given at once: few that work, many that wait for servers that do not answer.

A turn that has gone on for a while waits for its server, mostly, and costs next to nothing: it
leaves its place to another. How soon depends on what else there is to do. While the process
computes, a slow turn is slow because there are others, and more of them would make it no faster;
while it idles, whoever has a place waits for the network. So a thousand servers that hang hold
up nobody else, and two thousand that answer are asked by few turns at a time.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

LOOK = 0.05
"""Seconds between two looks at a turn: a feed near by is asked and answered in less."""

SLOW = 1.0
"""Seconds after which a turn leaves its place, however busy the process is."""

BUSY = 0.5
"""Share of one processor from which turns are slow because of one another."""

LATE = 0.05
"""Seconds by which a look comes late where the loop, or the whole machine, is busy."""

MOST = 2_000
"""Turns that go on at once all in all: each that hangs holds a socket and some 40 kB."""

_FILES = 4 * MOST
"""Files that so many turns have open at worst, some of them several connections."""


class Places:
    """Count who has a place, of `count`; `freed` is called when one is left before its turn ends.

    With one place alone, turns follow one another whatever happens.
    """

    def __init__(self, count: int, freed: Callable[[], None] = lambda: None) -> None:
        self._count = count
        self._most = _most(count)
        self._freed = freed
        self._held: dict[str, _Stay] = {}
        self._going_on = 0

    def free(self) -> int:
        """Return how many more may begin."""
        return max(0, min(self._count - len(self._held), self._most - self._going_on))

    def take(self, host: str) -> None:
        """Let a host's turn begin."""

        def left() -> None:
            del self._held[host]
            self._freed()

        self._going_on += 1
        self._held[host] = _Stay(left, watched=self._count > 1)

    def leave(self, host: str) -> None:
        """Note that a host's turn is over."""
        self._going_on -= 1
        if stay := self._held.pop(host, None):
            stay.end()


class Line:
    """Have turns wait for a place, of `count`, in the order in which they came."""

    def __init__(self, count: int) -> None:
        self._watched = count > 1
        self._places = asyncio.Semaphore(count)
        self._most = asyncio.Semaphore(_most(count))

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place while a turn goes on, until it is slow; where there is one, to its end."""
        async with self._most:
            await self._places.acquire()
            stay = _Stay(self._places.release, watched=self._watched)
            try:
                yield
            finally:
                if stay.end():
                    self._places.release()


class _Stay:
    """Look at a turn that has a place now and then, and call `left` when it is slow."""

    def __init__(self, left: Callable[[], None], *, watched: bool) -> None:
        self._left = left
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._over = False
        if watched:
            self._wait()

    def _wait(self) -> None:
        self._due = self._loop.time() + LOOK
        self._computed = time.process_time()
        self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        now = self._loop.time()
        computed = time.process_time() - self._computed
        late = now - self._due
        busy = late > LATE or computed > BUSY * (LOOK + late)
        if busy and now - self._began < SLOW:
            self._wait()
        else:
            self._over = True
            self._left()

    def end(self) -> bool:
        """Look no more; tell whether the place was held to the end."""
        if self._timer is not None:
            self._timer.cancel()
        return not self._over


def _most(count: int) -> int:
    """Return how many turns may go on at once: as many as may open files, and one where one may."""
    return 1 if count == 1 else min(MOST, max(count, _files() // 4))


def _files() -> int:
    """Return how many files the process may open, once it has asked for as many as it may need.

    The usual limit, 1,024, is kept low for programs that call select(2): this one does not.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return _FILES if soft == resource.RLIM_INFINITY else soft
