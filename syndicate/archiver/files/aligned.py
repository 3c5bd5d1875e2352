"""Which items of two sequences are the same ones, in order. Pure, and bounded on any input.

common ends ─▶ anchors: items that stand once on both sides ─▶ the same between them
            ─▶ what is left and small: difflib; what is large and has no anchor: nothing
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

SMALL = 40_000
"""Pairs of items that difflib, quadratic at best, is given: a few milliseconds."""

DEEPEST = 32
"""How often a stretch is cut at its anchors: of texts twice is rare, and each reads all of it."""

Pair = tuple[int, int]


def pairs(one: Sequence[str], two: Sequence[str]) -> list[Pair]:
    """Return indexes of items that are alike, both rising."""
    found: list[Pair] = []
    todo = [(0, len(one), 0, len(two), 0)]
    while todo:
        start, end, begin, stop, depth = todo.pop()
        while start < end and begin < stop and one[start] == two[begin]:
            found.append((start, begin))
            start, begin = start + 1, begin + 1
        while start < end and begin < stop and one[end - 1] == two[stop - 1]:
            end, stop = end - 1, stop - 1
            found.append((end, stop))
        anchors = _anchors(one[start:end], two[begin:stop]) if depth < DEEPEST else []
        if anchors:
            corners = [(start - 1, begin - 1), *((start + i, begin + j) for i, j in anchors)]
            found += corners[1:]
            after = [*corners[1:], (end, stop)]
            todo += [
                (i + 1, k, j + 1, m, depth + 1)
                for (i, j), (k, m) in zip(corners, after, strict=True)
            ]
        elif 0 < (end - start) * (stop - begin) <= SMALL:
            found += _matched(one[start:end], two[begin:stop], start, begin)
    return sorted(found)


def _matched(one: Sequence[str], two: Sequence[str], start: int, begin: int) -> list[Pair]:
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return [(start + i + step, begin + j + step) for i, j, size in blocks for step in range(size)]


def _anchors(one: Sequence[str], two: Sequence[str]) -> list[Pair]:
    """Return the longest rising chain of items that stand once on both sides."""
    here, there = Counter(one), Counter(two)
    places = {item: place for place, item in enumerate(two) if there[item] == 1}
    both = [(i, places[item]) for i, item in enumerate(one) if here[item] == 1 and item in places]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(both):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(index)
        else:
            ends[length], last[length] = place, index
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(both[index])
        index = before[index]
    return chain[::-1]
