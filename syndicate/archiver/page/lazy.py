"""Which picture an ``<img>`` really shows, whatever script was meant to load it.

Promises the largest candidate the page names and never a smaller one in its place; placeholders,
``data:`` URIs and tracking pixels are no pictures. Without a base URL relative ones stay so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from syndicate.archiver.markdown.links import resolve
from syndicate.markup.tree import Element

# Attributes in which scripts park the real address. A name that says it is the small or the
# blurred one never counts.
_PARKED = re.compile(r"(?:^|[-_])(?:src|original|lazy\w*|actualsrc|echo|full|large|hi-?res|file)")
_LESSER = re.compile(r"thumb|small|low|lqip|preview|placeholder|blur|mini|tiny|poster|srcset|sizes")
_ADDRESS = re.compile(
    r"(?:https?:)?//\S+$|/\S+$|\S+\.(?:avif|gif|jpe?g|png|webp)(?:[?!@]\S*)?$", re.IGNORECASE
)
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:\s+([\d.]+)([wxh]))?[^,]*")
_BLANK_NAME = re.compile(
    r"(?:^|[/_.-])(?:1x1|blank|clear|dot|grey|gray|lazy(?:load)?|loading|pixel|placeholder|space|"
    r"spacer|trans|transparent)(?:[_.-]\w{1,12})?\.(?:gif|png|jpe?g|svg|webp)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,5}")
# A side of one or two pixels counts visits; sites ring real pictures with no less than 3.
_PIXEL = 2
# Up to the size of a line of text a picture is part of the sentence: emoji, icons.
_ICON = 48
# Density descriptors say how much sharper, not how wide: 1x is taken for a column's width.
_COLUMN = 600


class _Candidate(NamedTuple):
    url: str
    width: float


def picture(image: Element, sources: Iterable[Element] = (), base: str | None = None) -> str:
    """Return the address of the best picture of an ``<img>``; "" when it shows none.

    `sources` are the ``<source>`` elements of a ``<picture>`` around it.
    """
    if _is_pixel(image):
        return ""
    own = [each for each in _own(image, base) if each.url]
    others = [each for source in sources for each in _set(source, base) if each.url]
    width = _side(image, "width") or 0
    best = max(own, key=lambda each: each.width, default=_Candidate("", 0))
    other = max(others, key=lambda each: each.width, default=_Candidate("", 0))
    if best.url and other.width <= max(best.width, width):
        return best.url
    return other.url or best.url


def is_icon(image: Element) -> bool:
    """Tell whether the picture is meant to stand inside a line of text."""
    sides = [side for name in ("width", "height") if (side := _side(image, name)) is not None]
    return bool(sides) and max(sides) <= _ICON


def _own(image: Element, base: str | None) -> Iterator[_Candidate]:
    """Walk over what the element itself names; the widest comes with the width it tells."""
    shown = _usable(image.get("src"), base)
    parked = next(iter(_parked(image, base)), "")
    plain = parked or shown
    yield _Candidate(plain, _side(image, "width") or 0 if parked else _side(image, "width") or 1)
    yield from _set(image, base)


def _parked(image: Element, base: str | None) -> Iterator[str]:
    for name in image.attrs:
        if name in ("src", "class", "alt", "style") or _LESSER.search(name):
            continue
        value = image.get(name)
        if _PARKED.search(name) and _ADDRESS.match(value) and (url := _usable(value, base)):
            yield url


def _set(element: Element, base: str | None) -> Iterator[_Candidate]:
    """Walk over a srcset's candidates (WHATWG HTML §4.8.4.2), those of lazy loaders too."""
    for name, value in element.attrs.items():
        if not name.endswith("srcset"):
            continue
        for url, number, unit in _CANDIDATE.findall(value):
            size = float(number) if number.count(".") < 2 and number.strip(".") else 1.0
            width = size if unit == "w" else size * _COLUMN if unit == "x" else 1.0
            yield _Candidate(_usable(url, base), width)


def _usable(url: str, base: str | None) -> str:
    if not url or url[:5].lower() == "data:" or _BLANK_NAME.search(url.partition("?")[0]):
        return ""
    resolved = resolve(url, base)
    return "" if resolved.startswith(("mailto:", "#")) else resolved


def _is_pixel(image: Element) -> bool:
    sides = [_side(image, name) for name in ("width", "height")]
    return any(side is not None and side <= _PIXEL for side in sides)


def _side(image: Element, name: str) -> int | None:
    found = _NUMBER.match(image.get(name))
    return int(found[0]) if found and not image.get(name).endswith("%") else None
