"""What RSS and Atom have in common: people, dates, tags, media, rights, politeness hints.

Feeds of both kinds carry each other's elements and the same extensions (Dublin Core, Media RSS,
iTunes), so one function per fact looks under all the names the fact goes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from syndicate import dates, urls
from syndicate.fetcher.readers import related
from syndicate.fetcher.readers.elements import (
    RDF_RESOURCE,
    XML_BASE,
    XML_LANG,
    Element,
    Fields,
    attribute,
    children,
    first,
    text_of,
)
from syndicate.fetcher.readers.related import Linked
from syndicate.markup import limits
from syndicate.markup.text import plain, squash, unescape
from syndicate.model import Enclosure

_ADDRESS = r"[^\s()<>@]+@[^\s()<>@]+"
_PERSON_MAIL_FIRST = re.compile(rf"{_ADDRESS}\s*\((?P<name>[^()]+)\)")
_PERSON_MAIL_LAST = re.compile(rf"(?P<name>[^<>]*[^<>\s])\s*[<(]\s*(?:mailto:)?{_ADDRESS}\s*[>)]")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# A line with a name and an address; a longer one is text, and looked through for far too long.
_PERSON = 400
# Longer ones are not worth remembering.
_NAME = 100
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")

# Only these are markup in a title; `<stdio.h>` and `<template>` are what it is about.
_TITLE_MARKUP = re.compile(
    r"<(?P<name>/?(?:a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small"
    r"|span|strike|strong|sub|sup|tt|u|wbr))(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST_TTL = timedelta(days=365)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_PUBLISHED = (
    "pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created",
    "dcterms:date", "created", "atom:published", "date",
)  # fmt: skip
_PICTURES = ("media:thumbnail", "itunes:image", "itunes:link")
_AUTHORS = (("author", "atom:author"), ("dc:creator",), ("itunes:author",))
SUBJECTS = ("category", "atom:category", "dc:subject", "media:category")
_KEYWORDS = ("media:keywords", "itunes:keywords", "tags")
_RIGHTS = ("rights", "copyright", "dc:rights", "dcterms:rights", "atom:rights", "media:copyright")
_LICENSES = ("cc:license", "dcterms:license", "media:license")
# Most entries have none of them: one question instead of one for each.
_TAGS = frozenset({*SUBJECTS, *_KEYWORDS, "itunes:category"})
_OWNED = frozenset({*_RIGHTS, *_LICENSES})
_PICTURED = frozenset({"media:content", *_PICTURES})
_UPDATED = ("updated", "modified", "atom:updated", "dcterms:modified", "lastbuilddate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Hold what an element's facts depend on besides the element.

    `home` is the namespace of the feed's own vocabulary, `base` what relative URLs stand on
    (`stated` when an xml:base said so), `zone` that of dates without one. `lang`, `authors` and
    `rights` are the feed's: an entry that names none has these. `detailed` asks for details.
    """

    base: str | None
    home: str
    stated: bool = False
    zone: tzinfo = UTC
    now: datetime | None = None
    lang: str | None = None
    authors: tuple[str, ...] = ()
    rights: str | None = None
    detailed: bool = False


def base_of(element: Element, base: str | None) -> str | None:
    """Return the base for what is below `element` (XML Base §4)."""
    own = attribute(element, XML_BASE)
    return (urls.absolute(base, own) or base) if own else base


def inside(element: Element, context: Context) -> Context:
    """Return the context of what is below `element`."""
    if XML_BASE not in element.attrib:
        return context
    return replace(context, base=base_of(element, context.base), stated=True)


def published(fields: Fields, context: Context) -> datetime | None:
    """Return when the author says it appeared."""
    return _moment(fields, _PUBLISHED, context)


def updated(fields: Fields, context: Context) -> datetime | None:
    """Return when the author says it last changed."""
    return _moment(fields, _UPDATED, context)


def _moment(fields: Fields, names: Iterable[str], context: Context) -> datetime | None:
    for name in names:
        if name in fields:
            for element in fields[name]:
                if moment := dates.parse(text_of(element), context.zone, context.now):
                    return moment
    return None


def title(text: str | None) -> str | None:
    """Return a title that is HTML, or was escaped once too often, as plain text."""
    if not text:
        return None
    if "<" in text:
        text = _TITLE_MARKUP.sub(_title_gap, text)
    return squash(unescape(text)) or None


def _title_gap(tag: re.Match[str]) -> str:
    return " " if tag["name"].lower() in ("br", "p", "/p", "div", "/div") else ""


def authors(fields: Fields, home: str) -> tuple[str, ...]:
    """Return the names of the people who wrote it, each once."""
    for names in _AUTHORS:
        elements = [element for name in names if name in fields for element in fields[name]]
        if elements and (found := unique(person(element, home) for element in elements)):
            return found
    return ()


def person(element: Element, home: str) -> str:
    """Return a person's name, the mail address when that is all there is."""
    return named(children(element, home)) if len(element) else _person_from_text(text_of(element))


def named(fields: Fields) -> str:
    """Return the name in a person's elements, the mail address when that is all there is."""
    name = first(fields, "name", "atom:name")
    return squash(name or first(fields, "email", "atom:email") or "")


def _person_from_text(text: str) -> str:
    if "@" in text and len(text) <= _PERSON:
        found = _PERSON_MAIL_FIRST.fullmatch(text) or _PERSON_MAIL_LAST.fullmatch(text)
        text = found["name"] if found else text
    return squash(plain(text)) if "<" in text else said(text)


def said(text: str) -> str:
    """Return a name or a term as a reader would write it."""
    return _said(text) if len(text) <= _NAME else squash(unescape(text))


# The entries of a feed have few authors and tags between them, and details ask once more.
@lru_cache(maxsize=2048)
def _said(text: str) -> str:
    return squash(unescape(text))


