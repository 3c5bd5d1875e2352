"""A run's sum, which hosts get turns, and who is said to wait."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from helpers.clocks import MovableClock

from syndicate.errors import ArchiveError, StorageError
from syndicate.model import Host, Source, Standing
from syndicate.report import Event, Problem, Summary, nobody
from syndicate.syndicator import Ended
from syndicate.turns import places
from syndicate.wiring import runs

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def told(*events: Event) -> Summary:
    tally = runs.Tally(nobody)
    for event in events:
        tally(event)
    return tally.total()


def event(kind: str, source: str = "a", **facts) -> Event:
    return Event(kind=kind, at=NOW, source=source, **facts)


@pytest.mark.parametrize(
    ("happened", "counted"),
    [
        (event("unchanged"), {"sources": 1, "not_modified": 1}),
        (event("checked", counts={"new": 3}), {"sources": 1}),
        (event("archived"), {"sources": 1, "new": 1}),
        (event("revised"), {"sources": 1, "revised": 1}),
        (event("partial", counts={"revision": 1}), {"sources": 1, "new": 1, "partial": 1}),
        (event("partial", counts={"revision": 2}), {"sources": 1, "revised": 1, "partial": 1}),
        (event("published", counts={"written": 4, "unchanged": 9}), {"published": 4}),
        (event("checking"), {}),
        (
            event("missed", reason="nothing there", hint="look"),
            {"problems": (Problem(source="a", reason="nothing there", hint="look"),)},
        ),
        (
            event("kept", title="T", reason="you edited it"),
            {
                "sources": 1,
                "problems": (
                    Problem(source="a", reason="T: changed at its source; you edited it"),
                ),
            },
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Event) else "",
)
def test_each_event_is_counted_as_what_it_is(happened, counted):
    assert told(happened) == Summary(**counted)


def test_a_source_that_is_heard_of_twice_counts_once():
    assert told(event("checked"), event("failed", reason="r"), event("checked", "b")).sources == 2


def test_a_failure_is_a_problem_that_names_its_article():
    summary = told(
        event("failed", reason="gone", hint="look"), event("failed", title="T", reason="500")
    )

    assert summary.problems == (
        Problem(source="a", reason="gone", hint="look"),
        Problem(source="a", reason="T: 500"),
    )


def test_entries_that_failed_for_one_reason_are_one_problem():
    failed = [
        event("failed", title=f"T{n}", reason="no program", hint="mend it") for n in (1, 2, 3)
    ]

    summary = told(*failed, failed[0], event("failed", "b", title="U", reason="no program"))

    assert summary.problems == (
        Problem(source="a", reason="T1 and 2 more: no program", hint="mend it"),
        Problem(source="b", reason="U: no program"),
    )


def test_events_are_handed_on_as_they_come():
    heard = []
    tally = runs.Tally(heard.append)

    tally(event("archived"))

    assert heard == [event("archived")]


class Frontier:
    """Say what the test laid out; a host that was given its turn is due no more."""

    def __init__(self, *standings: Standing, held: datetime | None = None) -> None:
        self.all = standings
        self.held = held
        self.hosts = sorted({standing.host for standing in standings})

    async def standings(self):
        return self.all

    async def host(self, name):
        return Host(name=name, next_at=self.held)

    async def due(self, now, limit, *, hosts=None):
        return [host for host in self.hosts if hosts is None or host in hosts][:limit]


def parts(*standings: Standing, held: datetime | None = None, report=nobody):
    sources = {each.id: Source(id=each.id, url=f"https://{each.host}/") for each in standings}
    return SimpleNamespace(
        frontier=Frontier(*standings, held=held),
        sources=sources,
        clock=MovableClock(NOW),
        report=report,
    )


def standing(name: str, due: datetime = NOW, **facts) -> Standing:
    return Standing(id=name, host=f"{name}.example", due=due, **facts)


def concluded(made, *events: Event, wanted=frozenset(), only=None) -> Summary:
    tally = runs.Tally(nobody)
    for happened in events:
        tally(happened)
    return asyncio.run(runs.conclude(tally, made, frozenset(wanted), only=only))


def test_a_due_source_whose_host_is_held_waits_for_it():
    summary = concluded(parts(standing("a"), held=LATER))

    assert (summary.waiting, summary.waiting_until) == (1, LATER)


def test_a_source_that_was_asked_or_is_not_due_does_not_wait():
    made = parts(standing("asked"), standing("later", LATER))

    assert concluded(made, event("unchanged", "asked")).waiting == 0


def test_a_wanted_source_that_its_server_holds_back_waits_until_then():
    summary = concluded(parts(standing("a", LATER)), wanted={"a"})

    assert (summary.waiting, summary.waiting_until) == (1, LATER)


def test_a_due_source_that_nobody_named_does_not_wait_for_anything():
    made = parts(standing("named"), standing("other"))

    summary = concluded(made, event("unchanged", "named"), wanted={"named"}, only={"named"})

    assert (summary.waiting, summary.waiting_until) == (0, None)


def test_only_sources_that_were_asked_count_as_failed():
    made = parts(standing("now", LATER, failures=1), standing("earlier", LATER, failures=3))

    assert concluded(made, event("failed", "now", reason="r")).failed == 1


class Turns:
    """A syndicator that ends turns as the test laid out, and notes who was given one."""

    def __init__(self, **ends) -> None:
        self.ends = {name.replace("_", "."): [*each] for name, each in ends.items()}
        self.given = []

    async def turn(self, host, only=None, *, eager=False):
        self.given.append(host)
        end = self.ends[host].pop(0)
        if isinstance(end, Exception):
            raise end
        return end


DONE = Ended(more=False, next_at=NOW, sources=frozenset({"a"}))


def worked_off(turns: Turns, made, **how):
    return asyncio.run(runs.work_off(turns, made, concurrency=how.pop("concurrency", 4), **how))


def test_every_due_host_has_one_turn():
    turns = Turns(a_example=[DONE], b_example=[DONE])

    worked_off(turns, parts(standing("a"), standing("b")))

    assert sorted(turns.given) == ["a.example", "b.example"]


def test_a_host_with_more_to_do_goes_on_when_its_pause_is_over():
    made = parts(standing("a"))
    pause = NOW + timedelta(seconds=30)
    turns = Turns(a_example=[replace(DONE, more=True, next_at=pause), DONE])

    worked_off(turns, made)

    assert turns.given == ["a.example", "a.example"]
    assert made.clock.now() == pause


def test_a_host_that_wants_a_longer_pause_is_left_to_the_next_run():
    made = parts(standing("a"))
    turns = Turns(a_example=[replace(DONE, more=True, next_at=NOW + 2 * runs.PATIENCE)])

    worked_off(turns, made)

    assert turns.given == ["a.example"]
    assert made.clock.now() == NOW


def test_only_the_named_hosts_have_turns():
    turns = Turns(b_example=[DONE])

    worked_off(turns, parts(standing("a"), standing("b")), hosts=frozenset({"b.example"}))

    assert turns.given == ["b.example"]


def test_a_source_is_declared_finished_once_its_host_is():
    heard = []
    made = parts(standing("a"), report=heard.append)
    more = replace(DONE, more=True, sources=frozenset({"a", "b"}))

    worked_off(Turns(a_example=[more, DONE]), made)

    assert [(each.kind, each.source) for each in heard] == [("finished", "a"), ("finished", "b")]


def test_a_host_that_a_request_holds_is_asked_for_again():
    turns = Turns(a_example=[None, None, DONE])

    worked_off(turns, parts(standing("a")))

    assert turns.given == ["a.example"] * 3


def test_a_host_that_is_held_for_long_is_left_to_the_next_run():
    heard = []
    held = NOW + timedelta(hours=1)

    worked_off(Turns(a_example=[None]), parts(standing("a"), held=held, report=heard.append))

    assert heard == []


def test_a_host_that_stays_held_is_given_up():
    made = parts(standing("a"))

    worked_off(Turns(a_example=[None] * 99), made)

    assert made.clock.now() - NOW <= runs.PATIENCE + runs.AGAIN


def test_a_bug_that_one_host_meets_stops_no_other():
    turns = Turns(a_example=[ValueError("bug")], b_example=[DONE])

    met = worked_off(turns, parts(standing("a"), standing("b")), concurrency=1)

    assert [str(error) for error in met] == ["bug"]
    assert turns.given == ["a.example", "b.example"]


def test_damage_that_one_host_meets_stops_no_other():
    damage = ArchiveError("broken", path="a")
    turns = Turns(a_example=[damage], b_example=[DONE])

    met = worked_off(turns, parts(standing("a"), standing("b")), concurrency=1)

    assert met == [damage]
    assert turns.given == ["a.example", "b.example"]


def test_all_that_hosts_met_is_returned():
    errors = [ArchiveError("broken", path="a"), StorageError("full")]
    turns = Turns(a_example=[errors[0]], b_example=[errors[1]])

    assert worked_off(turns, parts(standing("a"), standing("b")), concurrency=1) == errors


class Waiting(Turns):
    """Turns of which that of a.example ends when every other one has ended."""

    others = 0

    async def turn(self, host, only=None, *, eager=False):
        if host == "a.example":
            async with asyncio.timeout(5):
                while len(self.given) < self.others:
                    await asyncio.sleep(0.01)
        return await super().turn(host, only, eager=eager)


def test_hosts_beyond_those_read_first_wait_for_none_that_hangs(monkeypatch):
    monkeypatch.setattr(runs, "HOSTS", 2)
    monkeypatch.setattr(places, "LOOK", 0.01)
    names = "abcdefg"
    turns = Waiting(**{f"{name}_example": [DONE] for name in names})
    turns.others = len(names) - 1

    met = worked_off(turns, parts(*map(standing, names)), concurrency=2)

    assert met == []
    assert sorted(turns.given) == [f"{name}.example" for name in names]
    assert turns.given[-1] == "a.example"
