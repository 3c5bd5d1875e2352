"""One page, and what each directive makes of it."""

import logging
import pickle
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from syndicate.archiver.page.extract import extract
from syndicate.archiver.rules import ftr, own
from syndicate.errors import ExtractError

URL = "https://wernau.example/news/1"
RIVER = (
    "The river rose in the night, and by the morning it stood in the cellars of the old town, "
    "where the bakers had carried their flour up the stairs by hand. "
)
BRIDGE = (
    "The bridge was closed at noon, said the mayor, and will stay closed until the engineers have "
    "looked at its piers, which may take them a week. "
)
PAGE = f"""<!doctype html><html lang=en><head><title>The river rises | Wernau News</title>
<meta property=og:title content="The river rises"><meta name=author content="Wernau News">
<meta property=og:url content=https://wernau.example/news/1>
<script type=application/ld+json>{{"@type": "NewsArticle", "headline": "Linked headline",
"author": "Linked Author", "datePublished": "2020-01-01"}}</script></head><body>
<nav id=top><a href=/all class=all>On one page</a> <a href=/news/1?p=2 rel=next>Next page</a></nav>
<h1>Water in the cellars</h1><p class="who x">By Ada Berg and Ben Tal</p>
<span class=when>13.02.2025 08:30</span>
<div id=text><p>{RIVER * 3}</p><aside class="pull ad-box">A pulled quote, said the river.</aside>
<p class=head>The bridge</p><p>{BRIDGE * 3}<font>Loudly said.</font></p>
<p><img src=/blank.gif data-full=/river.jpg alt="The river"></p>
<p><img src=/pixel/count.gif alt="A counter"></p>
<div class=share>Share this with friends, please, and with their friends.</div></div>
<div id=more><p>What is more: the fair is put off until May. {BRIDGE}</p></div>
<div id=empty> </div></body></html>"""


def read(directives, page=PAGE, **options):
    reading = ftr.read(directives, "wernau.example.txt")
    assert reading.wrong == ()
    return extract(page, URL, rule=reading.rule, **options)


def test_the_body_is_what_the_rule_says():
    found = read("body: //div[@id='more']")

    assert "put off until May" in found.markdown
    assert "cellars" not in found.markdown
    assert found.missed == ()
    assert found.score == 1.0
    assert found.reasons["content"] == "wernau.example.txt: //div[@id='more']"


def test_all_that_one_body_finds_is_kept_in_order():
    found = read("body: //div[@id='more'] | //div[@id='text']")

    assert found.markdown.index("stairs by hand") < found.markdown.index("put off until May")


@pytest.mark.parametrize("first", ["//div[@id='gone']", "//div[@id='empty']", "//h1/@class"])
def test_alternatives_are_tried_in_order_until_one_shows_something(first):
    found = read(f"body: {first}\nbody: //div[@id='more']\nbody: //div[@id='text']")

    assert "put off until May" in found.markdown
    assert "stairs by hand" not in found.markdown


def test_a_body_that_is_not_there_is_looked_for_and_told():
    found = read("body: //div[@id='gone']\ntitle: //h2")

    assert "stairs by hand" in found.markdown
    assert found.title == extract(PAGE, URL).title
    assert found.missed == ("wernau.example.txt: title", "wernau.example.txt: content")


@pytest.mark.parametrize("body", ["//script", "//img[contains(@src, 'blank')]"])
def test_a_body_of_which_nothing_can_be_shown_is_none(body):
    page = PAGE.replace("data-full=/river.jpg", "")

    found = read(f"body: {body}", page)

    assert "stairs by hand" in found.markdown
    assert not found.picked
    assert found.missed == ("wernau.example.txt: content",)
    assert not found.reasons["content"].startswith("wernau")
    with pytest.raises(ExtractError):
        read(f"body: {body}\nautodetect_on_failure: no", page)


def test_a_rule_may_forbid_to_guess():
    with pytest.raises(ExtractError, match=r"wernau\.example\.txt names its content") as raised:
        read("body: //div[@id='gone']\nautodetect_on_failure: no")
    found = read("title: //h2\nauthor: //b\ndate: //b\nautodetect_on_failure: no")

    assert not raised.value.transient
    assert (found.title, found.authors, found.date) == (None, (), None)
    assert "stairs by hand" in found.markdown


def test_what_a_rule_takes_from_the_page_has_no_reason_of_the_page():
    found = read("title: //h2[@id='gone']\nautodetect_on_failure: no\nautodetect_next_page: no")

    assert found.title is None
    assert not {"title", "next_page"} & found.reasons.keys()


def test_without_a_named_part_nothing_is_forbidden():
    found = read("autodetect_on_failure: no")

    assert found.authors == ("Linked Author",)


