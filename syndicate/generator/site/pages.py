"""The pages of the site: each a pure function of values, by a template of the theme.

References within the site are relative, so that it works below any address, a secret one too, and
from a disk; only the page for what is missing, which stands at any depth, names the site's own
address.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from syndicate import urls
from syndicate.generator.announcement import Announcement, language
from syndicate.generator.headlines import Headline
from syndicate.generator.paths import (
    FEED_LIST,
    MEDIA_TYPES,
    article_page,
    changes_page,
    feed_page,
    feed_path,
    feed_url,
    is_secret,
    quote,
    relative,
    tag_name,
)
from syndicate.generator.site.markup import page_html
from syndicate.generator.site.theme import Theme
from syndicate.generator.site.values import ArticlePage, Entry, Listing
from syndicate.generator.site.words import day, words
from syndicate.markup.text import squash, visible, xml_safe
from syndicate.model import Feed, Site

NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}

_SUMMARY_IN_LIST = 220

# A paragraph on either side shows where a change stands: characters, up to the end of a line.
_NEAR = 300


def listing(theme: Theme, site: Site, page: Listing) -> bytes:
    """Return a page that lists articles."""
    told = words(site.language)
    root = _root(page.path)
    link = urls.absolute(None, page.link or "")
    lines = [_line(line, page, root, told) for line in page.lines]
    is_start = page.feed.kind == "all" and page.name is None
    return theme.page(
        "list",
        **_common(site, page.path),
        heading=told["latest"] if is_start else _text(page.feed.title),
        title=_text(site.title) if is_start else _text(page.feed.title),
        kind=page.feed.kind,
        name=page.name,
        lines=lines,
        formats=_formats(site, page.feed, root),
        older=root + quote(page.older) if page.older else None,
        newer=_reference(page.newer, root) if page.newer is not None else None,
        link=link,
        host=_host(link),
        rights=_text(page.rights or ""),
    )


def article(theme: Theme, site: Site, page: ArticlePage) -> bytes:
    """Return an article's page."""
    root, said = _root(page.path), page.said
    told = words(site.language)
    shown = page_html(page.html, base_url=html.escape(site.base_url), root=root, told=told)
    more = bool(page.versions)
    return theme.page(
        "article",
        **_common(site, page.path),
        title=said.title,
        said=said,
        page=page,
        html=Markup(shown) if page.html else "",
        published=_moment(said.published, told),
        updated=_moment(said.updated, told) if page.revision > 1 else None,
        archived=_moment(page.archived, told),
        source=said.origin.title,
        source_href=root + quote(feed_page(page.feed)) if page.feed else None,
        formats=_formats(site, page.feed, root) if page.feed else [],
        host=_host(said.link),
        tags=[(tag, f"{root}tags/{quote(tag_name(tag))}.html") for tag in said.tags],
        media=[_medium(each.url, each.type or "") for each in said.enclosures],
        versions=[_version(each, told) for each in page.versions],
        changes=relative(page.path, changes_page(_stem(page.path))) if more else None,
        data=Markup(_structured(said, site, page)),
    )


def changes(theme: Theme, site: Site, page: ArticlePage) -> bytes:
    """Return the page that shows what each version of an article changed."""
    path = changes_page(_stem(page.path))
    told = words(site.language)
    return theme.page(
        "changes",
        **_common(site, path),
        title=page.said.title,
        said=page.said,
        back=relative(path, page.path),
        versions=[_version(each, told) for each in page.versions],
    )


def feeds(theme: Theme, site: Site, found: Sequence[Feed]) -> bytes:
    """Return the page of all feeds, with their addresses."""
    path = FEED_LIST
    root = _root(path)
    listed = [
        (_text(feed.title), _reference(feed_page(feed), root), _formats(site, feed, root))
        for feed in found
    ]
    return theme.page(
        "feeds", **_common(site, path), title=words(site.language)["feeds"], feeds=listed
    )


def entries(theme: Theme, site: Site, path: str, title: str, found: Sequence[Entry]) -> bytes:
    """Return a page that lists sources, or tags; `title` is one of the words."""
    root = _root(path)
    listed = [(_text(each.title), _reference(each.path, root), each.count) for each in found]
    return theme.page(
        "entries", **_common(site, path), title=words(site.language)[title], entries=listed
    )


def search(theme: Theme, site: Site) -> bytes:
    """Return the page for searching."""
    return theme.page(
        "search", **_common(site, "search.html"), title=words(site.language)["search"]
    )


def missing(theme: Theme, site: Site) -> bytes:
    """Return the page for what is not there: it stands at any depth."""
    common = {**_common(site, "404.html"), "root": site.base_url}
    return theme.page("missing", **common, title=words(site.language)["missing"])


