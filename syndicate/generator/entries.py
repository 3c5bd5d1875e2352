"""An announcement as an entry of each format: bytes that any document takes as they are.

    item ─▶ announce ─▶ feedgen's entry, `extension` ─▶ text of an entry, a format each

What an entry says depends on the article, its source and the site, never on the feed: so an
entry is made once, kept, and put into as many documents as show it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from feedgen.entry import FeedEntry
from lxml import etree

from syndicate.generator import extension, jsonfeed
from syndicate.generator.announcement import Announcement
from syndicate.model import FeedFormat

Entries = Mapping[FeedFormat, str]
"""An entry in each format, as it stands in a document: indented, with a line break at its end."""


_PLAIN = re.compile(r"(<(?:title|category|dc:creator|dc:rights)>|<source [^<>]*>)([^<]*&[^<]*)(</)")

_DESCRIPTION = re.compile(r"<description>[^<]*</description>")
_LIKE_A_TAG = re.compile(r"&lt;/\w+&gt;")
_TAG = re.compile(r"&lt;/?[a-zA-Z](?:(?!&[lg]t;)[^<>])*&gt;")


def written(said: Announcement) -> Entries:
    """Return the entry in every format."""
    return {format: write(said) for format, write in _WRITERS.items()}


def _atom(said: Announcement) -> str:
    entry = _entry(said)
    entry.updated(said.updated)
    if said.published:
        entry.published(said.published)
    for name in said.authors or (said.byline,):
        entry.author(name=name)
    # An entry without a link must have content, and one without content should have a summary
    # (RFC 4287 §4.1.2).
    has_content = bool(said.html) or not said.link
    if said.summary or not has_content:
        entry.summary(said.text)
    if has_content:
        entry.content(said.html or html.escape(said.text), type="html")
    root = etree.Element("feed", nsmap=extension.NAMESPACES)
    root.append(entry.atom_entry())
    return _inside(root, "feed")


def _rss(said: Announcement) -> str:
    entry = _entry(said)
    # What Atom calls text is HTML in a description.
    if said.summary or not said.html:
        entry.summary(html.escape(said.text, quote=False))
    if said.html:
        entry.content(said.html, type="CDATA")
    root = etree.Element("rss", nsmap=extension.RSS_NAMESPACES)
    channel = etree.SubElement(root, "channel")
    channel.append(entry.rss_entry())
    return numbered(_inside(root, "channel"))


def numbered(xml: str) -> str:
    """Return a piece of RSS whose elements of plain text have their special characters by number."""
    return _DESCRIPTION.sub(
        lambda found: found[0].replace("&amp;", "&#x26;"), _PLAIN.sub(_numbered, xml)
    )


def _numbered(element: re.Match[str]) -> str:
    """Return an element of plain text with its special characters by number.

    Readers that take titles for HTML leave those alone (RSS Advisory Board, Best Practices). A
    title that ends a tag is HTML to all of them, and said as such; of what else does, the tags
    are left out: no reader unpacks it.
    """
    start, text, end = element.groups()
    if _LIKE_A_TAG.search(text):
        bare = _TAG.sub("", text) if start != "<title>" else ""
        if not bare.strip():
            return start + text.replace("&", "&#x26;") + end
        text = bare
    return start + text.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;") + end


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


def _inside(root: Any, name: str) -> str:
    """Return what stands between an element's tags; the root declares the names' spaces."""
    text: str = etree.tostring(root, encoding="unicode", pretty_print=True)
    start = text.index(">", text.index(f"<{name}")) + 2
    end = text.rindex("\n", 0, text.rindex(f"</{name}>")) + 1
    return text[start:end]


def _json(said: Announcement) -> str:
    # A line a value: indenting what is inside of them as well takes three times as long.
    values = jsonfeed.item(said).items()
    lines = [f'   "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in values]
    return "  {\n" + ",\n".join(lines) + "\n  }\n"


_WRITERS: Mapping[FeedFormat, Callable[[Announcement], str]] = {
    "atom": _atom,
    "rss": _rss,
    "json": _json,
}
