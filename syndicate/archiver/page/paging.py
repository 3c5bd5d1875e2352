"""Where an article goes on that was cut into pages, and where it stands whole.

A further page is told by its address, which is that of the first page and a number, and by a link
that says so: rel=next, "next page", the number itself. The next article has another address, or
its link says nothing of pages; a listing has further pages too, but is no article.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from syndicate import urls
from syndicate.archiver.media.links import resolve
from syndicate.markup.structured import Structured
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

# Longer articles exist, but a number above it is rather an identity or a year.
_MOST = 99
# The words and numbers of a pager; a longer text has the article in it.
_PAGER = 120
# Texts in one link that are looked at: a picture's caption is one, a menu in a link many.
_STRINGS = 8

_KEYS = "page|paged|pg|pn|pageno|page_no|page_num|pagenum|pagenumber|curpage|currentpage|p"
# Links that speak of pages: of 2,158 pages the most have 100. Each is read in several ways.
_LINKS = 1_000
_QUERY = re.compile(rf"(?:^|&)(?P<key>{_KEYS})=(?P<number>\d{{1,2}})(?=&|$)", re.IGNORECASE)
_PATH = re.compile(
    r"(?P<stem>.+?)(?P<mark>_|-|,|/|[/_-](?:page|p)[/_-]?|(?<=[a-z]))(?P<number>\d{1,2})"
    r"(?P<end>/|\.[a-z]{3,5})?",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(?:下一?[页頁]|后一?页|後一?頁|次の?ページ|次へ|다음\s?페이지"
    r"|(?:go\sto\s|view\s|read\s)?(?:the\s)?next(?:\spage)?(?:\s\(?\d{1,2}\)?)?|nächste\sseite"
    r"|page\ssuivante|suivante?|página\ssiguiente|siguiente)[\s>»›→]*|[>»›→]",
    re.IGNORECASE,
)
_NEXT_PAGE = re.compile(r"[页頁]|ページ|페이지|page|seite|página", re.IGNORECASE)
_FIRST = re.compile(
    r"1|(?:首|第一|上一?|前一?)[页頁]|(?:first|prev(?:ious)?)(?:\spage)?|[<«‹←]", re.IGNORECASE
)
_WHOLE = re.compile(
    r"(?:view|read|show|see)\s(?:(?:it|article|story|all)\s)?(?:as\sa|as|on|in)?\s?(?:one|(?:a\s)?single)\spage"
    r"|single[\s-]page(?:\sview)?|(?:view|show)\sall(?:\spages)?|all\son\sone\spage"
    r"|(?:在?本页)?(?:阅读|查看|显示|浏览|閱讀|顯示)全文|全文(?:阅读|浏览|显示)|单页(?:阅读|浏览|显示)|auf\seiner\sseite(?:\slesen)?",
    re.IGNORECASE,
)
_SPEAKING = re.compile("|".join(each.pattern for each in (_NEXT, _FIRST, _WHOLE)), re.IGNORECASE)
_ALL = re.compile(
    r"[/_-](?:all|full|single|whole|0|print|onepage)(?P<end>\.[a-z]{3,5})?/?", re.IGNORECASE
)
_LISTING = re.compile(
    r"/(?:index|list|default|home)[^/]*$|/(?:categor(?:y|ies)|collections?|tags?|topics?|search)(?:/|$)",
    re.IGNORECASE,
)


class Pages(NamedTuple):
    """Hold the addresses of an article's next page, and of the one that has it whole.

    `is_one` tells that some link leads to another page of the same article.
    """

    next_page: str | None = None
    single_page: str | None = None
    is_one: bool = False


class _Numbered(NamedTuple):
    """Hold how an address may be read: the first page's, this one's number, how it is written."""

    stem: str
    number: int
    mark: str


class _Link(NamedTuple):
    url: str
    text: str
    rel: str


def find(found: Structured, url: str | None, base: str | None) -> Pages:
    """Return where the article of a page goes on; nothing for a page without an address."""
    if not url:
        return Pages()
    links = [link for anchor in found.anchors if (link := _link(anchor, base))]
    if len(links) > _LINKS:
        return Pages()
    stems = _stems(url)
    is_one = any(_leads_on(each, stems) for each in links)
    path = urlsplit(_stem(url)).path
    if path in ("", "/") or _LISTING.search(path):
        return Pages(is_one=is_one)
    states = _is_article(found)
    heads = [_Link(resolve(each, base), "", "next") for each in found.links.get("next", ())]
    before = [resolve(each, base) for each in found.links.get("prev", ())]
    before += [each.url for each in links if _FIRST.fullmatch(each.text)]
    firsts = frozenset(map(_stem, before))
    return Pages(
        next((each.url for each in (*heads, *links) if _is_next(each, url, firsts, states)), None),
        next((each.url for each in links if _is_whole(each, url)), None),
        is_one,
    )


def without_pager(body: Element, pages: Pages, url: str | None, base: str | None) -> Element:
    """Return a body without the boxes that lead to the further pages of its own article."""
    if not (url and pages.is_one):
        return body
    holders: set[int] = set()
    _note_holders(body, _stems(url), base, holders)
    return _without(body, base, holders)


def _note_holders(
    element: Element, stems: frozenset[str], base: str | None, holders: set[int]
) -> bool:
    """Note each element that a link to another page is in; return whether there is any."""
    link = _link(element, base) if element.tag == "a" else None
    found = link is not None and _leads_on(link, stems)
    for child in element.children:
        if not isinstance(child, str) and _note_holders(child, stems, base, holders):
            found = True
    if found:
        holders.add(id(element))
    return found


def _without(element: Element, base: str | None, holders: set[int]) -> Element:
    if id(element) not in holders:
        return element
    children = [
        child if isinstance(child, str) else _without(child, base, holders)
        for child in element.children
        if isinstance(child, str) or id(child) not in holders or not _is_pager(child, base)
    ]
    return Element(element.tag, element.attrs, children)


def _is_pager(element: Element, base: str | None) -> bool:
    """Tell whether an element that holds a link to another page holds hardly anything else."""
    if element.tag == "a":
        return False
    text = squash(element.text())
    anchors = (each for each in element.elements() if each.tag == "a")
    rest = len(text) - sum(len(link.text) for each in anchors if (link := _link(each, base)))
    return len(text) <= _PAGER and rest * 2 <= len(text) + 10


def _leads_on(link: _Link, stems: frozenset[str]) -> bool:
    """Tell whether a link of a few words leads to another page of the same article."""
    says = link.text.isdecimal() or _NEXT.fullmatch(link.text) or _FIRST.fullmatch(link.text)
    return bool(says) and not stems.isdisjoint(each.stem for each in _readings(link.url))


def _link(anchor: Element, base: str | None) -> _Link | None:
    """Return a link that speaks of pages; others are most of a page's, and cost more."""
    address = anchor.get("href")
    if not address or address[0] == "#":
        return None
    text, rel = _label(anchor), anchor.get("rel").lower()
    if "next" in rel or (text and _speaks(text)):
        return _Link(resolve(address, base), text, rel)
    return None


