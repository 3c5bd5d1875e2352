"""The fetcher's gate, kept by the frontier: politeness belongs to the host, not to a process."""

from __future__ import annotations

from datetime import datetime, timedelta

from syndicate.clock import Clock
from syndicate.errors import Postponed
from syndicate.model import Host, Turn
from syndicate.state.base import Frontier

PATIENCE = timedelta(seconds=10)
"""How long a turn waits for another host: what is held longer, by a turn that may itself wait
for ours, is left for another time."""

HOLD = timedelta(minutes=10)
"""How long a request may hold another host, should nobody give it back: as long as a lease."""


class Slots:
    """Let a turn's requests to other hosts through, one at a time and host by host.

    A request to a host that can't be asked soon is postponed: it waits for another turn.
    """

    def __init__(self, frontier: Frontier, turn: Turn, clock: Clock) -> None:
        self._frontier = frontier
        self._turn = turn
        self._clock = clock

    async def enter(self, host: str) -> None:
        """Wait for the host's next free moment; raise Postponed when that is far."""
        now = self._clock.now()
        limit = now + PATIENCE
        while (granted := await self._frontier.slot(host, self._turn.token, now, HOLD)) > now:
            if granted > limit:
                raise Postponed(
                    f"{host} may not be asked before {granted:%Y-%m-%d %H:%M:%S} UTC",
                    url=f"//{host}/",
                    not_before=granted,
                )
            now = await self._clock.wait(granted)

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        """Free the host; it may be asked again after `delay` seconds, not before `not_before`."""
        await self._frontier.release(
            host, self._turn.token, self._clock.now(), delay=delay, not_before=not_before
        )

    async def host(self, name: str) -> Host:
        """Return what is remembered of a host."""
        return await self._frontier.host(name)

    async def remember_robots(self, name: str, body: bytes, delay: float) -> None:
        """Remember a host's robots.txt."""
        await self._frontier.remember_robots(name, body, self._clock.now(), delay)
