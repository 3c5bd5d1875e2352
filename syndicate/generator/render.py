"""Articles as a subscription document: Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1.

    items ─▶ announce ─▶ entries, one by one ─▶ envelope ─▶ bytes ─▶ read again
                 └─ no entry can be made of it: a problem, and the others go on

The same values give the same bytes: nothing here asks the time, the machine or the locale.
The only importer of feedgen, with `extension`.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from syndicate.generator import extension, jsonfeed
from syndicate.generator.announcement import Announcement, Item, Origin, announce, language
from syndicate.generator.paths import MEDIA_TYPES, feed_url, feed_urn
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Feed, FeedFormat, Site

__all__ = ["Item", "Origin", "Rendered", "render"]

# A feed in which nothing was announced yet must be dated all the same, and never by the clock.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

# feedgen sets the locale of the whole process while it writes lastBuildDate, and puts back what
# it found: two threads at once left a process in locale "C" within 3 s.
_locale = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Hold a document, and a line for each article that no entry could be made of."""

    body: bytes
    problems: tuple[str, ...] = ()


def render(feed: Feed, site: Site, items: Sequence[Item], format: FeedFormat) -> Rendered:
    """Write the feed's document, entries in the order of `items` (newest announcement first)."""
    feed, site = _safe(feed, site)
    entries, problems = _entries(feed, site, items, _WRITERS[format])
    tongue = language(site.language) or _common_language(items)
    if format == "json":
        return Rendered(body=jsonfeed.dumps(feed, site, entries, tongue), problems=problems)
    announced = [item.article.announced for item in items if item.article.announced]
    envelope = _envelope(feed, site, format, tongue)
    envelope.updated(max(announced, default=_NEVER))
    envelope.syndicate.entries = entries
    body = _document(envelope, format)
    etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    return Rendered(body=body, problems=problems)


def _entries(
    feed: Feed, site: Site, items: Sequence[Item], write: Callable[[Announcement], Any]
) -> tuple[list[Any], tuple[str, ...]]:
    entries: list[Any] = []
    problems: list[str] = []
    for item in items:
        try:
            entries.append(write(announce(item, feed, site)))
        except (ValueError, OverflowError) as error:
            problems.append(f"{item.article.path or item.article.id}: left out, {error}")
    return entries, tuple(problems)


def _envelope(feed: Feed, site: Site, format: FeedFormat, tongue: str | None) -> Any:
    """Return feedgen's feed, undated and without entries."""
    envelope = FeedGenerator()
    envelope.register_extension(extension.NAME, extension.FeedExtension, extension.EntryExtension)
    envelope.id(feed_urn(site, feed))
    envelope.title(feed.title)
    envelope.subtitle(site.title)
    envelope.description(site.title)
    envelope.generator("Syndicate")
    envelope.author(name=site.author or site.title)
    if tongue:
        envelope.language(tongue)
    envelope.link(href=feed_url(site, feed, format), rel="self", type=MEDIA_TYPES[format])
    # The last link is what RSS takes as the channel's.
    envelope.link(href=site.base_url, rel="alternate", type="text/html")
    return envelope


def _atom_entry(said: Announcement) -> Any:
    entry = _entry(said)
    entry.updated(said.updated)
    if said.published:
        entry.published(said.published)
    for name in said.authors or (said.byline,):
        entry.author(name=name)
    if said.summary:
        entry.summary(said.summary)
    # An entry without a link must have content (RFC 4287 §4.1.2).
    if said.html is not None or not said.link:
        entry.content(said.html or html.escape(said.summary or said.title), type="html")
    return entry.atom_entry()


def _rss_item(said: Announcement) -> Any:
    entry = _entry(said)
    # What Atom calls text is HTML in a description.
    if said.summary:
        entry.summary(html.escape(said.summary, quote=False))
    if said.html:
        entry.content(said.html, type="CDATA")
    return entry.rss_entry()


def _entry(said: Announcement) -> Any:
    """Return feedgen's entry with what both formats say alike."""
    entry = FeedEntry()
    entry.register_extension(extension.NAME, extension.EntryExtension)
    entry.syndicate.announcement = said
    entry.id(said.id)
    entry.title(said.title)
    if said.link:
        entry.link(href=said.link)
    for tag in said.tags:
        entry.category(term=tag)
    return entry


_WRITERS: Mapping[FeedFormat, Callable[[Announcement], Any]] = {
    "atom": _atom_entry,
    "rss": _rss_item,
    "json": jsonfeed.item,
}


def _document(envelope: Any, format: FeedFormat) -> bytes:
    with _locale:
        body: bytes = (envelope.atom_str if format == "atom" else envelope.rss_str)(pretty=True)
    return body


def _common_language(items: Sequence[Item]) -> str | None:
    """Return the language that every article has; None when they differ or one is unknown."""
    tongues = {language(item.article.lang) for item in items}
    return tongues.pop() if len(tongues) == 1 else None


def _safe(feed: Feed, site: Site) -> tuple[Feed, Site]:
    """Return both with texts that XML can hold; titles are never empty."""
    title = squash(xml_safe(site.title)) or "Syndicate"
    author = squash(xml_safe(site.author or "")) or None
    return (
        replace(feed, title=squash(xml_safe(feed.title)) or feed.id),
        replace(site, title=title, author=author),
    )
