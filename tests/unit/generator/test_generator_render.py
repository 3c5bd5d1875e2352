"""Subscription documents, read back as readers do."""

import html
import json
import locale
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from helpers.publishing import (
    ATOM,
    CHINA,
    CONTENT,
    DC,
    FEED,
    LAKE,
    LANG,
    MEDIA,
    SITE,
    entries,
    item,
    seen,
)  # fmt: skip
from lxml import etree

from syndicate.generator.announcement import announce
from syndicate.generator.entries import written
from syndicate.generator.envelope import envelope
from syndicate.generator.render import document, render

FORMATS = ("atom", "rss", "json")
SECOND = {
    "id": "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "title": "Second",
    "announced": datetime(2026, 2, 14, 8, 0, 0, 2, tzinfo=UTC),
}


def one(format, **changes):
    (entry,) = entries(render(FEED, SITE, [item(**changes)], format).body, format)
    return entry


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_says_the_same(format):
    rendered = render(FEED, SITE, [item()], format)

    assert seen(rendered.body, format) == [
        {
            "title": "渡船七点开 & 不等人",
            "link": "https://lake.example/ferry?day=1&boat=2",
            "id": "tag:lake.example,2026:ferry",
            "date": datetime(2026, 2, 13, 17, 10, 30, tzinfo=CHINA),
            "body": "<p>渡船<strong>七点</strong>开。</p>\n",
            "authors": ["王湖", "Ann Shore"],
            "tags": ["湖", "ferries & boats"],
        }
    ]
    assert rendered.problems == ()


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_values_give_the_same_bytes(format):
    items = [item(**SECOND), item()]

    assert render(FEED, SITE, items, format) == render(FEED, SITE, items, format)


@pytest.mark.parametrize("format", FORMATS)
def test_entries_keep_the_order_they_are_given_in(format):
    body = render(FEED, SITE, [item(**SECOND), item()], format).body

    assert [entry["title"] for entry in seen(body, format)] == ["Second", "渡船七点开 & 不等人"]


@pytest.mark.parametrize("format", FORMATS)
def test_an_article_that_no_entry_can_be_made_of_costs_itself_only(format):
    undated = item(date=datetime(2026, 1, 1), path="lake/2026/01/01-x")

    rendered = render(FEED, SITE, [item(), undated, item(**SECOND)], format)

    assert len(entries(rendered.body, format)) == 2
    assert len(rendered.problems) == 1
    assert rendered.problems[0].startswith("lake/2026/01/01-x: left out, its date")


@pytest.mark.parametrize("format", FORMATS)
def test_a_date_at_the_edge_of_time_costs_its_article_only(format):
    east = timezone(timedelta(hours=1, seconds=1))
    early = item(date=datetime(1, 1, 1, tzinfo=east))

    rendered = render(FEED, SITE, [early, item()], format)

    assert (len(entries(rendered.body, format)), len(rendered.problems)) == (1, 1)


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_without_articles_is_a_feed(format):
    body = render(FEED, SITE, [], format).body

    assert entries(body, format) == []
    assert feedparser.parse(body).bozo is False or format == "json"


def test_an_empty_feed_is_dated_before_all_news():
    root = etree.fromstring(render(FEED, SITE, [], "atom").body)

    assert root.findtext(f"{ATOM}updated") == "2005-12-01T00:00:00+00:00"


def test_an_atom_feed_names_itself():
    root = etree.fromstring(render(FEED, SITE, [item(), item(**SECOND)], "atom").body)

    assert root.findtext(f"{ATOM}id") == "urn:uuid:173947af-1370-5bfb-989f-339c2f34c440"
    assert root.findtext(f"{ATOM}title") == "The Lake"
    assert root.findtext(f"{ATOM}subtitle") == "Lake Press"
    assert root.findtext(f"{ATOM}updated") == "2026-02-14T08:00:00.000002+00:00"
    assert root.findtext(f"{ATOM}generator") == "Syndicate"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Lake Press"
    assert [dict(link.attrib) for link in root.findall(f"{ATOM}link")] == [
        {"rel": "self", "href": "https://feeds.example/feeds/lake.atom",
         "type": "application/atom+xml"},
        {"href": "https://feeds.example/feeds/lake.html", "rel": "alternate", "type": "text/html"},
    ]  # fmt: skip


