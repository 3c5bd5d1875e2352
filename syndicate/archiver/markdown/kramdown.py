"""Text made safe from what kramdown, Jekyll's renderer, adds to CommonMark, and back. Pure.

To kramdown every line with a bar is a row of a table, and two dollar signs are mathematics. As
entities both are text. An entity that is there already gets a zero more, so that `restore` is
the exact opposite of `protect`. In code and in addresses nothing is changed.
"""

from __future__ import annotations

import re

from syndicate.archiver.markdown import scan
from syndicate.archiver.markdown.text import ROW_START

_KEPT = rf"\\.|<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|\]\({scan.DESTINATION}"
_ENTITY = r"&#(?P<zeros>0*)(?P<number>36|124);"
_TOKEN = re.compile(rf"{_KEPT}|{_ENTITY}|(?P<bar>\|)|(?P<dollar>\$(?=\$))", re.DOTALL)
_WRITTEN = re.compile(rf"{_KEPT}|{_ENTITY}", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Enough of a line to tell whether it is a row.
_PREFIX = 80


def protect(markdown: str) -> str:
    """Return Markdown that says to kramdown what it says to everybody else."""
    pieces: list[str] = []
    line = ""
    for part in scan.parts(markdown):
        if part.kind not in ("text", "image"):
            pieces.append(part.raw)
            line = f"{line}{part.raw}".rpartition("\n")[2][:_PREFIX]
            continue
        for piece in _LINE.findall(part.raw):
            line = f"{line}{piece}"[:_PREFIX]
            pieces.append(_TOKEN.sub(_in_row if ROW_START.match(line) else _outside, piece))
            line = "" if piece.endswith("\n") else line
    return "".join(pieces)


def restore(text: str) -> str:
    """Return the Markdown of which `protect` made the text."""
    parts = scan.parts(text)
    return "".join(
        _WRITTEN.sub(_plain, part.raw) if part.kind in ("text", "image") else part.raw
        for part in parts
    )


def _outside(found: re.Match[str]) -> str:
    return "&#124;" if found["bar"] else _in_row(found)


def _in_row(found: re.Match[str]) -> str:
    if found["number"]:
        return f"&#0{found['zeros']}{found['number']};"
    return "&#36;" if found["dollar"] else found[0]


def _plain(found: re.Match[str]) -> str:
    if not found["number"]:
        return found[0]
    if found["zeros"]:
        return f"&#{found['zeros'][1:]}{found['number']};"
    return chr(int(found["number"]))
