"""What a source is, what it answers, what it announces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

FullText = Literal["auto", "page", "feed"]
Publish = Literal["full", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Hold what the operator asked us to follow, defaults already applied.

    `timezone` is the IANA zone of dates that name none. `backfill` is how many entries the
    first run takes, newest first; None means all. `cron` wins over `interval`.
    `jitter` is a share of the interval, 0..1. `publish` None leaves it to the site's visibility.
    """

    id: str
    url: str
    kind: Literal["auto", "feed"] = "auto"
    title: str | None = None
    tags: tuple[str, ...] = ()
    lang: str | None = None
    timezone: str = "UTC"
    interval: timedelta = timedelta(hours=1)
    cron: str | None = None
    jitter: float = 0.1
    enabled: bool = True
    full_text: FullText = "auto"
    publish: Publish | None = None
    backfill: int | None = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Hold what makes the next request conditional, byte for byte as received.

    They belong to `url`, the final URL that sent them; `digest` is blake2b-128 (hex) of the
    decoded body, so that an equal body is never parsed twice.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Hold one HTTP answer whose body was read whole.

    `url` is the final URL, `moved_to` the target when every redirect on the way was permanent.
    `not_before` is the earliest polite instant for the next request of the same URL
    (Cache-Control, Expires, Retry-After). `robots` holds X-Robots-Tag's lower-cased directives.
    """

    url: str
    body: bytes
    status: int = 200
    content_type: str = ""
    validators: Validators | None = None
    not_before: datetime | None = None
    moved_to: str | None = None
    robots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Hold a media file that an entry announces; `length` in bytes."""

    url: str
    type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold what a source announces about one article, URLs absolute, `title` plain text.

    `guid` is atom:id, guid or JSON Feed id as sent. `content` is the content element's HTML,
    `summary` the shorter description's HTML; a description that is all a feed has is `summary`.
    """

    guid: str | None = None
    url: str | None = None
    title: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    content: str | None = None
    lang: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold what a source's feed says of itself, and its entries in document order.

    `ttl` is the longest of ttl, sy:updatePeriod/updateFrequency and JSON `expires` hints: how
    long the source asks not to be polled. `links` maps rel (hub, self, next, prev-archive …)
    to absolute URLs. `format` is e.g. "rss", "atom", "json"; `tier` the reader tier that won.
    """

    format: str
    title: str | None = None
    link: str | None = None
    description: str | None = None
    lang: str | None = None
    rights: str | None = None
    image: str | None = None
    updated: datetime | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    tier: str = "strict"
    dropped: int = 0
