from datetime import UTC, date, datetime

import pytest

from syndicate.archiver.page import days, seen
from syndicate.markup import tree

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
READER = days.Reader(UTC)
LONG = "A sentence about the harbour wall and its stones. " * 60


def shown(body: str, reader: days.Reader = READER) -> tuple[date | None, date | None]:
    page = seen.read(tree.parse(f"<html><body>{body}"))
    found = days.shown((*page.marked, *page.lines), page.place_of("The wall"), reader)
    published, changed = (each.moment.date() if each else None for each in found)
    return published, changed


@pytest.mark.parametrize(
    "said",
    [
        "2025-02-13",
        "2025/2/13 17:10",
        "2025年02月13日 17:10",
        "2025 年 2 月 13 日",
        "13.02.2025",
        "13. 2. 2025",
        "13. Februar 2025",
        "Donnerstag, 13. Feb. 2025 um 17:10 Uhr",
        "FEBRUARY 13, 2025",
        "Posted on February 13th, 2025 at 5:10 pm",
        "le 13 février 2025",
        "13 de febrero de 2025",
        "Ann Lee | 13 Feb 2025 | 5 min read",
        "Datum: 13.02.2025",
        "二〇二五年二月十三日　星期四",
        "发布日期：<br>二〇二五年二月十三日",
        "令和7年2月13日",
        "2025年02月13日08时30分　来源：海港时报",
        "公開日：2025年2月13日 8時30分　更新日：2025年2月14日",
        "Kim | 입력 2025.02.13 08:30 | 수정 2025.02.14 09:00",
        "2025. 2. 13. 오전 8:30",
    ],
)
def test_days_are_found_as_they_are_written(said):
    assert shown(f"<h1>The wall</h1><p>{said}</p>")[0] == date(2025, 2, 13)


@pytest.mark.parametrize(
    "said",
    [
        "© 2025-02-13 Harbour Times",
        "Joined 13 Feb 2025",
        "Ann<br>Registriert: 13.02.2025, 05:56<br>Wohnort: Hagen",
        "Founded:<br>Feb 13, 2025",
        "On February 13, 2025 the council of the town decided to raise its wall by a metre",
        "1.2.2025.7",
        "3-5",
        "原文(投稿日：2025/02/13)へのリンク",
        "",
    ],
)
def test_what_is_no_day_of_a_publication_is_none(said):
    assert shown(f"<h1>The wall</h1><p>{said}</p>") == (None, None)


def test_what_is_said_of_rights_is_not_of_the_day_in_another_row():
    body = "<h1>The wall</h1><p>13 Feb 2025<br>Read 61 times<br>© Ann Lee</p>"

    assert shown(body) == (date(2025, 2, 13), None)


def test_a_row_named_date_says_when():
    body = (
        "<h1>The wall</h1><p>Datum: 18.10.2021</p><p>From 17.08.2021</p><i class=date>1.1.2020</i>"
    )

    assert shown(body) == (date(2021, 10, 18), None)


def test_the_day_nearest_to_the_title_is_taken():
    body = f"<p>1 May 2020</p><p>{LONG}</p><h1>The wall</h1><p>2 May 2020</p><p>3 May 2020</p>"

    assert shown(body) == (date(2020, 5, 2), None)


def test_a_marked_day_is_taken_before_a_nearer_one():
    body = "<h1>The wall</h1><p>2 May 2020</p><p class=published>3 May 2020</p>"

    assert shown(body) == (date(2020, 5, 3), None)


def test_days_beside_the_article_count_only_near_its_title():
    assert shown(f"<h1>The wall</h1><p>{LONG}</p><footer>3 May 2020</footer>") == (None, None)
    assert shown("<h1>The wall</h1><aside>3 May 2020</aside>")[0] == date(2020, 5, 3)


@pytest.mark.parametrize(
    ("said", "published", "changed"),
    [
        ("Published 2 May 2020 | Updated 9 May 2020", 2, 9),
        ("Updated: 9 May 2020, published: 2 May 2020", 2, 9),
        ("Last updated 9 May 2020", None, 9),
        ("2020-05-09更新", None, 9),
        ("Stand: 9. Mai 2020", None, 9),
    ],
)
def test_a_day_of_a_change_is_told_apart(said, published, changed):
    found = shown(f"<h1>The wall</h1><p>{said}</p>")

    assert [day and day.day for day in found] == [published, changed]


def test_a_change_beside_the_title_says_more_than_a_stray_day_below():
    found = shown(
        f"<h1>The wall</h1><p>Updated 9 May 2020</p><p>{LONG[:900]}</p><p>1 June 2019, Harbour</p>"
    )

    assert found == (None, date(2020, 5, 9))


def test_time_elements_say_their_day_to_machines():
    assert shown("<h1>The wall</h1><time datetime=2025-02-13T08:00Z>yesterday</time>") == (
        date(2025, 2, 13),
        None,
    )


