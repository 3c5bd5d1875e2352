"""Lines that stand between an article's sentences and are none of it, told by their form. Pure.

What a site sets beside the text (tickers, polls, teasers, promotions) can't be told by words:
there are as many as there are sites. Its form can: a short paragraph without the end of a
sentence, in an article that is written in sentences; or one that speaks to the reader where the
article doesn't. A line of a list, a table, a heading, a caption or verse is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from syndicate.archiver.files.lines import IMAGE, LINK, Line, words_in

LONGEST = 16
"""Words of a line without an end at most; of 100 longer ones nearly all are sentences."""

SPOKEN = 24
"""Words of a line that speaks to the reader, at most: a paragraph has more."""

PROSE = 0.5
"""How much of an article's words must be sentences for a line without an end to be a stranger."""

ALIKE = 0.7
"""How alike two words are of which one is a slip of the pen for the other: "Jon", "John"."""

SLIP = 40
"""Characters of a word that one can slip in, at most: no language has longer ones in use."""

MOST = 40_000
"""Pairs of lines that are compared for a slip: of more nobody can say which became which."""

_ENDS = re.compile(r"[.。…:：;；,，、‥][\s*_)\]）】]*$")
_QUOTES = re.compile("[\"“”„«»「」『』‘’]|(?<!\\w)'")
_FACT = re.compile(r"[$€£¥₩₹]|\d\s?(?:元|円|원|美元|万元|亿元)|\d\s?[-–:]\s?\d")
_TICKER = re.compile(r"[▲▼△▽↑↓]|[-+]\d+(?:[.,]\d+)?\s?%")
_ADDRESS = re.compile(
    r"\b(?:you|your|yours|we|our|us|my)\b|[您你]们?|我们|我們|本站|本网|本網", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORDS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)


def strangers(gone: Sequence[Line], come: Sequence[Line], kept: Sequence[Line]) -> frozenset[Line]:
    """Return those of the lines on one side only that are asides in the article `kept` tells of."""
    here, there = set(gone), set(come)
    found = {line for line in here | there if _is_aside(line)}
    if found and not _is_prose(kept):
        found = set()
    if left := (here | there) - found:
        spoken = _addresses(kept)
        found |= {line for line in left if _speaks(line, spoken)}
    if len(here - there) * len(there - here) > MOST:
        return frozenset()
    mended = {line for line in found & here - there if _mended(line, there - here)}
    mended |= {line for line in found & there - here if _mended(line, here - there)}
    return frozenset(found - mended)


def _is_prose(kept: Sequence[Line]) -> bool:
    """Tell whether an article is written in sentences; of next to nothing nobody knows."""
    ended = sum(words_in(line.text) for line in kept if not _is_aside(line))
    return ended > PROSE * sum(words_in(line.text) for line in kept)


def _is_aside(line: Line) -> bool:
    if not _may_be(line):
        return False
    shown = _shown(line)
    return not _ENDS.search(shown) and 0 < words_in(shown) <= LONGEST


def _may_be(line: Line) -> bool:
    return line.kind == "paragraph" and not (_QUOTES.search(line.text) or IMAGE.search(line.text))


def _speaks(line: Line, spoken: frozenset[str]) -> bool:
    """Tell whether a line speaks to readers with words that the article has not."""
    if not _may_be(line):
        return False
    said = _addresses((line,))
    return bool(said) and not said & spoken and words_in(_shown(line)) <= SPOKEN


def _addresses(lines: Iterable[Line]) -> frozenset[str]:
    return frozenset(word.lower() for line in lines for word in _ADDRESS.findall(line.text))


def _mended(line: Line, others: Iterable[Line]) -> bool:
    """Tell whether another line is this one with a slip put right, or with another figure."""
    return any(_is_mended(_shown(line), _shown(other)) for other in others)


def _is_mended(one: str, two: str) -> bool:
    if one != two and _NUMBER.sub("0", one) == _NUMBER.sub("0", two):
        return bool(_FACT.search(one)) and not _TICKER.search(one)
    here, there = _WORDS.findall(one), _WORDS.findall(two)
    if len(here) != len(there) or len(here) < 2:
        return False
    changed = [pair for pair in zip(here, there, strict=True) if pair[0] != pair[1]]
    return len(changed) == 1 and _is_slip(*changed[0])


def _is_slip(one: str, two: str) -> bool:
    if one.isdigit() or two.isdigit() or max(len(one), len(two)) > SLIP:
        return False
    return SequenceMatcher(None, one.lower(), two.lower(), autojunk=False).ratio() >= ALIKE


def _shown(line: Line) -> str:
    return LINK.sub(lambda it: it[1], line.text).strip()