@pytest.mark.parametrize(
    ("directive", "title"),
    [
        ("title: //h1", "Water in the cellars"),
        ("title: //meta[@property='og:title']/@content", "The river rises"),
        ("title: //meta[@property='og:title']", "The river rises"),
        ("title: concat(//h1, '!')", "Water in the cellars!"),
        ("title: //h2\ntitle: substring-before(//title, ' |')", "The river rises"),
    ],
)
def test_the_title_is_the_first_that_is_found(directive, title):
    found = read(directive)

    assert found.title == title
    assert found.reasons["title"].startswith("wernau.example.txt: ")


@pytest.mark.parametrize("xpath", ["//p[contains(@class, 'who')]", "substring-after(//p, 'By ')"])
def test_the_authors_are_named_as_bylines_are(xpath):
    assert read(f"author: {xpath}").authors == ("Ada Berg", "Ben Tal")


@pytest.mark.parametrize(
    "date", ["//span[@class='when']", "//b\ndate: //h1/@id\ndate: //span[@class='when']/text()"]
)
def test_the_date_is_in_the_zone_of_the_source(date):
    found = read(f"date: {date}", zone=ZoneInfo("Europe/Berlin"))

    assert found.date is not None
    assert found.date.astimezone(UTC) == datetime(2025, 2, 13, 7, 30, tzinfo=UTC)


def test_what_is_no_date_leaves_the_date_of_the_page():
    found = read("date: //h1\nauthor: //meta[@property='og:url']/@content")

    assert found.date is not None
    assert found.date.year == 2020
    assert found.authors == ("Linked Author",)
    assert not any(why.startswith("wernau") for why in found.reasons.values())


def test_an_alternative_that_holds_no_date_is_passed_over():
    found = read("date: //h1\ndate: //span[@class='when']")

    assert found.date is not None
    assert found.date.year == 2025


@pytest.mark.parametrize(
    ("directive", "gone", "kept"),
    [
        ("strip: //aside", "pulled quote", "stairs by hand"),
        ("strip: //p[contains(., 'bridge')]/font | //aside", "Loudly said", "stays closed"),
        ("strip: //p/font/text()", "Loudly said", "stairs by hand"),
        ("strip_id_or_class: pull", "pulled quote", "Share this"),
        ("strip_id_or_class: share", "Share this", "pulled quote"),
        ("strip_id_or_class: 'pull  ad-box'", "pulled quote", "Share this"),
        ("strip_id_or_class: ad-", "pulled quote", "Share this"),
        ("strip_id_or_class: -box", "pulled quote", "Share this"),
        ("strip_image_src: /pixel/", "count.gif", "A pulled quote"),
        ("strip_attr: //img[contains(@src, 'pixel')]/@src", "count.gif", "A pulled quote"),
    ],
)
def test_what_is_stripped_is_gone(directive, gone, kept):
    body = "body: //div[@id='text']\nprune: no\n"

    assert gone in read(body).markdown
    found = read(body + directive).markdown

    assert gone not in found
    assert kept.replace("stays closed", "stay closed") in found


@pytest.mark.parametrize("word", ["a", "ad", "hare", "te", "box"])
def test_a_part_of_a_name_strips_nothing(word):
    body = "body: //div[@id='text']\nprune: no\n"

    assert read(f"{body}strip_id_or_class: {word}").markdown == read(body).markdown


def test_pruning_takes_furniture_out_of_what_was_picked():
    body = "body: //div[@id='text']"

    assert "Share this" not in read(body).markdown
    assert "stairs by hand" in read(body).markdown
    assert "Share this" in read(f"{body}\nprune: no").markdown


def test_a_body_that_is_all_furniture_is_kept_as_it_is():
    found = read("body: //div[@class='share']")

    assert "Share this with friends" in found.markdown


@pytest.mark.parametrize(
    ("directive", "line"),
    [
        ("wrap_in(h2): //p[@class='head']", "## The bridge"),
        ("wrap_in(blockquote): //aside", "> A pulled quote"),
        ("wrap_in(em): //font/text()", "*Loudly said.*"),
    ],
)
def test_what_is_wrapped_is_read_as_its_wrapper_says(directive, line):
    found = read(f"body: //div[@id='text']\nprune: no\n{directive}")

    assert line in found.markdown


def test_a_wrapper_can_be_the_body():
    found = read("wrap_in(section): //div[@id='more']\nbody: //section")

    assert found.markdown.startswith("What is more")


def test_what_is_moved_stands_at_the_end_of_its_new_place():
    found = read("move_into(//div[@id='more']): //h1\nbody: //div[@id='more']\ntitle: //title")

    assert found.markdown.endswith("# Water in the cellars\n")


def test_what_is_dissolved_leaves_what_it_held():
    body = "body: //aside/..\nprune: no\n"

    found = read(f"{body}dissolve: //aside\nstrip: //aside/text()\nstrip: //p[@class='head']")

    assert "pulled quote" not in found.markdown
    assert "A pulled quote" in read(f"{body}dissolve: //div/aside").markdown


