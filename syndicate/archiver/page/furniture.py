"""What of a page is never its article: navigation, forms, sharing, comments, related stories.

An element is furniture by its tag, its role or a word in its class or id, all evidence and never
proof: what holds most of the page's text is kept whatever it is called (``<form>`` round a whole
ASP.NET page, ``share-content``). Evidence is generic; no site has a rule here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from syndicate.markup import tags
from syndicate.markup.text import squash
from syndicate.markup.tree import Element


class Verdict(Enum):
    """Say what an element is, seen from its parent.

    FURNITURE is what layout names may be wrong about, FOREIGN what is text, but not of the article:
    comments, other stories, consent. UNSEEN is not shown.
    """

    KEPT = 0
    FURNITURE = 1
    FOREIGN = 2
    UNSEEN = 3
    TEASER = 4
    LABEL = 5
    PERSON = 6


# Of what stands in a line, these are boxes as well, and are called what they are for.
_TEXT = (tags.INLINE - {"a", "label", "span"}) | {"br", "img"}
_FURNITURE = frozenset({"aside", "dialog", "footer", "form", "menu", "nav", "noindex"})
NAMED = _FURNITURE | {"header"}
JUDGING = tags.HEADINGS | {"figure", "p", "pre"}
# Whatever a link or a heading is called says what it is for, not that it says who or when.
_UNLABELLED = tags.HEADINGS | {"a"}
_QUOTING = frozenset({"blockquote", "figure"})
_ROLES = frozenset({
    "alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "toolbar", "tooltip",
})  # fmt: skip
_WORDS = frozenset({
    "ad", "ads", "advert", "advertisement", "advertising", "banner", "breadcrumb", "breadcrumbs",
    "footer", "masthead", "copyright", "crumb", "crumbs",
    "menu", "metabar", "modal", "nav", "navbar", "navigation", "pager",
    "pagination", "popup", "print", "promo", "promoted", "promotion", "rail", "share", "sharebar",
    "sharing", "sharethis", "sidebar", "signup", "skip", "social", "socials", "sponsor",
    "sponsored", "subscribe", "subscription", "tagcloud", "taglist", "toolbar", "newsletter",
    "daohang", "fenxiang", "guanggao", "mbx", "qrcode",
})  # fmt: skip
_FOREIGN = frozenset({
    "comment", "comments", "consent", "cookie", "cookies", "disqus", "gdpr", "outbrain", "popular",
    "readmore", "recirc", "recirculation", "recommend", "recommendation", "recommendations",
    "recommended", "related", "relatedposts", "respond", "taboola", "trending", "onetrust",
    "optanon", "didomi", "cookiebot", "usercentrics", "cmp",
    "commentlist", "commentaires", "kommentare", "flyout", "feedback",
    "pinglun", "tuijian", "xiangguan", "liuyan", "guest",
})  # fmt: skip
# Of these, what texts are about as well.
_SUBJECTS = frozenset({
    "banner", "consent", "cookie", "cookies", "feedback", "flyout", "guest", "menu", "rail",
})  # fmt: skip
_PRESSED = frozenset({"a", "button", "form", "input", "select"})
# Elements of a section; what has more is looked at no further.
_PART = 200
# The last word of a class: what says who, when and where filed, if it says no more.
_LABELS = frozenset({
    "byline", "categories", "category", "date", "datetime", "disclosure", "meta", "metadata",
    "postmetadata", "posted", "published", "rating", "ratings", "tag", "tags", "timestamp",
    "updated", "links", "cta", "views", "breadcrumblist",
})  # fmt: skip
_PERSON = re.compile(
    r"(?<![\w-])author(?:[-_]*(?:box|info|bio|card|desc|detail|name|about|avatar|area|block|meta"
    r"|image|profile)|(?![\w-]))|(?<![\w-])bio(?![\w-])|(?<=-)bio\b"
    r"|(?:about|entry|post|article)[-_]*author|autor(?:en)?[-_]?(?:box|info)",
    re.IGNORECASE,
)
# One of these is in all that it finds; looking for them first takes a tenth of the time.
_PERSONS = ("author", "autor", "bio")
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_HIDING = frozenset({"aria-hidden", "hidden", "style"})
# Without one of them, an element is told by its tag alone.
_TELLING = _HIDING | {"class", "id", "role"}
_ALOUD = frozenset({
    "screen-reader-only", "screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden",
})  # fmt: skip
# One of these words is in all names that say anything, but for those of persons.
_TOLD = _WORDS | _FOREIGN | _LABELS | {"screen", "sr", "visually", "visuallyhidden"}
_INVISIBLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_ITEMS = frozenset({"li", "dd"})
# "4 comments", "by a name": two words are no sentence yet.
_MORE = 2
# React's server sends parts of a page late, hidden, and has a script put them in their place.
_STREAMED = re.compile(r"S:[0-9a-f]+")
# What the buttons say that show the rest of a text, in place.
_UNFOLD = re.compile(
    r"""(?: (?:read|show|see|view) \s (?:more|all|on|(?:the\s)?(?:rest|full\s(?:story|article|text)))
    | (?:continue|keep) \s reading | (?:story|article) \s continues
    | 展开(?:全文|更多)? | 展開(?:全文|更多)? | (?:阅读|閱讀|查看|点击展开|显示)(?:全文|更多|剩余|余下)
    ) [\s.…»›→↓+▼]*""",
    re.IGNORECASE | re.VERBOSE,
)


class Judge(NamedTuple):
    """Judge elements by tag, role and the words that count here."""

    words: bool = True
    foreign: bool = True

    def within(self, element: Element) -> Judge | None:
        """Return who judges inside an element, if that is another one."""
        # The frame of a picture that opens in a dialog, its owner's copyright, the comments of a
        # program: words for furniture. What a sentence links to is none, whatever it is called.
        if element.tag in JUDGING and (element.tag != "p" or _is_sentence(element)):
            return Judge(words=False, foreign=False)
        return None

    def verdict(self, parent: Element, index: int, *, inside: bool) -> Verdict:
        """Tell what a parent's child is, by what it is called."""
        child = parent.children[index]
        if isinstance(child, str):
            return Verdict.KEPT
        if child.tag in _TEXT:
            # Pictures are hidden until a script has them, and told by their addresses.
            is_unseen = child.tag != "img" and _is_unseen(child)
            return Verdict.UNSEEN if is_unseen else Verdict.KEPT
        told = _told(child.attrs.get("class", ""))
        found = self._evidence(child, told, inside=inside)
        if child.tag == "footer" and parent.tag in _QUOTING and not told.called:
            # Who said what is quoted, or made what is shown.
            return Verdict.KEPT
        if found and not (child.tag == "td" and _is_named_row(parent)):
            return Verdict.KEPT if _is_spoken(parent, index) else found
        # In captions such words stand for what the picture shows.
        if self.words and told.is_aloud:
            return Verdict.UNSEEN
        is_told = not _HIDING.isdisjoint(child.attrs)
        if is_told and is_hidden(child) and not _is_folded(parent.children, index):
            return Verdict.UNSEEN
        return Verdict.KEPT

    def _evidence(self, element: Element, told: _Told, *, inside: bool) -> Verdict | None:
        tag, attrs = element.tag, element.attrs
        called = told.called if self.foreign else None
        if self.foreign and not called and "id" in attrs:
            called = _called_by_id(element)
        if called is Verdict.FOREIGN:
            return called
        if tag in _FURNITURE or (tag == "header" and not inside) or attrs.get("role") in _ROLES:
            return Verdict.FURNITURE
        if not self.words:
            return None
        return called or (told.label if tag not in _UNLABELLED else None)


