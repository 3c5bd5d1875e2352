"""Which day of publication is believed: what is written for machines, what readers see, the address.

Machines are told the instant, to the second, and are believed first. Readers are told what the
machines are not: the clock of the place where it was written, and the day of the first
publication, where a page was moved to other software and its machine date is that of the move, or
where it was written before it came out. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from syndicate.archiver.page import days
from syndicate.archiver.page.days import Day, Reader, Told
from syndicate.archiver.page.seen import Seen
from syndicate.markup.structured import Structured

_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "publish_date", "publish-date", "pubdate", "publication_date", "article.published",
    "dc.date.issued", "dcterms.issued", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "citation_date", "article_date_original",
    "originalpublicationdate", "cxenseparse:recs:publishtime", "apub:time",
    "weibo:article:create_at", "_pubtime", "shareaholic:article_published_time",
)  # fmt: skip
_ITEMS = ("datepublished", "datecreated", "uploaddate")
# Much software writes the day of its last run, or of the last change, into these.
_WEAK = ("dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "date")
# What sites call it that have a name of their own.
_OWN_NAME = re.compile(r"publi(?:sh|cation|shed)?[-_.:]?(?:date|time|on)\b|pub[-_]?(?:date|time)$")
# Around the title, where the line is that says when; a day farther down is of something else.
_ABOVE = 150
_BESIDE = 400
_CLOCKS = 2_500
# A text that goes on in a link is a line of its own up to there; headlines of lists are shorter.
_SENTENCE = 80
# From Baker Island to Samoa; all zones of today but Nepal's and the Chathams' are whole half hours.
_FARTHEST = timedelta(hours=14)
_HALF_HOUR = timedelta(minutes=30)
# A day and a half after it began in Greenwich, a day is over everywhere.
_OVER = timedelta(hours=36)
# Texts are written, and their pages made, so long before they come out. Of 28 pages that show a later
# day alone, the six within a fortnight show that of the publication, most others that of a change.
_DRAFTED = timedelta(days=14)


def choose(
    found: Structured, shown: Seen, place: int, url: str | None, reader: Reader
) -> Day | None:
    """Return the day of publication; that of a change is taken where the page shows no other.

    `place` is where the title stands in the page's text.
    """
    lines = (*shown.marked, *shown.lines)
    said = days.stated(_stated(found), reader) or _called(found, reader)
    weak = None if said else days.stated(_named(found.meta, _WEAK), reader)
    if said or weak:
        told = days.told((each for each in lines if _is_near(each.start, place)), place, reader)
        return _as_shown(said, told, place) if said else _instead(weak, told, place)
    visible, changed = days.shown(lines, place, reader)
    addressed = days.in_address(url, reader)
    if visible and not (addressed and visible.is_reckoned):
        return visible
    texts = (*shown.passages, *(each for each in shown.lines if len(each.text) > _SENTENCE))
    opening = days.opening(texts, place, reader)
    times = [("time element", each) for each in found.times]
    stated = addressed or opening or days.stated(times, reader)
    return stated or days.labelled(lines, place, reader) or changed


def _stated(found: Structured) -> Iterator[tuple[str, str]]:
    """Walk over what the page tells machines, what is believed most first."""
    article = [each for each in found.linked[:1] if each.is_article]
    others = [each for each in found.linked if not each.is_article]
    yield from (("JSON-LD datePublished", each.published) for each in article)
    yield from _named(found.meta, _NAMES)
    yield from (("JSON-LD datePublished", each.published) for each in others)
    yield from _named(found.items, _ITEMS)


def _called(found: Structured, reader: Reader) -> Day | None:
    """Return the earliest day that has a name of the site's own: later ones are of another run."""
    named = (_named(found.meta, [name]) for name in filter(_OWN_NAME.search, found.meta))
    told = [day for each in named if (day := days.stated(each, reader))]
    return min(told, key=lambda day: day.moment, default=None)


def _named(
    values: Mapping[str, tuple[str, ...]], names: Iterable[str]
) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name in names for value in values.get(name, ()))


def _is_near(start: int, place: int) -> bool:
    return place - 2 * _ABOVE <= start <= place + _CLOCKS


def _as_shown(said: Day, told: Sequence[Told], place: int) -> Day:
    """Return a stated day as the page shows it: by its clock, and not after the day it shows.

    The clock of a change is of another instant.
    """
    for each in told:
        if not each.changed and (zone := _zone(said.moment, each.day.moment)):
            return said._replace(moment=said.moment.astimezone(zone))
    first = _beside(told, place, _BESIDE)
    is_other = first and (_is_before(first, said) or _is_released(first, said, told, place))
    return first.day if first and is_other else said


def _is_before(shown: Told, said: Day) -> bool:
    """Tell whether a page shows an earlier day than it states.

    What is stated of an item may be of an answer or a comment; the title's own instant is not.
    3/4/2026 is the day that is stated, whichever of the two it means.
    """
    moment, stated = shown.day.moment, said.moment
    if (moment.year, moment.day, moment.month) == (stated.year, stated.month, stated.day):
        return False
    if said.signal in _ITEMS and shown.day.signal == "time element" and _has_clock(moment):
        return moment < stated
    return moment + _OVER < stated


def _is_released(shown: Told, said: Day, told: Sequence[Told], place: int) -> bool:
    """Tell whether machines were told when a text was drafted, and readers when it came out.

    The page shows the day of the draft nowhere then, and does not call the other one a change.
    Above the title newspapers show what day it is today.
    """
    moment, stated = shown.day.moment, said.moment
    # Where an offset is stated, the day that it means is known.
    is_known = stated.utcoffset() and not _has_clock(moment)
    is_later = moment.date() > stated.date() if is_known else moment > stated + _FARTHEST
    if not is_later or moment > stated + _DRAFTED or shown.start < place:
        return False
    own = [each for each in told if not each.apart]
    is_shown = any(each.day.moment.date() == stated.date() for each in own)
    return not is_shown and not any(
        each.changed and each.day.moment.date() == moment.date() for each in own
    )


def _instead(weak: Day | None, told: Sequence[Told], place: int) -> Day | None:
    """Return the day that a page shows instead of one that software writes at each run.

    Any day by the title will do; what is later than the change that is shown there is such a run's.
    """
    if marked := _beside(told, place, _CLOCKS):
        return marked.day
    near = [each for each in told if place - _ABOVE <= each.start <= place + _BESIDE]
    own = next((each for each in near if not each.changed), None)
    changed = next((each for each in near if each.changed), None)
    if own is None and weak and changed and changed.day.moment + _FARTHEST < weak.moment:
        own = changed
    return own.day if own else weak


def _beside(told: Iterable[Told], place: int, below: int) -> Told | None:
    """Return the day of publication that is marked as one, or said alone, and stands by the title."""
    for each in told:
        is_own = (each.weight or each.is_alone) and not each.changed and not each.apart
        if is_own and place - _ABOVE <= each.start <= place + below:
            return each
    return None


def _zone(said: datetime, shown: datetime) -> timezone | None:
    """Return the zone whose clocks show an instant of UTC so; None where they show another one."""
    has_clocks = _has_clock(said) and _has_clock(shown)
    if said.utcoffset() or shown.utcoffset() or not has_clocks:
        return None
    offset = _wall(shown) - _wall(said)
    is_zone = offset and abs(offset) <= _FARTHEST and not offset % _HALF_HOUR
    return timezone(offset) if is_zone else None


def _has_clock(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute)


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, second=0, microsecond=0)
