"""Where extraction runs."""

from __future__ import annotations

import asyncio

import pytest
from helpers.jobs import crash, double, refuse

from syndicate.errors import BadStatus, ExtractError
from syndicate.workers import MANY, Workers


@pytest.fixture
def workers():
    pool = Workers(processes=1)
    yield pool
    pool.close()


@pytest.mark.parametrize("waiting", [0, MANY])
def test_a_function_returns_what_it_returns(workers, waiting, loop):
    assert loop(workers.run(waiting, "https://a.example/1", double, 21)) == 42


@pytest.mark.parametrize("waiting", [0, MANY])
def test_an_error_crosses_the_border_whole(workers, waiting, loop):
    with pytest.raises(BadStatus) as caught:
        loop(workers.run(waiting, "https://a.example/1", refuse, "https://a.example/1"))

    error = caught.value
    assert (error.message, error.hint) == ("no", "look elsewhere")
    assert (error.status, error.transient, error.url) == (404, False, "https://a.example/1")


def test_a_crash_costs_its_page_and_the_next_one_goes_on(workers, loop):
    with pytest.raises(ExtractError, match="crashed"):
        loop(workers.run(MANY, "https://a.example/1", crash, 9))

    assert loop(workers.run(MANY, "https://a.example/2", double, 4)) == 8


def test_a_crash_takes_nobody_with_it(workers, loop):
    async def both():
        calls = [workers.run(MANY, f"https://a.example/{n}", double, n) for n in range(6)]
        fatal = workers.run(MANY, "https://a.example/x", crash, 9)
        return await asyncio.gather(*calls[:3], fatal, *calls[3:], return_exceptions=True)

    *before, crashed, four, five, six = loop(both())

    assert [*before, four, five, six] == [0, 2, 4, 6, 8, 10]
    assert isinstance(crashed, ExtractError)
