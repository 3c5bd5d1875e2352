"""Blocks → Markdown: CommonMark 0.31 with GFM's tables and strikethrough, no HTML at all.

Promises the same bytes for the same blocks, lines never folded, nothing a reader would have to
guess: ATX headings, fenced code, ``-`` bullets. Children of a list item are indented by four,
which CommonMark and Python-Markdown (MkDocs) both read as nested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from syndicate.archiver.markdown.blocks import (
    Block,
    Code,
    Heading,
    Listing,
    Note,
    Paragraph,
    Quote,
    Rule,
    Table,
    pieces,
    without_notes,
)
from syndicate.archiver.markdown.escape import cell_end, fence, heading_end
from syndicate.archiver.markdown.inline import write
from syndicate.archiver.markdown.pieces import STRONG, Piece, tidy

INDENT = "    "

# markdown-it's CommonMark preset drops what is nested more than 20 deep; a list costs 2 levels,
# a quotation 1, and a paragraph with its marks up to 4.
_NESTING = 16
_LIST = 2
_SCHEME = re.compile(r"(?!https?:|mailto:)[^\s\[]*:\S*$")
_LARGEST_NUMBER = 999_999_999


def markdown(blocks: Sequence[Block]) -> str:
    """Return the document, with one final line break; "" for no blocks."""
    blocks, notes = without_notes(blocks)
    labels = {piece.text for piece in chain(pieces(blocks), pieces(notes)) if piece.kind == "note"}
    told = [note for note in notes if note.label in labels]
    text = "\n".join(_document([*blocks, *told], 0))
    return f"{text}\n" if text else ""


def _document(blocks: Sequence[Block], depth: int) -> Iterator[str]:
    """Walk over the lines of blocks, a blank one between two."""
    bullet = "-"
    previous: Block | None = None
    for block in _flat(blocks, depth):
        if previous is not None:
            yield ""
        if isinstance(block, Listing):
            # A list right after another one would continue it; another bullet begins a new one.
            bullet = "+" if _continues(previous, block) and bullet == "-" else "-"
        yield from _lines(block, depth, bullet)
        previous = block


def _flat(blocks: Sequence[Block], depth: int) -> Sequence[Block]:
    """Put in the place of what may not nest any deeper all that it holds."""
    if depth + _LIST <= _NESTING:
        return blocks
    flat: list[Block] = []
    ahead = list(reversed(blocks))
    while ahead:
        block = ahead.pop()
        if isinstance(block, Listing):
            ahead += [inner for item in reversed(block.items) for inner in reversed(item)]
        elif isinstance(block, Quote) and depth + 1 > _NESTING:
            ahead += reversed(block.blocks)
        else:
            flat.append(block)
    return flat


def _continues(previous: Block | None, block: Listing) -> bool:
    return isinstance(previous, Listing) and (previous.start is None) == (block.start is None)


def _lines(block: Block, depth: int, bullet: str) -> Iterator[str]:
    match block:
        case Paragraph(pieces):
            yield from write(pieces).split("\n")
        case Heading(level, pieces):
            yield f"{'#' * level} {heading_end(_line(_plain(pieces)))}"
        case Code(text, language):
            mark = fence(text)
            yield from (f"{mark}{language}", *text.split("\n"), mark)
        case Rule():
            yield "***"
        case Table(rows):
            yield from _table(rows)
        case Quote():
            yield from _quote(block, depth)
        case Note(label, blocks):
            yield from _note(label, blocks)
        case Listing():
            yield from _list(block, depth, bullet)


def _line(pieces: Sequence[Piece]) -> str:
    """Write pieces where a line break can't stand."""
    flat = [Piece(" ") if piece.kind == "break" else piece for piece in pieces]
    return write(flat, starts_line=False)


def _plain(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Drop strong from a heading that is strong as a whole: it is so anyway."""
    if all(STRONG in piece.marks for piece in pieces):
        return [piece._replace(marks=piece.marks - {STRONG}) for piece in pieces]
    return pieces


def _table(rows: Sequence[Sequence[Sequence[Piece]]]) -> Iterator[str]:
    for index, row in enumerate(rows):
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
        if index == 0:
            yield f"|{' --- |' * len(row)}"


def _cell(pieces: Sequence[Piece]) -> str:
    # GFM splits cells before anything else, so that even code needs the escape.
    return cell_end(_line(pieces)).replace("|", "\\|")


def _quote(block: Quote, depth: int) -> Iterator[str]:
    if block.kind:
        # GitHub's own boxes have no title; other readers show it.
        title = _line(tidy([Piece(block.title)]))
        yield f"> [!{block.kind.upper()}] {title}".rstrip()
        if block.blocks and not isinstance(block.blocks[0], Paragraph):
            yield ">"
    for line in _document(block.blocks, depth + 1):
        yield f"> {line}" if line else ">"


def _note(label: str, blocks: Sequence[Block]) -> Iterator[str]:
    """Write a note; what is no line of text begins below its label."""
    lines = list(_document(blocks, 2))
    first = lines.pop(0) if blocks and isinstance(blocks[0], Paragraph) else ""
    if _SCHEME.match(first) and not lines:
        # To a reader without footnotes a single word is where a link leads.
        first = f"({first})"
    yield f"[^{label}]: {first}".rstrip()
    if not first:
        yield ""
    yield from (f"{INDENT}{line}" if line else "" for line in lines)


def _list(block: Listing, depth: int, bullet: str) -> Iterator[str]:
    if depth + _LIST > _NESTING:
        yield from _document([block], depth)
        return
    start = block.start
    if start is not None and not 0 <= start <= _LARGEST_NUMBER - len(block.items):
        start = 1
    loose = not all(_is_tight(item) for item in block.items)
    for index, item in enumerate(block.items):
        if index and loose:
            yield ""
        point = "." if bullet == "-" else ")"
        marker = bullet if start is None else f"{start + index}{point}"
        yield from _item(item, marker, depth + _LIST, loose=loose)


def _is_tight(item: Sequence[Block]) -> bool:
    """Tell whether an item is one paragraph, with or without a list below it."""
    return (
        isinstance(item[0], Paragraph)
        and len(item) <= 2
        and all(isinstance(block, Listing) for block in item[1:])
    )


def _item(item: Sequence[Block], marker: str, depth: int, *, loose: bool) -> Iterator[str]:
    # What is no text must start where its later lines do: at the indent.
    inline = isinstance(item[0], Paragraph | Heading)
    indent = max(INDENT, " " * (len(marker) + 1), key=len)
    head = f"{marker} " if inline else marker.ljust(len(indent))
    tight = (line for block in item for line in _lines(block, depth, "-"))
    for line in _document(item, depth) if loose else tight:
        yield f"{head}{line}" if line else ""
        head = indent
