"""A list page → its lists, the best first, each with selectors that find its items again. Pure.

::

    page ─ outline ─ runs ─┐
         ─ stated ─────────┴ judge ─ selectors ─ parts ─ read by them ─▶ candidates

What a page states for machines says which run is its list; where none of its elements show
that, paths into the script itself are the selectors. Every candidate was read by its own
selectors: what it shows is what following it brings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from syndicate.errors import ParseError
from syndicate.fetcher.readers import jsonapi, listing
from syndicate.fetcher.readers.inference import judge, lead, outline, parts, runs, selectors, stated
from syndicate.fetcher.readers.inference.judge import Judged
from syndicate.fetcher.readers.inference.outline import Outline, Spot
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import selection
from syndicate.model import Document, Inferred, Select

MOST = 5
"""Lists of one page that are offered."""

# The score at which a list is as likely as not the one that was meant.
_EVEN = 3.0
# Below it there is nothing to be said for a list: footers have 0.3.
_FLOOR = 0.35
# Lists of scripts that are looked at, the longest first.
_SAID = 3
# Elements that may come along with a run where nothing tells them from its items, by its length:
# a product that is sold out has another link than the others, and is one all the same.
_KIN = 0.25
# The share of a run's items that the reader must find by its selectors.
_READ = 0.9
# The share of a stated list that the page must show for its elements to be that list.
_SHOWN = 0.6


Knows = Callable[[str | None, str | None], bool]
"""Tells of an address and a title whether the list has shown them before."""


def infer(
    text: str, context: Context, url: str, knows: Knows | None = None
) -> tuple[Inferred, ...]:
    """Return the lists of a page, the best first, none when nothing repeats there.

    What `knows` tells of is worth the more, the more of it a list has.
    """
    if len(text) > listing.LARGEST:
        return ()
    page = selection.parse(text, context.base or url)
    try:
        seen = outline.read(page)
    except ValueError:
        return ()
    said = stated.lists(page)
    named = frozenset(url for each in said[:1] for url in each.urls)
    marked = stated.marked(page)
    judged = ranked(seen, named | marked, knows)
    read = parts.reading(text, context, url)
    found = list(_shown(seen, judged, read, named, marked))
    for each in {each.path: each for each in reversed(said[:_SAID])}.values():
        if not any(_overlap(each, one.run) for one in judged):
            found += _scripted(text, context, url, each)
    found.sort(key=lambda each: -each.confidence)
    return tuple(found[:MOST])


def ranked(seen: Outline, named: frozenset[str], knows: Knows | None = None) -> Sequence[Judged]:
    """Return the runs of a page, the best first, each address with the best run only."""
    judged = [_known(judge.judge(seen, run, named), knows) for run in runs.find(seen)]
    judged.sort(key=lambda each: -each.score)
    taken: set[str] = set()
    kept = []
    for each in judged:
        if len(each.run.urls & taken) * 2 < len(each.run.urls):
            kept.append(each)
            taken |= each.run.urls
    return kept


def _known(judged: Judged, knows: Knows | None) -> Judged:
    if knows is None:
        return judged
    count = sum(knows(item.link.url, item.title) for item in judged.run.items)
    return replace(judged, score=judged.score * (1 + count))


def _shown(
    seen: Outline,
    judged: Sequence[Judged],
    read: parts.Reading,
    named: frozenset[str],
    marked: frozenset[str],
) -> Iterator[Inferred]:
    second = judged[1].score if len(judged) > 1 else 0.0
    for number, each in enumerate(each for each in judged[:MOST] if each.score >= _FLOOR):
        written = write(seen, each, read)
        if written is None:
            continue
        select, document = written
        # Where another list is as good, who asked may well mean that one.
        rival = second if number == 0 else judged[0].score
        sure = each.score / (each.score + _EVEN) * (1 - 0.25 * min(1.0, rival / each.score))
        yield Inferred(
            kind="listing",
            select=select,
            document=document,
            confidence=round(sure, 2),
            why=_why(each, named, marked),
        )


def write(seen: Outline, judged: Judged, read: parts.Reading) -> tuple[Select, Document] | None:
    """Return the selectors of a run and what they read; None where they do not find it."""
    items = judged.run.items
    spots, also = [item.spot for item in items], judged.run.also
    css = selectors.of_items(seen.page, spots, also)
    if css is None and len(judged.run.kin) <= _KIN * len(items):
        mute = _mute(seen, {spot.tag for spot in spots})
        css = selectors.of_items(seen.page, spots, (*also, *judged.run.kin, *mute))
    if css is None:
        return None
    select = parts.complete(seen, items, Select(items=css), read)
    select = _with_lead(seen, judged.run, select, read)
    document = read(select)
    if document is None:
        return None
    addresses = {(entry.url or "").partition("#")[0] for entry in document.entries}
    found = len(judged.run.urls & addresses)
    return (select, document) if found >= _READ * len(items) else None


def _mute(seen: Outline, tags: Collection[str]) -> Sequence[Spot]:
    """Return the elements that the reader takes for no items: they lead nowhere."""
    return [
        spot
        for spot in seen.body.every()
        if spot.tag in tags and not seen.of(spot) and not any(outline.headings(spot))
    ]


def _with_lead(seen: Outline, run: runs.Run, select: Select, read: parts.Reading) -> Select:
    """Return the selectors with that of the article above the list, where it is read as one."""
    spot = lead.find(seen, run)
    css = selectors.of_items(seen.page, [spot]) if spot is not None else None
    if css is None or ":nth-" in css:
        return select
    wider = replace(select, items=f"{css}, {select.items}")
    before, after = read(select), read(wider)
    is_one_more = before and after and len(after.entries) == len(before.entries) + 1
    return wider if is_one_more else select


def _why(judged: Judged, named: frozenset[str], marked: frozenset[str]) -> str:
    urls = judged.run.urls
    if len(urls & named) > _SHOWN * len(urls):
        return "stated by the page's own data"
    if len(urls & marked) > _SHOWN * len(urls):
        return "marked as articles"
    return "found by repetition"


def _overlap(said: stated.Stated, run: runs.Run) -> bool:
    return len(run.urls.intersection(said.urls)) >= _SHOWN * len(set(said.urls))


def _scripted(text: str, context: Context, url: str, said: stated.Stated) -> Iterator[Inferred]:
    """Yield the list that only a script holds."""
    select = Select(items=said.path, title=said.title, link=said.link)
    try:
        document = jsonapi.read(text, select, context, url=url, limit=500)
        bare = jsonapi.read(
            text, replace(select, title=None, link=None), context, url=url, limit=500
        )
    except ParseError:
        return
    if [(e.url, e.title) for e in bare.entries] == [(e.url, e.title) for e in document.entries]:
        select, document = replace(select, title=None, link=None), bare
    score = judge.judge_scripted(said, document)
    yield Inferred(
        kind="json",
        select=select,
        document=document,
        confidence=round(score / (score + _EVEN), 2),
        why="only in the page's scripts",
    )