def shard(lines: Sequence[Headline], sources: Mapping[str, str], older: str | None) -> bytes:
    """Return what the search in a browser reads: a line an article, and where older ones are."""
    found = [
        [
            line.title,
            article_page(line.path),
            (line.date or "")[:10],
            sources.get(line.source, line.source),
            line.summary[:_SUMMARY_IN_LIST],
        ]
        for line in lines
    ]
    text = json.dumps({"older": older, "lines": found}, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode(errors="ignore")


def _common(site: Site, path: str) -> dict[str, Any]:
    """Return what every template knows."""
    told = words(site.language)
    return {
        "site": site,
        "site_title": _text(site.title),
        "lang": _spoken(site, told),
        "site_lang": language(site.language),
        "told": told,
        "root": _root(path),
        "path": path,
        "is_private": site.visibility == "private" or is_secret(path),
    }


def _spoken(site: Site, told: Mapping[str, str]) -> str:
    """Return the language of a page's words: the site's, or that in which we have some."""
    tag = language(site.language) or ""
    return tag if tag.partition("-")[0].lower() == told["tongue"] else told["tongue"]


def _root(path: str) -> str:
    return "../" * path.count("/") or "./"


def _reference(path: str, root: str) -> str:
    return root + quote(path) if path else root


def _stem(path: str) -> str:
    return path.removeprefix("articles/").removesuffix(".html")


def _line(line: Headline, page: Listing, root: str, told: Mapping[str, str]) -> dict[str, Any]:
    moment = datetime.fromisoformat(line.date) if line.date else None
    return {
        "title": line.title,
        "summary": line.summary,
        "lang": line.lang,
        "url": line.url,
        "image": line.image,
        "changed": line.changed,
        "href": root + quote(article_page(line.path)),
        "when": _moment(moment, told),
        "source_title": _text(page.sources.get(line.source, line.source)),
        "source_href": f"{root}feeds/{line.source}.html" if line.source in page.paged else None,
        "tags": [(tag, f"{root}tags/{quote(tag_name(tag))}.html") for tag in line.tags[:6]],
    }


def _formats(site: Site, feed: Feed, root: str) -> list[dict[str, str]]:
    return [
        {
            "name": NAMES[format],
            "type": MEDIA_TYPES[format],
            "href": root + quote(feed_path(feed, format)),
            "address": feed_url(site, feed, format),
            "title": f"{_text(feed.title)} ({NAMES[format]})",
        }
        for format in feed.formats
    ]


def _moment(moment: datetime | None, told: Mapping[str, str]) -> tuple[str, str] | None:
    return (moment.isoformat(), day(moment, told)) if moment else None


def _version(version: Any, told: Mapping[str, str]) -> dict[str, Any]:
    facts = [(told.get(name, name), _text(was), _text(now)) for name, was, now in version.facts]
    counts = told["words"].format(version.added, version.removed)
    is_same = not (version.added or version.removed)
    said = [f"{name}{told['colon']}{now}" for name, _, now in facts]
    said += [] if is_same else [counts]
    return {
        "number": version.number,
        "when": _moment(version.archived, told),
        "facts": facts,
        "pieces": list(_folded(version.pieces or ())),
        "is_first": version.pieces is None,
        "is_same": is_same,
        "counts": counts,
        "said": told["first"] if version.pieces is None else told["semicolon"].join(said),
    }


def _folded(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a difference; "far" is what stayed the same at a distance of it."""
    for kind, raw in pieces:
        text = visible(raw)
        first, last = text.find("\n", _NEAR), text.rfind("\n", 0, -_NEAR)
        if kind == "same" and last - first > _NEAR:
            yield "same", text[:first]
            yield "far", text[first:last].strip("\n")
            yield "same", text[last:].lstrip("\n")
        else:
            yield kind, text


def _medium(url: str, type_: str) -> dict[str, str]:
    kind = type_.partition("/")[0]
    name = urlsplit(url).path.rpartition("/")[2] or url
    return {
        "url": url,
        "type": type_,
        "kind": kind if kind in ("audio", "video") else "",
        "name": name,
    }


def _structured(said: Announcement, site: Site, page: ArticlePage) -> str:
    """Return the article as JSON-LD (schema.org Article), in which nothing ends a script."""
    found = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": said.title,
        "datePublished": said.published.isoformat() if said.published else None,
        "dateModified": said.updated.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in said.authors] or None,
        "publisher": {"@type": "Organization", "name": said.origin.title},
        "inLanguage": said.lang,
        "description": said.summary or None,
        "image": said.image,
        "keywords": list(said.tags) or None,
        "isBasedOn": said.link,
        "mainEntityOfPage": said.link or site.base_url + quote(page.path),
    }
    text = json.dumps({key: value for key, value in found.items() if value}, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _host(address: str | None) -> str | None:
    return urlsplit(address).hostname if address else None


def _text(text: str) -> str:
    return squash(xml_safe(text))
