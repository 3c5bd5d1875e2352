"""What differs between two texts: lines first, then words in those that changed. Pure.

A Chinese, Japanese or Korean character is a word; blanks and punctuation are tokens too, so that
the pieces of either side put together are its text, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from syndicate.archiver.files.aligned import pairs

Kind = Literal["same", "removed", "added"]

_EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_EAST}]|[^\W{_EAST}]+|\s+|.", re.DOTALL)
_WORD = re.compile(rf"[{_EAST}]|[^\W{_EAST}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a stretch of text, and on which side it stands."""

    kind: Kind
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return what stayed, went and came, in reading order; removed before added."""
    found: list[Piece] = []
    for same, gone, come in _runs(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        _add(found, "same", same)
        for kept, lost, won in _runs(_TOKEN.findall("".join(gone)), _TOKEN.findall("".join(come))):
            _add(found, "same", kept)
            _add(found, "removed", lost)
            _add(found, "added", won)
    return tuple(found)


def count(found: Sequence[Piece]) -> tuple[int, int]:
    """Return how many words were added, and how many removed."""
    added, removed = (
        sum(len(_WORD.findall(piece.text)) for piece in found if piece.kind == kind)
        for kind in ("added", "removed")
    )
    return added, removed


def _add(found: list[Piece], kind: Kind, items: Sequence[str]) -> None:
    if not items:
        return
    text = "".join(items)
    if found and found[-1].kind == kind:
        text = found.pop().text + text
    found.append(Piece(kind, text))


Run = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _runs(one: Sequence[str], two: Sequence[str]) -> Iterator[Run]:
    """Yield what is the same, and what of either side stands behind it."""
    start, begin = 0, 0
    same: list[str] = []
    for i, j in [*pairs(one, two), (len(one), len(two))]:
        if (i, j) != (start, begin):
            yield same, one[start:i], two[begin:j]
            same = []
        same += one[i : i + 1]
        start, begin = i + 1, j + 1
    yield same, (), ()
