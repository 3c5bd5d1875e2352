"""Which marks of a paragraph will render where they stand, decided before anything is written.

A delimiter beside a letter does not open or close next to punctuation (CommonMark §6.2), which
breaks ``**问题：**文字``; so punctuation at such an edge moves outside the mark, as in
``**问题**：文字``, and a mark that still can't render is dropped. Links enclose strikes, strikes
enclose strong and em.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from syndicate.archiver.markdown.pieces import (
    EM,
    STARS,
    STRIKE,
    STRONG,
    Mark,
    Piece,
    merge,
    with_text,
)

_PAIRS = dict(zip("“‘「『（《〈【([«", "”’」』）》〉】)]»", strict=True))

_BRACKETS = frozenset("()[]【】（）［］")


def settle(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Return the pieces with those marks only that a reader of the Markdown will see."""
    pieces = [_unmarked(piece) for piece in pieces]
    present = frozenset[Mark]().union(*(piece.marks for piece in pieces))
    for mark in (STRIKE, STRONG, EM):
        if mark in present:
            pieces = merge(_settled(pieces, mark))
    return merge(_apart(pieces)) if EM in present else pieces


def _unmarked(piece: Piece) -> Piece:
    """Return brackets that stand round a link without what only the link shows."""
    is_bracket = piece.marks & STARS and piece.kind == "text" and not piece.link
    return _plain(piece) if is_bracket and piece.text.strip() in _BRACKETS else piece


def _plain(piece: Piece) -> Piece:
    return piece._replace(marks=piece.marks - STARS)


def _settled(pieces: Sequence[Piece], mark: Mark) -> Iterator[Piece]:
    """Shrink every run of `mark` until both its ends can render."""
    start = 0
    for (marked, _, _), group in groupby(pieces, key=lambda each: _room(each, mark)):
        run = list(group)
        end = start + len(run)
        if not marked:
            yield from run
        else:
            before = _outside(pieces, start - 1, run[0], mark, -1)
            after = _outside(pieces, end, run[-1], mark, 0)
            head, run = _shrunk(run, mark, before, 1)
            tail, run = _shrunk(run, mark, after, -1)
            yield from _paired(head, run, tail, mark)
        start = end


def _apart(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Drop em where its delimiters would touch those of strong, unless both are the same run.

    ``**a***b**c**d*`` and their like are read otherwise than meant (CommonMark §6.2, rule 9).
    """
    start = 0
    for (emphatic, _, _), group in groupby(pieces, key=lambda each: _room(each, EM)):
        run = list(group)
        around = [
            each
            for index in (start - 1, start + len(run))
            if 0 <= index < len(pieces)
            and _room(each := pieces[index], EM)[1:] == _room(run[0], EM)[1:]
        ]
        start += len(run)
        keep = emphatic and _is_apart([STRONG in each.marks for each in run], around)
        yield from run if keep or not emphatic else (_without(each, EM) for each in run)


def _is_apart(strong: list[bool], around: list[Piece]) -> bool:
    outside = [STRONG in piece.marks for piece in around]
    if all(strong):
        return not any(outside) or (len(outside) == 2 and all(outside))
    return not (strong[0] or strong[-1] or any(outside))


def _without(piece: Piece, mark: Mark) -> Piece:
    return piece._replace(marks=piece.marks - {mark})


def _paired(head: list[Piece], run: list[Piece], tail: list[Piece], mark: Mark) -> Iterator[Piece]:
    """Move a quotation mark or bracket out after its partner."""
    if run and tail and _PAIRS.get(run[0].text[:1]) == tail[0].text[:1]:
        out, rest = _split(run[0], 1, 1)
        head.append(_without(out, mark))
        more, run = _shrunk([*([rest] if rest else []), *run[1:]], mark, out.text, 1)
        head += more
    elif run and head and _PAIRS.get(head[-1].text[-1:]) == run[-1].text[-1:]:
        out, rest = _split(run[-1], 1, -1)
        more, run = _shrunk([*run[:-1], *([rest] if rest else [])], mark, out.text, -1)
        tail = [*more, _without(out, mark), *tail]
    yield from (*head, *run, *tail)


def _room(piece: Piece, mark: Mark) -> tuple[bool, str, bool]:
    """Name the room a delimiter lives in: links and strikes enclose the other marks."""
    return (mark in piece.marks, piece.link, STRIKE in piece.marks)


def _outside(pieces: Sequence[Piece], index: int, inner: Piece, mark: Mark, end: int) -> str:
    """Return the character outside a run: that of its neighbour, or of a delimiter between."""
    if not 0 <= index < len(pieces):
        return "[" if inner.link else "~" if _is_struck(inner, mark) else " "
    piece = pieces[index]
    if piece.link != inner.link:
        return "["
    if mark != STRIKE and (STRIKE in piece.marks) != (STRIKE in inner.marks):
        return "~"
    return _edge(piece, EM, end)


def _is_struck(piece: Piece, mark: Mark) -> bool:
    return mark != STRIKE and STRIKE in piece.marks


def _edge(piece: Piece, mark: Mark, end: int) -> str:
    """Return a piece's first (0) or last (-1) character as it will be written."""
    if piece.kind != "text":
        return " " if piece.kind == "break" else "`"
    hidden = mark == STRIKE and piece.marks & STARS and not piece.text[end].isspace()
    return "*" if hidden else piece.text[end]


def _shrunk(
    run: list[Piece], mark: Mark, outside: str, step: Literal[1, -1]
) -> tuple[list[Piece], list[Piece]]:
    """Take from one end of a run (1: its start, -1: its end) what can't stand there.

    Returns what was taken, without the mark and in document order, and the rest.
    """
    taken: list[Piece] = []
    rest = run[::step]
    at = 0
    while at < len(rest):
        piece = rest[at]
        edge = _edge(piece, mark, 0 if step == 1 else -1)
        if not edge.isspace() and (not _is_punctuation(edge) or _parts(outside)):
            break
        loose = piece.kind == "text" and edge == piece.text[0 if step == 1 else -1]
        out, kept = _split(piece, _loose(piece.text[::step]) if loose else len(piece.text), step)
        taken.append(_without(out, mark))
        outside = _edge(out, EM, -1 if step == 1 else 0)
        if kept is None:
            at += 1
        else:
            rest[at] = kept
    return taken[::step], rest[at:][::step]


def _split(piece: Piece, count: int, step: int) -> tuple[Piece, Piece | None]:
    text = piece.text
    if count >= len(text):
        return piece, None
    first, last = (text[:count], text[count:]) if step == 1 else (text[-count:], text[:-count])
    return with_text(piece, first), with_text(piece, last)


def _loose(text: str) -> int:
    """Count the blanks at the start of `text`, or else the punctuation and blanks."""
    if text[0].isspace():
        return len(text) - len(text.lstrip())
    for count, character in enumerate(text):
        if not character.isspace() and not _is_punctuation(character):
            return count
    return len(text)


def _parts(character: str) -> bool:
    return character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    """Tell what CommonMark §2.1 calls a Unicode punctuation character (P and S classes)."""
    return unicodedata.category(character)[0] in "PS"
