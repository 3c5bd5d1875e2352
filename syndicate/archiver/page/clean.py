"""What of a page is never its article: navigation, forms, sharing, comments, related stories.

    body ─ tally ─▶ how much text is where ─ strip ─▶ body without furniture, tallied again

An element is furniture by its tag, its role or a word in its class or id, all evidence and never
proof: what holds most of the page's text is kept whatever it is called (``<form>`` round a whole
ASP.NET page, ``share-content``). Evidence is generic; no site has a rule here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from syndicate.archiver.markdown.flow import HIDDEN
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br", "img",
})  # fmt: skip
_TEXT = INLINE - {"a", "span", "label"}
_FURNITURE = frozenset({"aside", "dialog", "footer", "form", "menu", "nav", "noindex"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROLES = frozenset({
    "alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "toolbar", "tooltip",
})  # fmt: skip
_WORDS = frozenset({
    "ad", "ads", "advert", "advertisement", "advertising", "banner", "breadcrumb", "breadcrumbs",
    "comment", "comments", "consent", "cookie", "cookies", "disqus", "footer", "gdpr", "masthead",
    "menu", "metabar", "modal", "nav", "navbar", "navigation", "newsletter", "outbrain", "pager",
    "pagination", "popular", "popup", "print", "promo", "promoted", "promotion", "rail",
    "readmore", "recirc", "recirculation", "recommend", "recommendation", "recommendations",
    "recommended", "related", "relatedposts", "respond", "share", "sharebar", "sharing", "sharethis",
    "sidebar", "signup", "skip", "social", "socials", "sponsor", "sponsored", "subscribe",
    "subscription", "taboola", "tagcloud", "taglist", "toolbar", "trending",
    "daohang", "fenxiang", "guanggao", "pinglun", "tuijian", "xiangguan",
    "mbx", "crumb", "crumbs", "qrcode", "copyright",
})  # fmt: skip
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_INVISIBLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_STOPS = re.compile(r"[.!?;,]\s|[。！？；，、]")
# A Chinese character says what two to three letters do.
_CJK_WEIGHT = 2
_WORD = re.compile(r"[^\W\d_]{2}")
# What the buttons say that show the rest of a text, in place.
_UNFOLD = re.compile(
    r"""(?: (?:read|show|see|view) \s (?:more|all|on|(?:the\s)?(?:rest|full\s(?:story|article|text)))
    | (?:continue|keep) \s reading | (?:story|article) \s continues
    | 展开(?:全文|更多)? | 展開(?:全文|更多)? | (?:阅读|閱讀|查看|点击展开|显示)(?:全文|更多|剩余|余下)
    ) [\s.…»›→↓+▼]*""",
    re.IGNORECASE | re.VERBOSE,
)
# Words that condemn all but this share of the prose are no words for furniture here.
_CREDIBLE = 0.15
# Half of the text: more than furniture ever has, less than an article with long comments.
_MOST = 0.5
# An article's worth of prose: about 300 words, or 750 Chinese characters.
_SHOWN = 1500
# Shorter runs without a stop are labels: headlines of other stories, buttons, bylines.
SENTENCE = 40


class Tally(NamedTuple):
    """Hold how much an element holds: `text` by weight, `link` the part of it inside links,
    `prose` the part that reads like sentences."""

    text: int = 0
    link: int = 0
    prose: int = 0


Tallies = Mapping[int, Tally]


def weigh(text: str) -> tuple[int, int]:
    """Return the weight of a text (letters, a CJK character for two) and its stops."""
    bare = text.strip()
    if not bare:
        return 0, 0
    return len(bare) + (_CJK_WEIGHT - 1) * len(_CJK.findall(bare)), len(_STOPS.findall(text + " "))


def tally(root: Element) -> dict[int, Tally]:
    """Return the tallies of all elements by their `id`."""
    tallies: dict[int, Tally] = {}
    _tally(root, tallies, linked=False)
    return tallies


class _Line(NamedTuple):
    """Hold the inline text of a block that has not ended yet."""

    text: int = 0
    link: int = 0
    stops: int = 0

    def prose(self) -> int:
        plain = self.text - self.link
        reads = self.stops > 0 or plain >= SENTENCE
        return plain if reads and self.link * 2 < self.text else 0


def _tally(element: Element, tallies: dict[int, Tally], *, linked: bool) -> _Line:
    """Tally an element; return the line it leaves open, empty for a block."""
    text = link = prose = 0
    line = _Line()
    linked = linked or element.tag == "a"
    for child in element.children:
        if isinstance(child, str):
            weight, stops = weigh(child)
            part = _Line(weight, weight if linked else 0, stops)
            text, link = text + part.text, link + part.link
        elif child.tag in HIDDEN:
            tallies[id(child)] = Tally()
            continue
        else:
            part = _tally(child, tallies, linked=linked)
            inner = tallies[id(child)]
            text, link, prose = text + inner.text, link + inner.link, prose + inner.prose
        line = _Line(line.text + part.text, line.link + part.link, line.stops + part.stops)
    is_inline = element.tag in INLINE
    if not is_inline:
        prose += line.prose()
    tallies[id(element)] = Tally(text, link, prose)
    return line if is_inline else _Line()


def strip(body: Element) -> tuple[Element, Tallies]:
    """Return a copy of `body` without furniture, and the tallies of what is left."""
    tallies = tally(body)
    whole = tallies[id(body)]
    most = _MOST * max(whole.text - whole.link, 1)
    for words in (_WORDS, frozenset[str]()):
        kept = _stripped(body, _Sieve(tallies, most, whole.prose, words), inside=False)
        left = tally(kept)
        if left[id(kept)].prose >= _CREDIBLE * whole.prose:
            break
    return kept, left


class _Sieve(NamedTuple):
    tallies: Tallies
    most: float
    prose: int
    words: frozenset[str]


def _stripped(element: Element, sieve: _Sieve, *, inside: bool) -> Element:
    inside = inside or element.tag in ("article", "main")
    if element.tag in ("figure", "pre"):
        # The frame of a picture that opens in a dialog, its owner's copyright, the comments of a
        # program: words for furniture.
        sieve = sieve._replace(words=frozenset())
    elif _is_sentence(element):
        # What a sentence links to is no furniture, whatever its links look like.
        sieve = sieve._replace(words=frozenset())
    kept: list[Element | str] = []
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            kept.append(child)
        elif (
            not _is_furniture(child, sieve, inside=inside)
            and (not _is_unseen(child) or _is_folded(element.children, index))
        ) or _holds_most(child, sieve):
            kept.append(_stripped(child, sieve, inside=inside))
    return Element(element.tag, element.attrs, kept)


def _is_sentence(element: Element) -> bool:
    """Tell whether a paragraph has words of its own beside its links and buttons."""
    return element.tag == "p" and any(
        isinstance(child, str) and _WORD.search(child) for child in element.children
    )


def _is_folded(nodes: Sequence[Element | str], index: int) -> bool:
    """Tell whether a button beside a hidden element opens it: the rest of a text that began."""
    element = nodes[index]
    if isinstance(element, str) or element.find("p") is None:
        return False
    before, after = range(index - 1, -1, -1), range(index + 1, len(nodes))
    return any(_opens(each) for each in (_first(nodes, before), _first(nodes, after)) if each)


def _first(nodes: Sequence[Element | str], places: Iterable[int]) -> Element | None:
    found = (nodes[at] for at in places)
    return next((node for node in found if isinstance(node, Element)), None)


def _opens(element: Element) -> bool:
    return bool(_UNFOLD.fullmatch(squash(element.text())))


def _holds_most(element: Element, sieve: _Sieve) -> bool:
    own = sieve.tallies.get(id(element), Tally())
    if own.text - own.link < sieve.most:
        return False
    # A script shows the text of a page that shows nothing yet; elsewhere it is for search engines.
    return sieve.prose - own.prose < _SHOWN or not _is_hidden(element)


def _is_unseen(element: Element) -> bool:
    return element.tag not in _TEXT and _is_hidden(element)


def _is_hidden(element: Element) -> bool:
    attrs = element.attrs
    return (
        "hidden" in attrs
        or attrs.get("aria-hidden") == "true"
        or bool(_INVISIBLE.search(attrs.get("style", "")))
    )


def _is_furniture(element: Element, sieve: _Sieve, *, inside: bool) -> bool:
    if element.tag in HIDDEN and element.tag != "source":
        return True
    if element.tag in _TEXT:
        return False
    if element.tag in _FURNITURE or (element.tag == "header" and not inside):
        return True
    attrs = element.attrs
    if not attrs:
        return False
    return attrs.get("role", "") in _ROLES or _has_word(element, sieve.words)


def _has_word(element: Element, words: frozenset[str]) -> bool:
    # The id of a heading is made of its own words.
    named = "" if element.tag in _HEADINGS else element.get("id")
    names = f"{element.get('class')} {named}"
    return any(token.lower() in words for token in _TOKEN.findall(names))
