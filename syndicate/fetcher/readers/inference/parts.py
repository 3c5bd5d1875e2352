"""The items of a list → selectors of their parts, where the reader would not find them itself.

Pure. What is written was tried: reading the page by it shows what was meant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from syndicate.errors import ParseError
from syndicate.fetcher.readers import listing
from syndicate.fetcher.readers.inference import judge, selectors
from syndicate.fetcher.readers.inference.outline import Outline, Spot, headings, width
from syndicate.fetcher.readers.inference.runs import Item, way_to
from syndicate.fetcher.readers.pieces import Context
from syndicate.model import Document, Select

# The share of items that must have a part for it to be one of the list's.
_MOST = 0.6
# Columns from which a text is a summary and no label.
_SENTENCE = 40
_BESIDE = (
    "./following-sibling::dd[1]", "./preceding-sibling::dt[1]", "./following-sibling::p[1]",
    "./following-sibling::tr[1]", "./following-sibling::time[1]", "./following-sibling::span[1]",
    "./preceding-sibling::time[1]", "./preceding-sibling::span[1]", "./preceding-sibling::h3[1]",
    "./preceding-sibling::h2[1]", "../preceding-sibling::h3[1]", "../preceding-sibling::h2[1]",
    "./preceding-sibling::header[1]", "./preceding-sibling::text()[1]",
    "./following-sibling::text()[1]", "./following-sibling::*[1]//@title",
)  # fmt: skip

Reading = Callable[[Select], Document | None]


def reading(text: str, context: Context, url: str) -> Reading:
    """Return a function that reads the page by selectors; None where they do not fit."""

    def read(select: Select) -> Document | None:
        try:
            return listing.read(text, select, context, url=url, limit=500)
        except ParseError:
            return None

    return read


def complete(outline: Outline, items: Sequence[Item], select: Select, read: Reading) -> Select:
    """Return the selectors with those of title, link, date and summary that are needed."""
    select = _with_link(outline, items, select, read)
    select = _with_date(outline, items, select, read)
    summary = _summary(outline, items)
    return replace(select, summary=summary) if summary else select


def _with_link(outline: Outline, items: Sequence[Item], select: Select, read: Reading) -> Select:
    wanted = {item.link.url: item.title for item in items}
    found = read(select)
    shown = {_bare(entry.url) for entry in found.entries} if found else set()
    spots = [item.spot for item in items]
    if sum(url in shown for url in wanted) < len(wanted):
        links: list[Spot | None] = [item.link.spot for item in items]
        if link := selectors.of_part(spots, links):
            select = replace(select, link=link)
            found = read(select)
    if _told(wanted, found) < len(wanted):
        title = selectors.of_part(spots, [_head(outline, item) for item in items])
        tried = replace(select, title=title)
        return tried if title and _told(wanted, read(tried)) > _told(wanted, found) else select
    return select


def _told(wanted: Mapping[str, str], found: Document | None) -> int:
    """Return of how many items a document tells the title, whatever blanks are in it."""
    shown = {_bare(entry.url): entry.title for entry in found.entries} if found else {}
    return sum(_letters(shown.get(url)) == _letters(title) for url, title in wanted.items())


def _letters(text: str | None) -> str:
    return "".join((text or "").split())


def _bare(url: str | None) -> str:
    return (url or "").partition("#")[0]


def _head(outline: Outline, item: Item) -> Spot:
    return next((each for each in headings(item.spot) if outline.text(each)), item.link.spot)


def _with_date(outline: Outline, items: Sequence[Item], select: Select, read: Reading) -> Select:
    """Return the selectors with the first of a date that finds more dates than the reader does."""
    best, most = select, _dates(read(select))
    if most >= _MOST * len(items):
        return select
    for date in _date_ways(outline, items):
        tried = replace(select, date=date)
        if (count := _dates(read(tried))) > most:
            best, most = tried, count
        if most >= 0.9 * len(items):
            break
    return best if most >= _MOST * len(items) else select


def _dates(document: Document | None) -> int:
    return sum(entry.published is not None for entry in document.entries) if document else 0


def _date_ways(outline: Outline, items: Sequence[Item]) -> Iterator[str]:
    spots = [item.spot for item in items]
    owners = [_by_way(outline, item) for item in items]
    common = Counter(way for each in owners for way in each)
    for way, count in common.most_common(3):
        if count >= _MOST * len(items):
            parts = [each.get(way) for each in owners]
            if all(part is spot for part, spot in zip(parts, spots, strict=True)):
                yield "::text"
            elif css := selectors.of_part(spots, parts):
                yield from (f"{css}::attr(title)", css, f"{css}::text")
    yield from _BESIDE


def _by_way(outline: Outline, item: Item) -> dict[Hashable, Spot]:
    """Return the elements of an item that show a date, by their way from it."""
    found: dict[Hashable, Spot] = {}
    for each in outline.texts[item.spot.texts]:
        if judge.is_date(each.text) and not _is_in_link(each.owner, item):
            found.setdefault(way_to(item.spot, each.owner), each.owner)
    return found


def _is_in_link(owner: Spot, item: Item) -> bool:
    """Tell whether a text stands in the item's link, which may be all of the item."""
    link = item.link.spot
    return owner is link and link is not item.spot


def _summary(outline: Outline, items: Sequence[Item]) -> str | None:
    """Return the selector of the first text in most items that is a sentence, no title."""
    texts: defaultdict[Hashable, dict[int, Spot]] = defaultdict(dict)
    for number, item in enumerate(items):
        for each in item.spot.every():
            if each.tag in ("p", "div", "span", "dd", "td") and _is_leaf(each, item):
                texts[way_to(item.spot, each)].setdefault(number, each)
    for found in texts.values():
        said = [outline.text(each) for each in found.values()]
        titles = {item.title for item in items}
        is_said = len(found) >= _MOST * len(items) and median(map(width, said)) >= _SENTENCE
        if is_said and not titles.intersection(said) and len(set(said)) > 1:
            parts = [found.get(number) for number in range(len(items))]
            if css := selectors.of_part([item.spot for item in items], parts):
                return css
    return None


def _is_leaf(spot: Spot, item: Item) -> bool:
    """Tell whether an element holds text as it stands in lines, no blocks and not the title."""
    if item.link.spot in spot.every() or spot in item.link.spot.every():
        return False
    inline = ("a", "em", "strong", "b", "i", "span", "br", "small", "code", "mark")
    return all(each is spot or each.tag in inline for each in spot.every())
