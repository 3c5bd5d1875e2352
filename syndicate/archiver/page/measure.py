"""How much of what is where in a page: one walk over the tree, everything counted at once.

    body ─ measure ─▶ Measure of every element, each told what it is: kept, furniture or a teaser

All later steps only look up: what is chosen, and what is cut out of it, is read off the measures.
Counts leave furniture out, so that a menu or a wall of cookies never outweighs an article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from syndicate.archiver.markdown.flow import HIDDEN
from syndicate.archiver.page import furniture
from syndicate.archiver.page.furniture import Verdict
from syndicate.markup.tree import Element

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br", "img",
    "#math", "#note",
})  # fmt: skip
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_STOPS = re.compile(r"[.!?;,]\s|[。！？；，、]")
# A Chinese character says what two to three letters do.
_CJK_WEIGHT = 2
# Shorter runs without a stop are labels: headlines of other stories, buttons, bylines.
SENTENCE = 40
# The rights in a page, not in its article.
_LEGAL = re.compile(
    r"©|\(c\)\s*(?:copyright\s*)?(?:19|20)\d\d|all rights reserved|版权所有|版權所有|ICP备|ICP证"
    r"|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados",
    re.IGNORECASE,
)

# A teaser: a headline that leads away, and little beside it.
_HEADLINE = 16
_LONGEST = 1600
# On average: WordPress cuts an excerpt after 55 words.
_TEASER = 420
_CARDS = frozenset({"div", "li", "article", "section", "a", "dl", "figure", "td", "dd"})
_BOXED = frozenset({
    "div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "picture", "figure", "section", "article",
})  # fmt: skip
# The prose of a label is none; of a person it is three sentences.
_LIMITS = {Verdict.LABEL: 120, Verdict.PERSON: 700}
# The note of a text leads back into it, first of all; browsers that save a page make its
# addresses whole, and then a sign or a number says so.
_BACK = re.compile(r"#.")
_SIGN = 3
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
    wide = 0 if bare.isascii() else len(_CJK.findall(bare))
    return len(bare) + (_CJK_WEIGHT - 1) * wide, len(_STOPS.findall(text + " "))


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


def _measure(element: Element, measures: Measures, context: _Context) -> _Line:
    """Measure an element; return the line it leaves open, empty for a block."""
    own = Measure()
    measures[id(element)] = own
    inner = _inherited(element, context)
    line = _EMPTY
    shapes: defaultdict[str, list[Measure]] = defaultdict(list)
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            line = _said(child, own, line, linked=inner.linked)
            continue
        if child.tag in HIDDEN:
            continue
        verdict = inner.judge.verdict(element, index, inside=inner.inside)
        if child.tag not in INLINE:
            line = _ended(own, line)
        open_line = _measure(child, measures, inner)
        below = measures[id(child)]
        if verdict in _LIMITS:
            is_more = below.prose > _LIMITS[verdict]
            verdict = Verdict.KEPT if is_more else Verdict.LABEL
        below.verdict = verdict
        _add(own, below)
        if verdict is Verdict.KEPT:
            line = _joined(line, open_line)
            if _is_card(child, below):
                shapes[f"{child.tag} {child.attrs.get('class', '')}"].append(below)
    _deal(own, shapes)
    if element.tag in INLINE:
        return line
    _ended(own, line)
    return _EMPTY


def _inherited(element: Element, context: _Context) -> _Context:
    tag = element.tag
    if tag == "a":
        return context._replace(linked=True)
    if tag in ("article", "main"):
        return context._replace(inside=True)
    if judge := context.judge.within(element):
        return context._replace(judge=judge)
    return context


def _said(text: str, own: Measure, line: _Line, *, linked: bool) -> _Line:
    weight, stops = weigh(text)
    if not weight:
        return line
    own.text += weight
    if linked:
        own.link += weight
    else:
        own.plain += weight
    legal = weight > 8 and _LEGAL.search(text) is not None
    return _Line(
        line.text + weight, line.link + weight * linked, line.stops + stops, line.legal or legal
    )


def _joined(line: _Line, other: _Line) -> _Line:
    if not other.text:
        return line
    return _Line(
        line.text + other.text,
        line.link + other.link,
        line.stops + other.stops,
        line.legal or other.legal,
    )


def _ended(own: Measure, line: _Line) -> _Line:
    if line.text:
        if not own.prose:
            own.headline = max(own.headline, line.headline())
        prose = line.prose()
        own.prose += prose
        own.leaf += prose
        own.direct += prose
        own.all_prose += prose
    return _EMPTY


def _add(own: Measure, below: Measure) -> None:
    own.plain += below.plain
    own.all_prose += below.all_prose
    if below.verdict is Verdict.KEPT:
        add_kept(own, below)


def add_kept(own: Measure, below: Measure) -> None:
    """Count in what an element below holds."""
    if not own.prose:
        own.headline = max(own.headline, below.headline)
    own.text += below.text
    own.link += below.link
    own.prose += below.prose
    own.cards += below.cards
    own.peak = max(own.peak, below.direct, below.peak)
    if below.leaf == below.prose:
        own.direct += below.prose


def _is_card(element: Element, own: Measure) -> bool:
    if own.headline < _HEADLINE or own.text > _LONGEST:
        return False
    if element.tag not in _CARDS or own.cards:
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
