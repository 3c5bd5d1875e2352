"""One request at a time per host: when may the next one of this turn be sent?

A turn holds its own host, so the time between two requests to it is kept here. Any other host is
the gate's to grant: another turn may be asking it, or have been told to wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from syndicate.clock import Clock
from syndicate.errors import FetchError, Postponed
from syndicate.fetcher.gate import Gate


class Budget:
    """Count down the seconds that a request may spend on the network.

    Only what runs inside `spend` counts: waiting for one's turn is no fault of the server's.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._left = seconds

    @asynccontextmanager
    async def spend(self, url: str) -> AsyncIterator[None]:
        """Raise FetchError when the budget ends before the block does."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError as error:
            raise FetchError(f"{url} took longer than {self._seconds:.3g} s", url=url) from error
        finally:
            self._left -= time.monotonic() - began


class Admission:
    """Admit the requests of one turn; `own` is its host, `deadline` its seconds."""

    def __init__(self, own: str, gate: Gate, clock: Clock, deadline: float) -> None:
        self._own = own
        self._gate = gate
        self._clock = clock
        self._ends = time.monotonic() + deadline
        self._next: datetime | None = None
        self._held: datetime | None = None
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.delay = 0.0

    @property
    def left(self) -> float:
        """Return the seconds that are left of the turn, never below 0."""
        return max(0.0, self._ends - time.monotonic())

    def budget(self, url: str, timeout: float) -> Budget:
        """Return what a request for `url` may take; raise Postponed when the turn is over."""
        if not self.left:
            raise Postponed(f"{url} was not asked: the turn's time is used up", url=url)
        return Budget(min(timeout, self.left))

    async def enter(self, host: str, *, url: str) -> None:
        """Return once `url` on `host` may be asked; raise Postponed when the turn ends before."""
        await self._locks[host].acquire()
        try:
            await (self._wait(url) if host == self._own else self._gate.enter(host))
        except BaseException:
            self._locks[host].release()
            raise

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        """Let the next request to `host` follow after `delay` seconds and not before `not_before`."""
        try:
            if host != self._own:
                await self._gate.leave(host, delay=delay, not_before=not_before)
                return
            self.delay = delay
            self._held = not_before
            self._next = self._clock.now() + timedelta(seconds=delay)
        finally:
            self._locks[host].release()

    async def _wait(self, url: str) -> None:
        now = self._clock.now()
        until = max(self._next or now, self._held or now)
        if self._held is not None and self._held > now:
            raise Postponed(
                f"{url} was not asked: the server wants to be left alone until"
                f" {self._held:%Y-%m-%d %H:%M:%S} UTC",
                url=url,
                not_before=self._held,
            )
        if (until - now).total_seconds() > self.left:
            raise Postponed(
                f"{url} was not asked: the turn ends before the host may be asked again", url=url
            )
        if until > now:
            await self._clock.wait(until)
