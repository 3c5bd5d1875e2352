"""What a feed's document says of the articles it was made of, read back from its bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from syndicate.generator.announcement import Item

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}

# XPath of what must hold in Atom, in RSS; what is asked for stands in variables.
_FACTS: Mapping[str, tuple[str, str]] = {
    "title": ("a:title = $title", "title = $title"),
    "whole text": ("a:content = $html", "content:encoded = $html"),
    "date": ("a:published", "pubDate"),
    "the article's link, and no other taken for it": (
        "a:link[not(@rel) or @rel='alternate'][last() = 1]/@href = $url",
        "link = $url",
    ),
    "enclosure with its type and size": (
        "a:link[@rel='enclosure' and @type=$type and @length=$length]/@href = $file",
        "enclosure[@type=$type and @length=$length]/@url = $file",
    ),
    "every author": (
        "a:author/a:name = $first and a:author/a:name = $second",
        "(author = $first or dc:creator = $first) and (author = $second or dc:creator = $second)",
    ),
    "language": ("@xml:lang = $lang", "dc:language = $lang"),
    "rights": ("a:rights = $rights", "dc:rights = $rights"),
    "source as its format wants it": (
        "a:source/a:id and a:source/a:title and a:source/a:updated",
        "source/@url = $feed",
    ),
}


def entries(body: bytes) -> list[Any]:
    """Return the elements of the entries."""
    root = etree.fromstring(body)
    return root.xpath("a:entry | channel/item", namespaces=NAMES)


def kept(body: bytes, items: Sequence[Item]) -> dict[str, int]:
    """Return for each fact how many entries say it."""
    found = entries(body)
    atom = bool(found) and found[0].tag.endswith("}entry")
    asked = list(zip(found, map(_variables, items), strict=True))
    return {
        fact: sum(
            bool(entry.xpath(paths[not atom], namespaces=NAMES, **variables))
            for entry, variables in asked
        )
        for fact, paths in _FACTS.items()
    }


def _variables(item: Item) -> dict[str, str]:
    article = item.article
    (file,) = article.enclosures
    return {
        "title": article.title,
        "html": item.html,
        "url": article.canonical_url,
        "file": file.url,
        "type": file.type,
        "length": str(file.length),
        "first": article.authors[0],
        "second": article.authors[1],
        "lang": article.lang,
        "rights": article.rights,
        "feed": item.source.feed,
    }
