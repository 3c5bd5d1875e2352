"""Hubs in the daemon: when they are told, and what is logged of those that can't be."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace

import pytest

from syndicate import pinging
from syndicate.errors import StateError
from syndicate.report import Problem
from syndicate.wiring.telling import PATIENCE, Telling

DEAD = Problem(source=None, reason="the hub is dead")


class Rounds:
    """Stand in for pinging: each round does what the test wants of it, then nothing more."""

    def __init__(self, *steps) -> None:
        self.steps = list(steps)
        self.owed = ["a", "b", "c"]
        self.seen = []
        self.parts = SimpleNamespace(
            clock=SimpleNamespace(now=lambda: None),
            memory=SimpleNamespace(owed=self._owed),
        )

    async def _owed(self):
        return list(self.owed)

    async def ping(self, parts, now, *, patience):
        self.seen.append((parts, patience))
        step = self.steps.pop(0) if self.steps else ()
        if isinstance(step, Exception):
            raise step
        return step(self) if callable(step) else step


@pytest.fixture
def telling(loop, monkeypatch):
    """Return what lets rounds go by, each noted when the one before is over."""

    def run(rounds: Rounds, notes: int = 1) -> Rounds:
        async def work():
            found = Telling(lambda: rounds.parts)
            async with found.attended():
                for _ in range(notes):
                    found.note()
                    await asyncio.sleep(0.01)

        monkeypatch.setattr(pinging, "ping", rounds.ping)
        loop(work())
        return rounds

    return run


@pytest.fixture
def errors(caplog):
    caplog.set_level(logging.ERROR, logger="syndicate")
    return lambda: [record.getMessage() for record in caplog.records]


def tells(some: int):
    def step(rounds: Rounds):
        del rounds.owed[:some]
        return ()

    return step


def test_each_note_brings_a_round_with_the_parts_of_now(telling):
    rounds = telling(Rounds(), notes=2)

    assert rounds.seen == [(rounds.parts, PATIENCE)] * 2


def test_without_a_note_there_is_none(telling):
    assert telling(Rounds(), notes=0).seen == []


def test_what_there_was_no_time_for_is_told_at_once(telling):
    rounds = telling(Rounds(tells(2), tells(1)))

    assert len(rounds.seen) == 2
    assert rounds.owed == []


def test_a_hub_that_takes_nothing_waits_for_the_next_publication(telling):
    assert len(telling(Rounds(tells(0))).seen) == 1


def test_a_hub_that_fails_waits_for_the_next_publication(telling):
    def step(rounds: Rounds):
        del rounds.owed[0]
        return (DEAD,)

    assert len(telling(Rounds(step)).seen) == 1


def test_a_problem_that_lasts_is_logged_once(telling, errors):
    telling(Rounds((DEAD,), (DEAD,), (), (DEAD,)), notes=4)

    assert [message.count("the hub is dead") for message in errors()] == [1, 1]


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (StateError("disk full"), {"reason"}),
        (ValueError("a bug"), {"reason", "traceback"}),
    ],
)
def test_what_ends_a_round_ends_no_other_and_a_bug_says_where_it_is(telling, caplog, error, facts):
    rounds = telling(Rounds(error, ()), notes=2)

    assert len(rounds.seen) == 2
    (record,) = (each for each in caplog.records if each.levelno == logging.ERROR)
    assert record.getMessage() == "hubs not told"
    assert set(record.facts) == facts


def test_a_daemon_that_ends_waits_for_no_hub(loop, monkeypatch):
    async def hang(parts, now, *, patience):
        await asyncio.sleep(60)

    async def work():
        found = Telling(lambda: Rounds().parts)
        async with found.attended():
            found.note()
            await asyncio.sleep(0.01)

    monkeypatch.setattr(pinging, "ping", hang)
    loop(asyncio.wait_for(work(), 5))
