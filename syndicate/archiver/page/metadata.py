"""Which of a page's statements about itself is believed.

In general JSON-LD before Open Graph before other meta before what readers see, because the first
is written for exactly this. Three are told better elsewhere: `site` and `image` by Open Graph
(JSON-LD names the legal owner, and crops of the picture), `lang` by the document's own element.
Nothing is invented: unknown is None or empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from syndicate import dates, urls
from syndicate.archiver.page import byline, titles
from syndicate.markup.limits import few, short
from syndicate.markup.structured import Linked, Structured
from syndicate.markup.text import squash, unescape_again

_LIST = re.compile(r"\s*[,;，、；|]\s*")
_LANG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "publish_date", "publish-date", "pubdate", "publication_date", "article.published",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "parsely-pub-date", "sailthru.date", "citation_publication_date",
    "citation_date", "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "apub:time", "weibo:article:create_at", "_pubtime", "date", "shareaholic:article_published_time",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "weibo:article:update_at",
)  # fmt: skip
_AUTHOR = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
    "parsely-author", "sailthru.author", "citation_author", "byl", "article:author_name",
    "twitter:creator:name",
)  # fmt: skip
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
    """Hold what is believed; the fields are those of `model.Extraction`."""

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


def choose(found: Structured, visible: byline.Byline, url: str | None, zone: tzinfo) -> Metadata:
    """Decide on every field; `zone` is that of dates which name none.

    `url` is where the page was found; another site's rel=canonical is not believed.
    """
    article = next(iter(found.linked), Linked(is_article=False))
    base = urls.absolute(url, found.base) if found.base else url
    published = _published(found, article, visible, zone)
    site = _site(found, article)
    title = _title(found, article, titles.names(site, url))
    return Metadata(
        title=short(title.text),
        authors=few(_authors(found, article, visible)),
        date=published,
        modified=_modified(found, article, published, zone),
        site=short(site),
        lang=_lang(found, article),
        description=short(article.description or _first(found, *_DESCRIPTION)),
        image=_image(found, article, base),
        tags=_tags(found, article),
        canonical_url=_canonical(found, url, base),
        rights=short(_rights(found, article, base)),
        noarchive=_forbids_archive(found),
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
    stated = [titles.Stated(unescape_again(text), signal) for signal, text in every if text]
    return titles.choose(stated, found.headings, found.subheadings, known)


def _authors(found: Structured, article: Linked, visible: byline.Byline) -> tuple[str, ...]:
    stated = [found.meta[name] for name in _AUTHOR if name in found.meta]
    marked = [found.items[name] for name in ("author", "rel-author") if name in found.items]
    for candidates in (article.authors, *stated, *marked, visible.authors):
        if names := byline.names(candidates):
            return names
    return ()


def _published(
    found: Structured, article: Linked, visible: byline.Byline, zone: tzinfo
) -> datetime | None:
    stated = [value for name in _PUBLISHED for value in found.meta.get(name, ())]
    marked = [*found.items.get("datepublished", ()), *found.times, *visible.dates]
    return _instant((article.published, *stated, *marked), zone)


def _modified(
    found: Structured, article: Linked, published: datetime | None, zone: tzinfo
) -> datetime | None:
    """Return the instant of the last change, None when it is not after the publication."""
    stated = [value for name in _MODIFIED for value in found.meta.get(name, ())]
    marked = found.items.get("datemodified", ())
    moment = _instant((article.modified, *stated, *marked), zone)
    return moment if moment and (published is None or moment > published) else None


def _instant(values: Iterable[str], zone: tzinfo) -> datetime | None:
    return next((moment for value in values if (moment := dates.parse(value, zone))), None)


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
