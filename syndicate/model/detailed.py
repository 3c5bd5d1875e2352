"""What `Details` is made of: how a feed wrote what an entry or the feed itself says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Hold how a feed wrote a text: as `type` (a media type), in `lang`, links standing on `base`.

    `markup` is the text in that type, links absolute; None where it is the entry's `summary` or
    `content`, or is nowhere in the feed but at `src`.
    """

    type: str
    markup: str | None = None
    lang: str | None = None
    base: str | None = None
    src: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold whom a feed names, and where that person is found."""

    name: str | None = None
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Hold a link of a feed or an entry; `lang` is its target's language, `length` in bytes."""

    rel: str
    url: str
    type: str | None = None
    title: str | None = None
    lang: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Hold a category: `label` is for people, `scheme` names the vocabulary of `term`."""

    term: str
    label: str | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """Hold which program wrote a feed."""

    name: str
    version: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Hold what RSS says of a picture: where it is, what it shows and leads to, its pixels."""

    url: str | None = None
    title: str | None = None
    link: str | None = None
    description: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput:
    """Hold a text field that an RSS channel offers: `url` is sent what is typed in, as `name`."""

    title: str | None = None
    description: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Hold where a part of an episode begins, what it is called, shows and leads to."""

    start: timedelta
    title: str | None = None
    url: str | None = None
    image: str | None = None
