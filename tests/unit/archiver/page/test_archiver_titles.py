import time

import pytest

from syndicate.archiver.page import titles
from syndicate.archiver.page.titles import Stated

URL = "https://www.harbour-times.example/news/tide.html"


def chosen(*stated: str, h1=(), h2=(), site: str | None = None, url: str | None = URL) -> Stated:
    said = [Stated(text, f"statement {index}") for index, text in enumerate(stated, 1)]
    return titles.choose(said, list(h1), list(h2), titles.names(site, url))


@pytest.mark.parametrize(
    ("title", "site", "headings", "expected"),
    [
        ("Tide rises - The Harbour Times", "The Harbour Times", [], "Tide rises"),
        ("The Harbour Times | Tide rises", "Harbour Times", [], "Tide rises"),
        (
            "Tide rises | Coast | Harbour Times Online",
            "Harbour Times",
            ["Tide rises"],
            "Tide rises",
        ),
        ("Tide - rises", None, [], "Tide - rises"),
        ("Tide - rises - Some Paper", None, ["Tide - rises"], "Tide - rises"),
        ("Some Paper » Archive » Tide rises", None, ["Tide rises"], "Tide rises"),
        ("Tide rises » Harbour", None, ["Harbour", "Tide rises"], "Tide rises"),
        ("Tide rises – harbour-times.example", None, [], "Tide rises"),
        ("Tide rises – Harbour-Times", None, [], "Tide rises"),
        ("潮水上涨_某某新闻网", None, [], "潮水上涨"),
        ("潮水上涨-财经频道-某某网", None, [], "潮水上涨"),
        ("潮水——上涨", None, [], "潮水——上涨"),
        ("潮水上涨（图）_某某海岸", None, [], "潮水上涨（图）"),
        ("潮水上涨-某某财经", None, [], "潮水上涨"),
        ("潮水-海港体育之夜", None, [], "潮水-海港体育之夜"),
        ("潮水模块ngx_http_潮水_module", None, [], "潮水模块ngx_http_潮水_module"),
        ("F-16 lands", "F", [], "F-16 lands"),
        ("Plain", "Plain", [], "Plain"),
        ("Plain | Plain", "Plain", [], "Plain"),
        ("Tide: the harbour", None, ["Tide"], "Tide: the harbour"),
    ],
)
def test_a_title_loses_the_names_of_its_site(title, site, headings, expected):
    assert titles.without_site(title, titles.names(site, URL), headings) == expected


def test_the_heading_that_a_statement_agrees_with_is_the_title():
    found = chosen(
        "Harbour wall to be raised, council says",
        h1=["Harbour Times", "Council: the harbour wall will be raised by a metre"],
        site="Harbour Times",
    )

    assert found == Stated("Council: the harbour wall will be raised by a metre", "h1")


def test_the_heading_most_like_a_statement_is_taken():
    found = chosen("The wall is raised", h1=["Wall: our series", "At last, the wall is now raised"])

    assert found.text == "At last, the wall is now raised"


def test_a_heading_about_something_else_is_not_the_title():
    found = chosen("Wall raised by a metre", h1=["Subscribe today"])

    assert found == Stated("Wall raised by a metre", "statement 1")


@pytest.mark.parametrize(
    "heading", ["Coast 13.02.2025 Wall raised at last", "Wall raised at last 3 comments"]
)
def test_what_no_statement_says_is_no_part_of_the_title(heading):
    found = chosen("Wall raised at last", h1=[heading])

    assert found == Stated("Wall raised at last", "statement 1, in the h1")


def test_a_heading_is_spelled_as_it_is_stated():
    found = chosen("Wall – raised", h1=["Wallraised"])

    assert found == Stated("Wall – raised", "h1, as in statement 1")


def test_a_heading_that_is_the_sites_name_is_not_the_title():
    found = chosen("Wall raised", "Harbour Times on walls", h1=["Harbour Times"])

    assert found.text == "Wall raised"


