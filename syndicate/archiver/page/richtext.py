"""Trees of rich text, as editors keep them in JSON → our own tree of HTML elements.

Editors agree that a text is a list of blocks, each an object that says of what kind it is and
holds its text or further objects; they differ in the names (ProseMirror, TipTap, Slate, Lexical,
Editor.js, Draft.js, Portable Text, Contentful, a site's own). The words in a name tell what it
means, so an editor that nobody has heard of is read too. A kind without a meaning is left out
unless its parts have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from syndicate.archiver.page import spans
from syndicate.archiver.page.spans import Object, said
from syndicate.markup import tree
from syndicate.markup.jsontext import Json
from syndicate.markup.tree import Element

_KINDS = (
    "listItem", "type", "_type", "nodeType", "kind", "__typename", "blockType", "tagName",
    "nodeName", "tag", "name",
)  # fmt: skip
_PARTS = ("children", "content", "blocks", "nodes", "innerBlocks", "rows", "items", "body")
_TEXTS = ("text", "html", "value", "content", "data", "code", "body")
# Where editors keep what belongs to a node itself.
_INSIDE = ("data", "attrs", "attributes", "props", "properties", "model", "fields")

# The first whose words are in a kind is what it means; "" is no part of the text.
_MEANINGS = tuple(
    (re.compile(words), tag)
    for words, tag in (
        (r"^(?:ads?|promo|script|style)$|advert|related|newsletter|recirc", ""),
        (r"^h[1-6]$|head(?:ing|line)|^header|subhead", "h"),
        (r"quote", "blockquote"),
        (r"list-?item|^li$|check-?item|^bullet$|^number$", "li"),
        (r"list|^[uo]l$", "ul"),
        (r"code-?block|^pre$|^code$", "pre"),
        (r"table-?row|^tr$", "tr"),
        (r"head(?:er)?-?cell|table-?header|^th$", "th"),
        (r"cell|^td$", "td"),
        (r"^table", "table"),
        (r"image|^img$|photo|picture|figure$|asset", "img"),
        (r"(?:hard|line)-?break|^br$", "br"),
        (r"horizontal|divider|delimiter|^hr$|separator", "hr"),
        (r"link|^a$", "a"),
        (r"^text$|^span$|fragment", "span"),
        (r"paragraph|^p$|text|unstyled|html|^normal$|^block$", "p"),
    )
)
_TEXTUAL = frozenset({"h", "blockquote", "li", "ul", "pre", "table", "p", "span"})
_PROSE = frozenset({"p", "span", "blockquote"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:[a-zA-Z]+|#\d+);")
_ORDERED = re.compile(r"(?<!un)(?<!un-)ordered|number|decimal|\bol\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBER = re.compile("|".join(("[1-6]", *_NUMBERS)))
_SOURCE = re.compile(
    r"^(?:src|url|href|uri|(?:image|img|original|full|large)[_-]?(?:src|ur[li]))$", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?:)?//\S+$|/\S+$")
_DEPTH = 64


class _Place(NamedTuple):
    """Hold where a node stands: how deep, in what, and what keys refer to."""

    depth: int = 0
    parent: str = ""
    named: Mapping[str, Json] = {}


def is_text(value: Json) -> bool:
    """Tell whether a value is a list of blocks that a text is made of."""
    if not isinstance(value, list) or not value:
        return False
    tags = [_meaning(each) for each in value if isinstance(each, dict)]
    known = sum(tag in _TEXTUAL or tag == "img" for tag in tags)
    return known * 2 >= len(value) and not _PROSE.isdisjoint(filter(None, tags))


def read(blocks: Json, named: Json = None) -> Element:
    """Return a ``div`` that holds the text; `named` is what its ranges refer to by key."""
    place = _Place(named=named if isinstance(named, dict) else {})
    return Element("div", {}, _grouped(_read(blocks, place)))


def _read(value: Json, place: _Place) -> list[Element | str]:
    if place.depth > _DEPTH:
        return []
    if isinstance(value, str):
        inner = _markup(value)
        return [Element("li", {}, inner)] if place.parent == "ul" else inner
    if isinstance(value, list):
        return [part for each in value for part in _read(each, place)]
    return _node(value, place) if isinstance(value, dict) else []


def _node(node: Object, place: _Place) -> list[Element | str]:
    tag, facts = _meaning(node), _facts(node)
    if tag is None and place.parent == "ul":
        tag = "li"
    if tag == "":
        return []
    if tag in ("br", "hr"):
        return [Element(tag)]
    if tag == "img":
        return _picture(facts)
    if tag in (None, "span"):
        is_text = tag == "span" or place.parent not in ("", "ul", "table", "tr")
        return _inner(facts, place, place.parent) if is_text or _parts(facts) else []
    return [_element(tag or "div", node, facts, _inner(facts, place, tag or "div"))]


def _element(tag: str, node: Object, facts: Object, inner: list[Element | str]) -> Element:
    kind = " ".join((*_kinds(node), said(facts, "style", "listType").lower()))
    if tag == "h":
        return Element(f"h{_level(kind, facts)}", {}, inner)
    if tag == "a":
        return Element("a", {"href": said(facts, "href", "url", "uri")}, inner)
    if tag == "pre":
        language = said(facts, "language", "lang", "params")
        return Element("pre", {}, [Element("code", {"class": f"language-{language}"}, inner)])
    if tag in ("ul", "li") and _ORDERED.search(kind):
        # An item that stands alone says of its list what it is.
        tag = "ol" if tag == "ul" else "li"
        return Element(tag, {"type": "1"} if tag == "li" else {}, inner)
    holds_blocks = tag == "p" and any(isinstance(e, Element) and e.tag == "p" for e in inner)
    return Element("div" if holds_blocks else tag, {}, inner)


def _inner(facts: Object, place: _Place, tag: str) -> list[Element | str]:
    """Return what stands in a node: its text, or its parts, which repeat it."""
    inside = _Place(place.depth + 1, tag, spans.definitions(facts) or place.named)
    parts = _parts(facts)
    if tag == "pre" and not parts:
        return [said(facts, *_TEXTS)]
    if tag == "table" and parts and isinstance(parts[0], list):
        return [Element("tr", {}, _cells(row, inside)) for row in parts if isinstance(row, list)]
    if tag in ("ul", "ol", "table", "tr"):
        return _read(parts, inside)
    text = said(facts, *_TEXTS)
    if parts:
        own = _markup(text) if tag == "li" else []
        below = _read(parts, inside._replace(parent="ul" if own else tag))
        return [*own, Element("ul", {}, below)] if own else _grouped(below)
    is_plain = said(facts, "text") == text and (tag == place.parent or spans.has_ranges(facts))
    return spans.styled(text, facts, inside.named) if is_plain else _markup(text)


def _cells(row: list[Json], inside: _Place) -> list[Element | str]:
    return [Element("td", {}, _read(cell, inside)) for cell in row]


def _meaning(node: Object) -> str | None:
    """Return the tag that a node's kind stands for; None for a kind without a meaning."""
    kinds = list(_kinds(node))
    for kind in kinds:
        if (tag := _meant(kind)) is not None:
            return tag
    # Slate's texts have flags beside them, and no kind.
    return "span" if not kinds and isinstance(node.get("text"), str) else None


