"""What somebody looks for, and whether a text has it. Pure.

A word is whatever stands between blanks, a phrase what stands in quotation marks; every one must
be there, in any order. Both are found inside longer words, because Chinese has no blanks: 湖 is
found in 西湖边. Case, width and the marks of Markdown make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_TERM = re.compile(r'["“”](?P<phrase>[^"“”]*)(?:["“”]|\Z)|(?P<word>[^\s"“”]+)')

# What emphasis, code and links are made of: it may stand in the middle of a word.
_MARKS = ("*", "_", "`", "~", "\\", "[", "]")

# The target of a link or an image, which nobody reads; parentheses may nest once.
_TARGET = re.compile(r"\]\((?:[^()\\\s]|\\.|\([^()]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)")

# NFKC takes ten times as long for a text that it changes, and these alone are why it would
# change nearly every Chinese one (46 µs for 1,760 characters, 5 µs once they are gone).
_WIDE = (("，", ","), ("！", "!"), ("？", "?"), ("：", ":"), ("；", ";"), ("（", "("), ("）", ")"))


@dataclass(frozen=True, slots=True)
class Query:
    """Hold the words and phrases that must all be there, folded."""

    terms: tuple[str, ...]

    def fits(self, text: str) -> bool:
        """Tell whether a folded text has every term."""
        return all(term in text for term in self.terms)


def parse(text: str) -> Query:
    """Return what a person typed as a query; raise ValueError when it asks for nothing."""
    found = (match["phrase"] or match["word"] or "" for match in _TERM.finditer(text))
    terms = dict.fromkeys(filter(None, (fold(readable(each)) for each in found)))
    if not terms:
        raise ValueError("there is no word in it")
    return Query(tuple(terms))


def readable(markdown: str) -> str:
    """Return Markdown as a reader sees it, on one line: without targets of links, and marks."""
    if "](" in markdown:
        markdown = _TARGET.sub("]", markdown)
    for mark in _MARKS:
        markdown = markdown.replace(mark, "")
    return " ".join(markdown.split())


def fold(text: str) -> str:
    """Return a text without differences of case and width."""
    if text.isascii():
        return text.lower()
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text).casefold()


def spans(text: str, query: Query) -> Sequence[tuple[int, int]]:
    """Return where the terms stand in a text that was not folded, in order, none in another."""
    folded, origins = _folded(text)
    found: list[tuple[int, int]] = []
    for term in query.terms:
        at = folded.find(term)
        while at >= 0:
            found.append((origins[at], origins[at + len(term) - 1] + 1))
            at = folded.find(term, at + len(term))
    apart: list[tuple[int, int]] = []
    for begin, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not apart or begin >= apart[-1][1]:
            apart.append((begin, end))
    return apart


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text character by character; say which one each of the result's comes from."""
    pieces = [_folded_one(character) for character in text]
    origins = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origins


@lru_cache(maxsize=8192)
def _folded_one(character: str) -> str:
    return fold(character)
