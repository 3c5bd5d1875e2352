"""Which part of a page is the article: the smallest element that holds nearly all of its prose.

body ─ evidence ─▶ the element a page marks as its article, if its text agrees
     ─ descend ──▶ down, as long as one child holds nearly all of the prose
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from syndicate.archiver.page.clean import INLINE, SENTENCE, Tallies, Tally, weigh
from syndicate.markup.tree import Element

# Below it, a child is one part of an article among others: a page of a gallery, a chapter.
_NEARLY_ALL = 0.85
# An element marked as the article must hold this share of the prose to be believed.
_AGREED = 0.4
# A page is surely an article from about 300 words, or 750 Chinese characters, on.
_SURE = 1500
# Below 20 words, or 50 Chinese characters, a page says no more than an error page does; but flash
# news is as short as 25 characters, on pages that mark it as an article, as error pages don't.
_LEAST = 100
_LEAST_MARKED = 40
# More than half of a block's text in links: it leads elsewhere.
_LINKED = 0.5
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_BOXES = frozenset({"div", "section", "td"})
_BOLD = ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6")


class Content(NamedTuple):
    """Hold the article's element, how much prose is in it, and how sure the choice is (0..1).

    `least` is the weight of text below which it says no more than an error page does.
    """

    element: Element
    prose: int
    score: float
    least: int


def choose(body: Element, tallies: Tallies) -> Content:
    """Pick the article in a body whose furniture is gone."""
    whole = tallies.get(id(body), Tally()).prose
    start = _marked(body, tallies, whole) or body
    is_article = start is not body and start.tag != "main"
    element = start if is_article else _descend(start, tallies)
    prose = tallies.get(id(element), Tally()).prose
    share = prose / whole if whole else 0.0
    score = round(share * min(1.0, prose / _SURE), 3)
    least = _LEAST_MARKED if is_article else _LEAST
    return Content(prune(element, tallies), prose, score, least)


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


class _Ground(NamedTuple):
    """Hold what a block is judged by: how much is where, what is `little` prose for this article,
    and how often each address is linked to."""

    tallies: Tallies
    little: int
    linked: Counter[str]


def prune(element: Element, tallies: Tallies) -> Element:
    """Take out what leads elsewhere: blocks whose text is mostly links, and little of the prose.

    Lists and tables stay once the text has begun: they are its sources, its examples, its data.
    """
    little = min(_SURE, tallies.get(id(element), Tally()).prose // 2)
    _prune(element, _Ground(tallies, little, Counter(_addresses(element))), begun=False)
    return element


def _addresses(element: Element) -> Iterator[str]:
    return (each.get("href") for each in element.elements() if each.tag == "a")


def _prune(element: Element, ground: _Ground, *, begun: bool) -> bool:
    """Prune below an element; return whether the text has begun by its end."""
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
            begun = begun or weigh(child)[0] >= SENTENCE
        elif not _leads_away(child, ground) or (begun and child.tag in _LISTS):
            kept.append(child)
            begun = _prune(child, ground, begun=begun)
            begun = begun or ground.tallies.get(id(child), Tally()).prose > 0
    element.children = kept
    return begun


def _leads_away(element: Element, ground: _Ground) -> bool:
    own = ground.tallies.get(id(element), Tally())
    if element.tag not in _LISTS | _BOXES or own.text < 20 or own.prose > ground.little:
        return False
    if own.link <= _LINKED * own.text or element.find("blockquote") is not None:
        return False  # a quoted post is links to its author and its day, but it is quoted
    addresses = list(_addresses(element))
    is_cell = element.tag == "td" and len(addresses) == 1  # of data, not a menu
    return not is_cell and not _is_headline(element, addresses, ground)


def _is_headline(element: Element, addresses: list[str], ground: _Ground) -> bool:
    """Tell whether a block is the headline of the text beside it, which links there too."""
    if len(addresses) != 1 or ground.linked[addresses[0]] < 2:
        return False
    return element.tag in _BOXES and element.find(*_BOLD) is not None
