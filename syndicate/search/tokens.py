"""What an index keeps of a text: words, and every two characters of East Asian ones. Pure.

Chinese has no blanks, so every pair of neighbours is a token; scripts are split where they meet.
The text is folded as `query` folds it. Every text that has a term has all the term's atoms; that
one with all atoms has the term is for `Query.fits` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_EAST = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"(?P<east>[{_EAST}]+)|[^\W{_EAST}]+")

PIECES = 64
"""Atoms asked of one term at most: more would hardly leave out another document."""

LONG = 64
"""Characters of a word at most; what is longer is none."""

MANY = "__"
"""The token of a text with a run too long to keep: such a text may have anything.

No word is written so: the marks of Markdown are taken out before.
"""


@dataclass(frozen=True, slots=True)
class Atom:
    """Hold what a token is, begins with (`open_end`), or has somewhere (`open_start`)."""

    text: str
    open_start: bool = False
    open_end: bool = False


def tokens(text: str) -> Iterator[str]:
    """Yield the tokens of a folded text, in order."""
    for run in _RUN.finditer(text):
        if run["east"]:
            yield from _pairs(run[0])
            yield run[0][-1]
        else:
            yield run[0] if len(run[0]) <= LONG else MANY


def atoms(term: str) -> tuple[Atom, ...]:
    """Return what every text with this folded term has."""
    return tuple(dict.fromkeys(_atoms(term)))[:PIECES]


def _atoms(term: str) -> Iterator[Atom]:
    for run in _RUN.finditer(term):
        if run["east"]:
            pairs = _pairs(run[0])
            yield from map(Atom, pairs)
            if not pairs:
                yield Atom(run[0], open_end=True)
        elif len(run[0]) <= LONG:
            yield Atom(run[0], open_start=run.start() == 0, open_end=run.end() == len(term))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
