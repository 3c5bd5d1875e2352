"""Announcements are minted in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from syndicate.parts import Mint

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_the_first_announcement_is_now():
    assert Mint(None).next(NOW) == NOW


def test_an_announcement_comes_after_the_last_even_when_the_clock_went_back():
    assert Mint(NOW).next(NOW - timedelta(days=1)) == NOW + TICK


def test_what_is_on_disk_already_raises_the_last():
    mint = Mint(None)

    mint.seen(NOW + timedelta(hours=1))

    assert mint.next(NOW) == NOW + timedelta(hours=1) + TICK


def test_an_older_announcement_on_disk_changes_nothing():
    mint = Mint(NOW)

    mint.seen(NOW - timedelta(hours=1))

    assert mint.next(NOW) == NOW + TICK


@given(st.lists(st.integers(-1000, 1000)))
def test_announcements_are_strictly_increasing_whatever_the_clock_does(steps):
    mint, minted = Mint(None), []
    for step in steps:
        minted.append(mint.next(NOW + timedelta(seconds=step)))
        mint.seen(minted[-1])

    assert all(one < two for one, two in pairwise(minted))
