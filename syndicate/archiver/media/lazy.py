"""Which picture an ``<img>`` really shows, whatever script was meant to load it.

Promises the largest candidate the page names and never a smaller one in its place; placeholders,
``data:`` URIs and tracking pixels are no pictures. Without a base URL relative ones stay so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from syndicate.archiver.media.addresses import is_photograph, told_width, usable
from syndicate.archiver.media.candidates import (
    Candidate,
    best,
    described,
    mentioned,
    offered,
    parked,
)
from syndicate.archiver.media.links import resolve
from syndicate.markup.tree import Element

_NUMBER = re.compile(r"(\d{1,5})(?:\.\d+)?(?![\d.]*\s*%)")
_STYLED = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*([\d.]{1,6})(px|r?em)", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BACKDROP = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_PARKED_BACKDROP = re.compile(r"(?:^|-)(?:bg|background)(?:-?(?:image|src|url|lazy))?$")
_IN_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)")
# A side of one or two pixels counts visits; sites ring real pictures with no less than 3.
_PIXEL = 2
# Up to the size of a line of text a picture is part of the sentence: emoji, icons.
_ICON = 48
# Two words at least; "loading" and "placeholder" describe nothing.
_DESCRIBED = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]+")
_WAITING = re.compile(r"^data-|lazy|^on")
# An em, where no other size of the text is known.
_EM = 16


def picture(image: Element, sources: Iterable[Element] = (), base: str | None = None) -> str:
    """Return the address of the best picture of an ``<img>``; "" when it shows none.

    `sources` are the ``<source>`` elements of a ``<picture>`` around it.
    """
    if is_unseen(image):
        return ""
    own = best(_own(image, base))
    other = best(each for source in sources for each in offered(source, base))
    if own.url and other.width <= max(own.width, side(image, "width") or 0):
        return own.url
    return other.url or own.url or mentioned(image, base) or _meant(image, base)


def _meant(image: Element, base: str | None) -> str:
    """Return what looks like a stand-in by its name alone: the page shows it, large, and describes it.

    A browser that loads pictures when they are seen needs no stand-in.
    """
    sides = [side(image, name) or 0 for name in ("width", "height")]
    is_described = bool(_DESCRIBED.search(image.get("alt"))) and min(sides) > _ICON
    waits = "lazy" in image.get("class").lower() or any(map(_WAITING.search, image.attrs))
    if waits or not (is_described or image.get("loading").lower() == "lazy"):
        return ""
    source = image.get("src")
    return resolve(source, base) if is_photograph(source) else ""


def is_preview(image: Element) -> bool:
    """Tell whether a script was to replace the picture by one that the element doesn't name."""
    return "lazy" in image.get("class").lower() and not parked(image, None)


def is_unseen(image: Element) -> bool:
    """Tell whether nobody is to see an image or a frame. A side of 0 beside another is not given."""
    sides = [given for name in ("width", "height") if (given := side(image, name)) is not None]
    if sides and min(filter(None, sides), default=0) <= _PIXEL:
        return True
    return bool(_UNSEEN.search(image.get("style"))) and not parked(image, None)


def is_icon(image: Element) -> bool:
    """Tell whether the picture is meant to stand inside a line of text."""
    sides = [given for name in ("width", "height") if (given := side(image, name))]
    return bool(sides) and max(sides) <= _ICON


def backdrop(element: Element, base: str | None) -> str:
    """Return the picture that an empty element shows as its background and not as decoration.

    It is one where a script was to load it, or where the page calls the element an image.
    """
    for name in element.attrs:
        if _PARKED_BACKDROP.search(name):
            value = element.get(name)
            found = _IN_URL.search(value)
            return usable(
                found[1].strip() if found else value.partition(",")[0].split(" ")[0], base
            )
    found = _BACKDROP.search(element.get("style")) if element.get("role") == "img" else None
    return usable(found[1].strip(), base) if found else ""


def side(image: Element, name: str) -> int | None:
    """Return the pixels that an image's ``width`` or ``height`` is given, in whatever place."""
    found = _NUMBER.match(image.get(name))
    if found:
        return int(found[1])
    for each, number, unit in _STYLED.findall(image.get("style")):
        if each.lower() == name and number.count(".") < 2 and number.strip("."):
            return round(float(number) * (1 if unit.lower() == "px" else _EM))
    return None


def _own(image: Element, base: str | None) -> Iterator[Candidate]:
    """Walk over what the element itself names; the widest comes with the width it tells."""
    shown, late = usable(image.get("src"), base), parked(image, base)
    given = side(image, "width") or 0
    if late and shown and 0 < told_width(late) < told_width(shown):
        late = ""
    if late:
        yield Candidate(late, given)
    elif shown:
        yield Candidate(shown, told_width(shown) or given or 1)
    yield from offered(image, base)
    yield from described(image, base)
