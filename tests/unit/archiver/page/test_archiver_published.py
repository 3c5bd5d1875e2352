from datetime import UTC, date, datetime

import pytest

from syndicate.archiver.page import days, published, seen
from syndicate.markup import structured, tree

LONG = "A sentence about the harbour wall and its stones. " * 60


def believed(head: str, body: str, url: str | None = None, lang: str = "en") -> days.Day | None:
    root = tree.parse(f"<html><head>{head}</head><body><h1>The wall</h1>{body}<p>{LONG}</p>")
    shown = seen.read(root)
    reader = days.Reader(UTC, None, days.month_first(lang))
    place = shown.place_of("The wall")
    return published.choose(structured.read(root), shown, place, url, reader)


def day_of(head: str, body: str, url: str | None = None, lang: str = "en") -> date | None:
    found = believed(head, body, url, lang)
    return found.moment.date() if found else None


def meta(name: str, value: str) -> str:
    return f'<meta name="{name}" content="{value}">'


STATED = meta("article:published_time", "2020-02-25T02:25:54Z")


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        ("February 24, 2020 | 9:25pm", -5),
        ("Feb. 24, 2020, 9:25 p.m.", -5),
        ("2020-02-25 10:25", 8),
        ("25.02.2020, 03:25 Uhr", 1),
    ],
)
def test_an_instant_is_told_by_the_clock_that_readers_are_shown(clock, hours):
    found = believed(STATED, f"<p class=date>{clock}</p>")

    assert found is not None
    assert found.moment == datetime(2020, 2, 25, 2, 25, 54, tzinfo=UTC)
    assert found.moment.utcoffset().total_seconds() == hours * 3600


@pytest.mark.parametrize(
    "shown",
    [
        "February 24, 2020",
        "February 24, 2020 9:31pm",
        "February 25, 2020 2:25am",
        "April 28, 2020 9:25pm",
    ],
)
def test_a_clock_that_shows_another_instant_tells_no_zone(shown):
    assert believed(STATED, f"<p class=date>{shown}</p>") == days.Day(
        datetime(2020, 2, 25, 2, 25, 54, tzinfo=UTC), "article:published_time"
    )


def test_the_clock_of_a_change_tells_no_zone_of_the_publication():
    found = believed(STATED, "<p>Updated: 2020-02-25 10:25</p>")

    assert found is not None
    assert not found.moment.utcoffset()


def test_an_offset_that_is_stated_stays():
    stated = meta("article:published_time", "2020-02-25T03:25:54+01:00")

    assert day_of(stated, "<p class=date>February 24, 2020 9:25pm</p>") == date(2020, 2, 25)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("<p class=date>May 3, 2013</p>", date(2013, 5, 3)),
        ("<p class=date>February 23, 2020</p>", date(2020, 2, 23)),
        ("<p class=date>February 24, 2020</p>", date(2020, 2, 25)),
        ("<p class=date>May 3, 2021</p>", date(2020, 2, 25)),
        ("<p class=date>Updated May 3, 2013</p>", date(2020, 2, 25)),
        ("<p>The tide of May 3, 2013</p>", date(2020, 2, 25)),
        (f"<p>{LONG}</p><p class=date>May 3, 2013</p>", date(2020, 2, 25)),
        ("<aside class=date>May 3, 2013</aside>", date(2020, 2, 25)),
    ],
)
def test_a_page_was_published_no_later_than_the_day_it_shows_by_its_title(body, day):
    assert day_of(STATED, body) == day


def test_what_software_writes_at_each_change_yields_to_the_day_that_is_shown():
    changed = meta("date", "2020-03-01")

    assert day_of(changed, "<p class=date>February 24, 2020</p>") == date(2020, 2, 24)
    assert day_of(changed, "<p>Research, February 24, 2020</p>") == date(2020, 2, 24)
    assert day_of(changed, f"<p>{LONG}</p><p>February 24, 2020</p>") == date(2020, 3, 1)
    assert day_of(changed, "") == date(2020, 3, 1)


