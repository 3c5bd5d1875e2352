"""Which of a page's statements about itself is believed.

In general JSON-LD before Open Graph before other meta before what readers see, because the first
is written for exactly this. Three are told better elsewhere: `site` and `image` by Open Graph
(JSON-LD names the legal owner, and crops of the picture), `lang` by the document's own element.
Nothing is invented: unknown is None or empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from syndicate import urls
from syndicate.archiver.page import authors, days, published, titles
from syndicate.archiver.page.seen import Seen
from syndicate.markup.limits import few, short
from syndicate.markup.structured import Linked, Structured
from syndicate.markup.text import squash, unescape_again

_LIST = re.compile(r"\s*[,;，、；|]\s*")
_LANG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")

_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "weibo:article:update_at",
)  # fmt: skip
# Those made for citations name people where the others may name a publisher.
_AUTHOR = (
    "citation_author", "citation_authors", "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
    "parsely-author", "sailthru.author", "byl", "article:author_name",
    "twitter:creator:name",
)  # fmt: skip
_OWN_AUTHOR = re.compile(r"[-_.:]author(?:[-_.:]?name)?$")
_AUTHOR_ITEMS = ("rel-author", "author")
_TITLE = (
    "og:title",
    "twitter:title",
    "citation_title",
    "dc.title",
    "parsely-title",
    "sailthru.title",
)
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_TAGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Hold what is believed; the fields are those of `model.Extraction`.

    `reasons` say which signal gave title, authors, date and modified, `reckoned` which of the last
    two were counted back from now.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: datetime | None = None
    modified: datetime | None = None
    site: str | None = None
    lang: str | None = None
    description: str | None = None
    image: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    rights: str | None = None
    noarchive: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    reckoned: frozenset[str] = frozenset()


def choose(
    found: Structured, shown: Seen, url: str | None, zone: tzinfo, now: datetime | None = None
) -> Metadata:
    """Decide on every field; `zone` is that of dates which name none.

    `url` is where the page was found; another site's rel=canonical is not believed. Dates like
    3小时前 are read only with `now`, and with it none is believed that is more than a day ahead.
    """
    article = next(iter(found.linked), Linked(is_article=False))
    base = urls.absolute(url, found.base) if found.base else url
    site = _site(found, article)
    known = titles.names(site, url)
    title = _title(found, article, known)
    place = shown.place_of(title.text)
    lang = _lang(found, article)
    reader = days.Reader(zone, now, days.month_first(lang))
    day = published.choose(found, shown, place, url, reader)
    modified = _modified(found, article, day, reader)
    people = _authors(found, article, shown, place, known)
    told = {"date": day, "modified": modified}
    signals = {
        "title": title.signal if title.text else "",
        "authors": people.signal,
        "date": day.signal if day else "",
        "modified": modified.signal if modified else "",
    }
    return Metadata(
        title=short(title.text),
        authors=few(people.names),
        date=day.moment if day else None,
        modified=modified.moment if modified else None,
        site=short(site),
        lang=lang,
        description=short(article.description or _first(found, *_DESCRIPTION)),
        image=_image(found, article, base),
        tags=_tags(found, article),
        canonical_url=_canonical(found, url, base),
        rights=short(_rights(found, article, base)),
        noarchive=_forbids_archive(found),
        reasons={name: signal for name, signal in signals.items() if signal},
        reckoned=frozenset(name for name, day in told.items() if day and day.is_reckoned),
    )


def _first(found: Structured, *names: str) -> str | None:
    return next((found.meta[name][0] for name in names if name in found.meta), None)


def _site(found: Structured, article: Linked) -> str | None:
    named = _first(found, "og:site_name") or article.publisher
    return named or _first(found, "application-name", "al:android:app_name") or None


def _title(found: Structured, article: Linked, known: titles.Names) -> titles.Stated:
    linked = article.title if article.is_article else ""
    metas = [(name, found.meta[name][0]) for name in _TITLE if name in found.meta]
    every = [("JSON-LD headline", linked), *metas, ("title element", found.title)]
    texts = ((signal, short(unescape_again(text))) for signal, text in every)
    stated = [titles.Stated(text, signal) for signal, text in texts if text]
    return titles.choose(stated, few(found.headings), few(found.subheadings), known)


def _authors(
    found: Structured, article: Linked, shown: Seen, place: int, known: titles.Names
) -> authors.Authors:
    metas = [(name, found.meta[name]) for name in _AUTHOR if name in found.meta]
    stated = [("JSON-LD author", article.authors), *metas]
    chosen = authors.choose(stated, shown, place, known)
    if chosen.names:
        return chosen
    own = [(name, found.meta[name]) for name in filter(_OWN_AUTHOR.search, found.meta)]
    marked = [(name, found.items[name][:1]) for name in _AUTHOR_ITEMS if name in found.items]
    return authors.choose([*own, *marked], Seen(), place, known)


def _modified(
    found: Structured, article: Linked, day: days.Day | None, reader: days.Reader
) -> days.Day | None:
    """Return the instant of the last change, None when it is not after the publication."""
    linked = ("JSON-LD dateModified", article.modified)
    marked = _named(found.items, ("datemodified",))
    moment = days.stated([linked, *_named(found.meta, _MODIFIED), *marked], reader)
    if moment and day and moment.moment <= day.moment:
        return None
    return moment


def _named(values: Mapping[str, tuple[str, ...]], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, value) for name in names for value in values.get(name, ())]


def _lang(found: Structured, article: Linked) -> str | None:
    stated = (
        found.lang,
        article.lang,
        _first(found, "content-language", "dc.language", "og:locale"),
    )
    for value in stated:
        if match := _LANG.match(value or ""):
            language, script, region = match.groups()
            parts = (language.lower(), script and script.title(), region and region.upper())
            return "-".join(part for part in parts if part)
    return None


def _image(found: Structured, article: Linked, base: str | None) -> str | None:
    stated = [value for name in _IMAGE for value in found.meta.get(name, ())]
    linked = found.links.get("image_src", ())
    for address in (*stated, *article.images, *linked, *found.items.get("image", ())):
        if image := urls.absolute(base, address):
            return image
    return None


def _tags(found: Structured, article: Linked) -> tuple[str, ...]:
    stated = found.meta.get("article:tag", ()) or found.meta.get("keywords", ())
    every = article.tags or stated or found.items.get("rel-tag", ())
    tags = (squash(tag) for value in every for tag in _LIST.split(value))
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 60))[:_TAGS]


def _canonical(found: Structured, url: str | None, base: str | None) -> str | None:
    """Return the page's own canonical address; two that differ cancel each other out."""
    stated = {urls.absolute(base, each) for each in found.links.get("canonical", ())}
    canonical = stated.pop() if len(stated) == 1 else None
    if canonical is None or (url is not None and not urls.same_site(canonical, url)):
        return None
    return canonical


def _rights(found: Structured, article: Linked, base: str | None) -> str | None:
    linked = (urls.absolute(base, each) for each in found.links.get("license", ()))
    stated = _first(found, "dc.rights", "dcterms.rights", "copyright", "rights")
    return article.rights or next(filter(None, linked), None) or stated


def _forbids_archive(found: Structured) -> bool:
    values = (*found.meta.get("robots", ()), *found.meta.get("googlebot", ()))
    directives = {word for value in values for word in re.split(r"[\s,;]+", value.lower())}
    return bool(directives & {"noarchive", "none"})