def test_an_rss_feed_names_itself():
    channel = etree.fromstring(render(FEED, SITE, [item()], "rss").body)[0]

    assert channel.findtext("title") == "The Lake"
    assert channel.findtext("link") == "https://feeds.example/feeds/lake.html"
    assert channel.findtext("description") == "Lake Press"
    assert channel.findtext("lastBuildDate") == "Sat, 14 Feb 2026 08:00:00 +0000"
    assert channel.find(f"{ATOM}link").attrib == {
        "rel": "self",
        "href": "https://feeds.example/feeds/lake.rss",
        "type": "application/rss+xml",
    }


def test_a_json_feed_names_itself():
    document = json.loads(render(FEED, SITE, [item()], "json").body)
    document.pop("items")

    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Lake",
        "home_page_url": "https://feeds.example/feeds/lake.html",
        "feed_url": "https://feeds.example/feeds/lake.json",
        "description": "Lake Press",
        "language": "zh-CN",
        "authors": [{"name": "Lake Press"}],
    }


def test_an_atom_entry_carries_what_feedgen_would_lose():
    entry = one("atom")
    links = [dict(link.attrib) for link in entry.findall(f"{ATOM}link")]

    assert entry.get(LANG) == "zh-CN"
    assert entry.findtext(f"{ATOM}rights") == "© Lake Journal"
    assert entry.find(f"{MEDIA}thumbnail").get("url").endswith("/images/0123456789abcdef.png")
    assert links == [
        {"href": "https://lake.example/ferry?day=1&boat=2"},
        {"rel": "enclosure", "href": "https://lake.example/horn.mp3", "type": "audio/mpeg",
         "length": "4321"},
        {"rel": "enclosure", "href": "https://lake.example/map.pdf", "type": "application/pdf"},
    ]  # fmt: skip


def test_an_atom_entry_names_its_source():
    source = one("atom").find(f"{ATOM}source")

    assert source.findtext(f"{ATOM}id") == "https://lake.example/feed"
    assert source.findtext(f"{ATOM}title") == "Lake Journal"
    assert source.findtext(f"{ATOM}updated") == "2026-02-13T17:10:30.000001+08:00"
    assert [(link.get("rel"), link.get("href")) for link in source.findall(f"{ATOM}link")] == [
        ("self", "https://lake.example/feed"),
        ("alternate", "https://lake.example/"),
    ]


def test_an_rss_item_carries_what_feedgen_would_lose():
    entry = one("rss")

    assert entry.find("guid").get("isPermaLink") == "false"
    assert entry.findtext(f"{DC}rights") == "© Lake Journal"
    assert entry.findtext(f"{DC}language") == "zh-CN"
    assert [dict(enclosure.attrib) for enclosure in entry.findall("enclosure")] == [
        {"url": "https://lake.example/horn.mp3", "length": "4321", "type": "audio/mpeg"}
    ]
    assert (entry.find("source").get("url"), entry.findtext("source")) == (
        "https://lake.example/feed",
        "Lake Journal",
    )


