"""`Frontier` over SQLite: whose turn it is. The meaning of each call stands in `state.base`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from syndicate.model import Carried, Host, Outcome, Source, Standing, Turn
from syndicate.state import carry, watched
from syndicate.state import hosts as turns
from syndicate.state import sources as standing
from syndicate.state.worker import Worker


class SqliteFrontier:
    """Join the port's calls to the SQL of hosts and sources."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def sync(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the known sources equal the configured ones."""
        await self._worker.write(standing.sync, sources, now)

    async def relearn(self, source: str) -> None:
        """Forget how a source usually is."""
        await self._worker.write(watched.forget, source)

    async def due(
        self, now: datetime, limit: int, *, hosts: frozenset[str] | None = None
    ) -> Sequence[str]:
        """Return the hosts, of all or of some, that may be asked now and want to be."""
        return await self._worker.read(turns.due, now, limit, hosts)

    async def next_due(self, now: datetime) -> datetime | None:
        """Return the earliest instant at which `due` will name a host."""
        return await self._worker.read(turns.next_due, now)

    async def open(
        self,
        host: str,
        worker: str,
        now: datetime,
        lease: timedelta,
        *,
        only: frozenset[str] | None = None,
        asks: bool = True,
    ) -> Turn | None:
        """Lease the host, None when it is held or may not be asked yet."""
        return await self._worker.write(turns.open_turn, host, worker, now, lease, only, asks=asks)

    async def slot(self, host: str, token: str, now: datetime, hold: timedelta) -> datetime:
        """Ask to send one request to another host: granted when not after `now`."""
        return await self._worker.write(turns.take_slot, host, token, now, hold)

    async def release(
        self,
        host: str,
        token: str,
        now: datetime,
        *,
        delay: float,
        not_before: datetime | None = None,
    ) -> None:
        """Give a granted slot back."""
        await self._worker.write(
            turns.release_slot, host, token, now, delay=delay, not_before=not_before
        )

    async def host(self, name: str) -> Host:
        """Return what is known of a host."""
        return await self._worker.read(turns.read_host, name)

    async def remember_robots(self, name: str, body: bytes, now: datetime, delay: float) -> None:
        """Keep a host's robots.txt and the delay it asks for."""
        await self._worker.write(turns.remember_robots, name, body, now, delay)

    async def close(
        self,
        turn: Turn,
        outcomes: Sequence[Outcome],
        now: datetime,
        *,
        delay: float = 0.0,
        not_before: datetime | None = None,
        asked: Mapping[str, datetime] | None = None,
    ) -> None:
        """End the turn: write the outcomes, free the host."""
        await self._worker.write(
            turns.close_turn,
            turn,
            outcomes,
            now,
            delay=delay,
            not_before=not_before,
            asked=asked or {},
        )

    async def free(self) -> None:
        """Drop every lease and slot."""
        await self._worker.write(turns.free_all)

    async def standings(self, only: Collection[str] | None = None) -> Sequence[Standing]:
        """Return where configured sources stand (None: all)."""
        return await self._worker.read(standing.standings, only)

    async def carried(self) -> Sequence[Carried]:
        """Return what a fresh checkout must know of every configured source."""
        return await self._worker.read(carry.carried)

    async def resume(self, found: Sequence[tuple[Source, Carried]]) -> Sequence[str]:
        """Take up what was said elsewhere; return whose validators were not believed."""
        return await self._worker.write(carry.resume, found)

    async def hurry(self, sources: Iterable[str] | None, now: datetime, *, force: bool) -> None:
        """Make sources due now; by `force` whatever their servers asked for, and their entries."""
        await self._worker.write(standing.hurry, sources, now, force=force)

    async def advance(self, source: str, due: datetime, checked: datetime | None) -> None:
        """Make a source due at `due` if that is sooner and no turn has asked it since `checked`."""
        await self._worker.write(standing.advance, source, due, checked)
