from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import timedelta

import pytest
from helpers.clocks import MovableClock
from helpers.states import NOW

from syndicate import scheduler
from syndicate.clock import SystemClock
from syndicate.errors import StateError
from syndicate.scheduler import Scheduler
from syndicate.turns import places


class DueHosts:
    """A frontier of which only `due` is asked."""

    def __init__(self, *hosts):
        self.hosts = list(hosts)
        self.limits = []
        self.error = None

    async def due(self, now, limit):
        if self.error:
            raise self.error
        self.limits.append(limit)
        return self.hosts[:limit]


class Work:
    """Turns that last until the test ends them, and counted publications."""

    def __init__(self):
        self.begun = []
        self.ended = []
        self.published = 0
        self.changes = True
        self.tidied = 0
        self.reloaded = 0
        self.error = None
        self.go = asyncio.Event()

    async def turn(self, host):
        self.begun.append(host)
        if self.error:
            raise self.error
        await self.go.wait()
        self.ended.append(host)
        return self.changes

    async def publish(self):
        if self.error:
            raise self.error
        self.published += 1

    async def tidy(self):
        self.tidied += 1

    async def reload(self):
        self.reloaded += 1


def busy(seconds):
    """Stop the loop, as a heavy computation or a suspended machine does."""
    time.sleep(seconds)


def built(frontier, work, **options):
    clock = options.pop("clock", MovableClock(NOW))
    return Scheduler(frontier, work.turn, work.publish, work.tidy, clock, **options)


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def test_a_tick_hands_hosts_over_and_waits_for_none():
    async def scenario():
        work = Work()
        clockwork = built(DueHosts("a", "b"), work)

        await clockwork.tick(NOW)
        await settle()
        assert (work.begun, work.ended) == (["a", "b"], [])

        work.go.set()
        await clockwork.idle()
        assert work.ended == ["a", "b"]

    asyncio.run(scenario())


def test_a_host_in_flight_is_not_started_again():
    async def scenario():
        work = Work()
        clockwork = built(DueHosts("a"), work)
        for _ in range(3):
            await clockwork.tick(NOW)
            await settle()
        assert work.begun == ["a"]

        work.go.set()
        await clockwork.idle()
        await clockwork.tick(NOW)
        await clockwork.idle()
        assert work.begun == ["a", "a"]

    asyncio.run(scenario())


def test_no_more_turns_run_at_once_than_there_is_room_for():
    async def scenario():
        work, frontier = Work(), DueHosts("a", "b", "c", "d")
        clockwork = built(frontier, work, concurrency=2)

        await clockwork.tick(NOW)
        await clockwork.tick(NOW)
        await settle()

        assert work.begun == ["a", "b"]
        assert frontier.limits == [2]
        frontier.hosts = []
        work.go.set()
        await clockwork.idle()

    asyncio.run(scenario())


def test_a_tick_fills_only_the_room_that_running_turns_leave():
    async def scenario():
        work, frontier = Work(), DueHosts("a")
        clockwork = built(frontier, work, concurrency=2)
        await clockwork.tick(NOW)
        frontier.hosts = ["b", "c"]

        await clockwork.tick(NOW)
        await settle()

        assert work.begun == ["a", "b"]
        frontier.hosts = []
        work.go.set()
        await clockwork.idle()

    asyncio.run(scenario())


def test_the_end_of_a_turn_is_a_tick_while_hosts_stand_in_line():
    async def scenario():
        work, frontier = Work(), DueHosts("a", "b")
        clockwork = built(frontier, work, concurrency=2)
        await clockwork.tick(NOW)
        frontier.hosts = ["c"]
        work.go.set()

        await clockwork.idle()
        assert work.begun[:3] == ["a", "b", "c"]

        work.begun.clear()
        frontier.hosts = ["d"]
        frontier.limits.clear()
        await clockwork.tick(NOW)
        await clockwork.idle()
        assert (work.begun, frontier.limits) == (["d"], [2])

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("error", "traceback"),
    [(StateError("the turn is over"), False), (ZeroDivisionError("a bug"), True)],
)
def test_a_turn_that_fails_is_logged_and_the_others_go_on(caplog, error, traceback):
    async def scenario():
        work = Work()
        clockwork = built(DueHosts("a"), work)
        work.error = error
        await clockwork.tick(NOW)
        await clockwork.idle()
        work.error = None
        work.go.set()
        await clockwork.tick(NOW)
        await clockwork.idle()
        return work

    work = asyncio.run(scenario())

    assert (work.begun, work.ended) == (["a", "a"], ["a"])
    (record,) = caplog.records
    assert (record.message, record.facts["host"]) == ("turn failed", "a")
    assert record.facts["reason"] == str(error)
    assert ("traceback" in record.facts) is traceback


