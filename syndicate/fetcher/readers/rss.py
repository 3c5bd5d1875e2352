"""RSS 0.90 to 2.0 and RSS 1.0: a channel and its items."""

from __future__ import annotations

from dataclasses import replace

from syndicate import urls
from syndicate.fetcher.readers import details, html, pieces, related
from syndicate.fetcher.readers.elements import (
    RDF_ABOUT,
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

_SUMMARIES = (
    "description", "dc:description", "atom:summary", "itunes:summary", "itunes:subtitle",
    "media:description", "summary",
)  # fmt: skip
_TITLES = ("title", "dc:title", "atom:title", "media:title")
_DESCRIPTIONS = ("description", "itunes:summary", "dc:description", "itunes:subtitle")
_CONTENTS = ("content:encoded", "xhtml:body", "body", "atom:content", "content", "fullitem")
_OF_CHANNEL = details.Words(
    False, _TITLES, _DESCRIPTIONS, subtitle=("itunes:subtitle",), people=("managingeditor",)
)
_OF_ITEM = details.Words(False, _TITLES, subtitle=("itunes:subtitle",))


def head(channel: Element, outer: Element | None, context: Context) -> tuple[Document, Context]:
    """Return what a channel says of itself, and the context of its items.

    `outer` is the root around it, where RSS 0.90 and 1.0 put the picture and the text field.
    """
    if outer is not None:
        context = pieces.inside(outer, context)
        context = replace(context, lang=pieces.spoken(outer, context.lang))
    context = pieces.inside(channel, context)
    fields = children(channel, context.home)
    context = replace(context, base=related.standing(fields, context.base) or _own_link(fields))
    context = replace(context, lang=pieces.lang(channel, fields, context.lang))
    found = related.links(fields, context.base)
    link = _link(fields, context.base, found)
    if outer is not None:
        fields = _with_beside(fields, children(outer, context.home))
    document = Document(
        format="rss",
        title=pieces.title(first(fields, *_TITLES)),
        link=link,
        description=_text(first(fields, *_DESCRIPTIONS)),
        lang=context.lang,
        rights=pieces.rights(fields, context.base, found),
        image=_picture(fields, link or context.base),
        published=pieces.published(fields, context),
        updated=pieces.updated(fields, context) or pieces.published(fields, context),
        ttl=pieces.ttl(fields),
        skip_hours=pieces.skip_hours(fields, context.home),
        skip_days=pieces.skip_days(fields, context.home),
        links=related.relations(found),
        details=details.read(fields, context, _OF_CHANNEL, found, site=link),
    )
    return document, replace(
        context,
        authors=_authors(fields, context.home),
        rights=document.rights,
    )


def _with_beside(fields: Fields, around: Fields) -> Fields:
    beside = {name: around[name] for name in ("image", "textinput") if name in around}
    return fields | {name: fields.get(name, []) + several for name, several in beside.items()}


def _authors(fields: Fields, home: str) -> tuple[str, ...]:
    """Return whose items these are when they don't say so themselves.

    The mail address of whoever runs the site is not the author of everything in it.
    """
    editors = (pieces.person(element, home) for element in fields.get("managingeditor", ()))
    people = pieces.authors(fields, home) or pieces.unique(editors)
    return tuple(person for person in people if not pieces.is_mail(person))


def entry(item: Element, context: Context) -> Entry:
    """Return what an item announces."""
    context = pieces.inside(item, context)
    base = context.base
    fields = children(item, context.home)
    guid = first(fields, "guid", "atom:id", "id") or attribute(item, RDF_ABOUT)
    found = related.links(fields, base)
    url = _url(fields, guid, base, found)
    # RSS doesn't say what links in HTML stand on; readers take the article's address.
    below = base if context.stated else url or base
    files = pieces.enclosures(fields, base, found)
    picture = pieces.image(fields, base) or _picture(fields, base)
    lang = pieces.lang(item, fields, context.lang)
    if lang != context.lang:
        context = replace(context, lang=lang)
    summary = html.body(fields, _SUMMARIES, is_typed=False)
    content = html.body(fields, _CONTENTS, is_typed=False)
    return Entry(
        guid=guid,
        url=url,
        title=pieces.title(first(fields, *_TITLES)),
        published=pieces.published(fields, context),
        updated=pieces.updated(fields, context),
        authors=pieces.authors(fields, context.home) or context.authors,
        summary=html.absolute_links(summary.markup, below) if summary else None,
        content=html.absolute_links(content.markup, below) if content else None,
        lang=lang,
        tags=pieces.tags(fields),
        image=picture or next((f.url for f in files if (f.type or "").startswith("image/")), None),
        enclosures=files,
        rights=pieces.rights(fields, base, found) or context.rights,
        details=_details(fields, context, below, found, (summary, content))
        if context.detailed
        else None,
    )


def _details(
    fields: Fields, context: Context, below: str | None, found: Linked, kept: details.Kept
) -> Details | None:
    return details.read(
        fields,
        context,
        _OF_ITEM,
        found,
        kept,
        below=below,
        permalink=bool(fields.get("guid")) and _is_permalink(fields),
        origin=details.origin(fields, context),
    )


def _url(fields: Fields, guid: str | None, base: str | None, found: Linked) -> str | None:
    """Return the article's own address: where FeedBurner redirects to, link, permalink guid."""
    original = first(fields, "feedburner:origlink")
    if original and (url := urls.absolute(base, original)):
        return url
    if url := _link(fields, base, found):
        return url
    # A relative guid is an opaque name, whatever its attribute claims by default.
    return urls.absolute(None, guid) if guid and _is_permalink(fields) else None


def _is_permalink(fields: Fields) -> bool:
    names = fields.get("guid", ())
    said = (attribute(each, "isPermaLink", "ispermalink") for each in names)
    return all((each or "").lower() != "false" for each in said)


def _own_link(fields: Fields) -> str | None:
    return _link(fields, None, related.links(fields, None))


def _link(fields: Fields, base: str | None, found: Linked) -> str | None:
    for element in fields.get("link", ()):
        if (text := text_of(element)) and (url := urls.absolute(base, text)):
            return url
    return related.first(found, "alternate")


def _picture(fields: Fields, base: str | None) -> str | None:
    """Return the address in an image element: a child's text, an attribute or its own text."""
    for element in fields.get("image", ()):
        inside = [child for child in element if child.tag.rpartition("}")[2].lower() == "url"]
        text = text_of(inside[0]) if inside else attribute(element, "href", "url", "src")
        text = text or ("" if len(element) else text_of(element))
        if text and (url := urls.absolute(base, text)):
            return url
    named: Fields = {
        name: fields[name] for name in ("itunes:image", "itunes:link") if name in fields
    }
    return pieces.image(named, base) if named else None


def _text(markup: str | None) -> str | None:
    return squash(plain(markup)) or None if markup else None
