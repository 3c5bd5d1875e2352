"""What a page shows in short lines, and where: the material that bylines and days are read from.

One walk lays the page's text out in order. It leaves each element with what it holds told: where
that is one short line, the lines inside it are forgotten. Only what is left becomes text, so that
the cost is that of the page's length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from syndicate.markup import tags
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

# Longer texts are sentences; a date in the middle of one is news, not the day of its publication.
LINE = 120

_SILENT = frozenset({
    "head", "iframe", "noscript", "option", "script", "select", "style", "svg", "template",
    "textarea",
})  # fmt: skip
# Who wrote it is an address to some, in the midst of a line.
_INLINE = tags.INLINE | {"address"}
_APART = frozenset({
    "comment", "comments", "cookie", "cookies", "footer", "menu", "nav", "navbar", "navigation",
    "newsletter", "popular", "related", "replies", "reply", "respond", "sidebar", "trending",
    "widget", "widgets",
})  # fmt: skip
# Alone or with more letters.
_APART_AT_FIRST = "recommend"
_WHOLE = frozenset({"html", "body", "main", "article", "h1"})
# An element with more of the text than this is the page, whatever it is called.
_MOST = 0.4
# Searched for one by one, which takes a fifth of the time that an expression of them does.
_MARKED = (
    "author", "autor", "auteur", "byline", "writer", "contribut", "reporter", "redak", "username",
    "nickname", "creator", "poster", "date", "time", "publi", "posted", "modified", "meta", "info",
)  # fmt: skip
_NO_WORD = re.compile(r"[\W_]+")
_VALUED = frozenset({"datetime", "title"})
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d")
# Where sites keep a person's articles.
_PERSON = re.compile(
    r"/(?:authors?|autor(?:en)?|auteurs?|contributors?|writers?|journalists?)/[^/]"
)
_HEADINGS = frozenset({"h1", "h2", "h3"})
_BESIDE = frozenset({"nav", "footer", "aside"})
_NAMES = frozenset({"id", "itemprop", "rel"})
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


# An element, or None for a text of its own; the first of the page's pieces that it holds and the
# one after the last; the characters before its text and up to its end; what marks it. It is a plain
# tuple because a page has 1,600 of them, and one with names takes ten times as long to make.
_Note = tuple[Element | None, int, int, int, int, str]


class _Text:
    """Gather a page's texts in order, with what parts them on the screen between."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.lines: list[_Note] = []
        self.marked: list[_Note] = []
        self.headings: list[_Note] = []
        self.beside: list[tuple[int, int, int]] = []

    def lay(self, element: Element, start: int = 0) -> int:
        """Lay an element's text out, of which `start` characters are there, and return the end."""
        pieces, lines = self.pieces, self.lines
        edge = " " if element.tag in _INLINE else "\n"
        first, above, marked, end = len(pieces), len(lines), len(self.marked), start
        pieces.append(edge)
        for child in element.children:
            if isinstance(child, str):
                if child and not child.isspace():
                    index, begin, end = len(pieces), end, end + len(child)
                    lines.append((None, index, index + 1, begin, end, ""))
                    pieces.append(child)
            elif not child.children:
                pieces.append(" " if child.tag in _INLINE else "\n")
            elif child.tag not in _SILENT:
                end = self.lay(child, end)
        pieces.append(edge)
        if end > start:
            self._leave(element, first, start, end, above, marked)
        return end

    def _leave(
        self, element: Element, first: int, start: int, end: int, above: int, marked: int
    ) -> None:
        """Take what an element holds as one line where it is short, and note what it is."""
        tag, attrs, last = element.tag, element.attrs, len(self.pieces)
        marks = _marks(element) if attrs else ""
        is_beside, tells = _told_by(marks) if marks else (False, False)
        if (is_beside or tag in _BESIDE) and tag not in _WHOLE:
            self.beside.append((first, last, end - start))
        is_line, is_heading = end - start <= LINE, tag in _HEADINGS
        if last - first > _PIECES or not (is_line or is_heading):
            return
        note = (element, first, last, start, end, marks)
        if is_heading:
            self.headings.append(note)
        if is_line:
            self.lines[above:] = (note,)
            if tells or "datetime" in attrs:
                self.marked.insert(marked, note)

    def beside_of(self, length: int) -> _Spans:
        """Return where the page speaks of other things; what is most of it is the page itself."""
        most = _MOST * length
        spans = sorted((first, last) for first, last, size in self.beside if size < most)
        outer: list[tuple[int, int]] = []
        for span in spans:
            if not outer or span[0] >= outer[-1][1]:
                outer.append(span)
        return _Spans(outer)

    def line(self, note: _Note, beside: _Spans) -> Line:
        element, first, last, start, end, marks = note
        rows = "".join(self.pieces[first:last]).split("\n")
        text = "\n".join([said for row in rows if row and (said := squash(row))])
        value = _value(element) if element and not _VALUED.isdisjoint(element.attrs) else ""
        return Line(text, start, end, marks, value, beside.hold(first, last))

    def passage(self, note: _Note, beside: _Spans) -> Line:
        _, first, last, start, end, _ = note
        text = self.pieces[first]
        ends = (squash(text[:_OPENING]), squash(text[-_OPENING:]))
        return Line("\n".join(ends), start, end, apart=beside.hold(first, last))


class _Spans:
    """Hold ranges of pieces that do not overlap, in order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def hold(self, first: int, last: int) -> bool:
        index = bisect_right(self._starts, first) - 1
        return index >= 0 and last <= self._ends[index]


def read(root: Element) -> Seen:
    """Return what a page shows in short lines, before anything was removed from it."""
    text = _Text()
    beside = text.beside_of(text.lay(root))
    short = [note for note in text.lines if note[4] - note[3] <= LINE]
    long = (note for note in text.lines if note[4] - note[3] > LINE)
    return Seen(
        tuple(text.line(note, beside) for note in short[:_LINES]),
        tuple(text.line(note, beside) for note in text.marked[:_LINES]),
        tuple(text.line(note, beside) for note in text.headings),
        tuple(text.passage(note, beside) for note in long),
    )


def _marks(element: Element) -> str:
    attrs = element.attrs
    marks = attrs.get("class", "")
    if not _NAMES.isdisjoint(attrs):
        named = (marks, attrs.get("id"), attrs.get("itemprop"), attrs.get("rel"))
        marks = " ".join(filter(None, named))
    if element.tag == "a" and _PERSON.search(element.get("href")):
        marks += " author"
    return marks.strip()


@lru_cache(maxsize=4096)
def _told_by(marks: str) -> tuple[bool, bool]:
    """Tell whether marks mean "beside the article", and whether of somebody or some day."""
    words = marks.casefold()
    parts = words.replace("-", " ").replace("_", " ").split()
    is_apart = not _APART.isdisjoint(parts) or (
        _APART_AT_FIRST in words and any(part.startswith(_APART_AT_FIRST) for part in parts)
    )
    return is_apart, any(map(words.__contains__, _MARKED))


def _value(element: Element) -> str:
    """Return what an element says to machines: hCalendar writes it as a title."""
    title = element.get("title")
    return element.get("datetime") or (title if _INSTANT.match(title) else "")


def _bare(text: str) -> str:
    return _NO_WORD.sub("", text).casefold()
