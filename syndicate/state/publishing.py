"""`Published` and `Owing` over SQLite: what is announced, what of it was written, and who is still
to hear of it. `state.published` and `state.owing` say what calls mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from syndicate.model import Article, Change, Ping, Shown
from syndicate.model.listed import Row, Said, Selection, Stale, Written
from syndicate.state import feeds, lists, pings, selection, watched
from syndicate.state.worker import Worker


class SqlitePublished:
    """Join the port's calls to the SQL of lists, feeds and pings."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def latest(self, selections: Sequence[Selection]) -> Sequence[Sequence[Row]]:
        """Return the rows of each selection, newest announcement first."""
        return await self._worker.read(selection.latest, selections)

    async def announcements(self, wanted: Selection) -> Sequence[Said]:
        """Return every announcement of the selection, oldest first."""
        return await self._worker.read(feeds.announcements, wanted)

    async def revised(self, most: int) -> Sequence[Said]:
        """Return the last announcements of articles that have earlier versions."""
        return await self._worker.read(feeds.revised, most)

    async def unread(self) -> Sequence[tuple[str, int]]:
        """Return path and number of earlier versions that were never read."""
        return await self._worker.read(lists.unread)

    async def learn_versions(self, found: Sequence[Article]) -> None:
        """Keep in which lists earlier versions stood."""
        await self._worker.write(lists.learn, found)

    async def set_asked(self, feed: str, since: datetime | None, found: Sequence[Said]) -> None:
        """Keep in which announcements a feed's query was found."""
        await self._worker.write(feeds.set_asked, feed, since, found)

    async def tally(self, kind: str, most: int) -> Sequence[tuple[str, int]]:
        """Return the lists of a kind in which most articles stand, and how many do."""
        return await self._worker.read(feeds.tally, kind, most)

    async def changes(self, limit: int) -> Sequence[Change]:
        """Return the last changes of sources' conditions, the newest first."""
        return await self._worker.read(watched.changes, limit)

    async def stale(self) -> Stale:
        """Return what changed since it was last published."""
        return await self._worker.read(feeds.stale)

    async def published(self) -> Mapping[str, str]:
        """Return feed id → the digest under which it was last published."""
        return await self._worker.read(feeds.published)

    async def set_published(
        self, digests: Mapping[str, str], gone: Collection[str] = (), *, mark: int | None = None
    ) -> None:
        """Keep digests of what was just written; what was stale up to `mark` no more is."""
        await self._worker.write(feeds.set_published, digests, gone, mark)

    async def again(self, paths: Collection[str]) -> None:
        """Take what is announced of articles as stale."""
        await self._worker.write(lists.mark_again, paths)

    async def documents(self, feed: str) -> Sequence[Written]:
        """Return a feed's history as it was last written."""
        return await self._worker.read(feeds.documents, feed)

    async def set_documents(self, feed: str, start: int, written: Sequence[Written]) -> None:
        """Keep a feed's history from a document on."""
        await self._worker.write(feeds.set_documents, feed, start, written)

    async def shown(self, paths: Collection[str]) -> Sequence[Shown]:
        """Return what documents last said of articles."""
        return await self._worker.read(feeds.shown, paths)

    async def set_shown(self, made: Sequence[Shown]) -> None:
        """Keep what documents say of articles."""
        if made:
            await self._worker.write(feeds.set_shown, made)

    async def owe(self, owing: Sequence[Ping]) -> None:
        """Keep that hubs are to be told."""
        if owing:
            await self._worker.write(pings.owe, owing)

    async def owed(self) -> Sequence[Ping]:
        """Return what hubs are to be told, the longest owed first."""
        return await self._worker.read(pings.owed)

    async def paid(self, told: Sequence[Ping]) -> None:
        """Drop what hubs were told, unless it changed meanwhile."""
        if told:
            await self._worker.write(pings.paid, told)
