"""The port for publishing: what is announced, and what of it was last written where."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from syndicate.model import Article, Change, Shown
from syndicate.model.listed import Row, Said, Selection, Stale, Written


class Published(Protocol):
    """Say what feeds announce, and remember how they were last written."""

    async def latest(self, selections: Sequence[Selection]) -> Sequence[Sequence[Row]]:
        """Return the rows of each selection, newest announcement first, then by id."""
        ...

    async def announcements(self, wanted: Selection) -> Sequence[Said]:
        """Return every announcement of the selection, oldest first; its limit doesn't count.

        An article is announced once for each of its versions.
        """
        ...

    async def revised(self, most: int) -> Sequence[Said]:
        """Return the last announcements of articles that have earlier versions, newest first."""
        ...

    async def unread(self) -> Sequence[tuple[str, int]]:
        """Return path and number of earlier versions of which only the announcement is known."""
        ...

    async def learn_versions(self, found: Sequence[Article]) -> None:
        """Keep in which lists earlier versions stood, which were read from the archive."""
        ...

    async def set_asked(self, feed: str, since: datetime | None, found: Sequence[Said]) -> None:
        """Keep in which announcements from `since` on (None: of all) a feed's query was found."""
        ...

    async def tally(self, kind: str, most: int) -> Sequence[tuple[str, int]]:
        """Return the lists of a kind ("source", "tag", "lang") with most articles, and how many."""
        ...

    async def changes(self, limit: int) -> Sequence[Change]:
        """Return the last changes of sources' conditions that outcomes told of, newest first."""
        ...

    async def stale(self) -> Stale:
        """Return what changed since `set_published` last took a mark."""
        ...

    async def published(self) -> Mapping[str, str]:
        """Return what was published (a feed's id, say) → the digest under which it was."""
        ...

    async def set_published(
        self, digests: Mapping[str, str], gone: Collection[str] = (), *, mark: int | None = None
    ) -> None:
        """Keep digests of what was just written, and forget what is gone, its history too.

        What was stale up to `mark` no more is.
        """
        ...

    async def again(self, paths: Collection[str]) -> None:
        """Take what is announced of the articles at these paths as stale."""
        ...

    async def documents(self, feed: str) -> Sequence[Written]:
        """Return a feed's history as it was last written, the oldest document first."""
        ...

    async def set_documents(self, feed: str, start: int, written: Sequence[Written]) -> None:
        """Keep a feed's history as it was written from its document `start` (from 0) on."""
        ...

    async def shown(self, paths: Collection[str]) -> Sequence[Shown]:
        """Return what documents last said of the articles at these paths, where it is known."""
        ...

    async def set_shown(self, made: Sequence[Shown]) -> None:
        """Keep what documents say of articles; what was made long ago may be forgotten."""
        ...
