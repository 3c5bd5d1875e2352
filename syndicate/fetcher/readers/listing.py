"""A web page with a list on it → Document, by selectors that a person wrote. Pure.

What no selector names is taken from what items show by themselves: the heading's link or the
first one, its text, ``<time datetime>``, the first picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

from syndicate import urls
from syndicate.errors import ParseError
from syndicate.fetcher.readers import drafts, pieces
from syndicate.fetcher.readers.drafts import Shown
from syndicate.fetcher.readers.pieces import Context
from syndicate.fetcher.readers.repeats import repeated
from syndicate.markup import selection
from syndicate.markup.selection import Match, Node
from syndicate.model import Document, Select

LARGEST = 5_000_000
"""Characters of a list: a hundred times the usual one. XPath may take their square in time."""

INSIDE = 10 * LARGEST
"""Characters of all items together: where each lies inside the one before, the sum explodes."""

# Matches of one part in one item that are looked at: a tag list has fifty at most.
_MATCHES = 50
_HEADING = ":is(h1, h2, h3, h4, h5, h6, [itemprop=headline])"
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-url", "src")
_BACKGROUND = re.compile(r"url\(\s*[\"']?([^\"')]+)")


def read(text: str, select: Select, context: Context, *, url: str, limit: int) -> Document:
    """Return what the items of a page announce. Raises RuleError, and ParseError for no list."""
    if len(text) > LARGEST:
        raise ParseError(f"the list is longer than {LARGEST} characters", url=url)
    page = selection.parse(text, context.base)
    context = replace(context, base=page.base, lang=context.lang or _language(page))
    items = _items(page, select.items, url)
    _require_bounded(items[:limit], url)
    shown = [_shown(item, select, url) for item in items[:limit]]
    found = drafts.document(shown, select, context, form="listing", url=url, total=len(items))
    return replace(found, title=_title(page), link=url, lang=_language(page))


def _items(page: selection.Page, selector: str | None, url: str) -> Sequence[Node]:
    """Return the items; raise RuleError, with what repeats on the page, when there are none."""
    try:
        found = selection.items(page, selector) if selector else ()
    except ValueError as error:
        raise drafts.broken(url, f"select.items is no selector: {error}") from error
    if found:
        return found
    why = f'select.items "{selector}" matched nothing' if selector else "select.items is needed"
    raise drafts.broken(url, why, {"items": 0}, repeated(page))


def _require_bounded(items: Sequence[Node], url: str) -> None:
    """Raise RuleError for items so deep inside one another that reading them takes minutes."""
    total = 0
    for item in items:
        total += len(selection.inner_html(item))
        if total > INSIDE:
            raise drafts.broken(url, "what select.items matches lies inside one another too deep")


def _shown(item: Node, select: Select, url: str) -> Shown:
    return {part: _texts(item, part, getattr(select, part), url) for part in drafts.PARTS}


def _texts(item: Node, part: str, selector: str | None, url: str) -> Sequence[str]:
    """Return what the part's selector finds in an item, else what the item shows by itself."""
    read_part = _READ.get(part, selection.text)
    try:
        found = selection.select(item, selector) if selector else _BY_ITSELF[part](item)
    except ValueError as error:
        raise drafts.broken(url, f"select.{part} is no selector: {error}") from error
    some = found[:_MATCHES]
    texts = (match if isinstance(match, str) else read_part(match) for match in some)
    return [text for text in texts if text.strip()]


def _link(node: Node) -> str:
    """Return the address of a link, or of the first one below or around an element."""
    for each in (
        node,
        selection.one(node, "a[href], area[href]"),
        selection.around(node, "a[href]"),
    ):
        if each is not None and (href := selection.attribute(each, "href")):
            return href
    return ""


def _picture(node: Node) -> str:
    """Return the address of a picture, which many pages load late or paint as a background."""
    image = node if selection.tag(node) in ("img", "source") else selection.one(node, "img")
    if image is None:
        styled = _BACKGROUND.search(selection.attribute(node, "style"))
        return selection.attribute(node, "href") or (styled[1] if styled else "")
    sources = [selection.attribute(image, name) for name in _LAZY]
    sources.append(selection.attribute(image, "srcset").partition(",")[0].partition(" ")[0])
    return next((url for url in sources if url and not url.startswith("data:")), "")


def _date(node: Node) -> str:
    names = ("datetime", "content", "data-time", "data-timestamp")
    stated = (selection.attribute(node, name) for name in names)
    return next(filter(None, stated), "") or selection.text(node)


_READ: Mapping[str, Callable[[Node], str]] = {
    "link": _link,
    "image": _picture,
    "date": _date,
    "summary": selection.inner_html,
}


def _leading(item: Node) -> Node | None:
    """Return the link that an item is about: the item itself, its heading's, the first one."""
    if selection.tag(item) == "a" and selection.attribute(item, "href"):
        return item
    heading = selection.one(item, _HEADING)
    if heading is not None:
        linked = selection.one(heading, "a[href]") or selection.around(heading, "a[href]")
        if linked is not None:
            return linked
    links = [each for each in selection.select(item, "a[href]")[:_MATCHES] if _leads(each)]
    return next((each for each in links if selection.text(each)), links[0] if links else None)


def _leads(match: Match) -> TypeGuard[Node]:
    """Tell whether a link leads to a page: not into this one, to a script or a mailbox."""
    if isinstance(match, str):
        return False
    href = selection.attribute(match, "href")
    return not href.startswith("#") and urls.absolute("http://a/", href) is not None


def _title_of(item: Node) -> Sequence[Match]:
    heading = selection.one(item, _HEADING)
    link = _leading(item)
    texts = [selection.text(each) for each in (heading, link) if each is not None]
    if link is not None:
        picture = selection.one(link, "img[alt]")
        texts += [selection.attribute(link, "title")]
        texts += [selection.attribute(picture, "alt")] if picture is not None else []
    return [next(filter(None, texts), "")]


def _nothing(item: Node) -> Sequence[Match]:
    return ()


def _one_of(css: str) -> Callable[[Node], Sequence[Match]]:
    return lambda item: selection.select(item, css)


_BY_ITSELF: Mapping[str, Callable[[Node], Sequence[Match]]] = {
    "id": _nothing,
    "title": _title_of,
    "link": lambda item: [link] if (link := _leading(item)) is not None else (),
    "date": _one_of("time[datetime], time, [itemprop=datePublished]"),
    "summary": _nothing,
    "image": _one_of("img"),
    "author": _one_of("[rel~=author], [itemprop=author]"),
    "tags": _one_of("[rel~=tag]"),
}


def _title(page: selection.Page) -> str | None:
    return pieces.title(
        next((selection.text(each) for each in selection.items(page, "title")), None)
    )


def _language(page: selection.Page) -> str | None:
    roots = selection.items(page, "html[lang]")
    return pieces.language(selection.attribute(roots[0], "lang")) if roots else None
