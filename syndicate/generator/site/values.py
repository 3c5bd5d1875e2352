"""What the pages show: values, made by whoever reads the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicate.generator.announcement import Announcement
from syndicate.generator.headlines import Headline
from syndicate.model import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Hold a page that lists articles of a feed; `path` is its own, from the site's root.

    `sources` maps the ids of sources to their titles; those among `paged` have a page. `older` and
    `newer` are paths of pages, `name` that of the document of the history which this is.
    """

    path: str
    feed: Feed
    lines: Sequence[Headline]
    sources: Mapping[str, str]
    paged: frozenset[str] = frozenset()
    name: str | None = None
    older: str | None = None
    newer: str | None = None
    link: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Hold a version of an article: what it changed of the one before, None of the first.

    `facts` are names with what was and what is; `pieces` stretches of text, each "same", "added"
    or "removed".
    """

    number: int
    archived: datetime
    facts: Sequence[tuple[str, str, str]] = ()
    pieces: Sequence[tuple[str, str]] | None = None
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Hold an article's page; `html` is empty where only a summary may be shown.

    `feed` is the one of its source alone, where there is one. `versions` are there, newest first,
    when there is more than one.
    """

    path: str
    said: Announcement
    html: str
    archived: datetime | None
    revision: int
    edited: bool
    partial: bool
    feed: Feed | None
    versions: Sequence[Version] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold a line of a list of sources or tags: where its page is, and how much is there."""

    path: str
    title: str
    count: int
