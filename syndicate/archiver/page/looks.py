"""What a leaf of an article looks like, as numbers: itself, the boxes around it, its place.

`weights` is fitted to these numbers in this order: whoever changes one fits it again
(``benchmarks/fit_content.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import fsum, log2
from typing import NamedTuple

from syndicate.archiver.page.leaves import Box, Leaf, Page
from syndicate.markup import tags
from syndicate.markup.tree import Element

NAMES = (
    "weight", "links", "stops", "ends", "repeated", "kind", "alike",
    "most_alike", "outer_text", "outer_links", "outer_leaves", "depth", "words", "least_word",
    "branch_text", "branch_links", "text_before", "leaves_before", "leaves_after", "after_title",
    "whole", "mean", "all_links",
)  # fmt: skip
_KINDS = {
    "p": 1.0, "li": 2.0, **dict.fromkeys(tags.HEADINGS, 3.0),
    "td": 4.0, "th": 4.0, "a": 5.0, "figcaption": 6.0,
}  # fmt: skip
_ENDS = frozenset(".!?。！？…")
_CLOSING = "'\"”’»」』）)]"
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Of boxes alike, and of leaves behind a title, more than this many say no more.
_MANY = 30
# Shorter texts stand in a title by accident.
_TITLE = 8


def scale(value: float) -> float:
    """Return the order of magnitude of a weight or a count."""
    return log2(value + 1)


class _Around(NamedTuple):
    """Hold what a box has from the boxes around it; its branch is the outermost of them that holds
    no more than half of the text."""

    depth: int
    words: float
    least: float
    most_alike: int
    branch: int


class _Shapes(NamedTuple):
    """Hold the boxes of a page, how many stand beside each that look like it, and its surroundings."""

    boxes: Sequence[Box]
    alike: Sequence[int]
    around: Sequence[_Around]


def read(page: Page, title: str, words: Mapping[str, float]) -> list[tuple[float, ...]]:
    """Return a row of numbers for every leaf, in the order of `NAMES`.

    `words` says how much a word in a class or an id speaks for an article, or against one.
    """
    shapes = _shapes(page.boxes, words)
    texts = Counter(leaf.text for leaf in page.leaves)
    return [
        (*_leaf(leaf, texts), *_box(leaf.box, shapes), *place)
        for leaf, place in zip(page.leaves, _places(page, title), strict=True)
    ]


def _leaf(leaf: Leaf, texts: Mapping[str, int]) -> tuple[float, ...]:
    return (
        scale(leaf.weight),
        leaf.link / leaf.weight,
        scale(leaf.stops),
        1.0 if leaf.text.rstrip(_CLOSING)[-1:] in _ENDS else 0.0,
        float(min(texts[leaf.text] - 1, 9)),
    )


def _box(index: int, shapes: _Shapes) -> tuple[float, ...]:
    box, around = shapes.boxes[index], shapes.around[index]
    outer = shapes.boxes[box.parent] if index else box
    branch = shapes.boxes[around.branch]
    return (
        _KINDS.get(box.element.tag, 0.0),
        float(min(shapes.alike[index], _MANY)),
        float(min(around.most_alike, _MANY)),
        scale(outer.text),
        outer.link / max(outer.text, 1),
        scale(outer.last - outer.first),
        float(around.depth),
        around.words,
        around.least,
        scale(branch.text),
        branch.link / max(branch.text, 1),
    )


def _shapes(boxes: Sequence[Box], words: Mapping[str, float]) -> _Shapes:
    named = [(box.parent, box.element.tag, box.element.attrs.get("class")) for box in boxes]
    count = Counter(each for each, box in zip(named, boxes, strict=True) if box.text)
    alike = [count[each] for each in named]
    return _Shapes(boxes, alike, _around(boxes, alike, words))


def _around(
    boxes: Sequence[Box], alike: Sequence[int], words: Mapping[str, float]
) -> list[_Around]:
    half = boxes[0].text / 2
    found: list[_Around] = []
    for index, box in enumerate(boxes):
        own = fsum([words.get(token, 0.0) for token in tokens(box.element)])
        if not index:
            found.append(_Around(0, own, own, 1, 0))
            continue
        outer = found[box.parent]
        found.append(
            _Around(
                outer.depth + 1,
                outer.words + own,
                min(outer.least, own),
                max(outer.most_alike, alike[index]),
                index if boxes[outer.branch].text > half else outer.branch,
            )
        )
    return found


def _places(page: Page, title: str) -> list[tuple[float, ...]]:
    leaves, count = page.leaves, len(page.leaves)
    before = [0, *accumulate(leaf.weight for leaf in leaves)]
    whole, headline = before[-1], _headline(page, title)
    links = sum([leaf.link for leaf in leaves])
    shared = (scale(whole), scale(whole / count), links / whole)
    return [
        (
            before[at] / whole,
            scale(at),
            scale(count - at - 1),
            float(max(-_MANY, min(_MANY, at - headline))) if headline >= 0 else -_MANY - 1.0,
            *shared,
        )
        for at in range(count)
    ]


def _headline(page: Page, title: str) -> int:
    """Return the place of the leaf that says the title, -1 for none."""
    whole = " ".join(title.split()).casefold()
    return next(
        (
            at
            for at, leaf in enumerate(page.leaves)
            if page.boxes[leaf.box].element.tag == "h1"
            or (len(leaf.text) > _TITLE and leaf.text.casefold() in whole)
        ),
        -1,
    )


def tokens(element: Element) -> frozenset[str]:
    """Return the words in the class and the id of an element."""
    attrs = element.attrs
    if not attrs:
        return frozenset()
    named = "" if element.tag in tags.HEADINGS else attrs.get("id", "")
    return _split(attrs.get("class", ""), named)


@lru_cache(maxsize=4096)
def _split(names: str, named: str) -> frozenset[str]:
    return frozenset(token.lower() for token in _TOKEN.findall(f"{names} {named}"))