def _label(anchor: Element) -> str:
    only = anchor.children[0] if len(anchor.children) == 1 else None
    text = only if isinstance(only, str) else "".join(islice(anchor.strings(), _STRINGS))
    return squash(text).strip("[]()（）【】 ") if len(text) <= _PAGER else ""


def _speaks(text: str) -> bool:
    return text.isdecimal() or _SPEAKING.fullmatch(text) is not None


def _is_article(found: Structured) -> bool:
    """Tell whether the page says that it is one, or when it was published as one."""
    says = any(each.is_article for each in found.linked) or "article:published_time" in found.meta
    return says or "article" in found.meta.get("og:type", ())


def _is_next(link: _Link, url: str, firsts: Collection[str], states: bool) -> bool:
    """Tell whether a link leads to the page after `url`; `firsts` are what links call the first."""
    if not urls.host_of(link.url) or urls.host_of(link.url) != urls.host_of(url):
        return False
    here = _readings(url)
    return any(
        _follows(there, own, link) and _is_sure(there, own, link, firsts, states)
        for there in _readings(link.url)
        for own in here
        if there.number and there.stem == own.stem
    )


def _follows(there: _Numbered, own: _Numbered, link: _Link) -> bool:
    """Tell whether one address is the next page's of the other, and its link agrees."""
    if own.number and own.mark != there.mark:
        return False
    # Some count the pages after the first one.
    expected = (own.number + 1,) if own.number else (2, 1)
    if there.number not in expected:
        return False
    if link.text.isdecimal():
        return int(link.text) == (own.number or 1) + 1 and there.number == int(link.text)
    return "next" in link.rel.split() or bool(_NEXT.fullmatch(link.text))


def _is_sure(
    there: _Numbered, own: _Numbered, link: _Link, firsts: Collection[str], states: bool
) -> bool:
    says_page = bool(_NEXT_PAGE.search(link.text)) or link.text.isdecimal()
    if there.mark == "-" and not says_page:
        return False  # the second article of that name
    if not there.mark and not (says_page or "next" in link.rel.split()):
        return False  # the second thing of that name
    if own.number and "page" not in own.mark:
        # The number may be an article's: then nothing leads to the first page.
        return own.stem in firsts and (states or there.mark == "_")
    if there.mark in ("_", "-", ","):
        return says_page or states
    return states


def _is_whole(link: _Link, url: str) -> bool:
    if not _WHOLE.fullmatch(link.text) or urls.canonical(link.url) == urls.canonical(url):
        return False
    bare = urlsplit(link.url)._replace(query="")
    whole = bare._replace(path=_ALL.sub(r"\g<end>", bare.path))
    same = {_stem(link.url), _stem(bare.geturl()), _stem(whole.geturl())}
    return not same.isdisjoint(each.stem for each in _readings(url))


def _readings(url: str) -> list[_Numbered]:
    """Return how an address may be read; at first as that of a page without a number."""
    readings = [_Numbered(_stem(url), 0, "")]
    parts = urlsplit(urls.canonical(url))
    if found := _QUERY.search(parts.query):
        rest = (parts.query[: found.start()] + parts.query[found.end() :]).strip("&")
        stem = parts._replace(query=rest, fragment="").geturl()
        readings.append(_Numbered(_stem(stem), int(found["number"]), _named(found["key"])))
    if found := _PATH.fullmatch(parts.path):
        end = found["end"] if found["end"] != "/" else ""
        if not (end and found["mark"] == "/"):
            stem = parts._replace(path=found["stem"] + (end or ""), fragment="").geturl()
            readings.append(_Numbered(_stem(stem), int(found["number"]), found["mark"]))
    return [each for each in readings if each.number <= _MOST]


def _stems(url: str) -> frozenset[str]:
    return frozenset(each.stem for each in _readings(url))


def _named(key: str) -> str:
    return f"page {key}" if key.lower() != "p" else key


def _stem(url: str) -> str:
    """Return an address without what changes nothing: its end, its slash."""
    parts = urlsplit(urls.canonical(url))
    return parts._replace(path=parts.path.rstrip("/"), fragment="").geturl()
