"""The values that cross rooms: immutable, keyword-only, compared by content.

One word per thing (docs/glossary.md). A source *announces* entries; an entry leads to a page;
a page gives an extraction; both together make an article, which is archived in versions and
announced again by our own feeds. All instants are aware datetimes; those that Syndicate mints
itself are UTC. "Unknown" is None or empty, never a made-up value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

FullText = Literal["auto", "page", "feed"]
Publish = Literal["full", "summary"]
FeedFormat = Literal["atom", "rss", "json"]
Images = Literal["download", "hotlink", "none"]
Verdict = Literal["feed", "page"]
Condition = Literal["ok", "quiet", "broken rule", "failing", "blocked", "gone"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Hold what one check of a source found.

    `document` is None when the source answered 304 or sent the very bytes of last time.
    """

    source: str
    validators: Validators
    document: Document | None = None
    not_before: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Hold the article found in a page: Markdown with absolute image and link URLs.

    `score` in 0..1 says how sure the choice is; `noarchive` that the page's own robots
    directive forbids republishing it whole. Its public fields are the JSON keys of
    ``syndicate extract --json``.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: datetime | None = None
    modified: datetime | None = None
    site: str | None = None
    lang: str | None = None
    description: str | None = None
    image: str | None = None
    images: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    rights: str | None = None
    noarchive: bool = False
    markdown: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Hold an image that an article shows.

    `url` is its origin; `name` is ``<16 hex of sha256>.<ext by content>``, None while it was not
    downloaded (`problem` then says why). `width` and `height` in pixels. `body` is empty once
    the asset is only known from a sidecar.
    """

    url: str
    name: str | None = None
    type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    alt: str | None = None
    problem: str | None = None
    body: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Hold what we keep of an article, one version of it, before or after images are local.

    `markdown` is neutral Markdown; local images are ``images/<name>``. `key` is its identity
    (DESIGN §4.3), `id` what our feeds call it. `archived`, `announced`, `revision` and `hash`
    are set by the archive when the version is written. `extra` holds front-matter keys that a
    person added. `guids` and `urls` are all the names under which sources announced it.
    `edited` is True when the body no longer matches `hash`: somebody changed it by hand.
    """

    key: str
    id: str
    source: str
    title: str
    markdown: str
    date: datetime | None = None
    lastmod: datetime | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    tags: tuple[str, ...] = ()
    lang: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    publisher: str | None = None
    rights: str | None = None
    via: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    assets: tuple[Asset, ...] = ()
    guids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    status: Literal["whole", "partial"] = "whole"
    noarchive: bool = False
    archived: datetime | None = None
    announced: datetime | None = None
    revision: int = 0
    hash: str | None = None
    edited: bool = False
    path: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Hold the record of one version in an article's sidecar."""

    number: int
    file: str
    announced: datetime
    archived: datetime
    hash: str
    lastmod: datetime | None = None
    batch: str | None = None
    images: tuple[str, ...] = ()
    extractor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Hold the names by which an announced article may already be known.

    `guid` is None when it can't tell articles apart (absent, or twice in one document); so are
    `urls` (canonical first). `key` is the identity that a new article gets. `ids` and `paths`
    are candidates for a new article's id and folder, best first: the first free one is taken.
    """

    source: str
    key: str
    guid: str | None = None
    urls: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Hold where an article lives, or is about to; `known` is True once it was recorded."""

    key: str
    id: str
    path: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Hold an announced entry that waits to become an article.

    `name` is the entry's own key inside its source. `ambiguous` says which of its names occur
    twice in their document ("guid", "url") and therefore identify nothing.
    """

    source: str
    name: str
    entry: Entry
    ambiguous: frozenset[str] = frozenset()
    fingerprint: str
    attempts: int = 0
    retry_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold where a source stands: what we remember of it between turns.

    `learned` is the verdict on the source's own content ("feed", "page" or None: not yet known)
    with `votes` behind it. `moved_to` is a permanent redirect seen first at `moved_since`.
    """

    id: str
    host: str
    due: datetime
    validators: Validators | None = None
    condition: Condition = "ok"
    reason: str | None = None
    failures: int = 0
    since: datetime | None = None
    checked_at: datetime | None = None
    changed_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    learned: Verdict | None = None
    votes: int = 0
    started: bool = False
    articles: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Hold what politeness must remember of one host, asset hosts too.

    `delay` is the seconds between two requests; `robots` the body of its robots.txt as read at
    `robots_at` (empty: none).
    """

    name: str
    next_at: datetime | None = None
    delay: float = 0.0
    robots: bytes | None = None
    robots_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Hold one host's turn: the lease's token and the sources that are due in it."""

    host: str
    token: str
    sources: tuple[Standing, ...] = ()
    leased_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold how a source's part of a turn ended; closing the turn remembers it.

    `validators` None leaves those of before. `standing` fields that are not named here stay.
    """

    source: str
    due: datetime
    condition: Condition = "ok"
    reason: str | None = None
    failures: int = 0
    since: datetime | None = None
    checked_at: datetime | None = None
    changed: bool = False
    validators: Validators | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Hold the definition of a feed that we publish.

    No `sources` and no `tags` means every article; both together mean both must hold.
    """

    id: str
    title: str
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    formats: tuple[FeedFormat, ...] = ("atom", "rss", "json")
    limit: int = 50
    content: Publish = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Hold what the published feeds say about themselves; `base_url` ends with a slash."""

    title: str = "Syndicate"
    base_url: str = "http://127.0.0.1:8484/"
    language: str | None = None
    author: str | None = None
    visibility: Literal["private", "public"] = "private"
