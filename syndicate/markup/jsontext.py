"""JSON as strangers write it: one value that nobody can hold costs only itself.

Control characters in strings are text, a number beyond what a computer counts with is null, and
so is what lies deeper than anything a feed or page says.
"""

from __future__ import annotations

import json
import math
import re

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

# The largest float has as many; int() refuses more than 4,300 by raising.
_DIGITS = 309
# Feeds and JSON-LD nest some ten levels deep.
_DEPTH = 64

_MARK = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?"?|[\[{]|[\]}]', re.DOTALL)


def loads(text: str) -> Json:
    """Return the value that `text` holds; raise ValueError when it is no JSON."""
    try:
        return _decoded(text)
    except RecursionError:
        return _decoded(_shallow(text))


def begin(text: str, start: int) -> tuple[Json, int]:
    """Return the value that begins at `start` and where it ends; raise ValueError for none."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except RecursionError as error:
        raise ValueError(f"the JSON at {start} nests too deeply") from error
    return value, end


def _decoded(text: str) -> Json:
    value: Json = _DECODER.decode(text)
    return value


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS else None


def _real(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _constant(_: str) -> None:
    """Take NaN and Infinity, which are not JSON, for nothing."""


_DECODER = json.JSONDecoder(
    strict=False, parse_int=_integer, parse_float=_real, parse_constant=_constant
)


def _shallow(text: str) -> str:
    """Return the text with null for whatever lies below `_DEPTH` lists and objects."""
    pieces: list[str] = []
    depth = position = 0
    for found in _MARK.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth == _DEPTH + 1:
                pieces += (text[position : found.start()], "null")
        elif found[0] in "]}":
            if depth == _DEPTH + 1:
                position = found.end()
            depth -= 1
    return "".join(pieces) + (text[position:] if depth <= _DEPTH else "")