def test_a_json_item_carries_the_rest():
    entry = one("json")

    assert entry["summary"] == "渡船七点开。"
    assert entry["image"].endswith("/images/0123456789abcdef.png")
    assert entry["date_modified"] == "2026-02-13T17:10:30.000001+08:00"
    assert entry["language"] == "zh-CN"
    assert entry["attachments"] == [
        {"url": "https://lake.example/horn.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 4321},
        {"url": "https://lake.example/map.pdf", "mime_type": "application/pdf"},
    ]
    assert entry["_syndicate"] == {
        "source": "Lake Journal",
        "source_url": "https://lake.example/",
        "source_feed_url": "https://lake.example/feed",
        "rights": "© Lake Journal",
    }


def test_a_source_without_an_address_is_not_named():
    nameless = replace(LAKE, feed=None)

    assert one("atom", source=nameless).find(f"{ATOM}source") is None
    assert one("rss", source=nameless).find("source") is None


def test_where_only_a_summary_may_be_shown_nothing_more_is():
    assert one("atom", way="summary").find(f"{ATOM}content") is None
    assert one("rss", way="summary").find(f"{CONTENT}encoded") is None
    assert "content_html" not in one("json", way="summary")
    assert one("atom", way="summary").findtext(f"{ATOM}summary") == "渡船七点开。"
    assert one("rss", way="summary").findtext("description") == "渡船七点开。"
    assert one("json", way="summary")["content_text"] == "渡船七点开。"


def test_text_that_looks_like_html_is_said_to_be_escaped():
    text, escaped = (
        "if a < b & <script>x</script>",
        "if a &lt; b &amp; &lt;script&gt;x&lt;/script&gt;",
    )
    entry = one("atom", summary=text, title=text, rights=text)

    for name in ("title", "summary", "rights"):
        element = entry.find(f"{ATOM}{name}")
        assert (element.get("type"), element.text) == ("html", escaped)
    assert one("rss", summary=text).findtext("description") == escaped
    assert one("json", summary=text, title=text)["title"] == text


def test_a_title_that_ends_a_tag_is_html_to_readers_of_rss():
    title = "<b>bold</b> & co"
    body = render(FEED, SITE, [item(title=title, tags=("a < b", title))], "rss").body

    assert b"<title>&#x26;lt;b&#x26;gt;bold&#x26;lt;/b&#x26;gt; &#x26;amp; co</title>" in body
    assert b"<category>a &#x3C; b</category>" in body
    assert b"<category>bold &#x26; co</category>" in body
    assert one("json", title=title)["title"] == title


def test_an_entry_of_no_known_language_has_not_its_feeds():
    lang = "{http://www.w3.org/XML/1998/namespace}lang"

    assert one("atom", lang=None).get(lang) == ""
    assert one("atom", lang="zh-CN").get(lang) == "zh-CN"


def test_a_link_alone_shows_nothing_of_the_text():
    atom, rss, said = (one(format, way="link") for format in FORMATS)

    assert atom.find(f"{ATOM}content") is None
    assert atom.findtext(f"{ATOM}summary") == said["title"], "some text is expected"
    assert rss.find(f"{CONTENT}encoded") is None
    assert html.unescape(rss.findtext("description")) == said["title"]
    assert (said.get("content_html"), said["content_text"]) == (None, said["title"])


def test_an_entry_without_any_text_says_its_title_in_every_format():
    atom, rss, said = (one(format, html="", summary="") for format in FORMATS)

    assert atom.findtext(f"{ATOM}summary") == said["title"]
    assert html.unescape(rss.findtext("description")) == said["title"]
    assert said["content_text"] == said["title"]
    assert "content_html" not in said


def test_an_article_without_link_or_whole_text_still_has_an_entry():
    entry = one("atom", canonical_url=None, way="summary", summary="a < b")

    assert entry.findtext(f"{ATOM}content") == "a &lt; b"
    assert one("rss", canonical_url=None, way="summary").find("link") is None
    assert one("json", canonical_url=None, way="summary")["content_text"] == "渡船七点开。"


def test_an_article_without_authors_is_by_its_source():
    assert one("atom", authors=()).findtext(f"{ATOM}author/{ATOM}name") == "Lake Journal"
    assert one("rss", authors=()).find(f"{DC}creator") is None
    assert "authors" not in one("json", authors=())


def test_an_undated_article_claims_no_date_of_its_own():
    assert one("atom", date=None).find(f"{ATOM}published") is None
    assert "date_published" not in one("json", date=None)
    assert one("rss", date=None).findtext("pubDate") == "Sat, 14 Feb 2026 08:00:00 +0000"


def test_html_that_ends_a_cdata_section_comes_through():
    body = render(FEED, SITE, [item(html="<p>a ]]> b</p>")], "rss").body

    assert b"<![CDATA[<p>a " in body
    assert seen(body, "rss")[0]["body"] == "<p>a ]]> b</p>"


@pytest.mark.parametrize(
    ("site_language", "languages", "expected"),
    [
        (None, ("zh-CN", "zh-CN"), "zh-CN"),
        (None, ("zh-CN", "en"), None),
        (None, ("zh-CN", None), None),
        ("en", ("zh-CN", "zh-CN"), "en"),
        ("not one", ("en", "en"), "en"),
    ],
)
def test_a_feeds_language_is_the_sites_or_the_one_all_articles_share(
    site_language, languages, expected
):
    items = [item(lang=lang) for lang in languages]

    body = render(FEED, replace(SITE, language=site_language), items, "rss").body

    assert etree.fromstring(body).findtext("channel/language") == expected


def test_namespaces_are_declared_once():
    body = render(FEED, SITE, [item(), item(**SECOND)], "rss").body

    assert body.count(b"xmlns:") == 6


def test_titles_of_feed_and_site_are_made_safe():
    feed, site = replace(FEED, title="\x00"), replace(SITE, title=" \x08 ", author="A\x00nn")

    root = etree.fromstring(render(feed, site, [], "atom").body)

    assert root.findtext(f"{ATOM}title") == "lake"
    assert root.findtext(f"{ATOM}subtitle") == "Syndicate"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Ann"


def test_threads_take_turns_where_feedgen_sets_the_locale(monkeypatch):
    before = locale.setlocale(locale.LC_ALL)
    inside, overlaps = [], []

    def setlocale(category, value=None):
        if value == "C":
            overlaps.extend(inside)
            inside.append(threading.get_ident())
            time.sleep(0.002)
        elif value is not None:
            inside.remove(threading.get_ident())
        return before

    monkeypatch.setattr(locale, "setlocale", setlocale)
    threads = [
        threading.Thread(target=render, args=(FEED, SITE, [item()], "rss")) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert overlaps == []


def test_the_locale_is_set_once_a_document_and_not_once_a_date(monkeypatch):
    before = locale.setlocale(locale.LC_ALL)
    values = []
    monkeypatch.setattr(locale, "setlocale", lambda _, value=None: values.append(value) or before)

    render(FEED, SITE, [item()] * 5, "rss")

    assert values == [None, "C", before]


NEWS = datetime(2026, 2, 14, tzinfo=UTC)
HISTORY = "{http://purl.org/syndication/history/1.0}"
RHYTHM = "{http://purl.org/rss/1.0/modules/syndication/}"


def links(format, **said):
    """Return relation → address of a document's links."""
    root = etree.fromstring(document(envelope(FEED, SITE, updated=NEWS, **said), [], format))
    found = root if format == "atom" else root[0]
    return {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_subscription_document_leads_to_the_history(format):
    found = links(format, older="2026-01.1", hub="https://hub.example/")

    at = "https://feeds.example/feeds/lake"
    assert found["self"] == f"{at}.{format}"
    assert found["prev-archive"] == f"{at}/2026-01.1.{format}"
    assert found["hub"] == "https://hub.example/"
    assert "next-archive" not in found


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_closed_document_leads_both_ways_and_to_the_subscription(format):
    said = {"name": "2026-01.2", "closed": True, "older": "2026-01.1", "newer": "2026-02.1"}
    found = links(format, **said, hub="https://hub.example/")
    body = document(envelope(FEED, SITE, updated=NEWS, **said), [], format)

    at = "https://feeds.example/feeds/lake"
    assert found["self"] == f"{at}/2026-01.2.{format}"
    assert found["current"] == f"{at}.{format}"
    assert found["prev-archive"] == f"{at}/2026-01.1.{format}"
    assert found["next-archive"] == f"{at}/2026-02.1.{format}"
    assert "hub" not in found
    assert etree.fromstring(body).find(f".//{HISTORY}archive") is not None


def test_a_json_feed_leads_to_older_documents_and_to_the_hub():
    said = envelope(FEED, SITE, updated=NEWS, older="2026-01.1", hub="https://hub.example/")

    found = json.loads(document(said, [], "json"))

    assert found["next_url"] == "https://feeds.example/feeds/lake/2026-01.1.json"
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_document_that_shows_all_there_is_says_so(format):
    whole = document(envelope(FEED, SITE, updated=NEWS, complete=True), [], format)
    part = document(envelope(FEED, SITE, updated=NEWS), [], format)

    assert etree.fromstring(whole).find(f".//{HISTORY}complete") is not None
    assert etree.fromstring(part).find(f".//{HISTORY}complete") is None


@pytest.mark.parametrize(
    ("ttl", "expected"),
    [(15, ("hourly", "4")), (60, ("hourly", "1")), (360, ("daily", "4")), (10_080, ("daily", "1"))],
)
def test_a_feed_says_how_often_there_is_news(ttl, expected):
    said = envelope(FEED, SITE, updated=NEWS, ttl=ttl)
    atom = etree.fromstring(document(said, [], "atom"))
    channel = etree.fromstring(document(said, [], "rss"))[0]

    for element in (atom, channel):
        period, times = f"{RHYTHM}updatePeriod", f"{RHYTHM}updateFrequency"
        assert (element.findtext(period), element.findtext(times)) == expected
    assert channel.findtext("ttl") == str(ttl)


def test_further_enclosures_of_an_rss_item_are_media():
    media = one("rss").findall(f"{MEDIA}content")

    assert [dict(each.attrib) for each in media] == [
        {"url": "https://lake.example/map.pdf", "type": "application/pdf"}
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_is_the_entries_as_they_were_made(format):
    made = written(announce(item(), SITE))[format]
    said = envelope(FEED, SITE, updated=item().article.announced, lang="zh-CN")

    assert document(said, [made], format) == render(FEED, SITE, [item()], format).body
    assert made.encode() in document(said, [made], format)
