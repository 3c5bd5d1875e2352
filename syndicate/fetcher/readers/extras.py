"""What a feed brings along besides texts: a channel's picture and text field, episodes' chapters.

RSS 2.0 (image, textInput; in RSS 0.90 and 1.0 they stand beside the channel) and Podlove Simple
Chapters 1.2. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from syndicate import urls
from syndicate.fetcher.readers import pieces
from syndicate.fetcher.readers.elements import (
    Element,
    Fields,
    attribute,
    children,
    first,
    name_of,
)
from syndicate.markup import limits
from syndicate.markup.limits import short
from syndicate.model import Chapter, Picture, TextInput

_NAMES = frozenset({"image", "textinput", "psc:chapters"})
# Normal Play Time (RFC 2326 §3.6): seconds alone, or with minutes, or with hours and minutes.
_PLAY_TIME = re.compile(
    r"(?:(?:(?P<hours>\d{1,6}):)?(?P<minutes>\d{1,2}):)?(?P<seconds>\d{1,9}(?:\.\d{0,9})?)"
)


class Extras(NamedTuple):
    """Hold what was brought along."""

    picture: Picture | None = None
    text_input: TextInput | None = None
    chapters: tuple[Chapter, ...] = ()


_NOTHING = Extras()


def read(fields: Fields, home: str, base: str | None) -> Extras:
    """Return what a channel, a feed or an entry brings along; addresses stand on `base`."""
    if _NAMES.isdisjoint(fields):
        return _NOTHING
    return Extras(
        picture=_picture(fields, home, base),
        text_input=_text_input(fields, home, base),
        chapters=tuple(islice(_chapters(fields, home, base), limits.MANY)),
    )


def _picture(fields: Fields, home: str, base: str | None) -> Picture | None:
    for element in fields.get("image", ()):
        inside = children(element, home)
        found = Picture(
            url=_address(first(inside, "url"), base),
            title=_text(inside, "title"),
            link=_address(first(inside, "link"), base),
            description=_text(inside, "description"),
            width=pieces.number(first(inside, "width") or "") or None,
            height=pieces.number(first(inside, "height") or "") or None,
        )
        if found != Picture():
            return found
    return None


def _text_input(fields: Fields, home: str, base: str | None) -> TextInput | None:
    for element in fields.get("textinput", ()):
        inside = children(element, home)
        found = TextInput(
            title=_text(inside, "title"),
            description=_text(inside, "description"),
            name=_text(inside, "name"),
            url=_address(first(inside, "link"), base),
        )
        if found != TextInput():
            return found
    return None


def _chapters(fields: Fields, home: str, base: str | None) -> Iterator[Chapter]:
    for several in fields.get("psc:chapters", ()):
        for element in several:
            start = _play_time(attribute(element, "start") or "")
            if start is not None and name_of(element.tag, home) == "psc:chapter":
                yield _chapter(element, start, base)


def _chapter(element: Element, start: timedelta, base: str | None) -> Chapter:
    return Chapter(
        start=start,
        title=short(pieces.title(attribute(element, "title"))),
        url=_address(attribute(element, "href"), base),
        image=_address(attribute(element, "image"), base),
    )


def _play_time(text: str) -> timedelta | None:
    found = _PLAY_TIME.fullmatch(text)
    if found is None:
        return None
    return timedelta(
        hours=int(found["hours"] or 0),
        minutes=int(found["minutes"] or 0),
        seconds=float(found["seconds"]),
    )


def _text(fields: Fields, name: str) -> str | None:
    return short(pieces.title(first(fields, name)))


def _address(text: str | None, base: str | None) -> str | None:
    return urls.absolute(base, text) if text else None
