"""What is found in a page, and what is kept of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from syndicate.model.announced import Enclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Hold the article found in a page: Markdown with absolute image and link URLs.

    `score` in 0..1 says how sure the choice is; `noarchive` that the page's own robots
    directive forbids republishing it whole; `missed` which selectors of a person's matched
    nothing, `picked` that one of them, or a site's rule, chose the text. `next_page` and `single_page` are where the article goes on, and where it stands
    whole. `reasons` says of a field which signal or rule chose it, `reckoned` which of the dates
    were counted back from when the page was fetched ("2 hours ago"): the next time they differ.
    Its public fields are the JSON keys of ``syndicate extract --json``.
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
    missed: tuple[str, ...] = ()
    next_page: str | None = None
    single_page: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    reckoned: frozenset[str] = frozenset()
    picked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Hold an image that an article shows.

    `url` is its origin; `name` is ``<16 hex of sha256>.<ext by content>``, None while it was not
    downloaded (`problem` then says why, `status` what its host answered instead). `width` and
    `height` in pixels. `body` is empty once the asset is only known from a sidecar.
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
    status: int | None = None
    body: bytes = field(default=b"", repr=False, compare=False)

    @property
    def is_gone(self) -> bool:
        """Tell whether its host said that there is none: 404 or 410 (RFC 9110 §15.5)."""
        return self.name is None and self.status in (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Hold what we keep of an article, one version of it, before or after images are local.

    `markdown` is neutral Markdown; local images are ``images/<name>``. `key` is its identity
    (DESIGN §4.3), `id` what our feeds call it. `archived`, `announced`, `revision` and `hash`
    are set by the archive when the version is written; `batch` names the backfill or import that
    brought it. `link` is the entry's link exactly as it
    was announced; once archived None where `canonical_url` is the same. `extra` holds
    front-matter keys that a person added, and those of a profile that a person set. `guids` and `urls` are all the names under which sources announced it.
    `edited` is True when the body no longer matches `hash`: somebody changed it by hand.
    `announcements` maps ``<source>\\n<entry name>`` to the first 16 hex digits of the fingerprint
    under which the source announced it last, for the newest of them. `seal` is the sum of the
    record beside its document, which names the document's own: one for all that is on disk.
    `earlier` are the records of the versions before this one.
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
    link: str | None = None
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
    batch: str | None = None
    hash: str | None = None
    edited: bool = False
    path: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    announcements: Mapping[str, str] = field(default_factory=dict)
    seal: str | None = field(default=None, compare=False)
    earlier: tuple[Revision, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """Hold all names of an article that was removed: its id, its key and URLs, and its guids.

    A guid counts together with the source that gave it.
    """

    id: str
    keys: tuple[str, ...] = ()
    guids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Hold the record of one version in an article's sidecar.

    `capture` names what it was made of, as ``<file>#<record>``.
    """

    number: int
    file: str
    announced: datetime
    archived: datetime
    hash: str
    lastmod: datetime | None = None
    batch: str | None = None
    images: tuple[str, ...] = ()
    extractor: str | None = None
    capture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """Say of which sources media files are wanted, each of at most `limit` bytes.

    Until they are whole they lie in `folder`.
    """

    folder: Path
    sources: frozenset[str]
    limit: int
