"""When an article was published, as its page states and shows it.

What is written for machines is believed first, then what stands nearest to the title. A day after
tomorrow is no publication, and a day that only tells of a change is taken last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from syndicate import dates, eastern
from syndicate.archiver.page.seen import Line

_YEAR = r"(?:19|20)\d\d"
_CLOCK = (
    r"(?:(?:上午|下午)\s?)?\d{1,2}"
    r"(?:(?:[:：]\d\d){1,2}(?:\s?[AaPp]\.?[Mm]\b\.?)?|\s?[时時点點시]\s?\d{1,2}\s?[分분])"
)
_SAID = re.compile(
    rf"(?<![\d/-])(?:{_YEAR}\s?(?P<mark>[-/.])\s?\d{{1,2}}\s?(?P=mark)\s?\d{{1,2}}(?!\d)"
    rf"|{_YEAR}\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?[日号]"
    rf"|\d{{1,2}}(?P<back>[./-])\s?\d{{1,2}}(?P=back)\s?{_YEAR}(?!\.?\d)"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?[\s-](?:de\s|of\s)?[^\W\d_]{{3,10}}\.?,?[\s-](?:de\s|del\s)?{_YEAR}"
    rf"|\b[^\W\d_]{{3,9}}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR})"
    rf"(?:(?:[T\s,|•·–-]|at|um|Uhr|à|às|a las){{0,6}}{_CLOCK})?"
)
# In languages that put the day first, and where the page marks it as a day; elsewhere, and without
# its zeros, it is a version.
_SHORT = re.compile(r"(?<![\d.])([0-3]\d\.[01]\d\.)([0-4]\d)(?![\d.]*\d)")
_CLOCK_AT_END = re.compile(rf"[^\d.日号]*({_CLOCK})$")
_RELATIVE = re.compile(
    r"(?:刚刚|刚才|(?:\d{1,3}|半)\s?个?(?:秒钟?|分钟?|小时|小時|天)\s?(?:之|以)?前"
    r"|(?:昨天|前天|今天)(?:\s*\d{1,2}[:：]\d\d)?"
    r"|\b(?:\d{1,3}|an?|one) (?:sec(?:ond)?|min(?:ute)?|hour|hr|day)s? ago\b|\byesterday\b|\bjust now\b)",
    re.IGNORECASE,
)
# One of these is in all that it finds: most lines are told by them to name no day.
_AGO = ("刚", "前", "天", " ago", "yesterday", "just now")
_PUBLISHED = re.compile(
    r"publi|posted|written|pubdate|entry-?date|post-?date|date-?header|release|issued|created"
    r"|veröffentlicht|erschienen|erstellt|发布|發佈|发表|發表|公開|掲載|配信|投稿|입력|게시|게재|승인",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updated|modifi|last edited|revised|aktualisiert|geändert|stand\s?:|mis à jour|actuali[zs]ad"
    r"|更新|修改|修正|수정",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"{_PUBLISHED.pattern}|{_CHANGED.pattern}", re.IGNORECASE)
# The word right before a day; one that stands anywhere in a sentence may be of something else.
_ANNOUNCED = re.compile(
    rf"(?:{_PUBLISHED.pattern})\w{{0,6}}(?:\s(?:on|am|le)|日期|时间|日時?)?\W*$", re.IGNORECASE
)
# A row that is named so is there to say when.
_NAMED = re.compile(r"\W*(?:date|datum|fecha|data|日期|时间|時間)\s*[:：]\s*", re.IGNORECASE)
# What Chinese and Japanese pages say behind the day, unless it names one that follows.
_SUFFIX = re.compile(r"\s*(?:(?:更新|修改|发布|发表|公開|掲載|配信)(?!\w?\w?\s?[:：]))?")
_DATED = re.compile(r"date|time|meta|info|byline|stamp|day", re.IGNORECASE)
# Of something else: rights, lives, events, versions.
_OTHER = re.compile(
    r"©|\(c\)|copyright|born|geboren|\bsince\b|\bseit\b|joined|founded|registered"
    r"|registriert|inscrit|iscritto|registrado|expires|deadline"
    r"|版权|出生|注册|截止|原文|元記事|등록",
    re.IGNORECASE,
)
_IN_PATH = re.compile(
    rf"(?<!\d)({_YEAR})(?P<mark>[-/_.]?)(0[1-9]|1[0-2])(?P=mark)(0[1-9]|[12]\d|3[01])(?!\d)"
)
# A day before the twelfth may be a month.
_IN_PATH_BACKWARDS = re.compile(
    rf"(?<![\d-])(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]({_YEAR})(?![\d-])"
)
# A dash or a bracket parts a dateline from the news.
_DATELINE = re.compile(rf"[(\s]*(?P<day>{_SAID.pattern})\s*[-–—|:)„“\"]")
_MONTH_FIRST = ("en-US", "en-PH")
# English of no country is written in both, and so is Canada's; in East Asia the year comes first,
# and what ends with it is foreign.
_BOTH_WAYS = ("en", "en-CA")
_YEAR_FIRST = ("zh", "ja", "ko")
_TOMORROW = timedelta(days=1)
# A line that says a day says little else: an author, a section, the time to read.
_BESIDE = 60
# Around a title stand kickers above, standfirst and picture below it: 2,000 characters hold them.
_ABOVE = 300
_BELOW = 1_500


# How far, in characters, what tells of a change may stand from the day it tells of: in the same
# line, or in the element before.
_LABELLED = 60
UNMARKED = "date near the title"
# The weight of a day that is marked or labelled as that of the publication; others have 0 or 1.
_SAID_SO = 2


class Day(NamedTuple):
    """Hold an instant and what it was known by; one that was reckoned from now is not exact."""

    moment: datetime
    signal: str
    is_reckoned: bool = False


class Reader(NamedTuple):
    """Hold what reading a date depends on; `now` is None where nobody knows it."""

    zone: tzinfo
    now: datetime | None = None
    month_first: bool | None = None

    def read(self, text: str) -> datetime | None:
        """Return the instant that a text names; None for none, and for one to come."""
        clean = text.strip().replace("：", ":")
        moment = dates.parse(clean, self.zone, self.now, month_first=self.month_first)
        if moment is None or (self.now is not None and moment > self.now + _TOMORROW):
            return None
        return moment


def month_first(lang: str | None) -> bool | None:
    """Tell what 3/4/2026 means in a page's language; None where both are usual."""
    if lang is None or lang in _BOTH_WAYS or lang[:2] in _YEAR_FIRST:
        return None
    return lang in _MONTH_FIRST


