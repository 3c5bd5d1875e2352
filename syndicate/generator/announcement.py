"""What an entry of a feed says, decided once for every format.

An announcement holds only what may be written as it is: text without characters that XML
forbids, absolute http(s) addresses, aware dates. The formats transcribe it and decide nothing.

Dates: `published` is the article's own date, never ours. `updated` is when the version that is
shown came to be (RFC 4287 §4.2.15): the source's word for the first version, so that an import
of old articles does not look like news; our announcement for a later one, because a source that
rewrites an article often leaves its dates alone. A date behind our announcement is neither: nothing
was written after we had it.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from syndicate import urls
from syndicate.generator import content, texts
from syndicate.markup.text import squash, unescape_again, xml_safe
from syndicate.model import Article, Enclosure, Publish, Site

UNTITLED = "(untitled)"
_TITLE_FROM_TEXT = 80
_ANY_TYPE = "application/octet-stream"

# libxml2, which newsboat and many others read with, refuses a text node of ten million bytes;
# a character takes up to four.
_LONGEST_HTML = 2_000_000

# How far a source's clock may be ahead of ours.
_AHEAD = timedelta(minutes=10)

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Hold what a feed says of the source that an article came from.

    `feed` is the address that is followed (None: it has none to show), `link` the site it
    belongs to.
    """

    id: str
    title: str
    feed: str | None
    link: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Hold an article with all that a feed may show of it.

    `html` and `summary` are what `content` makes of the article; `way` says how much of it is
    shown; its own pictures are found below `images_url`.
    """

    article: Article
    html: str
    summary: str
    way: Publish
    source: Origin
    images_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Hold what an entry says; `html` is None where less may be shown or none is there, and
    `summary` empty where nothing of the text may be.
    """

    id: str
    title: str
    updated: datetime
    published: datetime | None
    link: str | None
    summary: str
    html: str | None
    authors: tuple[str, ...]
    byline: str
    tags: tuple[str, ...]
    lang: str | None
    rights: str | None
    image: str | None
    enclosures: tuple[Enclosure, ...]
    origin: Origin

    @property
    def text(self) -> str:
        """Return what is said where no HTML is: readers and validators look for some text."""
        return self.summary or self.title


def announce(item: Item, site: Site) -> Announcement:
    """Decide what an entry for the article says.

    Raises ValueError or OverflowError (a date at the edge of time), with the reason, for an
    article that no entry can be made of.
    """
    article = item.article
    full = item.way == "full" and len(item.html) <= _LONGEST_HTML
    summary = texts.line(item.summary) if item.way != "link" else ""
    origin = _safe_origin(item.source)
    others = (article.publisher or "", origin.title)
    authors = _texts(map(texts.name, article.authors))
    return Announcement(
        id=texts.iri(_required("id", squash(xml_safe(article.id)))),
        title=title_of(article, summary),
        updated=updated(article),
        published=_writable(_told(article.date, article)),
        link=_first_address((article.canonical_url, *article.urls)),
        summary=summary,
        html=(texts.markup(item.html) or None) if full else None,
        authors=authors,
        byline=next(
            iter(_texts((*authors, *map(texts.name, others)))), texts.name(site.title) or UNTITLED
        ),
        tags=_texts(article.tags),
        lang=language(article.lang),
        rights=texts.line(article.rights or "") or origin.rights,
        image=texts.address(
            content.image_url(article, article.image, item.images_url if full else None)
        ),
        enclosures=tuple(_enclosures(article)),
        origin=origin,
    )


def updated(article: Article) -> datetime:
    """Return when the version that is shown came to be; ValueError when nothing tells.

    Sources date in seconds, or days: the fraction is that of our announcement, by which two entries
    of one second are told apart.
    """
    told = [_told(date, article) for date in (article.lastmod, article.date)]
    said = [date for date in told if date is not None]
    ours = [date for date in (article.announced,) if date is not None]
    known = said + ours if article.revision > 1 else said or ours
    if not known:
        raise ValueError("nothing dates it")
    found = max(filter(None, map(_writable, known)))
    if found.microsecond or not ours:
        return found
    return found.replace(microsecond=ours[0].microsecond)


def _told(date: datetime | None, article: Article) -> datetime | None:
    """Return a date of the source's unless it lies behind our announcement."""
    if date is None or date.tzinfo is None or article.announced is None:
        return date
    return date if date <= article.announced + _AHEAD else None


def language(tag: str | None) -> str | None:
    """Return a BCP 47 tag, None for what can't be one."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def title_of(article: Article, summary: str) -> str:
    """Return the title, else the first words: an empty one makes feeds invalid.

    Those of other programs' documents may have been escaped twice, which the archive keeps.
    """
    title = texts.line(unescape_again(article.title))
    return title or content.excerpt(summary, _TITLE_FROM_TEXT) or UNTITLED


def _safe_origin(origin: Origin) -> Origin:
    return Origin(
        id=origin.id,
        title=next(iter(_texts((origin.title, origin.id))), UNTITLED),
        feed=texts.address(urls.absolute(None, origin.feed or "")),
        link=texts.address(urls.absolute(None, origin.link or "")),
        rights=texts.line(origin.rights or "") or None,
    )


def _enclosures(article: Article) -> Iterable[Enclosure]:
    for enclosure in article.enclosures:
        if url := texts.address(urls.absolute(article.canonical_url, enclosure.url)):
            length = max(enclosure.length or 0, 0)
            yield Enclosure(url=url, type=_media_type(enclosure.type, url), length=length)


def _media_type(announced: str | None, url: str) -> str:
    """Return the type that was announced, else what the file's name says: RSS and JSON want one."""
    plain = (announced or "").partition(";")[0].strip().lower()
    if _MEDIA_TYPE.fullmatch(plain):
        return plain
    # A fresh instance knows only Python's own table, not this machine's.
    return mimetypes.MimeTypes().guess_type(urlsplit(url).path)[0] or _ANY_TYPE


def _first_address(candidates: Iterable[str | None]) -> str | None:
    addresses = (
        texts.address(urls.absolute(None, candidate)) for candidate in candidates if candidate
    )
    return next(filter(None, addresses), None)


def _texts(several: Iterable[str]) -> tuple[str, ...]:
    """Return the texts made safe, without empty ones and repetitions."""
    safe = (texts.line(text) for text in several)
    return tuple(dict.fromkeys(filter(None, safe)))


def _writable(date: datetime | None) -> datetime | None:
    """Return the date in an offset of whole minutes: RFC 3339 knows no other."""
    if date is None:
        return None
    if (offset := date.utcoffset()) is None:
        raise ValueError(f"its date {date} names no zone")
    return date.astimezone(UTC) if offset % timedelta(minutes=1) else date


def _required(name: str, value: str) -> str:
    if not value:
        raise ValueError(f"it has no {name}")
    return value
