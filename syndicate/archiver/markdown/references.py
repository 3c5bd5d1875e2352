"""Which short marks of a text refer to notes, and where those are.

    landmarks ─┬─ beside ──▶ marks whose note follows in the line
               ├─ linked ──▶ marks that link to their note
               └─ numbered ▶ raised numbers without a link, and what is numbered alike

A mark is a number, a letter or a sign. What it leads to is a note when that leads back, is named
a note, or begins with the same mark. A list under "References" is the article's bibliography and
no notes. How pages name and nest the two is never asked.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import NamedTuple

from syndicate.markup import tags
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

MARK = re.compile(
    r"[\[(]?\s*(?:(?:note|fn|nb?)\.?\s*)?(?P<label>\d{1,3}|[A-Za-z]|[ivxl]{2,5}|[*†‡§¶]{1,3})\s*[\])]?[.:]?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"foot-?_?(?:note|def)|end-?_?note|side-?note|margin-?note|(?:^|[\s_:#-])(?:fn|ftn|sn|edn|cite_note)(?=[\s\d_:-]|$)"
    r"|(?:^|[\s_-])notes?(?=[\s\d_-]|$)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:^|\s)(?:sidenote|margin-?note|footnote-content-inline)(?=\s|$)")
HEADING = re.compile(r"h[1-6]")
BIBLIOGRAPHY = re.compile(
    r"(?:references|citations|sources|bibliography|works cited|literatur|einzelnachweise|références"
    r"|referencias|参考|參考|脚注|出典).{0,20}",
    re.IGNORECASE,
)
_BESIDES = frozenset({"a", "aside", "small", "span"})
_NEVER = tags.HEADINGS | {"article", "body", "figure", "html", "main", "table", "tbody"}
# A longer text is a part of the article that a mark leads to.
_LONGEST = 6_000
# Articles cite a few works, encyclopaedias 80 to 300 on a page, with sections of works below them.
_FEW = 40
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


def linked(marks: Landmarks) -> list[Found]:
    """Find marks that link to their notes.

    The works that an article cites are notes as long as they are few; many are a part of it.
    """
    found = list(_linked(marks))
    cited = {id(each.target) for each in found if _is_cited(each.block, marks)}
    return [each for each in found if len(cited) <= _FEW or id(each.target) not in cited]


def _linked(marks: Landmarks) -> Iterator[Found]:
    back = {_place(each): each for each in reversed(marks.anchors)}
    for anchor in marks.anchors:
        if not (said := label(anchor)):
            continue
        place = _place(anchor)
        target = marks.named.get(place) or _returning(place, anchor, back, marks)
        attributed = None if target else _attributed(anchor, marks)
        target = target or attributed
        if target is None or marks.at(target) <= marks.at(anchor):
            continue
        block = _block(target, marks)
        if block and (attributed or _is_note(block, anchor, said, target, marks)):
            yield Found(anchor, said, target, block)


def _place(anchor: Element) -> str:
    return anchor.get("href").partition("#")[2]


def _returning(
    place: str, anchor: Element, back: Mapping[str, Element], marks: Landmarks
) -> Element | None:
    """Return the later link that leads back to a mark whose own target has no name."""
    named = ("ref", "_ref", "-ref", "back")
    stem = place.rstrip("0123456789")
    found = (back.get(f"{stem}{word}{place[len(stem) :]}") for word in named if place)
    return next((each for each in found if each and marks.at(each) > marks.at(anchor)), None)


def _attributed(anchor: Element, marks: Landmarks) -> Element | None:
    """Return what an attribute of a mark, or of the element round it, names."""
    parent = marks.parents[id(anchor)]
    for each in (anchor, parent):
        for name, value in each.attrs.items():
            if name.startswith(("data-", "aria-")) and (target := marks.named.get(value)):
                return target
    return None


def _block(target: Element, marks: Landmarks) -> Element | None:
    """Return the block that a note is: the one that its target is, or is in."""
    block = target
    while block.tag in tags.INLINE and (parent := marks.parents.get(id(block))):
        block = parent
    return None if block.tag in _NEVER or _is_part(block) else block


def _is_part(block: Element) -> bool:
    """Tell whether a block is too much for a note: a part of the article."""
    length = 0
    for text in block.strings():
        length += len(text)
        if length > _LONGEST:
            return True
    return any(HEADING.fullmatch(each.tag) for each in islice(block.elements(), _LONGEST))


def _is_note(block: Element, anchor: Element, said: str, target: Element, marks: Landmarks) -> bool:
    if any(each is block for each in marks.around(anchor)):
        return False
    if _is_raised(anchor, marks) and (_begins(block, said) or _begins_at(target, said)):
        return True
    near = [block, target, *list(marks.around(block))[:2]]
    if any(
        _NAMED.search(f"{each.get('class')} {each.get('id')} {each.get('role')}") for each in near
    ):
        return True
    own = {
        each.get(name)
        for each in (anchor, *list(marks.around(anchor))[:2])
        for name in ("id", "name")
    }
    links = (_place(each) for each in islice(block.elements(), _LONGEST) if each.tag == "a")
    return any(place and place in own for place in links)


def _is_raised(anchor: Element, marks: Landmarks) -> bool:
    """Tell whether a mark looks like one: raised, or in brackets; else it may be of an index."""
    if anchor.text().strip()[:1] in ("[", "(") or anchor.find("sup"):
        return True
    return any(each.tag == "sup" for each in islice(marks.around(anchor), 3))


def _is_cited(block: Element, marks: Landmarks) -> bool:
    """Tell whether a block stands below the heading of a bibliography."""
    at = bisect(marks.headings, marks.at(block), key=marks.at)
    return at > 0 and bool(BIBLIOGRAPHY.fullmatch(squash(marks.headings[at - 1].text())))


def _begins(block: Element, said: str) -> bool:
    return any(found["label"] == said for found in [MARK.fullmatch(first_text(block))] if found)


def _begins_at(target: Element, said: str) -> bool:
    return target.tag in tags.INLINE and label(target) == said


def first_text(element: Element) -> str:
    """Return the first text of an element that is not blank."""
    return next((text.strip() for text in element.strings() if text.strip()), "")


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
        if any(up.tag == "aside" or _NAMED.search(up.get("class")) for up in (each, *around)):
            said = each.get("start")
            # A longer number is no label; of thousands of digits Python makes none.
            start = int(said) if said.isdecimal() and len(said) < _DIGITS else 1
            items = [child for child in each.children if isinstance(child, Element)]
            notes |= {str(number): item for number, item in enumerate(items, start)}
    for each in marks.raised:
        parent = marks.parents[id(each)]
        if (
            parent.tag in ("p", "div", "li")
            and label(each)
            and first_text(parent) == each.text().strip()
        ):
            notes.setdefault(label(each), parent)
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
