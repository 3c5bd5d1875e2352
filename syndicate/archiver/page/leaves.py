"""An element → its leaves and boxes: the runs of text that a reader sees, and what they lie in.

One walk, and it alone knows the shape: a leaf is the text between two edges of block elements; a
box is a block element with all leaves in it. Both come in the order of the page. Text is weighed by
what it says: a letter counts one, a CJK character two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from syndicate.archiver.markdown.flow import HIDDEN
from syndicate.archiver.page.measure import INLINE, weigh
from syndicate.markup.tree import Element


@dataclass(slots=True, eq=False)
class Box:
    """Hold a block element: its parent's place among the boxes (-1 for none), its leaves' places
    (`first` up to `last`), and what they weigh: all `text`, and what of it is `link`."""

    element: Element
    parent: int
    first: int
    last: int = 0
    text: int = 0
    link: int = 0


@dataclass(slots=True, eq=False)
class Leaf:
    """Hold a run of text, which the children `start` up to `end` of `home` are, and its box's
    place. `stops` are the ends of its clauses."""

    home: Element
    start: int
    end: int
    box: int
    text: str = ""
    weight: int = 0
    link: int = 0
    stops: int = 0


class Page(NamedTuple):
    """Hold the leaves and the boxes of an element; the first box is the element."""

    leaves: list[Leaf]
    boxes: list[Box]


def read(element: Element) -> Page:
    """Return what of an element is text."""
    page = Page([], [])
    _enter(element, -1, page, linked=False)
    for box in reversed(page.boxes[1:]):
        outer = page.boxes[box.parent]
        outer.text += box.text
        outer.link += box.link
    return page


def _enter(element: Element, parent: int, page: Page, *, linked: bool) -> None:
    index = len(page.boxes)
    box = Box(element, parent, len(page.leaves))
    page.boxes.append(box)
    linked = linked or element.tag == "a"
    if element.tag == "pre":
        _add(Leaf(element, 0, len(element.children), index), page, linked=linked)
    else:
        _walk(element, index, page, linked=linked)
    box.last = len(page.leaves)


def _walk(element: Element, index: int, page: Page, *, linked: bool) -> None:
    start = -1
    for place, child in enumerate(element.children):
        if isinstance(child, str) or _is_run(child):
            start = place if start < 0 else start
            continue
        if child.tag in HIDDEN:
            continue
        if start >= 0:
            _add(Leaf(element, start, place, index), page, linked=linked)
            start = -1
        _enter(child, index, page, linked=linked)
    if start >= 0:
        _add(Leaf(element, start, len(element.children), index), page, linked=linked)


def _is_run(element: Element) -> bool:
    """Tell whether an element is part of a line, with all that is in it."""
    return element.tag in INLINE and all(
        isinstance(child, str) or child.tag in HIDDEN or _is_run(child)
        for child in element.children
    )


def _add(leaf: Leaf, page: Page, *, linked: bool) -> None:
    texts: list[str] = []
    links = _collect(leaf.home.children[leaf.start : leaf.end], texts, linked=linked)
    leaf.text = " ".join("".join(texts).split())
    if not leaf.text:
        return
    leaf.weight, leaf.stops = weigh(leaf.text)
    leaf.link = min(links, leaf.weight)
    page.leaves.append(leaf)
    box = page.boxes[leaf.box]
    box.text += leaf.weight
    box.link += leaf.link


def _collect(nodes: Sequence[Element | str], texts: list[str], *, linked: bool) -> int:
    """Add the texts of a run, and return what of them is in links."""
    link = 0
    for node in nodes:
        if isinstance(node, str):
            texts.append(node)
            link += weigh(node)[0] if linked else 0
        elif node.tag == "br":
            texts.append(" ")
        elif node.tag not in HIDDEN:
            link += _collect(node.children, texts, linked=linked or node.tag == "a")
    return link
