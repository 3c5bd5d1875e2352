"""Which of a page's statements about itself is believed.

In general JSON-LD before Open Graph before other meta before what readers see, because the first
is written for exactly this. Three are told better elsewhere: `site` and `image` by Open Graph
(JSON-LD names the legal owner, and crops of the picture), `lang` by the document's own element.
Nothing is invented: unknown is None or empty. Each field comes with the signal that gave it, by the
name that people know it by (``og:site_name``, ``JSON-LD publisher``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
_SITE = ("application-name", "al:android:app_name")
_LANGS = ("content-language", "dc.language", "og:locale")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_RIGHTS = ("dc.rights", "dcterms.rights", "copyright", "rights")
_TAGS = 20
# The sign of the site, which software shares where an article has no picture.
_ICON = re.compile(r"favicon|apple-touch-icon")
# Templates say "en" of pages in all languages; English titles quote a word or a name in these
# characters, and have more words of their own.
_CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]+")
_SENTENCE = 5

_Said = tuple[str, str]
"""A signal, and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Hold what is believed; the fields are those of `model.Extraction`.

    `reasons` say which signal gave each field that is known, `reckoned` which of `date` and
    `modified` were counted back from now.
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
    site, site_by = _site(found, article)
    known = titles.names(site, url)
    title = _title(found, article, known)
    place = shown.place_of(title.text)
    lang, lang_by = _lang(found, article)
    reader = days.Reader(zone, now, days.month_first(lang))
    day = published.choose(found, shown, place, url, reader)
    modified = _modified(found, article, day, reader)
    people = _authors(found, article, shown, place, known)
    described, described_by = _description(found, article)
    image, image_by = _image(found, article, base)
    tags, tags_by = _tags(found, article)
    canonical, canonical_by = _canonical(found, url, base)
    rights, rights_by = _rights(found, article, base)
    told = {"date": day, "modified": modified}
    signals = {
        "title": title.signal if title.text else "",
        "authors": people.signal,
        **{name: each.signal for name, each in told.items() if each},
        "site": site_by,
        "lang": lang_by,
        "description": described_by,
        "image": image_by,
        "tags": tags_by,
        "canonical_url": canonical_by,
        "rights": rights_by,
    }
    return Metadata(
        title=short(title.text),
        authors=few(people.names),
        date=day.moment if day else None,
        modified=modified.moment if modified else None,
        site=short(site),
        lang=lang,
        description=short(described),
        image=image,
        tags=tags,
        canonical_url=canonical,
        rights=short(rights),
        noarchive=_forbids_archive(found),
        reasons={name: signal for name, signal in signals.items() if signal},
        reckoned=frozenset(name for name, day in told.items() if day and day.is_reckoned),
    )


def _first(found: Structured, *names: str) -> str | None:
    return next((found.meta[name][0] for name in names if name in found.meta), None)


def _metas(found: Structured, *names: str) -> Iterator[_Said]:
    return ((name, value) for name in names for value in found.meta.get(name, ()))


def _links(found: Structured, rel: str, base: str | None) -> Iterator[_Said]:
    for address in found.links.get(rel, ()):
        if there := urls.absolute(base, address):
            yield f"link rel={rel}", there


def _believed(*said: Iterable[_Said]) -> tuple[str | None, str]:
    """Return the first of the statements that says something, with its signal."""
    every = (each for some in said for each in some)
    return next(((text, signal) for signal, text in every if text), (None, ""))


def _site(found: Structured, article: Linked) -> tuple[str | None, str]:
    linked = ("JSON-LD publisher", article.publisher)
    return _believed(_metas(found, "og:site_name"), [linked], _metas(found, *_SITE))


def _description(found: Structured, article: Linked) -> tuple[str | None, str]:
    linked = ("JSON-LD description", article.description)
    said = [linked, *_metas(found, *_DESCRIPTION)]
    return _believed(each for each in said if any(map(str.isalnum, each[1])))


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
    owners = (article.publisher, _first(found, "publisher", "dc.publisher") or "")
    owned = tuple(titles.bare(each) for each in owners if each)
    if chosen.names and all(titles.bare(name) in owned for name in chosen.names):
        # Software names the publisher where it knows no author: a full name that is shown is one.
        known = replace(known, labels=(*known.labels, *owned))
        other = authors.choose(stated, shown, place, known)
        if all(" " in name or not name.isascii() for name in other.names):
            return other
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


def _lang(found: Structured, article: Linked) -> tuple[str | None, str]:
    stated = [("lang of the document", found.lang), ("JSON-LD inLanguage", article.lang)]
    said = ((signal, _tag_of(text)) for signal, text in (*stated, *_metas(found, *_LANGS)))
    characters = len(_CJK.findall(found.title))
    is_cjk = characters > max(_SENTENCE, len(_LATIN.findall(found.title)))
    return _believed(each for each in said if not (is_cjk and each[1].partition("-")[0] == "en"))


def _tag_of(text: str) -> str:
    """Return a language as BCP 47 writes it, "" for what is none."""
    match = _LANG.match(text)
    if not match:
        return ""
    language, script, region = match.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


def _image(found: Structured, article: Linked, base: str | None) -> tuple[str | None, str]:
    linked = (("JSON-LD image", each) for each in article.images)
    marked = (("itemprop image", each) for each in found.items.get("image", ()))

    def there(said: Iterable[_Said]) -> Iterator[_Said]:
        return ((signal, urls.absolute(base, address) or "") for signal, address in said)

    said = (
        *there(_metas(found, *_IMAGE)),
        *there(linked),
        *_links(found, "image_src", base),
        *there(marked),
    )
    return _believed(each for each in said if not _ICON.search(each[1]))


def _tags(found: Structured, article: Linked) -> tuple[tuple[str, ...], str]:
    metas = ((name, found.meta.get(name, ())) for name in ("article:tag", "keywords"))
    linked, marked = (
        ("JSON-LD keywords", article.tags),
        ("link rel=tag", found.items.get("rel-tag", ())),
    )
    signal, stated = next((each for each in (linked, *metas, marked) if each[1]), ("", ()))
    every = (squash(tag) for value in stated for tag in _LIST.split(value))
    tags = tuple(dict.fromkeys(tag for tag in every if tag and len(tag) <= 60))[:_TAGS]
    return tags, signal if tags else ""


def own_address(found: Structured, base: str | None) -> str | None:
    """Return the address that a page gives itself; two that differ cancel each other out."""
    stated = {urls.absolute(base, each) for each in found.links.get("canonical", ())}
    return stated.pop() if len(stated) == 1 else None


def _canonical(found: Structured, url: str | None, base: str | None) -> tuple[str | None, str]:
    canonical = own_address(found, base)
    if canonical is None or (url is not None and not urls.same_site(canonical, url)):
        return None, ""
    return canonical, "link rel=canonical"


def _rights(found: Structured, article: Linked, base: str | None) -> tuple[str | None, str]:
    linked = ("JSON-LD license", article.rights)
    return _believed([linked], _links(found, "license", base), _metas(found, *_RIGHTS))


def _forbids_archive(found: Structured) -> bool:
    values = (*found.meta.get("robots", ()), *found.meta.get("googlebot", ()))
    directives = {word for value in values for word in re.split(r"[\s,;]+", value.lower())}
    return "noarchive" in directives
