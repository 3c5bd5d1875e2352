"""Which part of a page is the article: the smallest element that holds nearly all of its prose.

body ─ evidence ─▶ the element a page marks as its article, if its text agrees
     ─ descend ──▶ down, as long as one child holds nearly all of the prose
     ─ prune ────▶ without lists of links
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from syndicate.archiver.clean import INLINE, Tallies, Tally
from syndicate.markup.tree import Element

# Below it, a child is one part of an article among others: a page of a gallery, a chapter.
_NEARLY_ALL = 0.85
# An element marked as the article must hold this share of the prose to be believed.
_AGREED = 0.4
# A page is surely an article from about 300 words, or 750 Chinese characters, on.
_SURE = 1500
# Below 20 words, or 50 Chinese characters, it says no more than an error page does.
LEAST = 100
# More than half of a block's text in links: it leads elsewhere.
_LINKED = 0.5
_LIST_LIKE = frozenset({"div", "ul", "ol", "dl", "section", "table", "p", "td", "h2", "h3", "h4"})


class Content(NamedTuple):
    """Hold the article's element, how much prose is in it, and how sure the choice is (0..1)."""

    element: Element
    prose: int
    score: float


def choose(body: Element, tallies: Tallies) -> Content:
    """Pick the article in a body whose furniture is gone."""
    whole = tallies.get(id(body), Tally()).prose
    start = _marked(body, tallies, whole) or body
    element = start if start is not body and start.tag != "main" else _descend(start, tallies)
    prose = tallies.get(id(element), Tally()).prose
    share = prose / whole if whole else 0.0
    score = round(share * min(1.0, prose / _SURE), 3)
    return Content(prune(element, tallies), prose, score)


def _marked(body: Element, tallies: Tallies, whole: int) -> Element | None:
    """Return the element that the page itself calls its article."""
    for candidates in (_bodies(body), _tagged(body, "article"), _tagged(body, "main")):
        best = max(candidates, key=lambda each: tallies[id(each)].prose, default=None)
        if best and tallies[id(best)].prose > _AGREED * whole:
            return best
    return None


def _bodies(body: Element) -> Iterator[Element]:
    for each in body.elements():
        if "articleBody" in each.get("itemprop").split():
            yield each


def _tagged(body: Element, tag: str) -> Iterator[Element]:
    for each in body.elements():
        if each.tag == tag or (tag == "main" and each.get("role") == "main"):
            yield each


def _descend(element: Element, tallies: Tallies) -> Element:
    while True:
        children = [each for each in element.children if isinstance(each, Element)]
        best = max(children, key=lambda each: tallies[id(each)].prose, default=None)
        here = tallies[id(element)].prose
        if best is None or best.tag in INLINE or best.tag == "p":
            return element
        if tallies[id(best)].prose < _NEARLY_ALL * here or here == 0:
            return element
        element = best


def prune(element: Element, tallies: Tallies) -> Element:
    """Take out what leads elsewhere: blocks whose text is mostly links."""
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
        elif not _leads_away(child, tallies):
            kept.append(prune(child, tallies))
    element.children = kept
    return element


def _leads_away(element: Element, tallies: Tallies) -> bool:
    own = tallies.get(id(element), Tally())
    if element.tag not in _LIST_LIKE or own.text < 20 or own.prose > _SURE:
        return False
    if element.tag in ("p", "h2", "h3", "h4"):
        return False
    return own.link > _LINKED * own.text
