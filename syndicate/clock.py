"""Time as the product sees it: one place asks the machine, everybody else is told `now`."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import Protocol

from syndicate.errors import ConfigError


class Clock(Protocol):
    """Tell the time in UTC and wait for an instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    async def wait(self, until: datetime) -> datetime:
        """Return once `until` has come: the present instant, never before `until`."""
        ...


class SystemClock:
    """Tell the machine's time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    async def wait(self, until: datetime) -> datetime:
        """Sleep until the machine's clock has reached `until`."""
        while (now := self.now()) < until:
            await asyncio.sleep((until - now).total_seconds())
        return now


class FixedClock:
    """Stand at one instant (SOURCE_DATE_EPOCH, the demo's visits), and move by waiting alone.

    Runs become repeatable. Waiting takes as long as it would, so that politeness towards real
    hosts stays real.
    """

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock was made with, or the last one waited for."""
        return self._instant

    async def wait(self, until: datetime) -> datetime:
        """Sleep as long as it is to `until`, and stand there from then on."""
        await asyncio.sleep(max(0.0, (until - self._instant).total_seconds()))
        self._instant = max(until, self._instant)
        return self._instant


def machine_clock() -> Clock:
    """Return the machine's clock, or the instant that SOURCE_DATE_EPOCH fixes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return SystemClock()
    try:
        return FixedClock(datetime.fromtimestamp(int(epoch), UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(f"SOURCE_DATE_EPOCH is {epoch!r}, not whole seconds") from error
