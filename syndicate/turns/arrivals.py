"""What hubs sent and no turn has taken yet: in line, source by source, within bounds.

A hub wants its answer at once, and a turn waits until its host is free: what came is kept in
memory meanwhile. What is lost with the process is asked for when the next one begins.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from syndicate import log
from syndicate.clock import Clock
from syndicate.errors import SyndicateError
from syndicate.model import Page

BYTES = 32_000_000
"""Bodies that may wait in all: six of the largest that is taken."""

EACH = 16
"""Bodies that may wait of one source: a site that publishes faster is asked instead."""

TOGETHER = 4
"""Sources whose bodies are taken in at once: a quarter of the daemon's turns."""

WAIT = timedelta(minutes=10)
"""How long a body waits for its host: as long as a lease of one."""

DRAIN = timedelta(seconds=20)
"""How long the last ones may take at the end: turns had their minute, and service managers kill
after 90 seconds."""

_FIRST, _LAST = 0.1, 2.0

_log = log.get(__name__)

Take = Callable[[str, Page], Awaitable[bool]]
"""Take in what was sent of a source; False while its host is held."""


class Arrivals:
    """Keep bodies in line until `take` takes them; `lost` hears of a source that it did not."""

    def __init__(self, take: Take, lost: Callable[[str], Awaitable[None]], clock: Clock) -> None:
        self._take = take
        self._lost = lost
        self._clock = clock
        self._lines: dict[str, deque[Page]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._held = 0
        self._closed = False
        self._room = asyncio.Semaphore(TOGETHER)

    def add(self, source: str, page: Page) -> bool:
        """Put a body in line; False when there is no room for it."""
        line = self._lines.get(source, deque())
        if self._closed or len(line) >= EACH or self._held + len(page.body) > BYTES:
            return False
        line.append(page)
        self._lines[source] = line
        self._held += len(page.body)
        if source not in self._tasks:
            self._tasks[source] = asyncio.create_task(self._work_off(source, line))
        return True

    async def close(self) -> None:
        """Leave what waits; what is being taken in is taken in, unless that takes too long."""
        for line in self._lines.values():
            while len(line) > 1:
                self._held -= len(line.pop().body)
        self._closed = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks.values(), timeout=DRAIN.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _work_off(self, source: str, line: deque[Page]) -> None:
        try:
            while line:
                async with self._room:
                    await self._bring(source, page := line[0])
                self._held -= len(page.body)
                line.popleft()
        finally:
            del self._tasks[source], self._lines[source]

    async def _bring(self, source: str, page: Page) -> None:
        """Have one body taken in; what can't be is asked for, and ends none of the others."""
        with _told(source):
            if await self._patiently(source, page):
                return
            _log.warning("push given up", source=source, reason="its host was not free in time")
        with _told(source):
            await self._lost(source)

    async def _patiently(self, source: str, page: Page) -> bool:
        """Try until the host is free, or it has been waited for long enough."""
        until, pause = self._clock.now() + WAIT, _FIRST
        while not await self._take(source, page):
            if self._clock.now() >= until or self._closed:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LAST)
        return True


@contextmanager
def _told(source: str) -> Iterator[None]:
    """Tell what goes wrong, as for a turn: a bug in one must not end the daemon."""
    try:
        yield
    except SyndicateError as error:
        _log.error("push failed", source=source, reason=error.message)
    except Exception as error:  # noqa: BLE001 the bug in question
        trace = "".join(traceback.format_exception(error))
        _log.error("push failed", source=source, reason=str(error), traceback=trace)
