"""Callouts: boxes of a text that say note, tip or warning of themselves. Pure.

Sphinx, Docusaurus, VuePress, Obsidian, GitHub, Asciidoctor and Bootstrap name both the box and its
kind in classes; both names are asked for, so that an "alert" alone is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from syndicate.markup.text import squash
from syndicate.markup.tree import Element

_BOXES = frozenset({"aside", "blockquote", "details", "div", "section", "table"})
_BOX = re.compile(
    r"(?:^|\s)(?:\w+-)?(?:admonition|callout|alert|custom-block|custom-container|admonitionblock"
    r"|hint-container|note-box)(?=[\s_-]|$)"
)
_KINDS = frozenset({
    "abstract", "attention", "bug", "caution", "danger", "error", "example", "failure", "faq",
    "hint", "important", "info", "note", "question", "quote", "success", "summary", "tip", "todo",
    "warning",
})  # fmt: skip
_NOTES = frozenset({"attention", "caution", "danger", "hint", "note", "tip", "warning"})
_WORD = re.compile(r"[A-Za-z]+")
_TITLE = re.compile(r"(?:^|[\s_-])(?:title|heading|header|label|caption|indicator)", re.IGNORECASE)
_TITLES = frozenset({"h3", "h4", "h5", "h6", "summary"})
_FOLDED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Asciidoctor's stands in a cell of a table.
_DEPTH = 6
# A title is a line; what is longer is text that begins the box.
_LONGEST = 120


class Callout(NamedTuple):
    """Hold a box: its kind in lower case, its own title or "", and what it says."""

    kind: str
    title: str
    body: Element


def read(element: Element) -> Callout | None:
    """Return the callout that an element is, or None."""
    if not (kind := kind_of(element)):
        return None
    path = _title_path(element, _DEPTH)
    title = squash(path[-1].text()) if path else ""
    named = title.rstrip(":").lower() == kind
    return Callout(kind, "" if named else title, _without(element, path) if path else element)


def folded(box: Element) -> list[Element]:
    """Return the parts of a box that unfold below its title; what else is hidden stays so."""
    parts = [
        each
        for each in box.children
        if isinstance(each, Element) and each.tag == "div" and _FOLDED.search(each.get("style"))
    ]
    if not parts or not (path := _title_path(box, _DEPTH)):
        return []
    return [each for each in parts if each is not path[0]]


def kind_of(element: Element) -> str:
    """Return the kind of callout that an element says it is, "" for none."""
    if element.tag not in _BOXES:
        return ""
    if (said := element.attrs.get("data-callout")) and (said := said.strip().lower()).isalpha():
        return said
    names = element.attrs.get("class")
    if not names:
        return ""
    return _kind_called(names) or (_note_beside(element, names) if element.tag == "aside" else "")


def _note_beside(element: Element, names: str) -> str:
    """Return what an aside is called that leads nowhere; others lead to what is not the article."""
    kind = next((name for name in names.lower().split() if name in _NOTES), "")
    return kind if kind and element.find("a", "form", "img") is None else ""


# Pages repeat their classes, and ask twice for each.
@lru_cache(maxsize=4096)
def _kind_called(names: str) -> str:
    if not _BOX.search(names):
        return ""
    return next((word for word in _WORD.findall(names.lower()) if word in _KINDS), "")


def _title_path(element: Element, depth: int) -> list[Element]:
    """Return the way down to the title that comes first in a box, [] without one."""
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                return []
            continue
        if kind_of(child):
            return []
        if not (text := _opening(child)):
            continue
        if child.tag in _TITLES or _TITLE.search(child.get("class")):
            return [child] if len(text) <= _LONGEST else []
        return [child, *rest] if depth and (rest := _title_path(child, depth - 1)) else []
    return []


def _opening(element: Element) -> str:
    """Return the text of an element, or as much of it as shows that it is no title."""
    said: list[str] = []
    length = 0
    for text in element.strings():
        if bare := text.strip():
            said.append(text[: 2 * _LONGEST])
            length += len(bare)
        if length > _LONGEST:
            break
    return squash("".join(said))


def _without(element: Element, path: list[Element]) -> Element:
    """Return a copy of an element without the one that `path` leads down to."""
    first, *rest = path
    children: list[Element | str] = []
    for child in element.children:
        if child is not first:
            children.append(child)
        elif rest:
            children.append(_without(first, rest))
    return Element(element.tag, element.attrs, children)
