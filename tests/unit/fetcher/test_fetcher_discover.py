import time

import pytest

from syndicate.fetcher.discover import COMMON_PATHS, Candidate, feeds_in

PAGE = "https://e.example/blog/post"


def found(markup, url=PAGE):
    return [candidate.url for candidate in feeds_in(markup.encode(), "text/html", url)]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" href="/feed">',
        "<LINK HREF=/feed TYPE=application/rss+xml REL=Alternate>",
        "<link href='/feed' title='a=b' rel='alternate home' type='application/atom+xml; charset=x'/>",
        '<link rel="feed" href="/feed">',
        '<link\n rel = "alternate"\n type = "application/feed+json"\n href = " /feed ">',
        '<link rel="alternate" type="text/xml" href="/feed">',
    ],
)
def test_a_declared_feed_is_found_however_it_is_written(link):
    assert found(f"<html><head>{link}") == ["https://e.example/feed"]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet" href="/feed.css">',
        '<link rel="alternate" hreflang="de" href="/de">',
        '<link rel="alternate stylesheet" type="text/xml" href="/feed">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:x">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->',
        '<a href="/feedback">feed us</a><a href="/atomic">x</a><a href="/rssb">x</a>',
    ],
)
def test_what_declares_no_feed_is_not_offered(link):
    assert found(link) == []


@pytest.mark.parametrize(
    "address",
    ["/feed", "/feed/", "/rss.xml", "/blog/index.xml", "/x.atom", "/?feed=rss2", "/feeds/all.rss",
     "/index.rdf", "/feed.json", "/rss.php?id=1", "https://other.example/feed"],
)  # fmt: skip
def test_a_link_that_looks_like_a_feed_is_offered(address):
    assert len(found(f'<a class=x href="{address}">subscribe</a>')) == 1


def test_declared_feeds_come_first_and_comments_last():
    markup = """
        <a href="/rss">RSS</a>
        <link rel=alternate type=application/rss+xml href=/comments/feed title=Comments>
        <link rel=alternate type=application/rss+xml href=/one.rss>
        <link rel=alternate type=application/rss+xml href=/zwei title="评论">
        <link rel=alternate type=application/atom+xml href=/one.atom>"""

    assert found(markup) == [
        "https://e.example/one.atom",
        "https://e.example/one.rss",
        "https://e.example/rss",
        "https://e.example/comments/feed",
        "https://e.example/zwei",
    ]


def test_a_candidate_has_the_title_and_type_that_the_page_gives_it():
    markup = '<link rel=alternate type="Application/RSS+XML" title=" A &amp; B " href=/f><a href=/rss>All</a>'

    assert feeds_in(markup.encode("gbk"), "", PAGE) == (
        Candidate("https://e.example/f", "A & B", "application/rss+xml", declared=True),
        Candidate("https://e.example/rss", "All", ""),
    )


def test_a_feed_that_is_declared_and_linked_to_counts_as_declared():
    markup = "<a href=/feed>x</a><link rel=feed href=/feed><a href=/rss>y</a>"

    one, other = feeds_in(markup.encode(), "text/html", PAGE)

    assert (one.declared, other.declared) == (True, False)


def test_addresses_stand_on_the_base_element():
    markup = "<base href=https://cdn.example/x/><link rel=feed href=y>"

    assert found(markup) == ["https://cdn.example/x/y"]


def test_the_same_feed_is_offered_once():
    markup = "<link rel=feed href=/feed><link rel=feed href=/feed><a href=/feed>x</a>"

    assert found(markup) == ["https://e.example/feed"]


def test_common_paths_are_paths():
    assert all(path.startswith("/") for path in COMMON_PATHS)
    assert len(set(COMMON_PATHS)) == len(COMMON_PATHS)


@pytest.mark.parametrize(
    "scrap", ["<link ", "<a href='", "<!--", "<link rel=feed href=/f", "<a a=b "]
)
def test_a_hostile_page_is_searched_in_linear_time(scrap):
    begun = time.process_time()
    found(scrap * 100_000)

    assert time.process_time() - begun < 2
