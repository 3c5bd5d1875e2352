"""Which short marks of a text refer to notes, and where those are.

    landmarks ─┬─ beside ──▶ marks whose note follows in the line
               ├─ linked ──▶ marks that link to their note: `links_to_notes`
               └─ numbered ▶ raised numbers without a link, and what is numbered alike

A mark is a number, a letter or a sign. How pages name and nest the two is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from syndicate.markup import tags
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

MARK = re.compile(
    r"[\[(]?\s*(?:(?:note|fn|nb?)\.?\s*)?(?P<label>\d{1,3}|[A-Za-z]|[ivxl]{2,5}|[*†‡§¶]{1,3})\s*[\])]?[.:]?",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"foot-?_?(?:note|def)|end-?_?note|side-?note|margin-?note|(?:^|[\s_:#-])(?:fn|ftn|sn|edn|cite_note)(?=[\s\d_:-]|$)"
    r"|(?:^|[\s_-])notes?(?=[\s\d_-]|$)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:^|\s)(?:sidenote|margin-?note|footnote-content-inline)(?=\s|$)")
_BESIDES = frozenset({"a", "aside", "small", "span"})
_DIGITS = 10


@dataclass(slots=True)
class Landmarks:
    """Collect on one walk what references and notes are found by."""

    parents: dict[int, Element] = field(default_factory=dict)
    named: dict[str, Element] = field(default_factory=dict)
    anchors: list[Element] = field(default_factory=list)
    raised: list[Element] = field(default_factory=list)
    lists: list[Element] = field(default_factory=list)
    headings: list[Element] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    beside: list[Element] = field(default_factory=list)
    _order: dict[int, int] = field(default_factory=dict)
    _places: dict[int, dict[int, int]] = field(default_factory=dict)

    def note(self, element: Element, parent: Element) -> None:
        """Remember an element, in document order."""
        self.parents[id(element)] = parent
        tag, attrs = element.tag, element.attrs
        if attrs and (name := attrs.get("id")):
            self.named.setdefault(name, element)
        if tag in _BESIDES and attrs:
            self._note_inline(element, attrs)
        elif tag == "sup":
            self.raised.append(element)
        elif tag == "ol":
            self.lists.append(element)
        elif tag == "hr":
            self.rules.append(element)
        elif tag in tags.HEADINGS:
            self.headings.append(element)

    def _note_inline(self, element: Element, attrs: Mapping[str, str]) -> None:
        if element.tag == "a":
            if name := attrs.get("name"):
                self.named.setdefault(name, element)
            if "#" in attrs.get("href", ""):
                self.anchors.append(element)
        elif (names := attrs.get("class")) and _BESIDE.search(names):
            self.beside.append(element)

    def around(self, element: Element) -> Iterator[Element]:
        """Walk up from an element's parent."""
        while parent := self.parents.get(id(element)):
            yield parent
            element = parent

    def place(self, element: Element) -> tuple[list[Element | str], int]:
        """Return an element's siblings, and where it stands among them."""
        parent = self.parents[id(element)]
        if id(parent) not in self._places:
            self._places[id(parent)] = {id(each): at for at, each in enumerate(parent.children)}
        return parent.children, self._places[id(parent)][id(element)]

    def at(self, element: Element) -> int:
        """Return an element's place in the document."""
        if not self._order:
            self._order = {key: at for at, key in enumerate(self.parents)}
        return self._order.get(id(element), -1)


class Found(NamedTuple):
    """Hold a reference: its mark's element, its label, and the place of its note."""

    mark: Element
    label: str
    target: Element
    block: Element


def label(element: Element) -> str:
    """Return the label that an element's whole text is, "" when it is more than a mark."""
    found = MARK.fullmatch(squash(element.text()))
    return found["label"] if found else ""


def first_text(element: Element) -> str:
    """Return the first text of an element that is not blank."""
    for child in element.children:
        if text := child.strip() if isinstance(child, str) else first_text(child):
            return text
    return ""


def beside(marks: Landmarks) -> Iterator[Found]:
    """Find notes that stand in the line, right behind their marks."""
    for note in marks.beside:
        siblings, at = marks.place(note)
        before = [each for each in siblings[max(0, at - 4) : at] if isinstance(each, Element)]
        for mark in reversed(before):
            if mark.tag in ("label", "sup", "a", "span"):
                yield Found(mark, label(mark) or first_text(note)[:3], note, note)
                break


def numbered(marks: Landmarks) -> Iterator[Found]:
    """Find raised numbers that lead nowhere, and the notes that are numbered as they are."""
    notes = _lettered(marks)
    for raised in marks.raised:
        if raised.find("a") is None and (said := label(raised)) in notes:
            note = notes[said]
            is_inside = note is raised or any(each is note for each in marks.around(raised))
            if not is_inside and (marks.at(note) > marks.at(raised) or note.tag == "li"):
                yield Found(raised, said, note, note)


def _lettered(marks: Landmarks) -> dict[str, Element]:
    """Return blocks that a list of notes, or a raised number at their start, numbers."""
    notes: dict[str, Element] = {}
    for each in marks.lists:
        around = list(marks.around(each))[:2]
        if any(up.tag == "aside" or NAMED.search(up.get("class")) for up in (each, *around)):
            said = each.get("start")
            # A longer number is no label; of thousands of digits Python makes none.
            start = int(said) if said.isdecimal() and len(said) < _DIGITS else 1
            items = [child for child in each.children if isinstance(child, Element)]
            notes |= {str(number): item for number, item in enumerate(items, start)}
    begins: dict[int, str] = {}
    for each in marks.raised:
        parent = marks.parents[id(each)]
        if parent.tag in ("p", "div", "li") and (said := label(each)):
            if id(parent) not in begins:
                begins[id(parent)] = first_text(parent)
            if begins[id(parent)] == each.text().strip():
                notes.setdefault(said, parent)
    # What lies below a second rule lies below the first one beside it, too.
    first: dict[int, Element] = {}
    for rule in marks.rules:
        first.setdefault(id(marks.parents[id(rule)]), rule)
    for rule in first.values():
        notes = _ruled(rule, marks) | notes
    return notes


def _ruled(rule: Element, marks: Landmarks) -> dict[str, Element]:
    """Return the paragraphs below a rule that begin with a number in bold."""
    siblings, at = marks.place(rule)
    following = takewhile(
        lambda each: isinstance(each, str) or each.tag != "hr", siblings[at + 1 :]
    )
    blocks = [each for each in following if isinstance(each, Element) and each.tag == "p"]
    bold = [(each, each.find("b", "strong")) for each in blocks]
    return {
        label(mark): each
        for each, mark in bold
        if mark and label(mark).isdecimal() and first_text(each) == mark.text().strip()
    }