def test_the_first_heading_is_the_title_where_statements_name_the_site_alone():
    assert chosen("Harbour Times", h1=["Welcome, sailors"]) == Stated("Welcome, sailors", "h1")
    assert chosen("Harbour Times", h1=["Welcome", "Goodbye"]) == Stated("Welcome", "h1")
    assert chosen("Harbour Times").text == "Harbour Times"


def test_what_sites_call_their_first_page_is_no_title():
    assert chosen("Home", h1=["Time to say goodbye"]) == Stated("Time to say goodbye", "h1")
    assert chosen("Tide rises | Startseite").text == "Tide rises"
    assert chosen("Home").text == "Home"


def test_a_heading_that_is_the_address_is_the_title_where_statements_say_something_else():
    url = "https://forum.example/comments/tide_rises_on_the_coast/"
    heading = "Tide rises on the coast"

    by_address = chosen("The heart of the internet", h1=["Forum", heading], url=url)
    assert by_address == Stated(heading, "h1, as in the page's address")
    assert chosen("Harbours", h1=["Tide"], url="https://e.org/tide.html").text == "Harbours"
    assert (
        chosen(
            "ann/harbour: a model of all the harbours there are on the coast",
            h1=["harbour"],
            url="https://e.org/ann/harbour",
        ).signal
        == "statement 1"
    )


def test_without_a_statement_the_first_heading_is_the_title():
    assert chosen(h1=["Seen", "Below"]).text == "Seen"
    assert chosen().text == ""


def test_without_a_statement_the_sites_name_yields_to_the_next_heading():
    found = chosen(h1=["Harbour Times"], h2=["The wall is raised - -"], site="Harbour Times")

    assert found == Stated("The wall is raised", "h1")
    assert chosen(h1=["Harbour Times"], site="Harbour Times").text == "Harbour Times"


def test_chinese_titles_are_compared_by_their_characters():
    found = chosen("海堤加高一米，市民欢迎", h1=["今日要闻", "市民欢迎海堤加高一米"])

    assert found.text == "市民欢迎海堤加高一米"


def test_a_name_longer_than_names_are_names_nothing():
    title = "Wall raised by a metre after long debate in the council - Harbour"

    assert titles.names(title, None).site == ""
    assert titles.without_site(title, titles.names(title, None)) == title


def test_a_page_without_an_address_has_no_host_to_name():
    assert titles.names("A B", None) == titles.Names("ab")
    assert titles.names(None, "https://blog.tides.example.org:8080/x").labels == (
        "tides",
        "example",
    )


@pytest.mark.parametrize(
    ("heading", "stated", "expected"),
    [
        ("The “tide” rises.", 'The "tide" rises', "The “tide” rises."),
        ("The Tide 1831", "*The Tide* (1831)", "The Tide 1831"),
        ("The tide rises Part two", "The tide rises - Part two", "The tide rises - Part two"),
        ("THE TIDE RISES", "The tide rises", "The tide rises"),
        ("The tiderises at night", "The tide rises at night", "The tide rises at night"),
    ],
)
def test_a_title_is_spelt_as_its_heading_unless_looks_tell_what_signs_do(heading, stated, expected):
    assert chosen(stated, h1=[heading]) == Stated(expected, "h1, as in statement 1")


def test_a_statement_that_was_cut_within_a_word_yields_to_the_heading():
    heading = "How the tide rises in the harbour (checklist)"

    assert chosen("How the tide rises in the har", h1=[heading]).text == heading
    assert (
        chosen("How the tide rises", h1=["How the tide rises May 3"]).text == "How the tide rises"
    )


def test_many_titles_of_many_names_are_read_in_time_linear_to_them():
    title = "a | " * 1_000
    headings = [f"{title}{number}" for number in range(20)]

    start = time.perf_counter()
    found = chosen(f"{title}Tide", h1=headings, site="a")

    assert found.text == "Tide"
    assert time.perf_counter() - start < 1
