"""Items of a list that are to be done, or were: their boxes, as GFM has them."""

from __future__ import annotations

from syndicate.markup.tree import Element

TAG = "#task"
"""The tag of a box that was read: no page's own tag begins so."""

_WRAPPERS = frozenset({"label", "p", "span"})


def read(item: Element) -> None:
    """Turn the checkbox that a list's item begins with into an element that is shown."""
    node = item
    while True:
        nodes = (each for each in node.children if not isinstance(each, str) or each.strip())
        first = next(nodes, None)
        if first is None or isinstance(first, str):
            return
        if first.tag == "input" and first.get("type").lower() == "checkbox":
            first.tag = TAG
            return
        if first.tag not in _WRAPPERS:
            return
        node = first


def mark(box: Element) -> str:
    """Return how Markdown writes a box."""
    return "[x]" if "checked" in box.attrs else "[ ]"