def test_what_software_writes_after_the_change_that_is_shown_yields_to_it():
    run = meta("date", "2020-03-01")

    assert day_of(run, "<p>Updated February 24, 2020</p>") == date(2020, 2, 24)
    assert day_of(run, "<p>Updated March 3, 2020</p>") == date(2020, 3, 1)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("<p class=date>March 3, 2020</p>", date(2020, 3, 3)),
        ("<p>March 3, 2020</p>", date(2020, 3, 3)),
        ("<p class=date>March 30, 2020</p>", date(2020, 2, 25)),
        ("<p class=date>February 26, 2020</p>", date(2020, 2, 26)),
        ("<p class=date>Updated March 3, 2020</p>", date(2020, 2, 25)),
        ("<p class=date>March 3, 2020</p><p>Updated March 3, 2020</p>", date(2020, 2, 25)),
        ("<p class=date>March 3, 2020</p><p>From February 25, 2020</p>", date(2020, 2, 25)),
        ("<p>Come on March 3, 2020</p>", date(2020, 2, 25)),
    ],
)
def test_machines_are_told_of_the_draft_and_readers_when_it_came_out(body, day):
    drafted = meta("article:published_time", "2020-02-25T09:00:00+01:00")

    assert day_of(drafted, body) == day


def test_what_day_it_is_today_stands_above_the_title_and_is_no_publication():
    root = tree.parse(f"<p class=date>March 3, 2020</p><h1>The wall</h1><p>{LONG}</p>")
    shown, reader = seen.read(root), days.Reader(UTC)
    page = tree.parse(f"<head>{STATED}</head>")

    found = published.choose(structured.read(page), shown, shown.place_of("The wall"), None, reader)

    assert found is not None
    assert found.moment.date() == date(2020, 2, 25)


def test_a_day_that_is_written_in_either_order_is_the_stated_one():
    stated = meta("article:published_time", "2021-11-01T05:00:14Z")

    assert day_of(stated, "<p class=date>11/01/2021</p>", lang="de") == date(2021, 11, 1)


def test_an_instant_by_the_title_is_earlier_than_one_of_an_answer():
    asked = "<p>asked <time class=published datetime='2020-02-24 21:58:06Z'>long ago</time></p>"
    answered = f"<p>{LONG}</p><time itemprop=datePublished datetime='2020-02-25 01:03:31Z'></time>"

    assert day_of("", asked + answered) == date(2020, 2, 24)
    assert day_of("", f"<p>{LONG}</p>{answered}") == date(2020, 2, 25)


def test_a_day_in_the_imprint_below_is_one_where_nothing_else_tells_it():
    imprint = "<footer>Last change: 31.10.2023<br>Erschienen am: 01.11.2023<br>© Anna Berg</footer>"

    assert day_of("", f"<p>{LONG}</p>{imprint}", lang="de") == date(2023, 11, 1)
    assert day_of("", "<footer>Erschienen am: 01.11.2023</footer>", lang="de") == date(2023, 11, 1)
    assert day_of("", f"<p>{LONG}</p><footer>Fair on 01.11.2023</footer>", lang="de") is None


def test_names_of_a_sites_own_are_understood_the_earliest_first():
    own = meta("published-time", "2026-03-09") + meta("published-date", "2021-02-16")

    assert day_of(own, "<p class=date>March 9, 2026</p>") == date(2021, 2, 16)
    assert day_of(meta("w-published-date", "2021-02-16"), "") == date(2021, 2, 16)
    assert day_of(meta("auto-publish", "2021-02-16"), "") is None


def test_what_is_told_of_the_article_is_believed_before_what_is_told_of_its_page():
    of_page = '<script type="application/ld+json">{"@type":"WebPage","datePublished":"2015-01-16"}'

    assert day_of(f"{of_page}</script>{STATED}", "") == date(2020, 2, 25)
    assert day_of(f"{of_page}</script>", "") == date(2015, 1, 16)


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("27.1.2022 - The wall was raised.", date(2022, 1, 27)),
        ("(21 November 2022) The wall was raised.", date(2022, 11, 21)),
        ("27.1.2022 the wall was raised.", None),
        ("The wall, 27.1.2022 - was raised.", None),
    ],
)
def test_a_dateline_is_believed_where_nothing_else_tells_the_day(opening, day):
    assert day_of("", f"<p>{opening} {LONG}</p>", lang="de") == day


def test_a_dateline_may_stand_before_a_link_in_its_sentence():
    opening = "27.1.2022 - The wall was raised by the men of three villages and of the town, says"

    assert day_of("", f"<p>{opening} <a href=/x>a</a>. {LONG}</p>", lang="de") == date(2022, 1, 27)


def test_the_address_is_believed_before_a_dateline():
    text = f"<p>27.1.2022 - The wall. {LONG}</p>"

    assert day_of("", text, "https://e.org/2022/01/28/wall", "de") == date(2022, 1, 28)
