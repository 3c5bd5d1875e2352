"""Which articles are wanted of the state, what it tells of each, and what they lack."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Say which articles are wanted; what says nothing asks for nothing.

    An article belongs to its own source and to those in its `via`; with `tags` it bears one of
    them, or is of one of the sources `whole`; a language is one of `langs` or a kind of it (zh-CN
    is zh); `query` is the name under which it was said in which announcements a query was found.
    Newest announcement first. With `unbatched` without those that a backfill or an import
    announced last.
    """

    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    query: str | None = None
    limit: int | None = 50
    since: datetime | None = None
    unbatched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Hold an announcement: version `number` of the article at `path`, under its id.

    `digest` changes with what a document shows of it.
    """

    id: str
    path: str
    source: str
    number: int
    announced: datetime
    batch: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Hold what changed since it was last published, up to `mark`.

    `lists` maps a list, by kind and name, to the first announcement that is not as it was; None
    means all of them. `pages` are the paths of articles that were written or went.
    """

    lists: Mapping[tuple[str, str], datetime] | None
    pages: frozenset[str]
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Hold a document of a feed's history as it was last written: what is in it, and its digest.

    `since` and `until` are its first and its last announcement.
    """

    name: str
    since: datetime
    until: datetime
    batch: str | None
    digest: str


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
