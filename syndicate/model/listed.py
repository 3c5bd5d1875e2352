"""Which articles are wanted of the state, what it tells of each, and what they lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Form = Literal["articles", "versions", "feed"]
"""What an export writes into one file: JSON Lines of either, or an archive's feed."""


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
class Remembered:
    """Hold by what state tells whether an article is as it was when it was last read.

    `seal` is that of the article, empty where none is known; `is_sound` is False where the
    state's own row is not as it was written.
    """

    source: str
    digest: str
    seal: str
    is_sound: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Hold an image, or a wanted media file, that an article has elsewhere, and the reason why.

    `gone`: its host said that there is no such image, so that it isn't asked again.
    """

    path: str
    source: str
    host: str
    url: str
    reason: str
    gone: bool
