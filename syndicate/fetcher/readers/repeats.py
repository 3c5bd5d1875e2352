"""What repeats on a page, for who looks for the selector of a list's items. Pure.

Items hold a link, and their first links' texts are longer than those of a menu: that is how one
repetition is told from another. What stands around an item repeats as often; the outer wins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from syndicate.markup import selection
from syndicate.markup.selection import Node, Page

LEAST = 3
"""Times from which on something is said to repeat: two links of a footer do, too."""

BEST = 5
"""Repetitions that are named: enough to find the list among menus and teasers."""

# Links that are looked at, how far around each, and characters of a text that count.
_LINKS = 2_000
_AROUND = 8
_LONG = 80
_OUTER = frozenset({"html", "body", "main"})
_IDENTIFIER = re.compile(r"-?[_a-zA-Z][\w-]*")


def repeated(page: Page) -> tuple[str, ...]:
    """Return the best selectors of what repeats, with their counts: ``tr.row ×5``."""
    first: defaultdict[str, dict[Node, int]] = defaultdict(dict)
    depths: dict[str, int] = {}
    for link in selection.items(page, "a[href]")[:_LINKS]:
        length = min(len(selection.text(link)), _LONG)
        for depth, node in enumerate(_around(link)):
            name = _selector(node)
            first[name].setdefault(node, length)
            depths[name] = max(depth, depths.get(name, 0))
    many = [name for name, found in first.items() if len(found) >= LEAST]
    many.sort(key=lambda name: (-sum(first[name].values()), -depths[name]))
    return tuple(f"{name} ×{len(first[name])}" for name in many[:BEST])


def _around(link: Node) -> Iterator[Node]:
    """Yield a link and the elements around it, from the inside."""
    node: Node | None = link
    for _ in range(_AROUND):
        if node is None or selection.tag(node) in _OUTER:
            return
        yield node
        node = selection.parent(node)


def _selector(node: Node) -> str:
    """Return a selector of the element's like: its tag and first class."""
    classes = selection.attribute(node, "class").split()
    named = next(filter(_IDENTIFIER.fullmatch, classes), None)
    return selection.tag(node) + (f".{named}" if named else "")
