"""States that frameworks write in a code of their own → plain values, as JSON would have said them.

    self.__next_f.push([1,"5:{…}\\n6:T4a,…"])      rows of one text, cut anywhere; "$6" is row 6
    [{"page":1},{"title":2},"A title"]             a flat list; numbers are places in it

Linear in what there is: what is referred to twice is told once, and what refers to itself ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from syndicate.markup import jsontext, literals
from syndicate.markup.jsontext import Json

_PUSHED = "__next_f"
_ROW = re.compile(rb"\s*([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,8})")
# Elements of a page nest four lists a level; a level here takes two frames of Python's thousand.
_DEPTH = 128


def streamed(scripts: Iterable[str]) -> str:
    """Return the text that the scripts of a page push piece by piece; "" for other pages."""
    values = (each for script in scripts if _PUSHED in script for each in literals.values(script))
    return "".join(_piece(value) for value in values)


def _piece(value: Json) -> str:
    match value:
        case [1, str(piece)]:
            return piece
    return ""


def rows(stream: str) -> Iterator[Json]:
    """Walk over the values of a pushed text, what they refer to in its place."""
    state = _Rows(dict(_rows(stream.encode("utf-8", "replace"))))
    for name in state.rows:
        if name not in state.told:
            yield state.row(name, 0)


def _rows(stream: bytes) -> Iterator[tuple[str, Json]]:
    """Cut a stream: a text says how many bytes it has, anything else is a line."""
    position = 0
    while found := _ROW.match(stream, position):
        name, start = found[1].decode(), found.end()
        if found[2]:
            position = start + int(found[2], 16)
            yield name, stream[start:position].decode("utf-8", "replace")
            continue
        end = stream.find(b"\n", start)
        position = end + 1 if end >= 0 else len(stream)
        try:
            yield name, jsontext.loads(stream[start:position].decode("utf-8", "replace"))
        except ValueError:
            continue  # a module to load, a hint for the browser


class _Rows:
    """Put rows in the places that refer to them, each once."""

    def __init__(self, rows: dict[str, Json]) -> None:
        self.rows = rows
        self.told: set[str] = set()

    def row(self, name: str, depth: int) -> Json:
        """Return a row that was not told before; None for any other."""
        if name in self.told:
            return None
        self.told.add(name)
        value = self.rows.get(name)
        return value if isinstance(value, str) else self._filled(value, depth)

    def _filled(self, value: Json, depth: int) -> Json:
        if isinstance(value, str):
            found = _REFERENCE.fullmatch(value)
            return self.row(found[1], depth) if found and found[1] in self.rows else value
        if depth > _DEPTH:
            return None
        if isinstance(value, list):
            return [self._filled(each, depth + 1) for each in value]
        if isinstance(value, dict):
            return {name: self._filled(each, depth + 1) for name, each in value.items()}
        return value


def unfolded(value: Json) -> Json:
    """Return what a flat list of numbered values stands for; any other value as it is."""
    if isinstance(value, list) and _is_flat(value):
        return _member(value, 0, 0, set())
    return value


def _is_flat(values: Sequence[Json]) -> bool:
    """Tell whether a list's objects hold nothing but places in it, and it holds texts beside them."""
    objects = [each for each in values if isinstance(each, dict) and each]
    return (
        isinstance(values[0] if values else None, (list, dict))
        and bool(objects)
        and any(isinstance(each, str) for each in values)
        and all(_is_place(place, values) for each in objects for place in each.values())
    )


def _is_place(value: Json, values: Sequence[Json]) -> bool:
    # Below nothing is there: undefined, a number that is none.
    return type(value) is int and value < len(values)


def _member(values: Sequence[Json], place: Json, depth: int, told: set[int]) -> Json:
    if not isinstance(place, int) or not 0 <= place < len(values):
        return None
    value = values[place]
    if not isinstance(value, (list, dict)):
        return value
    if place in told or depth > _DEPTH:
        return None
    told.add(place)
    if isinstance(value, dict):
        return {name: _member(values, each, depth + 1, told) for name, each in value.items()}
    if value and isinstance(value[0], str):
        # A name before the places says what holds them: a Set, a Map, a Ref.
        inner = [_member(values, each, depth + 1, told) for each in value[1:]]
        return inner[0] if len(inner) == 1 else inner
    return [_member(values, each, depth + 1, told) for each in value]
