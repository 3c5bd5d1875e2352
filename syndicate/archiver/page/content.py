"""Which part of a page is the article: the smallest element that holds nearly all of its prose.

body ─ survey ─▶ what is where ─┬─ a text ─▶ the element that the page marks, if its text agrees
                                │              ─ descend ─▶ as long as one child holds nearly all
                                │              ─ prune, lead ─▶ the article alone
                                │              ─ doubts ─▶ what of it looks like an article
                                └─ teasers ─▶ they are what it has to say: all of them
"""

from __future__ import annotations

import re
from typing import NamedTuple

from syndicate.archiver.page import doubts, twins
from syndicate.archiver.page.clean import NOTHING, Ground, copied, survey
from syndicate.archiver.page.furniture import Verdict
from syndicate.archiver.page.measure import INLINE
from syndicate.archiver.page.prune import lead, led_away
from syndicate.markup.text import squash
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
# Two paragraphs side by side are a text; a page without them may be a list of teasers.
_TEXT = 450
# Teasers of this share of the prose are what such a page has to say, and so are its links.
_TEASED = 0.3
_LINKED = 0.5
# What holds more of a page with a sentence or two is the page: a table of links, a cheat sheet.
_SHORT = 200
_HALF = 0.5
# Beside teasers that tell a story each (this share of what else is said, or more, and headlines to
# it), two or three paragraphs are about them. Of 2,084 pages 7 are so: six gained .5 of F1, one lost
# .04; where teasers are headlines alone, as many lost as gained.
_ABOUT = 700
_OUTWEIGHED = 2
_TOLD = 0.5
# A list of teasers is one, however long: F1 .65 on such pages, .95 on articles.
_LISTED = 0.5
# A word: a page of nothing else is the word.
_WORD = 3
# What pages say that have nothing to say yet, or no more.
_EXCUSE = re.compile(
    r"\b(?:[45]\d\d|not\ found|error|loading|wait|javascript|forbidden|denied|unavailable|captcha"
    r"|robot|redirect\w*|moved|log\ ?in|sign\ ?in|cookies?|browser)\b|不存在|找不到|加载|稍候|登录|验证",
    re.IGNORECASE,
)


class Content(NamedTuple):
    """Hold the article's element, how much prose is in it, and how sure the choice is (0..1).

    `least` is the weight of text below which it says no more than an error page does. `listed` says
    that it is a list of teasers.
    """

    element: Element
    prose: int
    score: float
    least: int
    listed: bool = False


def choose(body: Element, title: str = "") -> Content:
    """Pick the article in a body; `title` is what the page's metadata call it."""
    found = first(body)
    twins.drop(found.element)
    if found.listed:
        return found
    element, score = doubts.settled(found.element, title)
    return found._replace(element=element, score=round(score, 3))


def first(body: Element) -> Content:
    """Pick the article in a body, without asking twice."""
    ground = survey(body)
    whole = ground.of(body)
    marks = _marks(body)
    is_thin = max(whole.peak, whole.direct) < _TEXT and not _is_declared(marks, ground)
    if (is_thin and _is_listing(body, ground)) or _is_told(body, marks, ground):
        _pick_up(body, ground, labels=True)
        element = _descend(body, ground)
        found = _content(body, element, copied(element, ground), ground)
        return found._replace(score=round(found.score * _LISTED, 3), listed=True)
    if is_thin:
        _pick_up(body, ground, labels=False)
    start = _marked(marks, whole.prose, ground) or body
    is_article = start is not body and start.tag != "main"
    element = start if is_article else _descend(start, ground)
    gone = led_away(element, ground, most=_HALF if whole.prose < _SHORT else 1.0)
    kept = copied(element, ground, gone)
    if standfirst := lead(body, element, ground):
        kept = Element("div", {}, [*(copied(each, ground) for each in standfirst), kept])
    found = _content(body, element, kept, ground)
    return found._replace(least=min(found.least, _LEAST_MARKED)) if is_article else found


