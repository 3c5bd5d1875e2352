"""Hubs in the daemon: what they are asked for is attended to, what they send gets its turn."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress

from syndicate import log
from syndicate.errors import SyndicateError
from syndicate.model import Page
from syndicate.parts import Parts
from syndicate.server import callback
from syndicate.syndicator import Ended, Syndicator
from syndicate.turns.arrivals import Arrivals
from syndicate.turns.subscribing import Subscriber, poll

ROUND = 1.0
"""Seconds between two looks at what is due: the rhythm of the daemon's ticks."""

DRAIN = 5.0
"""Seconds that hubs which are being asked have to answer at the end: what they say of when they
may be asked again would be lost, and the next daemon ask too soon."""

_log = log.get(__name__)


class Pushes:
    """Hold what a daemon whose server is reached at `public_url` has to do with hubs.

    `publish` is called when something that was sent has changed the archive.
    """

    def __init__(
        self,
        parts: Parts,
        syndicator: Syndicator,
        public_url: str,
        publish: Callable[[], Awaitable[None]],
    ) -> None:
        self._syndicator = syndicator
        self._publish = publish
        self._arrivals = Arrivals(self._take, self._distrust, parts.clock)
        base = public_url + callback.PATH
        self.subscriber = Subscriber(parts, base, self._arrivals.add)

    def change(self, parts: Parts, syndicator: Syndicator) -> None:
        """Go on with a changed configuration."""
        self.subscriber.parts, self._syndicator = parts, syndicator

    @asynccontextmanager
    async def attended(self) -> AsyncIterator[None]:
        """Attend to hubs meanwhile; at the end what is being taken in is."""
        await self.subscriber.load()
        ending = asyncio.Event()
        rounds = asyncio.create_task(self._rounds(ending))
        try:
            yield
        finally:
            ending.set()
            await asyncio.wait({rounds}, timeout=DRAIN)
            rounds.cancel()
            await asyncio.gather(rounds, return_exceptions=True)
            await self._arrivals.close()

    async def follow(self, sources: Collection[str] | None = None) -> None:
        """Take note of what documents said of hubs."""
        await self.subscriber.follow(sources)

    async def _rounds(self, ending: asyncio.Event) -> None:
        while not ending.is_set():
            try:
                await self.subscriber.round()
            except SyndicateError as error:
                _log.error("hubs not attended to", reason=error.message)
            except Exception as error:  # noqa: BLE001 a bug with one hub must not end all leases
                trace = "".join(traceback.format_exception(error))
                _log.error("hubs not attended to", reason=str(error), traceback=trace)
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), ROUND)

    async def _take(self, name: str, page: Page) -> bool:
        """Take in what was sent of a source; False while its host is held."""
        source = self.subscriber.parts.sources.get(name)
        if source is None:
            return True
        ended: Ended | None = await self._syndicator.receive(source, page)
        if ended is None:
            return False
        if ended.unread:
            await self.subscriber.distrust(name)
        if ended.changed:
            await self._publish()
        return True

    async def _distrust(self, name: str) -> None:
        await self.subscriber.distrust(name)


async def withdraw(parts: Parts) -> None:
    """Drop what an earlier daemon subscribed to, where hubs no longer reach this one."""
    known = await parts.leases.all()
    if known:
        await parts.leases.forget([each.callback for each in known])
        names = {each.source for each in known}
        await poll(parts, names)
        _log.info("subscriptions dropped", sources=len(names))
