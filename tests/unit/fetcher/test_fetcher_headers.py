"""What headers ask of us; junk asks nothing and breaks nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.fetcher.headers import (
    MAX_FRESH,
    MAX_RETRY,
    freshness,
    retry_after,
    value,
    values,
    x_robots,
)

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def lines(**headers: str) -> list[tuple[bytes, bytes]]:
    return [
        (name.replace("_", "-").encode(), text.encode("latin-1")) for name, text in headers.items()
    ]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "max-age=600"}, 600),
        ({"cache_control": "Public, MAX-AGE = 600"}, 600),
        ({"Cache_Control": 'max-age="600"'}, 600),
        ({"Cache_Control": "max-age=600", "Age": "200"}, 400),
        ({"Cache_Control": "max-age=600", "Age": "soon"}, 600),
        ({"Cache_Control": "max-age=600", "Expires": "Sun, 01 Mar 2026 09:00:00 GMT"}, 600),
        ({"Cache_Control": "s-maxage=9, private, max-age=600"}, 600),
        ({"Cache_Control": "must-revalidate", "Expires": "Sun, 01 Mar 2026 09:00:00 GMT"}, 3600),
        (
            {"Expires": "Sun, 01 Mar 2026 09:00:00 GMT", "Date": "Sun, 01 Mar 2026 08:30:00 GMT"},
            1800,
        ),
        ({"Expires": "Sun, 01 Mar 2026 09:00:00 GMT", "Date": "yesterday"}, 3600),
        ({"Expires": "Sunday, 01-Mar-26 09:00:00 GMT"}, 3600),
        ({"Cache_Control": "max-age=99999999999999999999999"}, MAX_FRESH.total_seconds()),
        ({"Expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, MAX_FRESH.total_seconds()),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_it_says(headers, seconds):
    assert freshness(lines(**headers), NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache_Control": "no-cache, max-age=600"},
        {"Cache_Control": "no-store", "Expires": "Sun, 01 Mar 2026 09:00:00 GMT"},
        {"Cache_Control": "max-age=0", "Expires": "Sun, 01 Mar 2026 09:00:00 GMT"},
        {"Cache_Control": "max-age=soon", "Expires": "Sun, 01 Mar 2026 09:00:00 GMT"},
        {"Cache_Control": "max-age=-5"},
        {"Cache_Control": "max-age=600", "Age": "600"},
        {"Cache_Control": "max-age=²"},
        {"Expires": "0"},
        {"Expires": "-1"},
        {"Expires": "Sat, 28 Feb 2026 09:00:00 GMT"},
        {"Expires": "Mon, 99 Foo 99999 99:99:99 GMT"},
    ],
)
def test_an_answer_that_is_stale_at_once_asks_for_no_delay(headers):
    assert freshness(lines(**headers), NOW) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("Sun, 01 Mar 2026 08:01:30 GMT", 90),
        ("Sun, 01 Mar 2026 10:01:30 +0200", 90),
        ("86401", MAX_RETRY.total_seconds()),
        ("9" * 5000, MAX_RETRY.total_seconds()),
        ("Fri, 01 Jan 2100 00:00:00 GMT", MAX_RETRY.total_seconds()),
    ],
)
def test_retry_after_is_an_instant_within_a_day(text, seconds):
    assert retry_after(lines(Retry_After=text), NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "0", "-5", "1.5", "soon", "Mon, 01 Jan 2001 00:00:00 GMT", "٣", "1e9"]
)
def test_retry_after_that_says_nothing_is_none(text):
    headers = [(b"Retry-After", text.encode())]

    assert retry_after(headers, NOW) is None
    assert retry_after([], NOW) is None


@pytest.mark.parametrize(
    ("tags", "directives"),
    [
        ([], set()),
        (["noarchive"], {"noarchive"}),
        (["NoIndex, NoArchive"], {"noindex", "noarchive"}),
        (["noindex", "noarchive"], {"noindex", "noarchive"}),
        (["googlebot: noarchive, nofollow"], set()),
        (["noindex, googlebot: noarchive"], {"noindex"}),
        (["googlebot: noindex, syndicate: noarchive"], {"noarchive"}),
        (["*: noarchive"], {"noarchive"}),
        (["max-snippet: 20, noarchive"], {"max-snippet: 20", "noarchive"}),
        (
            ["unavailable_after: 25 Jun 2026 15:00:00 GMT"],
            {"unavailable_after: 25 jun 2026 15:00:00 gmt"},
        ),
        ([", ,"], set()),
    ],
)
def test_robots_directives_are_those_for_everybody_and_for_us(tags, directives):
    headers = [(b"X-Robots-Tag", tag.encode()) for tag in tags]

    assert x_robots(headers) == directives


def test_values_keep_their_order_and_their_bytes():
    headers = [(b"ETag", b'W/"\xe9"'), (b"Vary", b"a"), (b"etag", b'"2"')]

    assert values(headers, "ETag") == ['W/"\xe9"', '"2"']
    assert value(headers, "etag") == 'W/"\xe9"'
    assert value(headers, "age") is None


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_bytes_make_any_of_them_fail_or_put_us_off_for_ever(one, two):
    names = (b"Cache-Control", b"Expires", b"Date", b"Age", b"Retry-After", b"X-Robots-Tag")
    headers = [(name, text) for name in names for text in (one, two)]

    fresh, retry = freshness(headers, NOW), retry_after(headers, NOW)

    assert fresh is None or NOW < fresh <= NOW + MAX_FRESH
    assert retry is None or NOW < retry <= NOW + MAX_RETRY
    assert all(x_robots(headers))
