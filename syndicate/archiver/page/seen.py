"""What a page shows in short lines, and where: the material that bylines and days are read from.

One walk lays the page's text out in order and notes where each element begins and ends in it; a
second goes over those notes from above and takes every element that is one short line. Neither
looks at a text twice, so that the cost is that of the page's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from syndicate.markup.text import squash
from syndicate.markup.tree import Element

# Longer texts are sentences; a date in the middle of one is news, not the day of its publication.
LINE = 120

_SILENT = frozenset({
    "head", "iframe", "noscript", "option", "script", "select", "style", "svg", "template",
    "textarea",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "address", "b", "bdi", "cite", "data", "em", "font", "i", "ins", "label", "mark",
    "s", "small", "span", "strong", "sub", "sup", "time", "u",
})  # fmt: skip
_APART = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|repl(?:y|ies)|related|recommend\w*|sidebar|widgets?|footer"
    r"|nav(?:bar|igation)?|menu|cookies?|popular|trending|newsletter)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WHOLE = frozenset({"html", "body", "main", "article", "h1"})
# An element with more of the text than this is the page, whatever it is called.
_MOST = 0.4
_MARKED = re.compile(
    r"auth?or|auteur|byline|writer|contribut|reporter|redak|username|nickname|creator|poster"
    r"|date|time|publi|posted|updated|modified|meta|info",
    re.IGNORECASE,
)


_INSTANT = re.compile(r"\d{4}-\d\d-\d\d")
# Where sites keep a person's articles.
_PERSON = re.compile(
    r"/(?:authors?|autor(?:en)?|auteurs?|contributors?|writers?|journalists?)/[^/]"
)
_HEADINGS = frozenset({"h1", "h2", "h3"})
_BESIDE = frozenset({"nav", "footer", "aside"})
_NAMES = ("class", "id", "itemprop", "rel")
# Neither names nor days are in more pieces than this; a line of a thousand empty elements is none.
_PIECES = 200
# A dateline and a reporter's name.
_OPENING = 60
# Lines and marks of one page; a catalogue has more, and nothing to say after so many.
_LINES = 3_000


class Line(NamedTuple):
    """Hold a short text and where it is in the text of the page.

    `marks` are class, id, itemprop and rel of its element, `value` is what that says to machines.
    `apart` tells that it stands beside the article, in comments or navigation. Blocks inside the
    line are on lines of their own.
    """

    text: str
    start: int
    end: int
    marks: str = ""
    value: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold a page's short lines, the marked elements in and around them, and its headings.

    `passages` are the beginnings and ends of longer texts, where newspapers name their reporters.
    """

    lines: tuple[Line, ...] = ()
    marked: tuple[Line, ...] = ()
    headings: tuple[Line, ...] = ()
    passages: tuple[Line, ...] = ()

    def place_of(self, title: str) -> int:
        """Return where the page shows its title; where its first heading is, when it does not."""
        bare = _bare(title)
        every = (*self.headings, *self.lines)
        same = (each for each in every if len(bare) > 3 and bare in _bare(each.text))
        found = next(same, None) or next(iter(self.headings), None)
        return found.start if found else 0


@dataclass(slots=True)
class _Note:
    """Note which pieces of the page's text an element holds, and which note follows its last one.

    `start` and `end` count the characters before its text and up to its end.
    """

    element: Element | None
    first: int
    start: int
    last: int = 0
    end: int = 0
    after: int = 0
    marks: str = ""
    apart: bool = False


class _Text:
    """Gather a page's texts in order, with what parts them on the screen between."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.notes: list[_Note] = []
        self._length = 0

    def lay(self, element: Element) -> None:
        edge = " " if element.tag in _INLINE else "\n"
        note = _Note(element, len(self.pieces), self._length)
        self.notes.append(note)
        self.pieces.append(edge)
        for child in element.children:
            if not isinstance(child, str):
                if child.tag not in _SILENT:
                    self.lay(child)
            elif child and not child.isspace():
                self._say(child)
        self.pieces.append(edge)
        note.last, note.end, note.after = len(self.pieces), self._length, len(self.notes)

    def _say(self, text: str) -> None:
        first, start = len(self.pieces), self._length
        self._length += len(text)
        self.pieces.append(text)
        self.notes.append(_Note(None, first, start, first + 1, self._length, len(self.notes) + 1))

    def line(self, note: _Note) -> Line:
        parts = "".join(self.pieces[note.first : note.last]).split("\n")
        text = "\n".join(filter(None, map(squash, parts)))
        value = _value(note.element) if note.element else ""
        return Line(text, note.start, note.end, note.marks, value, note.apart)

    def passage(self, note: _Note) -> Line:
        text = self.pieces[note.first]
        ends = (squash(text[:_OPENING]), squash(text[-_OPENING:]))
        return Line("\n".join(ends), note.start, note.end, apart=note.apart)


def read(root: Element) -> Seen:
    """Return what a page shows in short lines, before anything was removed from it."""
    text = _Text()
    text.lay(root)
    notes = text.notes
    _mark(notes)
    short = [note for note in notes if _is_short(note)]
    marked = [note for note in short if note.element and _tells(note.element, note.marks)]
    headings = [note for note in notes if note.element and note.element.tag in _HEADINGS]
    return Seen(
        tuple(text.line(note) for note in _outermost(notes)),
        tuple(text.line(note) for note in marked[:_LINES]),
        tuple(text.line(note) for note in headings if note.last - note.first <= _PIECES),
        tuple(text.passage(note) for note in notes if note.element is None and not _is_short(note)),
    )


def _mark(notes: list[_Note]) -> None:
    """Note what marks each element, and what stands beside the article."""
    whole = notes[0].end if notes else 0
    apart_ends = 0
    for index, note in enumerate(notes):
        element = note.element
        if element is not None and note.end > note.start:
            note.marks = " ".join(filter(None, map(element.attrs.get, _NAMES))).strip()
            if element.tag == "a" and _PERSON.search(element.get("href")):
                note.marks += " author"
            is_beside = element.tag in _BESIDE or _told_by(note.marks)[0]
            if is_beside and element.tag not in _WHOLE and note.end - note.start < _MOST * whole:
                apart_ends = max(apart_ends, note.after)
        note.apart = index < apart_ends


def _is_short(note: _Note) -> bool:
    return 0 < note.end - note.start <= LINE and note.last - note.first <= _PIECES


def _tells(element: Element, marks: str) -> bool:
    return "datetime" in element.attrs or _told_by(marks)[1]


@lru_cache(maxsize=4096)
def _told_by(marks: str) -> tuple[bool, bool]:
    """Tell whether marks mean "beside the article", and whether of somebody or some day."""
    return bool(_APART.search(marks)), bool(_MARKED.search(marks))


def _value(element: Element) -> str:
    """Return what an element says to machines: hCalendar writes it as a title."""
    title = element.get("title")
    return element.get("datetime") or (title if _INSTANT.match(title) else "")


def _outermost(notes: list[_Note]) -> Iterator[_Note]:
    """Walk over the largest elements that are one line, and the texts that lie in no such."""
    index = count = 0
    while index < len(notes) and count < _LINES:
        note = notes[index]
        is_line = _is_short(note)
        if is_line:
            yield note
            count += 1
        index = note.after if is_line else index + 1


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