def is_mail(name: str) -> bool:
    """Tell whether a person is known by mail address only."""
    return len(name) <= _PERSON and _MAIL.fullmatch(name) is not None


def tags(fields: Fields) -> tuple[str, ...]:
    """Return subjects and categories, each once, as a reader would write them."""
    if not has_tags(fields):
        return ()
    terms = [
        (element.attrib and attribute(element, "label", "term")) or text_of(element)
        for name in SUBJECTS
        if name in fields
        for element in fields[name]
    ]
    terms += [
        attribute(each, "text") or ""
        for element in fields.get("itunes:category", ())
        for each in element.iter()
    ]
    return unique([said(term) for term in (*terms, *keywords(fields))])


def has_tags(fields: Fields) -> bool:
    """Tell whether there is any element that names a subject."""
    return not _TAGS.isdisjoint(fields)


def keywords(fields: Fields) -> list[str]:
    """Return the subjects that stand in one element, between commas."""
    text = first(fields, *_KEYWORDS) or ""
    return [term for term in text.split(",") if term and not term.isspace()] if text else []


def language(text: str | None) -> str | None:
    """Return a BCP 47 tag, None for what is not one."""
    if not text:
        return None
    tag = text.strip().replace("_", "-")
    return tag if len(tag) <= limits.LANGUAGE and _LANGUAGE.fullmatch(tag) else None


def lang(element: Element, fields: Fields, inherited: str | None = None) -> str | None:
    """Return the language of what is in an element, by what it declares for itself."""
    own = language(first(fields, "language", "dc:language"))
    if XML_LANG in element.attrib:
        return language(element.get(XML_LANG)) or own
    return own or inherited


def spoken(element: Element, inherited: str | None) -> str | None:
    """Return the language of what is in an element; an empty xml:lang takes it back (XML §2.12)."""
    return language(element.get(XML_LANG)) if XML_LANG in element.attrib else inherited


def rights(fields: Fields, base: str | None, found: Linked) -> str | None:
    """Return the copyright line, else the address of the licence."""
    if _OWNED.isdisjoint(fields):
        return related.first(found, "license")
    if text := first(fields, *_RIGHTS):
        return squash(plain(text)) or None
    for name in _LICENSES:
        for element in fields.get(name, ()):
            if url := attribute(element, RDF_RESOURCE, "href") or text_of(element):
                return urls.absolute(base, url) or squash(url)
    return related.first(found, "license")


def enclosures(fields: Fields, base: str | None, linked: Linked) -> tuple[Enclosure, ...]:
    """Return the announced media files, each address once; pictures of Media RSS are not files."""
    found = [
        (element.get("url") or element.get("href"), element)
        for element in fields.get("enclosure", ())
    ]
    found += [(url, element) for rel, url, element in linked if rel == "enclosure"]
    found += [
        (element.get("url"), element)
        for element in fields.get("media:content", ())
        if _medium(element) in ("audio", "video")
    ]
    if not found:
        return ()
    made: dict[str, Enclosure] = {}
    for href, element in found:
        if href and (url := urls.absolute(base, href)) and url not in made:
            made[url] = _enclosure(url, element)
    return tuple(made.values())


def _enclosure(url: str, element: Element) -> Enclosure:
    length = attribute(element, "length", "fileSize") or ""
    return Enclosure(
        url=url, type=attribute(element, "type"), length=number(length.replace(",", "")) or None
    )


def image(fields: Fields, base: str | None) -> str | None:
    """Return the picture that stands for it: Media RSS first, the largest of those."""
    if _PICTURED.isdisjoint(fields):
        return None
    pictures = [e for e in fields.get("media:content", ()) if _medium(e) == "image"]
    others = [fields[name] for name in _PICTURES if name in fields]
    for elements in (pictures, *others):
        for element in sorted(elements, key=_width, reverse=True):
            if element.get("rel") not in (None, "image"):
                continue
            href = attribute(element, "url", "href") or text_of(element)
            if url := urls.absolute(base, href) if href else None:
                return url
    return None


def _medium(element: Element) -> str:
    return attribute(element, "medium") or (element.get("type") or "").partition("/")[0].lower()


def _width(element: Element) -> int:
    return number(element.get("width") or "")


def ttl(fields: Fields) -> timedelta | None:
    """Return the longest time that the feed asks not to be polled (ttl, sy:*)."""
    minutes = min(number(first(fields, "ttl") or ""), _LONGEST_TTL // timedelta(minutes=1))
    hints = [timedelta(minutes=minutes)]
    if period := _PERIODS.get((first(fields, "sy:updateperiod") or "").lower()):
        hints.append(period / max(1, number(first(fields, "sy:updatefrequency") or "")))
    return max(hints) or None


def skip_hours(fields: Fields, home: str) -> frozenset[int]:
    """Return the hours (UTC) in which the feed asks not to be polled."""
    hours = (
        text_of(e) for s in fields.get("skiphours", ()) for e in children(s, home).get("hour", ())
    )
    known = (int(hour) for hour in hours if len(hour) <= 2 and hour.isdecimal())
    return frozenset(hour % 24 for hour in known if hour <= 24)


def skip_days(fields: Fields, home: str) -> frozenset[str]:
    """Return the days ("Monday") on which the feed asks not to be polled."""
    days = (
        text_of(e) for s in fields.get("skipdays", ()) for e in children(s, home).get("day", ())
    )
    return frozenset(day.capitalize() for day in days if day.lower() in _WEEKDAYS)


def number(text: str) -> int:
    """Return a count, 0 for what is none; fifteen digits are more than any count needs."""
    if not text:
        return 0
    text = text.strip().partition(".")[0]
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values that are not empty, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
