"""Links in headings that say nothing of them: signs that lead to the heading itself.

Promises that headings lose no word.
"""

from __future__ import annotations

import re

from syndicate.markup import tags
from syndicate.markup.tree import Element

_LETTER = re.compile(r"[^\W_]")


def drop(heading: Element) -> None:
    """Drop such links from a heading."""
    kept: list[Element | str] = []
    for child in heading.children:
        if isinstance(child, str) or not _is_permalink(child):
            kept.append(child)
            if isinstance(child, Element) and child.tag in tags.INLINE:
                drop(child)
    heading.children = kept


def _is_permalink(element: Element) -> bool:
    """Tell whether an element is a link to a place in the page that says a sign at most."""
    if element.tag != "a" or not element.get("href").startswith("#"):
        return False
    return not _LETTER.search(element.text()) and element.find("img") is None
