"""What every backend remembers of what hubs are still to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from helpers.states import NOW

from syndicate.model import Ping

LATER = NOW + timedelta(hours=1)
ALL = Ping(hub="https://hub.example/", topic="https://me.example/feeds/all.atom", since=NOW)
LAKE = replace(ALL, topic="https://me.example/feeds/lake.atom")


def test_what_is_owed_is_kept_the_longest_owed_first(desk):
    other = replace(ALL, hub="https://another.example/", topic="https://me.example/feeds/z.atom")
    late = replace(ALL, topic="https://me.example/feeds/a.atom", since=LATER)

    desk.memory.owe([late, LAKE, ALL, other])

    assert desk.memory.owed() == [other, ALL, LAKE, late]


def test_nothing_is_owed_at_first(desk):
    desk.memory.owe([])

    assert desk.memory.owed() == []


def test_what_changes_again_is_owed_once_and_since_it_first_was(desk):
    desk.memory.owe([ALL])
    desk.memory.owe([replace(ALL, since=LATER)])

    assert desk.memory.owed() == [replace(ALL, times=2)]


def test_a_clock_that_was_ahead_does_not_put_off_when_it_was_owed(desk):
    desk.memory.owe([replace(ALL, since=LATER)])
    desk.memory.owe([ALL])

    assert desk.memory.owed() == [replace(ALL, times=2)]


def test_what_was_told_is_owed_no_more(desk):
    desk.memory.owe([ALL, LAKE])

    desk.memory.paid([ALL, replace(ALL, topic="https://unknown.example/")])

    assert desk.memory.owed() == [LAKE]


def test_what_changed_while_a_hub_was_told_is_still_owed(desk):
    desk.memory.owe([ALL])
    (told,) = desk.memory.owed()
    desk.memory.owe([replace(ALL, since=LATER)])

    desk.memory.paid([told])

    assert desk.memory.owed() == [replace(ALL, times=2)]


def test_a_debt_outlives_the_process(tmp_path, desk):
    desk.memory.owe([ALL])
    if (tmp_path / "state.db").exists():
        desk.reopen()

        assert desk.memory.owed() == [ALL]
