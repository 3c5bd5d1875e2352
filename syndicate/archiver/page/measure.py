"""How much of what is where in a page: one walk over the tree, everything counted at once.

    body ─ measure ─▶ Measure of every element, each told what it is: kept, furniture or a teaser

All later steps only look up: what is chosen, and what is cut out of it, is read off the measures.
Counts leave furniture out, so that a menu or a wall of cookies never outweighs an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from syndicate.archiver.markdown.flow import HIDDEN
from syndicate.archiver.page import furniture
from syndicate.archiver.page.furniture import Verdict
from syndicate.markup import tags
from syndicate.markup.tree import Element

# Pictures and breaks stand in a line as well, and so do formulas and marks of notes.
INLINE = tags.INLINE | {"br", "img", "#math", "#note", "#task"}
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_STOPS = re.compile(r"[.!?;,]\s|[。！？；，、]")
# Makes all stops of ASCII one, and all its blanks: they are counted in a fifth of the time then.
_ALIKE = bytes.maketrans(b"!?;,\t\n\v\f\r\x1c\x1d\x1e\x1f", b"....         ")
# A Chinese character says what two to three letters do.
_CJK_WEIGHT = 2
# Shorter runs without a stop are labels: headlines of other stories, buttons, bylines.
SENTENCE = 40
# The rights in a page, not in its article.
_RIGHTS = (
    "©", "all rights reserved", "版权所有", "版權所有", "icp备", "icp证", "alle rechte vorbehalten",
    "tous droits réservés", "todos los derechos reservados",
)  # fmt: skip
_ASCII_RIGHTS = tuple(filter(str.isascii, _RIGHTS))
_COPYRIGHT = re.compile(r"\(c\)\s*(?:copyright\s*)?(?:19|20)\d\d", re.IGNORECASE)
# Shorter texts don't claim rights.
_CLAIM = 8

# A teaser: a headline that leads away, and little beside it.
_HEADLINE = 16
_LONGEST = 1600
# On average: WordPress cuts an excerpt after 55 words.
_TEASER = 420
_CARDS = frozenset({"div", "li", "article", "section", "a", "dl", "figure", "td", "dd"})
_BOXED = tags.HEADINGS | {"div", "p", "picture", "figure", "section", "article"}
# The prose of a label is none; of a person it is three sentences.
_LIMITS = {Verdict.LABEL: 120, Verdict.PERSON: 700}
# Letters of a paragraph that says something; a line under a heading may ask for consent.
_PARAGRAPH = 80
# The note of a text leads back into it, first of all; browsers that save a page make its
# addresses whole, and then a sign or a number says so.
_BACK = re.compile(r"#.")
_SIGN = 3
# In these others judge, or what is in them counts otherwise.
_CHANGING = furniture.JUDGING | {"a", "article", "main"}
# Two of a kind may be chance.
_GROUP = 3


@dataclass(slots=True)
class Measure:
    """Hold what an element holds below it, furniture left out; weights are letters.

    `link` is the part of `text` inside links, `prose` the part that reads like sentences; `cards`
    is the text of teasers, which none of the others counts. `plain` and `all_prose` count furniture too.
    `headline` is the longest line before the prose that is a link as a whole. `direct` is the prose
    of an element's own lines and paragraphs, `peak` the most that any element below holds directly.
    """

    text: int = 0
    link: int = 0
    prose: int = 0
    cards: int = 0
    plain: int = 0
    all_prose: int = 0
    headline: int = 0
    leaf: int = 0
    direct: int = 0
    peak: int = 0
    verdict: Verdict = Verdict.KEPT


Measures = dict[int, Measure]


def weigh(text: str) -> tuple[int, int]:
    """Return the weight of a text (letters, a CJK character for two) and its stops."""
    bare = text.strip()
    if not bare:
        return 0, 0
    if text.isascii():
        return len(bare), (text + " ").encode().translate(_ALIKE).count(b". ")
    wide = sum(map(len, _CJK.findall(bare)))
    return len(bare) + (_CJK_WEIGHT - 1) * wide, len(_STOPS.findall(text + " "))


def _claims_rights(text: str) -> bool:
    said = text.lower()
    claims = _ASCII_RIGHTS if text.isascii() else _RIGHTS
    if any(map(said.__contains__, claims)):
        return True
    return "(c)" in said and _COPYRIGHT.search(said) is not None


class _Line(NamedTuple):
    """Hold the inline text of a block that has not ended yet."""

    text: int = 0
    link: int = 0
    stops: int = 0
    legal: bool = False

    def prose(self) -> int:
        plain = self.text - self.link
        reads = (self.stops > 0 or plain >= SENTENCE) and not self.legal
        return plain if reads and self.link * 2 < self.text else 0

    def headline(self) -> int:
        return self.link if self.link * 5 >= self.text * 4 else 0


_EMPTY = _Line()


class _Context(NamedTuple):
    """Hold what an element inherits: whether it lies in a link, in an article, and how it is judged."""

    judge: furniture.Judge
    linked: bool = False
    inside: bool = False


def measure(body: Element, judge: furniture.Judge) -> Measures:
    """Return the measures of a body and all that is shown below it, by their `id`."""
    measures: Measures = {}
    _measure(body, measures, _Context(judge))
    return measures


def _measure(element: Element, measures: Measures, context: _Context) -> tuple[Measure, _Line]:
    """Measure an element; return that and the line it leaves open, empty for a block."""
    own = measures[id(element)] = Measure()
    inner = _inherited(element, context) if element.tag in _CHANGING else context
    line = _EMPTY
    shapes: dict[str, list[Measure]] = {}
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            if not child.isspace():
                line = _said(child, own, line, linked=inner.linked)
            continue
        if child.tag in HIDDEN:
            continue
        if line.text and child.tag not in INLINE:
            line = _ended(own, line)
        if not child.children:
            _judge_empty(element, index, measures, inner)
            continue
        below, open_line = _measure(child, measures, inner)
        if furniture.may_be(child):
            below.verdict = _judged(element, index, below, inner)
        own.plain += below.plain
        own.all_prose += below.all_prose
        if below.verdict is Verdict.KEPT:
            add_kept(own, below)
            line = _joined(line, open_line) if open_line.text else line
            if below.headline >= _HEADLINE and _is_card(child, below):
                shape = f"{child.tag} {child.attrs.get('class', '')}"
                shapes.setdefault(shape, []).append(below)
    if shapes:
        _deal(own, shapes)
    if line.text and element.tag not in INLINE:
        line = _ended(own, line)
    return own, line


def _judge_empty(parent: Element, index: int, measures: Measures, context: _Context) -> None:
    """Note what an empty child is, unless it is kept: there is nothing in it to measure."""
    child = parent.children[index]
    if isinstance(child, Element) and furniture.may_be(child):
        own = Measure()
        own.verdict = _judged(parent, index, own, context)
        if own.verdict is not Verdict.KEPT:
            measures[id(child)] = own


def _judged(parent: Element, index: int, below: Measure, context: _Context) -> Verdict:
    """Return what a child is by what it is called and how much prose is in it."""
    verdict = context.judge.verdict(parent, index, inside=context.inside)
    child = parent.children[index]
    if verdict in (Verdict.FOREIGN, Verdict.FURNITURE) and below.prose >= _PARAGRAPH:
        is_part = context.inside and not isinstance(child, str) and furniture.is_subject(child)
        return Verdict.KEPT if is_part else verdict
    if verdict is Verdict.KEPT or verdict not in _LIMITS:
        return verdict
    if below.plain >= SENTENCE and not isinstance(child, str) and furniture.is_view(child):
        return Verdict.KEPT
    return Verdict.KEPT if below.prose > _LIMITS[verdict] else Verdict.LABEL


def _inherited(element: Element, context: _Context) -> _Context:
    judge, linked, inside = context
    if element.tag == "a":
        return _Context(judge, linked=True, inside=inside)
    if element.tag in ("article", "main"):
        return _Context(judge, linked, inside=True)
    return _Context(judge.within(element) or judge, linked, inside)


def _said(text: str, own: Measure, line: _Line, *, linked: bool) -> _Line:
    weight, stops = weigh(text)
    if not weight:
        return line
    own.text += weight
    if linked:
        own.link += weight
    else:
        own.plain += weight
    legal = weight > _CLAIM and _claims_rights(text)
    return _Line(
        line.text + weight, line.link + weight * linked, line.stops + stops, line.legal or legal
    )


def _joined(line: _Line, other: _Line) -> _Line:
    if not line.text:
        return other
    return _Line(
        line.text + other.text,
        line.link + other.link,
        line.stops + other.stops,
        line.legal or other.legal,
    )


def _ended(own: Measure, line: _Line) -> _Line:
    if not own.prose:
        own.headline = max(own.headline, line.headline())
    prose = line.prose()
    if not prose:
        return _EMPTY
    own.prose += prose
    own.leaf += prose
    own.direct += prose
    own.all_prose += prose
    return _EMPTY


def add_kept(own: Measure, below: Measure) -> None:
    """Count in what an element below holds."""
    if below.headline > own.headline and not own.prose:
        own.headline = below.headline
    own.text += below.text
    own.link += below.link
    own.prose += below.prose
    own.cards += below.cards
    if below.prose or below.peak:
        own.peak = max(own.peak, below.direct, below.peak)
        if below.leaf == below.prose:
            own.direct += below.prose


def _is_card(element: Element, own: Measure) -> bool:
    """Tell whether what has a headline is as short as a teaser, and boxed like one."""
    if own.text > _LONGEST or element.tag not in _CARDS or own.cards:
        return False
    if element.tag == "li" and (link := element.find("a")) and _leads_back(link):
        return False
    return element.tag == "a" or element.find(*_BOXED) is not None


def _leads_back(link: Element) -> bool:
    found = _BACK.search(link.get("href"))
    return found is not None and (found.start() == 0 or len(link.text().strip()) <= _SIGN)


def _deal(own: Measure, shapes: dict[str, list[Measure]]) -> None:
    """Call teasers what looks alike and leads away."""
    for alike in shapes.values():
        count = len(alike)
        if count < _GROUP or sum(each.prose for each in alike) > _TEASER * count:
            continue
        for card in alike:
            card.verdict = Verdict.TEASER
            own.text -= card.text
            own.link -= card.link
            own.prose -= card.prose
            own.cards += card.text
