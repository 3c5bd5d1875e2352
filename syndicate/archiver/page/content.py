"""Which part of a page is the article: the smallest element that holds nearly all of its prose.

body ─ measure ─▶ what is where ─ evidence ─▶ the element a page marks as its article, if its text agrees
     ─ descend ──▶ down, as long as one child holds nearly all of the prose ─ prune ─▶ the article alone
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from syndicate.archiver.page.furniture import Judge, Verdict
from syndicate.archiver.page.measure import (
    INLINE,
    SENTENCE,
    Measure,
    Measures,
    add_kept,
    measure,
    weigh,
)
from syndicate.archiver.markdown.flow import HIDDEN
from syndicate.markup.tree import Element

# Below it, a child is one part of an article among others: a page of a gallery, a chapter.
_NEARLY_ALL = 0.85
# An element marked as the article must hold this share of the prose to be believed.
_AGREED = 0.4
# A page is surely an article from about 300 words, or 750 Chinese characters, on.
_SURE = 1500
# Below 20 words, or 50 Chinese characters, a page says no more than an error page does; but flash
# news is as short as 25 characters, on pages that mark it as an article, as error pages don't.
_LEAST = 100
_LEAST_MARKED = 40
# More than half of a block's text in links: it leads elsewhere.
_LINKED = 0.5
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_BOXES = frozenset({"div", "section", "td"})
_BOLD = ("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6")
# Words that condemn all but this share of the prose are no words for furniture here.
_CREDIBLE = 0.15
# Half of the text: more than furniture ever has, less than an article with long comments.
_MOST = 0.5
# An article's worth of prose beside what is hidden or foreign.
_SHOWN = 1500
_OWN = 600
_STORY = 450
_STORY_SHARE = 0.3
_NOTHING = Measure()


class Content(NamedTuple):
    """Hold the article's element, how much prose is in it, and how sure the choice is (0..1).

    `least` is the weight of text below which it says no more than an error page does.
    """

    element: Element
    prose: int
    score: float
    least: int


def choose(body: Element) -> Content:
    """Pick the article in a body."""
    measures = _measured(body)
    whole = measures[id(body)]
    is_thin = max(whole.peak, whole.direct) < _STORY and not _is_declared(body, measures)
    is_listing = is_thin and (
        whole.cards > _STORY_SHARE * whole.prose or whole.link > _LINKED * whole.text
    )
    if is_thin:
        _pick_up(body, measures)
    start = (None if is_listing else _marked(body, measures, whole.prose)) or body
    is_article = start is not body and start.tag != "main"
    element = start if is_article else _descend(start, measures)
    prose = measures[id(element)].prose
    share = min(1.0, prose / whole.all_prose) if whole.all_prose else 0.0
    score = round(share * min(1.0, prose / _SURE), 3)
    kept = _kept(element, measures)
    if not is_listing:
        kept = prune(kept)
        kept = _led(kept, _lead(body, element, measures))
    return Content(kept, prose, score, _LEAST_MARKED if is_article else _LEAST)


def _measured(body: Element) -> Measures:
    """Measure a body, and again without a belief in words if they condemn all there is."""
    for judge in (Judge(), Judge(words=False), Judge(words=False, foreign=False)):
        measures = measure(body, judge)
        _pardon(body, measures)
        whole = measures[id(body)]
        if whole.prose + whole.cards >= _CREDIBLE * whole.all_prose:
            break
    return measures


def _pardon(body: Element, measures: Measures) -> None:
    """Keep what holds most of the page's text, whatever it is called."""
    whole = measures[id(body)]
    most = _MOST * max(whole.plain, 1)
    path = [body]
    while True:
        children = [each for each in path[-1].children if isinstance(each, Element)]
        best = max(children, key=lambda each: _of(each, measures).plain, default=None)
        if best is None or (own := _of(best, measures)).plain < most:
            return
        if own.verdict is not Verdict.KEPT:
            if not _is_pardoned(own, whole):
                return
            own.verdict = Verdict.KEPT
            for each in path:
                add_kept(measures[id(each)], own)
        path.append(best)


def _is_pardoned(own: Measure, whole: Measure) -> bool:
    # A script shows the text of a page that shows nothing yet; elsewhere it is for search engines.
    if own.verdict is Verdict.UNSEEN:
        return whole.all_prose - own.all_prose < _SHOWN
    if own.verdict is Verdict.FOREIGN:
        return whole.prose < _OWN
    return own.verdict is Verdict.FURNITURE


def _of(element: Element, measures: Measures) -> Measure:
    return measures.get(id(element), _NOTHING)


def _pick_up(element: Element, measures: Measures) -> int:
    """Count teasers as what a page of teasers has to say; return their prose below an element."""
    picked = 0
    for child in element.children:
        if isinstance(child, str) or child.tag in HIDDEN:
            continue
        own = _of(child, measures)
        if own.verdict is Verdict.TEASER:
            own.verdict = Verdict.KEPT
            own.prose = own.text
            picked += own.text
        elif own.verdict is Verdict.LABEL:
            own.verdict = Verdict.KEPT
        elif own.verdict is Verdict.KEPT:
            picked += _pick_up(child, measures)
    _of(element, measures).prose += picked
    return picked


def _marked(body: Element, measures: Measures, whole: int) -> Element | None:
    """Return the element that the page itself calls its article."""
    for candidates in (_bodies(body), _tagged(body, "article"), _tagged(body, "main")):
        best = max(candidates, key=lambda each: _of(each, measures).prose, default=None)
        if best and _of(best, measures).prose > _AGREED * whole:
            return best
    return None


