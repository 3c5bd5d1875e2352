"""The one article that a page shows larger, above its list: the lead of a front page. Pure.

A single element is no repetition. It is taken where it stands before the list and beside it, and
shows what an article shows: a linked heading as long as those of the list, a picture or words.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from syndicate.fetcher.readers.inference.outline import Outline, Spot, headings, host_of, width
from syndicate.fetcher.readers.inference.runs import Run, title_of

# Levels from the list's own element up to where its lead may stand.
_UP = 2
# Columns beyond its title from which an element shows words of an article.
_WORDS = 30
# The share of the usual title's width that a lead's has at least: the names of sections are short.
_WIDTH = 0.5


def find(outline: Outline, run: Run) -> Spot | None:
    """Return the element of the lead, None where a page has none."""
    if len(run.items) < 2:
        return None
    inside = {id(each) for item in run.items for each in item.spot.upwards()}
    usual = median(width(item.title) for item in run.items)
    for spot in _before(run, inside):
        if _is_lead(outline, spot, run, usual):
            return spot
    return None


def _before(run: Run, inside: set[int]) -> Iterator[Spot]:
    """Walk over the elements that stand before the list, those beside it first."""
    first = run.items[0].spot
    own = next(
        (each for each in first.upwards() if all(_is_in(item.spot, each) for item in run.items)),
        None,
    )
    below = next((each for each in (first, *first.upwards()) if each.around is own), None)
    for _ in range(_UP):
        if own is None or below is None or own.tag == "html":
            return
        yield from own.below[: own.below.index(below)]
        own, below = own.around, own


def _is_in(spot: Spot, outer: Spot) -> bool:
    return any(each is outer for each in spot.upwards())


def _is_lead(outline: Outline, spot: Spot, run: Run, usual: float) -> bool:
    links = outline.of(spot)
    heading = next(headings(spot), None)
    if spot.is_furniture or heading is None or heading is spot or not links:
        return False
    led = [link for link in links if title_of(outline, spot, link)[1]]
    if len({link.url for link in led}) != 1 or led[0].url in run.urls:
        return False
    title = width(outline.text(heading))
    shows = width(outline.text(spot)) - title >= _WORDS or any(
        each.tag in ("img", "picture") for each in spot.every()
    )
    return shows and title >= _WIDTH * usual and _is_home(outline, led[0].url, run)


def _is_home(outline: Outline, url: str, run: Run) -> bool:
    """Tell whether an address is of the site whose articles the list has."""
    return host_of(url) in {host_of(item.link.url) for item in run.items}
