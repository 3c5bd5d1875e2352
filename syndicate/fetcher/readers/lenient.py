"""The last tier: feedparser, for what is neither RSS, Atom nor JSON Feed (CDF) or beyond repair.

It gets a stream of bytes, never an address or a name, so that it neither fetches nor opens
anything, and it gets them after `repair.tidy` took any DOCTYPE off. Their XML declaration is
taken off as well: the text is decoded already, and feedparser believes even "UTF-7".
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import feedparser

from syndicate import dates, urls
from syndicate.errors import ParseError
from syndicate.fetcher.readers import html, pieces, repair
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup.text import plain, squash
from syndicate.model import Document, Enclosure, Entry

# feedparser takes a second for two megabytes, and is quadratic in attributes.
_LARGEST = 2_000_000

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]*>", re.IGNORECASE)

# "cdf", "rss20", "atom10".
_KIND = re.compile("[a-z]+")

Object = Mapping[str, object]


def read(text: str, context: Context, *, limit: int) -> Document:
    """Return what feedparser sees in `text`; raises ParseError when that is nothing."""
    where = context.base or ""
    if len(text) > _LARGEST:
        raise ParseError("the document is no feed that can be read", url=where, transient=True)
    try:
        found = feedparser.parse(
            io.BytesIO(_DECLARATION.sub("", repair.tidy(text)).encode("utf-8", "replace")),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        feed, entries = dict(found.feed), [dict(entry) for entry in found.entries]
    except Exception as error:
        # Whatever a parser of tag soup stumbles over, to us it is a document that can't be read.
        raise ParseError(f"the last parser failed as well: {error}", url=where) from error
    kind = _KIND.match(found.get("version") or "")
    if not entries and not kind:
        raise ParseError("the document is no feed", url=where)
    document = _document(feed, entries, context, limit=limit)
    return replace(document, format=kind[0]) if kind else document


def _document(
    feed: Object, entries: list[dict[str, object]], context: Context, *, limit: int
) -> Document:
    return Document(
        format="feed",
        title=pieces.title(_string(feed, "title")),
        link=urls.absolute(context.base, _string(feed, "link")),
        description=squash(plain(_string(feed, "subtitle"))) or None,
        lang=pieces.language(_string(feed, "language")),
        rights=squash(plain(_string(feed, "rights"))) or None,
        updated=_moment(feed, "updated", context),
        entries=tuple(_entry(entry, context) for entry in entries[:limit]),
        tier="feedparser",
        dropped=max(0, len(entries) - limit),
    )


def _entry(entry: Object, context: Context) -> Entry:
    url = urls.absolute(context.base, _string(entry, "link"))
    content = next((_string(part, "value") for part in _objects(entry.get("content"))), "")
    tags = (_string(tag, "label") or _string(tag, "term") for tag in _objects(entry.get("tags")))
    return Entry(
        guid=_string(entry, "id") or None,
        url=url,
        title=pieces.title(_string(entry, "title")),
        published=_moment(entry, "published", context),
        updated=_moment(entry, "updated", context),
        authors=pieces.unique((squash(_string(entry, "author")),)),
        summary=html.absolute_links(_string(entry, "summary"), url or context.base) or None,
        content=html.absolute_links(content, url or context.base) or None,
        tags=pieces.unique(squash(tag) for tag in tags),
        enclosures=tuple(
            Enclosure(url=address, type=_string(file, "type") or None)
            for file in _objects(entry.get("enclosures"))
            if (address := urls.absolute(context.base, _string(file, "href")))
        ),
    )


def _moment(thing: Object, name: str, context: Context) -> datetime | None:
    if moment := dates.parse(_string(thing, name), context.zone, context.now):
        return moment
    parsed = thing.get(f"{name}_parsed")
    if not isinstance(parsed, tuple):
        return None
    year, month, day, hour, minute, second = parsed[:6]
    return dates.parse(
        f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z", UTC
    )


def _string(thing: Object, name: str) -> str:
    value = thing.get(name)
    return value.strip() if isinstance(value, str) else ""


def _objects(value: object) -> Iterable[Object]:
    return (
        (thing for thing in value if isinstance(thing, Mapping)) if isinstance(value, list) else ()
    )