def stated(values: Iterable[tuple[str, str]], reader: Reader) -> Day | None:
    """Return the first of pairs (signal, text) that is a date."""
    for signal, value in values:
        if moment := reader.read(value):
            return Day(moment, signal, _is_relative(value))
    return None


def _is_relative(text: str) -> bool:
    return bool(_RELATIVE.fullmatch(text.strip()))


def shown(lines: Sequence[Line], title: int, reader: Reader) -> tuple[Day | None, Day | None]:
    """Return the day of publication that a page shows, and the day of a change.

    `title` is where the title stands in the page's text.
    """
    near = [line for line in lines if not line.apart or _is_near(line.start, title)]
    every = told(near, title, reader)
    published = next((each for each in every if not each.changed), None)
    changed = next((each for each in every if each.changed), None)
    # Who says when a page was changed says so where others say when it was published.
    is_nearer = (
        published and changed and changed.distance(title) < published.distance(title) - _LABELLED
    )
    if published and is_nearer and published.weight < _SAID_SO:
        published = None
    return published and published.day, changed and changed.day


class Told(NamedTuple):
    """Hold a day that a page shows, where, how clearly it is marked, and if it is of a change.

    `is_alone` tells that its row says nothing else.
    """

    day: Day
    start: int
    weight: int
    changed: bool
    apart: bool
    is_alone: bool = False

    def rank(self, title: int) -> tuple[int, int]:
        """Order by nearness to the title, what is marked as a day before what is not."""
        is_far = not _is_near(self.start, title)
        return 2 * is_far + self.apart - self.weight, self.distance(title)

    def distance(self, title: int) -> int:
        """Return how far it stands from the title; above it, twice as far."""
        return self.start - title if self.start >= title else 2 * (title - self.start)


