"""JSON Feed 1.0 and 1.1 (jsonfeed.org); whatever has another type than promised is absent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from syndicate import dates, urls
from syndicate.errors import ParseError
from syndicate.fetcher.readers import html, pieces
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import jsontext
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Document, Enclosure, Entry

Object = dict[str, object]


def read(text: str, context: Context, *, limit: int) -> Document:
    """Return the feed that JSON text holds; raises ParseError when it holds none."""
    feed = _loaded(text, context.base or "")
    base = context.base or _string(feed, "home_page_url")
    items = list(_objects(feed.get("items")))
    context = replace(
        context,
        base=base,
        lang=pieces.language(_string(feed, "language")),
        authors=_authors(feed),
    )
    return Document(
        format="json",
        title=pieces.title(_string(feed, "title")),
        link=_url(feed, base, "home_page_url"),
        description=squash(_string(feed, "description")) or None,
        lang=context.lang,
        image=_url(feed, base, "icon", "favicon"),
        links=_links(feed, base),
        entries=tuple(_entry(item, context) for item in items[:limit]),
        dropped=max(0, len(items) - limit),
    )


def _loaded(text: str, where: str) -> Object:
    try:
        feed = jsontext.loads(text)
    except ValueError as error:
        raise ParseError(f"reading a JSON feed failed: {error}", url=where) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("the JSON document is no JSON Feed: it has no items", url=where)
    return dict(feed)


def _entry(item: Object, context: Context) -> Entry:
    files = _enclosures(item, context.base)
    url = _url(item, context.base, "url", "external_url")
    guid = _name(item.get("id"))
    return Entry(
        guid=guid,
        url=url or urls.absolute(None, guid or ""),
        title=pieces.title(_string(item, "title")),
        published=dates.parse(_string(item, "date_published"), context.zone, context.now),
        updated=dates.parse(_string(item, "date_modified"), context.zone, context.now),
        authors=_authors(item) or context.authors,
        summary=escape(_string(item, "summary"), quote=False) or None,
        content=_content(item, url or context.base),
        lang=pieces.language(_string(item, "language")) or context.lang,
        tags=pieces.unique(squash(tag) for tag in _list(item.get("tags")) if isinstance(tag, str)),
        image=_url(item, context.base, "image", "banner_image")
        or next((file.url for file in files if (file.type or "").startswith("image/")), None),
        enclosures=files,
    )


def _content(item: Object, base: str | None) -> str | None:
    if markup := _string(item, "content_html"):
        return html.absolute_links(markup, base)
    paragraphs = (part.strip() for part in _string(item, "content_text").split("\n\n"))
    lines = (escape(part, quote=False).replace("\n", "<br>\n") for part in paragraphs if part)
    return "\n".join(f"<p>{line}</p>" for line in lines) or None


def _enclosures(item: Object, base: str | None) -> tuple[Enclosure, ...]:
    made: dict[str, Enclosure] = {}
    for attachment in _objects(item.get("attachments")):
        if url := _url(attachment, base, "url"):
            size = attachment.get("size_in_bytes")
            made[url] = Enclosure(
                url=url,
                type=_string(attachment, "mime_type") or None,
                length=int(size) if isinstance(size, (int, float)) and 0 < size < 2**53 else None,
            )
    return tuple(made.values())


def _authors(thing: Object) -> tuple[str, ...]:
    """Return the names of 1.1's authors, else of 1.0's author."""
    people = [*_objects(thing.get("authors")), *_objects([thing.get("author")])]
    return pieces.unique(squash(_string(person, "name")) for person in people)


def _links(feed: Object, base: str | None) -> dict[str, tuple[str, ...]]:
    hubs = [_url(hub, base, "url") for hub in _objects(feed.get("hubs"))]
    found = {
        "self": (_url(feed, base, "feed_url"),),
        "next": (_url(feed, base, "next_url"),),
        "alternate": (_url(feed, base, "home_page_url"),),
        "hub": tuple(hubs),
    }
    kept = {rel: pieces.unique(url or "" for url in several) for rel, several in found.items()}
    return {rel: several for rel, several in kept.items() if several}


def _url(thing: Object, base: str | None, *names: str) -> str | None:
    for name in names:
        if (text := _string(thing, name)) and (url := urls.absolute(base, text)):
            return url
    return None


def _name(value: object) -> str | None:
    """Return an item's id, which 1.0 lets be a number (§ Items)."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return xml_safe(value).strip() or None if isinstance(value, str) else None


def _string(thing: Object, name: str) -> str:
    value = thing.get(name)
    # JSON can spell half a character, and what XML and files can't hold.
    return xml_safe(value).strip() if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> Iterable[Object]:
    return (thing for thing in _list(value) if isinstance(thing, dict))