def test_a_lazy_picture_is_where_the_rule_says():
    page = PAGE.replace("data-full", "data-where")

    found = read("body: //div[@id='text']\nsrc_lazy_load_attr: data-where", page)

    assert "https://wernau.example/river.jpg" in found.images


def test_texts_are_replaced_before_the_page_is_parsed():
    found = read(
        "find_string: <div id=text\nreplace_string: <div id=story\nreplace_string(Water): Wine\n"
        "find_string: </font>\nreplace_string:\nbody: //div[@id='story']\ntitle: //h1"
    )

    assert found.title == "Wine in the cellars"
    assert "stairs by hand" in found.markdown


@pytest.mark.parametrize(
    ("directives", "single"),
    [
        ("single_page_link: //a[@class='all']", "https://wernau.example/all"),
        ("single_page_link: //a[@class='all']/@href", "https://wernau.example/all"),
        ("single_page_link: concat(//meta/@content, '/print')", None),
        ("single_page_link: //a[.='Print']\nsingle_page_link: //a", "https://wernau.example/all"),
        ("single_page_link: //a\nif_page_contains: //nav", "https://wernau.example/all"),
        ("single_page_link: //a\nif_page_contains: //video", None),
        ("single_page_link: //a\nif_page_contains: (count(//nav) > 5)", None),
        ("single_page_link: //meta[@property='og:url']/@content", None),
        ("single_page_link: concat('mailto:', //h1)", None),
    ],
)
def test_the_whole_article_may_stand_elsewhere(directives, single):
    wanted = "https://wernau.example/news/The%20river%20rises/print"

    assert read(directives).single_page == (wanted if "print" in directives else single)


def test_the_next_page_is_where_the_rule_says():
    assert read("next_page_link: //a[@rel='next']").next_page == f"{URL}?p=2"
    only = "autodetect_next_page: no\nnext_page_link: //a[@rel='last']"
    assert read(only).next_page is None


def test_a_rule_may_disbelieve_json_ld():
    assert read("").authors == ("Linked Author",)
    assert "Linked Author" not in read("skip_json_ld: yes").authors


def test_a_paid_page_is_told():
    clue = "//meta[@property='og:url' and contains(@content, '/news/')]"

    assert read(f"native_ad_clue: {clue}").reasons["advertisement"] == f"wernau.example.txt: {clue}"
    assert "advertisement" not in read("native_ad_clue: //meta[@name='paid']").reasons


@pytest.mark.parametrize("idle", ["tidy: no", "parser: libxml", "convert_double_br_tags: yes"])
def test_what_is_always_so_changes_nothing(idle):
    assert read(f"body: //div[@id='text']\n{idle}") == read("body: //div[@id='text']")


def test_what_a_source_selects_itself_is_heard_first():
    rule = "body: //div[@id='text']\nstrip: //aside"

    more = read(rule, content="#more", remove=["#nowhere"])
    text = read(rule, content="#nowhere", remove=["p.head"])

    assert "put off until May" in more.markdown
    assert more.missed == ("#nowhere",)
    assert more.reasons["content"] == "select.content"
    assert "stairs by hand" in text.markdown
    assert "pulled quote" not in text.markdown
    assert text.missed == ("#nowhere",)


def test_a_source_of_which_a_selector_is_none_is_told():
    with pytest.raises(ExtractError, match=r"select\.content or select\.remove is no selector"):
        read("body: //p", content="p[")


def test_a_selector_that_fails_on_a_page_finds_nothing_there(caplog):
    rule = own.read('content = "#more"', "wernau.example.toml").rule
    failing = ("//p[contains(.)]",)
    rule = pickle.loads(pickle.dumps(rule))  # as worker processes get it
    broken = rule.__class__(
        name=rule.name,
        content=(*failing, *rule.content),
        title=failing,
        edits=(own.Edit("remove", failing[0]),),
        single_page=(own.Link(failing[0]), own.Link("a.all", failing[0])),
    )

    with caplog.at_level(logging.WARNING):
        found = extract(PAGE, URL, rule=broken)

    assert "put off until May" in found.markdown
    assert found.single_page is None
    assert len(caplog.records) == 5


def test_a_rule_of_ours_picks_by_css():
    rule = own.read(
        'content = "#text"\nremove = ["aside", ".head"]\ntitle = "h1"\nauthor = ".who"\n'
        'date = ".when"\nnext_page = "a[rel=next]"\nsingle_page = "a.all"\n',
        "wernau.example.toml",
    ).rule

    found = extract(PAGE, URL, rule=rule)

    assert found.title == "Water in the cellars"
    assert found.authors == ("Ada Berg", "Ben Tal")
    assert found.date == datetime(2025, 2, 13, 8, 30, tzinfo=UTC)
    assert found.next_page == f"{URL}?p=2"
    assert found.single_page == "https://wernau.example/all"
    assert "pulled quote" not in found.markdown
    assert "Share this" in found.markdown
