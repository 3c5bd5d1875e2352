"""The text inside one node of a rich-text tree: styled runs → inline elements.

Editors say it in four ways: marks beside the text, flags of the text, a number of bits, ranges of
a longer text. A mark is a name, or an object that has one, or a key of what is defined elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from syndicate.markup.jsontext import Json
from syndicate.markup.tree import Element

Object = Mapping[str, Json]

_MARKS = tuple(
    (re.compile(words, re.IGNORECASE), tag)
    for words, tag in (
        ("bold|strong", "strong"),
        ("ital|^em$|emphasis", "em"),
        ("code|mono", "code"),
        ("strike|^del$", "s"),
        ("superscript|^sup$", "sup"),
        ("subscript|^sub$", "sub"),
    )
)
_FLAGS = ("bold", "strong", "italic", "emphasis", "code", "strikethrough")
# Lexical's bits of `format`.
_BITS = ((1, "bold"), (2, "italic"), (4, "strike"), (16, "code"), (32, "sub"), (64, "sup"))
_RANGES = ("inlineStyleRanges", "entityRanges")
# Ranges of one block: each is asked about at the ends of all; a paragraph full of links has thirty.
_MOST = 300


def said(node: Object, *names: str) -> str:
    """Return the first of the named values that is a text with anything in it."""
    values = (node.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value), "")


def objects(value: Json) -> list[dict[str, Json]]:
    """Return the objects in a list; none for any other value."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def definitions(node: Object) -> Mapping[str, Json]:
    """Return what a block's marks refer to by key."""
    return {said(each, "_key"): each for each in objects(node.get("markDefs"))}


def styled(text: str, node: Object, named: Mapping[str, Json]) -> list[Element | str]:
    """Return a text in the elements that the node's marks, or its ranges, stand for."""
    ranges = [each for name in _RANGES for each in objects(node.get(name))][:_MOST]
    if not ranges:
        return [_wrapped(text, _marks(node), named)]
    edges = sorted({0, len(text), *(edge for each in ranges for edge in _ends(each, len(text)))})
    return [
        _wrapped(text[start:end], [mark for each in ranges for mark in _of(each, start)], named)
        for start, end in pairwise(edges)
    ]


def _ends(ranged: Object, length: int) -> tuple[int, int]:
    start, size = ranged.get("offset"), ranged.get("length")
    if not isinstance(start, int) or not isinstance(size, int):
        return 0, 0
    return min(max(start, 0), length), min(max(start + size, 0), length)


def _of(ranged: Object, place: int) -> Iterator[Json]:
    start, end = _ends(ranged, place + 1)
    if start <= place < end:
        yield ranged.get("style") or str(ranged.get("key", ""))


def _marks(node: Object) -> list[Json]:
    marks = node.get("marks")
    found: list[Json] = [*marks] if isinstance(marks, list) else []
    listed = node.get("attributes")
    found += listed if isinstance(listed, list) else []
    found += [name for name in _FLAGS if node.get(name) is True]
    bits = node.get("format")
    return found + [name for bit, name in _BITS if isinstance(bits, int) and bits & bit]


def _wrapped(text: str, marks: Iterable[Json], named: Mapping[str, Json]) -> Element | str:
    """Put a text into an element for each of its marks, each once: a tree is no deeper for more."""
    inner: Element | str = text
    worn: set[str] = set()
    for mark in marks:
        if isinstance(mark, str) and isinstance(meant := named.get(mark), dict):
            mark = meant
        address = _address(mark)
        tag = "a" if address else _tag(mark)
        if tag and tag not in worn:
            worn.add(tag)
            inner = Element(tag, {"href": address} if address else {}, [inner])
    return inner


def _tag(mark: Json) -> str:
    name = (
        mark
        if isinstance(mark, str)
        else said(mark, "type", "_type")
        if isinstance(mark, dict)
        else ""
    )
    return next((tag for words, tag in _MARKS if words.search(name)), "")


def _address(mark: Json) -> str:
    if not isinstance(mark, dict):
        return ""
    inside = (mark, mark.get("attrs"), mark.get("data"))
    found = (said(each, "href", "url", "uri") for each in inside if isinstance(each, dict))
    return next(filter(None, found), "")


def has_ranges(node: Object) -> bool:
    """Tell whether a node's text is styled by ranges of it."""
    return any(isinstance(node.get(name), list) for name in _RANGES)
