"""What a feed says beyond what we keep: how its texts were written, who its people are, its links.

Read only when asked for (`Context.detailed`): a turn has no use for it, a program that reads
feeds with us has. Feeds and entries of RSS and Atom give the same facts, under the names in
`Words`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple, TypeVar

from syndicate import urls
from syndicate.fetcher.readers import html, pieces
from syndicate.fetcher.readers.elements import (
    XML_BASE,
    XML_LANG,
    Element,
    Fields,
    attribute,
    children,
    first,
    text_of,
)
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import limits
from syndicate.markup.limits import short
from syndicate.markup.text import squash, unescape
from syndicate.model import Details, Document, Generator, Link, Person, Tag, Text

_MAIL = re.compile(r"(?:mailto:)?([^\s()<>]+@[^\s()<>]+)")
_ITUNES_SCHEME = "http://www.itunes.com/"

Thing = TypeVar("Thing")

Origin = Callable[[Element, Context], Document]
"""Reads the feed that an entry was taken over from."""


class Words(NamedTuple):
    """Hold under which names a format gives its texts; `atom` says that they carry a type."""

    atom: bool
    title: tuple[str, ...]
    summary: tuple[str, ...]
    content: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


_RIGHTS = ("rights", "copyright", "dc:rights", "atom:rights", "media:copyright")
_PEOPLE = ("author", "atom:author", "dc:creator", "dc:author", "itunes:author")
_HTML_ALWAYS = frozenset({"content:encoded", "fullitem"})


def read(
    fields: Fields,
    context: Context,
    words: Words,
    *,
    guid: str | None = None,
    permalink: bool = False,
    origin: Document | None = None,
) -> Details | None:
    """Return the details of a feed or an entry, None when they weren't asked for."""
    if not context.detailed:
        return None
    return Details(
        guid=guid,
        permalink=permalink,
        title=_text(fields, words.title, context, words, whole=True),
        summary=_text(fields, words.summary, context, words, whole=not words.content),
        content=_text(fields, words.content, context, words),
        subtitle=_text(fields, words.subtitle, context, words, whole=True),
        rights=_text(fields, _RIGHTS, context, words, whole=True),
        people=people(fields, (*_PEOPLE, *words.people), context),
        tags=_tags(fields),
        links=_few(links(fields, context.base)),
        generator=_generator(fields, context.base),
        origin=origin,
    )


def _text(
    fields: Fields, names: tuple[str, ...], context: Context, words: Words, *, whole: bool = False
) -> Text | None:
    """Return the first text that says something; its markup when it stands nowhere else."""
    for name in names:
        for element in fields.get(name, ()):
            if len(element) or (element.text and not element.text.isspace()):
                return _written(element, name, context, words, whole=whole)
    return None


def _written(element: Element, name: str, context: Context, words: Words, *, whole: bool) -> Text:
    base, lang = context.base, context.lang
    if element.attrib:
        base = pieces.base_of(element, base) if XML_BASE in element.attrib else base
        lang = pieces.spoken(element, lang) if XML_LANG in element.attrib else lang
    carries_type = words.atom or name.startswith("atom:")
    kind, markup = html.written(element, is_typed=carries_type)
    if name in _HTML_ALWAYS:
        kind = "text/html"
    elif name == "xhtml:body":
        kind = "application/xhtml+xml"
    if not whole:
        return Text(type=kind, lang=lang, base=base)
    markup = html.absolute_links(markup, base) if html.is_html(kind) else markup
    # Cut anywhere, markup would be broken.
    fits = len(markup) <= limits.TEXT
    return Text(type=kind, markup=markup if fits else None, lang=lang, base=base)


def people(fields: Fields, names: Iterable[str], context: Context) -> tuple[Person, ...]:
    """Return the people under the given names, each once, in full."""
    elements = (element for name in names for element in fields.get(name, ()))
    return _few(filter(None, (_person(element, context) for element in elements)))


def _person(element: Element, context: Context) -> Person | None:
    name = short(pieces.person(element, context.home))
    if not len(element):
        return _person_from_text(element, name)
    fields = children(element, context.home)
    address = first(fields, "url", "uri", "homepage", "atom:uri")
    mail = short(first(fields, "email", "atom:email"))
    base = pieces.base_of(element, context.base)
    url = urls.absolute(base, address) if address else None
    if name == mail:
        name = None
    return Person(name=name, email=mail, url=url) if name or mail or url else None


def _person_from_text(element: Element, name: str | None) -> Person | None:
    found = _MAIL.search(element.text or "") if "@" in (element.text or "") else None
    mail = short(found[1]) if found else None
    if name is None or name == mail or (mail and pieces.is_mail(name)):
        name = None
    return Person(name=name, email=mail) if name or mail else None


def _tags(fields: Fields) -> tuple[Tag, ...]:
    """Return categories in full, and the keywords that none of them is called."""
    found = list(_categories(fields))
    known = {tag.term for tag in found}
    keywords = (_tag(term, None, None) for term in pieces.keywords(fields))
    return _few([*found, *(tag for tag in keywords if tag.term and tag.term not in known)])


def _categories(fields: Fields) -> Iterator[Tag]:
    for name in ("category", "atom:category", "dc:subject", "media:category"):
        for element in fields.get(name, ()):
            label = attribute(element, "label")
            if term := attribute(element, "term") or text_of(element) or label:
                yield _tag(term, label, attribute(element, "scheme", "domain"))
    for element in fields.get("itunes:category", ()):
        for each in element.iter():
            if term := attribute(each, "text"):
                yield _tag(term, None, _ITUNES_SCHEME)


def _tag(term: str, label: str | None, scheme: str | None) -> Tag:
    term = squash(unescape(term))[: limits.TEXT]
    return Tag(term=term, label=short(label), scheme=short(scheme))


def links(fields: Fields, base: str | None) -> Iterator[Link]:
    """Yield the links in document order: Atom's, and RSS's, which are text."""
    for name in ("link", "atom:link"):
        for element in fields.get(name, ()):
            href = element.get("href") or text_of(element)
            if href and (url := urls.absolute(base, href)):
                yield _link(element, url) if element.attrib else Link(rel="alternate", url=url)


def _link(element: Element, url: str) -> Link:
    return Link(
        rel=(element.get("rel") or "alternate").strip().lower()[: limits.TEXT],
        url=url,
        type=short(attribute(element, "type")),
        title=short(attribute(element, "title")),
        lang=pieces.language(attribute(element, "hreflang")),
        length=pieces.number(element.get("length") or "") or None,
    )


def _generator(fields: Fields, base: str | None) -> Generator | None:
    for element in fields.get("generator", ()):
        address = attribute(element, "uri", "url")
        if name := short(squash(text_of(element)) or address):
            url = urls.absolute(base, address) if address else None
            return Generator(name=name, version=short(attribute(element, "version")), url=url)
    return None


def origin(fields: Fields, context: Context, read: Origin | None = None) -> Document | None:
    """Return the feed that an entry was taken over from: atom:source, or RSS's link with a title."""
    if not context.detailed:
        return None
    for element in (*fields.get("source", ()), *fields.get("atom:source", ())):
        if len(element) and read is not None:
            return read(element, replace(context, lang=pieces.spoken(element, context.lang)))
        address = attribute(element, "url")
        url = urls.absolute(context.base, address) if address else None
        title = pieces.title(text_of(element))
        if title or url:
            return Document(format="rss", title=title, links={"self": (url,)} if url else {})
    return None


def _few(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Return the first of the things, each once."""
    return tuple(dict.fromkeys(islice(things, limits.MANY)))
