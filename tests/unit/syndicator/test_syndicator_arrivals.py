"""What hubs sent, in line until a turn takes it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from helpers.clocks import MovableClock

from syndicate.errors import StateError
from syndicate.model import Page
from syndicate.turns import arrivals
from syndicate.turns.arrivals import Arrivals


def page(body: bytes = b"x") -> Page:
    return Page(url="https://a.example/feed", body=body)


class Bench:
    """A line whose turns are the test's."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.lost: list[str] = []
        self.refusals = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.running = self.most = 0
        self.clock = MovableClock()
        self.line = Arrivals(self.take, self.lose, self.clock)

    async def take(self, source, page):
        self.running += 1
        self.most = max(self.most, self.running)
        await self.gate.wait()
        self.running -= 1
        if self.refusals:
            self.refusals -= 1
            return False
        if self.error:
            error, self.error = self.error, None
            raise error
        self.taken.append((source, page.body))
        return True

    async def lose(self, source):
        self.lost.append(source)

    async def settle(self):
        while self.line._tasks:
            await asyncio.sleep(0.01)


@pytest.fixture
def at(loop):
    def run(steps):
        async def work():
            await steps(Bench())

        loop(work())

    return run


def test_bodies_of_a_source_are_taken_in_their_order(at):
    async def steps(bench):
        for number in range(5):
            assert bench.line.add("a", page(b"%d" % number))
        await bench.settle()

        assert bench.taken == [("a", b"%d" % number) for number in range(5)]
        assert bench.most == 1
        assert bench.line._held == 0

    at(steps)


def test_few_sources_are_taken_at_once(at):
    async def steps(bench):
        bench.gate.clear()
        for number in range(10):
            bench.line.add(f"s{number}", page())
        await asyncio.sleep(0.01)
        assert bench.most == arrivals.TOGETHER

        bench.gate.set()
        await bench.settle()
        assert len(bench.taken) == 10

    at(steps)


def test_a_source_that_floods_finds_no_room(at):
    async def steps(bench):
        bench.gate.clear()

        added = [bench.line.add("a", page()) for _ in range(30)]

        assert added.count(True) == arrivals.EACH
        assert bench.line.add("b", page())
        bench.gate.set()
        await bench.settle()
        assert bench.line.add("a", page())
        await bench.settle()

    at(steps)


def test_what_waits_is_bounded_in_all(at, monkeypatch):
    monkeypatch.setattr(arrivals, "BYTES", 100)

    async def steps(bench):
        bench.gate.clear()

        assert bench.line.add("a", page(b"x" * 60))
        assert not bench.line.add("b", page(b"x" * 60))
        assert bench.line.add("b", page(b"x" * 40))
        bench.gate.set()
        await bench.settle()
        assert bench.line._held == 0

    at(steps)


def test_a_held_host_is_tried_again(at):
    async def steps(bench):
        bench.refusals = 2
        bench.line.add("a", page())
        await bench.settle()

        assert bench.taken == [("a", b"x")]
        assert bench.lost == []

    at(steps)


def test_a_host_that_is_never_free_loses_it(at):
    async def steps(bench):
        bench.refusals = 1_000
        bench.line.add("a", page())
        await asyncio.sleep(0.01)
        bench.clock.move(minutes=11)
        await bench.settle()

        assert bench.lost == ["a"]
        assert bench.taken == []

    at(steps)


@pytest.mark.parametrize("error", [StateError("the lease has passed"), ZeroDivisionError()])
def test_a_body_that_fails_does_not_end_the_line(at, error):
    async def steps(bench):
        bench.error = error
        bench.line.add("a", page(b"1"))
        bench.line.add("a", page(b"2"))
        await bench.settle()

        assert bench.taken == [("a", b"2")]
        assert bench.lost == ["a"]
        assert bench.line._held == 0

    at(steps)


def test_at_the_end_what_is_being_taken_is_taken_and_the_rest_is_left(at):
    async def steps(bench):
        bench.gate.clear()
        for number in range(3):
            bench.line.add("a", page(b"%d" % number))
        await asyncio.sleep(0.01)
        closing = asyncio.create_task(bench.line.close())
        await asyncio.sleep(0.01)
        assert not bench.line.add("b", page())
        bench.gate.set()
        await closing

        assert bench.taken == [("a", b"0")]

    at(steps)


def test_the_end_does_not_wait_for_ever(at, monkeypatch):
    monkeypatch.setattr(arrivals, "DRAIN", timedelta(seconds=0.05))

    async def steps(bench):
        bench.gate.clear()
        bench.line.add("a", page())
        await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            await bench.line.close()

        assert not bench.line._tasks
        assert bench.lost == []

    at(steps)


def test_a_line_of_nothing_ends_at_once(at):
    async def steps(bench):
        await bench.line.close()
        assert not bench.line.add("a", page())

    at(steps)
