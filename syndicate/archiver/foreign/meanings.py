"""What other programs' front matter means: the keys by which people call a title, a date, a link.

Pure. Names are those of Hugo, Jekyll, Obsidian's Web Clipper, MkDocs, Zola, Eleventy, Ghost's and
WordPress's exporters, looked up in the order in which they are to be believed. What means nothing
here is nobody's loss: the whole front matter is kept beside the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from syndicate import dates, urls
from syndicate.markup.text import squash

_TITLE = ("title", "headline")
_DATE = ("date", "published", "publishDate", "publishdate", "pubDate", "pubdate", "pub_date",
         "date_published", "published_at", "datetime", "created", "created_at")  # fmt: skip
_LASTMOD = ("lastmod", "updated", "modified", "last_modified_at", "date_modified", "updated_at",
            "dateModified")  # fmt: skip
_AUTHORS = ("authors", "author", "byline", "creator")
_DESCRIPTION = ("description", "summary", "excerpt", "subtitle", "abstract")
_TAGS = ("tags", "tag", "keywords")
_LANG = ("lang", "language", "locale")
_IMAGE = ("image", "thumbnail", "cover", "featured_image", "featuredImage", "feature_image",
          "header_image", "hero", "images", "og_image")  # fmt: skip
OWN_ADDRESS = ("canonical_url", "canonicalURL", "canonicalUrl", "canonical", "source_url",
               "sourceUrl", "original_url", "originalUrl", "original")  # fmt: skip
"""Keys whose address is the article's own; those below may be what it only writes about."""

_URL = (*OWN_ADDRESS, "source", "external_url", "externalUrl", "link", "permalink", "url", "via")
_SOURCE = ("source", "site", "publisher", "publication", "feed", "blog")
_GUID = ("guid", "id", "uuid")
_RIGHTS = ("rights", "license", "licence", "copyright")
_NESTED = ("params", "extra", "taxonomies", "header")
"""Tables in which Hugo, Zola and Jekyll's themes keep more of the same."""

_INSIDE = ("src", "url", "image", "path", "name", "relative_url", "teaser")
"""Members that say it where the value is a table: ``cover: {image: a.png}``."""

# An offset that no text states: a date that takes it had none of its own.
_FAR_OFF = timedelta(hours=13, minutes=37)
_FAR = timezone(_FAR_OFF)

# A no-break space at an edge is somebody's own.
_BLANKS = " \t\r\n"
_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_WIKI = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what front matter says of an article.

    `source` is the name of the publication, `categories` the article's own shelves. `zoneless`
    tells that the date had no zone of its own, `draft` that its author has not published it.
    """

    title: str | None = None
    date: datetime | None = None
    zoneless: bool = False
    lastmod: datetime | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lang: str | None = None
    image: str | None = None
    url: str | None = None
    source: str | None = None
    guid: str | None = None
    rights: str | None = None
    draft: bool = False


def facts(front: Mapping[str, object], zone: tzinfo, *, blanks: bool = False) -> Facts:
    """Return what the front matter says; dates without a zone are in `zone`.

    With `blanks` a text divides into tags at blanks too, as Jekyll reads it.
    """
    published, zoneless = _date(front, _DATE, zone)
    sources = (text for text in _texts(front, _SOURCE) if urls.absolute(None, text) is None)
    return Facts(
        title=next(_texts(front, _TITLE), None),
        date=published,
        zoneless=zoneless,
        lastmod=_date(front, _LASTMOD, zone)[0],
        authors=tuple(dict.fromkeys(_names(front, _AUTHORS))),
        description=next(_texts(front, _DESCRIPTION), None),
        tags=_several(front, _TAGS, blanks=blanks),
        categories=_several(front, ("categories", "category"), blanks=blanks),
        lang=next(_texts(front, _LANG), None),
        image=next(_texts(front, _IMAGE), None),
        url=next(_addresses(front), None),
        source=next(sources, None),
        guid=next(_texts(front, _GUID), None),
        rights=next(_texts(front, _RIGHTS), None),
        draft=front.get("draft") is True or front.get("published") is False,
    )


def _values(front: Mapping[str, object], names: tuple[str, ...]) -> Iterator[object]:
    """Yield the values of the names, the outer table's first."""
    tables = [front, *(table for name in _NESTED if isinstance(table := front.get(name), dict))]
    for table in tables:
        for name in names:
            value = table.get(name)
            if value is not None and not isinstance(value, bool):
                yield value


def _texts(front: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for value in _values(front, names):
        if text := _text(value):
            yield text


def _text(value: object) -> str:
    """Return the one text that a value says: a string, a number, a list's or a table's first."""
    if isinstance(value, str):
        return _LINE_END.sub(" ", value.strip(_BLANKS))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, dict):
        return next((text for name in _INSIDE if (text := _text(value.get(name)))), "")
    return ""


def _addresses(front: Mapping[str, object]) -> Iterator[str]:
    for text in _texts(front, _URL):
        if (url := urls.absolute(None, text)) is not None:
            yield url


def _names(front: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    for value in _values(front, names):
        found = [name for item in _items(value) if (name := _text(item))]
        if found:
            yield from (squash(_WIKI.sub(r"\1", name)) for name in found)
            return


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _several(
    front: Mapping[str, object], names: tuple[str, ...], *, blanks: bool
) -> tuple[str, ...]:
    """Return the first of the lists that is not empty, wherever one text holds several too."""
    for value in _values(front, names):
        found: list[str] = []
        for item in _items(value):
            text = _text(item)
            whole = isinstance(value, list)
            found += [text] if whole else re.split(r"[,\s]+" if blanks else r",", text)
        tidy = (squash(_WIKI.sub(r"\1", text)).removeprefix("#") for text in found)
        if kept := tuple(dict.fromkeys(filter(None, tidy))):
            return kept
    return ()


def _date(
    front: Mapping[str, object], names: tuple[str, ...], zone: tzinfo
) -> tuple[datetime | None, bool]:
    """Return the first date that can be read, and whether it had to be given a zone."""
    for value in _values(front, names):
        found, zoneless = instant(value, zone)
        if found is not None:
            return found, zoneless
    return None, False


def instant(value: object, zone: tzinfo) -> tuple[datetime | None, bool]:
    """Return the instant that a value of front matter is, and whether it named no zone."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        return _read(str(value), zone)
    else:
        return None, False
    if moment.tzinfo is not None:
        return (moment, False) if dates.in_utc(moment) else (None, False)
    # The offset that the zone has at that moment is kept, not the zone: it is what is written.
    fixed = dates.parse(moment.isoformat(), zone)
    return fixed, fixed is not None


def _read(text: str, zone: tzinfo) -> tuple[datetime | None, bool]:
    found = dates.parse(text, zone)
    elsewhere = dates.parse(text, _FAR)
    return found, found is not None and (elsewhere is None or elsewhere.utcoffset() == _FAR_OFF)
