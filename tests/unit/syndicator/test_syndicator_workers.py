"""Where extraction runs."""

from __future__ import annotations

import asyncio
import os
import time

import pytest
from helpers.jobs import crash, double, length, refuse, spin

from syndicate.archiver.page.extract import extract
from syndicate.errors import BadStatus, ExtractError
from syndicate.workers import LARGE, MANY, Workers


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


@pytest.mark.parametrize("native", [False, True])
def test_a_page_without_end_is_given_up_and_the_next_one_goes_on(loop, native):
    workers, before = Workers(processes=1, seconds=0.5), time.monotonic()

    with pytest.raises(ExtractError, match=r"/1 took more than 0\.5 s of computing") as caught:
        loop(workers.run(MANY, "https://a.example/1", spin, native))

    assert not caught.value.transient
    assert time.monotonic() - before < 15
    assert loop(workers.run(MANY, "https://a.example/2", double, 4)) == 8
    workers.close()


def test_waiting_is_not_computing(loop):
    workers = Workers(processes=1, seconds=0.2)

    assert loop(workers.run(MANY, "https://a.example/1", double, 1)) == 2
    time.sleep(0.5)
    assert loop(workers.run(MANY, "https://a.example/1", double, 1)) == 2
    workers.close()


def test_a_large_text_is_read_in_a_process_of_its_own(workers, loop):
    url = "https://a.example/1"

    assert loop(workers.run(0, url, length, b"x" * LARGE)) == (LARGE, os.getpid())
    size, process_id = loop(workers.run(0, url, length, b"x" * (LARGE + 1)))

    assert size == LARGE + 1
    assert process_id != os.getpid()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_that_its_formatting_multiplies_is_given_up(workers, loop, encoding):
    opened = "".join(f"<b id={each}>" for each in range(480))
    page = f"<p>{opened}" + "<p>x" * 60_000
    assert len(page) < LARGE

    with pytest.raises(ExtractError, match="MB of memory"):
        loop(workers.run(0, "https://a.example/1", extract, page.encode(encoding)))

    assert loop(workers.run(MANY, "https://a.example/2", double, 4)) == 8


def test_formatting_that_is_little_is_read_beside_the_loop(workers, loop):
    page = "<p><b>word</b></p>" * 1_000

    assert loop(workers.run(0, "https://a.example/1", length, page)) == (len(page), os.getpid())
