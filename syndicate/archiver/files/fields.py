"""An article's facts as files hold them: Article → values by the names of `FIELDS`, pure.

A fact that is unknown or empty has no value. Limits keep one hostile article from making a front
matter that no reader would take: prose is cut, an address or a name that is too long is left
out, and so is an instant that no calendar has in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from syndicate import dates, urls
from syndicate.archiver.files.fitting import fit
from syndicate.archiver.files.profiles import FIELDS, image
from syndicate.archiver.files.scalars import Value, lines, whole
from syndicate.model import Article, Asset

TEXT_LIMIT = 2_000
"""Characters of a title or description: the longest titles seen in 200 real feeds have 400."""

TAG_LIMIT = 60
"""Characters of a tag: site generators make folders of them, and a name has 255 bytes at most."""

LIST_LIMIT = 100
"""Items of a list; the sidecar holds all images and enclosures."""

ROOM = 48 * 1024
"""Bytes for all that a source says; 16 KB stay for the archive's own keys and a person's."""

_LINE = 64
"""Bytes of a line beside its text: indentation, a key of ours, quotes; an instant's whole line."""

_LIMITS = dict.fromkeys(("title", "description", "publisher", "rights", "authors"), TEXT_LIMIT)
_LIMITS["tags"] = TAG_LIMIT
_OURS = tuple(key.name for key in FIELDS if key.role == "record")


def values(article: Article) -> dict[str, Value]:
    """Return each fact that the article has, in the order of `FIELDS`."""
    every = ((key.name, _tidy(key.name, _value(article, key.name))) for key in FIELDS)
    found = {name: value for name, value in every if value}
    ours = {name: found.pop(name) for name in _OURS if name in found}
    if sum(map(_most, found.values())) > ROOM:
        found = fit(found, _size, ROOM)
    fitting = {**found, **ours}
    return {key.name: fitting[key.name] for key in FIELDS if key.name in fitting}


def _most(value: Value) -> int:
    """Return more bytes than a value can take: ten a character, where all have to be escaped."""
    if isinstance(value, tuple):
        return sum(map(_most, value))
    return _LINE + 10 * (len(value) if isinstance(value, str) else 0)


def _size(name: str, value: Value) -> int:
    return len(lines(name, value).encode())


def local_images(assets: Iterable[Asset]) -> tuple[str, ...]:
    """Return the names of the images that lie beside the document, each once."""
    return tuple(dict.fromkeys(asset.name for asset in assets if asset.name))


def _value(article: Article, name: str) -> Value | None:
    if name == "images":
        return tuple(image(asset) for asset in local_images(article.assets))
    if name == "enclosures":
        return tuple(enclosure.url for enclosure in article.enclosures)
    if name == "status":
        return "partial" if article.status == "partial" else None
    value: Value | None = getattr(article, name)
    return value


def _tidy(name: str, value: Value | None) -> Value | None:
    if isinstance(value, str):
        return _text(name, value)
    if isinstance(value, tuple):
        items = (_text(name, item) for item in value[:LIST_LIMIT])
        return tuple(dict.fromkeys(item for item in items if item))
    return None if isinstance(value, datetime) and dates.in_utc(value) is None else value


def _text(name: str, text: str) -> str:
    text = whole(text)
    limit = _LIMITS.get(name)
    if limit is None:
        return text if len(text) <= urls.LONGEST else ""
    return text[:limit]
