"""Days as East Asia writes them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate import dates, eastern


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("二〇二五年二月十三日", datetime(2025, 2, 13)),
        ("二○二五年十二月三十一日", datetime(2025, 12, 31)),
        ("二零二四年十一月廿一日", datetime(2024, 11, 21)),
        ("二〇二四年十月二十号", datetime(2024, 10, 20)),
        ("令和7年2月13日", datetime(2025, 2, 13)),
        ("令和七年二月十三日", datetime(2025, 2, 13)),
        ("平成元年1月8日", datetime(1989, 1, 8)),
        ("昭和50年4月1日", datetime(1975, 4, 1)),
        ("中華民國114年2月13日", datetime(2025, 2, 13)),
        ("２０２５年２月１３日", datetime(2025, 2, 13)),
        ("2025年2月13日（木）8時30分", datetime(2025, 2, 13, 8, 30)),
        ("2025年2月13日08时30分05秒", datetime(2025, 2, 13, 8, 30, 5)),
        ("2025年2月13日午後3:05", datetime(2025, 2, 13, 15, 5)),
        ("2025년 2월 13일 오후 3:05", datetime(2025, 2, 13, 15, 5)),
        ("2025년 2월 13일(목) 8시 30분", datetime(2025, 2, 13, 8, 30)),
        ("2025. 2. 13. 오전 8:30", datetime(2025, 2, 13, 8, 30)),
        ("2025. 2. 13.", datetime(2025, 2, 13)),
    ],
)
def test_days_are_read_as_east_asia_writes_them(said, moment):
    assert dates.parse(said, UTC) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "二〇二五年",
        "令和7年2月30日",
        "二〇二五年十三月一日",
        "1.2. 3. 45",
        "12025. 2. 13.",
        "二月十三日",
    ],
)
def test_what_names_no_whole_day_is_none(said):
    assert dates.parse(said, UTC) is None


def test_words_around_a_day_stay():
    told = "本报讯 二〇二五年二月十三日，渡轮一年一度检修，第二十四班"

    assert eastern.in_figures(told) == "本报讯 2025年2月13日，渡轮一年一度检修，第二十四班"


@given(st.text("二〇零一三十廿年月日号令和元２.2 오전년월일"))
def test_any_text_is_read(text):
    assert isinstance(eastern.in_figures(text), str)
    dates.parse(text, UTC)
