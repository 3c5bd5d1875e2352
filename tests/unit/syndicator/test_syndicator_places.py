"""Turns that wait for servers that hang hold up nobody else; those that work stay few."""

from __future__ import annotations

import asyncio
import resource
import time

import pytest

from syndicate.turns import places
from syndicate.turns.places import Line, Places


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(places, "LOOK", 0.01)
    monkeypatch.setattr(places, "LATE", 10.0)


def test_only_so_many_turns_begin_at_once():
    async def scenario():
        room = Places(2)
        room.take("a.example")
        room.take("b.example")
        full = room.free()
        room.leave("a.example")
        return full, room.free()

    assert asyncio.run(scenario()) == (0, 1)


def test_a_turn_that_waits_leaves_its_place_and_somebody_hears_of_it(soon):
    async def scenario():
        freed = []
        room = Places(2, lambda: freed.append(room.free()))
        room.take("a.example")
        room.take("b.example")
        await asyncio.sleep(0.1)
        return freed, room.free()

    assert asyncio.run(scenario()) == ([1, 2], 2)


@pytest.mark.parametrize(("slow", "free"), [(60.0, 0), (0.02, 1)])
def test_a_busy_process_lets_a_turn_keep_its_place_until_it_is_very_slow(
    monkeypatch, soon, slow, free
):
    monkeypatch.setattr(places, "BUSY", -1.0)
    monkeypatch.setattr(places, "SLOW", slow)

    async def scenario():
        room = Places(2)
        room.take("a.example")
        room.take("b.example")
        await asyncio.sleep(0.1)
        return min(room.free(), 1)

    assert asyncio.run(scenario()) == free


@pytest.mark.parametrize(("share", "free"), [(0.9, 1), (0.1, 2)])
def test_computing_is_told_from_waiting(monkeypatch, soon, share, free):
    monkeypatch.setattr(places, "SLOW", 60.0)
    monkeypatch.setattr(time, "process_time", lambda: time.monotonic() * share)

    async def scenario():
        room = Places(2)
        room.take("a.example")
        await asyncio.sleep(0.1)
        return room.free()

    assert asyncio.run(scenario()) == free


def test_a_look_that_comes_late_is_none_at_a_turn_that_waits(monkeypatch):
    monkeypatch.setattr(places, "LOOK", 0.01)
    monkeypatch.setattr(places, "LATE", 0.02)
    monkeypatch.setattr(places, "SLOW", 60.0)

    async def scenario():
        room = Places(2)
        room.take("a.example")
        time.sleep(0.1)  # noqa: ASYNC251  another program has the processor
        await asyncio.sleep(0)
        return room.free()

    assert asyncio.run(scenario()) == 1


def test_a_single_place_is_left_by_nobody_before_the_end(soon):
    async def scenario():
        room = Places(1)
        room.take("a.example")
        await asyncio.sleep(0.1)
        return room.free()

    assert asyncio.run(scenario()) == 0


def test_even_of_slow_turns_there_are_only_so_many(monkeypatch, soon):
    monkeypatch.setattr(places, "MOST", 3)

    async def scenario():
        room = Places(2)
        for name in "abc":
            room.take(name)
            await asyncio.sleep(0.05)
        return room.free()

    assert asyncio.run(scenario()) == 0


def test_a_process_that_may_open_few_files_begins_fewer_turns(monkeypatch):
    limits = [(256, 400)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: limits.append(wanted))

    async def scenario():
        room = Places(500)
        return room.free()

    assert asyncio.run(scenario()) == 500
    assert limits[-1] == (400, 400)
    assert places._most(16) == 100


@pytest.mark.parametrize(("count", "ended"), [(2, ["quick", "slow"]), (1, ["slow", "quick"])])
def test_who_waits_for_a_place_gets_that_of_a_slow_turn(soon, count, ended):
    found = []

    async def turn(line, name, seconds):
        async with line.place():
            await asyncio.sleep(seconds)
            found.append(name)

    async def scenario():
        line = Line(count)
        slow = [turn(line, "slow", 0.2) for _ in range(count)]
        await asyncio.gather(*slow, turn(line, "quick", 0.0))

    asyncio.run(scenario())

    assert list(dict.fromkeys(found)) == ended


def test_a_place_that_was_left_is_not_given_back_twice(soon):
    most = []

    async def turn(line, together):
        async with line.place():
            together.add(object())
            most.append(len(together))
            if len(most) == 1:
                await asyncio.sleep(0.1)
            together.pop()

    async def scenario():
        line, together = Line(2), set()
        await turn(line, together)
        await asyncio.gather(*(turn(line, together) for _ in range(5)))
        return line._places._value

    assert asyncio.run(scenario()) == 2