class _Told(NamedTuple):
    """Hold what a class says: what an element is called, what it labels, whether it is only heard."""

    called: Verdict | None
    label: Verdict | None
    is_aloud: bool


_NOTHING = _Told(None, None, is_aloud=False)


# Pages repeat their classes: of 900 elements 150 have names of their own.
@lru_cache(maxsize=4096)
def _told(names: str) -> _Told:
    tokens, words = _tokens(names), names.lower()
    is_person = any(map(words.__contains__, _PERSONS)) and _PERSON.search(names) is not None
    if tokens.isdisjoint(_TOLD) and not is_person:
        return _NOTHING
    label = Verdict.PERSON if is_person else _label(names, tokens)
    return _Told(_called(tokens), label, not _ALOUD.isdisjoint(words.split()))


def _tokens(names: str) -> set[str]:
    return set(map(str.lower, _TOKEN.findall(names)))


def _called(tokens: set[str]) -> Verdict | None:
    if not tokens.isdisjoint(_FOREIGN):
        return Verdict.FOREIGN
    return None if tokens.isdisjoint(_WORDS) else Verdict.FURNITURE


def _called_by_id(element: Element) -> Verdict | None:
    """Tell what an element is by a word in its id; headings are called by what they say."""
    if element.tag in tags.HEADINGS:
        return None
    found = _called(_tokens(element.attrs["id"]))
    return None if found and _is_anchor(element) else found


