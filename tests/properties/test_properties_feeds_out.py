"""Whatever an article holds, every format stays readable, and nothing active gets out."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from helpers.publishing import FEED, SITE
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicate.generator import content
from syndicate.generator.announcement import Item, Origin
from syndicate.generator.opml import opml
from syndicate.generator.render import render
from syndicate.generator.site import pages
from syndicate.generator.site.theme import usual
from syndicate.model import Article, Enclosure, Feed, Site

# Every code point, controls and lone surrogates too, and pieces that mean something to somebody.
_PIECES = [
    "<script>",
    "]]>",
    "&",
    "&#0;",
    "<![CDATA[",
    "\x00",
    "\ud800",
    "\ufffe",
    "](",
    "javascript:",
]
_INLINE = {"a", "br", "code", "em", "img", "s", "strong"}
_BLOCKS = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_TAGS = {"html", "body"} | _INLINE | _BLOCKS | _TABLES

texts = st.lists(st.text(st.characters(), max_size=12) | st.sampled_from(_PIECES), max_size=6).map(
    "".join
)
maybe = st.none() | texts
several = st.lists(texts, max_size=3).map(tuple)
zones = st.integers(-86_399, 86_399).map(lambda seconds: timezone(timedelta(seconds=seconds)))
dates = st.none() | st.datetimes(timezones=st.just(UTC) | zones)
enclosures = st.builds(Enclosure, url=texts, type=maybe, length=st.none() | st.integers())
articles = st.builds(
    Article,
    key=texts, id=texts, source=texts, title=texts, markdown=texts, date=dates, lastmod=dates,
    authors=several, description=maybe, tags=several, lang=maybe, image=maybe,
    canonical_url=maybe, publisher=maybe, rights=maybe, urls=several,
    enclosures=st.lists(enclosures, max_size=2).map(tuple), announced=dates,
    revision=st.integers(0, 3), path=maybe,
)  # fmt: skip
origins = st.builds(Origin, id=texts, title=texts, feed=maybe, link=maybe, rights=maybe)
ways = st.sampled_from(["full", "summary", "link"])
sites = st.builds(Site, title=texts, language=maybe, author=maybe)
SOUND = Article(
    key="k", id="urn:x-test:sound", source="s", title="Sound", markdown="Sound.",
    announced=datetime(2026, 1, 1, tzinfo=UTC),
)  # fmt: skip


def item(article, origin, way="full"):
    html, summary = content.both(article, 80, images_url="https://feeds.example/images/")
    return Item(article=article, html=html, summary=summary, way=way, source=origin)


def ids(body, format):
    if format == "json":
        return [each["id"] for each in json.loads(body)["items"]]
    root = etree.fromstring(body)
    found = root.iter("guid") if format == "rss" else root.iterfind("{*}entry/{*}id")
    return [each.text for each in found]


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
@given(article=articles, origin=origins, site=sites, title=texts, way=ways)
def test_no_article_makes_a_feed_unreadable_or_costs_another_one(
    format, article, origin, site, title, way
):
    feed = Feed(id="lake", title=title)
    items = [item(article, origin, way), item(SOUND, origin)]

    rendered = render(feed, site, items, format)

    found = ids(rendered.body, format)
    assert found[-1] == SOUND.id
    assert len(found) + len(rendered.problems) == 2
    assert not any("XML" in problem for problem in rendered.problems)
    assert render(feed, site, items, format) == rendered


@given(article=articles, images_url=st.none() | st.just("https://feeds.example/images/"))
def test_html_holds_only_what_is_listed(article, images_url):
    fragment = content.html(article, images_url=images_url)

    tree = etree.fromstring(f"<body>{fragment}</body>", etree.HTMLParser())
    for element in [] if tree is None else tree.iter():
        assert element.tag in _TAGS
        assert set(element.attrib) <= {"href", "rel", "src", "alt", "title", "start"}
        for name in ("href", "src"):
            assert element.get(name, "https://").startswith(("https://", "http://", "mailto:"))


@given(site=sites, title=texts)
def test_opml_and_pages_hold_any_title(site, title):
    feeds = [Feed(id="lake", title=title)]

    assert etree.fromstring(opml(site, feeds)).find(".//outline").get("xmlUrl")
    page = etree.fromstring(pages.feeds(usual(), site, feeds), etree.HTMLParser())
    assert [script.get("src") for script in page.iter("script")] == ["./copy.js"]


@given(
    article=articles,
    limit=st.integers(20, 400),
    images_url=st.none() | st.just("https://a.example/"),
)
def test_what_is_read_once_says_what_is_read_twice(article, limit, images_url):
    html, summary = content.both(article, limit, images_url=images_url)

    assert html == content.html(article, images_url=images_url)
    assert summary == content.summary(article, limit)


@given(markdown=st.text(st.sampled_from("> -*1.\t `~|[]()!\\\n#a"), max_size=400))
def test_no_markup_loses_a_word(markdown):
    found = content.html(Article(**_only(markdown)), images_url=None)

    assert "WORD" in found


def _only(markdown):
    text = f"{markdown}\n\nWORD\n"
    return {"key": "k", "id": "i", "source": "s", "title": "t", "markdown": text}


@given(text=texts, limit=st.integers(2, 60))
def test_an_excerpt_is_never_longer_than_its_limit(text, limit):
    assert len(content.excerpt(text, limit)) <= limit


def test_the_items_used_here_do_make_entries():
    origin = Origin(id="s", title="S", feed=None)

    assert render(FEED, SITE, [item(SOUND, origin)], "atom").problems == ()
