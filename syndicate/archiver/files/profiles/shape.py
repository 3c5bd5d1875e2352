"""What a profile is: the facts of an article that front matter can hold, and its keys for them.

Nothing here reads or writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from syndicate.archiver.files.scalars import Style, Value
from syndicate.model import Images

Kind = Literal["text", "list", "instant", "number"]

Role = Literal["content", "detail", "record"]
"""What a change of a fact means.

content: readers are told, it makes a new version. detail: it is written down without telling
anybody. record: written by the archive itself, never compared.
"""

Dates = Literal["rfc3339", "naive", "spaced", "day"]
"""``2025-02-13T17:10:30+08:00`` · ``"2025-02-13 17:10:30"`` · ``2025-02-13 17:10:30 +0800`` ·
``2025-02-13``."""

Escape = Literal["none", "hugo", "liquid", "obsidian"]
"""Whose templates the text must be safe from."""

Form = Literal["", "site", "label"]
"""How a text is shown: an image by its place in the whole site, a tag without blanks."""

DERIVED = ("excerpt", "summary")
"""Facts that are made of others: see `derived`."""


@dataclass(frozen=True, slots=True)
class Key:
    """Name a front-matter key, the kind of its value, and what a change of it means.

    `what` is the fact that it shows, empty for a `constant`; `carries` says that the fact is read
    back from it. `otherwise` names a derived fact, or else `empty` is the value, that is written
    where there is nothing to show; without both the key is left out.
    """

    name: str
    kind: Kind
    role: Role
    what: str = ""
    carries: bool = False
    dates: Dates = "rfc3339"
    form: Form = ""
    otherwise: str = ""
    constant: Value | None = None
    empty: Value | None = None


def _field(name: str, kind: Kind, role: Role) -> Key:
    return Key(name, kind, role, what=name, carries=True)


FIELDS = (
    _field("title", "text", "content"),
    _field("date", "instant", "content"),
    _field("lastmod", "instant", "detail"),
    _field("authors", "list", "content"),
    _field("description", "text", "detail"),
    _field("tags", "list", "detail"),
    _field("lang", "text", "detail"),
    _field("image", "text", "detail"),
    _field("images", "list", "detail"),
    _field("canonical_url", "text", "detail"),
    _field("link", "text", "detail"),
    _field("source", "text", "detail"),
    _field("publisher", "text", "detail"),
    _field("rights", "text", "detail"),
    _field("via", "list", "detail"),
    _field("enclosures", "list", "content"),
    _field("id", "text", "record"),
    _field("archived", "instant", "record"),
    _field("announced", "instant", "record"),
    _field("revision", "number", "record"),
    _field("hash", "text", "record"),
    _field("status", "text", "content"),
)
"""The facts of an article, each under its own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Say what becomes of images: whether they are kept, where, and how they are referred to.

    `file` is a key of the storage, `link` what the text says, `front` what front matter says of
    a field, `site` what it says where a theme wants a path from the site's root.
    """

    mode: Images
    file: str
    link: str
    front: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """Hold one way of laying out articles.

    `path` is the template of a document's key (see `names`), `again` what its ``{again}`` stands
    for where two articles have one path. `section` is the name of a page about each source.
    `zone` is where dates without an offset count, None for each article's own.
    """

    name: str
    path: str
    keys: tuple[Key, ...]
    pictures: Pictures
    again: str = ""
    style: Style = "plain"
    escape: Escape = "none"
    trailer: str = ""
    section: str = ""
    zone: ZoneInfo | None = None

    @property
    def images(self) -> Images:
        """Return what becomes of images."""
        return self.pictures.mode

    @property
    def bundles(self) -> bool:
        """Tell whether each article has a folder of its own, by which it is named."""
        return self.path.endswith("/index.md")

    @property
    def literal(self) -> bool:
        """Tell whether front matter says each fact that it has as the archive knows it."""
        plain = all(key == field_of(key.name) for key in self.keys)
        return plain and self.style == "plain" and self.pictures.front == image("{name}")

    @property
    def numbered(self) -> bool:
        """Tell whether a document says which version it is."""
        return any(key.what == "revision" for key in self.keys)


_BY_NAME = {key.name: key for key in FIELDS}


def field_of(name: str) -> Key | None:
    """Return the fact of that name, None when there is none."""
    return _BY_NAME.get(name)


SECTION = (
    Key("title", "text", "detail"),
    Key("canonical_url", "text", "detail"),
    Key("feed", "text", "detail"),
    Key("lang", "text", "detail"),
    Key("image", "text", "detail"),
    Key("rights", "text", "detail"),
)
"""The keys of a source's own page."""


def image(name: str) -> str:
    """Return how neutral Markdown refers to its local image `name`."""
    return f"images/{name}"
