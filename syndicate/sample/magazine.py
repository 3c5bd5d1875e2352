"""What The Sample has published: read from the files beside this module, each one once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

ORIGIN = "http://sample.example/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Hold an edit: from `at` on, `right` stands where `wrong` stood, under a new summary."""

    at: datetime
    wrong: str
    right: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Hold the file that the feed announces as an enclosure."""

    path: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Hold one article as the magazine's office sees it.

    `layout` names the page template ("broken": the page can't be served), `charset` what the
    page declares, `head` the metadata it carries. `body` says how much of it the feed has.
    """

    slug: str
    lang: str
    layout: Literal["en", "zh", "old", "broken"]
    head: tuple[str, ...]
    title: str
    author: str
    published: datetime
    guid: str
    tags: tuple[str, ...]
    image: str
    body: Literal["full", "summary", "excerpt"]
    summary: str
    html: str
    modified: datetime
    charset: str = "utf-8"
    enclosure: Attachment | None = None
    correction: Correction | None = None

    @property
    def url(self) -> str:
        """Return the address of the story's page."""
        return f"{ORIGIN}articles/{self.slug}"


@cache
def data(path: str) -> bytes:
    """Return a file of the sample; raise FileNotFoundError when there is none."""
    return files(__package__).joinpath(path).read_bytes()


@cache
def public() -> frozenset[str]:
    """Return the paths of the files that visitors may ask for as they are."""
    root = files(__package__)
    folders = ("images", "files")
    inside = {f"{folder}/{each.name}" for folder in folders for each in (root / folder).iterdir()}
    return frozenset(inside | {"style.css"})


def text(path: str) -> str:
    """Return a text file of the sample."""
    return data(path).decode()


def stories(at: datetime) -> tuple[Story, ...]:
    """Return the articles as they stand at an instant, newest first."""
    return tuple(_corrected(story, at) for story in _first_edition())


@cache
def _first_edition() -> tuple[Story, ...]:
    return tuple(_story(**row) for row in tomllib.loads(text("magazine.toml"))["article"])


def _story(
    slug: str,
    published: datetime,
    head: list[str],
    tags: list[str],
    correction: dict[str, Any] | None = None,
    enclosure: dict[str, str] | None = None,
    **rest: Any,
) -> Story:
    return Story(
        slug=slug,
        published=published,
        modified=published,
        head=tuple(head),
        tags=tuple(tags),
        html=text(f"articles/{slug}.html"),
        correction=Correction(**correction) if correction else None,
        enclosure=Attachment(**enclosure) if enclosure else None,
        **rest,
    )


def _corrected(story: Story, at: datetime) -> Story:
    edit = story.correction
    if edit is None or at < edit.at:
        return story
    html = story.html.replace(edit.wrong, edit.right)
    return replace(story, html=html, summary=edit.summary, modified=edit.at)
