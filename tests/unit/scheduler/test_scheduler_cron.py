from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.scheduler import cron_next

MARCH = datetime(2026, 3, 26, 12, tzinfo=UTC)  # a Thursday


def coming(expression, zone, after, count):
    times = []
    for _ in range(count):
        after = cron_next(expression, zone, after)
        times.append(f"{after:%m-%d %H:%M}")
    return times


@pytest.mark.parametrize(
    ("expression", "zone", "expected"),
    [
        ("0 7 * * *", "UTC", ["03-27 07:00", "03-28 07:00"]),
        ("0 7 * * *", "Asia/Shanghai", ["03-26 23:00", "03-27 23:00"]),
        ("*/20 8-9 * * *", "UTC", ["03-27 08:00", "03-27 08:20", "03-27 08:40", "03-27 09:00"]),
        ("5,35 * * * *", "UTC", ["03-26 12:05", "03-26 12:35", "03-26 13:05"]),
        ("0 0 1 jan,JUL *", "UTC", ["07-01 00:00", "01-01 00:00"]),
        ("0 0 29 2 *", "UTC", ["02-29 00:00"]),
    ],
)
def test_a_crontab_line_means_wall_clock_times(expression, zone, expected):
    assert coming(expression, zone, MARCH, len(expected)) == expected


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("0", "29"),
        ("7", "29"),
        ("sun", "29"),
        ("1", "30"),
        ("MON", "30"),
        ("1-5", "27 30 31"),
        ("5-7", "27 28 29"),
        ("fri-sun", "27 28 29"),
        ("sat,sun", "28 29"),
        ("*/2", "28 29 31"),
        ("1-5/2", "27 30"),
        ("3/2", "27 01"),
        ("0-0", "29"),
        ("mon-0", "27 28 29"),
        ("*", "27 28 29 30 31"),
    ],
)
def test_weekdays_count_from_sunday(field, days):
    wanted = days.split()

    times = coming(f"0 0 * * {field}", "UTC", MARCH, len(wanted))

    assert [time[3:5] for time in times] == wanted


def test_with_both_days_given_either_is_enough():
    times = coming("0 9 1 * mon", "UTC", MARCH, 3)

    assert times == ["03-30 09:00", "04-01 09:00", "04-06 09:00"]


@pytest.mark.parametrize("line", ["0 9 */1 * mon", "0 9 * * mon"])
def test_a_day_that_begins_with_a_star_restricts_no_weekday(line):
    assert coming(line, "UTC", MARCH, 2) == ["03-30 09:00", "04-06 09:00"]


def test_a_time_that_the_clocks_jump_over_comes_as_much_later():
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)
    times = coming("30 2 * * *", "Europe/Berlin", after, 2)

    assert times == ["03-29 01:30", "03-30 00:30"]  # 03:30 and 02:30 in summer time
    just_after_the_jump = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    assert coming("30 2 * * *", "Europe/Berlin", just_after_the_jump, 1) == ["03-29 01:30"]


def test_a_midnight_that_does_not_exist_costs_no_day():
    # Clocks in São Paulo jumped from 00:00 to 01:00.
    after = datetime(2018, 11, 3, 12, tzinfo=UTC)

    assert coming("0 0 * * *", "America/Sao_Paulo", after, 2) == ["11-04 03:00", "11-05 02:00"]


def test_a_time_that_comes_twice_is_taken_once():
    after = datetime(2026, 10, 24, 12, tzinfo=UTC)

    assert coming("30 2 * * *", "Europe/Berlin", after, 2) == ["10-25 00:30", "10-26 01:30"]


def test_every_hour_is_every_hour_when_clocks_are_put_back():
    before = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)

    times = coming("*/30 * * * *", "Europe/Berlin", before, 5)

    assert times == ["10-25 00:00", "10-25 00:30", "10-25 01:00", "10-25 01:30", "10-25 02:00"]


def test_clocks_that_shift_by_half_an_hour():
    before = datetime(2026, 4, 4, 13, 30, tzinfo=UTC)

    times = coming("0 * * * *", "Australia/Lord_Howe", before, 3)

    assert times == ["04-04 14:00", "04-04 15:30", "04-04 16:30"]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["0 3 * * *", "30 2 * * *", "*/15 * * * *", "10 1,2,3 * * 1-5", "0 0 * * *"]),
    st.sampled_from(
        ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Antarctica/Troll", "UTC"]
    ),
)
def test_the_next_time_is_later_and_none_lies_between(after, expression, zone):
    time = cron_next(expression, zone, after)

    assert after < time < after + timedelta(days=4)
    halfway = after + (time - after) / 2
    assert cron_next(expression, zone, halfway) == time


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("* * *", "has 3 fields instead of 5: minute, hour, day of month, month, weekday"),
        ("", "has 0 fields"),
        ("@daily", "has 1 fields"),
        ("61 * * * *", "61"),
        ("* 24 * * *", "24"),
        ("* * * 13 *", "13"),
        ("* * * * 8", "'8' is no weekday"),
        ("* * * * 1-8", "'8' is no weekday"),
        ("* * * * somday", "'somday' is no weekday"),
        ("* * * * ,", "'' is no weekday"),
        ("* * * * 1/0", "'1/0' is no weekday"),
        ("* * * * sat-mon", "'sat-mon' ends before it begins"),
        ("*/0 * * * *", "higher than 0"),
        ("5-1 * * * *", "minimum"),
        ("x * * * *", "minute"),
        ("0 0 31 2 *", "never comes"),
    ],
)
def test_an_expression_that_makes_no_sense_is_refused_with_the_reason(expression, reason):
    with pytest.raises(ValueError, match="cron ") as raised:
        cron_next(expression, "UTC", MARCH)

    assert repr(expression) in str(raised.value)
    assert reason in str(raised.value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="is no timezone"):
        cron_next("* * * * *", zone, MARCH)
