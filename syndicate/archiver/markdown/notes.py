"""Footnotes: taken from wherever a page has them to the marks that refer to them.

landmarks ─ references ─▶ marks and their notes ─ take ─▶ the tree without notes, and the notes
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from syndicate.archiver.markdown.backlinks import BIBLIOGRAPHY, HEADING, linked
from syndicate.archiver.markdown.references import (
    MARK,
    Found,
    Landmarks,
    beside,
    first_text,
    label,
    numbered,
)
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

TAG = "#note"
"""The tag of a reference to a note, whose name is its attribute ``name``."""

Notes = Mapping[str, Element]
Node = Element | str

_BACK = re.compile(
    r"[\s\[\]()^↑↩↵⤴⏎↖⬆⇧«△▲︎\ufe0f]*|(?:back|return|jump)\b.{0,40}|.{0,20}\b(?:back|up)",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"^[\s^↑↩]+")
_NOTES = re.compile(r"(?:foot|end|side)?\s?notes?:?|注释|註釋|脚注|腳註|注", re.IGNORECASE)
_WRAPPERS = frozenset({"b", "font", "label", "small", "span", "sup", "i", "em", "strong"})
_EMPTY = frozenset({"aside", "div", "dl", "footer", "ol", "p", "section", "ul"})
# Brackets on both sides.
_PARTS = 3
# The longest encyclopaedia pages have 600; what is more is left as it is.
_MOST = 2_000


def take(marks: Landmarks) -> dict[str, Element]:
    """Take the notes out of their tree, and put references in the place of their marks."""
    found = [*beside(marks), *linked(marks)]
    found = (found or list(numbered(marks)))[:_MOST]
    firsts = {id(each.target): each for each in reversed(found)}
    names = {target: str(at) for at, target in enumerate(firsts)}
    for each in found:
        _refer(_whole_mark(each, marks), names[id(each.target)])
    notes: dict[str, Element] = {}
    owners: dict[int, tuple[Element, set[int]]] = {}
    for each, nodes, owner in _pieces(list(firsts.values()), marks):
        notes[names[id(each.target)]] = Element("div", {}, _said(nodes, each.label, each.block))
        owners.setdefault(id(owner), (owner, set()))[1].update(map(id, nodes))
    for owner, gone in owners.values():
        _remove(owner, gone, marks)
    return notes


def _refer(mark: Element, name: str) -> None:
    mark.tag, mark.attrs, mark.children = TAG, {"name": name}, []


def _pieces(
    found: Sequence[Found], marks: Landmarks
) -> Iterator[tuple[Found, list[Node], Element]]:
    """Cut blocks and their containers into the nodes of each note, in document order."""
    ordered = sorted(found, key=lambda each: marks.at(each.target))
    shares = Counter(id(each.block) for each in ordered)
    for index, each in enumerate(ordered):
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        if shares[id(each.block)] > 1:
            yield each, _between(each.block, each.target, following, marks), each.block
            continue
        owner = marks.parents[id(each.block)]
        nodes: list[Node] = [each.block]
        if following and marks.parents.get(id(following.block)) is owner and each.block.tag == "p":
            nodes = _until(owner, each.block, following.block, marks)
        yield each, nodes, owner


def _between(
    block: Element, target: Element, following: Found | None, marks: Landmarks
) -> list[Node]:
    """Return a block's nodes from a target up to the next one in the same block."""
    first = _child(block, target, marks)
    last = (
        _child(block, following.target, marks) if following and following.block is block else None
    )
    return _until(block, first, last, marks)


def _child(block: Element, inside: Element, marks: Landmarks) -> Element:
    """Return the child of `block` that `inside` is, or is in."""
    for up in marks.around(inside):
        if up is block:
            return inside
        inside = up
    return inside


