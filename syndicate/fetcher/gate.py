"""The port through which a turn asks whether it may send a request to a host not its own.

Politeness belongs to a host, not to a process: what is remembered behind the gate outlives the
turn. The session asks before every such request (page, image, redirect hop, robots.txt) and
always says when it is done.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from syndicate.clock import Clock
from syndicate.model import Host


class Gate(Protocol):
    """Grant requests to hosts; hosts are named as `urls.host_of` names them."""

    async def enter(self, host: str) -> None:
        """Return once one request to `host` may be sent.

        Raises Postponed, with `not_before`, when that is not within this turn.
        """
        ...

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        """Say that the request is over: the next may follow after `delay` seconds, and not
        before `not_before`. Called after every `enter`, whatever happened.
        """
        ...

    async def host(self, name: str) -> Host:
        """Return what is remembered of a host, its own robots.txt above all."""
        ...

    async def remember_robots(self, name: str, body: bytes, delay: float) -> None:
        """Keep a host's robots.txt (empty: none) and the delay it asks for, in seconds."""
        ...


class OpenGate:
    """Let every request through and remember in memory: for one look at one page."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, Host] = {}

    async def enter(self, host: str) -> None:
        """Return at once."""

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        """Remember nothing: whoever looks once comes no second time."""

    async def host(self, name: str) -> Host:
        """Return what was remembered of a host; an unknown one has nothing but its name."""
        return self._hosts.get(name, Host(name=name))

    async def remember_robots(self, name: str, body: bytes, delay: float) -> None:
        """Keep a host's robots.txt for as long as this gate lives."""
        known = await self.host(name)
        now = self._clock.now()
        self._hosts[name] = replace(known, robots=body, robots_at=now, delay=delay)
