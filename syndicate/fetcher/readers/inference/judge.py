"""Which of the runs of a page is its list of articles: a score, and how sure that is. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import exp, log2
from statistics import median

from syndicate.fetcher.readers.inference.outline import Outline, Spot, host_of, is_furniture, width
from syndicate.fetcher.readers.inference.runs import LEAST, Item, Run, shape
from syndicate.fetcher.readers.inference.stated import Stated
from syndicate.markup import selection
from syndicate.model import Document

# More items make a list no more certain: menus of shops have hundreds.
_ENOUGH = 20
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d(?!\d)"
    r"|(?<!\d)[01]?\d\s?月\s?\d{1,2}\s?[日号]|^\W?[01]\d-[0-3]\d\W?$|^\W?\d{1,2}:\d\d\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|märz|mai|okt|dez|janv|févr|avril"
    r"|juin|juil|août|ene|abr|ago|dic)[a-zéû]*\.?\s+\d{1,2}\b"
    r"|\b\d{1,2}\.?\s+(?:de\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|märz|mai|okt|dez"
    r"|janv|févr|avril|juin|juil|août|ene|abr|ago|dic)"
    r"|\b\d+\s*(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?)\s+ago\b|\d\s*(?:分钟|小时|天)前"
    r"|昨天|今天|\byesterday\b",
    re.IGNORECASE,
)
# A text that shows a date shows little else.
_SHORT = 60
_ARTICLE = re.compile(
    r"[^/-](?:-[^/-]+){2}-|\d{4,}|/20\d\d/|\.s?html?$|[?&]\w*id=|\.pdf$", re.IGNORECASE
)
# Part of an id that says which, not what: box3, day-2026-02-13.
_NUMBERED = re.compile(r"\d")
# The titles of one part may be half as wide as those of another.
_UNEVEN = 2.0
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a run, its score, and the share of its items that show a date."""

    run: Run
    score: float
    dated: float


def judge(outline: Outline, run: Run, stated: frozenset[str] = frozenset()) -> Judged:
    """Return a run with its score; `stated` are the addresses that the page says it lists."""
    dated = _share(run.items, lambda item: shows_date(outline, item.spot))
    columns = median(width(item.title) for item in run.items)
    text = median(
        sum(width(each.text.strip()) for each in outline.texts[item.spot.texts])
        for item in run.items
    )
    score = (
        log2(min(len(run.items), _ENOUGH))
        * _titles(run, columns)
        * (1 + 0.8 * dated)
        * (1 + 0.5 * _share(run.items, lambda item: item.is_heading))
        * (1 + 0.4 * min(1.0, max(0.0, text - columns) / 100))
        * (1 + 0.5 * _mass(outline, run))
        * (1 + 0.3 * _share(run.items, lambda item: bool(_ARTICLE.search(item.link.url))))
        * (1 - 0.75 * _share(run.items, lambda item: item.spot.is_furniture))
        * (1 - 0.15 * _share(run.items, lambda item: host_of(item.link.url) != outline.host))
        * (1 - 0.7 * _share(run.items, lambda item: _is_inline(outline, item)))
        * _likeness(run)
        * _evenness(outline, run)
        / max(1.0, run.crowd - 0.2) ** 2
    )
    return Judged(run, float(score * _agreement(run, stated)), dated)


def _is_inline(outline: Outline, item: Item) -> bool:
    """Tell whether the link of an item is a word in a text that goes on around it."""
    around = item.link.spot.around
    if item.is_heading or around is None:
        return False
    own = [each.text for each in outline.texts[around.texts] if each.owner is around]
    links = sum(each.tag == "a" for each in around.below)
    return sum(map(width, own)) / max(1, links) > 2 * width(item.title)


def _likeness(run: Run) -> float:
    """Return the share of the items that stand in the commonest place: two lists are not one."""
    places = Counter(tuple(map(_place, item.spot.upwards())) for item in run.items)
    return places.most_common(1)[0][1] / len(run.items)


def _place(spot: Spot) -> tuple[Hashable, str]:
    name = selection.attribute(spot.node, "id")
    return shape(spot), "" if _NUMBERED.search(name) else name


def _evenness(outline: Outline, run: Run) -> float:
    """Return how alike the parts of a run are that stand apart: a menu is no part of a list."""
    parts: defaultdict[int, list[Item]] = defaultdict(list)
    for item in run.items:
        parts[id(item.spot.around)].append(item)
    large = [part for part in parts.values() if len(part) >= LEAST]
    if len(large) < 2:
        return 1.0
    widths = [median(width(item.title) for item in part) for part in large]
    dated = [_share(part, lambda item: shows_date(outline, item.spot)) for part in large]
    even = min(1.0, _UNEVEN * min(widths) / max(widths)) if max(widths) else 1.0
    return even * (1 - 0.5 * (max(dated) - min(dated)))


def judge_scripted(said: Stated, document: Document) -> float:
    """Return the score of a list that only a script holds."""
    entries = document.entries
    dated = sum(entry.published is not None for entry in entries) / len(entries)
    summed = sum(bool(entry.summary) for entry in entries) / len(entries)
    addressed = sum(bool(_ARTICLE.search(entry.url or "")) for entry in entries) / len(entries)
    furniture = any(is_furniture(step) for step in said.path.split("."))
    return (
        log2(min(max(len(entries), 1), _ENOUGH))
        * _wide(said.columns)
        * (1 + 0.8 * dated)
        * (1 + 0.5 * summed)
        * (1 + 0.3 * addressed)
        * (0.25 if furniture else 1.0)
    )


def _agreement(run: Run, stated: frozenset[str]) -> float:
    """Return by how much a run is better for being what the page states as its list."""
    common = len(run.urls & stated)
    return 1 + 3 * (2 * common / (len(run.urls) + len(stated))) if common else 1.0


def _titles(run: Run, columns: float) -> float:
    """Return how much the titles look like those of articles: 0..1."""
    distinct = len({item.title for item in run.items}) / len(run.items)
    lettered = _share(run.items, lambda item: bool(_LETTER.search(item.title)))
    return distinct * distinct * lettered * _wide(columns)


def _wide(columns: float) -> float:
    """Return how much a width is that of a headline: 0..1."""
    # Menus have 4 to 15 columns, headlines 25 to 80; releases are as short as menus.
    wide = 0.15 + 0.85 / (1 + exp((18 - columns) / 4))
    return wide * min(1.0, 150 / columns) if columns else wide


def shows_date(outline: Outline, spot: Spot) -> bool:
    """Tell whether an element shows a date."""
    if any(is_date(each.text) for each in outline.texts[spot.texts]):
        return True
    return any(each.tag in ("time", "relative-time") for each in spot.every())


def is_date(text: str) -> bool:
    """Tell whether a piece of text looks like a date and little else."""
    text = text.strip()
    return len(text) <= _SHORT and _DATE.search(text) is not None


def _mass(outline: Outline, run: Run) -> float:
    """Return the share of the page's text that the items hold."""
    total = len(outline.texts) or 1
    return sum(len(outline.texts[item.spot.texts]) for item in run.items) / total


def _share(items: Sequence[Item], test: Callable[[Item], bool]) -> float:
    return sum(map(test, items)) / len(items)
