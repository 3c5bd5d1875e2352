"""The parts at work: a run, a build, a look at the network. Loaded only when one is asked for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from syndicate import deletions, downloads, log, loops, pinging, publication, urls, withdrawals
from syndicate.archiver.archive import Archive
from syndicate.archiver.rules.shelf import Shelf
from syndicate.clock import Clock, FixedClock
from syndicate.config import Config
from syndicate.errors import ArchiveError, LockedError, SourceError, StateDamaged
from syndicate.model import Extraction, Page, Source
from syndicate.parts import FUTURE, Mint, Parts
from syndicate.report import Built, Event, Found, Preview, Problem, Summary, nobody
from syndicate.scheduler import cron_next
from syndicate.storage.grouped import Grouped
from syndicate.storage.local import Local
from syndicate.syndicator import Syndicator
from syndicate.wiring import (
    capturing,
    committing,
    gitmode,
    layout,
    memories,
    rehearsal,
    runs,
    searching,
    settings,
)
from syndicate.workers import Workers

CONCURRENCY = 16
"""Hosts that have their turn at the same time: Miniflux's number of workers."""

DOWNLOADING = timedelta(minutes=10)
"""How long a run downloads media files; the next one goes on."""

_log = log.get(__name__)

# A turn that only asks is over within a second; one that archives is not waited for.
_TRIES, _PAUSE = 30, 0.1


@dataclass(frozen=True, slots=True)
class Scope:
    """Say which sources a run asks, and whether it writes."""

    only: frozenset[str] | None = None
    due_only: bool = True
    force: bool = False
    dry: bool = False


def run(
    config: Config, archive: Archive, clock: Clock, report: Callable[[Event], None], scope: Scope
) -> Summary:
    """Run once; see `App.run`."""

    async def work() -> Summary:
        tally = runs.Tally(report)
        async with opened(config, archive, clock, tally, writes=not scope.dry) as parts:
            if scope.dry:
                failed = await rehearsal.look(
                    parts, scope.only, everything=not scope.due_only, force=scope.force
                )
                return replace(tally.total(), failed=failed)
            await deletions.take_up(parts)
            await gitmode.catch_up(config, parts)
            await _prepare(parts, config, scope)
            met = await runs.work_off(
                Syndicator(parts, worker=worker()),
                parts,
                concurrency=1 if isinstance(clock, FixedClock) else CONCURRENCY,
                only=scope.only,
                hosts=_hosts(config, scope.only),
                eager=bool(_wanted(config, scope)),
            )
            built = await publication.publish(parts)
            untold = await pinging.ping(parts, clock.now())
            until = clock.now() + DOWNLOADING
            loaded = await downloads.work_off(parts, only=scope.only, until=until)
            wanted = _wanted(config, scope)
            told = (*built.problems, *untold, *loaded.problems)
            total = await runs.conclude(tally, parts, wanted, told, only=scope.only)
            total = replace(total, problems=(*total.problems, *await carry(config, parts)))
            await asyncio.to_thread(capturing.trim, config, parts.replays)
            await searching.refresh(parts.memory, searching.place(config, archive))
            total = runs.with_published(total, built)
        # Whatever could be saved and published is: now say that the archive or the disk is ill.
        for error in (*met, *parts.damage):
            raise error
        return total

    return loops.run(work())


async def carry(config: Config, parts: Parts) -> tuple[Problem, ...]:
    """Write what a fresh checkout must know, where the archive is kept in git; commit it.

    Returns why that could not be done.
    """
    if config.archive.git:
        await gitmode.write(config, parts.frontier, parts.archive)
    problem = await committing.commit(config, parts) if config.archive.git == "commit" else None
    return (problem,) if problem else ()


def build(config: Config, archive: Archive, clock: Clock, *, check: bool) -> Built:
    """Publish everything anew; see `App.build`."""

    async def work() -> Built:
        async with opened(config, archive, clock, nobody, writes=not check) as parts:
            deleted = () if check else await deletions.take_up(parts)
            built = await publication.publish(parts, check=check, force=True)
        told = [Problem(source=None, reason=f"deleted by hand: {path}") for path in deleted]
        named = tuple(problem.reason for problem in built.problems)
        told += [
            Problem(source=None, reason=error.message, hint=error.hint)
            for error in parts.damage
            if not any(reason.endswith(error.message) for reason in named)
        ]
        problems = (*told, *built.problems)
        return replace(built, problems=problems, damaged=bool(parts.damage))

    return asyncio.run(work())


def discover(config: Config, url: str, clock: Clock) -> Found:
    """Find the feed behind a URL; see `App.discover`."""
    return asyncio.run(rehearsal.discover(settings.fetcher(config), url, clock))


def lists(config: Config, url: str, clock: Clock) -> Found:
    """Find the lists of a page; see `App.lists`."""
    return asyncio.run(rehearsal.lists(settings.fetcher(config), url, clock))


def fetch(config: Config, url: str, clock: Clock) -> Page:
    """Return what a URL answers; see `App.fetch`."""
    return asyncio.run(rehearsal.fetch(settings.fetcher(config), url, clock))