def test_relative_days_are_read_only_by_who_knows_the_time():
    body = "<h1>The wall</h1><p>3小时前</p>"

    assert shown(body) == (None, None)
    assert shown(body, days.Reader(UTC, NOW)) == (date(2026, 11, 22), None)
    assert shown("<p>posted yesterday</p>", days.Reader(UTC, NOW))[0] == date(2026, 11, 21)


@pytest.mark.parametrize(
    "line",
    [
        "What the town did yesterday",
        "<b>今天</b>的早餐吃什么",
        "Two hours of rain, and what stood an hour ago in the cellars",
    ],
)
def test_a_word_for_a_day_among_others_is_no_date(line):
    assert shown(f"<h1>The wall</h1><p>{line}</p>", days.Reader(UTC, NOW)) == (None, None)


@pytest.mark.parametrize("line", ["昨天 08:12", "Yesterday", "Ada Berg · 3 hours ago", "刚刚"])
def test_a_day_that_was_counted_back_is_told_from_one_that_was_named(line):
    body = f"<h1>The wall</h1><p>{line}</p>"
    lines, title = seen.read(tree.parse(body)), 0

    day, _ = days.shown((*lines.marked, *lines.lines), title, days.Reader(UTC, NOW))

    assert day is not None
    assert day.is_reckoned


def test_a_day_to_come_is_no_publication():
    assert days.Reader(UTC, NOW).read("2026-11-23") is not None
    assert days.Reader(UTC, NOW).read("2026-11-24") is None
    assert days.Reader(UTC).read("2026-11-24") is not None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://e.org/2025/02/13/tide", date(2025, 2, 13)),
        ("https://e.org/a/20250213-tide.html", date(2025, 2, 13)),
        ("https://e.org/web/20200101000000/http://e.org/2025/02/13/", date(2025, 2, 13)),
        ("https://e.org/news/13-02-2025", date(2025, 2, 13)),
        ("https://e.org/news/03-02-2025", None),
        ("https://e.org/news/1-13-02-2025", None),
        ("https://e.org/2025/02/31/", None),
        ("https://e.org/2025-02/13", None),
        ("https://e.org/120250213", None),
        ("https://e.org/?d=2025-02-13", None),
        (None, None),
    ],
)
def test_an_address_names_a_day_in_its_path(url, day):
    found = days.in_address(url, READER)

    assert (found.moment.date() if found else None) == day


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en-US", True),
        ("en", None),
        ("en-GB", False),
        ("en-CA", None),
        ("de", False),
        ("zh-CN", None),
        (None, None),
    ],
)
def test_a_language_tells_what_stands_first(lang, expected):
    assert days.month_first(lang) is expected


def test_a_short_year_is_read_where_the_day_comes_first():
    german = days.Reader(UTC, None, days.month_first("de"))

    assert shown("<h1>The wall</h1><p>Von Ann | 31.10.23</p>", german)[0] == date(2023, 10, 31)
    assert shown("<h1>The wall</h1><p>Version 31.10.23.1</p>", german)[0] is None
    assert shown("<h1>The wall</h1><p>Version 31.10.23</p>")[0] is None
    assert shown("<h1>The wall</h1><p class=date>31.10.23</p>")[0] == date(2023, 10, 31)
    assert shown("<h1>The wall</h1><p class=info>Version 31.10.23</p>")[0] is None


def test_an_abbreviated_month_keeps_its_blank():
    assert shown("<h1>The wall</h1><p>Dec. 22, 2016, 6:47 p.m.</p>")[0] == date(2016, 12, 22)


def test_words_before_an_element_tell_that_its_day_is_of_a_change():
    line = "<p>Last updated: <span class=date>May 3, 2020</span></p>"

    assert shown(f"<h1>The wall</h1>{line}") == (None, date(2020, 5, 3))


def test_two_days_in_a_line_are_the_publication_and_the_change():
    line = (
        "<p class=dateline><b>DECEMBER 22, 2022</b> Updated: <i class=date>JANUARY 02, 2026</i></p>"
    )

    assert shown(f"{line}<h1>The wall</h1>") == (date(2022, 12, 22), date(2026, 1, 2))


def test_a_long_line_tells_its_day_right_behind_the_word():
    tags = "stones | harbours | walls | tides | towns | moles | ships"

    assert shown(f"<h1>The wall</h1><p>Essay - Published: 2025.12.17 | {tags}</p>")[0]
    assert not shown(f"<h1>The wall</h1><p>Published by Ann in 17.12.2025 | {tags}</p>")[0]


def test_what_stands_beside_the_article_yields_to_what_stands_in_it():
    page = (
        "<aside><p class=date>May 3, 2020</p></aside><h1>The wall</h1><p class=date>May 1, 2020</p>"
    )

    assert shown(f"{page}<p>{LONG}</p>")[0] == date(2020, 5, 1)


def test_the_first_statement_that_is_a_date_is_believed():
    found = days.stated([("a", "soon"), ("b", "2025-02-13"), ("c", "2025-02-14")], READER)

    assert found == days.Day(datetime(2025, 2, 13, tzinfo=UTC), "b")
    assert days.stated([], READER) is None