def _content(body: Element, element: Element, kept: Element, ground: Ground) -> Content:
    whole, own = ground.of(body), ground.of(element)
    share = own.prose / max(1, whole.prose + whole.cards)
    linked = own.link / max(1, own.text)
    said = min(1.0, own.prose / _SURE) ** 0.5
    score = round(min(1.0, share) * (1 - linked) * said, 3)
    is_all = not ground.pardoned and own.text >= _HALF * (whole.plain + whole.link)
    least = _WORD if is_all and not _excuses_itself(kept) else _LEAST
    return Content(kept, own.prose, score, least)


def _excuses_itself(element: Element) -> bool:
    return _EXCUSE.search(_beginning(element)) is not None


def _beginning(element: Element) -> str:
    """Return how a text begins; squashing all of it takes eleven times its size."""
    said = ""
    for text in element.strings():
        said = squash(f"{said} {text}")
        if len(said) >= _LEAST:
            break
    return said[:_LEAST]


def _is_listing(body: Element, ground: Ground) -> bool:
    whole = ground.of(body)
    if whole.cards > _TEASED * whole.prose:
        return True
    return whole.prose < _SHORT and whole.link > _LINKED * whole.text


def _is_told(body: Element, marks: _Marks, ground: Ground) -> bool:
    """Tell whether teasers say what a page has to say, beside a short text about them."""
    whole = ground.of(body)
    if whole.cards <= _OUTWEIGHED * whole.prose or max(whole.peak, whole.direct) >= _ABOUT:
        return False
    return not _is_declared(marks, ground) and _told(body, ground) > _TOLD * whole.prose


def _told(element: Element, ground: Ground) -> int:
    """Return the prose of the teasers below an element."""
    own = ground.of(element)
    if own.verdict is Verdict.TEASER:
        return own.prose
    if own.verdict is not Verdict.KEPT:
        return 0
    return sum(_told(child, ground) for child in element.children if isinstance(child, Element))


def _is_declared(marks: _Marks, ground: Ground) -> bool:
    """Tell whether a page marks one text as its article, however short."""
    if any(ground.of(each).prose >= _LEAST for each in marks.bodies):
        return True
    articles = [each for each in marks.articles if ground.of(each).text]
    own = ground.of(articles[0]) if len(articles) == 1 else NOTHING
    return own.prose >= _LEAST and own.cards <= own.prose


def _pick_up(element: Element, ground: Ground, *, labels: bool) -> int:
    """Count teasers as what a page of teasers has to say; return their text below an element."""
    picked = 0
    for child in element.children:
        if isinstance(child, str):
            continue
        own = ground.of(child)
        if own.verdict is Verdict.TEASER:
            own.verdict = Verdict.KEPT
            own.prose = own.text
            picked += own.text
        elif own.verdict is Verdict.LABEL and labels:
            own.verdict = Verdict.KEPT
        elif own.verdict is Verdict.KEPT:
            picked += _pick_up(child, ground, labels=labels)
    if picked:
        own = ground.of(element)
        own.prose += picked
        own.text += picked
    return picked


class _Marks(NamedTuple):
    """Hold the elements that a page itself calls its article, by the way it does."""

    bodies: list[Element]
    articles: list[Element]
    mains: list[Element]


def _marks(body: Element) -> _Marks:
    # Also below what is called furniture: what is marked in it is evidence that it is none.
    found = _Marks([], [], [])
    for each in (body, *body.elements()):
        tag, attrs = each.tag, each.attrs
        if tag == "article":
            found.articles.append(each)
        if tag == "main" or ("role" in attrs and attrs["role"] == "main"):
            found.mains.append(each)
        if "itemprop" in attrs and "articleBody" in attrs["itemprop"]:
            found.bodies.append(each)
    return found


def _marked(marks: _Marks, whole: int, ground: Ground) -> Element | None:
    """Return the element that the page itself calls its article."""
    for candidates in marks:
        best = max(candidates, key=lambda each: ground.of(each).prose, default=None)
        if best and ground.of(best).prose > _AGREED * whole:
            return best
    return None


def _descend(element: Element, ground: Ground) -> Element:
    while True:
        best = max(ground.children(element), key=lambda each: ground.of(each).prose, default=None)
        here = ground.of(element).prose
        if best is None or best.tag in INLINE or best.tag == "p":
            return element
        if ground.of(best).prose < _NEARLY_ALL * here or here == 0:
            return element
        element = best
