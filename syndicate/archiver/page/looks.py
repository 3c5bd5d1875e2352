"""What a leaf of an article looks like, as numbers: itself, the boxes around it, its place.

`weights` is fitted to these numbers in this order: whoever changes one fits it again
(``benchmarks/fit_content.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from math import log2
from typing import NamedTuple

from syndicate.archiver.page.leaves import Box, Page
from syndicate.markup.tree import Element

NAMES = (
    "weight", "links", "stops", "ends", "colon", "digits", "repeated", "kind",
    "alike", "most_alike", "outer_text", "outer_links", "outer_leaves", "depth",
    "words", "least_word", "branch_text", "branch_links",
    "text_before", "leaves_before", "leaves_after", "near_before", "near_after", "near_links",
    "after_title", "whole", "mean", "all_links",
)  # fmt: skip
_KINDS = {
    "p": 1.0, "li": 2.0, "h1": 3.0, "h2": 3.0, "h3": 3.0, "h4": 3.0, "h5": 3.0, "h6": 3.0,
    "td": 4.0, "th": 4.0, "a": 5.0, "figcaption": 6.0,
}  # fmt: skip
_ENDS = frozenset(".!?。！？…")
_COLON = frozenset(":：")
_CLOSING = "'\"”’»」』）)]"
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_DIGIT = re.compile(r"\d")
# The id of a heading is made of its own words.
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# How many leaves before and behind are near.
_NEAR = 4
# Of boxes alike, and of leaves behind a title, more than this many say no more.
_MANY = 30
# Shorter texts stand in a title by accident.
_TITLE = 8


def scale(value: float) -> float:
    """Return the order of magnitude of a weight or a count."""
    return log2(value + 1)


class _Around(NamedTuple):
    """Hold what a box has from the boxes around it."""

    depth: int
    words: float
    least: float
    most_alike: int
    branch: int


def read(page: Page, title: str, words: Mapping[str, float]) -> list[tuple[float, ...]]:
    """Return a row of numbers for every leaf, in the order of `NAMES`.

    `words` says how much a word in a class or an id speaks for an article, or against one.
    """
    boxes, leaves = page.boxes, page.leaves
    shapes = [(box.parent, box.element.tag, box.element.attrs.get("class")) for box in boxes]
    alike = Counter(shape for shape, box in zip(shapes, boxes, strict=True) if box.text)
    around = _around(boxes, [alike[shape] for shape in shapes], words)
    texts = Counter(leaf.text for leaf in leaves)
    places = _places(page, title)
    rows: list[tuple[float, ...]] = []
    for leaf, place in zip(leaves, places, strict=True):
        box, (depth, word, least, most, branch) = boxes[leaf.box], around[leaf.box]
        outer, hung = boxes[box.parent] if box.parent >= 0 else box, boxes[branch]
        end = leaf.text.rstrip(_CLOSING)[-1:]
        rows.append((
            scale(leaf.weight),
            leaf.link / leaf.weight,
            scale(leaf.stops),
            1.0 if end in _ENDS else 0.0,
            1.0 if end in _COLON else 0.0,
            len(_DIGIT.findall(leaf.text)) / len(leaf.text),
            float(min(texts[leaf.text] - 1, 9)),
            _KINDS.get(box.element.tag, 0.0),
            float(min(alike[shapes[leaf.box]], _MANY)),
            float(min(most, _MANY)),
            scale(outer.text),
            outer.link / max(outer.text, 1),
            scale(outer.last - outer.first),
            float(depth),
            word,
            least,
            scale(hung.text),
            hung.link / max(hung.text, 1),
            *place,
        ))  # fmt: skip
    return rows


def _around(boxes: list[Box], alike: list[int], words: Mapping[str, float]) -> list[_Around]:
    half = boxes[0].text / 2
    found: list[_Around] = []
    for index, box in enumerate(boxes):
        own = sum([words.get(token, 0.0) for token in tokens(box.element)])
        if not index:
            found.append(_Around(0, own, own, 1, 0))
            continue
        outer = found[box.parent]
        is_core = boxes[outer.branch].text > half
        found.append(
            _Around(
                outer.depth + 1,
                outer.words + own,
                min(outer.least, own),
                max(outer.most_alike, alike[index]),
                index if is_core else outer.branch,
            )
        )
    return found


def _places(page: Page, title: str) -> list[tuple[float, ...]]:
    leaves, count = page.leaves, len(page.leaves)
    texts = [0, *accumulate(leaf.weight for leaf in leaves)]
    links = [0, *accumulate(leaf.link for leaf in leaves)]
    whole, headline = max(texts[-1], 1), _headline(page, title)
    page_looks = (scale(whole), scale(whole / max(count, 1)), links[-1] / whole)
    found: list[tuple[float, ...]] = []
    for at in range(count):
        low, high = max(0, at - _NEAR), min(count, at + 1 + _NEAR)
        found.append((
            texts[at] / whole,
            scale(at),
            scale(count - at - 1),
            scale(texts[at] - texts[low]),
            scale(texts[high] - texts[at + 1]),
            (links[high] - links[low]) / max(texts[high] - texts[low], 1),
            float(max(-_MANY, min(_MANY, at - headline))) if headline >= 0 else -_MANY - 1.0,
            *page_looks,
        ))  # fmt: skip
    return found


def _headline(page: Page, title: str) -> int:
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
    named = "" if element.tag in _HEADINGS else attrs.get("id", "")
    return _split(attrs.get("class", ""), named)


@lru_cache(maxsize=4096)
def _split(names: str, named: str) -> frozenset[str]:
    return frozenset(token.lower() for token in _TOKEN.findall(f"{names} {named}"))
