"""Text for terminals: columns that line up in any script, and times as people say them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from syndicate.markup.text import squash as clean

__all__ = [
    "ago",
    "clean",
    "clip",
    "escaped",
    "harmless",
    "moment",
    "pad",
    "plural",
    "table",
    "until",
    "width",
    "wrap",
]

_GAP = "  "
# Escape sequences, carriage returns and the bidirectional controls that reorder what follows.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A column that has to give way keeps at least this many cells: enough to recognise a title.
_LEAST = 16


def width(text: str) -> int:
    """Return how many cells a terminal gives the text (UAX #11; ambiguous ones count as one)."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text: str, cells: int) -> str:
    """Cut the text to `cells`, with an ellipsis where something is missing."""
    if width(text) <= cells:
        return text
    return _fitting(text, cells - 1).rstrip() + "…"


def wrap(text: str, cells: int) -> list[str]:
    """Break the text into lines of at most `cells`, between words where there are some."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer) <= cells:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line) > cells:
            head = _fitting(line, max(cells, 2))
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line else lines


def _fitting(text: str, cells: int) -> str:
    """Return how the text begins, as much as `cells` hold."""
    used = 0
    for position, character in enumerate(text):
        used += _cells(character)
        if used > cells:
            return text[:position]
    return text


def pad(text: str, cells: int) -> str:
    """Fill the text with blanks up to `cells`."""
    return text + " " * (cells - width(text))


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    cells: int | None = None,
    flexible: int = -1,
) -> Iterator[str]:
    """Yield the lines of a table; column `flexible` gives way so that a line has `cells`."""
    lines = [head, *([clean(cell) for cell in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    if cells is not None:
        excess = sum(widths) + len(_GAP) * (len(widths) - 1) - cells
        widths[flexible] = min(widths[flexible], max(_LEAST, widths[flexible] - excess))
    for line in lines:
        fitted = (pad(clip(cell, size), size) for cell, size in zip(line, widths, strict=True))
        yield _GAP.join(fitted).rstrip()


def harmless(text: str) -> str:
    """Drop what could steer a terminal; lines and tabs stay."""
    return _HARMFUL.sub("", text)


def escaped(text: str) -> str:
    """Write what could steer a terminal as JSON does; lines and tabs stay."""
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 article``, ``2 articles``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def ago(then: datetime | None, now: datetime) -> str:
    """Say how long ago something was."""
    if then is None:
        return "never"
    return "just now" if now - then < timedelta(minutes=1) else f"{_span(now - then)} ago"


def until(then: datetime | None, now: datetime) -> str:
    """Say how soon something will be."""
    if then is None:
        return "—"
    return "now" if then <= now else f"in {_span(then - now)}"


def moment(instant: datetime | None) -> str:
    """Return the local minute, e.g. ``2026-03-01 08:00``, in the instant's own offset."""
    return "" if instant is None else instant.strftime("%Y-%m-%d %H:%M")


def _span(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"
