"""What a document shows of the older ones behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.fetcher.readers import onward

AT = "https://lake.example/news"


def listed(links: str) -> str:
    return f"<html><head></head><body><main><a href='/a'>An article</a></main>{links}</body></html>"


@pytest.mark.parametrize(
    ("links", "url", "found"),
    [
        ('<a rel="next" href="/news?p=2">x</a>', AT, "/news?p=2"),
        ('<link rel="next" href="/news?p=2">', AT, "/news?p=2"),
        ('<a href="/news/2">Next »</a>', AT, "/news/2"),
        ('<a href="/news/2">« Older posts</a>', AT, "/news/2"),
        ('<a href="list_2.html">下一页</a>', AT, "/list_2.html"),
        ('<a href="/news/2">→</a>', AT, "/news/2"),
        ('<a href="/news/2">Next to the ferry</a>', AT, None),
        ('<a href="/news">Next</a>', AT, None),
        ('<a href="https://other.example/2">Next</a>', AT, None),
        ('<a href="/news">1</a><a href="/news/2">2</a><a href="/news/3">3</a>', AT, "/news/2"),
        ('<a href="/news/2">2</a><a href="/news/3">3</a>', AT, "/news/2"),
        ('<a href="/news">1</a><a href="/news/3">3</a>', f"{AT}/2", "/news/3"),
        ('<a href="/news">1</a><a href="/news/2">2</a>', f"{AT}/3", None),
        ('<a href="/a#comments">2</a><a href="/b#comments">4</a>', AT, None),
    ],
)
def test_the_page_after_a_list_page(links, url, found):
    expected = found and f"https://lake.example{found}"

    assert onward.next_page(listed(links), url) == expected


@pytest.mark.parametrize(
    ("url", "is_main"),
    [
        ("https://lake.example/feed/", True),
        ("https://lake.example/feed", True),
        ("https://lake.example/blog/feed/", True),
        ("https://lake.example/feed/atom/", True),
        ("https://lake.example/?feed=rss2", True),
        ("https://lake.example/?feed=comments-rss2", False),
        ("https://lake.example/category/boats/feed/", False),
        ("https://lake.example/feed/?cat=3", False),
        ("https://lake.example/?s=boat&feed=rss2", False),
    ],
)
def test_a_category_is_not_the_whole_site(url, is_main):
    assert onward.is_main_feed(url) is is_main


@given(st.integers(2, 400))
def test_pages_are_counted_up_and_the_rest_of_an_address_stays(times):
    url = "https://lake.example/feed?cat=1,2&lang=en"
    for _ in range(times - 1):
        url = onward.paged(url)

    assert url == f"https://lake.example/feed?cat=1,2&lang=en&paged={times}"


def test_a_number_is_raised_where_it_stands():
    assert onward.paged("https://x.example/p?page=9&f=a,b", "page") == (
        "https://x.example/p?page=10&f=a,b"
    )


def test_robots_txt_names_sitemaps():
    robots = "User-agent: *\nDisallow: /x\nSitemap: https://lake.example/a.xml\n sitemap:/b.xml\n"

    assert onward.sitemaps(robots, AT) == (
        "https://lake.example/a.xml",
        "https://lake.example/b.xml",
    )


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/news/a", "/news/b"], "/news/*"),
        (["/news/2026/03/a", "/news/2026/02/b"], "/news/[0-9]*"),
        (["/2026/03/a", "/2025/01/b"], "/[0-9]*"),
        (["/a", "/b"], None),
        (["/[x]/a", "/[x]/b"], "/[[]x]/*"),
        ([], None),
    ],
)
def test_where_in_a_site_the_articles_lie(paths, pattern):
    shared = onward.shared_path(f"https://lake.example{path}" for path in paths)

    assert shared == (pattern and f"https://lake.example{pattern}")


def test_articles_of_two_sites_share_nothing():
    assert onward.shared_path(["https://a.example/n/1", "https://b.example/n/2"]) is None


def test_wordpress_says_who_made_the_feed():
    assert onward.is_wordpress(b"<rss><generator>https://wordpress.org/?v=6.4</generator>")
    assert not onward.is_wordpress(b"<rss><generator>Hugo</generator><a>https://wordpress.org/</a>")
