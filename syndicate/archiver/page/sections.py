"""Which headings head a section of the article, and which the card of another story. Pure.

Cards are items of a list whose heading is a link, with little text beside it. What heads nothing
at the edges of an article is left over from boxes that were cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from syndicate.archiver.markdown.blocks import Block, Heading, Listing, Paragraph, pieces
from syndicate.archiver.markdown.pieces import STRONG, words
from syndicate.archiver.page.measure import SENTENCE, weigh

# WordPress cuts an excerpt after 55 words.
_EXCERPT = 420
# More headings in a row are a list: shops show what they have so.
_FEW = 3


def headed(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the headlines of cards in bold, without empty sections at the edges."""
    told = [_with_headlines(block) for block in blocks]
    last = sum(1 for _ in takewhile(_is_heading, reversed(told)))
    told = told[: len(told) - last] if last <= _FEW else told
    first = sum(1 for _ in takewhile(_is_empty, pairwise(told)))
    return told[first:] if first <= _FEW else told


def _is_heading(block: Block) -> bool:
    return isinstance(block, Heading)


def _is_empty(pair: tuple[Block, Block]) -> bool:
    """Tell whether a label is followed by a heading of its own level or above.

    A longer line would be a standfirst.
    """
    block, following = pair
    if not isinstance(block, Heading) or not isinstance(following, Heading):
        return False
    return following.level <= block.level and weigh(words(block.pieces))[0] < SENTENCE


def _with_headlines(block: Block) -> Block:
    if not isinstance(block, Listing):
        return block
    return replace(block, items=[_card(item) for item in block.items])


def _card(item: Sequence[Block]) -> list[Block]:
    heads = any(map(_is_headline, item))
    rest = [block for block in item if heads and not isinstance(block, Heading)]
    if not heads or weigh(words(pieces(rest)))[0] > _EXCERPT:
        return [_with_headlines(block) for block in item]
    return [_headline(block) if _is_headline(block) else _with_headlines(block) for block in item]


def _is_headline(block: Block) -> bool:
    return isinstance(block, Heading) and all(
        piece.link for piece in block.pieces if piece.text.strip()
    )


def _headline(heading: Block) -> Paragraph:
    bold = [each._replace(marks=each.marks | {STRONG}) for each in pieces([heading])]
    return Paragraph(bold)
