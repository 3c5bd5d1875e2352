"""What an article is called: the heading its readers see, when the page's statements agree with it.

Pages state their titles for search engines and cards, shortened, reworded, and with the name of
the site; the heading above the text is the one the author wrote. It is found by what it shares
with a statement, and cleaned by it in turn: kickers and days that stand in the same heading are in
no statement. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from syndicate import urls

_SEPARATOR = re.compile(
    r"\s+[-|–—·•»›«:/~]+\s+|\s*[|_｜]\s*|\s+::\s+|\s+[»›]\s*|(?<=\w)›\s*"
    r"|(?<=[\u3040-\u9fff\uac00-\ud7af！？。])\s?[-–—]\s?"
)
# Chinese pages append where they are; these are words for a place on the web, not names of one.
# Behind a low line stands nothing else, behind a hyphen the sections that portals have.
_PLACE = re.compile(
    r"\s*[-_|｜—–]+\s*[^-_|｜—–，。！？：]{0,16}"
    r"(?:网|網|网站|新闻|新聞|频道|頻道|门户|在线|官网|论坛|客户端|日报|订阅|专栏|资讯)\s*$"
    r"|\s*_+[\u3400-\u9fff]{2,8}$|\s*-\s*[^-_，。！？：\s]{2,6}(?:财经|体育|娱乐|科技|房产|汽车|军事|博客)$"
)
# Labels of a host that say what stands there, not who runs it.
_USUAL = frozenset({
    "blog", "com", "docs", "edu", "forum", "forums", "gov", "help", "net", "news", "org", "shop",
    "support",
})  # fmt: skip
# What a site calls its first page says nothing of it.
_FRONT = frozenset({
    "home", "homepage", "index", "startseite", "accueil", "inicio", "untitled", "首页", "首頁",
})  # fmt: skip
_EXTENSION = re.compile(r"\.\w{2,5}$")
_CJK = re.compile(r"([\u3040-\u9fff\uac00-\ud7af])")
_WORD = re.compile(r"[^\W_]+")
_NO_WORD = re.compile(r"[\W_]+")
# A heading and a statement that share a quarter of their words speak of the same. Measured on 749
# mixed pages: .2 to .4 differ by .007 of exact titles, .25 is the best on both halves.
_ALIKE = 0.25
# Longer than any name of a site: of 1,900 pages, those said more had put the title there.
_LONGEST_NAME = 40
# A name may come with "The", "Online" or a slogan's two words.
_WIDER = 2.5
# Shorter ones are numbers and words that many pages bear.
_SHORTEST_ADDRESS = 5
# What is cleaned out of a heading is the lesser part of it.
_MOST = 0.4


class Stated(NamedTuple):
    """Hold a title and where the page states it."""

    text: str
    signal: str


@dataclass(frozen=True, slots=True)
class Names:
    """Hold what the site may be called and the page's own part of its address, letters and digits only."""

    site: str = ""
    labels: tuple[str, ...] = ()
    host: str = ""
    page: str = ""


def names(site: str | None, url: str | None) -> Names:
    """Return what a site may be called, by its own word and by its host."""
    host = urls.host_of(url or "").partition(":")[0].removeprefix("www.")
    parts = host.split(".")[:-1]
    labels = tuple(bare(each) for each in parts if len(each) > 2 and each not in _USUAL)
    own = bare(site or "")
    path = unquote(urlsplit(url or "").path).rstrip("/")
    page = bare(_EXTENSION.sub("", path.rpartition("/")[2]))
    return Names(own if len(own) <= _LONGEST_NAME else "", labels, bare(host), page)


def choose(
    stated: Sequence[Stated], headings: Sequence[str], subheadings: Sequence[str], known: Names
) -> Stated:
    """Return the title and what it was known by; an empty one when there is none.

    `stated` begins with what is believed most. `headings` are the h1 of the page,
    `subheadings` those below them, which only tell where a stated title ends.
    """
    every = [*headings, *subheadings]
    cleaned = [Stated(without_site(each.text, known, every), each.signal) for each in stated]
    if heading := _agreeing(headings, cleaned, known):
        return _tidied(heading, cleaned)
    if heading := _addressed(headings, stated, known):
        return Stated(heading, "h1, as in the page's address")
    if cleaned and not (_is_only(headings, known) and is_site(cleaned[0].text, known)):
        return _other(cleaned, headings, known) or cleaned[0]
    first = next(iter(headings), "")
    own = (each for each in every if first and not is_site(each, known))
    return Stated(next(own, first).rstrip("-_| "), "h1")


def without_site(title: str, known: Names, headings: Iterable[str] = ()) -> str:
    """Return a stated title without the names of site and section that are appended to it.

    Where one of the page's `headings` is all of it up to a separator, or from one on, that is the
    title; of two such the later, for a site writes its own name on top of the page.
    """
    whole = bare(title)
    cuts = set(accumulate(len(bare(part)) for part in _SEPARATOR.split(title)[:-1]))
    named = ((bare(each), each) for each in headings if not is_site(each, known))
    told = {own: each for own, each in named if len(own) > 3 and _is_part(own, whole, cuts)}
    if told:
        return list(told.values())[-1 if len(told) == 2 else 0]
    while place := _PLACE.search(title, 1):
        title = title[: place.start()].strip()
    return _without_names(title, known)


