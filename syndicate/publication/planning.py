"""Which documents of which feeds are to be written: decided from what state knows.

    definitions, digests ─▶ is a feed another one? ──────────────┐
    stale lists ─▶ since when is it not as it was? ─▶ which of its documents change ─▶ Plan

Nothing is read of the archive here but versions that state never saw, and what queries look into.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicate.errors import ArchiveError
from syndicate.generator import history, rhythm
from syndicate.generator.history import Document
from syndicate.generator.paths import feed_stem
from syndicate.model import Article, Feed
from syndicate.model.listed import Row, Said, Selection, Stale, Written
from syndicate.parts import Parts
from syndicate.publication import asking
from syndicate.publication.renderings import Renderings

List = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold what is to be written of a feed.

    `shown` is what its subscription document shows, newest first; `older` names the newest closed
    document, unless the feed is `complete`: then there is no history. `documents` of the history
    from number `start` on are as they should be, `written` is what state is to remember of them,
    `changed` are those that are not yet so; `names` are those of the whole history.
    `closed` are names of documents that were closed, `gone` of those that are none any more. With `anew` all of it is written.
    """

    feed: Feed
    shown: tuple[Said, ...]
    complete: bool
    older: str | None
    ttl: int | None
    start: int
    documents: tuple[Document, ...]
    written: tuple[Written, ...]
    names: tuple[str, ...]
    changed: tuple[Document, ...]
    closed: frozenset[str]
    gone: tuple[str, ...]
    anew: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Hold from when on a feed's announcements are looked at: `since` None means all of them.

    `anew` says that all of its documents are written, whatever state knows of them.
    """

    since: datetime | None = None
    anew: bool = False


def span(selection: Selection, stale: Stale, *, anew: bool) -> Span | None:
    """Return from when on a feed is not as it was last published; None: it is."""
    if anew or stale.lists is None:
        return Span(anew=anew)
    found = [stale.lists[each] for each in lists(selection) if each in stale.lists]
    return Span(min(found)) if found else None


def lists(selection: Selection) -> Sequence[List]:
    """Return the lists whose change may change what is selected."""
    return [
        *(("source", name) for name in (*selection.sources, *selection.whole)),
        *(("tag", name) for name in selection.tags),
        *(("lang", name.lower()) for name in selection.langs),
    ] or [("", "")]


async def learn(parts: Parts) -> None:
    """Read the earlier versions of which state knows no more than when they were announced."""
    unread = await parts.memory.unread()
    found = await asyncio.to_thread(_versions, parts, unread)
    if found:
        await parts.memory.learn_versions(found)


def _versions(parts: Parts, unread: Iterable[tuple[str, int]]) -> list[Article]:
    found = []
    for path, number in unread:
        try:
            found.append(parts.archive.version(path, number))
        except ArchiveError as error:
            parts.complain(error)
    return found


async def plan(
    parts: Parts, feed: Feed, selection: Selection, where: Span, renderings: Renderings
) -> Plan:
    """Return what is to be written of a feed, in which stands what is selected."""
    if feed.query:
        await asking.ask(parts, feed, selection, where.since)
    known = await parts.memory.documents(feed_stem(feed))
    shown, complete = await _shown(parts, selection)
    start, documents = 0, []
    if not complete:
        start = history.keep(known, where.since)
        since = known[start].since if start else None
        said = await parts.memory.announcements(replace(selection, limit=None, since=since))
        name = known[start].name if start else None
        documents = history.cut(said, known[:start], name)
    written = [_written(each, renderings) for each in documents]
    return _planned(feed, shown, complete, known, start, documents, written, where)


async def _shown(parts: Parts, selection: Selection) -> tuple[list[Said], bool]:
    """Return the newest announcements, and whether they are all there are.

    What a backfill or an import announced is shown only if no other is there: a reader that has
    followed a source for a year is not to lose its news to a decade of history.
    """
    limit = selection.limit or 0
    more = replace(selection, limit=limit + 1)
    news, every = await parts.memory.latest([replace(selection, unbatched=True), more])
    found = [said(row) for row in news or every[:limit]]
    return found, len(every) == len(found)


def said(row: Row) -> Said:
    """Return the last announcement of an article."""
    return Said(
        id=row.id,
        path=row.path,
        source=row.source,
        number=row.revision,
        announced=row.announced,
        batch=None,
        digest=row.digest,
    )


def _planned(
    feed: Feed,
    shown: Sequence[Said],
    complete: bool,
    known: Sequence[Written],
    start: int,
    documents: Sequence[Document],
    written: Sequence[Written],
    where: Span,
) -> Plan:
    before = {each.name: each.digest for each in known}
    changed = [
        each
        for each, now in zip(documents, written, strict=True)
        if where.anew or before.get(each.name) != now.digest
    ]
    names = {*(each.name for each in known[:start]), *(each.name for each in documents)}
    closed = [each.name for each in known[:start]] + [it.name for it in documents if it.closed]
    left = known[:-1] if known and known[-1].batch is None else known
    opened = documents[-1].shown if documents and not documents[-1].closed else ()
    return Plan(
        feed=feed,
        shown=_merged(shown, opened),
        complete=complete,
        older=closed[-1] if closed else None,
        ttl=rhythm.minutes(each.announced for each in shown[:50]),
        start=start,
        documents=tuple(documents),
        written=tuple(written),
        names=tuple(each.name for each in known[:start]) + tuple(it.name for it in documents),
        changed=tuple(changed),
        closed=frozenset(each.name for each in left),
        gone=tuple(each.name for each in known if each.name not in names),
        anew=where.anew,
    )


def _written(document: Document, renderings: Renderings) -> Written:
    names = {each.source for each in document.said}
    return document.written({name: renderings.digest(name) for name in names})


def _merged(some: Sequence[Said], others: Sequence[Said]) -> tuple[Said, ...]:
    """Return both, newest first, of each article the newest."""
    newest: dict[str, Said] = {}
    for each in (*some, *others):
        if each.id not in newest or newest[each.id].announced < each.announced:
            newest[each.id] = each
    by_name = sorted(newest.values(), key=lambda each: each.id)
    return tuple(sorted(by_name, key=lambda each: each.announced, reverse=True))