def told(lines: Iterable[Line], title: int, reader: Reader) -> list[Told]:
    """Return the days that lines say, the likeliest of the publication first.

    A day that an element says alone is of a change where the words before the element tell so.
    """
    every = [each for line in lines for each in _told(line, reader)]
    changes = {(each.day.moment, each.start // _LABELLED) for each in every if each.changed}
    known = [
        each._replace(changed=True) if each.weight < _SAID_SO and _is_said(each, changes) else each
        for each in every
    ]
    return sorted(known, key=lambda each: each.rank(title))


def _is_said(each: Told, changes: set[tuple[datetime, int]]) -> bool:
    place = each.start // _LABELLED
    return any((each.day.moment, near) in changes for near in (place - 1, place, place + 1))


def _is_near(start: int, title: int) -> bool:
    return title - _ABOVE <= start <= title + _BELOW


def _told(line: Line, reader: Reader) -> Iterator[Told]:
    said = list(_said_in(line, reader))
    if not said and not line.value:
        return
    weight = _weight(line.marks)
    is_own = line.value and not _OTHER.search(line.text)
    if is_own and (moment := reader.read(line.value)):
        is_changed = _is_change(f"{line.marks} {line.text}")
        day = Day(moment, "time element", _is_relative(line.value))
        yield Told(day, line.start, max(1, weight), is_changed, line.apart, is_alone=True)
        return
    for row, (text, before, suffix) in said:
        around = f"{before} {suffix}"
        is_long = len(row) - len(text) > _BESIDE and not _ANNOUNCED.search(before)
        if not weight and (is_long or _is_in_sentence(text, row)):
            continue
        if moment := reader.read(text):
            marks = around if _LABEL.search(around) else line.marks
            is_named = _PUBLISHED.search(around) or _NAMED.fullmatch(before)
            own = _SAID_SO if is_named else weight
            signal = "marked date" if own else UNMARKED
            day = Day(moment, signal, _is_relative(text))
            is_alone = text == row.strip()
            yield Told(day, line.start, own, _is_change(marks), line.apart, is_alone)


def _weight(marks: str) -> int:
    return _SAID_SO if _PUBLISHED.search(marks) else 1 if _DATED.search(marks) else 0


def _said_in(line: Line, reader: Reader) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Walk over the days that a line's rows name, but for those of something else.

    What a row says is of the day in it, or of the one alone in the row below.
    """
    above = ""
    for row in map(eastern.in_figures, line.text.split("\n")):
        found = list(_days_in(row, line.marks, reader))
        if found and not _OTHER.search(f"{above} {row}"):
            name = above if above.rstrip().endswith((":", "：")) else ""
            yield from ((row, (text, before or name, after)) for text, before, after in found)
        above = "" if found else row


def _is_in_sentence(day: str, row: str) -> bool:
    """Tell whether "today" is a word among others, as in a headline, and no date."""
    if not _is_relative(day) or any(map(str.isdigit, day)):
        return False
    return any(map(str.isalnum, _LABEL.sub("", row.replace(day, "", 1))))


def _is_change(said: str) -> bool:
    return bool(_CHANGED.search(said)) and not _PUBLISHED.search(said)


def _days_in(row: str, marks: str, reader: Reader) -> Iterator[tuple[str, str, str]]:
    """Walk over the days that a row names, as `dates.parse` reads them, and what is around each."""
    end = 0
    has_year = "20" in row or "19" in row
    for found in _SAID.finditer(row) if has_year else ():
        said = re.sub(r"(?<=\d[-/.])\s(?=\d)|(?<=\d)\s(?=[-/.])", "", found[0])
        clock = _CLOCK_AT_END.search(said)
        day = said[: clock.start()] if clock else said
        suffix = _SUFFIX.match(row, found.end())
        text = f"{day} {clock[1]}" if clock and day else said
        yield text, row[end : found.start()], suffix[0] if suffix else ""
        end = found.end()
    is_alone = _SHORT.fullmatch(row.strip()) is not None
    if not end and (reader.month_first is False or (is_alone and _weight(marks))):
        for found in _SHORT.finditer(row):
            yield f"{found[1]}20{found[2]}", row[: found.start()], ""
    if reader.now is not None and any(map(row.lower().__contains__, _AGO)):
        yield from ((found[0], row[: found.start()], "") for found in _RELATIVE.finditer(row))


def opening(passages: Iterable[Line], title: int, reader: Reader) -> Day | None:
    """Return the day with which the text below the title opens, as a dateline does."""
    for line in passages:
        if line.apart or line.marks or not title <= line.start <= title + _BELOW:
            continue
        said = _DATELINE.match(line.text)
        moment = reader.read(said["day"]) if said else None
        if moment:
            return Day(moment, "dateline")
    return None


def labelled(lines: Iterable[Line], title: int, reader: Reader) -> Day | None:
    """Return the day that a line below the title says to be of the publication, as imprints do."""
    saying = [each for each in lines if each.start > title and _PUBLISHED.search(each.text)]
    every = (each for each in told(saying, title, reader) if not each.changed)
    return next((each.day for each in every if each.weight == _SAID_SO), None)


def in_address(url: str | None, reader: Reader) -> Day | None:
    """Return the day that an address names in its path, the last one where it names more."""
    path = unquote(urlsplit(url or "").path)
    found = list(_IN_PATH.finditer(path))
    for each in reversed(found):
        if moment := reader.read("-".join((each[1], each[3], each[4]))):
            return Day(moment, "the page's address")
    for each in reversed(list(_IN_PATH_BACKWARDS.finditer(path))):
        if moment := reader.read("-".join(each.groups())):
            return Day(moment, "the page's address")
    return None
