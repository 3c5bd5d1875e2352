"""Text made safe from what kramdown, Jekyll's renderer, adds to CommonMark, and back. Pure.

To kramdown every line with a bar is a row of a table, two dollar signs are mathematics, and a brace
with a colon gives attributes (event handlers too) to what stands before it, or lets HTML through. As
entities all are text; a line that is a formula stays one. An entity that is there already gets a
zero more, so that `restore` is the exact opposite of `protect`. In code and in addresses nothing
is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from syndicate.archiver.markdown import scan
from syndicate.archiver.markdown.text import ROW_START

_KEPT = rf"\\.|<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|\]\({scan.DESTINATION}"
_ENTITY = r"&#(?P<zeros>0*)(?P<number>36|123|124);"
_TOKEN = re.compile(
    rf"{_KEPT}|{_ENTITY}|(?P<bar>\|)|(?P<brace>\{{(?=:))|(?P<dollar>\$(?=\$))", re.DOTALL
)
_WRITTEN = re.compile(rf"{_KEPT}|{_ENTITY}", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A formula on a line of its own means the same to kramdown.
_FORMULA = re.compile(r"(?:[ >]|[-+*] |\d{1,9}[.)] )*+\$\$(?:[^$\\\n]|\\[^\n])++\$\$\n")
# Enough of a line to tell whether it is a row.
_PREFIX = 80


def protect(markdown: str) -> str:
    """Return Markdown that says to kramdown what it says to everybody else."""
    return "".join(
        line.raw
        if line.is_fixed
        else _TOKEN.sub(_in_row if ROW_START.match(line.start) else _outside, line.raw)
        for line in _lines(f"{markdown}\n")
    )[:-1]


def restore(text: str) -> str:
    """Return the Markdown of which `protect` made the text."""
    return "".join(
        line.raw if line.is_fixed else _WRITTEN.sub(_plain, line.raw)
        for line in _lines(f"{text}\n")
    )[:-1]


class _Line(NamedTuple):
    """Hold a stretch of a line, and how that line starts; code and formulas are fixed."""

    raw: str
    start: str
    is_fixed: bool


def _lines(markdown: str) -> Iterator[_Line]:
    start = ""
    for part in scan.parts(markdown):
        is_fixed = part.kind not in ("text", "image")
        for piece in [part.raw] if is_fixed else _LINE.findall(part.raw):
            is_formula = not start and _FORMULA.fullmatch(piece) is not None
            start = f"{start}{piece}"[:_PREFIX]
            yield _Line(piece, start, is_fixed or is_formula)
            start = piece.rpartition("\n")[2][:_PREFIX] if "\n" in piece else start


def _outside(found: re.Match[str]) -> str:
    return "&#124;" if found["bar"] else _in_row(found)


def _in_row(found: re.Match[str]) -> str:
    if found["number"]:
        return f"&#0{found['zeros']}{found['number']};"
    if found["brace"]:
        return "&#123;"
    return "&#36;" if found["dollar"] else found[0]


def _plain(found: re.Match[str]) -> str:
    if not found["number"]:
        return found[0]
    if found["zeros"]:
        return f"&#{found['zeros'][1:]}{found['number']};"
    return chr(int(found["number"]))
