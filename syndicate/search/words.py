"""Text → the words by which it is found. Pure.

    fold ─▶ runs of one script ─▶ words, or pairs of characters where a script has no blanks

A run of Chinese, Japanese, Korean, Thai … characters c1 c2 c3 becomes the pairs c1c2 c2c3 and its last
character alone: so every stretch of it is a row of neighbouring pairs, and every character begins one.
What is looked for is cut the same way, and found exactly where it stands: none is missed, and none
found that is not there. Case, width and the accents of Latin letters make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

_DENSE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ede\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3"
    "\u3005-\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Marks that stand in words of Hebrew, Arabic, Indic and Tibetan scripts, which `\w` leaves out.
_MARKS = "\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u0f18-\u0fbc"
_LETTERS = rf"[^\W_{_DENSE}]"
_RUN = re.compile(rf"([{_DENSE}]+)|({_LETTERS}(?:[{_MARKS}]|{_LETTERS})*+)")
_IS_DENSE = re.compile(rf"[{_DENSE}]").match
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
LONGEST = 64
"""Characters of a word by which it is told from others: no language has longer ones."""

# NFKC takes ten times as long for a text that it changes, and these alone are why it would
# change nearly every Chinese one (46 µs for 1,760 characters, 5 µs once they are gone).
_WIDE = (("，", ","), ("！", "!"), ("？", "?"), ("：", ":"), ("；", ";"), ("（", "("), ("）", ")"))


def fold(text: str) -> str:
    """Return a text without differences of case, width, and accents of Latin letters."""
    if text.isascii():
        return text.lower()
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _ACCENTED.sub(_bare, folded)


def _bare(accented: re.Match[str]) -> str:
    return _without_marks(accented[0])


@lru_cache(maxsize=1024)
def _without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def words(text: str) -> list[str]:
    """Return the words of a text in their order."""
    found: list[str] = []
    for dense, word in _RUN.findall(fold(text)):
        if dense:
            found += [one + other for one, other in pairwise(dense)]
            found.append(dense[-1])
        else:
            found.append(word[:LONGEST])
    return found


def letters(found: Iterable[str]) -> set[str]:
    """Return the characters of scripts without blanks among words: each begins one of them."""
    return {word[0] for word in found if _IS_DENSE(word)}


def sought(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the words of what is looked for, and whether the last is the beginning of one.

    The text goes on where the last character of a run stood: alone it begins a pair, and behind
    a pair it says nothing more.
    """
    found = words(text)
    runs = _RUN.findall(fold(text))
    if not runs or not runs[-1][0]:
        return tuple(found), False
    if len(runs[-1][0]) > 1:
        return tuple(found[:-1]), False
    return tuple(found), True


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text that was not folded, each with where it stands (from, up to)."""
    folded, origins = _folded(text)
    for run in _RUN.finditer(folded):
        if run[1] is None:
            yield run[2][:LONGEST], origins[run.start()], origins[run.end() - 1] + 1
            continue
        for at in range(run.start(), run.end()):
            pair = folded[at : min(at + 2, run.end())]
            yield pair, origins[at], origins[at + len(pair) - 1] + 1


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text character by character; say which one each of the result's comes from."""
    pieces = [_folded_one(character) for character in text]
    origins = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origins


@lru_cache(maxsize=8192)
def _folded_one(character: str) -> str:
    return fold(character)
