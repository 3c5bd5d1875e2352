"""What hubs are told of what was published, and what becomes of it when they don't take it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from helpers.clocks import MovableClock

from syndicate import pinging
from syndicate.errors import BadStatus, FetchError, Postponed, ProxyFailed
from syndicate.model import Feed, Ping
from syndicate.state.sqlite import Sqlite

HUB = "https://hub.example/"
OTHER = "https://other.example/hub"
ALL = "https://me.example/feeds/all.atom"
LAKE = "https://me.example/feeds/lake.atom"


class Fetcher:
    """Stand in for the network: note what hubs are sent, fail as the test wants."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, list[str]]]] = []
        self.opened: list[tuple[str, dict]] = []
        self.errors: dict[str, Exception] = {}
        self.meanwhile = None
        self.gate = None

    @asynccontextmanager
    async def session(self, host, gate, clock, **how):
        self.opened.append((host, how))
        self.gate = gate
        yield SimpleNamespace(post=self._post)

    async def _post(self, url, form):
        said = parse_qs(form.decode())
        self.sent.append((url, said))
        if self.meanwhile:
            await self.meanwhile()
        (topic,) = said["hub.url"]
        if error := self.errors.get(topic) or self.errors.get(url):
            raise error

    def topics(self, hub: str = HUB) -> list[str]:
        return [said["hub.url"][0] for url, said in self.sent if url == hub]


class Bench:
    """Parts with real state, whose hubs are the test."""

    def __init__(self) -> None:
        self.state = Sqlite.open(":memory:")
        self.clock = MovableClock()
        self.fetcher = Fetcher()
        self.parts = SimpleNamespace(
            frontier=self.state.frontier,
            memory=self.state.memory,
            clock=self.clock,
            fetcher=self.fetcher,
            hub=HUB,
            feeds=(Feed(id="boats", title="Boats", hub=OTHER), Feed(id="own", title="Own")),
        )

    async def owe(self, *topics: str, hub: str = HUB) -> None:
        now = self.clock.now()
        await self.state.memory.owe([Ping(hub=hub, topic=each, since=now) for each in topics])

    async def owed(self) -> list[str]:
        return [each.topic for each in await self.state.memory.owed()]

    async def ping(self, **how):
        return await pinging.ping(self.parts, self.clock.now(), **how)

    def breaks(self, where: str, error: type[FetchError] = FetchError, **how) -> None:
        self.fetcher.errors[where] = error("it broke", url=where, **how)


@pytest.fixture
def at(loop):
    """Return what runs a test's steps over a fresh bench."""

    def run(steps):
        async def work():
            bench = Bench()
            try:
                return await steps(bench)
            finally:
                await bench.state.close()

        return loop(work())

    return run


def test_each_hub_is_told_of_each_topic_once_under_both_names(at):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        await bench.owe(ALL, hub=OTHER)

        assert await bench.ping() == ()
        assert await bench.ping() == ()

        assert bench.fetcher.topics() == [ALL, LAKE]
        assert bench.fetcher.topics(OTHER) == [ALL]
        said = {"hub.mode": ["publish"], "hub.url": [ALL], "hub.topic": [ALL]}
        assert bench.fetcher.sent[0][1] == said
        assert await bench.owed() == []

    at(steps)


def test_a_hub_is_asked_through_the_gate_and_within_its_own_network_alone(at):
    async def steps(bench):
        await bench.owe(ALL)
        await bench.ping(patience=10)

        assert bench.fetcher.opened == [("hub.example", {"deadline": 9.0, "held": False})]

    at(steps)


@pytest.mark.parametrize(("delay", "pause"), [(1.0, pinging.PAUSE), (0.0, 0.0)])
def test_a_hub_is_told_one_thing_soon_after_the_other(at, delay, pause):
    async def steps(bench):
        await bench.owe(ALL)
        await bench.ping()

        await bench.fetcher.gate.enter("hub.example")
        await bench.fetcher.gate.leave("hub.example", delay=delay, not_before=None)

        host = await bench.state.frontier.host("hub.example")
        assert (host.next_at - bench.clock.now()).total_seconds() == pause

    at(steps)


def test_a_hub_that_says_when_is_told_nothing_before(at):
    async def steps(bench):
        await bench.owe(ALL)
        await bench.ping()
        later = bench.clock.now() + timedelta(hours=1)

        await bench.fetcher.gate.enter("hub.example")
        await bench.fetcher.gate.leave("hub.example", delay=1.0, not_before=later)

        assert (await bench.state.frontier.host("hub.example")).next_at == later

    at(steps)


