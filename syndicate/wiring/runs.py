"""A run: turns until nothing is due, side by side but one host at a time; and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from syndicate.parts import Parts
from syndicate.report import Event, Problem, Summary
from syndicate.syndicator import Syndicator
from syndicate.turns.places import place

HOSTS = 1_000
"""Hosts read from the frontier at a time."""

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
    _problems: list[Problem] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        """Count one event."""
        if event.kind in ("checked", "unchanged", "failed") and event.source:
            self.asked.add(event.source)
        if event.kind in ("archived", "revised", "partial", "kept") and event.source:
            # Its entries were there already: whoever added it has handed them over.
            self._worked.add(event.source)
        if event.kind == "failed" and event.reason:
            what = f"{event.title}: {event.reason}" if event.title else event.reason
            self._problems.append(Problem(source=event.source, reason=what, hint=event.hint))
        if event.kind == "missed" and event.reason:
            self._problems.append(
                Problem(source=event.source, reason=event.reason, hint=event.hint)
            )
        if event.kind == "kept":
            what = f"{event.title}: changed at its source; {event.reason}"
            self._problems.append(Problem(source=event.source, reason=what, hint=event.hint))
        if event.kind == "deleted":
            what = f"deleted by hand: {event.path}"
            self._problems.append(Problem(source=event.source, reason=what, hint=event.hint))
        for name, count in _counts(event).items():
            self.summary = replace(self.summary, **{name: getattr(self.summary, name) + count})
        self.listener(event)

    def total(self) -> Summary:
        """Return the sum of what was counted."""
        count = len(self.asked | self._worked)
        return replace(self.summary, sources=count, problems=tuple(self._problems))


def _counts(event: Event) -> Mapping[str, int]:
    """Return which fields of the summary an event raises, and by how much."""
    if event.kind == "partial":
        kept = "revised" if event.counts.get("revision", 1) > 1 else "new"
        return {"partial": 1, kept: 1}
    if event.kind == "published":
        return {"published": event.counts.get("written", 0)}
    names = {"unchanged": "not_modified", "archived": "new", "revised": "revised"}
    return {names[event.kind]: 1} if event.kind in names else {}


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
    """
    done: set[str] = set()
    met: list[Exception] = []
    room = asyncio.Semaphore(concurrency)

    async def give(host: str) -> None:
        try:
            await _host(syndicator, parts, room, host, only, eager=eager, alone=concurrency == 1)
        except Exception as error:  # noqa: BLE001  raised again by whoever called
            met.append(error)

    while True:
        now = parts.clock.now()
        due = await parts.frontier.due(now, HOSTS + len(done), hosts=hosts)
        fresh = [host for host in due if host not in done]
        if not fresh:
            return met
        done.update(fresh)
        async with asyncio.TaskGroup() as group:
            for host in fresh:
                group.create_task(give(host))


async def _host(
    syndicator: Syndicator,
    parts: Parts,
    room: asyncio.Semaphore,
    host: str,
    only: frozenset[str] | None,
    *,
    eager: bool,
    alone: bool,
) -> None:
    """Give one host its turns, waiting between them without taking anybody's place."""
    clock = parts.clock
    sources: set[str] = set()
    limit = clock.now() + PATIENCE
    while True:
        async with place(room, alone=alone):
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
