"""What a source is, what it answers, what it announces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from syndicate.model.altered import Filter, Hooks, Rewrite
from syndicate.model.detailed import (
    Chapter,
    Generator,
    Link,
    Person,
    Picture,
    Tag,
    Text,
    TextInput,
)

FullText = Literal["auto", "page", "feed"]
Publish = Literal["full", "summary", "link"]
Enclosures = Literal["download", "hotlink"]
"""What becomes of media files: the archive keeps a copy, or their address alone."""
SourceKind = Literal["auto", "feed", "listing", "page", "sitemap", "json", "folder", "exec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """Hold where the parts of an item are, for documents that are no feeds.

    HTML: a CSS selector, or an XPath (``//li``, ``./a/@href``); ``::attr(x)`` and ``::text`` at a
    CSS selector's end mean what they do in Scrapy. JSON: a path of member names and indexes
    (``data.list``, ``pic.urls.0``), ``*`` for all members, or text in which ``{path}`` stands for
    a value, ``{path:.8}`` for its first eight characters. `items` counts from the document (a
    sitemap: a pattern of addresses), the others from the item, which ``.`` is; `content` and
    `remove` (HTML) pick the article in its own page, but `content` of kind json is the text that
    the item itself has. None leaves a part to what an item shows by itself.
    """

    items: str | None = None
    id: str | None = None
    title: str | None = None
    link: str | None = None
    date: str | None = None
    summary: str | None = None
    image: str | None = None
    author: str | None = None
    tags: str | None = None
    content: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Hold what is sent to the source's own origin, and nowhere else, beside what always is.

    `body` makes it a POST, of the source's document alone. `credentials` is ``user:password``
    (RFC 7617), `cookies` the path of a Netscape cookie file.
    """

    body: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    credentials: str | None = field(default=None, repr=False)
    cookies: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Hold what the operator asked us to follow, defaults already applied.

    `timezone` is the IANA zone of dates that name none. `backfill` is how many entries the
    first run takes, newest first; None means all. `cron` wins over `interval`;
    `adaptive` learns another from how often the source publishes.
    `jitter` is a share of the interval, 0..1. `allow_empty` says that it may list nothing, `websub` that a hub
    may be asked to send what it publishes. `publish` None leaves it to the site's visibility,
    `enclosures` None to the archive's settings.
    `url` of a folder is a file: URL. `shown` is the URL as written in the configuration, with
    ``${NAME}`` in the place of secrets: what people and files are told; `secrets` are the values
    by their names. `command` prints the document instead of the network, `page_command` an
    article's page, with ``{url}`` for its address; both are programs with their arguments, run
    without a shell.
    """

    id: str
    url: str
    shown: str | None = field(default=None, repr=False)
    kind: SourceKind = "auto"
    title: str | None = None
    tags: tuple[str, ...] = ()
    lang: str | None = None
    timezone: str = "UTC"
    interval: timedelta = timedelta(hours=1)
    adaptive: bool = False
    cron: str | None = None
    jitter: float = 0.1
    enabled: bool = True
    allow_empty: bool = False
    websub: bool = True
    full_text: FullText = "auto"
    publish: Publish | None = None
    enclosures: Enclosures | None = None
    backfill: int | None = 20
    select: Select = Select()
    filter: Filter = field(default_factory=Filter)
    rewrite: tuple[Rewrite, ...] = ()
    hooks: Hooks = field(default_factory=Hooks)
    request: Request = Request()
    command: tuple[str, ...] = field(default=(), repr=False)
    page_command: tuple[str, ...] = field(default=(), repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def label(self) -> str:
        """Return the address that may be shown and kept: without secrets."""
        return self.shown or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Hold what makes the next request conditional, byte for byte as received.

    They belong to `url`, the final URL that sent them; `digest` is blake2b-128 (hex) of the
    decoded body, so that an equal body is never parsed twice. `others` are those of URLs that
    the same source led to before, the latest first, each without others of its own.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    others: tuple[Validators, ...] = ()

    @property
    def known(self) -> tuple[Validators, ...]:
        """Return these and the others, the latest first."""
        return (replace(self, others=()), *self.others) if self.others else (self,)

    @property
    def digests(self) -> frozenset[str]:
        """Return what is known of bodies that were read."""
        return frozenset(each.digest for each in self.known if each.digest is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Hold one HTTP answer whose body was read whole.

    `url` is the final URL, `moved_to` the target when every redirect on the way was permanent.
    `not_before` is the earliest polite instant for the next request of the same URL
    (Cache-Control, Expires, Retry-After). `robots` holds X-Robots-Tag's lower-cased directives.
    `parts` are further documents that it names and that were read with it. `fetched` is when it
    came, None for what was kept somewhere for nobody knows how long. `link` are its Link headers,
    `sent` and `received` all lines of the request and of the answer, as far as they may be kept.
    """

    url: str
    body: bytes
    status: int = 200
    content_type: str = ""
    validators: Validators | None = None
    not_before: datetime | None = None
    moved_to: str | None = None
    robots: frozenset[str] = frozenset()
    parts: tuple[Page, ...] = ()
    fetched: datetime | None = None
    link: tuple[str, ...] = ()
    sent: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    received: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Hold a media file that an entry announces; `length` in bytes, as announced.

    One that was downloaded has a `name`, as an image has, and its own `size` and `sha256`; one
    that can't be has the `problem`.
    """

    url: str
    type: str | None = None
    length: int | None = None
    name: str | None = None
    size: int | None = None
    sha256: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Hold what a feed or an entry says beyond what is archived and published.

    `guid` is a feed's own name (an entry's is in the entry), `permalink` whether the entry's is
    its address as well. `origin` is the feed that an entry was taken over from (atom:source, RSS
    source). What people, tags and links are called in the entry is said here in full.
    """

    guid: str | None = None
    permalink: bool = False
    title: Text | None = None
    summary: Text | None = None
    content: Text | None = None
    subtitle: Text | None = None
    rights: Text | None = None
    people: tuple[Person, ...] = ()
    tags: tuple[Tag, ...] = ()
    links: tuple[Link, ...] = ()
    generator: Generator | None = None
    picture: Picture | None = None
    text_input: TextInput | None = None
    chapters: tuple[Chapter, ...] = ()
    origin: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold what a source announces about one article, URLs absolute, `title` plain text.

    `guid` is atom:id, guid or JSON Feed id as sent. `content` is the content element's HTML,
    `summary` the shorter description's HTML; a description that is all a feed has is `summary`.
    `page` is the HTML of the article's own page where the source's document is, or brings, it:
    it is read as if it had been fetched from `url`. `edition` tells one state of the entry from
    the next where its dates don't: reckoned ones ("2 hours ago"), those of files. `details` are
    there when they were asked for.
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
    page: str | None = None
    edition: str | None = None
    details: Details | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold what a source's feed says of itself, and its entries in document order.

    `ttl` is the longest of ttl, sy:updatePeriod/updateFrequency and JSON `expires` hints: how
    long the source asks not to be polled. `links` maps rel (hub, self, next, prev-archive …)
    to absolute URLs. `format` is e.g. "rss", "atom", "json"; `tier` the reader tier that won.
    `hits` says in how many items each part of `Select` was found, `notes` what else was met
    that the operator may want to know, `dropped` counts items by which nothing could be found.
    """

    format: str
    title: str | None = None
    link: str | None = None
    description: str | None = None
    lang: str | None = None
    rights: str | None = None
    image: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    tier: str = "strict"
    dropped: int = 0
    hits: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    details: Details | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """Hold a list that was found on a page: how to read it, and what that shows today.

    `confidence` is how sure it is that this is the page's list of articles, 0..1; `why` says
    what spoke for it.
    """

    kind: SourceKind
    select: Select
    document: Document
    confidence: float
    why: str
