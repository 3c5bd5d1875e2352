"""The ports to what must be remembered between turns, apart from the archive.

`Frontier` says who may ask whom, and when: the unit is one host's turn, because politeness is
per host. `Memory` says what was seen and where it lives. Every call is one transaction. Writes
carry the turn's token and raise StateError when the lease has passed to somebody else: two
turns never write one article twice.

All of it can be rebuilt from the archive but for validators, schedule and pending retries,
whose loss costs one unconditional request.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from syndicate.model import (
    Article,
    Carried,
    Claim,
    Hints,
    Host,
    Identity,
    Offer,
    Outcome,
    Pending,
    Source,
    Standing,
    Subscription,
    Turn,
    Validators,
    Verdict,
)
from syndicate.model.listed import Row, Selection
from syndicate.state.catalog import Catalog
from syndicate.state.owing import Owing
from syndicate.state.published import Published
from syndicate.state.removed import Removed

__all__ = ["Frontier", "Leases", "Memory", "Row", "Selection"]


class Frontier(Protocol):
    """Say whose turn it is."""

    async def sync(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the known sources equal the configured ones: new ones are due now (their
        `Standing.started` False), those that left or were disabled never; a changed URL forgets
        the validators. What was learned of one that comes back is there, none waits for a clock
        that was ahead."""
        ...

    async def due(
        self, now: datetime, limit: int, *, hosts: frozenset[str] | None = None
    ) -> Sequence[str]:
        """Return the hosts that may be asked now and have a due source, or a pending entry
        whose retry time has come; longest waiting first, ties by name. With `hosts`: the first
        `limit` among those.
        """
        ...

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when `due` will name a host: `now` when it already does, None when never."""
        ...

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
        """Lease the host: return its turn with the due sources (with `only`: those sources,
        due or not, unless their server asked not to be polled yet, and the turn `asks` it), None when somebody else
        holds the host or it may not be asked yet. Only `standings` counts articles and pending
        entries: the turn's own leave them at 0.
        """
        ...

    async def slot(self, host: str, token: str, now: datetime, hold: timedelta) -> datetime:
        """Ask to send one request to a host other than the turn's own.

        Returns an instant. Not after `now`: granted, the host is held by `token` for `hold` at
        most, until `release`. After `now`: not granted, ask again then. While another turn has
        the host that is 30 to 90 seconds ahead, by host and token: whoever waited with a host
        of its own in hand might be who the other waits for, so it had better give up, and the
        two not meet again.
        """
        ...

    async def release(
        self,
        host: str,
        token: str,
        now: datetime,
        *,
        delay: float,
        not_before: datetime | None = None,
    ) -> None:
        """Give a slot back: the host rests for `delay` seconds, and until `not_before`."""
        ...

    async def host(self, name: str) -> Host:
        """Return what is known of a host; an unknown one has nothing but its name."""
        ...

    async def remember_robots(self, name: str, body: bytes, now: datetime, delay: float) -> None:
        """Keep a host's robots.txt (empty: none) and the delay it asks for, in seconds."""
        ...

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
        """End the turn: write the outcomes, free the host (`delay`, `not_before` as in
        `release`). `asked` (source → instant) is until when a server asked not to be polled
        again (max-age): `hurry` and `open` with `only` respect it, whatever `due` is. Raise
        StateError when the lease was lost; nothing is written then.
        """
        ...

    async def free(self) -> None:
        """Drop every lease and slot: for the one process that holds `.syndicate/lock`."""
        ...

    async def standings(self, only: Collection[str] | None = None) -> Sequence[Standing]:
        """Return where configured sources stand (None: all), in id order, with counts."""
        ...

    async def carried(self) -> Sequence[Carried]:
        """Return what a fresh checkout must know of every configured source, in id order;
        `passed` is left to whoever knows the archive.
        """
        ...

    async def resume(self, found: Sequence[tuple[Source, Carried]]) -> Sequence[str]:
        """Take up what `carried` said elsewhere: after `restore`, before the first `sync`.

        Where the archive holds less of a source than was said, its validators are not taken
        over, because a 304 would lose what is missing: return those sources' ids.
        """
        ...

    async def relearn(self, source: str) -> None:
        """Forget how a source usually is: whatever its next document says is right."""
        ...

    async def hurry(self, sources: Iterable[str] | None, now: datetime, *, force: bool) -> None:
        """Make sources (None: all enabled) due now; unless `force`, not before what a server
        asked for (max-age, Retry-After). By force their waiting entries are tried again, too.
        """
        ...

    async def advance(self, source: str, due: datetime, checked: datetime | None) -> None:
        """Make a source due by `due`, as `hurry` does, unless it was asked since `checked`."""
        ...