def _is_part(own: str, whole: str, cuts: Container[int]) -> bool:
    """Tell whether a text is all of another one up to one of its cuts, or from one on."""
    begins = len(own) in cuts and whole.startswith(own)
    return begins or (len(whole) - len(own) in cuts and whole.endswith(own))


def _without_names(title: str, known: Names) -> str:
    """Return a title without the names at its ends; of nothing but names the first stays."""
    cuts = [found.span() for found in _SEPARATOR.finditer(title)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(title)]
    told = [bool(title[start:end].strip()) for start, end in zip(starts, ends, strict=True)]
    first, last, left = 0, len(cuts), sum(told)
    while first < last and left:
        if left > told[last] and is_site(title[starts[last] : ends[last]], known):
            left, last = left - told[last], last - 1
        elif left > told[first] and is_site(title[starts[first] : ends[first]], known):
            left, first = left - told[first], first + 1
        else:
            break
    return title[starts[first] : ends[last]].strip() if len(cuts) > last - first else title


def _other(stated: Sequence[Stated], headings: Sequence[str], known: Names) -> Stated | None:
    """Return what else may be the title where the first statement is the site's bare name."""
    own = {known.site, known.host, *known.labels}
    if bare(stated[0].text) not in own:
        return None
    every = [*stated[1:], *(Stated(each, "h1") for each in headings)]
    return next((each for each in every if not is_site(each.text, known)), None)


def is_site(part: str, known: Names) -> bool:
    """Tell whether a part of a title is what the site is called, or the name with a word more."""
    own = bare(part)
    if not own or own == known.host or own in _FRONT:
        return True
    if len(own) > _LONGEST_NAME:
        return False
    site = known.site
    if site and (own in site or (site in own and len(own) <= _WIDER * len(site))):
        return True
    return any(_names_host(own, label) for label in known.labels)


def _names_host(own: str, label: str) -> bool:
    is_wider = len(label) > 3 and label in own and len(own) <= _WIDER * len(label)
    return own == label or is_wider or (len(own) > 3 and own in label)


def _agreeing(headings: Sequence[str], stated: Sequence[Stated], known: Names) -> str:
    """Return the heading that is most like a statement; empty when none is like any."""
    said = {bare(each.text) for each in stated}
    best, found = 0.0, ""
    for heading in dict.fromkeys(headings):
        if is_site(heading, known) and bare(heading) not in said:
            continue
        text = _without_names(heading, known)
        likeness = max((_likeness(text, each.text) for each in stated), default=0.0)
        if likeness >= _ALIKE and likeness > best:
            best, found = likeness, text
    return found


def _addressed(headings: Sequence[str], stated: Iterable[Stated], known: Names) -> str:
    """Return the heading that is letter for letter the page's address, where no statement has it."""
    if len(known.page) < _SHORTEST_ADDRESS or any(known.page in bare(each.text) for each in stated):
        return ""
    told = (each for each in headings if bare(each) == known.page and not is_site(each, known))
    return next(told, "")


def _tidied(heading: str, stated: Sequence[Stated]) -> Stated:
    """Return a heading without what stands in none of the statements."""
    own = bare(heading)
    for each in stated:
        if bare(each.text) == own:
            text = each.text if _is_shown_otherwise(heading, each.text) else heading
            return Stated(text, f"h1, as in {each.signal}")
    for each in stated:
        said = bare(each.text)
        is_most = len(said) > 6 and len(said) >= _MOST * len(own)
        if (
            is_most
            and not _is_cut(each.text, heading)
            and (own.startswith(said) or own.endswith(said))
        ):
            return Stated(each.text, f"{each.signal}, in the h1")
    return Stated(heading, "h1")


def _is_shown_otherwise(heading: str, text: str) -> bool:
    """Tell whether a page shows by its looks what the same title says by signs: parts, capitals."""
    parts = len(_SEPARATOR.findall(heading)), len(_SEPARATOR.findall(text))
    is_shouted = heading.isupper() and not text.isupper()
    is_run_together = len(_WORD.findall(heading)) < len(_WORD.findall(text))
    return parts[0] < parts[1] or is_shouted or is_run_together


def _is_cut(text: str, heading: str) -> bool:
    """Tell whether a statement is the beginning of a heading, and ends within a word."""
    rest = heading.removeprefix(text)
    return rest != heading and rest[:1].isalnum() and text[-1:].isalnum()


def _is_only(headings: Sequence[str], known: Names) -> bool:
    return len(set(headings)) == 1 and not is_site(headings[0], known)


def _likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common, 2 where they are the same."""
    if bare(one) == bare(other):
        return 2.0
    ours, theirs = _words(one), _words(other)
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_CJK.sub(r" \1 ", text.casefold())))


# A page's few names are asked for again with each of its headings.
@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """Return a text's letters and digits alone."""
    return _NO_WORD.sub("", text).casefold()
