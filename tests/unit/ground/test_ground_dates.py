import locale
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.dates import parse, rfc2822, rfc3339

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 2, 14, 1, 30, tzinfo=UTC)


def in_shanghai(text, now=None):
    moment = parse(text, SHANGHAI, now)
    return moment and rfc3339(moment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 13 Feb 2025 17:10:30 +0800", "2025-02-13T17:10:30+08:00"),
        ("Mon, 13 Feb 2025 17:10:30 GMT", "2025-02-13T17:10:30Z"),
        ("Thu,13 Feb 25 17:10 EST", "2025-02-13T17:10:00-05:00"),
        ("13-Feb-2025 17:10:30 GMT+8", "2025-02-13T17:10:30+08:00"),
        ("Thu, 13 Feb 2025 17:10:30 PDT (Pacific)", "2025-02-13T17:10:30-07:00"),
        ("Sun, 06 Nov 94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("13 February 2025", "2025-02-13T00:00:00+08:00"),
        ("2025 Feb 13", "2025-02-13T00:00:00+08:00"),
        ("2025-02-13T17:10:30:684Z", "2025-02-13T17:10:30.684000Z"),
        ("2025-02-13T17:10:30Z", "2025-02-13T17:10:30Z"),
        ("2025-02-13t17:10:30.5-03:30", "2025-02-13T17:10:30.500000-03:30"),
        ("2025-02-13T17:10:30.123456789+0800", "2025-02-13T17:10:30.123456+08:00"),
        ("2025-02-13T24:00:00Z", "2025-02-14T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2025-W07-4", "2025-02-13T00:00:00+08:00"),
        ("2025-044", "2025-02-13T00:00:00+08:00"),
        ("20250213", "2025-02-13T00:00:00+08:00"),
        ("20250213T171030Z", "2025-02-13T17:10:30Z"),
        ("Thu Feb 13 17:10:30 2025", "2025-02-13T17:10:30+08:00"),
        ("Thu Feb 13 17:10:30 PST 2025", "2025-02-13T17:10:30-08:00"),
        ("February 13th, 2025 5:10 PM", "2025-02-13T17:10:00+08:00"),
        ("Thursday, February 13, 2025 - 17:10", "2025-02-13T17:10:00+08:00"),
        ("1739437830", "2025-02-13T09:10:30Z"),
        ("1739437830123", "2025-02-13T09:10:30.123000Z"),
        ("2025年02月13日 17:10", "2025-02-13T17:10:00+08:00"),
        ("2025 年 2 月 13 日 星期四 下午5点10分", "2025-02-13T17:10:00+08:00"),
        ("2025-02-13 上午 12:10", "2025-02-13T00:10:00+08:00"),
        ("2025-02-13 中午12:10", "2025-02-13T12:10:00+08:00"),
        ("2025-02-13 17:10:30", "2025-02-13T17:10:30+08:00"),
        ("2025/2/13", "2025-02-13T00:00:00+08:00"),
        ("2025.02.13 7:05", "2025-02-13T07:05:00+08:00"),
        (" 2025-02-13 \n", "2025-02-13T00:00:00+08:00"),
        ("13 Febuary 2025", "2025-02-13T00:00:00+08:00"),
        ("13.02.2025", "2025-02-13T00:00:00+08:00"),
        ("3.2.2025", "2025-02-03T00:00:00+08:00"),
        ("13. 2. 2025, 17:10", "2025-02-13T17:10:00+08:00"),
        ("Do., 13.02.2025 um 17:10 Uhr", "2025-02-13T17:10:00+08:00"),
        ("13/02/2025", "2025-02-13T00:00:00+08:00"),
        ("02/13/2025", "2025-02-13T00:00:00+08:00"),
        ("13-02-2025 17:10", "2025-02-13T17:10:00+08:00"),
        ("2/2/2025", "2025-02-02T00:00:00+08:00"),
        ("Donnerstag, 13. Februar 2025", "2025-02-13T00:00:00+08:00"),
        ("13.März 2025", "2025-03-13T00:00:00+08:00"),
        ("1. Jänner 2025", "2025-01-01T00:00:00+08:00"),
        ("jeudi 13 février 2025 à 17h10", "2025-02-13T17:10:00+08:00"),
        ("1er août 2025", "2025-08-01T00:00:00+08:00"),
        ("13 de febrero de 2025", "2025-02-13T00:00:00+08:00"),
        ("13 set 2025", "2025-09-13T00:00:00+08:00"),
        ("giovedì 13 maggio 2025", "2025-05-13T00:00:00+08:00"),
        ("quinta-feira, 13 de março de 2025", "2025-03-13T00:00:00+08:00"),
        ("donderdag 13 mrt. 2025 om 17:10", "2025-03-13T17:10:00+08:00"),
    ],
)
def test_a_date_keeps_its_offset_or_gets_the_zone(text, expected):
    assert in_shanghai(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2025", "2025-02", "February 2025", "03/02/2025", "3-2-2025", "2025-02-30", "2025-13-01",
        "2025-02/13", "2025-02-13 25:10", "2025-02-13 17:61", "2025-366", "2025-000",
        "Thu, 32 Feb 2025 17:10:30 GMT", "13 Foo 2025", "0000-00-00 00:00:00", "0", "-1",
        "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 08:00:00 +0800", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00", "2201-01-01", "2025-02-13T17:10:30+99:99", "9" * 5000,
        "2025-02-13 and more words", "3小时前", "昨天 08:12", "02-13 17:10", "02-13", "2月13日",
    ],
)  # fmt: skip
def test_what_names_no_day_for_certain_is_none(text):
    assert parse(text, SHANGHAI) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("刚刚", "2025-02-14T09:30:00+08:00"),
        ("3小时前", "2025-02-14T06:30:00+08:00"),
        ("半小时前", "2025-02-14T09:00:00+08:00"),
        ("20 分钟前", "2025-02-14T09:10:00+08:00"),
        ("2 hours ago", "2025-02-14T07:30:00+08:00"),
        ("an hour ago", "2025-02-14T08:30:00+08:00"),
        ("2天前", "2025-02-12T09:30:00+08:00"),
        ("今天", "2025-02-14T00:00:00+08:00"),
        ("昨天 08:12", "2025-02-13T08:12:00+08:00"),
        ("Yesterday 8:12 PM", "2025-02-13T20:12:00+08:00"),
        ("前天 23:59", "2025-02-12T23:59:00+08:00"),
        ("02-13 17:10", "2025-02-13T17:10:00+08:00"),
        ("12月30日 17:10", "2024-12-30T17:10:00+08:00"),
        ("02-13", "2025-02-13T00:00:00+08:00"),
        ("02-15", "2025-02-15T00:00:00+08:00"),
        ("02-16", "2024-02-16T00:00:00+08:00"),
        ("2月13日", "2025-02-13T00:00:00+08:00"),
        ("12 月 3 号（周二）", "2024-12-03T00:00:00+08:00"),
        ("2月13日 下午5:10", "2025-02-13T17:10:00+08:00"),
        ("02-29", "2024-02-29T00:00:00+08:00"),
        ("13 Feb", "2025-02-13T00:00:00+08:00"),
        ("13. Februar", "2025-02-13T00:00:00+08:00"),
        ("Feb 13", "2025-02-13T00:00:00+08:00"),
        ("30 déc. 17:10", "2024-12-30T17:10:00+08:00"),
        ("13.02. 17:10", "2025-02-13T17:10:00+08:00"),
        ("13.02", None),
        ("3 apples", None),
        ("3 jungles", None),
        ("2-13", None),
        ("02/13", None),
        ("13-02", None),
        ("2月30日", None),
        ("3个月前", None),
        ("2周前", None),
        ("13-45 17:10", None),
    ],
)
def test_a_relative_date_is_read_when_now_is_known(text, expected):
    assert in_shanghai(text, NOW) == expected


