"""Which names of elements a person would write in a selector: short, readable, likely to stay.

Pure. Classes that a build made (``css-1x2y3z``, ``sc-bdVaJa``) change with the next one; those
that say how something looks (``mt-4``, ``flex``) with the next design.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from syndicate.fetcher.readers.inference.outline import Spot
from syndicate.markup import selection

_IDENTIFIER = re.compile(r"-?[_a-zA-Z\u00a0-\U0010ffff][\w-]*\Z")
_MADE = re.compile(
    r"^(?:css|sc|jsx|jss|emotion|svelte|styled|_ngcontent|astro|chakra-\w+)-[\w-]*\d|^sc-|^jsx-|^jss\d"
    r"|\d{3}|^v-[0-9a-f]{6}"
)
# Runs of letters and digits as no language has them; capitals where no word begins.
_HASHED = re.compile(
    r"(?:^|[-_])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{5,}(?:$|[-_])"
    r"|(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])^[A-Za-z0-9_]{5,}$"
    r"|(?:__|--|_)(?=\w*[A-Z0-9])(?=\w*[a-z0-9])[A-Za-z0-9]{5}$"
    r"|\d+(?:[-_]\d+)+$"
)
# camelCase has words: between two capitals there is a vowel. bkdsLy and xQzRt have none.
_CAMEL = re.compile(r"[A-Z]?[a-z]*")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_MODULE = re.compile(r"^([A-Za-z]+[-_]+[A-Za-z]+)__\w{5,}$")
_LOOKS = re.compile(
    r"^(?:[a-z]{2,4}-(?=[mp][trblxy]?-\d))?(?:-?(?:m|p|w|h|z|gap|space|inset|top|left|right|bottom|size|order|min|max|col|row)[trblxyse]?"
    r"(?:-(?:\d[\w./]*|auto|full|screen|fit|min|max|none|px|xs|sm|md|lg|xl))+|(?:text|bg|font|border|rounded|shadow|leading|tracking|opacity|flex|grid|items"
    r"|justify|self|object|overflow|line-clamp|transition|duration|divide|ring|d|float|align|cursor)"
    r"(?:-[\w./\[\]]+)+|flex|grid|block|inline(?:-block)?|hidden|relative|absolute|group|container|row"
    r"|fl|fr|cf|clearfix|clear|left|right|active|first|last|odd|even|even?|current|new|mx-auto)$"
)
# What says what an element is, for machines or for tests: it outlives the design.
_MEANING = {
    "itemtype": "$=", "itemprop": "~=", "role": "=", "data-testid": "=", "data-test": "=",
    "data-component": "=", "data-qa": "=",
}  # fmt: skip
# Nobody gives a longer name, and the patterns look at those of a megabyte for minutes.
_LONGEST = 100
_PLAIN = {"article": 1.0, "main": 1.0, "dl": 1.2, "table": 1.4, "tbody": 1.6, "section": 1.4}
_USUAL = 1.7


class Name(NamedTuple):
    """Hold a simple selector and what it costs: the less, the better it reads and lasts."""

    css: str
    cost: float


def is_readable(name: str) -> bool:
    """Tell whether a class or id was given by a person, and names one kind of thing."""
    if (
        len(name) > _LONGEST
        or not _IDENTIFIER.match(name)
        or _MADE.search(name)
        or _HASHED.search(name)
    ):
        return False
    return all(map(_is_word, re.split(r"[-_\d]+", name)))


def _is_word(text: str) -> bool:
    """Tell whether a part of a name is written as a word, or as several with capitals."""
    if text.islower() or text.isupper() or not text.isascii():
        return True
    return all(_VOWEL.search(each) for each in _CAMEL.findall(text) if each)


def names(spots: Sequence[Spot]) -> Sequence[Name]:
    """Return the simple selectors that fit all of some elements, the cheapest first."""
    tags = {spot.tag for spot in spots}
    tag = tags.pop() if len(tags) == 1 else ""
    found = [Name(tag, _PLAIN.get(tag, _USUAL))] if tag else []
    found += _by_class(spots, tag)
    found += _by_meaning(spots)
    if len(set(map(id, spots))) == 1:
        own = selection.attribute(spots[0].node, "id")
        found += [Name(f"#{own}", 0.8)] if own and is_readable(own) else []
    return sorted(found, key=lambda name: name.cost)


def _by_class(spots: Sequence[Spot], tag: str) -> Iterator[Name]:
    common = set(spots[0].classes).intersection(*(spot.classes for spot in spots[1:]))
    for name in (each for each in spots[0].classes if each in common):
        if is_readable(name):
            # A short name, or one that says how it looks, says less.
            yield Name(f"{tag}.{name}", (4.0 if _LOOKS.match(name) else 0.9) + len(name) / 100)
        elif stem := _MODULE.match(name):
            yield Name(f'{tag}[class*="{stem[1]}__"]', 2.5)


def _by_meaning(spots: Sequence[Spot]) -> Iterator[Name]:
    for attribute, mark in _MEANING.items():
        values = {selection.attribute(spot.node, attribute) for spot in spots}
        value = values.pop().rpartition("/")[2] if len(values) == 1 else ""
        if value and is_readable(value):
            text = f"/{value}" if attribute == "itemtype" else value
            yield Name(f'[{attribute}{mark}"{text}"]', 1.2)