class Leases(Protocol):
    """Remember what hubs were asked to send. Lost with the state: hubs are asked again then."""

    async def all(self) -> Sequence[Subscription]:
        """Return every subscription, in the order of their sources."""
        ...

    async def keep(self, known: Subscription) -> None:
        """Keep how a subscription stands; its callback names it."""
        ...

    async def forget(self, callbacks: Collection[str]) -> None:
        """Drop the subscriptions with these callbacks."""
        ...

    async def offers(self, sources: Collection[str] | None = None) -> Mapping[str, Offer]:
        """Return source → the hub that its last document named, of active sources (None: all)."""
        ...


class Memory(Catalog, Owing, Published, Removed, Protocol):
    """Remember entries and articles."""

    async def known(self, source: str) -> Mapping[str, str]:
        """Return name → fingerprint of every entry of the source that was ever discovered."""
        ...

    async def discover(
        self,
        turn: Turn,
        source: str,
        validators: Validators | None,
        pending: Sequence[Pending],
        passed: Mapping[str, str],
        now: datetime,
        hints: Hints | None = None,
    ) -> None:
        """Keep what a changed document announced, and its validators, in one transaction.

        `pending` entries wait to be archived (a known name waits again); `passed` (name →
        fingerprint) were passed over: first-run limit, filter, or nothing changed. From now on
        the source counts as started. Validators or hints that are None stay as they were.
        """
        ...

    async def trail(self, source: str) -> str | None:
        """Return what `set_trail` kept of a source."""
        ...

    async def set_trail(self, turn: Turn, source: str, trail: str | None) -> None:
        """Keep how far a source's history was walked; None forgets it."""
        ...

    async def pending(self, turn: Turn, now: datetime, limit: int) -> Sequence[Pending]:
        """Return entries of the turn's host whose retry time has come, oldest first."""
        ...

    async def claim(self, turn: Turn, identity: Identity, now: datetime) -> Claim:
        """Find the article that bears one of the names, else reserve key, id and folder for it.

        Matches (source, guid), then any of the URLs, then the key. A reservation outlives a
        crash: the same names get the same folder again. An existing article learns the new
        names only when it is recorded. Until it is recorded, or the turn ends, no other turn
        may claim it: raises Postponed, `not_before` as far ahead as in `slot`.
        """
        ...

    async def record(
        self,
        turn: Turn,
        pending: Pending,
        article: Article,
        now: datetime,
        *,
        retry_at: datetime | None = None,
        reason: str | None = None,
    ) -> None:
        """Keep what the archive wrote (or found unchanged): the article's row and names.

        The entry is done, unless its page failed: with `retry_at` or `reason` the same
        transaction leaves it as `fail` does.
        """
        ...

    async def fail(
        self, turn: Turn, pending: Pending, reason: str, retry_at: datetime | None, now: datetime
    ) -> None:
        """Count a failed attempt at an entry that was not archived; it waits until `retry_at`,
        or for ever when None (kept for `status`, tried again when its announcement changes).
        """
        ...

    async def postpone(self, turn: Turn, pending: Pending, until: datetime, now: datetime) -> None:
        """Let an entry wait until an instant: nothing was tried, so no attempt is counted."""
        ...

    async def learned(self, turn: Turn) -> Mapping[str, tuple[Verdict | None, int]]:
        """Return, for the sources of the turn's host, what `learn` kept: verdict and votes."""
        ...

    async def learn(self, turn: Turn, source: str, verdict: Verdict | None, votes: int) -> None:
        """Keep whether the source's own content is whole ("feed") or an excerpt ("page")."""
        ...

    async def find(self, name: str) -> Sequence[Row]:
        """Return the articles whose id, URL or path is `name`; when there is none, those whose
        id, URL or path begins with it. Newest announcement first.
        """
        ...

    async def last_announced(self) -> datetime | None:
        """Return the newest announcement that was recorded."""
        ...

    async def tidy(self) -> None:
        """Let the backend do its housekeeping; nothing that was remembered is lost."""
        ...

    async def locate(self, identities: Sequence[Identity]) -> Sequence[str | None]:
        """Return, for each, the path of the article that bears one of its names, matched as
        `claim` does; None where there is none.
        """
        ...

    async def adopt(self, articles: Sequence[Article]) -> None:
        """Keep articles that the archive was given without a turn: rows, names, known entries."""
        ...

    async def settle(self, turn: Turn, pending: Pending) -> None:
        """Let an entry wait no more, though nothing was archived."""
        ...

    async def distrust(self) -> None:
        """Expect the archive to be given articles: until `trust`, state is made anew when opened."""
        ...

    async def trust(self) -> None:
        """Say that all that the archive was given has been adopted."""
        ...

    async def restore(
        self, articles: Iterable[Article], passed: Mapping[str, Sequence[str]]
    ) -> int:
        """Rebuild rows and names from what the archive holds (source → hashes of the names that
        were passed over); return how many articles there are. Of two with one key, id or path
        the later is left out, with a warning. Where an article says under which fingerprint an
        entry was announced, `known` has its first 16 digits, else "".
        """
        ...
