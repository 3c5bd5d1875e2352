"""The order of things: one host's turn. Read this file first.

    frontier.open ─▶ session.check ─▶ Checking.take (checking.py) ─▶ memory.discover
    memory.pending ─▶ Hooking.entries ─▶ Archiving.prepare (archiving.py)
                   ─▶ Hooking.articles ─▶ Archiving.keep ─▶ archive.put ─▶ memory.record
    frontier.close ─▶ notices.tell (notices.py) ─▶ hooking.tell_… (hooking.py)
    publish (publication.py): memory.latest ─▶ archive.get ─▶ render ─▶ public.write

Files come before memory: a crash anywhere only means that the next run repairs memory, and a
run again converges byte for byte. A failing entry costs itself, a failing source its check;
what is not a `SourceError` rises, the lease runs out and the turn comes again. Nothing is kept
here between turns.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicate import log, tombs, urls
from syndicate.archiver import fulltext
from syndicate.errors import ArchiveError, Postponed, ProxyFailed, SourceError
from syndicate.fetcher.client import Session
from syndicate.model import Outcome, Page, Pending, Source, Standing, Turn, Verdict
from syndicate.parts import Parts, tell
from syndicate.turns import hooking, notices
from syndicate.turns.archiving import Archiving
from syndicate.turns.asking import ask
from syndicate.turns.checking import Checking, address
from syndicate.turns.course import Course
from syndicate.turns.hooking import Hooking
from syndicate.turns.ready import Ready
from syndicate.turns.slots import Slots

LEASE = timedelta(minutes=10)
BUDGET = timedelta(seconds=120)
PAGES = 50
"""What one turn may take: the rest stays pending for the next, so that no host holds a run."""

_log = log.get(__name__)

_Learned = dict[str, tuple[Verdict | None, int]]

Dig = Callable[[Turn, Session, Course], Awaitable[Sequence[Outcome]]]
"""What asks for more of a source's history within a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Say how a turn ended: whether work is left that is due, and when the host may be asked.

    `sources` were checked, or had entries archived; `changed` says that something may have to
    be published, `unread` that what a hub sent was not read.
    """

    more: bool
    next_at: datetime
    sources: frozenset[str] = frozenset()
    changed: bool = True
    unread: bool = False


class Syndicator:
    """Give hosts their turns: idempotent, one string in, everything else in the parts."""

    def __init__(self, parts: Parts, worker: str) -> None:
        self._parts = parts
        self._worker = worker

    async def turn(
        self, host: str, only: frozenset[str] | None = None, *, eager: bool = False
    ) -> Ended | None:
        """Check the host's due sources and archive what waits; None when it is not its turn.

        Unless `eager`, as somebody is who asked for it, hours that a source wants skipped are.
        """

        async def first(work: _Work) -> Sequence[Outcome]:
            return await work.check_all(eager=eager)

        return await self._give(host, only, first)

    async def delve(self, host: str, only: frozenset[str], dig: Dig) -> Ended | None:
        """Ask for more of a source's history, and archive what waits; None when it can't be now."""

        async def first(work: _Work) -> Sequence[Outcome]:
            return await work.dig(dig)

        return await self._give(host, only, first)

    async def _give(
        self,
        host: str,
        only: frozenset[str] | None,
        first: Callable[[_Work], Awaitable[Sequence[Outcome]]],
        *,
        asks: bool = True,
    ) -> Ended | None:
        """Give a host its turn: `first` what it is for, then what waits."""
        clock, frontier = self._parts.clock, self._parts.frontier
        now = clock.now()
        turn = await frontier.open(host, self._worker, now, LEASE, only=only, asks=asks)
        if turn is None:
            return None
        course, gate = Course(), Slots(frontier, turn, clock)
        seconds = BUDGET.total_seconds()
        async with self._parts.fetcher.session(host, gate, clock, deadline=seconds) as session:
            work = _Work(self._parts, turn, session, course, now + BUDGET)
            outcomes = await first(work)
            await work.archive_pending()
            delay = session.delay
        ended = clock.now()
        await frontier.close(
            turn, outcomes, ended, delay=delay, not_before=course.not_before, asked=course.asked
        )
        await notices.tell(self._parts, turn, outcomes, course.hints)
        await hooking.tell_archived(self._parts, course.written)
        await hooking.tell_changed(self._parts, turn, outcomes, course.hints)
        next_at = max(ended + timedelta(seconds=delay), course.not_before or ended)
        if course.put_off and not course.left:
            next_at = max(next_at, course.put_off)
        return Ended(
            more=course.left or course.put_off is not None,
            next_at=next_at,
            sources=frozenset(course.sources),
            changed=course.changed or any(each.change for each in outcomes),
            unread=course.unread,
        )

    async def receive(self, source: Source, page: Page) -> Ended | None:
        """Take in what a hub sent of a source, and archive it; None while its host is held."""

        async def first(work: _Work) -> Sequence[Outcome]:
            return await work.receive(source, page)

        return await self._give(urls.host_of(source.url), frozenset({source.id}), first, asks=False)

    async def adopt(self, source: Source, page: Page) -> bool:
        """Take in an answer that a source gave outside of a turn; False while its host is held."""
        now = self._parts.clock.now()
        only = frozenset({source.id})
        host = urls.host_of(source.url)
        turn = await self._parts.frontier.open(host, self._worker, now, LEASE, only=only)
        if turn is None:
            return False
        course = Course()
        checking = Checking(self._parts, turn, course)
        outcomes = [await checking.take(source, each, page, False) for each in turn.sources]
        await self._parts.frontier.close(turn, outcomes, now, asked=course.asked)
        return True


class _Work:
    """Do the work of one turn, and know when it has taken enough."""

    def __init__(
        self, parts: Parts, turn: Turn, session: Session, course: Course, until: datetime
    ) -> None:
        self._parts = parts
        self._turn = turn
        self._session = session
        self._course = course
        self._until = until
        self._checking = Checking(parts, turn, course)

    def _enough(self) -> bool:
        """Tell whether the time is up or the host has asked for a pause."""
        return self._course.not_before is not None or self._parts.clock.now() >= self._until

    async def dig(self, dig: Dig) -> Sequence[Outcome]:
        """Let a walker through a source's history ask for more of it."""
        return await dig(self._turn, self._session, self._course)

    async def receive(self, source: Source, page: Page) -> Sequence[Outcome]:
        """Take in what a hub sent; what can't be read is told, and left to the next check."""
        try:
            return [
                await self._checking.take_pushed(source, standing, page)
                for standing in self._turn.sources
            ]
        except SourceError as error:
            _log.warning("push not read", source=source.id, reason=error.message)
            self._course.unread = True
            return ()

    async def check_all(self, *, eager: bool) -> Sequence[Outcome]:
        """Check the due sources one after the other; those not reached stay due."""
        outcomes = []
        for standing in self._turn.sources:
            source = self._parts.sources.get(standing.id)
            if source is None:
                continue
            if self._enough():
                self._course.left = True
                break
            asleep = None if eager else self._checking.asleep(standing)
            outcome = asleep or await self._check(source, standing)
            if outcome is None:
                self._course.left = True
                break
            outcomes.append(outcome)
        return outcomes

    async def _check(self, source: Source, standing: Standing) -> Outcome | None:
        """Check one source; None when the turn has no time left for it."""
        self._course.sources.add(source.id)
        tell(self._parts, "checking", source)
        there = address(source, standing, self._parts.clock.now())
        try:
            page, same = await ask(
                self._session, source, standing.validators, self._parts.root, at=there
            )
            return await self._checking.take(source, standing, page, same)
        except ProxyFailed as error:
            return self._checking.cut_off(source, standing, error)
        except Postponed as error:
            return self._checking.put_off(source, standing, error)
        except (SourceError, ArchiveError) as error:
            if isinstance(error, ArchiveError):
                self._parts.damage.append(error)
            elif error.not_before and urls.host_of(error.url) == self._turn.host:
                self._course.not_before = error.not_before
            return self._checking.went_wrong(source, standing, error)

    async def archive_pending(self) -> None:
        """Archive waiting entries, oldest first, until none is left or the turn has had enough."""
        memory, now = self._parts.memory, self._parts.clock.now()
        if not (self._turn.waiting or self._course.found):
            return
        waiting = await memory.pending(self._turn, now, PAGES + 1)
        learned = dict(await memory.learned(self._turn)) if waiting else {}
        removed = await tombs.removed(self._parts)
        archiving = Archiving(self._parts, self._turn, self._session, self._course, removed)
        programs = Hooking(self._parts, self._turn, archiving)
        held: list[Ready] = []
        wanted = await programs.entries(self._followed(waiting))
        for done, (item, entry) in enumerate(wanted):
            if self._enough():
                self._course.left = True
                break
            source = self._parts.sources[item.source]
            self._note(source)
            before, _ = learned.get(source.id, (None, 0))
            ready = await archiving.prepare(item, source, before, len(wanted) - done, entry=entry)
            if ready and source.hooks.article:
                held.append(ready)
            elif ready:
                await self._keep(archiving, ready, learned)
        for ready in await programs.articles(held):
            await self._keep(archiving, ready, learned)

    def _followed(self, waiting: Sequence[Pending]) -> Sequence[Pending]:
        """Return the entries that the turn has room for, of the sources that are followed."""
        some = () if self._enough() else waiting[:PAGES]
        self._course.left |= len(some) < len(waiting)
        followed = [item for item in some if item.source in self._parts.sources]
        for item in followed:
            if self._parts.sources[item.source].hooks.entry:
                self._note(self._parts.sources[item.source])
        return followed

    def _note(self, source: Source) -> None:
        self._course.sources.add(source.id)
        self._course.changed = True

    async def _keep(self, archiving: Archiving, ready: Ready, learned: _Learned) -> None:
        """Write one article, and remember what it says of its source's own text."""
        verdict, name = await archiving.keep(ready), ready.source.id
        if verdict is not None:
            _, votes = learned.get(name, (None, 0))
            learned[name] = fulltext.tally(votes, verdict)
            await self._parts.memory.learn(self._turn, name, *learned[name])
