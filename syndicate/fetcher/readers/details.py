"""What a feed says beyond what we keep: how its texts were written, who its people are, its links.

Read only when asked for (`Context.detailed`): a turn has no use for it, a program that reads
feeds with us has. Feeds and entries of RSS and Atom give the same facts, under the names in
`Words`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeVar

from syndicate import urls
from syndicate.fetcher.readers import extras, html, pieces
from syndicate.fetcher.readers.elements import (
    Element,
    Fields,
    attribute,
    children,
    first,
    text_of,
)
from syndicate.fetcher.readers.pieces import Context
from syndicate.fetcher.readers.related import Linked
from syndicate.markup import limits
from syndicate.markup.limits import short
from syndicate.markup.text import squash
from syndicate.model import Details, Document, Generator, Link, Person, Tag, Text

# A local part has 64 characters (RFC 5321 §4.5.3.1): one of any length takes hours to look for.
_MAIL = re.compile(r"(?:mailto:)?([^\s()<>@]{1,64}@[^\s()<>@]+)")
_ITUNES_SCHEME = "http://www.itunes.com/"

_Category = tuple[str, str | None, str | None]
Thing = TypeVar("Thing")

Kept = tuple[html.Body | None, html.Body | None]
"""The summary and the content that an entry has."""

Origin = Callable[[Element, Context], Document]
"""Reads the feed that an entry was taken over from."""


class Words(NamedTuple):
    """Hold under which names a format gives its texts; `atom` says that they carry a type."""

    atom: bool
    title: tuple[str, ...]
    summary: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


_RIGHTS = ("rights", "copyright", "dc:rights", "atom:rights", "media:copyright")
_PEOPLE = ("author", "atom:author", "dc:creator", "dc:author", "itunes:author")
_ALWAYS = {
    "content:encoded": "text/html", "fullitem": "text/html",
    "xhtml:body": "application/xhtml+xml",
}  # fmt: skip


def read(
    fields: Fields,
    context: Context,
    words: Words,
    found: Linked,
    kept: Kept = (None, None),
    *,
    below: str | None = None,
    site: str | None = None,
    guid: str | None = None,
    permalink: bool = False,
    origin: Document | None = None,
) -> Details | None:
    """Return the details of a feed or an entry, None when they weren't asked for.

    `found` are its Atom links, `kept` an entry's own texts; `below` is what links in HTML stand on, and `site` what those of a
    channel's picture do, where they are other addresses than the base.
    """
    if not context.detailed:
        return None
    manner = _Manner(below or context.base, context.lang, words.atom)
    brought = extras.read(fields, context.home, site or context.base)
    return Details(
        guid=guid,
        permalink=permalink,
        title=_text(fields, words.title, manner),
        summary=_kept(kept[0], manner) or _text(fields, words.summary, manner),
        content=_kept(kept[1], manner) or _elsewhere(fields, manner),
        subtitle=_text(fields, words.subtitle, manner),
        rights=_text(fields, _RIGHTS, manner),
        people=_people(fields, words.people, context),
        tags=_tags(fields),
        links=_few(_links(fields, context.base, found)),
        generator=_generator(fields, context.base),
        picture=brought.picture,
        text_input=brought.text_input,
        chapters=brought.chapters,
        origin=origin,
    )


class _Manner(NamedTuple):
    """Hold what texts have in common: links stand on `base`; `typed` ones say what they are."""

    base: str | None
    lang: str | None
    typed: bool


def _text(fields: Fields, names: tuple[str, ...], manner: _Manner) -> Text | None:
    """Return the first text that says something."""
    for name in names:
        if name not in fields:
            continue
        for element in fields[name]:
            # Asking for an element's text makes it anew each time.
            text = element.text
            if len(element) or (text and not text.isspace()):
                return _written(element, text, _inside(element, name, manner), _ALWAYS.get(name))
    return None


def _inside(element: Element, name: str, manner: _Manner) -> _Manner:
    """Return the manner of what is in an element."""
    base, lang, is_typed = manner
    if element.attrib:
        base, lang = pieces.base_of(element, base), pieces.spoken(element, lang)
    elif is_typed or not name.startswith("atom:"):
        return manner
    return _Manner(base, lang, is_typed or name.startswith("atom:"))


def _written(element: Element, text: str | None, manner: _Manner, always: str | None) -> Text:
    kind, markup = html.written(element, text, is_typed=manner.typed)
    kind = always or kind
    markup = html.absolute_links(markup, manner.base) if html.is_html(kind) else markup
    # Cut anywhere, markup would be broken.
    fits = len(markup) <= limits.TEXT
    return Text(type=kind, markup=markup if fits else None, lang=manner.lang, base=manner.base)


def _kept(body: html.Body | None, manner: _Manner) -> Text | None:
    """Return how a text was written that the entry itself has."""
    if body is None:
        return None
    manner = _inside(body.element, body.name, manner)
    kind = _ALWAYS.get(body.name)
    if kind is None:
        kind = html.kind_of(body.element, body.markup, is_typed=manner.typed)
    return _in_manner(kind, manner.lang, manner.base)


# The texts of an entry, if not of all its feed, are in one manner.
@lru_cache(maxsize=64)
def _in_manner(kind: str, lang: str | None, base: str | None) -> Text:
    return Text(type=kind, lang=lang, base=base)


def _elsewhere(fields: Fields, manner: _Manner) -> Text | None:
    """Return the content that is not in the feed (RFC 4287 §4.1.3.2), of a type perhaps unknown."""
    for name in ("content", "atom:content"):
        for element in fields.get(name, ()):
            base, lang, _ = _inside(element, name, manner)
            src = attribute(element, "src")
            if src and (url := urls.absolute(base, src)):
                kind = short(attribute(element, "type")) or "application/octet-stream"
                return Text(type=kind, lang=lang, base=base, src=url)
    return None


def _people(fields: Fields, others: tuple[str, ...], context: Context) -> tuple[Person, ...]:
    """Return whoever a feed or an entry names, each once, in full."""
    elements = [e for name in (*_PEOPLE, *others) if name in fields for e in fields[name]]
    return _few(filter(None, [_person(element, context) for element in elements]))


def _person(element: Element, context: Context) -> Person | None:
    if not len(element):
        return _person_from_text(element, short(pieces.person(element, context.home)))
    fields = children(element, context.home)
    name = short(pieces.named(fields))
    address = first(fields, "url", "uri", "homepage", "atom:uri")
    mail = short(first(fields, "email", "atom:email"))
    url = urls.absolute(pieces.base_of(element, context.base), address) if address else None
    if name == mail:
        name = None
    return Person(name=name, email=mail, url=url) if name or mail or url else None


def _person_from_text(element: Element, name: str | None) -> Person | None:
    text = element.text or ""
    found = _MAIL.search(text) if "@" in text else None
    mail = short(found[1]) if found else None
    if name is None or name == mail or (mail and pieces.is_mail(name)):
        name = None
    return Person(name=name, email=mail) if name or mail else None


def _tags(fields: Fields) -> tuple[Tag, ...]:
    """Return categories in full, and the keywords that none of them is called."""
    if not pieces.has_tags(fields):
        return ()
    found = list(_categories(fields))
    known = {term for term, _, _ in found}
    keywords = (_bounded(term, None, None) for term in pieces.keywords(fields))
    found += (each for each in keywords if each[0] and each[0] not in known)
    return tuple(Tag(term=term, label=label, scheme=scheme) for term, label, scheme in _few(found))


def _categories(fields: Fields) -> Iterator[_Category]:
    for name in pieces.SUBJECTS:
        for element in fields.get(name, ()):
            if not element.attrib:
                if term := text_of(element):
                    yield _bounded(term, None, None)
                continue
            term, label = attribute(element, "term") or text_of(element), element.get("label")
            scheme = attribute(element, "scheme", "domain")
            if term or label:
                yield _bounded(term or label or "", label, scheme)
    for element in fields.get("itunes:category", ()):
        for each in element.iter():
            if term := attribute(each, "text") or "":
                yield _bounded(term, None, _ITUNES_SCHEME)


def _bounded(term: str, label: str | None, scheme: str | None) -> _Category:
    term = pieces.said(term)[: limits.TEXT]
    return term, label and short(label), scheme and short(scheme)


def _links(fields: Fields, base: str | None, found: Linked) -> Iterator[Link]:
    """Yield the links in document order: Atom's, and RSS's, which are text."""
    addresses = {element: url for _, url, element in found}
    for name in ("link", "atom:link"):
        for element in fields.get(name, ()):
            if url := addresses.get(element):
                yield _link(element, url)
            elif not element.get("href") and (url := _written_out(element, base)):
                yield _link(element, url) if element.attrib else Link(rel="alternate", url=url)


def _written_out(element: Element, base: str | None) -> str | None:
    text = text_of(element)
    return urls.absolute(base, text) if text else None


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
    found = tuple(islice(things, limits.MANY))
    return found if len(found) < 2 else tuple(dict.fromkeys(found))
