"""Every address by which a page names one picture, and how wide it says that file is. Pure.

Without a base URL relative addresses stay so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from syndicate.archiver.media.addresses import is_file, told_width, usable
from syndicate.markup import jsontext
from syndicate.markup.jsontext import Json
from syndicate.markup.tree import Element

_KIND = r"\.(?:avif|gif|jpe?g|png|webp)"
# Attributes in which scripts park the real address. A name that says it is the small or the
# blurred one never counts; of the others the one that says it is the large one counts first.
_PARKED = re.compile(
    r"(?:^|[-_])(?:src|orig(?:inal)?|lazy\w*|actualsrc|echo|full|large|hi-?res|hd|zoom|file|url)"
)
_LARGE = re.compile(r"orig(?:inal)?|full|large|hi-?res|hd|zoom|retina")
_LESSER = re.compile(
    r"thumb|small|medium|low|lqip|preview|placeholder|blur|mini|tiny|poster|srcset|sizes|avatar|"
    r"mobile|phone|logo|icon|href|link|share|pin|error|fallback|hover"
)
_OWN = frozenset({"src", "class", "alt", "style", "srcset", "sizes", "title", "id"})
_ADDRESS = re.compile(rf"(?:https?:)?//\S+$|/\S+$|\S+{_KIND}(?:[?!@]\S*)?$", re.IGNORECASE)
_CANDIDATE = re.compile(r"([^\s,]\S*)(?<!,)(?:\s+([\d.]+)([wxh]))?[^,]*")
# Density descriptors say how much sharper, not how wide: 1x is taken for a column's width.
_COLUMN = 600
# A description of a picture in JSON is a line or two.
_JSON = 20_000
# A whole number may have more digits than a float holds.
_WIDEST = 1_000_000


class Candidate(NamedTuple):
    """Hold an address and the width in pixels that is told for it, 0 where none is."""

    url: str
    width: float

    @property
    def rank(self) -> tuple[float, bool]:
        """Order candidates: the wider, and of equals what every reader can show."""
        return (self.width, not self.url.partition("?")[0].lower().endswith(".avif"))


def best(candidates: Iterable[Candidate]) -> Candidate:
    """Return the widest candidate, the first of equals; one without an address for none."""
    return max(candidates, key=lambda each: each.rank, default=Candidate("", 0))


def parked(element: Element, base: str | None) -> str:
    """Return the address that a script would load, the one named as large before others.

    Some scripts are told a JSON of addresses.
    """
    names = [name for name in element.attrs if name not in _OWN and not _LESSER.search(name)]
    for name in sorted(names, key=lambda each: not _LARGE.search(each)):
        if not _PARKED.search(name):
            continue
        value = element.get(name)
        url = usable(value, base) if _ADDRESS.match(value) else best(_listed(value, base)).url
        if url:
            return url
    return ""


def mentioned(element: Element, base: str | None) -> str:
    """Return the first picture's file that any attribute names, whatever it is called."""
    for name in element.attrs:
        if name in _OWN or _LESSER.search(name) or not is_file(element.get(name)):
            continue
        if url := usable(element.get(name), base):
            return url
    return ""


def offered(element: Element, base: str | None) -> Iterator[Candidate]:
    """Walk over a srcset's candidates (WHATWG HTML §4.8.4.2), those of lazy loaders too."""
    for name, value in element.attrs.items():
        if not name.endswith("srcset"):
            continue
        for address, number, unit in _CANDIDATE.findall(value):
            size = float(number) if number.count(".") < 2 and number.strip(".") else 1.0
            width = size if unit == "w" else size * _COLUMN if unit == "x" else 1.0
            if url := usable(address, base):
                yield Candidate(url, width)


def described(element: Element, base: str | None) -> Iterator[Candidate]:
    """Walk over the pictures that JSON in an attribute describes."""
    for value in element.attrs.values():
        yield from _listed(value, base)


def _listed(value: str, base: str | None) -> Iterator[Candidate]:
    if value[:1] not in ("{", "[") or len(value) > _JSON:
        return
    try:
        found = list(_pictures(jsontext.loads(value), 0))
    except ValueError:
        return
    for address, width in found:
        if url := usable(address, base):
            yield Candidate(url, width)


def _pictures(value: Json, width: float) -> Iterator[tuple[str, float]]:
    """Walk over the picture files in a value; a ``width`` beside one, or its pair, is its size."""
    match value:
        case str() if is_file(value):
            yield value, width or told_width(value)
        case list():
            for each in value:
                yield from _pictures(each, width)
        case dict():
            own = value.get("width", value.get("w"))
            width = _size(own) if isinstance(own, int | float) else width
            for key, each in value.items():
                if is_file(key):
                    yield key, _first_number(each)
                elif not _LESSER.search(key.lower()):
                    yield from _pictures(each, width)


def _first_number(value: Json) -> float:
    first = value[0] if isinstance(value, list) and value else value
    return _size(first) if isinstance(first, int | float) else 0.0


def _size(number: float) -> float:
    """Return a number of a page as a width; no picture is wider than `_WIDEST`."""
    return float(min(number, _WIDEST))
