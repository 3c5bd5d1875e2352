"""The extension through which feedgen 1.0 says what it can't say by itself.

Measured on feedgen 1.0.0: links of an Atom entry lose rel, type and length, so that newsboat
takes a picture for the article; atom:source lacks id and updated; an entry has no xml:lang; RSS
has no author without an e-mail address; and each date it formats sets the process's locale.
So feedgen writes the envelope and the elements that it writes right, and this module the rest.
"""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from syndicate import dates
from syndicate.generator.announcement import Announcement
from syndicate.generator.envelope import Envelope
from syndicate.generator.paths import MEDIA_TYPES
from syndicate.model import FeedFormat

NAME = "syndicate"

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
RHYTHM = "http://purl.org/rss/1.0/modules/syndication/"
XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES = {"dc": DC, "media": MEDIA, "fh": HISTORY, "sy": RHYTHM}
"""What both formats declare at the root; Atom's own elements have none in feedgen's tree."""

RSS_NAMESPACES = {**NAMESPACES, "atom": ATOM, "content": CONTENT}
"""What RSS declares."""

_HOUR = 60
_END_TAG = re.compile(r"</[a-zA-Z]\w*>")
_REFERENCE = re.compile(r"&(#?\w+)")

# feedgen's Atom tree has no namespace but a plain xmlns attribute: elements added to it have none.
Element = Any


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Add to an envelope what feedgen has no right words for."""

    def __init__(self) -> None:
        self.envelope: Envelope | None = None

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces to declare once, at the root."""
        return NAMESPACES

    def extend_atom(self, feed: Element) -> Element:
        """Add links to the history, the hub, the rhythm and the picture to the Atom feed."""
        if (said := self.envelope) is not None:
            _links(feed, "link", said, "atom")
            for name in ("title", "subtitle"):
                if (element := feed.find(name)) is not None:
                    _declare(element)
            if said.image:
                _text(feed, "logo", said.image)
            _history(feed, said)
        return feed

    def extend_rss(self, feed: Element) -> Element:
        """Add links to the history, the hub and the rhythm to the channel."""
        if (said := self.envelope) is not None:
            # What Atom calls text is HTML in a description.
            if (element := feed[0].find("description")) is not None:
                element.text = html.escape(said.description, quote=False)
            _links(feed[0], f"{{{ATOM}}}link", said, "rss")
            _history(feed[0], said)
        return feed


def _links(parent: Element, name: str, said: Envelope, format: FeedFormat) -> None:
    found = {
        "current": said.subscription,
        "prev-archive": said.older,
        "next-archive": said.newer,
    }
    for rel, stem in found.items():
        if stem:
            href = said.address(format, stem)
            etree.SubElement(parent, name, rel=rel, href=href, type=MEDIA_TYPES[format])
    if said.hub:
        etree.SubElement(parent, name, rel="hub", href=said.hub)


def _history(parent: Element, said: Envelope) -> None:
    """Say what the document is of its feed (RFC 5005 §2, §4), and the feed's rhythm."""
    if said.archive:
        etree.SubElement(parent, f"{{{HISTORY}}}archive")
    if said.complete:
        etree.SubElement(parent, f"{{{HISTORY}}}complete")
    if said.ttl:
        period, times = rhythm(said.ttl)
        _text(parent, f"{{{RHYTHM}}}updatePeriod", period)
        _text(parent, f"{{{RHYTHM}}}updateFrequency", str(times))


def rhythm(minutes: int) -> tuple[str, int]:
    """Return a period and how often within it (RSS 1.0's module Syndication)."""
    if minutes <= _HOUR:
        return "hourly", _HOUR // minutes
    return "daily", max(24 * _HOUR // minutes, 1)


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """Add to an entry what feedgen has no right words for."""

    def __init__(self) -> None:
        self.announcement: Announcement | None = None

    def extend_atom(self, entry: Element) -> Element:
        """Add language, rights, enclosures, picture and origin."""
        if (said := self.announcement) is None:
            return entry
        # Empty: the feed's language is not this one's (XML 1.0 §2.12).
        entry.set(f"{{{XML}}}lang", said.lang or "")
        for enclosure in said.enclosures:
            size = {"length": str(enclosure.length)} if enclosure.length else {}
            link = {"rel": "enclosure", "href": enclosure.url, "type": enclosure.type, **size}
            etree.SubElement(entry, "link", link)
        if said.rights:
            _construct(entry, "rights", said.rights)
        for name in ("title", "summary"):
            if (element := entry.find(name)) is not None:
                _declare(element)
        _picture(entry, said)
        if said.origin.feed:
            _atom_source(entry, said.origin.feed, said)
        return entry

    def extend_rss(self, item: Element) -> Element:
        """Add date, authors, rights, language, the one enclosure, picture and origin."""
        if (said := self.announcement) is None:
            return item
        _text(item, "pubDate", dates.rfc2822(said.published or said.updated))
        for author in said.authors:
            _text(item, f"{{{DC}}}creator", author)
        if said.rights:
            _text(item, f"{{{DC}}}rights", said.rights)
        if said.lang:
            _text(item, f"{{{DC}}}language", said.lang)
        for enclosure in said.enclosures[:1]:
            length = str(enclosure.length or 0)
            attributes = {"url": enclosure.url, "length": length, "type": enclosure.type}
            etree.SubElement(item, "enclosure", attributes)
        # RSS knows one enclosure; readers of media look here for the others.
        for enclosure in said.enclosures[1:]:
            size = {"fileSize": str(enclosure.length)} if enclosure.length else {}
            more = {"url": enclosure.url, "type": enclosure.type or "", **size}
            etree.SubElement(item, f"{{{MEDIA}}}content", more)
        _picture(item, said)
        if said.origin.feed:
            _text(item, "source", said.origin.title).set("url", said.origin.feed)
        return item


def _construct(parent: Element, name: str, text: str) -> None:
    _declare(_text(parent, name, text))


def _declare(element: Element) -> None:
    """Say that text is text: what looks like HTML would be taken for it (RFC 4287 §3.1.1).

    Only what does: three readers of eight show declared HTML as it is written.
    """
    if _is_like_html(element.text or ""):
        element.set("type", "html")
        element.text = html.escape(element.text, quote=False)


def _is_like_html(text: str) -> bool:
    """Tell whether text ends an element or names a character: "Q&A" does neither."""
    named = _REFERENCE.findall(text)
    known = (name in name2codepoint or name == "apos" or not name.isalpha() for name in named)
    return _END_TAG.search(text) is not None or any(known)


def _picture(parent: Element, said: Announcement) -> None:
    if said.image:
        etree.SubElement(parent, f"{{{MEDIA}}}thumbnail", url=said.image)


def _atom_source(entry: Element, address: str, said: Announcement) -> None:
    """Add atom:source (RFC 4287 §4.2.11).

    A source's own atom:id is not kept: the address that is followed names it as well.
    """
    source = etree.SubElement(entry, "source")
    _text(source, "id", address)
    _text(source, "title", said.origin.title)
    _text(source, "updated", said.updated.isoformat())
    etree.SubElement(source, "link", rel="self", href=address)
    if said.origin.link:
        etree.SubElement(source, "link", rel="alternate", href=said.origin.link)


def _text(parent: Element, name: str, text: str) -> Element:
    element = etree.SubElement(parent, name)
    element.text = text
    return element
