"""Pieces → one paragraph's Markdown: linear, and right whatever the text is.

pieces ─ marks.settle ─▶ marks that will render ─ escape ─▶ leaves ─▶ links, strikes, strong, em
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from syndicate.archiver.markdown import formulas
from syndicate.archiver.markdown.escape import (
    code_span,
    destination,
    ends_formula,
    escape,
    line_start,
    visible,
)
from syndicate.archiver.markdown.marks import settle
from syndicate.archiver.markdown.pieces import EM, PLAIN, STARS, STRIKE, STRONG, Mark, Piece

_DELIMITER = {STRONG: "**", EM: "*"}
_BLANKS = re.compile(r"\s+")


def write(pieces: Sequence[Piece], *, starts_line: bool = True) -> str:
    """Return tidy pieces as Markdown; a hard break is two blanks and a line break.

    Where they don't start a line (a heading, a cell), what would open a block needs no escape.
    """
    text = escape(pieces[0].text) if _is_plain(pieces) else _marked(pieces)
    if not starts_line:
        return text
    if text.startswith("[") and "]:" in text and not pieces[0].link:
        text = f"\\{text}"
    first, *lines = text.split("\n")
    first = first if pieces and pieces[0].kind == "task" else line_start(first)
    return "\n".join([first, *map(line_start, lines)])


def _is_plain(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces are one text without marks, as most paragraphs are."""
    return len(pieces) == 1 and pieces[0].kind == "text" and pieces[0][2:] == (PLAIN, "", "")


def _marked(pieces: Sequence[Piece]) -> str:
    pieces = settle([_spelled(piece) for piece in pieces])
    spans = [_Span(piece, leaf) for piece, leaf in zip(pieces, _leaves(pieces), strict=True)]
    return "".join(_links(spans))


def _spelled(piece: Piece) -> Piece:
    """Return code in a link's text as text where its ``]:`` would read as a definition."""
    if piece.kind == "code" and piece.link and "]:" in piece.text:
        return piece._replace(kind="text", text=piece.text.strip())
    return piece


class _Span(NamedTuple):
    piece: Piece
    text: str


def _leaves(pieces: Sequence[Piece]) -> Iterator[str]:
    struck = sum("~" in piece.text for piece in pieces if piece.kind == "text") > 1
    texts = (at for at, piece in enumerate(pieces) if piece.kind == "text")
    last = max((at for at in texts if ends_formula(pieces[at].text)), default=0)
    for index, piece in enumerate(pieces):
        previous = pieces[index - 1] if index else None
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        before, after = _neighbour(piece, previous, -1), _neighbour(piece, following, 0)
        leaf = _leaf(piece, before, after, struck=struck, summed=index < last)
        yield f"\\{leaf}" if previous and _binds(leaf, previous) else leaf


def _binds(leaf: str, previous: Piece) -> bool:
    """Tell whether a leaf would say something of what stands right before it.

    Of a reference to a note it would make a link or a definition; to anything but text
    Python-Markdown (``attr_list``) and kramdown give attributes in braces, event handlers too.
    """
    if previous.kind == "note" and leaf.startswith(("(", ":")):
        return True
    return leaf.startswith("{") and previous.kind != "break" and not _is_plain([previous])


def _leaf(piece: Piece, before: str, after: str, *, struck: bool, summed: bool) -> str:
    match piece.kind:
        case "break":
            return "  \n"
        case "code":
            return code_span(_BLANKS.sub(" ", visible(piece.text)))
        case "image":
            return f"![{alt(piece.text)}]({destination(piece.url)})"
        case "math":
            return formulas.markdown(piece.text, piece.url)
        case "note":
            return f"[^{piece.text}]"
        case "task":
            return piece.text
    is_label = bool(piece.link)
    return escape(piece.text, before, after, label=is_label, struck=struck, summed=summed)


def alt(text: str) -> str:
    """Return an image's alternative text, on one line and escaped."""
    return escape(_BLANKS.sub(" ", visible(text)).strip(), "[", "]", label=True)


def _neighbour(piece: Piece, other: Piece | None, end: int) -> str:
    """Return the character that is written next to `piece`, before (-1) or after (0) it."""
    same_link = other is not None and other.link == piece.link
    same_strike = same_link and other is not None and STRIKE in other.marks & piece.marks
    if piece.marks & STARS and not (same_link and other and other.marks == piece.marks):
        return "*"
    if STRIKE in piece.marks and not same_strike:
        return "~"
    if piece.link and not same_link:
        return "[" if end else "]"
    return _opening(piece, other, end) if other else ""


def _opening(piece: Piece, other: Piece, end: int) -> str:
    """Return the outermost character of a neighbour that shares all that `piece` is in."""
    if other.link != piece.link:
        return ")" if end else "["
    if other.marks != piece.marks:
        return "~" if STRIKE in other.marks - piece.marks else "*"
    if other.kind == "break":
        return "\n"
    image, note = (")", "]") if end else ("!", "[")
    return {"code": "`", "image": image, "note": note, "math": "$"}.get(other.kind, "*")


def _links(spans: Sequence[_Span]) -> Iterator[str]:
    for link, group in groupby(spans, key=lambda each: each.piece.link):
        text = "".join(_strikes(list(group)))
        yield f"[{text}]({destination(link)})" if link else text


def _strikes(spans: Sequence[_Span]) -> Iterator[str]:
    for struck, group in groupby(spans, key=lambda each: STRIKE in each.piece.marks):
        text = _stars(list(group), STARS)
        yield f"~~{text}~~" if struck else text


def _stars(spans: Sequence[_Span], marks: frozenset[Mark]) -> str:
    """Write strong and em; at each place the mark that lasts longer encloses the other."""
    out: list[str] = []
    at = 0
    while at < len(spans):
        ends = {mark: _end(spans, at, mark) for mark in (STRONG, EM) if mark in marks}
        mark = max(ends, key=lambda each: ends[each], default=EM)
        end = ends.get(mark, at)
        if end == at:
            out.append(spans[at].text)
            at += 1
            continue
        inner = _stars(spans[at:end], marks - {mark})
        out.append(f"{_DELIMITER[mark]}{inner}{_DELIMITER[mark]}")
        at = end
    return "".join(out)


def _end(spans: Sequence[_Span], at: int, mark: Mark) -> int:
    while at < len(spans) and mark in spans[at].piece.marks:
        at += 1
    return at