def _label(names: str, tokens: set[str]) -> Verdict | None:
    """Tell whether the last word of a name is a label; `tokens` are the words of all."""
    if tokens.isdisjoint(_LABELS):
        return None
    lasts = (_TOKEN.findall(name)[-1:] for name in names.split())
    return Verdict.LABEL if any(last and last[0].lower() in _LABELS for last in lasts) else None


def may_be(element: Element) -> bool:
    """Tell, in little time, whether an element may be anything but kept."""
    return not _TELLING.isdisjoint(element.attrs) or element.tag in NAMED


def is_view(element: Element) -> bool:
    """Tell whether an element is called after views: of a text, if it says more than a counter."""
    return "views" in element.get("class").lower()


def is_subject(element: Element) -> bool:
    """Tell whether a word for furniture is the only name of a part with a heading of its own.

    What people press, fill in or follow is no such part.
    """
    names = {*element.get("class").lower().split(), *element.get("id").lower().split()}
    first = next((each for each in element.children if isinstance(each, Element)), None)
    if len(names) != 1 or names.isdisjoint(_SUBJECTS) or element.tag not in ("div", "section"):
        return False
    if first is None or first.tag not in tags.HEADINGS:
        return False
    within = [each.tag for each in islice(element.elements(), _PART)]
    return len(within) < _PART and _PRESSED.isdisjoint(within)


def _is_spoken(parent: Element, index: int) -> bool:
    """Tell whether a link is part of a sentence that goes on behind it, in an item of a list."""
    child, after = parent.children[index], parent.children[index + 1 : index + 2]
    if parent.tag not in _ITEMS or isinstance(child, str) or child.tag not in ("a", "span"):
        return False
    return bool(after) and isinstance(after[0], str) and len(_WORD.findall(after[0])) >= _MORE


def _is_named_row(element: Element) -> bool:
    """Tell whether an element is a row that names its values; those are data, whatever their class."""
    return element.tag == "tr" and any(
        isinstance(each, Element) and each.tag == "th" for each in element.children
    )


def _is_anchor(element: Element) -> bool:
    """Tell whether an element's id is made of the words of the heading that opens it."""
    first = next((each for each in element.children if isinstance(each, Element)), None)
    if first is None or first.tag not in tags.HEADINGS:
        return False
    words = _TOKEN.findall(first.text().lower())
    own = _TOKEN.findall(element.attrs.get("id", "").lower())
    return bool(own) and own == words[: len(own)]


def is_hidden(element: Element) -> bool:
    """Tell whether an element says of itself that it isn't shown."""
    attrs = element.attrs
    if "hidden" in attrs:
        return not _STREAMED.fullmatch(attrs.get("id", ""))
    if attrs.get("aria-hidden") == "true":
        return True
    return "style" in attrs and _INVISIBLE.search(attrs["style"]) is not None


def _is_unseen(element: Element) -> bool:
    """Tell whether words in a line are not shown; what screens alone are not told is shown."""
    attrs = element.attrs
    return "hidden" in attrs or ("style" in attrs and bool(_INVISIBLE.search(attrs["style"])))


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
