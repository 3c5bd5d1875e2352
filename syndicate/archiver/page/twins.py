"""Boxes that a page holds twice, one right behind the other: laid out for phones and for desks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from syndicate.markup.tree import Element

# Authors repeat paragraphs, items and headings; boxes are repeated by templates.
_BOXES = frozenset({"article", "aside", "div", "figure", "ol", "section", "table", "ul"})
_LEADING = frozenset({"a", "img"})
# A label may stand twice: the same button, the same name above two pictures.
_LETTERS = 60


def drop(element: Element) -> None:
    """Drop boxes below an element that say what the box before them says, word by word."""
    kept: list[Element | str] = []
    last: Element | None = None
    for child in element.children:
        if isinstance(child, Element):
            if last is not None and _says_again(child, last):
                continue
            last = child
            drop(child)
        elif child.strip():
            last = None
        kept.append(child)
    element.children = kept


def _says_again(element: Element, other: Element) -> bool:
    if element.tag != other.tag or element.tag not in _BOXES:
        return False
    if element.attrs == other.attrs:
        # No style could hide one of them alone: somebody wrote it twice.
        return False
    letters = 0
    for one, two in zip_longest(_words(element), _words(other)):
        if one != two:
            return False
        letters += len(one)
    return letters >= _LETTERS


def _words(element: Element) -> Iterator[str]:
    """Walk over the words below an element, and over what its links and pictures lead to."""
    ahead: list[Element | str] = [element]
    while ahead:
        node = ahead.pop()
        if isinstance(node, str):
            yield from node.split()
            continue
        if node.tag in _LEADING:
            yield node.get("href") or node.get("src")
        ahead += reversed(node.children)
