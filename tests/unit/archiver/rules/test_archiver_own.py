import pytest

from syndicate.archiver.rules import own
from syndicate.archiver.rules.rule import Edit, Link, Trial

WHOLE = """
content = ["div.text", "//main"]
remove = [".ad", "//aside"]
title = "h1"
author = "a.by::text"
date = "time::attr(datetime)"
next_page = "a.next"
single_page = "a.print"
test_url = "https://wernau.example/1"
test_contains = ["the town", "the river"]
"""


def test_a_rule_of_ours_is_read():
    reading = own.read(WHOLE, "wernau.example.toml")

    rule = reading.rule
    assert reading.wrong == ()
    assert rule.content == ("div.text", "//main")
    assert rule.edits == (Edit("remove", ".ad"), Edit("remove", "//aside"))
    assert (rule.title, rule.author) == (("h1",), ("a.by::text",))
    assert rule.date == ("time::attr(datetime)",)
    assert (rule.next_page, rule.single_page) == ((Link("a.next"),), (Link("a.print"),))
    assert rule.tests == (Trial("https://wernau.example/1", ("the town", "the river")),)


def test_what_a_person_picked_stays_whole():
    assert not own.read(WHOLE, "wernau.example.toml").rule.prunes


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ('contents = "p"', 'unknown key "contents" — did you mean "content"?'),
        ('content = "p["', 'content = "p[" is no selector: expected'),
        ('remove = ["a", "//p["]', "remove = "),
        ("title = 3", "title = 3 is"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line, remark):
    reading = own.read(f'# ours\nauthor = "b"\n{line}\n', "wernau.example.toml")

    (told,) = reading.wrong
    assert told.line == 3
    assert told.text.startswith(remark)
    assert reading.rule.author == ("b",)


def test_a_file_that_is_no_toml_says_nothing():
    reading = own.read("body: //p", "wernau.example.toml")

    assert len(reading.wrong) == 1
    assert reading.rule.content == ()
