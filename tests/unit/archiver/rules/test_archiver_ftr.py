import pytest

from syndicate.archiver.rules import ftr
from syndicate.archiver.rules.rule import Edit, Link, Trial

WHOLE = """\ufeff# A comment: //p

title: //h1
title : //meta[@property="og:title"]/@content
body://div[@id='text']
body: html/body
author: //a[@rel='author']
date: //time/@datetime
strip: //aside
strip_id_or_class: share
strip_id_or_class: "ad-"
strip_image_src: 'pixel.gif'
strip_attr: //img/@srcset
wrap_in(H2): //p[@class='head']
move_into(body): //div[@id='pictures']
dissolve: //font
src_lazy_load_attr: data-full
find_string: <amp-img
replace_string: <img
replace_string(,"value":): ,"was":
replace_string(</aside>):
http_header(User-Agent): Reader
http_header(referer): https://search.example/
single_page_link: //a[@class='all']
if_page_contains: //nav
next_page_link: //a[@rel='next']
native_ad_clue: //meta[@name='paid']
prune: no
tidy: yes
parser: html5php
autodetect_on_failure: no
autodetect_next_page: no
skip_json_ld: true
insert_detected_image: no
convert_double_br_tags: yes
test_url: https://wernau.example/1
test_contains: the town
test_contains: the river
test_url: https://wernau.example/2
"""


def test_every_directive_of_a_file_is_understood():
    reading = ftr.read(WHOLE, "wernau.example.txt")

    rule = reading.rule
    assert reading.wrong == ()
    assert reading.undone == ()
    assert rule.name == "wernau.example.txt"
    assert rule.title == ("//h1", '//meta[@property="og:title"]/@content')
    assert rule.content == ("//div[@id='text']", "(html/body)")
    assert rule.author == ("//a[@rel='author']",)
    assert rule.date == ("//time/@datetime",)
    assert rule.advert == ("//meta[@name='paid']",)
    assert rule.replace == (("<amp-img", "<img"), (',"value":', ',"was":'), ("</aside>", ""))
    assert rule.headers == (("user-agent", "Reader"), ("referer", "https://search.example/"))
    assert rule.single_page == (Link("//a[@class='all']", "//nav"),)
    assert rule.next_page == (Link("//a[@rel='next']"),)
    assert not (rule.prunes or rule.guesses or rule.follows or rule.believes_json_ld)
    assert rule.tests == (
        Trial("https://wernau.example/1", ("the town", "the river")),
        Trial("https://wernau.example/2"),
    )


def test_what_is_done_to_a_page_comes_in_an_order_of_its_own():
    edits = ftr.read(WHOLE, "wernau.example.txt").rule.edits

    acts = [edit.act for edit in edits]
    assert acts == ["wrap", "move", *["remove"] * 5, "dissolve", "load"]
    assert edits[0] == Edit("wrap", "//p[@class='head']", "h2")
    assert edits[1] == Edit("move", "//div[@id='pictures']", "//body")
    assert edits[-1] == Edit("load", "data-full")


def test_a_file_that_says_nothing_leaves_all_as_usual():
    rule = ftr.read("# nothing\n", "wernau.example.txt").rule

    assert rule.prunes
    assert rule.guesses
    assert rule.follows
    assert rule.believes_json_ld


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("bdy: //div", "bdy is no directive that is known"),
        ("just a note", "'just a note' is no directive"),
        ("body: //div[", "body: expected"),
        ("strip: //div[contain(., 'x')]", "strip: xpath: unknown function 'contain'"),
        ("body:", "body says nothing"),
        ("prune: perhaps", "prune is yes or no"),
        ("strip(b): //div", "strip takes nothing in parentheses"),
        ("wrap_in(h 2): //p", "wrap_in(h 2) names no tag"),
        ("wrap_in: //p", "wrap_in() names no tag"),
        ("move_into(//p[): //p", "move_into(//p[): expected"),
        ("http_header(Authorization): Basic x", "http_header(Authorization) is none that a rule"),
        ("http_header: x", "http_header() is none"),
        ("find_string: x", "find_string: no replace_string follows"),
        ("replace_string: x", "replace_string: no find_string stands before it"),
    ],
)
def test_a_line_that_is_wrong_is_told_with_its_number(line, remark):
    reading = ftr.read(f"body: //p\n\n{line}\ntitle: //h1", "wernau.example.txt")

    (told,) = reading.wrong
    assert told.line == 3
    assert told.text.startswith(remark)
    assert reading.rule.content == ("//p",)
    assert reading.rule.title == ("//h1",)
    assert reading.rule.edits == ()


@pytest.mark.parametrize(
    "line",
    [
        "requires_login: yes",
        "login_uri: https://wernau.example/login",
        "login_username_field: name",
        "login_password_field: word",
        "login_extra_fields: a=b",
        "not_logged_in_xpath: //form",
        "single_page_link_in_feed: //a",
        "strip_comments: no",
    ],
)
def test_what_is_known_and_not_done_is_told_apart_from_what_is_wrong(line):
    reading = ftr.read(f"# first\n{line}\n", "wernau.example.txt")

    (told,) = reading.undone
    assert told.line == 2
    assert told.text.startswith(line.partition(":")[0])
    assert reading.wrong == ()


def test_pairs_of_texts_may_stand_in_two_rows():
    reading = ftr.read(
        "find_string: a\nfind_string: b\nreplace_string: c\nreplace_string: d\n", "x.example.txt"
    )

    assert reading.rule.replace == (("a", "c"), ("b", "d"))
    assert reading.wrong == ()


@pytest.mark.parametrize(
    ("header", "value"), [("Cookie", "a=b"), ("Accept", "text/html"), ("Accept-Language", "de")]
)
def test_headers_that_reveal_nobody_may_be_set(header, value):
    reading = ftr.read(f"http_header({header}): {value}", "x.example.txt")

    assert reading.rule.headers == ((header.lower(), value),)