@given(
    now=st.datetimes(datetime(1980, 1, 1), datetime(2180, 1, 1), timezones=st.just(UTC)),
    days=st.integers(0, 363),
    zone=st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Pacific/Auckland", "UTC"]),
    form=st.sampled_from(["{:%m-%d}", "{0.month}月{0.day}日", "{:%m-%d} 00:00"]),
)
def test_a_day_without_a_year_is_the_nearest_one_that_has_begun(now, days, zone, form):
    home = ZoneInfo(zone)
    day = now.astimezone(home).date() - timedelta(days=days)

    moment = parse(form.format(day), home, now)

    assert moment is not None
    assert moment.date() == day
    assert moment.utcoffset() == moment.replace(tzinfo=home).utcoffset()


@given(
    now=st.datetimes(datetime(1980, 1, 1), datetime(2180, 1, 1), timezones=st.just(UTC)),
    day=st.dates(),
)
def test_a_day_without_a_year_is_never_further_ahead_than_zones_differ(now, day):
    moment = parse(f"{day:%m-%d}", UTC, now)

    assert moment is not None
    assert (moment.month, moment.day) == (day.month, day.day)
    assert now - timedelta(days=366 * 8) < moment <= now + timedelta(days=1)


def test_a_list_in_a_zone_ahead_may_show_the_first_day_of_the_next_year():
    eve = datetime(2025, 12, 31, 20, tzinfo=UTC)

    assert parse("01-01", UTC, eve) == datetime(2026, 1, 1, tzinfo=UTC)


