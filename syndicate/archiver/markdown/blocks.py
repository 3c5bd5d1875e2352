"""The blocks an article is made of: what the page's tree becomes before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syndicate.archiver.markdown.pieces import Piece


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Hold a paragraph's tidy pieces."""

    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Heading:
    """Hold a heading of level 1..6."""

    level: int
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Code:
    """Hold preformatted text and the language it names, or ""."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Hold quoted blocks, and the kind and title of a callout, or ""."""

    blocks: Sequence[Block]
    kind: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold a list's items; `start` is the first number, None for bullets."""

    items: Sequence[Sequence[Block]]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Hold rows of cells, all of one length; the first row is the head."""

    rows: Sequence[Sequence[Sequence[Piece]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Stand for a thematic break."""


@dataclass(frozen=True, slots=True)
class Note:
    """Hold what a footnote says; pieces refer to it by its label."""

    label: str
    blocks: Sequence[Block]


Block = Paragraph | Heading | Code | Quote | Listing | Table | Rule | Note


def pieces(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Walk over all inline content in order; code blocks count as one piece."""
    # Not by recursion: each piece would be handed up through all that it is nested in.
    ahead = list(reversed(blocks))
    while ahead:
        match ahead.pop():
            case Paragraph(run) | Heading(_, run):
                yield from run
            case Code(text):
                yield Piece(text, "code")
            case Quote(inner) | Note(_, inner):
                ahead += reversed(inner)
            case Listing(items):
                ahead += [each for item in reversed(items) for each in reversed(item)]
            case Table(rows):
                for row in rows:
                    for cell in row:
                        yield from cell


def without_notes(blocks: Sequence[Block]) -> tuple[list[Block], list[Note]]:
    """Return the blocks of the text, and the notes to it."""
    text: list[Block] = [block for block in blocks if not isinstance(block, Note)]
    return text, [block for block in blocks if isinstance(block, Note)]
