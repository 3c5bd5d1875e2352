"""When a source or an entry comes again: never early, never by chance, never not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.fetcher import pace
from syndicate.model import Source

NOW = datetime(2026, 3, 1, 8, 17, tzinfo=UTC)  # a Sunday
HOUR = timedelta(hours=1)
SOURCE = Source(id="a", url="https://a.example/feed", interval=HOUR, jitter=0.0)


def due(source: Source = SOURCE, now: datetime = NOW, **asked) -> datetime:
    said = {
        "not_before": None,
        "ttl": None,
        "skip_hours": frozenset(),
        "skip_days": frozenset(),
        "failures": 0,
        "cron_next": None,
    }
    return pace.next_due(source, now, **{**said, **asked})


def daily_at_seven(cron: str, zone: str, after: datetime) -> datetime:
    """Stand in for the scheduler: the next 07:00 UTC after an instant."""
    assert (cron, zone) == ("0 7 * * *", "Asia/Shanghai")
    today = after.replace(hour=7, minute=0, second=0, microsecond=0)
    return today if today > after else today + timedelta(days=1)


DAILY = replace(SOURCE, cron="0 7 * * *", timezone="Asia/Shanghai", jitter=1.0)


def test_a_source_comes_again_after_its_interval():
    assert due() == NOW + HOUR


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"not_before": NOW + 5 * HOUR}, NOW + 5 * HOUR),
        ({"not_before": NOW - HOUR}, NOW + HOUR),
        ({"ttl": 3 * HOUR}, NOW + 3 * HOUR),
        ({"ttl": timedelta(minutes=5)}, NOW + HOUR),
        ({"ttl": timedelta(days=365)}, NOW + pace.MAX_TTL),
        ({"ttl": 3 * HOUR, "not_before": NOW + 2 * HOUR}, NOW + 3 * HOUR),
    ],
)
def test_a_source_does_not_come_before_what_was_asked_for(asked, expected):
    assert due(**asked) == expected


@pytest.mark.parametrize(
    ("failures", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (7, 24), (10_000, 24)]
)
def test_failures_double_the_wait_up_to_a_day(failures, hours):
    assert due(failures=failures) == NOW + hours * HOUR


def test_a_wait_longer_than_a_day_stays_what_the_operator_wanted():
    weekly = replace(SOURCE, interval=timedelta(days=7))

    assert due(weekly, failures=4) == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ({9}, set(), datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        ({9, 10, 11}, set(), datetime(2026, 3, 1, 12, 0, tzinfo=UTC)),
        ({8}, set(), NOW + HOUR),
        ({9, *range(10, 24), 24}, set(), datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
        (set(), {"Sunday"}, datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
        (set(), {" sunday ", "MONDAY"}, datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        ({0, 1}, {"Sunday"}, datetime(2026, 3, 2, 2, 0, tzinfo=UTC)),
        (set(range(24)), set(), NOW + HOUR),
        (set(), {"Someday"}, NOW + HOUR),
    ],
)
def test_hours_and_days_that_a_feed_skips_are_skipped(hours, days, expected):
    assert due(skip_hours=frozenset(hours), skip_days=frozenset(days)) == expected


def test_a_pause_ends_spread_out_and_within_its_first_hour():
    ends = [
        due(replace(SOURCE, id=name, jitter=0.5), skip_hours=frozenset({9, 10}))
        for name in "abcdefgh"
    ]

    assert len(set(ends)) == len(ends)
    assert all(
        datetime(2026, 3, 1, 11, 0, tzinfo=UTC) <= end < datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
        for end in ends
    )


@given(
    name=st.text(min_size=1, max_size=8),
    jitter=st.floats(0, 1),
    minutes=st.integers(1, 100_000),
    wait=st.integers(-100_000, 100_000),
    failures=st.integers(0, 40),
    hours=st.frozensets(st.integers(0, 24), max_size=23),
)
def test_a_source_is_never_early_and_always_the_same(name, jitter, minutes, wait, failures, hours):
    source = replace(SOURCE, id=name, jitter=jitter, interval=timedelta(minutes=minutes))
    asked = {
        "not_before": NOW + timedelta(minutes=wait),
        "failures": failures,
        "skip_hours": hours,
    }

    first = due(source, **asked)

    assert first == due(source, **asked)
    assert first >= max(asked["not_before"], NOW + source.interval)
    assert (
        first.hour not in {hour % 24 for hour in hours} or len({hour % 24 for hour in hours}) == 24
    )


def test_sources_of_one_interval_drift_apart():
    times = {due(replace(SOURCE, id=f"s{number}", jitter=0.1)) for number in range(50)}

    assert len(times) == 50
    assert max(times) < NOW + HOUR * 1.1
    assert max(times) - min(times) > HOUR * 0.05


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ({}, 2),
        ({"not_before": datetime(2026, 3, 2, 7, 0, tzinfo=UTC)}, 2),
        ({"not_before": datetime(2026, 3, 2, 7, 0, 1, tzinfo=UTC)}, 3),
        ({"ttl": timedelta(days=2)}, 4),
        ({"failures": 1}, 2),
        ({"failures": 9}, 3),
        ({"skip_days": frozenset({"monday"})}, 3),
        ({"skip_hours": frozenset({7})}, 2),
    ],
)
def test_cron_names_the_times_and_the_floors_choose_among_them(asked, day):
    expected = datetime(2026, 3, day, 7, 0, tzinfo=UTC)
    if asked == {"skip_hours": frozenset({7})}:
        # Every time is in a skipped hour: the operator's own wish stands.
        assert due(DAILY, **asked, cron_next=daily_at_seven).hour == 7
        return

    assert due(DAILY, **asked, cron_next=daily_at_seven) == expected


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 10), (1, 20), (2, 40), (6, 640), (8, 1440), (10_000, 1440)]
)
def test_an_entry_is_tried_again_after_ten_minutes_then_twice_as_long(attempts, minutes):
    retry = pace.retry_at(attempts, NOW, not_before=None, name="entry")

    assert (
        timedelta(minutes=minutes)
        <= retry - NOW
        <= min(timedelta(minutes=minutes) * 1.1, pace.MAX_BACKOFF)
    )
    assert retry == pace.retry_at(attempts, NOW, not_before=None, name="entry")


def test_an_entry_waits_for_as_long_as_its_server_wants():
    later = NOW + timedelta(hours=20)

    assert pace.retry_at(0, NOW, not_before=later, name="entry") == later
    assert pace.retry_at(0, NOW, not_before=NOW, name="a") != pace.retry_at(
        0, NOW, not_before=NOW, name="b"
    )


# The interval that is learned

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
lengths = st.timedeltas(timedelta(), timedelta(days=4000))


@given(lengths, lengths)
def test_what_is_learned_lies_between_a_quarter_of_an_hour_and_a_day(gap, quiet):
    assert QUARTER <= pace.learned(gap, quiet) <= DAY


@given(lengths, lengths, lengths)
def test_who_publishes_or_changes_less_often_is_asked_less_often(gap, quiet, more):
    assert pace.learned(gap, quiet) <= pace.learned(gap + more, quiet)
    assert pace.learned(gap, quiet) <= pace.learned(gap, quiet + more)


@pytest.mark.parametrize(
    ("gap", "quiet", "interval"),
    [
        (timedelta(hours=4), timedelta(), timedelta(hours=2)),
        (timedelta(hours=4), timedelta(hours=40), timedelta(hours=4)),
        (timedelta(minutes=1), timedelta(), QUARTER),
        (timedelta(days=30), timedelta(), DAY),
    ],
)
def test_a_source_is_asked_twice_in_a_gap_and_less_often_when_it_is_quiet(gap, quiet, interval):
    assert pace.learned(gap, quiet) == interval


def test_the_usual_gap_is_the_median_of_the_latest():
    days = [0, 1, 2, 3, 10]

    assert pace.usual_gap(NOW - each * DAY for each in days) == DAY
    assert pace.usual_gap(NOW - each * DAY for each in [0, 1, 8]) == 7 * DAY
    hourly = [NOW - hour * timedelta(hours=1) for hour in range(20)]
    assert pace.usual_gap([*hourly, *(NOW - each * 30 * DAY for each in range(1, 90))]) == (
        timedelta(hours=1)
    )


def test_what_is_published_at_a_time_is_one_announcement():
    batch = [NOW - day * DAY - n * timedelta(minutes=2) for day in range(4) for n in range(3)]

    assert DAY - QUARTER < pace.usual_gap(batch) <= DAY
    assert pace.usual_gap([NOW, NOW, NOW]) is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_announcements_say_nothing(count):
    assert pace.usual_gap([NOW - each * DAY for each in range(count)]) is None


def test_only_a_source_that_wants_it_gets_the_interval_that_was_learned():
    auto = replace(SOURCE, adaptive=True)

    assert pace.paced(SOURCE, DAY, NOW, NOW) is SOURCE
    assert pace.paced(auto, None, NOW, NOW) is auto
    assert pace.paced(auto, DAY, NOW, NOW).interval == DAY / 2
    assert pace.paced(auto, DAY, NOW - 9 * DAY, NOW).interval == max(DAY / 2, 9 * DAY / 10)
    assert pace.paced(auto, DAY, None, NOW).interval == DAY / 2


@given(lengths, lengths, st.integers(0, 5))
def test_what_server_and_feed_ask_for_comes_before_what_was_learned(gap, wait, failures):
    source = pace.paced(replace(SOURCE, adaptive=True), gap, NOW, NOW)

    again = due(source, not_before=NOW + wait, failures=failures)

    assert again >= max(NOW + wait, NOW + source.interval)


@pytest.mark.parametrize(
    ("interval", "until", "expected"),
    [
        (HOUR, None, HOUR),
        (HOUR, NOW, HOUR),
        (HOUR, NOW - HOUR, HOUR),
        (HOUR, NOW + timedelta(days=9), timedelta(days=1)),
        (HOUR, NOW + 3 * HOUR, 3 * HOUR),
        (HOUR, NOW + timedelta(minutes=5), HOUR),
        (timedelta(days=7), NOW + timedelta(days=9), timedelta(days=7)),
    ],
)
def test_beside_a_hub_a_source_is_asked_once_a_day_while_the_lease_lasts(interval, until, expected):
    source = replace(SOURCE, interval=interval)

    assert pace.slowed(source, until, NOW).interval == expected


def test_times_that_a_cron_names_stay_beside_a_hub():
    slowed = pace.slowed(DAILY, NOW + timedelta(days=9), NOW)

    assert due(slowed, cron_next=daily_at_seven) == due(DAILY, cron_next=daily_at_seven)
