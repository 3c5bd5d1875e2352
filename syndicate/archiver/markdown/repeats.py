"""Pictures that a page holds twice, one below the other: cut for phones and for desks, or shown
and shown again for browsers without scripts. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from syndicate.archiver.markdown.blocks import Block, Paragraph
from syndicate.archiver.media.addresses import same, told_width

# Lines of a caption: what it shows, who took it, whose it is.
_CAPTION = 3


def once(blocks: Sequence[Block]) -> list[Block]:
    """Drop a picture and its caption that repeat those right before; the larger file stays."""
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        length = _repeated(kept, blocks, at)
        if length:
            kept[-length] = _larger(kept[-length], blocks[at])
            at += length
        else:
            kept.append(blocks[at])
            at += 1
    return kept


def _repeated(kept: Sequence[Block], blocks: Sequence[Block], at: int) -> int:
    """Return how many blocks from `at` on repeat the last ones kept: a picture and its caption."""
    url = _picture(blocks[at])
    for length in range(1, min(_CAPTION + 1, len(kept)) + 1) if url else ():
        caption = list(blocks[at + 1 : at + length])
        before, *said = kept[-length:]
        if caption == said and same(_picture(before), url):
            return length
    return 0


def _picture(block: Block) -> str:
    """Return the address of a picture that stands alone; "" for any other block."""
    if isinstance(block, Paragraph) and len(block.pieces) == 1 and block.pieces[0].kind == "image":
        return block.pieces[0].url
    return ""


def _larger(one: Block, other: Block) -> Block:
    return other if told_width(_picture(other)) > told_width(_picture(one)) else one