def extract(
    config: Config,
    url: str,
    read: Callable[[Page], Extraction],
    clock: Clock,
    rules: Path | None,
) -> tuple[Extraction, SourceError | None]:
    """Return the article at a URL; see `App.extract`."""
    shelf = Shelf(rules) if rules else None
    return asyncio.run(rehearsal.extract(settings.fetcher(config), url, read, clock, shelf))


def preview(config: Config, source: Source, limit: int, clock: Clock) -> Preview:
    """Return what a source says and would become; see `App.preview`."""
    return asyncio.run(
        rehearsal.preview(
            settings.fetcher(config), source, limit, clock, config.root, layout.rules(config)
        )
    )


def adopt(config: Config, archive: Archive, clock: Clock, source: Source, page: Page) -> None:
    """Hand an answer to state; see `App.adopt`.

    While a daemon has the host's turn nothing is handed over: after a few seconds' wait it is
    left to ask by itself. So is the next run where state is damaged or missing and somebody else
    holds the lock: only who holds it may make state anew.
    """

    async def work() -> None:
        async with put_together(config, archive, clock, nobody, writes=True) as parts:
            await parts.frontier.sync(config.sources, clock.now())
            taken = Syndicator(parts, worker())
            for _ in range(_TRIES):
                if await taken.adopt(source, page):
                    return
                await asyncio.sleep(_PAUSE)

    try:
        asyncio.run(work())
    except (StateDamaged, LockedError) as error:
        _log.info("answer not handed over", source=source.id, reason=error.message)


@asynccontextmanager
async def opened(
    config: Config,
    archive: Archive,
    clock: Clock,
    report: Callable[[Event], None],
    *,
    writes: bool,
) -> AsyncIterator[Parts]:
    """Put the parts together; those that write find the archive prepared and no lease left.

    Only for whoever holds the lock.
    """
    if writes:
        await asyncio.to_thread(_require_archive, config)
        await asyncio.to_thread(archive.prepare)
    async with put_together(config, archive, clock, report, writes=writes, alone=True) as parts:
        if writes:
            await parts.frontier.free()
            home, captures = Local(config.archive.path), Local(capturing.folder(config))
            await withdrawals.finish(parts, home, captures)
        yield parts


@asynccontextmanager
async def put_together(
    config: Config,
    archive: Archive,
    clock: Clock,
    report: Callable[[Event], None],
    *,
    writes: bool,
    alone: bool = False,
) -> AsyncIterator[Parts]:
    """Put the parts together; unless `alone`, beside whoever else works on the archive."""
    workers = Workers()

    def complain(problem: str) -> None:
        report(Event(kind="failed", at=clock.now(), reason=problem))

    async with memories.opened(
        config, lambda: archive, writes=writes, alone=alone, complain=complain
    ) as state:
        try:
            yield Parts(
                frontier=state.frontier,
                memory=state.memory,
                leases=state.leases,
                archive=archive,
                public=Grouped(config.publish.path),
                workers=workers,
                mint=_mint(await state.memory.last_announced(), clock),
                clock=clock,
                cron_next=cron_next,
                report=report,
                **settings.of(config),
            )
        finally:
            workers.close()


def worker() -> str:
    """Return what this process calls itself in leases."""
    return f"{os.uname().nodename}:{os.getpid()}"


def _mint(last: datetime | None, clock: Clock) -> Mint:
    """Go on from the last announcement, unless a wrong clock or hand put it into the future.

    Every later one would have to follow it: they would all claim that day.
    """
    if last is not None and last > clock.now() + FUTURE:
        _log.warning("announcement from the future ignored", announced=last)
        return Mint(None)
    return Mint(last)


def _require_archive(config: Config) -> None:
    """Refuse to begin anew where state knows of an archive: its disk may not be mounted.

    A run would publish empty feeds. Raises ArchiveError.
    """
    path = config.archive.path
    if config.state_path.exists() and not path.exists():
        raise ArchiveError(
            f"the archive {path} is not there, and state remembers one",
            path=str(path),
            hint=f"mount or restore it; to begin anew, delete {config.state_path}",
        )


async def _prepare(parts: Parts, config: Config, scope: Scope) -> None:
    """Make state fit the configuration, and what is wished for due."""
    now = parts.clock.now()
    await parts.frontier.sync(config.sources, now)
    if scope.only is not None or not scope.due_only or scope.force:
        await parts.frontier.hurry(scope.only, now, force=scope.force)


def _wanted(config: Config, scope: Scope) -> frozenset[str]:
    """Return the sources that are to be asked whether due or not."""
    if scope.only is not None:
        return scope.only
    everything = not scope.due_only or scope.force
    return frozenset(source.id for source in config.sources if source.enabled and everything)


def _hosts(config: Config, only: frozenset[str] | None) -> frozenset[str] | None:
    if only is None:
        return None
    return frozenset(urls.host_of(source.url) for source in config.sources if source.id in only)
