"""SQL of walks through lists: each list that a selection asks for is a range of one index.

    selection ─▶ the lists to walk through, what else must hold ─▶ FROM … WHERE … of each walk

A walk ends with its limit, so that hundreds of feeds cost the rows they show and not the
articles there are. `current` walks through what articles say now, `earlier` through what the
versions said that were replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syndicate.model.listed import Selection
from syndicate.state import codec
from syndicate.state.lists import EVER, EVERYTHING, List


@dataclass(frozen=True, slots=True)
class Walk:
    """Hold the end of a query, from FROM on, its values, and the order of its rows' index."""

    sql: str
    values: tuple[str | int, ...]
    order: str


def current(selection: Selection) -> Iterator[Walk]:
    """Yield the walks through the present announcements; `article` is an article's row."""
    also = " AND NOT EXISTS (SELECT 1 FROM brought WHERE article = article.number)"
    for kind, name, filters, values in _walks(selection, this="article", beside="place"):
        since = (codec.instant(selection.since) if selection.since else EVER,)
        more = filters + (also if selection.unbatched else "")
        if (kind, name) == EVERYTHING:
            sql = f"FROM article WHERE article.announced >= ? {more}"
            yield Walk(sql, (*since, *values), "article.announced DESC, article.id")
            continue
        named: tuple[str | int, ...]
        if kind == "query":
            table, named = "asked", (name,)
            what = "walked.query = ? AND walked.announced = article.announced"
        else:
            table, named, what = "place", (kind, name), "walked.kind = ? AND walked.name = ?"
        sql = (
            f"FROM {table} AS walked JOIN article ON article.number = walked.article"
            f" WHERE {what} AND walked.announced >= ? {more}"
        )
        yield Walk(sql, (*named, *since, *values), _ORDER)


def earlier(selection: Selection) -> Iterator[Walk]:
    """Yield the walks through replaced announcements; `earlier` and `article` are their rows."""
    for kind, name, filters, values in _walks(selection, this="walked", beside="once"):
        since = codec.instant(selection.since) if selection.since else EVER
        named = (name,) if kind == "query" else (kind, name)
        what = "walked.query = ?" if kind == "query" else "walked.kind = ? AND walked.name = ?"
        sql = (
            f"FROM {'asked' if kind == 'query' else 'once'} AS walked"
            " JOIN earlier ON earlier.article = walked.article AND earlier.number = walked.number"
            " JOIN article ON article.number = walked.article"
            f" WHERE {what} AND walked.announced >= ? {filters}"
        )
        yield Walk(sql, (*named, since, *values), _ORDER)


def lists(selection: Selection) -> Sequence[List]:
    """Return all lists whose change may change what is selected, but those of queries."""
    wanted = _wanted(selection)
    found = [each for group in wanted for each in group if each[0] != "query"]
    return found or [EVERYTHING]


def _wanted(selection: Selection) -> Sequence[Sequence[List]]:
    """Return groups of lists: what is selected stands in one of each group."""
    groups: Sequence[Sequence[List]] = (
        [("query", selection.query)] if selection.query is not None else [],
        [("source", name) for name in dict.fromkeys(selection.sources)],
        [("tag", name) for name in dict.fromkeys(selection.tags)]
        + [("source", name) for name in dict.fromkeys(selection.whole)],
        [("lang", name.lower()) for name in dict.fromkeys(selection.langs)],
    )
    return [group for group in groups if group]


def _walks(
    selection: Selection, *, this: str, beside: str
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield each list to walk through, the SQL of what else must hold, and its values."""
    first, *others = _wanted(selection) or [[EVERYTHING]]
    filters = "".join(_STANDS.format(this=this, beside=beside) for _ in others)
    values = tuple(json.dumps(group) for group in others)
    for kind, name in first:
        yield kind, name, filters, values


_ORDER = "walked.announced DESC, walked.id"

_STANDS = """
AND EXISTS (SELECT 1 FROM json_each(?) AS wanted JOIN {beside} AS other
    ON other.kind = json_extract(wanted.value, '$[0]')
    AND other.name = json_extract(wanted.value, '$[1]')
    AND other.announced = {this}.announced AND other.id = {this}.id)
"""
