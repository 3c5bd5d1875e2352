"""Turns that wait for servers that hang hold up nobody else; those that work stay few."""

from __future__ import annotations

import asyncio

import pytest

from syndicate.turns import places
from syndicate.turns.places import Places, place


def test_only_so_many_turns_begin_at_once():
    room = Places(2)

    room.take("a.example")
    room.take("b.example")

    assert room.free() == 0
    room.leave("a.example")
    assert room.free() == 1


def test_a_slow_turn_leaves_its_place_to_another(monkeypatch):
    room = Places(2)
    room.take("a.example")
    room.take("b.example")

    monkeypatch.setattr(places, "SLOW", -1.0)

    assert room.free() == 2


def test_a_single_place_is_left_by_nobody_before_the_end(monkeypatch):
    room = Places(1)
    room.take("a.example")

    monkeypatch.setattr(places, "SLOW", -1.0)

    assert room.free() == 0


def test_even_of_slow_turns_there_are_only_so_many(monkeypatch):
    monkeypatch.setattr(places, "SLOW", -1.0)
    monkeypatch.setattr(places, "MOST", 3)
    room = Places(2)

    for name in "abc":
        room.take(name)

    assert room.free() == 0


@pytest.mark.parametrize(
    ("alone", "ended"), [(False, ["quick", "slow"]), (True, ["slow", "quick"])]
)
def test_who_waits_for_a_place_gets_that_of_a_slow_turn(monkeypatch, alone, ended):
    monkeypatch.setattr(places, "SLOW", 0.01)
    found = []

    async def turn(room, name, seconds):
        async with place(room, alone=alone):
            await asyncio.sleep(seconds)
            found.append(name)

    async def run():
        room = asyncio.Semaphore(1)
        await asyncio.gather(turn(room, "slow", 0.1), turn(room, "quick", 0.0))
        return room._value

    assert asyncio.run(run()) == 1
    assert found == ended
