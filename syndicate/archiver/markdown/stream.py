"""What is being read of a page: blocks that are done, and the paragraph that still grows.

Promises that nothing said is lost and that a picture on a line of its own is a paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from syndicate.archiver.markdown.blocks import Block, Paragraph
from syndicate.archiver.markdown.pieces import BREAK, PLAIN, Mark, Piece, tidy, with_text
from syndicate.archiver.markdown.repeats import once
from syndicate.archiver.media.addresses import stem
from syndicate.markup.tree import Element

# What parts links that stand in a row.
_SEPARATORS = (",", ";", "|", "/", "·", "、", "，")


class Noted:
    """Number the notes of a text in the order of their references."""

    def __init__(self, notes: Mapping[str, Element]) -> None:
        self.labels: dict[str, str] = {}
        """The labels of the notes that were referred to, by their names."""
        self.notes = notes

    def label(self, name: str) -> str:
        """Return the label by which the text refers to a note; "" for a note that isn't there."""
        if name not in self.notes:
            return ""
        return self.labels.setdefault(name, str(len(self.labels) + 1))


class Style(NamedTuple):
    """Hold what text inherits from the elements around it."""

    base: str | None
    marks: frozenset[Mark] = PLAIN
    link: str = ""
    language: str = ""
    icons: bool = False
    noted: Noted = Noted({})


class Flow:
    """Collect blocks; loose inline content becomes a paragraph at the next block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pending: list[Piece] = []
        self._missed = ""
        self.shown = ""
        """What the ``<img>`` right before showed; a <noscript> after it repeats it."""
        self.is_preview = False
        """Whether a script was to put another file in the place of the last picture."""
        self.played = ""
        """What the last player played; pages repeat it in a <noscript>."""

    def say(self, piece: Piece) -> None:
        """Go on with the paragraph; blanks begin none."""
        if piece.kind == "text" and not piece.text.strip():
            if self._pending and piece.text:
                self._pending.append(piece)
            return
        if piece.kind == "text":
            self.shown = ""
            if self._missed:
                piece = with_text(piece, self._closed_up(piece.text))
        self._missed = ""
        self._pending.append(piece)

    @property
    def last(self) -> str:
        """The text that the next one would stand right behind; "" where it begins."""
        last = self._pending[-1] if self._pending else None
        return last.text if last and last.kind in ("text", "code") else ""

    def begin_line(self) -> None:
        """Go on with the paragraph on a line of its own."""
        last = self._said()
        if last and last.kind != "break":
            self._pending.append(BREAK)

    def _said(self) -> Piece | None:
        """Return the last piece of the paragraph that is not blank."""
        return next((each for each in reversed(self._pending) if _says([each])), None)

    def miss(self) -> None:
        """Note that a link showed nothing: what would part it from the next one is no text."""
        last = self._said()
        text = last.text.rstrip() if last and last.kind == "text" else ""
        self._missed = text[-1:] if text.endswith(_SEPARATORS) else ""

    def _closed_up(self, text: str) -> str:
        """Return text without the separator that stands behind an empty link already."""
        rest = text.lstrip()
        return rest[1:] if rest[:1] == self._missed else text

    def put(self, *blocks: Block) -> None:
        """End the paragraph, and add blocks."""
        self.close()
        self.blocks.extend(blocks)

    def close(self) -> None:
        """End the paragraph that was being collected."""
        if self._pending:
            self.blocks.extend(Paragraph(run) for run in paragraphs(self._pending))
            self._pending = []

    def finish(self) -> list[Block]:
        """Return all blocks, a picture that repeats the one before it left out."""
        self.close()
        return once(self.blocks)

    def sharpen(self, url: str, *, anyway: bool) -> bool:
        """Show `url` in the place of the last picture, when that is the same file, scaled down.

        With `anyway` whatever it is. Return whether a picture was there to be replaced.
        """
        last = self.blocks[-1] if self.blocks and not _says(self._pending) else None
        run = list(last.pieces) if isinstance(last, Paragraph) else self._pending
        at = next((at for at in reversed(range(len(run))) if run[at].kind == "image"), None)
        if at is None or not (anyway or stem(run[at].url) == stem(url)):
            return False
        run[at] = run[at]._replace(url=url)
        if isinstance(last, Paragraph):
            self.blocks[-1] = Paragraph(run)
        return True


def _says(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind != "text" or piece.text.strip() for piece in pieces)


def paragraphs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Cut inline content at double breaks, and round pictures that stand on a line of their own."""
    runs: list[list[Piece]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece.kind == "text" and not piece.text.strip():
            runs[-1].append(piece)
            continue
        breaks = breaks + 1 if piece.kind == "break" else 0
        if breaks == 2:
            runs.append([])
        runs[-1].append(piece)
    return [part for run in runs for part in _pictures_apart(tidy(run)) if part]


def _pictures_apart(pieces: list[Piece]) -> list[list[Piece]]:
    """Give a picture at the edge of a line its own paragraph; icons were told apart before."""
    if all(piece.kind != "image" for piece in pieces):
        return [pieces] if any(piece.text.strip() for piece in pieces) else []
    if all(piece.kind == "image" or not piece.text.strip() for piece in pieces):
        return [[piece] for piece in pieces if piece.kind == "image"]
    parts: list[list[Piece]] = [[]]
    for index, piece in enumerate(pieces):
        around = [pieces[at] for at in (index - 1, index + 1) if 0 <= at < len(pieces)]
        edge = len(around) < 2 or any(each.kind in ("break", "image") for each in around)
        if piece.kind == "image" and edge:
            parts += [[piece], []]
        else:
            parts[-1].append(piece)
    return [tidy(part) for part in parts]
