"""The article that was chosen → the article without what a second opinion takes for none of it.

    kept ─ leaves ─ looks ─▶ numbers ─ likelihood ─▶ how likely each leaf is part of the article
         ─ judged together: a quote, a table, a list; a heading with what follows ─▶ what goes

The choice decides by what a reader can say: names, links, sentences. What it kept and should not
have (credits, calls to subscribe, the last line of a box) has no such sign but looks like it: the
model was fitted to such looks (`weights`), and is asked about nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import exp

from syndicate.archiver.page import leaves, looks, weights
from syndicate.archiver.page.leaves import Page
from syndicate.markup.tree import Element

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What is said together is judged together, unless it is the page.
_WHOLE = frozenset({"blockquote", "dl", "figure", "ol", "pre", "table", "ul"})
_MOST = 0.5
_DOUBT = 0.65
# These are never judged: they go with the text on both sides.
_CARRIED = frozenset({"blockquote", "figure", "pre"})


def without(element: Element, title: str = "") -> tuple[Element, float]:
    """Return an article without what is hardly part of it, and the F1 to expect of the rest."""
    page = leaves.read(element)
    if not page.leaves:
        return element, 0.0
    odds = [likelihood(row) for row in looks.read(page, title, weights.WORDS)]
    best, score = threshold(odds, [leaf.weight for leaf in page.leaves])
    stays = kept(page, odds, _DOUBT * best)
    return (element if all(stays) else _cut(page, stays)), score


def likelihood(row: Sequence[float]) -> float:
    """Return how likely a leaf with these looks is part of the article (0..1)."""
    total = 0.0
    for tree in weights.TREES:
        node = tree
        while not isinstance(node, float):
            feature, most, low, high = node
            node = low if row[feature] <= most else high
        total += node
    return 1 / (1 + exp(-total))


def threshold(odds: Sequence[float], sizes: Sequence[int]) -> tuple[float, float]:
    """Return the likelihood from which on to keep leaves, and the F1 to expect of that.

    With p(i) the likelihoods and w(i) the weights, keeping the set S has the expected F1
    2·Σp·w over S / (Σw over S + Σp·w over all).
    """
    ranked = sorted(zip(odds, sizes, strict=True), reverse=True)
    expected = sum(chance * size for chance, size in ranked)
    least, best = 1.0, 0.0
    size_kept = right = 0.0
    for chance, size in ranked:
        size_kept += size
        right += chance * size
        found = 2 * right / (size_kept + expected)
        if found > best:
            least, best = chance, found
    return least, best


def kept(page: Page, odds: Sequence[float], least: float) -> list[bool]:
    """Return which leaves stay."""
    stays = [each >= least for each in odds]
    groups = _groups(page)
    for first, last, tag in groups:
        span = range(first, last)
        size = sum(page.leaves[at].weight for at in span)
        mean = sum(odds[at] * page.leaves[at].weight for at in span) / max(size, 1)
        stays[first:last] = [mean >= least] * (last - first)
    for first, last, tag in groups:
        if tag in _CARRIED and not stays[first]:
            beside = stays[max(0, first - 1) : first] + stays[last : last + 1]
            stays[first:last] = [any(beside)] * (last - first)
    for at in range(len(stays) - 2, -1, -1):
        if stays[at + 1] and page.boxes[page.leaves[at].box].element.tag in _HEADINGS:
            stays[at] = True
    return stays


def _groups(page: Page) -> list[tuple[int, int, str]]:
    """Return the first and the last leaf of what is judged together."""
    most = _MOST * page.boxes[0].text
    found: list[tuple[int, int, str]] = []
    end = 0
    for box in page.boxes[1:]:
        if box.element.tag in _WHOLE and box.first >= end and box.last > box.first:
            if box.text <= most:
                found.append((box.first, box.last, box.element.tag))
                end = box.last
    return found


def _cut(page: Page, stays: Sequence[bool]) -> Element:
    gone: defaultdict[int, set[int]] = defaultdict(set)
    for leaf, stay in zip(page.leaves, stays, strict=True):
        if not stay:
            gone[id(leaf.home)].update(range(leaf.start, leaf.end))
    dropped: set[int] = set()
    for box in page.boxes[1:]:
        span = stays[box.first : box.last]
        if not span:  # a picture goes with the text on both sides
            span = stays[max(0, box.first - 1) : box.first + 1] if box.first else [True]
        if not any(span):
            dropped.add(id(box.element))
    return _copied(page.boxes[0].element, gone, dropped)


def _copied(element: Element, gone: dict[int, set[int]], dropped: set[int]) -> Element:
    lost = gone.get(id(element), set())
    children = [
        child if isinstance(child, str) else _copied(child, gone, dropped)
        for place, child in enumerate(element.children)
        if place not in lost and (isinstance(child, str) or id(child) not in dropped)
    ]
    return Element(element.tag, element.attrs, children)
