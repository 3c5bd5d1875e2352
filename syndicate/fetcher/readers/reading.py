"""What a source answered → Document, by the source's kind: the one door to all readers. Pure.

feed     feed                              listing  listing, by selectors
page     the page is the one entry         json     jsonapi, by paths
sitemap  sitemap                           folder   saved
auto, exec   with select.items: json or listing; else sitemap or feed: as the text begins
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from syndicate.errors import ParseError
from syndicate.fetcher.readers import feed, jsonapi, listing, saved, sitemap
from syndicate.fetcher.readers.pieces import Context, title
from syndicate.markup import selection, signs
from syndicate.markup.decode import decode
from syndicate.model import Document, Entry, Page, Source, SourceKind

LIMIT = 10_000
"""Items of one list: what the feed reader takes of a feed."""


def read(source: Source, page: Page, now: datetime) -> Document:
    """Return what a source's answer announces.

    Raises ParseError when it is no document of the source's kind, of them RuleError when what
    the source selects is not there.
    """
    kind = source.kind
    if kind in ("auto", "exec"):
        kind = _guessed(source, page)
    if kind == "feed":
        return _feed(source, page, now)
    if kind == "folder":
        return saved.announce(page.body.decode(), url=page.url)
    return _READERS[kind](source, page, now)


def _guessed(source: Source, page: Page) -> SourceKind:
    text = _text(page)
    start = text.lstrip("\ufeff \t\r\n\0")[:1]
    if source.select.items and sitemap.is_sitemap(text):
        return "sitemap"
    if source.select.items:
        return "listing" if start == "<" else "json"
    return "sitemap" if sitemap.is_sitemap(text) else "feed"


def _text(page: Page) -> str:
    """Return an answer's text; raise ParseError where it is evidently none."""
    body = feed.inflated(page.body, page.url)
    if (what := signs.of(body)) is not None:
        raise ParseError(f"this is {what}, not text", url=page.url)
    text = decode(body, page.content_type)
    if not text.strip("\ufeff \t\r\n\0"):
        raise ParseError("the answer is empty", url=page.url)
    return text


def _context(source: Source, page: Page, now: datetime) -> Context:
    zone = ZoneInfo(source.timezone)
    return Context(base=page.url, home="", zone=zone, now=now, lang=source.lang)


def _feed(source: Source, page: Page, now: datetime) -> Document:
    zone = ZoneInfo(source.timezone)
    return feed.read(page.body, url=page.url, content_type=page.content_type, zone=zone, now=now)


def _listing(source: Source, page: Page, now: datetime) -> Document:
    context = _context(source, page, now)
    return listing.read(_text(page), source.select, context, url=page.url, limit=LIMIT)


def _json(source: Source, page: Page, now: datetime) -> Document:
    context = _context(source, page, now)
    # What prints JSON without being said to has pages, and `content` is a selector of theirs.
    select = source.select if source.kind == "json" else replace(source.select, content=None)
    return jsonapi.read(_text(page), select, context, url=page.url, limit=LIMIT)


def _sitemap(source: Source, page: Page, now: datetime) -> Document:
    if not page.parts and sitemap.is_feed(_text(page)):
        return _feed(source, page, now)
    # One at a time: packed, each of them may be 64 MB of text.
    texts = (_text(each) for each in page.parts or (page,))
    return sitemap.read(texts, source.select, _context(source, page, now), url=page.url)


def _watched(source: Source, page: Page, now: datetime) -> Document:
    """Return the page itself as the one entry, which its source's id names.

    Where the address as written hides a secret, the page has none that may be shown.
    """
    text = _text(page)
    shown = page.url if source.label == source.url else None
    picked = (source.select.content, source.select.remove)
    # What a person newly picks of the page is news, though the page is the same.
    edition = repr(picked) if any(picked) else None
    entry = Entry(guid=source.id, url=shown, page=text, edition=edition)
    named = selection.select(selection.parse(text, page.url).document, "title")
    head = title(next(map(selection.text, named), None))
    return Document(format="page", title=head, link=shown, entries=(entry,), hits={"items": 1})


_READERS: Mapping[SourceKind, Callable[[Source, Page, datetime], Document]] = {
    "listing": _listing,
    "json": _json,
    "sitemap": _sitemap,
    "page": _watched,
}
