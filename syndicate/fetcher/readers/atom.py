"""Atom 1.0 (RFC 4287) and 0.3: a feed and its entries."""

from __future__ import annotations

from dataclasses import replace

from syndicate import urls
from syndicate.fetcher.readers import details, html, pieces, related
from syndicate.fetcher.readers.elements import (
    XML_LANG,
    Element,
    Fields,
    attribute,
    children,
    first,
    text_of,
)
from syndicate.fetcher.readers.pieces import Context
from syndicate.fetcher.readers.related import Linked
from syndicate.markup.text import plain, squash
from syndicate.model import Details, Document, Entry

_SUMMARIES = ("summary", "subtitle", "tagline", "dc:description", "media:description")
_TITLES = ("title", "dc:title", "media:title")
_SUBTITLES = ("subtitle", "tagline", "info")
_OF_FEED = details.Words(True, _TITLES, _SUBTITLES)
_OF_ENTRY = details.Words(True, _TITLES)
_HTML = ("", "text/html", "application/xhtml+xml")


def head(feed: Element, context: Context) -> tuple[Document, Context]:
    """Return what a feed says of itself, and the context of its entries."""
    context = pieces.inside(feed, context)
    fields = children(feed, context.home)
    base = related.standing(fields, context.base)
    lang = pieces.lang(feed, fields, context.lang)
    context = replace(context, base=base, lang=lang)
    found = related.links(fields, base)
    document = Document(
        format="atom",
        title=_title(fields),
        link=_alternate(found),
        description=_plain(fields, *_SUBTITLES),
        lang=lang,
        rights=pieces.rights(fields, base, found),
        image=_picture(fields, base) or pieces.image(fields, base),
        published=pieces.published(fields, context),
        updated=pieces.updated(fields, context),
        ttl=pieces.ttl(fields),
        links=related.relations(found),
        details=details.read(fields, context, _OF_FEED, found, guid=first(fields, "id")),
    )
    return document, replace(
        context,
        authors=pieces.authors(fields, context.home),
        rights=document.rights,
    )


def entry(element: Element, context: Context) -> Entry:
    """Return what an entry announces."""
    context = pieces.inside(element, context)
    base = context.base
    fields = children(element, context.home)
    guid = first(fields, "id", "guid")
    found = related.links(fields, base)
    url = _url(fields, guid, base, found)
    files = pieces.enclosures(fields, base, found)
    lang = pieces.lang(element, fields, context.lang)
    if lang != context.lang:
        context = replace(context, lang=lang)
    summary = html.body(fields, _SUMMARIES, is_typed=True)
    content = html.body(fields, ("content",), is_typed=True)
    return Entry(
        guid=guid,
        url=url,
        title=_title(fields),
        published=pieces.published(fields, context),
        updated=pieces.updated(fields, context),
        authors=_authors(fields, context),
        summary=_absolute(summary, base),
        content=_absolute(content, base),
        lang=lang if XML_LANG in element.attrib else _content_lang(fields) or lang,
        tags=pieces.tags(fields),
        image=pieces.image(fields, base)
        or next((file.url for file in files if (file.type or "").startswith("image/")), None),
        enclosures=files,
        rights=pieces.rights(fields, base, found)
        or _source_rights(fields, context)
        or context.rights,
        details=_details(
            fields, context, found, (summary, content), permalink=guid is not None and guid == url
        )
        if context.detailed
        else None,
    )


def _details(
    fields: Fields, context: Context, found: Linked, kept: details.Kept, *, permalink: bool
) -> Details | None:
    return details.read(
        fields,
        context,
        _OF_ENTRY,
        found,
        kept,
        permalink=permalink,
        origin=details.origin(fields, context, lambda source, around: head(source, around)[0]),
    )


def _title(fields: Fields) -> str | None:
    """Return the title as plain text.

    Most titles that call themselves text were escaped as HTML all the same, so that references
    and phrase markup in them are read as such.
    """
    for name in ("title", "dc:title", "media:title"):
        for element in fields.get(name, ()):
            coded = element.attrib and not len(element)
            text = (
                html.written(element, element.text, is_typed=True)[1] if coded else text_of(element)
            )
            if found := pieces.title(text):
                return found
    return None


def _url(fields: Fields, guid: str | None, base: str | None, found: Linked) -> str | None:
    original = first(fields, "feedburner:origlink")
    if original and (url := urls.absolute(base, original)):
        return url
    if url := _alternate(found):
        return url
    outside = next((e.get("src") for e in fields.get("content", ()) if e.get("src")), None)
    return urls.absolute(base, outside) if outside else urls.absolute(None, guid or "")


def _alternate(linked: Linked) -> str | None:
    """Return the first alternate in HTML, else the first alternate (RFC 4287 §4.2.7.2)."""
    found = [
        (url, attribute(element, "type") or "")
        for rel, url, element in linked
        if rel == "alternate"
    ]
    pages = (url for url, kind in found if kind.lower().partition(";")[0].strip() in _HTML)
    return next(pages, found[0][0] if found else None)


def _authors(fields: Fields, context: Context) -> tuple[str, ...]:
    """Return the entry's authors, else its source's, else the feed's (RFC 4287 §4.2.1)."""
    if own := pieces.authors(fields, context.home):
        return own
    for source in fields.get("source", ()):
        if found := pieces.authors(children(source, context.home), context.home):
            return found
    return context.authors


def _source_rights(entry: Fields, context: Context) -> str | None:
    for source in entry.get("source", ()):
        fields = children(source, context.home)
        return pieces.rights(fields, context.base, related.links(fields, context.base))
    return None


def _content_lang(fields: Fields) -> str | None:
    for element in fields.get("content", ()):
        return pieces.language(attribute(element, XML_LANG))
    return None


def _absolute(body: html.Body | None, base: str | None) -> str | None:
    if body is None:
        return None
    return html.absolute_links(body.markup, pieces.base_of(body.element, base))


def _picture(fields: Fields, base: str | None) -> str | None:
    for name in ("logo", "icon"):
        if (text := first(fields, name)) and (url := urls.absolute(base, text)):
            return url
    return None


def _plain(fields: Fields, *names: str) -> str | None:
    body = html.body(fields, names, is_typed=True)
    return squash(plain(body.markup)) or None if body else None
