"""A page as the search for its list sees it: elements, links and texts, in one walk. Pure.

Texts lie in one sequence, links in another; an element holds the bounds of its part of both, so
that what is asked of an element costs what is in it, never the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from syndicate import urls
from syndicate.markup import selection
from syndicate.markup.selection import Node, Page
from syndicate.markup.text import squash

# Real pages have 16,000 elements at most; what comes after so many is not looked at.
_ELEMENTS = 50_000
_DEPTH = 100
_SILENT = frozenset({
    "script", "style", "noscript", "template", "svg", "textarea", "select", "iframe", "head",
})  # fmt: skip
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "menu"})
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:(?:bread)?crumbs?|(?:site|main|side)[mM]enu|nav(?:bar|igation)?|(?:sub|top|main)?menu|foot(?:er)?|bottom"
    r"|side(?:bar)?|aside|widgets?|pag(?:er|ing|ination|enavi?)|related|recommend(?:ed)?|partners?"
    r"|friend-?links?|tag-?cloud|share|social|cookies?|login|popular|most-?read|trending|hot|rank"
    r"(?:ing)?|toolbar|filters?|facets?|categor(?:y|ies)-list|lang(?:uage)?s?|comments?-?list"
    r"|newsletter|banner|topbar)(?:$|[-_ ])",
    re.IGNORECASE,
)
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "complementary", "banner", "search"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SCRIPTS = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")


@dataclass(slots=True, eq=False)
class Spot:
    """Hold an element, what stands around it, and the bounds of its texts and links."""

    node: Node
    tag: str
    classes: tuple[str, ...]
    around: Spot | None
    is_furniture: bool
    below: list[Spot] = field(default_factory=list)
    texts: slice = field(default_factory=lambda: slice(0, 0))
    links: slice = field(default_factory=lambda: slice(0, 0))

    def every(self) -> Iterator[Spot]:
        """Walk over this element and all below it in document order."""
        ahead = [self]
        while ahead:
            spot = ahead.pop()
            yield spot
            ahead.extend(reversed(spot.below))

    def upwards(self) -> Iterator[Spot]:
        """Walk over the elements around this one, from the inside."""
        spot = self.around
        while spot is not None:
            yield spot
            spot = spot.around


class Text(NamedTuple):
    """Hold a piece of text and the element it stands in."""

    owner: Spot
    text: str


class Link(NamedTuple):
    """Hold a link that leads to a page, its absolute address without a fragment."""

    spot: Spot
    url: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Hold a page's body as spots, its texts and its links in document order."""

    page: Page
    host: str
    body: Spot
    texts: Sequence[Text]
    links: Sequence[Link]

    def text(self, spot: Spot) -> str:
        """Return what an element says as one line."""
        return squash(" ".join(each.text for each in self.texts[spot.texts]))

    def of(self, spot: Spot) -> Sequence[Link]:
        """Return the links in an element; of a link itself, it alone."""
        return self.links[spot.links]


def width(text: str) -> int:
    """Return how many columns a text takes: Chinese says in one character what takes two."""
    return len(text) + len(_SCRIPTS.findall(text))


def host_of(url: str) -> str:
    """Return the host of an address without what tells a site's own servers apart."""
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")


def headings(spot: Spot) -> Iterator[Spot]:
    """Walk over the headings in an element."""
    return (each for each in spot.every() if each.tag in _HEADINGS)


def read(page: Page) -> Outline:
    """Return the outline of a page."""
    reader = _Reader(page.base or "")
    bodies = selection.items(page, "body")
    body = reader.enter(bodies[0], None) if bodies else None
    if body is None:
        raise ValueError("the page has no body")
    reader.walk(body)
    return Outline(page, host_of(page.base or ""), body, reader.texts, reader.links)


class _Reader:
    def __init__(self, base: str) -> None:
        self.texts: list[Text] = []
        self.links: list[Link] = []
        self._base = base
        self._room = _ELEMENTS

    def enter(self, node: Node, around: Spot | None) -> Spot:
        self._room -= 1
        classes = tuple(selection.attribute(node, "class").split())
        tag = selection.tag(node)
        is_furniture = (around is not None and around.is_furniture) or _is_furniture(node, around)
        return Spot(node, tag, classes, around, is_furniture)

    def walk(self, spot: Spot, depth: int = 0) -> None:
        texts, links = len(self.texts), len(self.links)
        if spot.tag == "a" and (url := self._leads(spot.node)):
            self.links.append(Link(spot, url))
        for child in selection.children(spot.node):
            if isinstance(child, str):
                if not child.isspace():
                    self.texts.append(Text(spot, child))
            elif selection.tag(child) not in _SILENT and self._room > 0 and depth < _DEPTH:
                inner = self.enter(child, spot)
                spot.below.append(inner)
                self.walk(inner, depth + 1)
        spot.texts = slice(texts, len(self.texts))
        spot.links = slice(links, len(self.links))

    def _leads(self, node: Node) -> str | None:
        href = selection.attribute(node, "href")
        if not href or href.startswith("#"):
            return None
        found = urls.absolute(self._base or "http://a/", href)
        return found.partition("#")[0] if found else None


def _is_furniture(node: Node, around: Spot | None) -> bool:
    """Tell whether an element holds what stands on every page of a site."""
    tag = selection.tag(node)
    if tag in _FURNITURE_TAGS or selection.attribute(node, "role") in _FURNITURE_ROLES:
        return True
    # A header of the page, not one of an item.
    if tag == "header" and around is not None and around.tag in ("body", "div"):
        return all(each.tag in ("body", "div") for each in (around, *around.upwards()))
    if tag in ("body", "main", "article"):
        return False
    names = f"{selection.attribute(node, 'class')} {selection.attribute(node, 'id')}"
    return is_furniture(names)


def is_furniture(names: str) -> bool:
    """Tell whether a class, an id or the name of a member is that of what every page has."""
    return _FURNITURE.search(names) is not None
