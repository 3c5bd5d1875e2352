"""The extension through which feedgen 1.0 says what it can't say by itself.

Measured on feedgen 1.0.0: links of an Atom entry lose rel, type and length, so that newsboat
takes a picture for the article; atom:source lacks id and updated; an entry has no xml:lang; RSS
has no author without an e-mail address; and each date it formats sets the process's locale.
So feedgen writes the envelope and the elements that it writes right, and this module the rest.
"""

from __future__ import annotations

from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from syndicate import dates
from syndicate.generator.announcement import Announcement

NAME = "syndicate"

DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML = "http://www.w3.org/XML/1998/namespace"

# feedgen's Atom tree has no namespace but a plain xmlns attribute: elements added to it have none.
Element = Any


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Put the entries, which were built one by one, into the document."""

    def __init__(self) -> None:
        self.entries: list[Element] = []

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces to declare once, at the root."""
        return {"dc": DC, "media": MEDIA}

    def extend_atom(self, feed: Element) -> Element:
        """Append the entries to the Atom feed."""
        feed.extend(self.entries)
        return feed

    def extend_rss(self, feed: Element) -> Element:
        """Append the entries to the channel."""
        feed[0].extend(self.entries)
        return feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """Add to an entry what feedgen has no right words for."""

    def __init__(self) -> None:
        self.announcement: Announcement | None = None

    def extend_atom(self, entry: Element) -> Element:
        """Add language, rights, enclosures, picture and origin."""
        if (said := self.announcement) is None:
            return entry
        if said.lang:
            entry.set(f"{{{XML}}}lang", said.lang)
        for enclosure in said.enclosures:
            size = {"length": str(enclosure.length)} if enclosure.length else {}
            link = {"rel": "enclosure", "href": enclosure.url, "type": enclosure.type, **size}
            etree.SubElement(entry, "link", link)
        if said.rights:
            _text(entry, "rights", said.rights)
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
        _picture(item, said)
        if said.origin.feed:
            _text(item, "source", said.origin.title).set("url", said.origin.feed)
        return item


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
