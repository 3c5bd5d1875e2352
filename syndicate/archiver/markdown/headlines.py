"""Whether a line is the title again: compared by its letters, whatever signs stand between. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from syndicate.archiver.markdown.blocks import Block, Heading, Paragraph, pieces
from syndicate.archiver.markdown.pieces import words
from syndicate.markup.text import squash, unescape_again

# What stands between a title and the name of its site; a bare hyphen may be part of a word.
_SITE = re.compile(r"\s*[|｜丨_·•»:：–—]\s*|\s+-\s+")
_HYPHEN = re.compile(r"\s?-")
# A heading may have more behind the others: a subtitle, that is the article's.
_BAR = re.compile(r"\s*[|｜丨_]\s*")
_STOPS = (".", "。", "．", "!", "！", "?", "？")


def without_title(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """Drop what is the title again, where nothing but pictures stands above it."""
    pictures: list[Block] = []
    for index, block in enumerate(blocks):
        if shows(block):
            pictures.append(block)
        elif not repeats(block, title, blocks[index + 1 :]):
            return [*pictures, *blocks[index:]]
    return pictures


def repeats(block: Block, title: str | None, following: Sequence[Block]) -> bool:
    """Tell whether a block is the title again; a line without text below it is the article.

    So is a sentence with its stop where the title has none: news of a line or two say it again.
    """
    if isinstance(block, Heading):
        return is_title(block, title)
    if not isinstance(block, Paragraph) or not says(block, title):
        return False
    if words(block.pieces).endswith(_STOPS) and not (title or "").rstrip().endswith(_STOPS):
        return False
    has_picture = any(piece.kind == "image" for piece in block.pieces)
    return not has_picture and not all(map(shows, following))


def is_title(block: Heading, title: str | None) -> bool:
    """Tell whether a heading is the title; one of them may have the site's name behind it."""
    own, whole = words(block.pieces), title or ""
    if not own or not whole:
        return False
    ends = [found.start() for found in _SITE.finditer(whole)]
    ends += [found.start() for found in _HYPHEN.finditer(whole) if found.start() * 2 >= len(whole)]
    bars = [found.start() for found in _BAR.finditer(own) if found.start() * 2 >= len(own)]
    return same(own, whole) or _begins(whole, sorted(ends), own) or _begins(own, bars, whole)


def says(block: Block, title: str | None) -> bool:
    """Tell whether a block says the same as the title."""
    return bool(title) and same(words(pieces([block])), title or "")


def shows(block: Block) -> bool:
    """Tell whether a block has no words: it only shows something."""
    return not words(pieces([block]))


def same(one: str, other: str) -> bool:
    """Tell whether two texts say the same but for blanks, quotation marks and other signs.

    A line break between two Chinese characters is no blank, and pages quote in many ways.
    """
    said = _letters(one)
    return said == _letters(other) if said else squash(one) == squash(other)


def _begins(text: str, ends: Sequence[int], said: str) -> bool:
    """Tell whether a text says the same as `said` up to one of its `ends`, which come in order."""
    sought, told, start = _letters(said), "", 0
    for end in ends:
        told += _letters(text[start:end])
        start = end
        if len(told) >= len(sought):
            return bool(sought) and told == sought
    return False


# The title is asked for at every block of the head, and before each of a title's bars.
@lru_cache(maxsize=64)
def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", unescape_again(text)).casefold()
    return "".join(each for each in plain if each.isalnum() or unicodedata.combining(each))