# A text has a handful of kinds, and thousands of nodes.
@lru_cache(maxsize=1024)
def _meant(kind: str) -> str | None:
    return next((tag for words, tag in _MEANINGS if words.search(kind)), None)


def _kinds(node: Object) -> Iterator[str]:
    if isinstance(style := node.get("style"), str) and "_type" in node:
        yield style.lower() if style != "normal" or "listItem" not in node else "bullet"
    for name in _KINDS:
        if isinstance(kind := node.get(name), str):
            yield _CAMEL.sub("-", kind[:100]).lower().replace("_", "-")


def _facts(node: Object) -> Object:
    """Return what a node says, on itself and in the object it keeps for that."""
    inside = [value for name in _INSIDE if isinstance(value := node.get(name), dict)]
    facts: dict[str, Json] = {}
    for each in (*inside, node):
        facts.update((name, value) for name, value in each.items() if not isinstance(value, dict))
        facts.update(
            (name, value)
            for name, value in each.items()
            if isinstance(value, dict) and name not in facts
        )
    return facts


def _parts(facts: Object) -> list[Json]:
    found = (facts.get(name) for name in _PARTS)
    return next((value for value in found if isinstance(value, list) and value), [])


def _level(kind: str, facts: Object) -> int:
    level = facts.get("level") or facts.get("size") or facts.get("depth")
    if isinstance(level, int) and 1 <= level <= 6:
        return level
    found = _NUMBER.search(f"{level or ''} {said(facts, 'tag')} {kind}")
    return (_NUMBERS.get(found[0]) or int(found[0])) if found else 2


def _markup(text: str) -> list[Element | str]:
    return tree.fragment(text).children if _MARKUP.search(text) else [text] if text else []


def _picture(facts: Object) -> list[Element | str]:
    address = next(_addresses(dict(facts), 0), "")
    if not address:
        return []
    caption = _markup(said(facts, "caption", "desc", "description"))
    image = Element("img", {"src": address, "alt": said(facts, "alt", "altText", "title")})
    return [Element("figure", {}, [image, Element("figcaption", {}, caption)])]


def _addresses(value: Json, depth: int) -> Iterator[str]:
    """Walk over the addresses in an object, its own before those further in."""
    if isinstance(value, dict) and depth < 5:
        for name, each in value.items():
            if isinstance(each, str) and _SOURCE.match(name) and _ADDRESS.match(each):
                yield each
        for each in value.values():
            yield from _addresses(each, depth + 1)


def _grouped(nodes: list[Element | str]) -> list[Element | str]:
    """Put items that stand side by side without a list into one."""
    grouped: list[Element | str] = []
    for tag, run in groupby(nodes, _list_of):
        side_by_side = list(run)
        grouped += [Element(tag, {}, side_by_side)] if tag else side_by_side
    return grouped


def _list_of(node: Element | str) -> str:
    if isinstance(node, str) or node.tag != "li":
        return ""
    return "ol" if node.attrs else "ul"
