"""The pages of the site, and the list of feeds: what a person finds there."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from helpers.publishing import SITE, item
from lxml import etree, html

from syndicate.generator.announcement import announce
from syndicate.generator.headlines import Headline, headline
from syndicate.generator.opml import opml
from syndicate.generator.site import pages
from syndicate.generator.site.theme import usual
from syndicate.generator.site.values import ArticlePage, Entry, Listing, Version
from syndicate.model import Enclosure, Feed
from syndicate.server.kinds import kind_of

FEEDS = (
    Feed(id="all", title="All articles", kind="all"),
    Feed(id="lake", title="Lake & <Hill>", formats=("rss",)),
)
ARCHIVED = datetime(2026, 2, 14, 8, tzinfo=UTC)
TALK = Enclosure(url="https://a.example/talk.mp3", type="audio/mpeg")
PAPER = Enclosure(url="https://a.example/paper.pdf", type="application/pdf")
TEXT = "<p>渡船<strong>七点</strong>开。</p>"


def line(**changes):
    said = item(path="lake/2026/02-13-ferry", **changes)
    return headline(announce(said, SITE), said.article)


def listing(site=SITE, feed=FEEDS[0], lines=None, **said):
    values = {"path": "index.html", "sources": {"lake": "Lake & <Hill>"}, "paged": {"lake"}, **said}
    page = Listing(feed=feed, lines=[line()] if lines is None else lines, **values)
    return html.document_fromstring(pages.listing(usual(), site, page))


def article(site=SITE, html_=TEXT, versions=(), revision=1, **changes):
    page = ArticlePage(
        path="articles/lake/2026/02-13-ferry.html",
        said=announce(item(**changes), site),
        html=html_,
        archived=ARCHIVED,
        revision=revision,
        edited=False,
        partial=False,
        feed=Feed(id="lake", title="Lake", kind="source", sources=("lake",)),
        versions=versions,
    )
    return html.document_fromstring(pages.article(usual(), site, page))


def test_a_reader_finds_a_pages_feeds_by_itself():
    links = listing().xpath("//link[@rel='alternate']")

    assert [(link.get("type"), link.get("href")) for link in links] == [
        ("application/atom+xml", "./feeds/all.atom"),
        ("application/rss+xml", "./feeds/all.rss"),
        ("application/feed+json", "./feeds/all.json"),
    ]
    assert links[0].get("title") == "All articles (Atom)"


def test_a_person_finds_every_feeds_address():
    page = html.document_fromstring(pages.feeds(usual(), SITE, FEEDS))

    assert page.xpath("//code/text()") == [
        "https://feeds.example/feeds/all.atom",
        "https://feeds.example/feeds/all.rss",
        "https://feeds.example/feeds/all.json",
        "https://feeds.example/feeds/lake.rss",
    ]


def test_a_listed_article_leads_to_its_page_and_to_its_source():
    (entry,) = listing().find_class("h-entry")

    (link,) = entry.find_class("u-url")
    assert link.get("href") == "./articles/lake/2026/02-13-ferry.html"
    assert link.text_content().strip() == "渡船七点开 & 不等人"
    assert entry.xpath(".//time/@datetime") == ["2026-02-13T17:10:30+08:00"]
    assert entry.xpath(".//a[@href='./feeds/lake.html']//text()") == ["Lake & <Hill>"]


def test_a_sources_own_page_does_not_name_it_with_every_article():
    page = listing(feed=replace(FEEDS[1], kind="source"), path="feeds/lake.html")

    (facts,) = page.find_class("facts")
    assert facts.text_content() == "13 February 2026"


def test_an_undated_article_of_a_source_says_only_that_it_changed():
    page = listing(
        feed=replace(FEEDS[1], kind="source"),
        path="feeds/lake.html",
        lines=[replace(line(), date=None, changed=True)],
    )

    assert page.find_class("facts")[0].text_content() == "changed"


def test_a_source_without_a_page_is_named_all_the_same():
    page = listing(paged=frozenset())

    assert "Lake & <Hill>" in page.text_content()
    assert page.xpath("//a[contains(@href, 'lake.html')]") == []


def test_a_page_of_the_history_leads_both_ways():
    page = listing(
        path="feeds/lake/2026-01.1.html",
        feed=FEEDS[1],
        name="2026-01.1",
        older="feeds/lake/2025-12.1.html",
        newer="feeds/lake.html",
    )

    assert page.xpath("//link[@rel='prev' or @rel='next']/@href | //a[@rel]/@href")
    hrefs = page.xpath("//a/@href")
    assert "../../feeds/lake/2025-12.1.html" in hrefs
    assert "../../feeds/lake.html" in hrefs


def test_an_articles_page_shows_the_whole_text_and_leads_to_the_original():
    page = article()

    (body,) = page.find_class("e-content")
    assert body.xpath("string(.//strong)") == "七点"
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://lake.example/ferry?day=1&boat=2"
    ]
    assert page.find_class("u-syndication") or page.xpath(
        "//main//a[@href='https://lake.example/ferry?day=1&boat=2']"
    )
    assert page.xpath("//main//article/@lang | //article/@lang")[0] == "zh-CN"


@pytest.mark.parametrize("url", [None, "javascript:alert(1)"])
def test_an_article_without_a_usable_address_is_shown_without_a_link(url):
    found = etree.tostring(article(canonical_url=url)).decode()

    assert "javascript" not in found
    assert 'rel="canonical"' not in found


def test_what_may_not_be_shown_is_not():
    page = article(html_="", way="summary")

    assert "七点</strong>" not in etree.tostring(page, encoding="unicode")
    assert "渡船七点开。" in page.text_content()
    assert "This is a summary." in page.text_content()


def test_a_link_alone_is_no_summary():
    page = article(html_="", way="link")

    assert page.find_class("e-content") == []
    assert "This is a summary." not in page.text_content()
    assert "Read it at lake.example" in page.text_content()


def test_an_entry_of_microformats_holds_all_that_is_said_of_the_article():
    (entry,) = article(tags=("tea",), enclosures=(TALK, PAPER)).find_class("h-entry")

    assert [each.text_content() for each in entry.find_class("p-category")] == ["tea"]
    assert [each.get("href") for each in entry.find_class("u-audio")] == [TALK.url]
    assert len(entry.find_class("u-url")) == 1, "a paper is not the article's address"


def test_text_of_no_known_language_has_not_the_pages():
    assert article(lang=None).xpath("//article/@lang") == [""]
    assert listing(lines=[line(lang=None)]).xpath("//article/@lang") == [""]


def test_machines_read_an_article_as_json_ld():
    (script,) = article(title="</script><b>x").xpath("//script[@type='application/ld+json']")
    found = json.loads(script.text)

    assert found["@type"] == "Article"
    assert found["headline"] == "</script><b>x"
    assert found["isBasedOn"] == "https://lake.example/ferry?day=1&boat=2"


def test_a_revised_article_leads_to_what_changed():
    versions = (
        Version(number=2, archived=ARCHIVED, added=1, removed=1,
                pieces=[("same", "The ferry leaves at "), ("removed", "six"), ("added", "<seven>")]),
        Version(number=1, archived=ARCHIVED),
    )  # fmt: skip
    page = article(versions=versions, revision=2)
    changes = ArticlePage(
        path="articles/lake/2026/02-13-ferry.html", said=announce(item(), SITE),
        html="", archived=ARCHIVED, revision=2, edited=False, partial=False, feed=None,
        versions=versions,
    )  # fmt: skip
    shown = html.document_fromstring(pages.changes(usual(), SITE, changes))

    assert any(href.endswith("/02-13-ferry.changes.html") for href in page.xpath("//a/@href"))
    assert shown.xpath("string(//del)") == "six"
    assert shown.xpath("string(//ins)") == "<seven>"


def test_what_stayed_the_same_far_from_a_change_is_folded():
    same = "\n\n".join(
        f"Paragraph {number} of the text that nobody touched." for number in range(40)
    )
    version = Version(number=2, archived=ARCHIVED, added=1, removed=0,
                      pieces=[("same", same), ("added", "And one more.")])  # fmt: skip
    values = ArticlePage(
        path="articles/lake/2026/02-13-ferry.html", said=announce(item(), SITE),
        html="", archived=ARCHIVED, revision=2, edited=False, partial=False, feed=None,
        versions=(version,),
    )  # fmt: skip
    (diff,) = html.document_fromstring(pages.changes(usual(), SITE, values)).find_class("diff")

    folded = diff.xpath("string(./details)")
    assert "Paragraph 20 of" in folded
    assert "Paragraph 0 of" not in folded
    assert "Paragraph 39 of" not in folded
    assert "".join(diff.text_content().replace("Text that stayed the same", "").split()) == "".join(
        f"{same}And one more.".split()
    )


def test_a_page_is_in_the_language_of_its_words_and_its_name_in_the_sites():
    page = listing(replace(SITE, language="fr"))

    assert page.get("lang") == "en"
    assert page.xpath("//a[@class='name']/@lang") == ["fr"]


def test_a_name_written_the_other_way_does_not_turn_its_line_around():
    page = article(authors=("كاتب", "Ann Shore"))

    assert page.xpath("//p[@class='facts']/bdi/text()")[:2] == ["كاتب", "Ann Shore"]
    assert page.xpath("//h1/@dir | //*[@class='e-content']/@dir") == ["auto", "auto"]


def test_the_way_through_the_site_says_where_one_is():
    page = html.document_fromstring(pages.feeds(usual(), SITE, FEEDS))

    assert page.xpath("//nav/a[@aria-current='page']/text()") == ["Feeds"]


@pytest.mark.parametrize(("kind", "way"), [("source", "sources"), ("tag", "tags"), ("own", None)])
def test_a_page_of_a_source_or_a_tag_leads_to_all_of_them(kind, way):
    page = listing(feed=replace(FEEDS[1], kind=kind), path="feeds/lake.html")

    assert page.xpath("//main//*[@class='kind']/a/@href") == ([f"../{way}.html"] if way else [])


def test_nothing_published_yet_is_said():
    assert "Nothing" in listing(lines=[]).text_content()


def test_a_page_speaks_the_sites_language():
    chinese = listing(replace(SITE, language="zh-CN"))

    assert chinese.get("lang") == "zh-CN"
    assert "2026年2月13日" in chinese.text_content()
    assert listing().get("lang") == "en"


def test_only_a_private_site_hides_from_search_engines():
    robots = "//meta[@name='robots']"

    assert listing().xpath(f"{robots}/@content")[0].startswith("noindex")
    assert listing(replace(SITE, visibility="public")).xpath(robots) == []


@pytest.mark.parametrize("page", [listing(), article()], ids=["list", "article"])
def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing_inline(page):
    assert page.xpath("//script[not(@src) and @type != 'application/ld+json']") == []
    assert all(src.startswith((".", "..")) for src in page.xpath("//script/@src"))
    assert page.xpath("//*[@style] | //style | //@onclick") == []
    assert all(href.startswith(".") for href in page.xpath("//link[@rel='stylesheet']/@href"))


def test_a_page_names_an_icon_that_the_site_has():
    (icon,) = listing().xpath("//link[@rel='icon']/@href")

    assert icon.removeprefix("./") in usual().statics()


def test_the_same_values_give_the_same_page():
    assert etree.tostring(article()) == etree.tostring(article())


def test_sources_and_tags_are_listed_with_how_much_is_there():
    found = [Entry(path="tags/tea.html", title="tea & <milk>", count=3)]

    page = html.document_fromstring(pages.entries(usual(), SITE, "tags.html", "tags", found))

    (link,) = page.xpath("//main//a[@href='./tags/tea.html']")
    assert link.text_content().strip().startswith("tea & <milk>")
    assert "3" in page.xpath("string(//main)")


def test_the_page_for_what_is_missing_holds_at_any_depth():
    page = html.document_fromstring(pages.missing(usual(), SITE))

    assert all(
        href.startswith(("https://feeds.example/", "#"))
        for href in page.xpath("//a/@href | //link/@href | //script/@src")
    )


def test_what_a_browser_searches_is_a_line_an_article():
    line_ = Headline(**{name: getattr(line(), name) for name in Headline.__slots__})

    found = json.loads(pages.shard([line_], {"lake": "Lake"}, "search/1.json"))

    assert found["older"] == "search/1.json"
    assert found["lines"] == [
        ["渡船七点开 & 不等人", "articles/lake/2026/02-13-ferry.html", "2026-02-13", "Lake",
         "渡船七点开。"]
    ]  # fmt: skip


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


def test_a_page_trusts_itself_as_the_server_lets_it():
    (said,) = listing().xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    served = kind_of("index.html").policy

    # A page can't say who may frame it.
    assert {*said.split("; "), "frame-ancestors 'none'"} == set(served.split("; "))
