"""The index page and the list of feeds."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from helpers.publishing import CHINA, SITE
from lxml import etree, html

from syndicate.generator.opml import opml
from syndicate.generator.site import index
from syndicate.model import Feed

FEEDS = (
    Feed(id="all", title="All articles"),
    Feed(id="lake", title="Lake & <Hill>", formats=("rss",)),
)


@dataclass
class Row:
    title: str = "渡船七点开 <b>"
    url: str | None = "https://lake.example/?a=1&b=2"
    date: datetime | None = datetime(2026, 2, 13, 23, 10, tzinfo=CHINA)
    source: str = "lake"


LATEST = (Row(),)


def page(site=SITE, feeds=FEEDS, latest=LATEST):
    return html.document_fromstring(index(site, feeds, latest))


def test_a_reader_finds_every_feed_by_itself():
    links = page().xpath("//link[@rel='alternate']")

    assert [(link.get("type"), link.get("href")) for link in links] == [
        ("application/atom+xml", "feeds/all.atom"),
        ("application/rss+xml", "feeds/all.rss"),
        ("application/feed+json", "feeds/all.json"),
        ("application/rss+xml", "feeds/lake.rss"),
        ("text/x-opml", "feeds.opml"),
    ]
    assert links[3].get("title") == "Lake & <Hill> (RSS)"


def test_a_person_finds_every_feeds_address():
    shown = [code.text for code in page().xpath("//code")]

    assert shown == [
        "https://feeds.example/feeds/all.atom",
        "https://feeds.example/feeds/all.rss",
        "https://feeds.example/feeds/all.json",
        "https://feeds.example/feeds/lake.rss",
    ]


def test_an_article_leads_to_its_original():
    (link,) = page().xpath("//main//li/b/a")

    assert link.get("href") == "https://lake.example/?a=1&b=2"
    assert link.text == "渡船七点开 <b>"
    assert page().xpath("string(//main//li//time)") == "2026-02-13"
    assert page().xpath("string(//main//li//span)") == "2026-02-13 · Lake & <Hill>"


@pytest.mark.parametrize("url", [None, "javascript:alert(1)"])
def test_an_article_without_a_usable_address_is_shown_without_a_link(url):
    assert page(latest=(Row(url=url),)).xpath("//main//li/b/a") == []


def test_missing_titles_and_dates_are_no_obstacle():
    found = page(latest=(Row(title="\x00", date=None, source="gone"),))

    assert found.xpath("string(//main//section[2]//li)") == "(untitled)gone"


def test_nothing_published_yet_is_said():
    assert "Nothing has been published yet." in page(latest=()).text_content()


def test_a_page_speaks_the_sites_language():
    chinese = page(replace(SITE, language="zh-CN"))

    assert chinese.get("lang") == "zh"
    assert "最新文章" in chinese.text_content()
    assert chinese.find(".//h1").get("lang") == "zh-CN"
    assert page().get("lang") == "en"
    assert page(replace(SITE, language="fr")).find(".//h1").get("lang") == "fr"


def test_only_a_private_site_hides_from_search_engines():
    robots = "//meta[@name='robots']"

    assert page().xpath(f"{robots}/@content") == ["noindex"]
    assert page(replace(SITE, visibility="public")).xpath(robots) == []


def test_a_page_needs_nothing_from_anywhere_and_its_policy_says_so():
    found = index(SITE, FEEDS, [Row()]).decode()

    assert "<script" not in found
    assert re.search(r"default-src 'none'; style-src 'sha256-[\w+/]{43}='", found)
    assert "src=" not in found


def test_the_same_values_give_the_same_page():
    assert index(SITE, FEEDS, [Row()]) == index(SITE, FEEDS, [Row()])


def test_opml_lists_every_feed_once():
    root = etree.fromstring(opml(replace(SITE, title="Lake\x00 Press"), FEEDS))

    assert root.findtext("head/title") == "Lake Press"
    assert [dict(outline.attrib) for outline in root.findall("body/outline")] == [
        {
            "type": "rss",
            "text": "All articles",
            "title": "All articles",
            "xmlUrl": "https://feeds.example/feeds/all.atom",
            "htmlUrl": "https://feeds.example/",
        },
        {
            "type": "rss",
            "text": "Lake & <Hill>",
            "title": "Lake & <Hill>",
            "xmlUrl": "https://feeds.example/feeds/lake.rss",
            "htmlUrl": "https://feeds.example/",
        },
    ]


@pytest.mark.parametrize(
    ("formats", "expected"),
    [(("json", "rss"), ["lake.rss"]), (("json",), ["lake.json"]), ((), [])],
)
def test_opml_prefers_what_every_reader_reads(formats, expected):
    root = etree.fromstring(opml(SITE, (Feed(id="lake", title="Lake", formats=formats),)))

    assert [each.get("xmlUrl").rpartition("/")[2] for each in root.iter("outline")] == expected
