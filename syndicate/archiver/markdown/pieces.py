"""Runs of inline content, tidied: what a paragraph is before it becomes Markdown.

A paragraph is a flat list of pieces, each with all its marks, so that nothing depends on how
the page nested its tags: neighbours with equal marks are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from syndicate.archiver.markdown.escape import visible

Kind = Literal["text", "code", "image", "break", "math", "note"]
Mark = Literal["strike", "strong", "em"]

STRIKE: Mark = "strike"
STRONG: Mark = "strong"
EM: Mark = "em"
PLAIN: frozenset[Mark] = frozenset()

STARS: frozenset[Mark] = frozenset((STRONG, EM))

# A single blank is what it is already.
_BLANKS = re.compile(r"\s\s+|[^\S ]")
# Scripts written without blanks: a line break between two of their characters is no blank.
_WIDE = (
    "\u2e80-\u303f\u3040-\u312f\u31a0-\u31ff\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_JOINT = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])")


class Piece(NamedTuple):
    """Hold a run of inline content.

    `text` is an image's alternative text, a formula's TeX, a note's label. The `url` of a formula
    is its delimiter.
    """

    text: str
    kind: Kind = "text"
    marks: frozenset[Mark] = PLAIN
    link: str = ""
    url: str = ""


BREAK = Piece("\n", "break")


def tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """Fold white space across pieces, trim the ends, and part blanks from marks.

    A line break of the source between two CJK characters joins them.
    """
    pieces = list(pieces)
    if len(pieces) == 1 and pieces[0].kind == "text":
        text = _tidy_text(pieces[0].text)
        return [with_text(pieces[0], text)] if text else []
    folded = _trimmed(_folded(pieces))
    return merge(_parted(_joined(folded)))


def _tidy_text(text: str) -> str:
    """Do as `tidy` does, to the one text of most paragraphs."""
    text = _folded_text(text).strip()
    return _JOINT.sub("", text).replace("\n", " ") if "\n" in text else text


def words(pieces: Iterable[Piece]) -> str:
    """Return the text of the pieces, without images and references."""
    return "".join([piece.text for piece in pieces if piece.kind not in ("image", "note")])


def _folded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    last = "\n"
    for piece in pieces:
        if piece.kind == "break":
            last = "\n"
        elif piece.kind == "text":
            text = _folded_text(piece.text)
            text = text.lstrip() if last.isspace() else text
            if not text:
                continue
            piece, last = with_text(piece, text), text[-1]
        else:
            last = "x"
        yield piece


def _folded_text(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text
    return _BLANKS.sub(_blank, visible(text))


def _blank(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def _trimmed(pieces: Iterable[Piece]) -> list[Piece]:
    """Drop breaks and blanks at both ends, and blanks before a break."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.kind == "break":
            _strip_end(kept)
            if not kept or kept[-1].kind == "break":
                continue
        kept.append(piece)
    while kept and kept[-1].kind == "break":
        kept.pop()
    _strip_end(kept)
    return kept


def _strip_end(pieces: list[Piece]) -> None:
    while pieces and pieces[-1].kind == "text":
        last = pieces.pop()
        if text := last.text.rstrip():
            pieces.append(with_text(last, text))
            return


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Turn the source's line breaks into blanks, or into nothing between CJK characters."""
    before = ""
    for index, piece in enumerate(pieces):
        if piece.kind == "text" and "\n" in piece.text:
            following = pieces[index + 1].text[:1] if index + 1 < len(pieces) else ""
            text = _JOINT.sub("", f"{before}{piece.text}{following}").replace("\n", " ")
            text = text[len(before) : len(text) - len(following)]
            piece = with_text(piece, text)
        before = piece.text[-1:]
        if piece.text or piece.kind == "image":
            yield piece


def _parted(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Give blanks and breaks at a piece's edge only what both neighbours share."""
    cut: list[Piece] = []
    for piece in pieces:
        cut += _cut(piece) if _has_edge(piece) else [piece]
    for index, piece in enumerate(cut):
        blank = piece.kind in ("text", "break") and piece.text.isspace()
        if not blank or not 0 < index < len(cut) - 1:
            yield piece
            continue
        left, right = cut[index - 1], cut[index + 1]
        link = left.link if left.link == right.link else ""
        yield piece._replace(marks=left.marks & right.marks, link=link)


def _has_edge(piece: Piece) -> bool:
    return piece.kind == "text" and (piece.text[0].isspace() or piece.text[-1].isspace())


def _cut(piece: Piece) -> Iterator[Piece]:
    core = piece.text.strip()
    start = piece.text.find(core) if core else len(piece.text)
    for part in (piece.text[:start], core, piece.text[start + len(core) :]):
        if part:
            yield with_text(piece, part)


def merge(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbouring texts, and neighbouring code, that share all marks and the link."""
    merged: list[Piece] = []
    texts: list[str] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and piece[1:] == last[1:] and piece.kind in ("text", "code"):
            texts.append(piece.text)
            continue
        if last and len(texts) > 1:
            merged[-1] = with_text(last, "".join(texts))
        merged.append(piece)
        texts = [piece.text]
    if merged and len(texts) > 1:
        merged[-1] = with_text(merged[-1], "".join(texts))
    return merged


def with_text(piece: Piece, text: str) -> Piece:
    """Return the piece with another text."""
    # Twice as fast as _replace, and called for every run of text.
    return Piece(text, piece.kind, piece.marks, piece.link, piece.url)
