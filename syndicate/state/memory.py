"""`Memory` over SQLite: what was seen, and where it lives. `state.base` says what calls mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from syndicate.model import (
    Article,
    Claim,
    Hints,
    Identity,
    Pending,
    Tombstone,
    Turn,
    Validators,
    Verdict,
)
from syndicate.model.listed import Remembered
from syndicate.state import articles as lives
from syndicate.state import entries, removal, selection
from syndicate.state.base import Row
from syndicate.state.publishing import SqlitePublished
from syndicate.state.restore import adopt, mark_restored, restore


class SqliteMemory(SqlitePublished):
    """Join the port's calls to the SQL of entries, articles and lists."""

    async def known(self, source: str) -> Mapping[str, str]:
        """Return name → fingerprint of every entry that was ever discovered."""
        return await self._worker.read(entries.known, source)

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
        """Keep what a changed document announced, validators, hints and entries together."""
        await self._worker.write(
            entries.discover, turn, source, validators, pending, passed, now, hints
        )

    async def trail(self, source: str) -> str | None:
        """Return what `set_trail` kept of a source."""
        return await self._worker.read(entries.trail, source)

    async def set_trail(self, turn: Turn, source: str, trail: str | None) -> None:
        """Keep how far a source's history was walked."""
        await self._worker.write(entries.set_trail, turn, source, trail)

    async def pending(self, turn: Turn, now: datetime, limit: int) -> Sequence[Pending]:
        """Return entries of the turn's host whose retry time has come, oldest first."""
        return await self._worker.read(entries.pending, turn, now, limit)

    async def claim(self, turn: Turn, identity: Identity, now: datetime) -> Claim:
        """Find the article that bears one of the names, else reserve a place for it."""
        return await self._worker.write(lives.claim, turn, identity, now)

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
        """Keep what the archive wrote; the entry is done, unless its page failed."""
        del now  # the article carries its own instants
        await self._worker.write(lives.record, turn, pending, article, retry_at, reason)

    async def fail(
        self, turn: Turn, pending: Pending, reason: str, retry_at: datetime | None, now: datetime
    ) -> None:
        """Count a failed attempt."""
        del now  # when to try again is the caller's decision
        await self._worker.write(entries.fail, turn, pending, reason, retry_at)

    async def postpone(self, turn: Turn, pending: Pending, until: datetime, now: datetime) -> None:
        """Let an entry wait without counting an attempt."""
        del now  # until when is the caller's decision
        await self._worker.write(entries.postpone, turn, pending, until)

    async def learned(self, turn: Turn) -> Mapping[str, tuple[Verdict | None, int]]:
        """Return verdict and votes of the sources of the turn's host."""
        return await self._worker.read(entries.learned, turn)

    async def learn(self, turn: Turn, source: str, verdict: Verdict | None, votes: int) -> None:
        """Keep the verdict on the source's own content."""
        await self._worker.write(entries.learn, turn, source, verdict, votes)

    async def find(self, name: str) -> Sequence[Row]:
        """Return the articles whose id, URL or path is `name`, else begins with it."""
        return await self._worker.read(selection.find, name)

    async def mark(self) -> str:
        """Return what is another one once anything of any article was written, or forgotten."""
        return await self._worker.read(selection.mark)

    async def listed(self) -> Mapping[str, str]:
        """Return path → digest of every article, the oldest announcement first."""
        return await self._worker.read(selection.listed)

    async def remembered(self) -> Mapping[str, Remembered]:
        """Return what is known of every article beside its names, by its path."""
        return await self._worker.read(selection.remembered)

    async def rows(self, paths: Sequence[str]) -> Sequence[Row]:
        """Return the articles at these paths, in their order."""
        return await self._worker.read(selection.rows, paths)

    async def lacking(self, sources: Collection[str]) -> Sequence[Row]:
        """Return the articles of these sources that have media files which nobody downloaded."""
        return await self._worker.read(selection.lacking, sources)

    async def last_announced(self) -> datetime | None:
        """Return the newest announcement that was recorded."""
        return await self._worker.read(selection.last_announced)

    async def tidy(self) -> None:
        """Let SQLite look whether its indexes still fit what is there."""
        await self._worker.write(_optimize)

    async def locate(self, identities: Sequence[Identity]) -> Sequence[str | None]:
        """Return the path of the article that bears one of the names, for each."""
        return await self._worker.read(lives.locate, identities)

    async def adopt(self, articles: Sequence[Article]) -> None:
        """Keep articles that came without a turn."""
        await self._worker.write(adopt, articles)

    async def paths(self) -> Mapping[str, str]:
        """Return path → source of every article."""
        return await self._worker.read(removal.paths)

    async def names(self, paths: Sequence[str]) -> Sequence[Tombstone]:
        """Return all names of the articles at these paths."""
        return await self._worker.read(removal.names, paths)

    async def forget(self, paths: Sequence[str]) -> None:
        """Drop the articles at these paths."""
        await self._worker.write(removal.forget, paths)

    async def buried(self) -> Sequence[Tombstone]:
        """Return the archive's tombstones, as they were last told of."""
        return await self._worker.read(removal.buried)

    async def bury(self, stones: Sequence[Tombstone], *, only: bool = False) -> None:
        """Know these tombstones too, or no others."""
        await self._worker.write(removal.bury, stones, only)

    async def settle(self, turn: Turn, pending: Pending) -> None:
        """Let an entry wait no more."""
        await self._worker.write(removal.settle, turn, pending)

    async def distrust(self) -> None:
        """Let the next opening rebuild everything, unless `trust` comes before."""
        await self._worker.write(mark_restored, False)

    async def trust(self) -> None:
        """Let the next opening take what is there."""
        await self._worker.write(mark_restored, True)

    async def restore(
        self, articles: Iterable[Article], passed: Mapping[str, Sequence[str]]
    ) -> int:
        """Rebuild rows and names from what the archive holds."""
        return await self._worker.write(restore, articles, passed)


def _optimize(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA optimize")
