"""What a page says of its list for machines: JSON-LD, microdata, h-feed, the state in its scripts.

It names the items; where they stand in the page is found by them. Where they stand nowhere else,
the script itself is the list, and paths lead to its parts. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from syndicate import urls
from syndicate.fetcher.readers.inference.outline import width
from syndicate.fetcher.readers.jsonapi import at, strings
from syndicate.fetcher.readers.scripts import states
from syndicate.markup import selection
from syndicate.markup.jsontext import Json
from syndicate.markup.selection import Page
from syndicate.markup.text import squash

# Values of one page that are looked at, and levels below a script's value.
_VALUES = 50_000
_DEEP = 10
_LEAST = 3
# The share of a list's objects that must have a part for its path to be the right one.
_MOST = 0.8
# Titles of articles; names of categories, tags and people are shorter.
_COLUMNS = 16
_MARKED = (
    '[itemtype$="Article"], [itemtype$="/BlogPosting"], [itemtype$="/Review"], [itemtype$="/Event"],'
    '[itemtype$="/Recipe"], [itemtype$="/VideoObject"], [itemtype$="/PodcastEpisode"], .h-entry'
)
_TITLES = ("title", "headline", "name", "subject", "item.name", "item.headline", "node.title")
_LINKS = (
    "url", "link", "permalink", "href", "html_url", "web_url", "share_url", "shareUrl", "path",
    "uri", "item.url", "item.@id", "item", "mainEntityOfPage", "mainEntityOfPage.@id", "@id",
    "node.url", "slug",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """Hold a list of a script: the path to it, its items' titles and addresses, their paths."""

    path: str
    title: str
    link: str
    titles: Sequence[str]
    urls: Sequence[str]
    columns: float


def wordpress(page: Page) -> str | None:
    """Return the address at which WordPress answers with the newest articles, if the page is one.

    It is JSON: the REST API's route of posts, which themes and plugins leave alone.
    """
    for link in selection.items(page, 'link[rel="https://api.w.org/"][href]'):
        if root := _absolute(page, selection.attribute(link, "href")):
            mark = "&" if "?" in root else "?"
            return f"{root.rstrip('/')}/wp/v2/posts{mark}per_page=20"
    return None


def marked(page: Page) -> frozenset[str]:
    """Return the addresses of what is marked as an article: microdata's items, h-entries."""
    found = []
    for item in selection.items(page, _MARKED)[:500]:
        link = selection.one(item, "a[itemprop~=url], a.u-url, a[href]")
        if link is not None and (url := _absolute(page, selection.attribute(link, "href"))):
            found.append(url)
    return frozenset(found) if len(found) >= _LEAST else frozenset()


def lists(page: Page) -> Sequence[Stated]:
    """Return the lists of titles with addresses that the scripts of a page hold, the best first."""
    found = []
    for whole in states(page):
        for path, value in _arrays(whole):
            if (stated := _stated(path, value, page)) is not None:
                found.append(stated)
    return sorted(found, key=lambda each: -len(each.urls) * min(each.columns, 60.0))


def _arrays(whole: Json) -> Iterator[tuple[str, list[Json]]]:
    """Walk over the lists of objects of a value that a path leads to."""
    level: list[tuple[str, Json]] = [("", whole)]
    left = _VALUES
    for _ in range(_DEEP):
        further: list[tuple[str, Json]] = []
        for path, value in level:
            if isinstance(value, list) and sum(isinstance(item, dict) for item in value) >= _LEAST:
                yield path or ".", value
            elif isinstance(value, dict | list) and not _is_crumbs(value):
                further += (
                    (f"{path}.{name}" if path else name, inner) for name, inner in _below(value)
                )
        level = further[:left]
        left -= len(level)


def _below(value: dict[str, Json] | list[Json]) -> Iterator[tuple[str, Json]]:
    pairs = value.items() if isinstance(value, dict) else ((str(n), v) for n, v in enumerate(value))
    # A name with a dot is no step of a path.
    return islice(((name, v) for name, v in pairs if name and "." not in name), 200)


def _is_crumbs(value: Json) -> bool:
    return isinstance(value, dict) and value.get("@type") == "BreadcrumbList"


def _stated(path: str, value: list[Json], page: Page) -> Stated | None:
    """Return the list that an array is, None when its objects have no titles or addresses."""
    objects = [item for item in value if isinstance(item, dict)][:500]
    title = _named(objects, _TITLES, _is_title)
    link = _named(objects, _LINKS, lambda text: _is_address(text, page))
    if title is None or link is None:
        return None
    pairs = [(_at(item, title), _absolute(page, _at(item, link))) for item in objects]
    pairs = [(text, url) for text, url in pairs if text and url]
    if len({url for _, url in pairs}) < _LEAST:
        return None
    widths = sorted(width(text) for text, _ in pairs)
    columns = float(widths[len(widths) // 2])
    if columns < _COLUMNS:
        return None
    found = [(squash(text), url) for text, url in pairs if url]
    path, title, link = _inward(path, title, link)
    return Stated(
        path, title, link, [text for text, _ in found], [url for _, url in found], columns
    )


def _inward(path: str, title: str, link: str) -> tuple[str, str, str]:
    """Return the paths with what wraps each article (`item`, `node`) as a part of the list's.

    Its date, picture and the rest then stand where they are looked for.
    """
    wrap, dot, name = title.partition(".")
    if not dot or not link.startswith(f"{wrap}."):
        return path, title, link
    inner = f"*.{wrap}" if path == "." else f"{path}.*.{wrap}"
    return inner, name, link.removeprefix(f"{wrap}.")


def _named(
    objects: Sequence[Json], paths: Sequence[str], fits: Callable[[str], bool]
) -> str | None:
    """Return the first path that leads to a fitting text in nearly all objects."""
    for path in paths:
        if sum(fits(_at(each, path)) for each in objects) >= _MOST * len(objects):
            return path
    return None


def _at(value: Json, path: str) -> str:
    return next(iter(strings(at(value, path))), "")


def _is_title(text: str) -> bool:
    return bool(text) and not text.isdecimal() and "://" not in text


def _is_address(text: str, page: Page) -> bool:
    """Tell whether a text is an address, whole or from the site's root."""
    return text.startswith(("http://", "https://", "/", "./")) and _absolute(page, text) is not None


def _absolute(page: Page, text: str) -> str | None:
    found = urls.absolute(page.base, text) if text else None
    return found.partition("#")[0] if found else None
