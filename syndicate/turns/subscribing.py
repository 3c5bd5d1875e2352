"""What hubs are asked to send, and what becomes of it when it comes (WebSub).

    documents name hubs ─▶ follow ─▶ wanted ─▶ round ─▶ the hub is asked ─┐
        lease ◀─ confirm ◀─ GET callback (hub.challenge) ◀────────────────┤
        Arrivals (arrivals.py) ◀─ accept ◀─ POST callback (signed) ◀──────┘

What was decided is in state before a hub hears of it: it may verify before it has answered. What
is known of subscriptions is held here as well, because only the daemon writes them.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syndicate import log
from syndicate.errors import FetchError, Postponed
from syndicate.fetcher import pace
from syndicate.fetcher.websub import intents, leases, offers, signature
from syndicate.model import Page, Source, Standing, Subscription, Turn
from syndicate.parts import Parts, tell
from syndicate.report import Kind
from syndicate.turns.slots import Slots

TOGETHER = 16
"""Hubs that are asked at once: as many as hosts have their turn."""

SLEPT = timedelta(minutes=5)
"""Between two rounds, which are seconds apart: the machine slept, and hubs gave up meanwhile."""

MOST = 3
"""Subscriptions of one source, those that are being left too: some feeds name another topic each
time they are asked."""

_PATIENCE = 60.0

_log = log.get(__name__)


class Subscriber:
    """Hold the subscriptions of a daemon whose callbacks lie below `base`.

    `arrived` takes what a hub sent of a source; False when there is no room for it. `parts` are
    those of now: a changed configuration has others.
    """

    def __init__(self, parts: Parts, base: str, arrived: Callable[[str, Page], bool]) -> None:
        self.parts = parts
        self._kept = parts.leases
        self._base = base
        self._arrived = arrived
        self._known: dict[str, Subscription] = {}
        self._looked: datetime | None = None

    async def load(self) -> None:
        """Take up what an earlier process subscribed to; under another address it is void."""
        known = await self._kept.all()
        self._known = {each.token: each for each in known if self._is_ours(each)}
        void = [each for each in known if not self._is_ours(each)]
        await self._kept.forget([each.callback for each in void])
        await self._poll(each.source for each in void)

    def knows(self, token: str) -> bool:
        """Tell whether a callback is one of ours, that of a topic that is still wanted."""
        known = self._known.get(token)
        return known is not None and known.mode == "subscribe"

    async def follow(self, sources: Collection[str] | None = None) -> None:
        """Want what the documents of sources (None: all) offer, and nothing else of them."""
        named = await self._kept.offers(sources)
        wanted = {
            name: offer
            for name, offer in named.items()
            if (source := self.parts.sources.get(name)) and offers.may_subscribe(source)
        }
        for known in self._of(sources):
            if wanted.get(known.source) == known.offer:
                del wanted[known.source]
            else:
                await self._leave(known)
        now = self.parts.clock.now()
        held = Counter(each.source for each in self._known.values())
        for name, offer in wanted.items():
            if held[name] < MOST:
                source = self.parts.sources[name]
                await self._keep(leases.begin(source, offer, self._base, now))

    async def round(self) -> None:
        """Do what is due: ask hubs, renew leases, notice those that ended."""
        now = self.parts.clock.now()
        if self._looked is None or now - self._looked > SLEPT:
            await self._poll(each.source for each in self._known.values() if each.pushes_until)
        self._looked = now
        self._known = {token: leases.believed(each, now) for token, each in self._known.items()}
        due = sorted((each for each in self._known.values() if each.due <= now), key=_due)
        await asyncio.gather(*(self._attend(each.token, now) for each in due[:TOGETHER]))

    async def confirm(self, token: str, query: bytes) -> str | None:
        """Return what a hub's GET is answered with, None when it is not what was asked of it."""
        known, intent = self._known.get(token), intents.read(query)
        if known is None or intent is None:
            return None
        now = self.parts.clock.now()
        if known.mode == "subscribe" and intents.is_denied(intent, known):
            await self._keep(leases.deny(known, intent.reason, now))
            await self._poll([known.source])
            self._tell("refused", known, reason=intent.reason or None)
            return ""
        if not intents.is_meant(intent, known):
            _log.warning("verification refused", source=known.source, mode=intent.mode)
            return None
        if known.mode == "unsubscribe":
            await self._forget(known)
            self._tell("unsubscribed", known)
        else:
            verified = leases.verify(known, intent.lease, now)
            await self._keep(verified)
            self._tell("renewed" if known.expires else "subscribed", known, until=verified.expires)
        return intent.challenge

    async def accept(self, token: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take what was posted to a callback; False when there is no room for it now.

        What is not signed, not of the topic or without a lease is dropped without a word to
        whoever sent it (WebSub §8).
        """
        known = self._known.get(token)
        if known is None:
            return True
        now = self.parts.clock.now()
        why = await _objection(known, headers, body, now)
        if why is not None:
            _log.warning("push dropped", source=known.source, reason=why)
            return True
        page = Page(
            url=known.offer.topic,
            body=body,
            content_type=headers.get("content-type", ""),
            fetched=now,
        )
        still = self._known.get(token)
        if still is None:
            return True
        await self._keep(replace(still, pushed_at=now))
        if self._arrived(known.source, page):
            return True
        await self.distrust(known.source)
        return False

    async def distrust(self, source: str) -> None:
        """Ask a source as often as before: what its hub sent could not be read."""
        for known in self._of([source]):
            await self._keep(replace(known, pushed_at=None))
        await self._poll([source])

    async def _attend(self, token: str, now: datetime) -> None:
        """Do what one subscription wants done now."""
        known = self._known.get(token)
        if known is not None and known.expires is not None and known.expires <= now:
            await self._keep(leases.end(known))
            await self._poll([known.source])
            _log.warning("lease ended", source=known.source, hub=known.offer.hub)
            # A hub, or another document, may have had its say meanwhile.
            known = self._known.get(token)
        if known is None or known.next_at > now:
            return
        if known.mode == "unsubscribe" and known.tries >= leases.GIVEN_UP:
            await self._forget(known)
            return
        asked = leases.ask(known, now)
        await self._keep(asked)
        try:
            await self._ask(asked)
        except Postponed as error:
            until = error.not_before or now + leases.FIRST_RETRY
            await self._mend(asked, lambda each: leases.put_off(each, until))
        except FetchError as error:
            _log.warning("hub failed", source=known.source, reason=error.message)
            reason, after = error.message, error.not_before
            await self._mend(asked, lambda each: leases.fail(each, reason, after))

    async def _ask(self, known: Subscription) -> None:
        """Send the request, politely: the hub's host is asked by one at a time, like any other.

        The source's own network is open to it, and no other.
        """
        turn = Turn(host="", token=secrets.token_urlsafe(16))
        gate = Slots(self.parts.frontier, turn, self.parts.clock)
        async with self.parts.fetcher.session(
            known.host, gate, self.parts.clock, deadline=_PATIENCE, held=False
        ) as session:
            await session.post(known.offer.hub, leases.form(known))
        _log.info(f"hub asked to {known.mode}", source=known.source, hub=known.offer.hub)

    async def _mend(
        self, asked: Subscription, change: Callable[[Subscription], Subscription]
    ) -> None:
        """Note how a request failed, unless the hub has verified it all the same."""
        if self._known.get(asked.token) == asked:
            await self._keep(change(asked))
            if asked.tries == leases.SILENT and asked.mode == "subscribe":
                self._tell("refused", asked, reason=self._known[asked.token].reason)

    async def _leave(self, known: Subscription) -> None:
        """End a subscription, at the hub too where it ever verified one."""
        if known.expires is None and not known.asked:
            await self._forget(known)
        elif known.mode == "subscribe":
            await self._keep(leases.leave(known, self.parts.clock.now()))
        await self._poll([known.source])

    async def _keep(self, known: Subscription) -> None:
        self._known[known.token] = known
        await self._kept.keep(known)

    async def _forget(self, known: Subscription) -> None:
        self._known.pop(known.token, None)
        await self._kept.forget([known.callback])

    def _is_ours(self, known: Subscription) -> bool:
        return known.callback == self._base + known.token

    def _of(self, sources: Collection[str] | None) -> list[Subscription]:
        return [
            each
            for each in self._known.values()
            if each.mode == "subscribe" and (sources is None or each.source in sources)
        ]

    async def _poll(self, sources: Iterable[str]) -> None:
        await poll(self.parts, sources)

    def _tell(
        self,
        kind: Kind,
        known: Subscription,
        *,
        reason: str | None = None,
        until: datetime | None = None,
    ) -> None:
        source = self.parts.sources.get(known.source)
        if source is not None:
            tell(self.parts, kind, source, url=known.offer.hub, reason=reason, until=until)


async def _objection(
    known: Subscription, headers: Mapping[str, str], body: bytes, now: datetime
) -> str | None:
    """Return why what was posted is not taken, None when it is."""
    if known.mode != "subscribe" or known.expires is None or known.expires <= now:
        return "there is no lease"
    signed = headers.get("x-hub-signature", "")
    if not await asyncio.to_thread(signature.is_signed, known.secret, signed, body):
        return "it is not signed as agreed" if signed else "it is not signed"
    named = offers.links([headers.get("link", "")], known.offer.topic).get("self")
    if named and known.offer.topic not in named:
        return f"it is of another topic, {named[0]}"
    return None


async def poll(parts: Parts, sources: Iterable[str]) -> None:
    """Have sources asked when they would have been without a hub, and no sooner.

    What a hub says, and how often a daemon starts, is no reason to ask a server more often.
    """
    names, now = list(sources), parts.clock.now()
    for standing in await parts.frontier.standings(names) if names else ():
        source = parts.sources.get(standing.id)
        if source is not None and standing.condition != "gone":
            due = max(now, _unslowed(source, standing, parts.cron_next))
            # A turn may have ended since: what it decided is not undone.
            await parts.frontier.advance(standing.id, due, standing.checked_at)


def _unslowed(source: Source, standing: Standing, cron_next: pace.CronNext | None) -> datetime:
    checked, hints = standing.checked_at, standing.hints
    if checked is None:
        return standing.due
    return pace.next_due(
        pace.paced(source, hints.gap, standing.changed_at, checked),
        checked,
        not_before=None,
        ttl=hints.ttl,
        skip_hours=hints.skip_hours,
        skip_days=hints.skip_days,
        failures=standing.failures,
        cron_next=cron_next,
    )


def _due(known: Subscription) -> datetime:
    return known.due