def test_publication_follows_turns_and_nothing_else(caplog):
    async def scenario():
        work = Work()
        work.go.set()
        clockwork = built(DueHosts("a"), work)
        await clockwork.publish()
        assert work.published == 0

        await clockwork.tick(NOW)
        await clockwork.idle()
        await clockwork.publish()
        await clockwork.publish()
        assert work.published == 1

        await clockwork.tick(NOW)
        await clockwork.idle()
        work.error = StateError("disk full")
        await clockwork.publish()
        work.error = None
        await clockwork.publish()
        assert work.published == 2

    asyncio.run(scenario())

    assert [record.message for record in caplog.records] == ["publication failed"]


@pytest.fixture
def quick(monkeypatch):
    """The same clockwork, a hundred times faster."""
    for name in ("TICK", "PUBLISH", "TIDY"):
        monkeypatch.setattr(scheduler, name, getattr(scheduler, name) / 100)


def running(scenario, frontier, **options):
    """Run the clockwork with real timers while the scenario plays."""

    async def play():
        work = Work()
        clockwork = built(frontier, work, clock=SystemClock(), reload=work.reload, **options)
        task = asyncio.create_task(clockwork.run())
        await asyncio.sleep(0)
        await scenario(clockwork, work)
        async with asyncio.timeout(5):
            await task
        return work

    return asyncio.run(play())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_running_turns_end_and_starts_none(quick, number):
    frontier = DueHosts("a")

    async def scenario(clockwork, work):
        await until(lambda: work.begun)
        os.kill(os.getpid(), number)
        await asyncio.sleep(0.05)
        frontier.hosts = ["b"]
        assert work.ended == []
        await asyncio.sleep(0.05)
        work.go.set()

    work = running(scenario, frontier, concurrency=1)

    assert (work.begun, work.ended, work.published) == (["a"], ["a"], 1)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_turns_that_do_not_end_are_cancelled_when_the_time_is_up(quick, monkeypatch):
    monkeypatch.setattr(scheduler, "DRAIN", scheduler.TICK)

    async def scenario(clockwork, work):
        await until(lambda: work.begun)
        clockwork.stop()

    work = running(scenario, DueHosts("a"))

    assert (work.begun, work.ended, work.published) == (["a"], [], 1)


def test_a_second_signal_waits_for_nothing(quick):
    async def scenario(clockwork, work):
        await until(lambda: work.begun)
        clockwork.stop()
        await settle()
        clockwork.stop()

    assert running(scenario, DueHosts("a")).ended == []


def test_sighup_and_a_changed_configuration_are_taken_up_at_the_next_tick(quick):
    changes = [False]

    async def scenario(clockwork, work):
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: work.reloaded == 1)
        changes[0] = True
        await until(lambda: work.reloaded >= 2)
        clockwork.stop()

    running(
        scenario, DueHosts(), changed=lambda: changes.pop() if changes[-1:] == [True] else False
    )


def test_a_tick_that_fails_every_second_says_so_once(quick, caplog):
    frontier = DueHosts("a")
    frontier.error = StateError("disk full")

    async def scenario(clockwork, work):
        await asyncio.sleep(0.1)
        frontier.error = None
        await until(lambda: work.begun)
        work.go.set()
        clockwork.stop()

    running(scenario, frontier)

    failures = [record for record in caplog.records if record.message == "tick failed"]
    assert [record.facts["reason"] for record in failures] == ["disk full"]


def test_a_job_whose_time_passed_while_the_machine_slept_is_done_on_waking(monkeypatch):
    # More than a second late, which is where APScheduler's own default drops a run.
    monkeypatch.setattr(scheduler, "TIDY", timedelta(seconds=2))

    async def scenario(clockwork, work):
        busy(3.1)
        await until(lambda: work.tidied, seconds=0.5)
        assert work.tidied == 1
        clockwork.stop()

    running(scenario, DueHosts())


def test_tidying_is_done_by_and_by(quick, monkeypatch):
    monkeypatch.setattr(scheduler, "TIDY", scheduler.TICK)

    async def scenario(clockwork, work):
        await until(lambda: work.tidied >= 2)
        clockwork.stop()

    running(scenario, DueHosts())


def test_turns_that_change_nothing_publish_nothing():
    async def scenario():
        work = Work()
        work.go.set()
        work.changes = False
        clockwork = built(DueHosts("a"), work)
        await clockwork.tick(NOW)
        await clockwork.idle()
        await clockwork.publish()
        assert work.published == 0

    asyncio.run(scenario())


def test_a_place_that_a_hanging_turn_leaves_is_taken_before_the_next_tick(monkeypatch):
    monkeypatch.setattr(places, "LOOK", 0.01)

    async def scenario():
        work, frontier = Work(), DueHosts("a", "b", "c", "d", "e")
        clockwork = built(frontier, work, concurrency=2)

        await clockwork.tick(NOW)
        await until(lambda: len(work.begun) == 5)

        assert work.begun == ["a", "b", "c", "d", "e"]
        assert work.ended == []
        frontier.hosts = []
        work.go.set()
        await clockwork.idle()

    asyncio.run(scenario())
