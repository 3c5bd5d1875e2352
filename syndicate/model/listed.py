"""Which articles are wanted of the state, and what it tells of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Hold what state knows of an archived article: enough to select it, not to show it.

    `digest` changes whenever anything that a feed shows of the article changes.
    """

    id: str
    path: str
    source: str
    via: tuple[str, ...]
    title: str
    url: str | None
    date: datetime | None
    announced: datetime
    revision: int
    tags: tuple[str, ...]
    status: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Say which articles are wanted; no `sources` and no `tags` means all.

    An article belongs to its own source and to those in its `via`. Newest announcement first.
    With `unbatched` without those that a backfill or an import announced last.
    """

    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    limit: int | None = 50
    since: datetime | None = None
    unbatched: bool = False