def _until(owner: Element, first: Element, last: Element | None, marks: Landmarks) -> list[Node]:
    """Return the children of `owner` from the first one up to the last, which is another's."""
    if marks.parents.get(id(first)) is not owner:
        return []
    siblings, start = marks.place(first)
    if last is None or marks.parents.get(id(last)) is not owner:
        return siblings[start:]
    return siblings[start : marks.place(last)[1]]


def _whole_mark(found: Found, marks: Landmarks) -> Element:
    """Return the outermost element that shows nothing but a mark: ``<sup>[<a>1</a>]</sup>``."""
    mark = found.mark
    for up in marks.around(mark):
        if up.tag not in _WRAPPERS or len(up.children) > _PARTS or not label(up):
            break
        mark = up
    return mark


def _remove(owner: Element, gone: set[int], marks: Landmarks) -> None:
    """Take nodes out, with the containers, headings and rules that are left for nothing."""
    while True:
        at = next((index for index, each in enumerate(owner.children) if id(each) in gone), 0)
        owner.children = [each for each in owner.children if id(each) not in gone]
        _unannounced(owner, at)
        up = marks.parents.get(id(owner))
        if up is None or owner.tag not in _EMPTY or first_text(owner) or owner.find("img"):
            return
        owner, gone = up, {id(owner)}


def _unannounced(owner: Element, at: int) -> None:
    """Drop the rule and the heading that announce notes before `at`, where none is left."""
    rest = owner.children[at:]
    following = next((each for each in rest if not isinstance(each, str) or each.strip()), None)
    ends = following is None or isinstance(following, Element) and HEADING.fullmatch(following.tag)
    while at and ends:
        before = owner.children[at - 1]
        if isinstance(before, str):
            if before.strip():
                break
        elif before.tag != "hr" and not _announces(before):
            break
        del owner.children[at - 1]
        at -= 1


def _announces(element: Element) -> bool:
    said = squash(element.text())
    return bool(HEADING.fullmatch(element.tag)) and bool(
        _NOTES.fullmatch(said) or BIBLIOGRAPHY.fullmatch(said)
    )


def _said(nodes: Sequence[Node], said: str, block: Element) -> list[Node]:
    """Return what a note says: without its mark, and without the links back to the text."""
    inner = (
        list(block.children)
        if list(nodes) == [block] and block.tag in ("li", "dd")
        else list(nodes)
    )
    kept = _onward(inner)
    _drop_mark(kept, said, is_item=block.tag == "li")
    return kept


def _onward(nodes: Sequence[Node]) -> list[Node]:
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            kept.append(node)
        elif not (node.tag == "a" and _leads_back(node)):
            tag = "div" if node.tag in ("aside", "footer", "li") else node.tag
            attrs = {
                name: value for name, value in node.attrs.items() if name in ("href", "src", "alt")
            }
            kept.append(
                Element(tag, attrs if tag in ("a", "img") else node.attrs, _onward(node.children))
            )
    return kept


def _leads_back(anchor: Element) -> bool:
    text = squash(anchor.text())
    return "#" in anchor.get("href") and bool(_BACK.fullmatch(text) or MARK.fullmatch(text))


def _drop_mark(nodes: list[Node], said: str, *, is_item: bool) -> bool:
    """Drop the mark that a note begins with; return whether its first text was found."""
    for index, node in enumerate(nodes):
        if isinstance(node, Element):
            if _drop_mark(node.children, said, is_item=is_item):
                return True
        elif _ARROWS.sub("", node).strip():
            nodes[index] = _unmarked(_ARROWS.sub("", node), said, is_item=is_item)
            return True
        else:
            nodes[index] = ""
    return False


def _unmarked(text: str, said: str, *, is_item: bool) -> str:
    """Return a note's first text without the mark; in a list the number is not in the text."""
    found = MARK.match(text)
    if not found or found["label"] != said:
        return text
    rest = text[found.end() :]
    return text if rest and (is_item or rest[0].isalnum()) else rest.lstrip()
