"""Who wrote an article, as its page states and shows it.

Names written for machines are believed first, unless they are the site's own: then a person whom
the page shows near its title is. What is shown is a name only where a mark or a word says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from syndicate import months
from syndicate.archiver.page import byline, titles
from syndicate.archiver.page.seen import Seen

_MARKED = re.compile(
    r"auth?or(?!i[tz])|autor(?!i[tz])|auteur|redakt|byline|writer|contribut|reporter|username"
    r"|nickname|\bfn\b|creator",
    re.IGNORECASE,
)
# Lists of one's other articles, portraits, what a hundred commenters are called.
_NOT_MARKED = re.compile(
    r"authors?[-_]?(?:bio|box|desc|info-?box|posts|list|page|image|img|avatar|social|role|title|job)"
    r"|comment|avatar|date|widget|publisher",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|story|words|text|article|reviewed|post)\s+by\b"
    r"|by\b|von\b|par\b|por\b|di\b|door\b|text(?:e|o)?\s?:|words\s?:|author\s?:|autor(?:in)?\s?:|auteur\s?:"
    r"|著者\s?[：:]|文\s?[：:/／]|(?:发文机关|发文单位|发布机构)\s?[：:])\W*(?P<names>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NAME = r"[\u4e00-\u9fff]{2,4}"
_NAMES = rf"{_NAME}(?:[、\s]{{1,2}}{_NAME}){{0,5}}"
# The hundred commonest family names, which seven of eight Chinese bear: where no word announces
# an author, two or three characters that begin with one are a name, and other labels are not.
_FAMILY = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許"
    "傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱"
    "秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔罗"
)
_PERSON = rf"[{_FAMILY}][\u4e00-\u9fff]{{1,2}}"
_PEOPLE = rf"{_PERSON}(?:[、\s]{{1,2}}{_PERSON}){{0,5}}"
_EASTERN = tuple(
    re.compile(shape)
    for shape in (
        rf"(?:作者|撰文|撰稿|编译)\s*[:：/／|｜]\s*(?P<names>{_NAMES}|[\w.·-]{{2,20}})(?=$|\s|[，,（）()|｜/\[\]])",
        rf"(?:作者|撰文|撰稿|编译)\s*(?P<names>{_PEOPLE})(?=$|\s|[，,（）()|｜/\[\]])",
        rf"(?:记者|記者)\s*[:：/／|｜]?\s*(?P<names>{_PEOPLE})(?=$|[\s）)】\]，,/]|报道|摄)",
        rf"本报(?:特约|见习|通讯)?(?:记者|記者)\s+(?P<names>{_NAMES})$",
        rf"(?:^|[\s（(])(?:文|撰文)\s*[/／|｜:：]\s*(?P<names>{_PEOPLE})(?=$|[\s）)，,])",
        rf"[（(]\s*(?:□\s*)?(?P<names>{_PEOPLE}?)\s*(?:[\u4e00-\u9fff]{{2,3}}报道|报道|文|供稿)?\s*[）)]$",
        r"^(?P<names>[\w\u4e00-\u9fff.-]{2,20})\s*发[表布]于",
        r"(?:^|[|·=\]]\s?)(?P<names>[가-힣]{2,4})\s(?:(?:선임|수석|인턴|수습|전문|객원)\s?)?기자(?=$|[\s|·=,)])",
    )
)
# Between the two names of a Japanese stands a blank, or nothing.
_JAPANESE = re.compile(
    r"(?:執筆者?|筆者|ライター)\s*[:：/／|｜]\s*(?P<names>[\u3040-\u9fff]{1,6}(?:\s[\u3040-\u9fff]{1,6})?)"
    r"(?=$|[\s（(、，,|｜])"
)
# Who edited it, where nobody says who wrote it.
_EDITED = re.compile(
    rf"(?:责任编辑|責任編輯|责编|编辑|編輯)\s*[:：/／|｜]\s*(?P<names>{_PEOPLE}?)(?=$|\s|[，,（）()|｜/\[\]【】])"
)
_BRACKETED = re.compile(rf"[\[【]\s*({_PERSON})\s*[\]】]")
# Beneath: the title itself and a line more.
_UNDER = 150
# What stands where names do, and is none.
_NO_NAME = re.compile(
    r"[\d@?!…→*]|https?:|©"
    r"|\b(?:comments?|share|follow|posts?|articles?|view|about|more|read|sign|log|subscribe|reply"
    r"|profile|author|updated?|published|min|ago|editors?|written|by|the|our|your|all|says|sagt|contributor)\b"
    r"|\b(?:posted|on|twitter|facebook|instagram|linkedin|heading|email|home|search|menu)\b"
    r"|\b(?:alle|über|stand|veröffentlicht|geschrieben|autorenseite|von|beiträge|kommentare?|uhr|mehr|tous|voir|redaktion)\b"
    r"|报道|报导|文章|总阅读|来源|评论|转载|编辑|新闻|日报|电$|讯$|网$|记者|供稿|图片|责|人[气氣]|浏览|阅读",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"^(?:Ph\.?D|M\.?D|M\.?A|M\.?S(?:c|N|W)?|M\.?P\.?H|MBA|R\.?N|R\.?D|RDN|LDN|CPA|CPT|CFA|DVM|DDS|DO|JD"
    r"|Esq|Jr|Sr|B\.?A|B\.?S(?:c|N)?|DABOM|FOMA|FACP)\.?$",
    re.IGNORECASE,
)
# Names nearest to a title are in its head or in the line below its picture.
_ABOVE = 400
_BELOW = 2_500
# Co-authors stand beside each other, with a comma or an "and" between.
_GAP = 40
_LONGEST = 50
_TURNED = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w.'’-]+)")
_HANDLE = re.compile(r".*/|@")
# Shorter ones are words.
_SHORTEST_HANDLE = 6
_MOST_WORDS = 5


class Authors(NamedTuple):
    """Hold the names, and what they were known by."""

    names: tuple[str, ...] = ()
    signal: str = ""


def choose(
    stated: Iterable[tuple[str, Sequence[str]]], shown: Seen, place: int, known: titles.Names
) -> Authors:
    """Return the authors and what they were known by; `stated` are pairs (signal, texts), what is believed most first.

    `place` is where the title stands in the page's text. The site itself is an author only
    where the page names no other, and never by its address.
    """
    found = _chosen(stated, shown, place, known)
    names = tuple(name for name in found.names if not _is_host(name, known))
    return Authors(names, found.signal) if names else Authors()


def _is_host(name: str, known: titles.Names) -> bool:
    """Tell whether a name is the address of the site; with capitals it is what the site is called."""
    return (
        "." in name
        and name.islower()
        and titles.bare(name.lower().removeprefix("www.")) == known.host
    )


def _chosen(
    stated: Iterable[tuple[str, Sequence[str]]], shown: Seen, place: int, known: titles.Names
) -> Authors:
    near = [line.text for line in (*shown.lines, *shown.marked) if _is_by(line.start, place)]
    named = sorted(stated, key=lambda each: all("/" in text for text in each[1]))
    said = [Authors(_people(texts, near), signal) for signal, texts in named]
    own = [each for each in said if each.names]
    others = list(filter(None, (_without_site(each, known) for each in own)))
    if others:
        # Software names its owner where it knows no author; readers are shown who it was.
        return next((each for each in others if _is_shown(each.names, near)), others[0])
    marked = list(_marked(shown))
    people = [each for each in marked if not _is_of(each, known)]
    worded = (each for each in _worded(shown, place) if not _is_of(each, known))
    under = _marked(shown, range(place, place + _UNDER))
    beside = (each for each in under if not _is_of(each, known))
    found = _nearest(people, place) or _nearest(worded, place) or _nearest(beside, place)
    found = found or next(iter(own), None) or _nearest(marked, place)
    return found or _nearest(_edited(shown), place) or Authors()


def _is_of(found: _Found, known: titles.Names) -> bool:
    return all(titles.is_site(name, known) for name in found.authors.names)


def _without_site(said: Authors, known: titles.Names) -> Authors | None:
    names = tuple(name for name in said.names if not titles.is_site(name, known))
    return Authors(names, said.signal) if names else None


def _is_shown(names: Sequence[str], near: Sequence[str]) -> bool:
    return any(name in text for name in names for text in near)


def _people(texts: Iterable[str], near: Sequence[str]) -> tuple[str, ...]:
    spelt = (_spelt(text, near) for text in texts)
    return tuple(name for name in byline.names(spelt) if not _DEGREE.match(name))


def _spelt(text: str, near: Sequence[str]) -> str:
    """Return a name as the page shows it by the title, where machines are told another form.

    That is the end of an address, a name without blanks, or the family name first.
    """
    if (turned := _TURNED.fullmatch(text)) and _is_shown([f"{turned[2]} {turned[1]}"], near):
        return f"{turned[2]} {turned[1]}"
    handle = titles.bare(_HANDLE.sub("", text.rstrip("/")))
    if " " in text or len(handle) < _SHORTEST_HANDLE:
        return text
    rows = (part.strip() for row in near for part in re.split(r"[\n,]", row))
    return next((row for row in rows if titles.bare(row) == handle and _is_name(row)), text)


class _Found(NamedTuple):
    authors: Authors
    start: int
    end: int

    def rank(self, title: int) -> tuple[bool, int]:
        distance = self.start - title if self.start >= title else 2 * (title - self.start)
        return not title - _ABOVE <= self.start <= title + _BELOW, distance


def _nearest(found: Iterable[_Found], title: int) -> Authors | None:
    """Return the names nearest to the title, with those that stand right beside them."""
    every = sorted(found, key=lambda each: each.rank(title))
    if not every:
        return None
    first, names, end = every[0], list(every[0].authors.names), every[0].end
    for each in sorted(every[1:], key=lambda each: each.start):
        if first.start <= each.start <= end + _GAP:
            names += each.authors.names
            end = max(end, each.end)
    return Authors(tuple(dict.fromkeys(names)), first.authors.signal)


def _is_by(start: int, title: int) -> bool:
    return title - _ABOVE <= start <= title + _BELOW


def _marked(shown: Seen, beside: range = range(0)) -> Iterator[_Found]:
    """Walk over the innermost elements that are marked as an author and hold a name.

    Of those that stand beside the article only the ones that begin in `beside`.
    """
    inner: _Found | None = None
    for line in reversed(shown.marked):
        is_away = line.apart and line.start not in beside
        if is_away or not _MARKED.search(line.marks) or _NOT_MARKED.search(line.marks):
            continue
        if inner and line.start <= inner.start and inner.end <= line.end:
            continue
        if names := _in_rows(line.text):
            inner = _Found(Authors(names, "marked author"), line.start, line.end)
            yield inner


def _in_rows(text: str) -> tuple[str, ...]:
    """Return the names in the first row that is nothing but names."""
    for row in text.split("\n"):
        said = _SAYS.match(row)
        if names := _names(said["names"] if said else row):
            return names
    return ()


def _worded(shown: Seen, place: int) -> Iterator[_Found]:
    """Walk over the names that words announce: By Jane Roe, 记者 张三."""
    for line in (*shown.lines, *shown.passages):
        if line.apart:
            continue
        rows = line.text.split("\n")
        for index, row in enumerate(rows):
            texts = _alone(row) if 0 <= line.start - place < _UNDER else []
            if not row.isascii():
                texts += [each["names"] for shape in _EASTERN for each in shape.finditer(row)]
                texts += ["".join(each["names"].split()) for each in _JAPANESE.finditer(row)]
            found = [name for text in texts for name in _names(text)]
            if said := _SAYS.match(row):
                announced = said["names"] or " ".join(rows[index + 1 : index + 2])
                found += filter(_is_announced, _names(announced))
            if found:
                yield _Found(Authors(tuple(found), "byline"), line.start, line.end)


def _edited(shown: Seen) -> Iterator[_Found]:
    for line in (*shown.lines, *shown.passages):
        for said in () if line.apart else _EDITED.finditer(line.text):
            if names := _names(said["names"]):
                yield _Found(Authors(names, "editor"), line.start, line.end)


def _alone(row: str) -> list[str]:
    found = re.fullmatch(_PERSON, row.strip("[]【】()（） "))
    return [found[0]] if found else _BRACKETED.findall(row)


def _names(text: str) -> tuple[str, ...]:
    """Return the names that a text is made of, up to the first part that is none."""
    if byline.HANDLE.fullmatch(text.strip()):
        return byline.names([text])
    cut = re.split(
        r"\s[|·•⋅∙–—-]\s|\s(?:on|am|le|el|im|in|for|bei)\s|[(（\[]|\s*\d", text, maxsplit=1
    )[0]
    names: list[str] = []
    for name in byline.names([cut]):
        if not _is_name(name) or _DEGREE.match(name):
            break
        names.append(name)
    # "Ann Lee, Veterinarian": one word behind a full name is what she is, not who.
    if names and " " in names[0]:
        names = [name for name in names if " " in name]
    return tuple(names)


def _is_name(text: str) -> bool:
    words = text.split()
    # April and Juli are names as well, but not alone.
    if all(months.number(word.strip(".")) for word in words):
        return False
    if not words or len(text) > _LONGEST or len(words) > _MOST_WORDS or _NO_NAME.search(text):
        return False
    return len(words) == 1 or all(_is_part(word) for word in words)


def _is_part(word: str) -> bool:
    """Tell whether a word may be part of a name; "von" and "de la" are."""
    return not word[0].islower() or len(word) <= 3


def _is_announced(name: str) -> bool:
    """Tell whether what follows "by" is a name, not a verb."""
    return not name[0].islower()
