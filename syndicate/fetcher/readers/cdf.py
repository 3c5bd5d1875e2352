"""CDF, the Channel Definition Format of 1997: addresses and dates stand in attributes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from syndicate import dates, urls
from syndicate.fetcher.readers import details, html, pieces
from syndicate.fetcher.readers.elements import (
    Element,
    Fields,
    attribute,
    children,
    first,
    name_of,
    text_of,
)
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup.text import plain, squash
from syndicate.model import Details, Document, Entry, Link

_WORDS = details.Words(False, ("title",), ("abstract",))


def is_channel(root: Element) -> bool:
    """Tell a channel of CDF's from one of RSS's that lost its root.

    CDF names things in attributes, RSS's channels and items have none.
    """
    return any(
        _attribute(each, "href")
        or _attribute(each, "lastmod")
        or any(name_of(child.tag, "") == "abstract" for child in each)
        for each in (root, *root)
    )


def head(channel: Element, context: Context) -> tuple[Document, Context]:
    """Return what a channel says of itself, and the context of its items."""
    context = pieces.inside(channel, context)
    fields = children(channel, context.home)
    stated = _attribute(channel, "base")
    link = _link(channel, fields, context.base)
    base = (urls.absolute(context.base, stated) if stated else None) or context.base or link
    context = replace(context, base=base, lang=pieces.lang(channel, fields, context.lang))
    about = first(fields, "abstract")
    document = Document(
        format="cdf",
        title=pieces.title(first(fields, "title")),
        link=link,
        description=squash(plain(about)) or None if about else None,
        lang=context.lang,
        image=_picture(fields, context.base),
        updated=_modified(channel, context),
        links={"alternate": (link,)} if link else {},
        details=_detailed(fields, context, link),
    )
    return document, context


def entry(item: Element, context: Context) -> Entry:
    """Return what an item announces."""
    context = pieces.inside(item, context)
    fields = children(item, context.home)
    context = replace(context, lang=pieces.lang(item, fields, context.lang))
    url = _link(item, fields, context.base)
    about = next((html.loose(each) for each in fields.get("abstract", ())), "")
    return Entry(
        url=url,
        title=pieces.title(first(fields, "title")),
        updated=_modified(item, context),
        summary=html.absolute_links(about, url or context.base) or None,
        lang=context.lang,
        image=_picture(fields, context.base),
        details=_detailed(fields, context, url),
    )


def _detailed(fields: Fields, context: Context, url: str | None) -> Details | None:
    found = details.read(fields, context, _WORDS, ())
    links = (Link(rel="alternate", url=url),) if url else ()
    return replace(found, links=links) if found else None


def _link(element: Element, fields: Fields, base: str | None) -> str | None:
    """Return the address in the element's own attribute, else that of the anchor in it."""
    for each in (element, *fields.get("a", ())):
        if (href := _attribute(each, "href")) and (url := urls.absolute(base, href)):
            return url
    return None


def _picture(fields: Fields, base: str | None) -> str | None:
    for element in fields.get("logo", ()):
        if href := _attribute(element, "href") or text_of(element):
            return urls.absolute(base, href)
    return None


def _modified(element: Element, context: Context) -> datetime | None:
    stated = _attribute(element, "lastmod")
    return dates.parse(stated, context.zone, context.now) if stated else None


def _attribute(element: Element, name: str) -> str | None:
    """Return an attribute, whose name most channels write in capitals."""
    return attribute(element, name.upper(), name, name.capitalize())
