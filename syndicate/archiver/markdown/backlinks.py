"""Marks that link to their notes, and what tells a note from the part of a text. Pure.

What a mark leads to is a note when that leads back, is named a note, or begins with the same mark.
A list under "References" is the article's bibliography and no notes. Each place is looked at once,
however many marks lead there.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from syndicate.archiver.markdown.references import (
    MARK,
    NAMED,
    Found,
    Landmarks,
    first_text,
    label,
)
from syndicate.markup import tags
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

HEADING = re.compile(r"h[1-6]")
BIBLIOGRAPHY = re.compile(
    r"(?:references|citations|sources|bibliography|works cited|literatur|einzelnachweise|références"
    r"|referencias|参考|參考|脚注|出典).{0,20}",
    re.IGNORECASE,
)
_NEVER = tags.HEADINGS | {"article", "body", "figure", "html", "main", "table", "tbody"}
# A longer text is a part of the article that a mark leads to.
_LONGEST = 6_000
# Articles cite a few works, encyclopaedias 80 to 300 on a page, with sections of works below them.
_FEW = 40


class _Note(NamedTuple):
    """Hold a block that a mark may lead to: how it begins, where it leads, what it is called."""

    block: Element
    begins: str
    leads: frozenset[str]
    is_named: bool
    is_cited: bool


def linked(marks: Landmarks) -> list[Found]:
    """Find marks that link to their notes.

    The works that an article cites are notes as long as they are few; many are a part of it.
    """
    found = list(_linked(marks))
    cited = {id(each.target) for each, is_cited in found if is_cited}
    return [each for each, _ in found if len(cited) <= _FEW or id(each.target) not in cited]


def _linked(marks: Landmarks) -> Iterator[tuple[Found, bool]]:
    back = {_place(each): each for each in reversed(marks.anchors)}
    pointed: dict[int, Element | None] = {}
    notes: dict[int, _Note | None] = {}
    headings = [bool(BIBLIOGRAPHY.fullmatch(squash(each.text()))) for each in marks.headings]
    for anchor in marks.anchors:
        if not (said := label(anchor)):
            continue
        place = _place(anchor)
        target = marks.named.get(place) or _returning(place, anchor, back, marks)
        attributed = None if target else _attributed(anchor, marks, pointed)
        target = target or attributed
        if target is None or marks.at(target) <= marks.at(anchor):
            continue
        block = _block(target, marks)
        if id(block) not in notes:
            notes[id(block)] = _noted(block, marks, headings)
        note = notes[id(block)]
        if note and (attributed or _is_note(note, anchor, said, target, marks)):
            yield Found(anchor, said, target, block), note.is_cited


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


def _attributed(
    anchor: Element, marks: Landmarks, pointed: dict[int, Element | None]
) -> Element | None:
    """Return what an attribute of a mark, or of the element round it, names."""
    for each in (anchor, marks.parents[id(anchor)]):
        if id(each) not in pointed:
            pointed[id(each)] = _named_by(each, marks)
        if target := pointed[id(each)]:
            return target
    return None


def _named_by(element: Element, marks: Landmarks) -> Element | None:
    for name, value in element.attrs.items():
        if name.startswith(("data-", "aria-")) and (target := marks.named.get(value)):
            return target
    return None


def _block(target: Element, marks: Landmarks) -> Element:
    """Return the block that a target is, or is in."""
    block = target
    while block.tag in tags.INLINE and (parent := marks.parents.get(id(block))):
        block = parent
    return block


def _noted(block: Element, marks: Landmarks, headings: Sequence[bool]) -> _Note | None:
    """Return what is known of a block that may be a note, None for a part of the article.

    `headings` tells which of the page's are those of a bibliography.
    """
    if block.tag in _NEVER or _is_part(block):
        return None
    found = MARK.fullmatch(first_text(block))
    above = bisect(marks.headings, marks.at(block), key=marks.at)
    links = (_place(each) for each in islice(block.elements(), _LONGEST) if each.tag == "a")
    near = [block, *islice(marks.around(block), 2)]
    return _Note(
        block,
        found["label"] if found else "",
        frozenset(filter(None, links)),
        any(map(_is_named, near)),
        above > 0 and headings[above - 1],
    )


def _is_part(block: Element) -> bool:
    """Tell whether a block is too much for a note: a part of the article."""
    length = 0
    for text in block.strings():
        length += len(text)
        if length > _LONGEST:
            return True
    return any(HEADING.fullmatch(each.tag) for each in islice(block.elements(), _LONGEST))


def _is_named(element: Element) -> bool:
    called = f"{element.get('class')} {element.get('id')} {element.get('role')}"
    return bool(NAMED.search(called))


def _is_note(note: _Note, anchor: Element, said: str, target: Element, marks: Landmarks) -> bool:
    if any(each is note.block for each in marks.around(anchor)):
        return False
    begins = note.begins == said or (target.tag in tags.INLINE and label(target) == said)
    if begins and _is_raised(anchor, marks):
        return True
    if note.is_named or _is_named(target):
        return True
    around = (anchor, *islice(marks.around(anchor), 2))
    return any(each.get(name) in note.leads for each in around for name in ("id", "name"))


def _is_raised(anchor: Element, marks: Landmarks) -> bool:
    """Tell whether a mark looks like one: raised, or in brackets; else it may be of an index."""
    if anchor.text().strip()[:1] in ("[", "(") or anchor.find("sup"):
        return True
    return any(each.tag == "sup" for each in islice(marks.around(anchor), 3))
