"""How often a source is asked, and why, as `status` tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicate.cli.standing import facts, rhythm
from syndicate.model import Hints, Offer, Source, Standing

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(**fields) -> Source:
    return Source(id="tea", url="https://tea.example/", **fields)


def standing(due: timedelta = HOUR, **fields) -> Standing:
    said = {"checked_at": NOW, "changed_at": NOW} | fields
    return Standing(id="tea", host="tea.example", due=NOW + due, **said)


LEARNED = Hints(gap=4 * HOUR)


@pytest.mark.parametrize(
    ("source", "standing", "told"),
    [
        (source(), standing(), "every 1h: config"),
        (source(), standing(hints=LEARNED), "every 1h: config"),
        (source(cron="0 7 * * *"), standing(), "0 7 * * *: config"),
        (source(adaptive=True), standing(checked_at=None), "auto: config"),
        (source(adaptive=True), standing(), "every 1h: config"),
        (source(adaptive=True), standing(2 * HOUR, hints=LEARNED), "every 2h: learned"),
        (
            source(adaptive=True),
            standing(hints=LEARNED, changed_at=NOW - timedelta(hours=33, minutes=20)),
            "every 3h20m: learned",
        ),
    ],
)
def test_an_interval_is_told_with_where_it_comes_from(source, standing, told):
    assert rhythm(source, standing) == told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"pending": 1}, "1 entry"),
        ({"pending": 3, "pending_at": NOW + HOUR}, "3 entries, tried in 1 h"),
        (
            {"pending": 2, "pending_at": NOW, "pending_why": "sort.py failed\x1b[2J"},
            "2 entries, tried now: sort.py failed[2J",
        ),
    ],
)
def test_entries_that_wait_say_until_when_and_why(fields, told):
    assert dict(facts(source(), standing(**fields), NOW))["waiting"] == told


def test_where_none_waits_nothing_is_said_of_it():
    assert "waiting" not in dict(facts(source(), standing(), NOW))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "max-age"),
        ({"hints": Hints(ttl=5 * HOUR)}, "ttl"),
        ({"failures": 3}, "it failed"),
    ],
)
def test_a_source_that_waits_longer_says_why(fields, why):
    told = rhythm(source(), standing(5 * HOUR, **fields))

    assert told.startswith("every 1h: config; not before ")
    assert why in told


def test_a_hub_that_nobody_asked_is_told_with_what_makes_it_asked():
    offer = Offer(hub="https://hub.example/", topic="https://tea.example/")

    told = dict(facts(source(), standing(hints=Hints(offer=offer)), NOW))

    assert told["hub"] == "https://hub.example/: not asked; see [server] public_url"
