"""What an operator wants of what a source says: taken or not, mended, and judged by programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

Subject = Literal["any", "title", "text", "author", "tag"]
Mended = Literal["title", "content", "url"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Hold a regular expression (RE2 syntax) and what of an entry it is looked for in."""

    regex: str
    subject: Subject = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Hold which entries are taken: one that `keep` matches (any, if empty) and `block` not."""

    keep: tuple[Pattern, ...] = ()
    block: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    r"""Hold what is put in the place of what, in an entry's address or its article.

    `find` is a regular expression (RE2 syntax) whose groups are ``\1`` to ``\9`` in `by`, or,
    where it is `literal`, the words themselves.
    """

    find: str
    by: str = ""
    place: Mended = "content"
    literal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Hold which elements are taken out of what a source says and of its articles' pages."""

    selector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTags:
    """Hold tags that an article gets: one in which `when` is found, or each."""

    tags: tuple[str, ...]
    when: Pattern | None = None


Rewrite = Replace | Remove | AddTags


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Hold the programs, with their arguments, that are asked or told at an event.

    `entry` before an entry's page is asked for, `article` before an article is written,
    `archived` after that, `source` when a source's condition has changed. Each has `timeout`.
    """

    entry: tuple[str, ...] = field(default=(), repr=False)
    article: tuple[str, ...] = field(default=(), repr=False)
    archived: tuple[str, ...] = field(default=(), repr=False)
    source: tuple[str, ...] = field(default=(), repr=False)
    timeout: timedelta = timedelta(seconds=30)
