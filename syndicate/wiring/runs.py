"""A run: turns until nothing is due, side by side but one host at a time; and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from syndicate.generator.paths import is_subscription
from syndicate.parts import Parts
from syndicate.report import Built, Event, Problem, Summary
from syndicate.syndicator import Syndicator
from syndicate.turns.places import Line

HOSTS = 1_000
"""Hosts that stand in line for a place: more are read from the frontier as these get theirs."""

AGAIN = timedelta(seconds=1)
"""How soon a host is asked for again that another turn sends a request to."""

_EARLY = datetime.min.replace(tzinfo=UTC)

PATIENCE = timedelta(seconds=100)
"""How long a run waits for a host that it has not finished with; a longer pause ends the host's
part as "waiting until …". Hosts whose entries lie with one another step aside for up to 90 s."""


@dataclass(slots=True)
class Tally:
    """Count a run's events, and hand them on."""

    listener: Callable[[Event], None]
    summary: Summary = field(default_factory=Summary)
    asked: set[str] = field(default_factory=set)
    _worked: set[str] = field(default_factory=set)
    _problems: dict[Problem, dict[str, None]] = field(default_factory=dict)

    def __call__(self, event: Event) -> None:
        """Count one event."""
        if event.kind in ("checked", "unchanged", "failed") and event.source:
            self.asked.add(event.source)
        if event.kind in ("archived", "revised", "partial", "kept") and event.source:
            # Its entries were there already: whoever added it has handed them over.
            self._worked.add(event.source)
        if reason := _reason(event):
            problem = Problem(source=event.source, reason=reason, hint=event.hint)
            titles = self._problems.setdefault(problem, {})
            if event.title and event.kind != "missed":
                titles[event.title] = None
        for name, count in _counts(event).items():
            self.summary = replace(self.summary, **{name: getattr(self.summary, name) + count})
        self.listener(event)

    def total(self) -> Summary:
        """Return the sum of what was counted."""
        count = len(self.asked | self._worked)
        problems = tuple(_of(tuple(titles), each) for each, titles in self._problems.items())
        return replace(self.summary, sources=count, problems=problems)


def _reason(event: Event) -> str | None:
    """Return what an event says is not well, None where it says no such thing."""
    match event.kind:
        case "failed" | "missed" | "missing" | "adopted":
            return event.reason
        case "kept":
            return f"changed at its source; {event.reason}"
        case "deleted":
            return f"deleted by hand: {event.path}"
        case _:
            return None


def _of(titles: Sequence[str], problem: Problem) -> Problem:
    """Return a problem with the entries that have it: many have one cause, such as a program."""
    if not titles:
        return problem
    more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
    return replace(problem, reason=f"{titles[0]}{more}: {problem.reason}")


def _counts(event: Event) -> Mapping[str, int]:
    """Return which fields of the summary an event raises, and by how much."""
    if event.kind == "partial":
        kept = "revised" if event.counts.get("revision", 1) > 1 else "new"
        return {"partial": 1, kept: 1}
    if event.kind == "published":
        return {"published": event.counts.get("written", 0)}
    names = {"unchanged": "not_modified", "archived": "new", "revised": "revised"}
    return {names[event.kind]: 1} if event.kind in names else {}


def with_published(total: Summary, built: Built) -> Summary:
    """Return the sum of a run with what became of documents to which somebody may subscribe."""
    gone = tuple(key for key in built.removed if is_subscription(key))
    return replace(total, removed=gone, recut=built.recut)


async def conclude(
    tally: Tally,
    parts: Parts,
    wanted: frozenset[str],
    unpublished: Sequence[Problem] = (),
    *,
    only: frozenset[str] | None = None,
) -> Summary:
    """Return the sum of a run, with the sources that failed and those that must wait.

    `wanted` sources were to be asked whether due or not: those that were not asked wait for
    what their server asked for. `unpublished` is what publication could not show. With `only`,
    no other source was to be asked.
    """
    now = parts.clock.now()
    possible = parts.sources if only is None else only
    standings = [each for each in await parts.frontier.standings() if each.id in possible]
    waiting: dict[str, datetime] = {}
    for standing in standings:
        if standing.id not in tally.asked and (standing.due <= now or standing.id in wanted):
            held = (await parts.frontier.host(standing.host)).next_at or now
            waiting[standing.id] = max(held, standing.due)
    for name, until in waiting.items():
        tally(Event(kind="waiting", at=now, source=name, until=until))
    failed = [each for each in standings if each.failures and each.id in tally.asked]
    total = tally.total()
    return replace(
        total,
        problems=(*total.problems, *unpublished),
        failed=len(failed),
        waiting=len(waiting),
        waiting_until=min(waiting.values(), default=None),
    )


async def work_off(
    syndicator: Syndicator,
    parts: Parts,
    *,
    concurrency: int,
    only: frozenset[str] | None = None,
    hosts: frozenset[str] | None = None,
    eager: bool = False,
) -> Sequence[Exception]:
    """Give every due host its turns until none is due; with `hosts`, only to those.

    `eager` is as for `Syndicator.turn`.

    A host is not taken up again once it has nothing left to do: whatever becomes due while a
    run lasts is the next run's, so that every run ends. What is no fault of a source, such as
    a full disk or a bug, ends its host's part alone, and is returned when all others are through.
    Nobody waits for hosts that take their time, but for the end.
    """
    done: set[str] = set()
    met: list[Exception] = []
    line, waiting = Line(concurrency), asyncio.Semaphore(HOSTS)

    async def fresh() -> Sequence[str]:
        due = await parts.frontier.due(parts.clock.now(), HOSTS + len(done), hosts=hosts)
        return [host for host in due if host not in done]

    async def give(host: str) -> None:
        begin = _once(waiting.release)
        try:
            await _host(syndicator, parts, line, host, only, eager=eager, begin=begin)
        except Exception as error:  # noqa: BLE001  raised again by whoever called
            met.append(error)
        finally:
            begin()

    while found := await fresh():
        async with asyncio.TaskGroup() as group:
            while found:
                done.update(found)
                for host in found:
                    await waiting.acquire()
                    group.create_task(give(host))
                found = await fresh()
    return met


def _once(function: Callable[[], None]) -> Callable[[], None]:
    """Return what calls the function when it is called first, and never again."""
    left = [function]
    return lambda: left.pop()() if left else None


async def _host(
    syndicator: Syndicator,
    parts: Parts,
    line: Line,
    host: str,
    only: frozenset[str] | None,
    *,
    eager: bool,
    begin: Callable[[], None],
) -> None:
    """Give one host its turns, waiting between them without taking anybody's place.

    `begin` is called when the first of them does.
    """
    clock = parts.clock
    sources: set[str] = set()
    limit = clock.now() + PATIENCE
    while True:
        async with line.place():
            begin()
            ended = await syndicator.turn(host, only, eager=eager)
        if ended is None:
            next_at = await free_at(parts, host)
            if next_at > limit:
                break
        else:
            sources |= ended.sources
            next_at, limit = ended.next_at, clock.now() + PATIENCE
            if not ended.more or next_at > limit:
                break
        await clock.wait(next_at)
    for source in sorted(sources):
        parts.report(Event(kind="finished", at=clock.now(), source=source))


async def free_at(parts: Parts, host: str) -> datetime:
    """Return when to ask for a host again that was not to be had: somebody's request holds it."""
    known = await parts.frontier.host(host)
    return max(known.next_at or _EARLY, parts.clock.now() + AGAIN)
