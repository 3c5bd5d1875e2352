"""Which leaves of a page are its article, by a text that a person says the article is.

Long leaves are content when most of their 4-grams stand in the text, in the order of the page;
short ones when they stand in it between those beside them. Nothing in the text counts twice.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
# Shorter leaves are no evidence by themselves.
_GRAM = 4
# Before the first and behind the last long leaf, short ones are looked for this near.
_NEAR = 40


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def by_text(leaves: Sequence[str], truth: str) -> list[float]:
    """Return of every leaf how much of it is content (0..1)."""
    wanted, parts = tokens(truth), [tokens(leaf) for leaf in leaves]
    candidates, shares = _candidates(parts, wanted)
    placed = _chain(candidates)
    labels = [0.0] * len(parts)
    free = bytearray(b"\1" * len(wanted))

    def take(at: int, start: int, share: float) -> None:
        labels[at] = share
        free[start : start + len(parts[at])] = bytes(len(free[start : start + len(parts[at])]))

    for at, start in placed.items():
        take(at, start, 1.0 if shares[at] >= 0.8 else shares[at])
    for at, start, _ in candidates:
        here = free[start : start + len(parts[at])]
        if not labels[at] and shares[at] >= 0.7 and 2 * sum(here) > len(parts[at]):
            take(at, start, 1.0)
    for at, start in _short(parts, wanted, placed, free):
        if all(free[start : start + len(parts[at])]):
            take(at, start, 1.0)
    return labels


def by_chunks(
    leaves: Sequence[str], present: Sequence[str], absent: Sequence[str]
) -> list[float | None]:
    """Return what chunks of text say about leaves: 1, 0, or nothing."""
    labels: list[float | None] = [None] * len(leaves)
    for label, chunks in ((0.0, absent), (1.0, present)):
        for chunk in (" ".join(each.split()) for each in chunks):
            for at, leaf in enumerate(leaves):
                says = label or len(chunk) > 40 or len(chunk) >= 0.3 * len(leaf)
                if chunk and ((chunk in leaf and says) or (len(leaf) >= 25 and leaf in chunk)):
                    labels[at] = label
    return labels


def _candidates(
    parts: Sequence[Sequence[str]], wanted: Sequence[str]
) -> tuple[list[tuple[int, int, int]], list[float]]:
    """Return where leaves may stand in the text (leaf, place, matches), and their shares in it."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(wanted) - _GRAM + 1):
        places[tuple(wanted[at : at + _GRAM])].append(at)
    found, shares = [], [0.0] * len(parts)
    for at, part in enumerate(parts):
        grams = [tuple(part[i : i + _GRAM]) for i in range(len(part) - _GRAM + 1)]
        hits = [places.get(gram, []) for gram in grams]
        shares[at] = sum(map(bool, hits)) / len(hits) if hits else 0.0
        if shares[at] >= 0.5:
            starts = Counter(
                max(0, place - i) for i, hit in enumerate(hits) if len(hit) <= 20 for place in hit
            )
            found += sorted((at, start, count) for start, count in starts.most_common(4))
    return found, shares


def _chain(candidates: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Return the heaviest chain of leaves whose places rise with them (a Fenwick tree of maxima)."""
    ranks = {start: rank for rank, start in enumerate(sorted({c[1] for c in candidates}), 1)}
    tree = [(0, -1)] * (len(ranks) + 1)
    before, end = [-1] * len(candidates), (0, -1)
    first = 0
    while first < len(candidates):
        last = first
        pending = []
        while last < len(candidates) and candidates[last][0] == candidates[first][0]:
            best, rank = (0, -1), ranks[candidates[last][1]] - 1
            while rank > 0:
                best, rank = max(best, tree[rank]), rank - (rank & -rank)
            before[last] = best[1]
            pending.append((best[0] + candidates[last][2], last))
            last += 1
        for each in pending:
            end, rank = max(end, each), ranks[candidates[each[1]][1]]
            while rank < len(tree):
                tree[rank], rank = max(tree[rank], each), rank + (rank & -rank)
        first = last
    chain, at = {}, end[1]
    while at >= 0:
        chain[candidates[at][0]] = candidates[at][1]
        at = before[at]
    return dict(sorted(chain.items()))


def _short(
    parts: Sequence[Sequence[str]],
    wanted: Sequence[str],
    placed: Mapping[int, int],
    free: bytearray,
):
    """Yield where short leaves stand in the text between the long ones beside them."""
    known = sorted(placed)
    where: defaultdict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(wanted):
        where[token].append(at)
    for at, part in enumerate(parts):
        if not 0 < len(part) < _GRAM:
            continue
        after = bisect(known, at)
        high = placed[known[after]] + 2 if after < len(known) else len(wanted)
        low = placed[known[after - 1]] + len(parts[known[after - 1]]) - 2 if after else 0
        low = max(low, high - _NEAR) if known and not after else low
        high = min(high, low + _NEAR) if known and after == len(known) else high
        for start in where[part[0]]:
            fits = list(wanted[start : start + len(part)]) == part
            if low <= start < max(high, low) and fits and all(free[start : start + len(part)]):
                yield at, start
                break
