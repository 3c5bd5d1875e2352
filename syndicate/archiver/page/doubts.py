"""The article that was chosen → the article without what a second opinion takes for none of it.

    kept ─ leaves ─ looks ─▶ numbers ─ likelihood ─▶ how likely each leaf is part of the article
         ─ stays ─▶ which stay, those said together together ─▶ a tree without the others

The choice decides by what can be said of a page: names, links, sentences. What it keeps and should
not (calls to subscribe, a shop's last lines, other stories' openings) has no such sign, but looks
like it: the model was fitted to looks (`weights`), and is asked about nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import exp
from typing import NamedTuple

from syndicate.archiver.page import leaves, looks, weights
from syndicate.archiver.page.leaves import Box, Leaf, Page
from syndicate.archiver.page.measure import INLINE
from syndicate.archiver.page.weights import Tree
from syndicate.markup import tags
from syndicate.markup.tree import Element

# Of the likelihood from which on keeping leaves is best on average: whole, one set gained .002 of
# F1 more, and all lost one in a hundred of their words more.
_DOUBT = 0.65
# From about 300 words, or 750 Chinese characters, on there is enough to compare a leaf with; on
# shorter pages a second opinion gained .001 of F1.
_ENOUGH = 1500
# What is said together stays together, unless it is more than this share of the page.
_TOGETHER = frozenset({
    "blockquote", "dl", "figcaption", "figure", "ol", "pre", "table", "ul",
})  # fmt: skip
_MOST = 0.5
# Shows of what the text says: they go where the text on both sides goes.
_SHOWN = frozenset({"blockquote", "figcaption", "figure", "pre"})
# A picture and a line or two below it are a figure, whatever the box around them is called: of 877
# pages of a portal, 20 lost captions that no figure held.
_CAPTION = 300
_LINES = 2
# What ends so goes on in what follows: the place of a report, the line above a list.
_GOES_ON = (":", "：", "—", "–", ",", "，")


class Model(NamedTuple):
    """Hold what was fitted: the weights of words, and the trees."""

    words: Mapping[str, float]
    trees: Sequence[Tree]


class Opinion(NamedTuple):
    """Hold which leaves stay, and the F1 to expect of the article (0..1)."""

    kept: list[bool]
    expected: float


_FITTED = Model(weights.WORDS, weights.TREES)


def settled(element: Element, title: str = "") -> tuple[Element, float]:
    """Return an article without what is hardly part of it, and the F1 to expect of it (0..1)."""
    page = leaves.read(element)
    if not page.leaves:
        return element, 0.0
    kept, expected = stays(page, title, _FITTED)
    return (element if all(kept) else _cut(page, kept)), expected


def stays(page: Page, title: str, model: Model) -> Opinion:
    """Tell which leaves of a page stay; on a short one all do."""
    odds = [likelihood(row, model.trees) for row in looks.read(page, title, model.words)]
    least, expected = threshold(odds, [leaf.weight for leaf in page.leaves])
    if page.boxes[0].text < _ENOUGH:
        return Opinion([True] * len(odds), expected)
    return Opinion(_kept(page, odds, _DOUBT * least), expected)


def likelihood(row: Sequence[float], trees: Sequence[Tree]) -> float:
    """Return how likely a leaf with these looks is part of the article (0..1)."""
    total = 0.0
    for tree in trees:
        node = tree
        while isinstance(node, tuple):
            feature, most, low, high = node
            node = low if row[feature] <= most else high
        total += node
    return 1 / (1 + exp(-total))


def threshold(odds: Sequence[float], sizes: Sequence[int]) -> tuple[float, float]:
    """Return the likelihood from which on to keep leaves, and the F1 to expect of that.

    With p(i) the likelihoods and w(i) the weights, keeping the set S has the expected F1
    2·Σp·w over S / (Σw over S + Σp·w over all), which some threshold makes highest.
    """
    ranked = sorted(zip(odds, sizes, strict=True), reverse=True)
    expected = sum(chance * size for chance, size in ranked)
    least, best = 1.0, 0.0
    kept = right = 0.0
    for chance, size in ranked:
        kept += size
        right += chance * size
        found = 2 * right / (kept + expected)
        if found > best:
            least, best = chance, found
    return least, best


def _kept(page: Page, odds: Sequence[float], least: float) -> list[bool]:
    kept = [each >= least for each in odds]
    together = _together(page)
    for first, last, _ in together:
        sizes = [leaf.weight for leaf in page.leaves[first:last]]
        right = sum(chance * size for chance, size in zip(odds[first:last], sizes, strict=True))
        kept[first:last] = [right >= least * sum(sizes)] * (last - first)
    for first, last, is_shown in together:
        if is_shown:
            beside = kept[max(0, first - 1) : first] + kept[last : last + 1]
            kept[first:last] = [kept[first] or any(beside)] * (last - first)
    for at in range(len(kept) - 2, -1, -1):
        kept[at] = kept[at] or (kept[at + 1] and _opens(page, page.leaves[at]))
    return kept


def _opens(page: Page, leaf: Leaf) -> bool:
    """Tell whether a leaf is the beginning of what follows it."""
    return page.boxes[leaf.box].element.tag in tags.HEADINGS or leaf.text.endswith(_GOES_ON)


def _together(page: Page) -> list[tuple[int, int, bool]]:
    """Return the leaves (from, up to) of what stays or goes as a whole, and whether it is a show."""
    most = _MOST * page.boxes[0].text
    found: list[tuple[int, int, bool]] = []
    end = 0
    for box in page.boxes[1:]:
        if not end <= box.first < box.last or box.text > most:
            continue
        tag = box.element.tag
        is_figure = tag not in _TOGETHER and _is_figure(box)
        if tag in _TOGETHER or is_figure:
            is_data = tag == "table" and not box.link
            found.append((box.first, box.last, is_figure or is_data or tag in _SHOWN))
            end = box.last
    return found


def _is_figure(box: Box) -> bool:
    if box.text > _CAPTION or box.link or box.last - box.first > _LINES:
        return False
    # Of one picture there may be many: a placeholder, what scripts don't need, one to enlarge.
    pictures = (each for each in box.element.elements() if each.tag == "img")
    return box.element.tag not in INLINE and any(pictures)


def _cut(page: Page, kept: Sequence[bool]) -> Element:
    lost: defaultdict[int, set[int]] = defaultdict(set)
    for leaf, stay in zip(page.leaves, kept, strict=True):
        if not stay:
            lost[id(leaf.home)].update(range(leaf.start, leaf.end))
    gone: set[int] = set()
    for box in page.boxes[1:]:
        # A picture goes where the text on both sides goes; above all text it stays.
        around = (box.first, box.last) if box.last > box.first else (box.first - 1, box.first + 1)
        if around[0] >= 0 and not any(kept[slice(*around)]):
            gone.add(id(box.element))
    return _copied(page.boxes[0].element, lost, gone)


def _copied(element: Element, lost: Mapping[int, set[int]], gone: set[int]) -> Element:
    places = lost.get(id(element), ())
    children = [
        child if isinstance(child, str) else _copied(child, lost, gone)
        for place, child in enumerate(element.children)
        if place not in places and (isinstance(child, str) or id(child) not in gone)
    ]
    return Element(element.tag, element.attrs, children)
