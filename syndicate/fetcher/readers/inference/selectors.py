"""Elements of a page → the selector that finds them and no others. Pure.

Every selector was tried on the page before it is returned. The cheapest that fits wins: a name
of the elements, with one or two of what stands around them, with what tells them from the likes
of them that were not meant; where no name helps, their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from syndicate.fetcher.readers.inference.names import Name, is_readable, names
from syndicate.fetcher.readers.inference.outline import Spot
from syndicate.markup import selection
from syndicate.markup.selection import Node, Page

# Selectors that are tried, and those that found too much whose excess is excluded.
_TRIED = 300
_REPAIRED = 20
_LEVELS = 8
# Classes that a selector excludes: with more of them nobody can say what it means.
_EXCLUDED = 3
_NAMES = 4
_HAVING = (
    ":has(a)", ":has(> a)", ":has(h2)", ":has(h3)", ":has(h2, h3, h4)", ":has(time)", ":has(img)",
    ":has(p)", ":not(:has(a))",
)  # fmt: skip


class _Way(NamedTuple):
    css: str
    cost: float


def of_items(page: Page, spots: Sequence[Spot], also: Sequence[Spot] = ()) -> str | None:
    """Return the selector of a list's items, None where there is none that is exact.

    What is in `also` may be found, too.
    """
    wanted = {spot.node for spot in spots}
    allowed = wanted | {spot.node for spot in also}
    wide: list[tuple[_Way, set[Node]]] = []
    for way in islice(_ways(spots), _TRIED):
        found = set(selection.items(page, way.css))
        if wanted <= found:
            if found <= allowed:
                return way.css
            wide.append((way, found))
    wide.sort(key=lambda each: each[0].cost + len(each[1]) / len(wanted))
    for way, found in wide[:_REPAIRED]:
        for told in _told_apart(spots, found - allowed):
            narrowed = set(selection.items(page, way.css + told))
            if wanted <= narrowed <= allowed:
                return way.css + told
    return None


def of_part(items: Sequence[Spot], parts: Sequence[Spot | None]) -> str | None:
    """Return the selector that finds in each item first its part, nothing where it has none."""
    there = [part for part in parts if part is not None]
    inner = [(item, part) for item, part in zip(items, parts, strict=True)]
    for way in islice(_part_ways(items, parts, there), _TRIED):
        if all(
            selection.one(item.node, way.css) == (part.node if part is not None else None)
            for item, part in inner
        ):
            return way.css
    return None


def _part_ways(
    items: Sequence[Spot], parts: Sequence[Spot | None], there: Sequence[Spot]
) -> Iterator[_Way]:
    own = [*names(there), *_places(there)][: 2 * _NAMES]
    inside = [
        part.around is not item for item, part in zip(items, parts, strict=True) if part is not None
    ]
    ways = [_Way(name.css, name.cost) for name in own]
    if all(inside):
        around = [spot.around for spot in there if spot.around is not None]
        for outer in [*names(around), *_places(around)][: 2 * _NAMES]:
            ways += [_Way(f"{outer.css} > {name.css}", outer.cost + name.cost) for name in own]
    yield from sorted(ways, key=lambda way: way.cost)


def _places(spots: Sequence[Spot]) -> Iterator[Name]:
    """Yield selectors by the place among siblings: what a column of a table has."""
    kinds = {(_place(spot), spot.tag) for spot in spots}
    if len(kinds) == 1:
        place, tag = kinds.pop()
        yield Name(f"{tag}:nth-child({place})", 2.5)
    kinds = {(_place_of_type(spot), spot.tag) for spot in spots}
    if len(kinds) == 1:
        place, tag = kinds.pop()
        yield Name(f"{tag}:nth-of-type({place})", 2.8)


def _place(spot: Spot) -> int:
    return _siblings(spot).index(spot) + 1


def _place_of_type(spot: Spot) -> int:
    return [each for each in _siblings(spot) if each.tag == spot.tag].index(spot) + 1


def _siblings(spot: Spot) -> list[Spot]:
    return spot.around.below if spot.around is not None else [spot]


def _ways(spots: Sequence[Spot]) -> Iterator[_Way]:
    """Walk over selectors of elements, the cheapest first, those by place last."""
    own = names(spots)[:_NAMES]
    around = list(_levels(spots))
    # A tag alone is whatever the next design puts there.
    ways = [_Way(name.css, name.cost + 3 * _is_bare(name.css)) for name in own]
    for name in own:
        for level, outers in around:
            mark = " > " if level == 1 else " "
            for outer in outers:
                cost = outer.cost + name.cost + 0.3 * level
                ways.append(_Way(f"{outer.css}{mark}{name.css}", cost))
        for (level, outers), (above, tops) in combinations(around, 2):
            mark = " > " if level == 1 else " "
            for outer in outers[:2]:
                for top in tops[:2]:
                    cost = top.cost + outer.cost + name.cost + 0.3 * (level + above) + 0.5
                    ways.append(_Way(f"{top.css} {outer.css}{mark}{name.css}", cost))
    ways.sort(key=lambda way: way.cost)
    yield from ways[: _TRIED - 2]
    yield from _by_place(spots)


def _is_bare(css: str) -> bool:
    return css.isalnum() and css not in ("article",)


def _levels(spots: Sequence[Spot]) -> Iterator[tuple[int, Sequence[Name]]]:
    """Walk over the elements around all of some, level by level, with their common names."""
    level = list(spots)
    for number in range(1, _LEVELS + 1):
        level = list({id(each.around): each.around for each in level if each.around}.values())
        if not level or level[0].tag == "body":
            return
        if found := names(level)[:_NAMES]:
            yield number, found


def _told_apart(spots: Sequence[Spot], excess: set[Node]) -> Iterator[str]:
    """Yield what may tell the items from elements like them: classes, parts that they have."""
    own = {name for spot in spots for name in spot.classes}
    others = [set(selection.attribute(node, "class").split()) - own for node in excess]
    apart = sorted({min(filter(is_readable, each), default="") for each in others})
    if apart and all(apart) and len(apart) <= _EXCLUDED:
        yield "".join(f":not(.{name})" for name in apart)
    yield from _HAVING


def _by_place(spots: Sequence[Spot]) -> Iterator[_Way]:
    """Yield the way down from the nearest id, or from the body, to elements of one path."""
    common = _common(spots)
    if common is None:
        return
    below: list[str] = []
    spot: Spot | None = spots[0]
    while spot is not None and spot is not common:
        below.append(spot.tag)
        spot = spot.around
    down = " > ".join(reversed(below))
    yield _Way(f"{_path(common)} > {down}", 20.0)
    yield _Way(f"{_path(common)} {spots[0].tag}", 21.0)


def _common(spots: Sequence[Spot]) -> Spot | None:
    """Return the innermost element around all of some."""
    shared = set.intersection(*({id(each) for each in spot.upwards()} for spot in spots))
    return next((each for each in spots[0].upwards() if id(each) in shared), None)


def _path(spot: Spot) -> str:
    steps: list[str] = []
    each: Spot | None = spot
    while each is not None:
        own = selection.attribute(each.node, "id")
        if own and is_readable(own):
            return " > ".join([f"#{own}", *reversed(steps)])
        if each.tag in ("body", "main"):
            return " > ".join([each.tag, *reversed(steps)])
        is_only = sum(other.tag == each.tag for other in _siblings(each)) == 1
        steps.append(each.tag if is_only else f"{each.tag}:nth-of-type({_place_of_type(each)})")
        each = each.around
    return " > ".join(reversed(steps))
