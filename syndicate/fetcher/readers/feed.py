"""Bytes → Document: the one door to the readers. Pure.

bytes ─ gunzip ─ decode ─▶ text ─┬─ "{"  ──────────▶ jsonfeed
                                 ├─ XML  xml.parse ─▶ rss | atom | cdf
                                 ├─ a page ─────────▶ ParseError, with a hint
                                 └─ else ───────────▶ lenient (feedparser)
all of them ─▶ bounds ─▶ Document
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from syndicate.errors import ParseError
from syndicate.fetcher.readers import atom, bounds, cdf, jsonfeed, lenient, rss, xml
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import signs
from syndicate.markup.decode import decode
from syndicate.model import Document, Entry

# A hundred times the largest feed we know; a gzip bomb is a thousand times its own size.
LARGEST = 64 * 1024 * 1024
"""Bytes that a compressed document may unpack to."""
_PAGE = re.compile(
    r"(?:<\?xml[^<>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!doctype[^<>]*>\s*)?<html[\s>]",
    re.IGNORECASE | re.DOTALL,
)


def read(
    body: bytes,
    *,
    url: str | None,
    content_type: str = "",
    zone: tzinfo = UTC,
    now: datetime | None = None,
    limit: int = 10_000,
    detailed: bool = False,
) -> Document:
    """Return what a feed announces: RSS, Atom, JSON Feed, and CDF, however broken.

    `url` is where it was found, relative URLs stand on it. `zone` is that of dates without one;
    relative dates are read when `now` is given. Entries beyond `limit`, those that can't be
    read and those that name nothing are counted in `dropped`. `detailed` asks for what feeds say
    beyond what we keep (`Details`). Raises ParseError, nothing else.
    """
    where = url or ""
    if (what := signs.of(body)) is not None:
        raise ParseError(f"this is {what}, not a feed", url=where)
    text = decode(inflated(body, where), content_type).strip("\ufeff \t\r\n\0")
    if not text:
        raise ParseError("the feed is empty", url=where)
    context = Context(base=url, home="", zone=zone, now=now, detailed=detailed)
    if text.startswith("{"):
        return _finished(jsonfeed.read(text, context, limit=limit), context)
    if _PAGE.match(text):
        raise ParseError(
            "this is a web page, not a feed", url=where, hint="syndicate add finds a page's feeds"
        )
    if xml.has_monster_tag(text):
        raise ParseError(f"a start tag is longer than {xml.LONGEST_TAG} characters", url=where)
    tree = xml.parse(text, limit)
    if tree is not None and tree.tier == "split" and not tree.items:
        raise ParseError("the feed breaks off before its first entry", url=where)
    document = (
        lenient.read(text, context, limit=limit) if tree is None else _built(tree, context, limit)
    )
    return _finished(document, context)


def inflated(body: bytes, where: str) -> bytes:
    """Return the bytes of a document that is stored compressed (``feed.xml.gz``).

    Raises ParseError when it is cut off or larger than `LARGEST`.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(body, LARGEST)
    except zlib.error as error:
        raise ParseError(f"unpacking failed: {error}", url=where) from error
    if not inflate.eof:
        raise ParseError("the compressed document is cut off, or larger than 64 MB", url=where)
    return plain


def _built(tree: xml.Tree, context: Context, limit: int) -> Document:
    """Read the head, then the entries with what they inherit from it."""
    context = replace(context, home=tree.home)
    items = tree.items[:limit]
    if tree.kind == "atom":
        document, context = atom.head(tree.head, context)
        entries = tuple(atom.entry(item, context) for item in items)
    elif tree.kind == "cdf":
        document, context = cdf.head(tree.head, context)
        entries = tuple(cdf.entry(item, context) for item in items)
    else:
        document, context = rss.head(tree.head, tree.outer, context)
        entries = tuple(rss.entry(item, context) for item in items)
    dropped = tree.lost + len(tree.items) - len(items)
    return replace(document, entries=entries, tier=tree.tier, dropped=dropped)


def _finished(document: Document, context: Context) -> Document:
    """Bound what is said, and drop entries by which nothing could ever be found or shown.

    Who asks for details wants to know of those as well.
    """
    document = bounds.document(document)
    if context.detailed:
        return document
    entries = tuple(entry for entry in document.entries if _says_something(entry))
    dropped = document.dropped + len(document.entries) - len(entries)
    return replace(document, entries=entries, dropped=dropped) if dropped else document


def _says_something(entry: Entry) -> bool:
    return bool(entry.guid or entry.url or entry.title or entry.content or entry.summary)
