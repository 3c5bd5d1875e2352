"""What in the article's element leads elsewhere, and the lead that stands above it.

Of a text's blocks those go whose text is mostly links, if they hold little of its prose. What stands
between the title and the element, and reads like sentences, is its standfirst.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from syndicate.archiver.media.pictures import is_captioned
from syndicate.archiver.page.clean import Ground
from syndicate.archiver.page.measure import INLINE, SENTENCE, weigh
from syndicate.markup import tags
from syndicate.markup.tree import Element

# A page is surely an article from about 300 words, or 750 Chinese characters, on.
_SURE = 1500
# More than half of a block's text in links: it leads elsewhere.
_LINKED = 0.5
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_BOXES = frozenset({"div", "section", "td"})
_BOLD = tags.HEADINGS | {"b", "strong"}
# Behind a link, the day of a story or the name of its site are a word or two.
_WORD = re.compile(r"[^\W\d_]{2,}")
_MORE = 3
# Titles of articles where a page has no other above: in `h1` is the site's name, or nothing.
_TITLES = ("h1", "h2", "h3")
# A standfirst is a few sentences.
_STANDFIRST = 1200


class _Scale(NamedTuple):
    """Hold what a block is judged by: how much is where, what is `little` prose for this article,
    how much text is too much to be beside it, and how often each address is linked to."""

    ground: Ground
    little: int
    most: float
    linked: Counter[str]


def led_away(element: Element, ground: Ground, *, most: float) -> frozenset[int]:
    """Return the `id`s of the blocks in an element that lead elsewhere.

    Lists and tables stay once the text has begun: they are its sources, its examples, its data.
    What holds more than `most` of the text stays.
    """
    whole = ground.of(element)
    linked = Counter(_addresses(element, ground))
    scale = _Scale(ground, min(_SURE, whole.prose // 2), most * whole.text, linked)
    gone: set[int] = set()
    _walk(element, scale, gone, begun=False)
    return frozenset(gone)


def _addresses(element: Element, ground: Ground) -> list[str]:
    """Return what the links below an element lead to."""
    found: list[str] = []
    ahead = ground.children(element)[::-1]
    while ahead:
        each = ahead.pop()
        if each.tag == "a":
            found.append(each.get("href"))
        if each.children:
            ahead += reversed(ground.children(each))
    return found


def _walk(element: Element, scale: _Scale, gone: set[int], *, begun: bool) -> bool:
    """Add to `gone` what leads away below an element; return whether the text has begun by its end."""
    if _is_data(element):
        return True
    ground = scale.ground
    for child in element.children:
        if isinstance(child, str):
            begun = begun or weigh(child)[0] >= SENTENCE
        elif ground.keeps(child):
            if _leads_away(child, scale) and not (begun and child.tag in _LISTS):
                gone.add(id(child))
                continue
            begun = _walk(child, scale, gone, begun=begun) or ground.of(child).prose > 0
    return begun


def _is_data(element: Element) -> bool:
    """Tell whether a table names its rows or columns; then lists in its cells are values."""
    return element.tag == "table" and element.find("th") is not None


def _leads_away(element: Element, scale: _Scale) -> bool:
    own = scale.ground.of(element)
    if element.tag not in _LISTS | _BOXES or own.text < 20 or own.prose > scale.little:
        return False
    if own.text > scale.most:
        return False
    if own.link <= _LINKED * own.text or element.find("blockquote") is not None:
        return False  # a quoted post is links to its author and its day, but it is quoted
    if _goes_on(element):
        return False
    addresses = _addresses(element, scale.ground)
    if all(each.startswith("#") for each in addresses) or is_captioned(element):
        return False  # a table of contents leads nowhere else
    is_cell = element.tag == "td" and len(addresses) == 1  # of data, not a menu
    return not is_cell and not _is_headline(element, addresses, scale)


def _goes_on(element: Element) -> bool:
    """Tell whether an element is one line, which says more after its last link: a sentence."""
    line = element.children
    if any(isinstance(each, Element) and each.tag not in INLINE for each in line):
        return False
    last = line[-1] if line else ""
    return isinstance(last, str) and len(_WORD.findall(last)) >= _MORE


def _is_headline(element: Element, addresses: list[str], scale: _Scale) -> bool:
    """Tell whether a block is the headline of the text beside it, which links there too."""
    if len(addresses) != 1 or scale.linked[addresses[0]] < 2:
        return False
    return element.tag in _BOXES and element.find(*_BOLD) is not None


def lead(body: Element, element: Element, ground: Ground) -> list[Element]:
    """Return what stands between the title and an element, and reads like sentences."""
    if element.find("h1") is not None:
        return []
    path = _path(body, element)
    found = _below(path, ground, ("h1",))
    return (_below(path, ground, _TITLES) if found is None else found) or []


def _below(path: list[Element], ground: Ground, titles: tuple[str, ...]) -> list[Element] | None:
    """Return what stands below the last title above an element; None where there is no title."""
    before: list[Element] = []
    for parent, child in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        for sibling in reversed(parent.children[: parent.children.index(child)]):
            # The head of an article that lies outside the element it marks is called furniture.
            if isinstance(sibling, str) or not (ground.keeps(sibling) or sibling.tag == "header"):
                continue
            if _heads(sibling, titles):
                return [*_after_title(sibling, ground, titles), *before]
            if _is_standfirst(sibling, ground):
                before.insert(0, sibling)
    return None


def _heads(element: Element, titles: tuple[str, ...]) -> bool:
    return element.tag in titles or element.find(*titles) is not None


def _after_title(element: Element, ground: Ground, titles: tuple[str, ...]) -> list[Element]:
    found: list[Element] = []
    seen = False
    for child in ground.children(element):
        if not seen and _heads(child, titles):
            seen = True
            found += _after_title(child, ground, titles)
        elif seen and _is_standfirst(child, ground):
            found.append(child)
    return found


def _is_standfirst(element: Element, ground: Ground) -> bool:
    own = ground.of(element)
    return 0 < own.prose <= _STANDFIRST and own.link * 3 < own.text and own.prose * 2 > own.text


def _path(root: Element, target: Element) -> list[Element]:
    if root is target:
        return [root]
    for child in root.children:
        if isinstance(child, Element) and (path := _path(child, target)):
            return [root, *path]
    return []
