"""Whose text becomes the article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syndicate.archiver import fulltext
from syndicate.model import Entry, Select, Source

URL = "https://a.example/1"
WHOLE = "<p>A whole article, to its last sentence.</p>"


def source(full_text: str = "auto") -> Source:
    return Source(id="a", url="https://a.example/feed", full_text=full_text)


@pytest.mark.parametrize(
    ("full_text", "entry", "learned", "wanted"),
    [
        ("auto", Entry(url=URL, content=WHOLE), None, "compare"),
        ("auto", Entry(url=URL, content=WHOLE), "feed", "feed"),
        ("auto", Entry(url=URL, content=WHOLE + "<p>Read more…</p>"), "feed", "page"),
        ("auto", Entry(url=URL, summary=WHOLE), "feed", "page"),
        ("auto", Entry(content=WHOLE), None, "feed"),
        ("page", Entry(url=URL, content=WHOLE), "feed", "page"),
        ("page", Entry(content=WHOLE), None, "feed"),
        ("feed", Entry(url=URL, summary=WHOLE), None, "feed"),
    ],
)
def test_what_is_asked_for(full_text, entry, learned, wanted):
    assert fulltext.want(source(full_text), entry, learned) == wanted


def test_whoever_picks_the_content_of_pages_wants_pages():
    entry = Entry(url=URL, content=WHOLE)
    picking = replace(source(), select=Select(content=".story"))

    assert fulltext.want(picking, entry, "feed") == "page"
    assert fulltext.want(replace(picking, full_text="feed"), entry, None) == "feed"
    assert fulltext.want(replace(picking, kind="json"), entry, None) == "compare"


@pytest.mark.parametrize(
    "html",
    [
        "<p>It began […]</p>",
        "<p>It began [&hellip;]</p>",
        "<p>It began…</p>",
        "It began ...",
        '<p>It began. <a href="/1">Read more</a></p>',
        '<p>It began.</p><p><a href="/1">Continue reading →</a></p>',
        "<p>It began. <a>Read the full story »</a></p>",
        "<p>故事开始了。</p><a>阅读全文</a>",
        "<p>故事开始了。</p><a>查看更多 ></a>",
        "<p>故事开始了。</p><a>点击阅读原文</a>",
    ],
)
def test_a_teaser_is_seen_by_its_tail(html):
    assert fulltext.is_cut(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        WHOLE,
        "<p>Continue reading the signs, he said, and turned back.</p>",
        "<p>他说：“继续阅读。”然后合上了书。</p>",
        "<p>Read more books.</p>",
    ],
)
def test_a_whole_text_is_not_mistaken_for_a_teaser(html):
    assert not fulltext.is_cut(html)


@pytest.mark.parametrize(
    ("feed", "page", "verdict"),
    [(1000, 1000, "feed"), (800, 1000, "feed"), (799, 1000, "page"), (5000, 1000, "feed")],
)
def test_a_feed_with_four_fifths_of_the_page_is_whole(feed, page, verdict):
    assert fulltext.judge(feed, page) == verdict


def test_the_verdict_stands_after_some_agreeing_comparisons():
    learned, votes = None, 0
    for _ in range(fulltext.VOTES):
        assert learned is None
        learned, votes = fulltext.tally(votes, "feed")

    assert learned == "feed"


def test_one_disagreeing_comparison_begins_the_count_again():
    assert fulltext.tally(fulltext.VOTES - 1, "page") == (None, 0)


def test_a_page_with_under_half_of_the_feeds_text_loses():
    assert fulltext.prefers_feed(1000, 499)
    assert not fulltext.prefers_feed(1000, 500)
