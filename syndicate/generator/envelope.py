"""What a document of a feed says of itself, decided once for every format. Pure.

A document is a feed's own, to which readers subscribe, or one of its history (RFC 5005 §4), which
says where the next and the last one are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicate import urls
from syndicate.generator import texts
from syndicate.generator.announcement import language
from syndicate.generator.paths import feed_page, feed_stem, feed_urn
from syndicate.model import Feed, FeedFormat, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Hold what stands before the entries.

    `path` is the document's own without its suffix, relative to the site's root; `older` and
    `newer` are those of the history beside it, `subscription` that of the feed itself, in a
    document of its history; `archive` says that this one stays as it is. A `complete` document shows all there is of its feed. `ttl` is how
    many minutes usually pass until there is news; None says nothing.
    """

    id: str
    base_url: str
    path: str
    title: str
    description: str
    author: str
    updated: datetime
    page: str
    lang: str | None = None
    subscription: str | None = None
    archive: bool = False
    older: str | None = None
    newer: str | None = None
    complete: bool = False
    hub: str | None = None
    ttl: int | None = None
    image: str | None = None

    def address(self, format: FeedFormat, stem: str | None = None) -> str:
        """Return the address of the document, or of the one at `stem`, in a format."""
        return f"{self.base_url}{stem or self.path}.{format}"


def envelope(
    feed: Feed,
    site: Site,
    *,
    updated: datetime,
    lang: str | None = None,
    name: str | None = None,
    closed: bool = False,
    older: str | None = None,
    newer: str | None = None,
    complete: bool = False,
    ttl: int | None = None,
    image: str | None = None,
    hub: str | None = None,
) -> Envelope:
    """Return what a feed's subscription document says, or with a `name` one of its history's.

    `older` and `newer` are names too; a `closed` one stays as it is. Texts are made such that XML can hold them.
    """
    stem = feed_stem(feed)

    def at(document: str | None) -> str | None:
        return f"{stem}/{document}" if document else None

    title = texts.line(site.title) or "Syndicate"
    return Envelope(
        id=feed_urn(site, feed),
        base_url=site.base_url,
        path=at(name) or stem,
        title=texts.line(feed.title) or feed.id,
        description=title,
        author=texts.name(site.author or "") or texts.name(site.title) or "Syndicate",
        updated=updated,
        page=site.base_url + feed_page(feed),
        lang=language(site.language) or lang,
        subscription=stem if name else None,
        # One without neighbours is all there is, and says no more (the validator would miss them).
        archive=closed and bool(older or newer),
        older=at(older),
        newer=at(newer),
        complete=complete,
        hub=None if name else hub,
        ttl=None if name else ttl,
        image=urls.absolute(None, image or ""),
    )
