"""What repeats on a page: runs of elements of one shape, each led by a link of its own. Pure.

    outline ─ same parent, or same path, and same shape ─▶ groups ─ which link leads ─▶ runs

A group whose elements are no items (menus' too, whose links are as good) is judged later; here
only what can't be items is left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from statistics import median

from syndicate.fetcher.readers.inference.outline import (
    Link,
    Outline,
    Spot,
    headings,
    host_of,
    width,
)

LEAST = 3
"""Items of a list: two of one shape are the columns of a page, or the ends of a pager."""

# Elements of one group, and links of one item, that are looked at.
_MANY = 500
_LINKS = 50
# Levels between an item and its links: real cards have a dozen.
_AROUND = 12
# A title's width beyond which more says nothing: a line of a list.
_LINE = 60
_OUTER = frozenset({"html", "body", "main"})
_PAID = re.compile(
    r"(?:^|[-_])(?:ads?|advert(?:s|isement|orial)?|sponsor(?:ed)?|promo(?:ted|tion)?|banner|anzeige)"
    r"(?:$|[-_])",
    re.IGNORECASE,
)
# What says which of its likes an element is, not what it is: post-17, odd, first.
_SINGLE = re.compile(r"\d\d|^(?:odd|even|alt|first|last|active|current|new|clear(?:fix)?|sticky)$")
_SAME_HOST = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Hold an element of a run, the link that leads it, and its title."""

    spot: Spot
    link: Link
    title: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Hold the items of one list; `crowd` is how many links like the leading one each has.

    `also` are elements like them that repeat an address or come after so many, `kin` those in which nothing leads as
    it does in most.
    """

    items: Sequence[Item]
    crowd: float
    also: Sequence[Spot] = ()
    kin: Sequence[Spot] = ()

    @property
    def urls(self) -> frozenset[str]:
        """Return the addresses that the items lead to."""
        return frozenset(item.link.url for item in self.items)


def find(outline: Outline) -> Sequence[Run]:
    """Return the runs of a page, in no order; of those with the same links the outermost."""
    best: dict[frozenset[str], Run] = {}
    seen: set[tuple[int, ...]] = set()
    for group in _groups(outline):
        names = tuple(map(id, group))
        if names in seen:
            continue
        seen.add(names)
        run = _run(outline, group)
        if run is None:
            continue
        known = best.get(run.urls)
        if known is None or _is_better(run, known):
            best[run.urls] = run
    return list(best.values())


def _is_better(run: Run, known: Run) -> bool:
    """Tell whether the items of a run hold more of what belongs to them than those of another."""
    if (run.crowd > 1.5) != (known.crowd > 1.5):
        return run.crowd < known.crowd
    return _extent(run) > _extent(known)


def _extent(run: Run) -> tuple[int, int]:
    spots = [item.spot for item in run.items]
    return sum(each.texts.stop - each.texts.start for each in spots), -_depth(spots[0])


def _depth(spot: Spot) -> int:
    return sum(1 for _ in spot.upwards())


def shape(spot: Spot) -> tuple[str, tuple[str, ...]]:
    """Return what elements of one kind have in common: tag, and classes that say no number."""
    return spot.tag, tuple(name for name in spot.classes if not _SINGLE.search(name))


def _groups(outline: Outline) -> Iterator[Sequence[Spot]]:
    """Walk over the elements that share a parent and a tag, a parent and a shape, or a path."""
    found: defaultdict[Hashable, list[Spot]] = defaultdict(list)
    paths: dict[Spot | None, tuple[int, int]] = {}
    names: dict[Hashable, int] = {}

    def number(name: Hashable) -> int:
        return names.setdefault(name, len(names))

    for spot in outline.body.every():
        strict, loose = paths.get(spot.around, (0, 0))
        own = (number((strict, shape(spot))), number((loose, spot.tag)))
        paths[spot] = own
        if spot.links.start == spot.links.stop or spot.tag in _OUTER:
            continue
        for key in (
            (spot.around, spot.tag),
            (spot.around, shape(spot)),
            ("path", own[0]),
            ("tags", own[1]),
        ):
            found[key].append(spot)
    return (group for group in found.values() if len(group) >= LEAST)


def _run(outline: Outline, group: Sequence[Spot]) -> Run | None:
    """Return the run that a group makes, None when its elements are no items."""
    spots = [spot for spot in group[:_MANY] if not is_paid(outline, spot)]
    slots = _slots(outline, spots)
    leading = _leading(outline, spots, slots)
    if leading is None:
        return None
    crowd = _crowd(outline, slots[leading], leading)
    items = [_item(outline, spot, slots[leading][spot]) for spot in spots if spot in slots[leading]]
    at_home = _at_home([item for item in items if item.title])
    own = _each_once(at_home)
    also = [*(item.spot for item in at_home if item not in own), *group[_MANY:]]
    kin = [spot for spot in spots if spot not in slots[leading]]
    return Run(own, crowd, also, kin) if len(own) >= LEAST else None


def is_paid(outline: Outline, spot: Spot) -> bool:
    """Tell whether an element says that it is an advertisement."""
    if any(_PAID.search(name) for name in spot.classes):
        return True
    first = next((each.text.strip() for each in outline.texts[spot.texts]), "")
    return first.lower() in ("advertisement", "ad", "sponsored", "anzeige", "广告", "推广", "廣告")


Slot = tuple[Hashable, int]
"""The way from an item to a link, and which it is of its likes there."""

Slots = dict[Slot, dict[Spot, Link]]


def _slots(outline: Outline, spots: Sequence[Spot]) -> Slots:
    """Return the links of some items by their slot, the first of each."""
    slots: Slots = defaultdict(dict)
    for spot in spots:
        for link in islice(outline.of(spot), _LINKS):
            number = 0 if link.spot is spot else _number(link.spot)
            slots[way_to(spot, link.spot), number].setdefault(spot, link)
    return slots


def _number(spot: Spot) -> int:
    """Return which of the elements of its shape beside it an element is."""
    beside = spot.around.below if spot.around is not None else [spot]
    before = islice(beside, beside.index(spot))
    return sum(each.tag == spot.tag and shape(each) == shape(spot) for each in before)


def _crowd(outline: Outline, found: dict[Spot, Link], leading: Slot) -> float:
    """Return how many links like the leading one an item has: one, unless it holds a list."""
    way, _ = leading
    total = 0
    for spot, first in found.items():
        links = {
            link.url
            for link in islice(outline.of(spot), _LINKS)
            if way_to(spot, link.spot) == way and _is_like(outline, link, first)
        }
        total += len(links | {first.url})
    return total / len(found)


def _is_like(outline: Outline, link: Link, first: Link) -> bool:
    """Tell whether a link's text is as long as the first one's: what follows a title is shorter."""
    return width(outline.text(link.spot)) >= 0.6 * width(outline.text(first.spot))


def way_to(outer: Spot, inner: Spot) -> Hashable:
    """Return the shapes between an element and one in it, from the inside."""
    way: list[Hashable] = []
    spot: Spot | None = inner
    while spot is not None and spot is not outer and len(way) < _AROUND:
        # A cell is what its column says.
        way.append((shape(spot), _number(spot) if spot.tag in ("td", "th") else 0))
        spot = spot.around
    return tuple(way)


def _leading(outline: Outline, spots: Sequence[Spot], slots: Slots) -> Slot | None:
    """Return the way to the links that lead the items: most have one, each its own."""
    best: Slot | None = None
    most = 0.0
    for slot, found in slots.items():
        if len(found) < LEAST or len(found) < 0.5 * len(spots):
            continue
        worth = _worth(outline, found) * len(found) / len(spots)
        if worth > most * 1.01:
            best, most = slot, worth
    return best


def _worth(outline: Outline, found: dict[Spot, Link]) -> float:
    links = list(found.items())
    titles = [title_of(outline, spot, link) for spot, link in links]
    distinct = len({link.url for _, link in links}) / len(links)
    said = len({title for title, _ in titles if title}) / len(links)
    columns = min(median(width(title) for title, _ in titles), _LINE)
    own = sum(is_own for _, is_own in titles) / len(links)
    # What is in the heading leads; a text of its own is better than the heading's lent.
    return distinct**3 * said**3 * sqrt(columns) * (1 + 2 * own)


def title_of(outline: Outline, spot: Spot, link: Link) -> tuple[str, bool]:
    """Return the title of an item, and whether the link is in or around its heading."""
    heading = next((each for each in headings(spot) if outline.text(each)), None)
    if heading is not None:
        lines = (link.spot, *link.spot.upwards())
        is_own = any(each is heading for each in lines) or any(
            each is link.spot for each in heading.upwards()
        )
        return outline.text(heading), is_own
    return outline.text(link.spot), False


def _item(outline: Outline, spot: Spot, link: Link) -> Item:
    title, _ = title_of(outline, spot, link)
    return Item(spot, link, title, any(True for _ in headings(spot)))


def _at_home(items: Sequence[Item]) -> Sequence[Item]:
    """Leave out the few that lead to other sites: what is paid for looks like an item."""
    hosts = Counter(host_of(item.link.url) for item in items)
    if not hosts:
        return items
    host, count = hosts.most_common(1)[0]
    if count == len(items) or count < _SAME_HOST * len(items):
        return items
    return [item for item in items if host_of(item.link.url) == host]


def _each_once(items: Sequence[Item]) -> Sequence[Item]:
    once: dict[str, Item] = {}
    for item in items:
        once.setdefault(item.link.url, item)
    return list(once.values())
