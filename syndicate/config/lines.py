"""Where a key of a TOML file stands: a scanner for error messages, run only when there is one.

It knows headers, keys, multi-line strings and nothing else of TOML; what it cannot find it
places at the nearest header above.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_NAME = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_PLACE = re.compile(r"\(('[^']*'(?:, '[^']*')*),?\)")

Place = tuple[str | int, ...]


def fault(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """Return the line at which a text stops to be TOML, and why, tables named as they are written."""
    what, _, where = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", where)
    # The parser names no line only when the text ends too early.
    number = int(line[1]) if line else len(text.splitlines()) or 1
    return number, _PLACE.sub(
        lambda place: f"[{place[1].replace(', ', '.')}]".replace("'", ""), what
    )


def line_of(text: str, place: Place) -> int:
    """Return the line (from 1) of a key, e.g. ``("source", 2, "url")``; arrays count from 0."""
    known = dict(reversed(list(_places(text))))
    while place and place not in known:
        place = place[:-1]
    return known.get(place, 1)


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Yield each table and key with its line."""
    table: Place = ()
    counts: dict[Place, int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        if header := _HEADER.match(line):
            table = _within(_names(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table += (counts[table],)
            yield table, number
        elif key := _KEY.match(line):
            yield table + _names(key[1]), number
        quote = _opened(line)


def _within(names: Place, counts: Mapping[Place, int]) -> Place:
    """Return where a header's table is: below an array, in the last of its tables so far."""
    place: Place = ()
    for name in names[:-1]:
        place += (name,)
        if place in counts:
            place += (counts[place],)
    return place + names[-1:]


def _names(dotted: str) -> Place:
    return tuple(name.strip("\"'") for name in _NAME.findall(dotted))


def _opened(line: str) -> str:
    """Return the quotes of a multi-line string that begins on this line and does not end there."""
    for quote in ('"""', "'''"):
        if line.count(quote) % 2:
            return quote
    return ""
