"""The list of our feeds as OPML 2.0, which every reader imports."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from syndicate.generator.paths import feed_url
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Feed, Site


def opml(site: Site, feeds: Sequence[Feed]) -> bytes:
    """Return an outline per feed, in its first format that is XML, else its first one."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = squash(xml_safe(site.title))
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if feed.formats:
            etree.SubElement(body, "outline", _outline(site, feed))
    document: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document


def _outline(site: Site, feed: Feed) -> dict[str, str]:
    # `type` is "rss" for Atom as well: OPML knows no other word for a feed.
    title = squash(xml_safe(feed.title)) or feed.id
    format = next((each for each in feed.formats if each != "json"), feed.formats[0])
    return {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": feed_url(site, feed, format),
        "htmlUrl": site.base_url,
    }