def test_without_a_debt_nobody_is_asked(at):
    async def steps(bench):
        assert await bench.ping() == ()
        assert bench.fetcher.opened == []

    at(steps)


def test_a_dead_hub_costs_one_request_and_one_problem_and_hears_of_it_later(at):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        await bench.owe(ALL, hub=OTHER)
        bench.breaks(HUB)

        (problem,) = await bench.ping()
        assert problem.source is None
        assert problem.reason == f"the hub {HUB} was not told what is new: it broke"
        assert bench.fetcher.topics() == [ALL]
        assert bench.fetcher.topics(OTHER) == [ALL]

        bench.fetcher.errors.clear()
        assert await bench.ping() == ()
        assert bench.fetcher.topics() == [ALL, ALL, LAKE]
        assert await bench.owed() == []

    at(steps)


def test_a_topic_that_is_refused_for_good_keeps_no_other_from_being_told(at):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        bench.breaks(ALL, BadStatus, status=422, transient=False)

        assert len(await bench.ping()) == 1
        assert await bench.owed() == [ALL]

    at(steps)


def test_a_hub_that_wants_to_be_left_alone_is_and_that_is_no_problem(at):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        bench.breaks(HUB, Postponed)

        assert await bench.ping() == ()
        assert bench.fetcher.topics() == [ALL]
        assert await bench.owed() == [ALL, LAKE]

    at(steps)


def test_a_proxy_that_is_down_is_a_problem(at):
    async def steps(bench):
        await bench.owe(ALL)
        bench.breaks(HUB, ProxyFailed)

        assert len(await bench.ping()) == 1
        assert await bench.owed() == [ALL]

    at(steps)


@pytest.mark.parametrize("error", [FetchError, Postponed])
def test_a_hub_that_can_not_be_told_for_a_day_is_given_up(at, error):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        bench.breaks(HUB, error)

        bench.clock.move(hours=23, minutes=59)
        await bench.ping()
        assert await bench.owed() == [ALL, LAKE]

        bench.clock.move(minutes=1)
        *_, problem = await bench.ping()
        assert "given up for 2 feed documents" in problem.reason
        assert await bench.owed() == []

    at(steps)


def test_a_day_later_it_is_tried_once_more_before_it_is_given_up(at):
    async def steps(bench):
        await bench.owe(ALL)
        bench.clock.move(days=2)

        assert await bench.ping() == ()
        assert bench.fetcher.topics() == [ALL]

    at(steps)


def test_what_there_is_no_time_for_is_told_the_next_time_however_late(at):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        bench.clock.move(days=2)
        bench.fetcher.meanwhile = lambda: asyncio.sleep(0.07)

        assert await bench.ping(patience=0.1) == ()
        assert bench.fetcher.topics() == [ALL]
        assert await bench.owed() == [LAKE]

    at(steps)


def test_a_hub_that_hangs_holds_up_nobody_for_longer_than_a_round(at):
    async def steps(bench):
        await bench.owe(ALL)
        await bench.owe(ALL, hub=OTHER)
        bench.fetcher.meanwhile = lambda: asyncio.sleep(0 if len(bench.fetcher.sent) > 1 else 60)

        assert await asyncio.wait_for(bench.ping(patience=0.1), 5) == ()
        (left,) = await bench.state.memory.owed()
        assert left.hub == HUB

    at(steps)


def test_a_hub_that_nobody_wants_told_any_more_is_forgotten(at):
    async def steps(bench):
        await bench.owe(ALL, hub="https://gone.example/")

        assert await bench.ping() == ()
        assert bench.fetcher.sent == []
        assert await bench.owed() == []

    at(steps)


def test_what_changes_while_a_hub_is_told_is_told_again(at):
    async def steps(bench):
        await bench.owe(ALL)
        bench.fetcher.meanwhile = lambda: bench.owe(ALL)

        await bench.ping()

        (left,) = await bench.state.memory.owed()
        assert left.times == 2

    at(steps)


def test_what_was_told_when_a_daemon_ends_is_not_told_again(at):
    async def steps(bench):
        await bench.owe(ALL, LAKE)
        bench.fetcher.meanwhile = lambda: asyncio.sleep(60 * (len(bench.fetcher.sent) > 1))
        task = asyncio.create_task(bench.ping())
        while len(bench.fetcher.sent) < 2:
            await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert await bench.owed() == [LAKE]

    at(steps)
