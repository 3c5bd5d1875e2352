"""Profiles: how an archive looks on disk, as data. Only `neutral` so far.

A profile says which front-matter keys there are, in which order and where their values come
from, and what the files of an article are called. Nothing here reads or writes. Reasons for
each key of `neutral` are in docs/reference/archive-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

Kind = Literal["text", "list", "instant", "number"]

Role = Literal["content", "detail", "record"]
"""What a change of a key means.

content: readers are told, it makes a new version. detail: it is written down without telling
anybody. record: written by the archive itself, never compared.
"""


@dataclass(frozen=True, slots=True)
class Key:
    """Name a front-matter key, the kind of its value, and what a change of it means."""

    name: str
    kind: Kind
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Hold one way of laying out articles.

    `place` is the template of an article's path (see `names`; a slug that is not empty brings
    its own hyphen), `document` the name of its
    Markdown file in there, from which the names of all that belongs to it follow.
    """

    name: str
    keys: tuple[Key, ...]
    place: str
    document: str


NEUTRAL = Profile(
    name="neutral",
    keys=(
        Key("title", "text", "content"),
        Key("date", "instant", "content"),
        Key("lastmod", "instant", "detail"),
        Key("authors", "list", "content"),
        Key("description", "text", "detail"),
        Key("tags", "list", "detail"),
        Key("lang", "text", "detail"),
        Key("image", "text", "detail"),
        Key("images", "list", "detail"),
        Key("canonical_url", "text", "detail"),
        Key("source", "text", "detail"),
        Key("publisher", "text", "detail"),
        Key("rights", "text", "detail"),
        Key("via", "list", "detail"),
        Key("enclosures", "list", "content"),
        Key("id", "text", "record"),
        Key("archived", "instant", "record"),
        Key("announced", "instant", "record"),
        Key("revision", "number", "record"),
        Key("hash", "text", "record"),
        Key("status", "text", "content"),
    ),
    place="{source}/{year}/{month}/{day}{slug}-{hex}",
    document="index.md",
)
"""Leaf bundles that Hugo, MkDocs, Obsidian and a plain file browser show as they are."""

SECTION = (
    Key("title", "text", "detail"),
    Key("canonical_url", "text", "detail"),
    Key("feed", "text", "detail"),
    Key("lang", "text", "detail"),
    Key("image", "text", "detail"),
    Key("rights", "text", "detail"),
)
"""The keys of a source's own page, `_index.md`."""


@dataclass(frozen=True, slots=True)
class Files:
    """Name the files of one article, keys of a Storage, from its path and profile.

    Names that begin with a dot keep machinery and old versions out of site generators.
    """

    folder: str
    profile: Profile

    @property
    def document(self) -> str:
        """Return the name of the Markdown file."""
        return self.profile.document

    @property
    def main(self) -> str:
        """Return the key of the Markdown file."""
        return self.at(self.document)

    @property
    def sidecar(self) -> str:
        """Return the key of the JSON file beside it."""
        return self.at(self.beside)

    @property
    def beside(self) -> str:
        """Return the name of the JSON file."""
        return f".{self._stem}.json"

    def at(self, name: str) -> str:
        """Return the key of a file named relative to the document."""
        return f"{self.folder}/{name}"

    def revision(self, number: int) -> str:
        """Return the name of a version that is not the document, relative to the document."""
        return f".{self._stem}.revisions/{number:04d}.md"

    @property
    def _stem(self) -> str:
        return PurePosixPath(self.document).stem


def image(name: str) -> str:
    """Return how a document refers to its local image `name`."""
    return f"images/{name}"