def _is_declared(body: Element, measures: Measures) -> bool:
    """Tell whether a page marks one text as its article, however short."""
    if any(_of(each, measures).prose >= _LEAST for each in _bodies(body)):
        return True
    articles = [each for each in _tagged(body, "article") if _of(each, measures).text]
    own = _of(articles[0], measures) if len(articles) == 1 else _NOTHING
    return own.prose >= _LEAST and own.cards <= own.prose


def _bodies(body: Element) -> Iterator[Element]:
    for each in body.elements():
        if "articleBody" in each.get("itemprop").split():
            yield each


def _tagged(body: Element, tag: str) -> Iterator[Element]:
    for each in body.elements():
        if each.tag == tag or (tag == "main" and each.get("role") == "main"):
            yield each


def _descend(element: Element, measures: Measures) -> Element:
    while True:
        children = [
            each
            for each in element.children
            if isinstance(each, Element) and _of(each, measures).verdict is Verdict.KEPT
        ]
        best = max(children, key=lambda each: _of(each, measures).prose, default=None)
        here = measures[id(element)].prose
        if best is None or best.tag in INLINE or best.tag == "p":
            return element
        if _of(best, measures).prose < _NEARLY_ALL * here or here == 0:
            return element
        element = best


def _kept(element: Element, measures: Measures) -> Element:
    """Return a copy of an element without what is none of its text."""
    children = [
        child if isinstance(child, str) else _kept(child, measures)
        for child in element.children
        if isinstance(child, str) or _is_kept(child, measures)
    ]
    return Element(element.tag, element.attrs, children)


def _is_kept(element: Element, measures: Measures) -> bool:
    if element.tag in HIDDEN and element.tag != "source":
        return False
    return _of(element, measures).verdict is Verdict.KEPT


# A standfirst is a few sentences.
_STANDFIRST = 1200


def _led(kept: Element, lead: list[Element]) -> Element:
    return Element("div", {}, [*lead, kept]) if lead else kept


def _lead(body: Element, element: Element, measures: Measures) -> list[Element]:
    """Return what stands between the title and the element, and reads like the article."""
    before: list[Element] = []
    path = _path(body, element)
    for parent, child in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        if any(each.tag == "h1" for each in child.elements()):
            return []
        for sibling in reversed(parent.children[: parent.children.index(child)]):
            if isinstance(sibling, str) or not _is_kept(sibling, measures):
                continue
            if sibling.tag == "h1":
                return before
            if sibling.find("h1"):
                return [*_after_title(sibling, measures), *before]
            if _is_standfirst(sibling, measures):
                before.insert(0, _kept(sibling, measures))
    return []


def _after_title(element: Element, measures: Measures) -> list[Element]:
    found: list[Element] = []
    seen = False
    for child in element.children:
        if isinstance(child, str) or not _is_kept(child, measures):
            continue
        if child.tag == "h1":
            seen = True
        elif not seen and child.find("h1"):
            seen = True
            found += _after_title(child, measures)
        elif seen and _is_standfirst(child, measures):
            found.append(_kept(child, measures))
    return found


def _is_standfirst(element: Element, measures: Measures) -> bool:
    own = _of(element, measures)
    return 0 < own.prose <= _STANDFIRST and own.link * 3 < own.text and own.prose * 2 > own.text


def _path(root: Element, target: Element) -> list[Element]:
    if root is target:
        return [root]
    for child in root.children:
        if isinstance(child, Element) and (path := _path(child, target)):
            return [root, *path]
    return []


class _Ground(NamedTuple):
    """Hold what a block is judged by: how much is where, what is `little` prose for this article,
    and how often each address is linked to."""

    measures: Measures
    little: int
    most: float
    linked: Counter[str]


def prune(element: Element) -> Element:
    """Take out what leads elsewhere: blocks whose text is mostly links, and little of the prose.

    Lists and tables stay once the text has begun: they are its sources, its examples, its data.
    """
    measures = measure(element, Judge(words=False, foreign=False))
    whole = measures[id(element)]
    little = min(_SURE, whole.prose // 2)
    most = whole.text * (_MOST if whole.prose < _STORY else 1)
    _prune(element, _Ground(measures, little, most, Counter(_addresses(element))), begun=False)
    return element


def _addresses(element: Element) -> Iterator[str]:
    return (each.get("href") for each in element.elements() if each.tag == "a")


def _prune(element: Element, ground: _Ground, *, begun: bool) -> bool:
    """Prune below an element; return whether the text has begun by its end."""
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
            begun = begun or weigh(child)[0] >= SENTENCE
        elif not _leads_away(child, ground) or (begun and child.tag in _LISTS):
            kept.append(child)
            begun = _prune(child, ground, begun=begun)
            begun = begun or _of(child, ground.measures).prose > 0
    element.children = kept
    return begun


def _leads_away(element: Element, ground: _Ground) -> bool:
    own = _of(element, ground.measures)
    if element.tag not in _LISTS | _BOXES or own.text < 20 or own.prose > ground.little:
        return False
    if own.text > ground.most:
        return False
    if own.link <= _LINKED * own.text or element.find("blockquote") is not None:
        return False  # a quoted post is links to its author and its day, but it is quoted
    addresses = list(_addresses(element))
    is_cell = element.tag == "td" and len(addresses) == 1  # of data, not a menu
    return not is_cell and not _is_headline(element, addresses, ground)


def _is_headline(element: Element, addresses: list[str], ground: _Ground) -> bool:
    """Tell whether a block is the headline of the text beside it, which links there too."""
    if len(addresses) != 1 or ground.linked[addresses[0]] < 2:
        return False
    return element.tag in _BOXES and element.find(*_BOLD) is not None
