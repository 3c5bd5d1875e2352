"""Clocks that a test moves."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class MovableClock:
    """Stand still until somebody waits or the test moves it."""

    def __init__(self, instant: datetime = datetime(2026, 3, 1, 8, tzinfo=UTC)) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    async def wait(self, until: datetime) -> datetime:
        self.instant = max(self.instant, until)
        return self.instant

    def move(self, **span: float) -> None:
        self.instant += timedelta(**span)


class HurriedClock:
    """Run like a real clock, only faster: whoever works beside a wait gets time for it.

    A clock that jumps at each wait gives those who wait for one another hours, and those who
    work nothing.
    """

    def __init__(self, speed: float, instant: datetime = datetime(2026, 3, 1, 8, tzinfo=UTC)):
        self._speed = speed
        self._start = instant
        self._began = time.monotonic()

    def now(self) -> datetime:
        passed = time.monotonic() - self._began
        return self._start + timedelta(seconds=passed * self._speed)

    async def wait(self, until: datetime) -> datetime:
        while (now := self.now()) < until:
            await asyncio.sleep((until - now).total_seconds() / self._speed)
        return now
