"""What somebody looks for, and whether a document has it. Pure.

    tea lake            both, in any order            "green tea"     the words in this order
    tea OR coffee       one of them                   NOT coffee      without it; also -coffee
    sail*               words that begin so           title:tea       in the title; author: too
    source:harbour  tag:boats  lang:zh                of this source, with this tag, in this language
    since:2026-01  until:2026-03  date:2026-01..2026-03      the day it is of

Chinese, Japanese and Korean need no quotation marks: what is written together is found together, also
inside of longer words. Whatever can't be read as one of these is a word like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from syndicate.search.words import fold, sought

Chosen = Literal["source", "tag", "lang"]
Part = Literal["title", "author", "tag", "text"]
PARTS: tuple[Part, ...] = ("title", "author", "tag", "text")
"""Where words stand in a document."""

MOST = 64
"""Terms of a query: each is a walk through an index, and nobody types more."""

_TERM = re.compile(
    r"(?P<not>-)?(?:(?P<field>[A-Za-z]+):(?=\S))?"
    r'(?:["“”](?P<phrase>[^"“”]*)(?:["“”]|\Z)|(?P<word>[^\s"“”]+))'
)
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_WITHIN: Mapping[str, Part] = {"title": "title", "author": "author"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Hold words that stand behind one another; `begins`: the last one may be longer."""

    words: tuple[str, ...]
    begins: bool = False
    part: Part | None = None

    def fits(self, parts: Mapping[Part, Sequence[str]]) -> bool:
        """Tell whether a document with these words in its parts has the phrase in one of them."""
        told = f" {' '.join(self.words)}" + ("" if self.begins else " ")
        chosen = (self.part,) if self.part else PARTS
        return any(told in f" {' '.join(parts.get(part, ()))} " for part in chosen)


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold of which sources, with which tags or in which languages documents are: one of `names`,
    which are folded but for sources'."""

    what: Chosen
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Hold what must be there: one phrase of each of `all`, and none of `none`; and of what.

    `since` and `until` are the first and the last day, month or year.
    """

    all: tuple[tuple[Phrase, ...], ...] = ()
    none: tuple[Phrase, ...] = ()
    choices: tuple[Choice, ...] = ()
    since: str | None = None
    until: str | None = None

    def fits(self, parts: Mapping[Part, Sequence[str]]) -> bool:
        """Tell whether a document has what must be there, and nothing that must not."""
        return all(any(each.fits(parts) for each in some) for some in self.all) and not any(
            each.fits(parts) for each in self.none
        )


@dataclass(slots=True)
class _Reading:
    """Collect what a query says while it is read."""

    all: list[list[Phrase]]
    none: list[Phrase]
    filters: dict[str, list[str]]
    choices: list[Choice]
    either: bool = False
    unwanted: bool = False

    def take(self, phrase: Phrase, *, unwanted: bool) -> None:
        """Put a phrase where it belongs: beside the last one behind an OR."""
        if unwanted or self.unwanted:
            self.none.append(phrase)
        elif self.either and self.all:
            self.all[-1].append(phrase)
        else:
            self.all.append([phrase])
        self.either = self.unwanted = False


def parse(text: str, *, leaves_out: bool = False) -> Query:
    """Return what a person typed as a query; it may only leave out where `leaves_out` says so.

    Raises ValueError when it asks for nothing, for too much, or for a day that is none.
    """
    read = _Reading([], [], {}, [])
    for found in _TERM.finditer(text):
        if found[0] == "OR":
            read.either = bool(read.all)
        elif found[0] == "NOT":
            read.unwanted = True
        elif not _filters(found, read):
            _read(found, read)
    if len(read.all) + len(read.none) > MOST:
        raise ValueError(f"it has more than {MOST} words")
    asks = read.all or read.filters or read.choices or (leaves_out and read.none)
    if not asks:
        raise ValueError("there is no word in it")
    return Query(
        all=tuple(map(tuple, read.all)),
        none=tuple(read.none),
        choices=tuple(read.choices),
        since=max(read.filters.get("since", ()), default=None),
        until=min(read.filters.get("until", ()), default=None),
    )


def _filters(found: re.Match[str], read: _Reading) -> bool:
    """Take a term that says where to look; tell whether it did."""
    field, value = (found["field"] or "").lower(), found["phrase"] or found["word"] or ""
    if found["not"] or not value:
        return False
    if field == "source":
        read.choices.append(Choice("source", (value,)))
    elif field == "tag":
        read.choices.append(Choice("tag", (fold(value),)))
    elif field == "lang":
        read.choices.append(Choice("lang", (fold(value),)))
    elif field == "date":
        since, dots, until = value.partition("..")
        for name, day in (("since", since), ("until", until if dots else since)):
            if day:
                read.filters.setdefault(name, []).append(_day(day))
    elif field in ("since", "until"):
        read.filters.setdefault(field, []).append(_day(value))
    else:
        return False
    return True


def _day(value: str) -> str:
    if not _DAY.fullmatch(value):
        raise ValueError(f'"{value}" is no day: 2026-03-01, 2026-03 or 2026')
    return value


def _read(found: re.Match[str], read: _Reading) -> None:
    """Take a term that says what to look for: each word, or the words of a phrase."""
    part = _WITHIN.get((found["field"] or "").lower())
    told = found["phrase"] if found["word"] is None else found["word"]
    if found["field"] and part is None:
        told = f"{found['field']}:{told}"
    words, begins = sought(told)
    if not words:
        return
    starred = found["word"] is not None and told.endswith("*")
    read.take(Phrase(words, begins or starred, part), unwanted=bool(found["not"]))