def test_cst_is_chinas_in_a_chinese_source_and_americas_elsewhere():
    text = "Thu, 13 Feb 2025 17:10:30 CST"

    assert parse(text, SHANGHAI).utcoffset() == timedelta(hours=8)
    assert parse(text, timezone(timedelta(hours=8))).utcoffset() == timedelta(hours=8)
    assert parse(text, UTC).utcoffset() == timedelta(hours=-6)


def test_an_abbreviation_means_what_the_sources_zone_means_by_it():
    text = "Thu, 13 Feb 2025 17:10:30 IST"

    assert parse(text, ZoneInfo("Asia/Kolkata")).utcoffset() == timedelta(hours=5, minutes=30)
    assert parse(text, ZoneInfo("Asia/Jerusalem")).utcoffset() == timedelta(hours=2)


def test_daylight_saving_is_that_of_the_day():
    zone = ZoneInfo("Europe/Berlin")

    assert parse("2025-02-13 12:00", zone).utcoffset() == timedelta(hours=1)
    assert parse("2025-07-13 12:00", zone).utcoffset() == timedelta(hours=2)


def test_written_dates_carry_their_offset():
    moment = datetime(2025, 2, 3, 7, 5, 9, tzinfo=timezone(timedelta(hours=8)))

    assert rfc3339(moment) == "2025-02-03T07:05:09+08:00"
    assert rfc3339(moment.astimezone(UTC)) == "2025-02-02T23:05:09Z"
    assert rfc3339(moment.replace(microsecond=5)) == "2025-02-03T07:05:09.000005+08:00"
    assert rfc2822(moment) == "Mon, 03 Feb 2025 07:05:09 +0800"


def test_an_offset_with_seconds_becomes_utc():
    odd = datetime(2025, 2, 3, tzinfo=timezone(timedelta(hours=8, minutes=5, seconds=43)))

    assert rfc3339(odd) == "2025-02-02T15:54:17Z"
    assert rfc2822(odd) == "Sun, 02 Feb 2025 15:54:17 +0000"


@pytest.mark.parametrize("write", [rfc3339, rfc2822])
def test_a_naive_instant_can_not_be_written(write):
    with pytest.raises(ValueError, match="needs a zone"):
        write(datetime(2025, 2, 3))


def test_mail_dates_are_english_in_every_locale():
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "C.UTF-8")
        assert rfc2822(datetime(2025, 5, 4, tzinfo=UTC)) == "Sun, 04 May 2025 00:00:00 +0000"
    finally:
        locale.setlocale(locale.LC_TIME, before)


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("03/02/2025", "2025-02-03", "2025-03-02"),
        ("3-2-2025 08:00", "2025-02-03", "2025-03-02"),
        ("03.02.2025", "2025-02-03", "2025-02-03"),
        ("13/02/2025", "2025-02-13", "2025-02-13"),
        ("02/13/2025", "2025-02-13", "2025-02-13"),
    ],
)
def test_numbers_that_end_with_a_year_mean_what_their_order_says(text, day_first, month_first):
    found = [parse(text, SHANGHAI, month_first=order) for order in (False, True)]

    assert [str(moment.date()) for moment in found if moment] == [day_first, month_first]


@pytest.mark.parametrize("text", ["13.13.2025", "32.01.2025", "31/02/2025", "10.0.2025", "1.2.25"])
def test_numbers_that_are_no_day_are_none_in_any_order(text):
    assert parse(text, SHANGHAI, month_first=False) is None
    assert parse(text, SHANGHAI, month_first=True) is None


DAYS = st.dates(datetime(1971, 1, 1).date(), datetime(2199, 12, 31).date())


@given(DAYS, st.sampled_from([None, False, True]), st.sampled_from("-/."))
def test_a_date_that_begins_with_its_year_is_read_alike_in_every_order(day, order, mark):
    text = day.isoformat().replace("-", mark)

    moment = parse(text, SHANGHAI, NOW, month_first=order)

    assert moment is not None
    assert moment.date() == day


@given(DAYS, st.booleans(), st.sampled_from("-/."))
def test_a_date_that_ends_with_its_year_is_read_as_its_order_says(day, american, mark):
    order = "%m{0}%d{0}%Y" if american and mark != "." else "%d{0}%m{0}%Y"

    moment = parse(day.strftime(order.format(mark)), SHANGHAI, month_first=american)

    assert moment is not None
    assert moment.date() == day
