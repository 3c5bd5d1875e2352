"""Of several ways the first that works is taken, and nothing of the others is left."""

from __future__ import annotations

import asyncio
import ssl
from functools import partial

import pytest

from syndicate.fetcher import racing


class Prize:
    """Something that must be let go of."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Track:
    """Ways that take as long as the test says and end as it wants; notes what they did."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.came: list[Prize] = []
        self.stopped: list[str] = []

    def way(self, name: str, seconds: float, error: Exception | None = None, deaf: bool = False):
        return partial(self._go, name, seconds, error, deaf)

    async def _go(self, name, seconds, error, deaf):
        self.begun.append(name)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.stopped.append(name)
            if not deaf:
                raise
        if error:
            raise error
        self.came.append(Prize(name))
        return self.came[-1]


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(racing, "STAGGER", 0.03)


@pytest.fixture
def track():
    return Track()


def run(*ways):
    return asyncio.run(racing.first(ways))


def test_who_answers_at_once_is_alone(track):
    assert run(track.way("a", 0), track.way("b", 0)).name == "a"

    assert track.begun == ["a"]


def test_who_hangs_is_overtaken_and_stopped(track):
    assert run(track.way("a", 60), track.way("b", 0)).name == "b"

    assert track.stopped == ["a"]


def test_who_is_slow_may_still_be_first(track):
    assert run(track.way("a", 0.06), track.way("b", 60), track.way("c", 60)).name == "a"

    assert "b" in track.stopped


def test_who_fails_leaves_the_next_its_turn_at_once(track, monkeypatch):
    monkeypatch.setattr(racing, "STAGGER", 60)

    won = run(track.way("a", 0, OSError("a")), track.way("b", 0, OSError("b")), track.way("c", 0))

    assert won.name == "c"


def test_when_all_fail_the_best_says_why(track):
    with pytest.raises(OSError, match="first"):
        run(track.way("a", 0.06, OSError("first")), track.way("b", 0, OSError("second")))


@pytest.mark.parametrize("error", [ssl.SSLError("bad certificate"), ValueError("a bug")])
def test_what_another_address_cannot_mend_is_raised_at_once(track, error):
    with pytest.raises(type(error)):
        run(track.way("a", 0, error), track.way("b", 0))

    assert track.begun == ["a"]


def test_who_came_too_late_is_closed(track):
    won = run(track.way("a", 60, deaf=True), track.way("b", 0))

    assert [(prize.name, prize.closed) for prize in track.came] == [("b", False), ("a", True)]
    assert won.name == "b"


def test_who_no_longer_wants_any_leaves_none(track):
    async def give_up():
        async with asyncio.timeout(0.05):
            await racing.first([track.way("a", 60), track.way("b", 60)])

    with pytest.raises(TimeoutError):
        asyncio.run(give_up())

    assert sorted(track.stopped) == ["a", "b"]
