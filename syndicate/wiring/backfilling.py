"""A backfill: one source's history, a document and what it announces at a time, until it is whole.

    trail (state) ─▶ Syndicator.delve ─▶ turns without a new document until nothing waits ─▶ delve …
                  ─▶ publish

A document is asked for when what the last one announced is archived: so a backfill takes the
host's turns as a run does, and whoever kills it finds in state where it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import inf

from syndicate import deletions, log, loops, pinging, publication, urls
from syndicate.archiver.archive import Archive
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.errors import SourceError, SyndicateError
from syndicate.fetcher import history
from syndicate.fetcher.client import Session
from syndicate.fetcher.gate import OpenGate
from syndicate.fetcher.history import Trail
from syndicate.model import Outcome, Source, Turn
from syndicate.parts import Parts, tell
from syndicate.report import Backfilled, Event, Problem, Summary, Wish
from syndicate.syndicator import Ended, Syndicator
from syndicate.turns import news, ways
from syndicate.turns.asking import ask
from syndicate.turns.checking import address
from syndicate.turns.course import Course
from syndicate.turns.delving import Delving
from syndicate.wiring import runs, workshop

_log = log.get(__name__)


@dataclass(slots=True)
class _Walk:
    """Give a host's turns to a walker, but none to ask for more while entries wait."""

    delving: Delving
    is_resting: bool = False
    until: datetime | None = field(default=None)

    async def dig(self, turn: Turn, session: Session, course: Course) -> Sequence[Outcome]:
        if self.is_resting or self.delving.is_done:
            return ()
        return await self.delving.dig(turn, session, course)


def run(
    config: Config,
    archive: Archive,
    clock: Clock,
    report: Callable[[Event], None],
    source: Source,
    wish: Wish,
    *,
    dry: bool,
) -> Backfilled:
    """Bring in a source's history; see `App.backfill`."""
    _require_history(source)

    async def work() -> Backfilled:
        tally = runs.Tally(report)
        async with workshop.opened(config, archive, clock, tally, writes=not dry) as parts:
            if dry:
                return await _looked(parts, source)
            await deletions.take_up(parts)
            await parts.frontier.sync(config.sources, clock.now())
            done = await _bring(parts, source, wish, tally)
            await workshop.carry(config, parts)
        for error in parts.damage:
            raise error
        return done

    return loops.run(work())


def _require_history(source: Source) -> None:
    if source.kind in history.NONE or source.command or source.request.body is not None:
        what = "a program" if source.command else f"of kind {source.kind}"
        what = "asked with a POST" if source.request.body is not None else what
        raise SyndicateError(
            f'"{source.id}" is {what}: it has no history to walk through',
            hint="feeds, lists and sitemaps have one",
        )


async def _bring(parts: Parts, source: Source, wish: Wish, tally: runs.Tally) -> Backfilled:
    """Walk until the end, or what is wished for, is reached; then publish."""
    known = history.load(await parts.memory.trail(source.id), source.label)
    trail = known or Trail(start=source.label, batch=_batch(parts.clock.now()))
    delving = Delving(parts, source, wish, trail)
    walk = _Walk(delving)
    await _walk(parts, source, walk)
    tell(parts, "finished", source)
    built = await publication.publish(parts)
    told = (*built.problems, *await pinging.ping(parts, parts.clock.now()))
    only = frozenset({source.id})
    total = await runs.conclude(tally, parts, frozenset(), told, only=only)
    failed = int(delving.failure is not None)
    return Backfilled(
        source=source.id,
        way=delving.trail.way,
        pages=delving.pages,
        entries=delving.taken,
        is_whole=delving.is_whole and not failed and walk.until is None,
        batch=trail.batch if delving.taken else None,
        until=walk.until,
        run=runs.with_published(replace(total, failed=failed), built),
    )


async def _walk(parts: Parts, source: Source, walk: _Walk) -> None:
    """Give the source's host turns until the walker is done and nothing of its host waits."""
    host, only = urls.host_of(source.url), frozenset({source.id})
    syndicator, clock = Syndicator(parts, workshop.worker()), parts.clock
    limit = clock.now() + runs.PATIENCE
    while not walk.delving.is_done or walk.is_resting:
        ended = await syndicator.delve(host, only, walk.dig)
        next_at = ended.next_at if ended else await runs.free_at(parts, host)
        if ended is not None:
            walk.is_resting = ended.more
            limit = clock.now() + runs.PATIENCE
        if _is_through(walk, ended):
            break
        if next_at > limit:
            walk.until = next_at
            break
        await clock.wait(next_at)
    if walk.delving.is_held:
        walk.until = await _asked(parts, source)
    if walk.until is not None:
        tell(parts, "waiting", source, until=walk.until)


def _is_through(walk: _Walk, ended: Ended | None) -> bool:
    return ended is not None and walk.delving.is_done and not ended.more


async def _asked(parts: Parts, source: Source) -> datetime | None:
    """Return until when the source's server asked not to be polled."""
    carried = await parts.frontier.carried()
    return next((each.asked for each in carried if each.standing.id == source.id), None)


async def _looked(parts: Parts, source: Source) -> Backfilled:
    """Do as `_look`, or say why there is no way: it is the answer, as that of a walk is."""
    try:
        return await _look(parts, source)
    except SourceError as error:
        problem = Problem(source=source.id, reason=error.message, hint=error.hint)
        told = Summary(sources=1, failed=1, problems=(problem,))
        return Backfilled(source=source.id, way=None, pages=0, entries=0, is_whole=False, run=told)


async def _look(parts: Parts, source: Source) -> Backfilled:
    """Say which way would be taken, and what its first document announces; keep nothing."""
    standings = await parts.frontier.standings()
    standing = next((each for each in standings if each.id == source.id), None)
    now, host = parts.clock.now(), urls.host_of(source.url)
    held = await _asked(parts, source)
    if held is not None and held > now:
        tell(parts, "waiting", source, until=held)
        return Backfilled(
            source=source.id, way=None, pages=0, entries=0, is_whole=False, until=held
        )
    known = history.load(await parts.memory.trail(source.id), source.label)
    async with parts.fetcher.session(host, OpenGate(parts.clock), parts.clock, deadline=inf) as one:
        there = address(source, standing, now) if standing else source.url
        page, _ = await ask(one, source, None, parts.root, at=there)
        document = await news.read_beside(parts.workers, source, page, now)
        session = one.on_behalf(source)
        start = known or await ways.find(session, source, document, page)
        entries = document.entries
        if start.todo:
            page = await ways.ask(session, start.way, start.todo[0])
            if not ways.children(start.way, page):
                document = await asyncio.to_thread(ways.read, source, start.way, page, now)
                entries = tuple(ways.within(document, start.within))
    return Backfilled(
        source=source.id, way=start.way, pages=1, entries=len(entries), is_whole=not start.todo
    )


def _batch(now: datetime) -> str:
    return f"backfill-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
