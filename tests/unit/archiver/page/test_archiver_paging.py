import time

import pytest

from syndicate.archiver.page.extract import extract

TEXT = "<p>The committee met on Tuesday to review the findings, and agreed on most of them.</p>" * 3
ARTICLE = "<meta property=og:type content=article>"
PUBLISHED = "<meta property=article:published_time content=2026-03-03>"
PAGER = '<div><b>1</b> <a href="{}">2</a> <a href="{}">3</a> <a href="{}">下一页</a></div>'


def going_on(url: str, links: str, head: str = "") -> str | None:
    return extract(page(links, head), url).next_page


def page(links: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{TEXT}</article>{links}</body></html>"


@pytest.mark.parametrize(
    ("url", "link", "next_page"),
    [
        ("https://e.org/a.html", "<a href=a_2.html>下一页</a>", "https://e.org/a_2.html"),
        ("https://e.org/a.html", "<a href=a_1.html>下一页 »</a>", "https://e.org/a_1.html"),
        ("https://e.org/a.html", "<a href=a_2.html>2</a>", "https://e.org/a_2.html"),
        ("https://e.org/a", "<a href=/a-p2 rel=next>Next page</a>", "https://e.org/a-p2"),
        ("https://e.org/a/", "<a href=/a/2/>Next</a>", "https://e.org/a/2/"),
        ("https://e.org/a/", "<a href=/a/page/2>next page</a>", "https://e.org/a/page/2"),
        ("https://e.org/a?id=7", "<a href='?id=7&amp;page=2'>2</a>", "https://e.org/a?id=7&page=2"),
        ("https://e.org/a?page=2", "<a href='?page=3'>Next</a>", "https://e.org/a?page=3"),
        ("https://e.org/a/2/", "<a href=/a/>1</a> <a href=/a/3/>3</a>", "https://e.org/a/3/"),
        ("https://e.org/tale.html", "<a href=tale2.html>2</a>", "https://e.org/tale2.html"),
        ("https://e.org/tale.html", "<a href=tale2.html rel=next>Next</a>", "https://e.org/tale2.html"),
        ("https://e.org/tale2.html", "<a href=tale.html>1</a> <a href=tale3.html>3</a>", "https://e.org/tale3.html"),
        ("https://e.org/y/tale/", "<div class=page-links>Pages: 1 <a href=/y/tale/2/>2</a></div>", "https://e.org/y/tale/2/"),
        ("https://e.org/y/tale", "<p>Page 1 of 3 <a href='?page=2' rel=next>Next page</a></p>", "https://e.org/y/tale?page=2"),
        ("https://e.org/y/tale", "<nav><a href=/y/tale/2/>Next →</a></nav>", "https://e.org/y/tale/2/"),
        ("https://e.org/a_2.html", "<a href=a.html>上一页</a><a href=a_3.html>下一页</a>", "https://e.org/a_3.html"),
    ],
)  # fmt: skip
def test_an_article_goes_on_where_the_next_page_is_linked(url, link, next_page):
    assert going_on(url, link, ARTICLE) == next_page
    assert going_on(url, link, PUBLISHED) == next_page


def test_links_of_the_head_lead_on_and_back():
    next_page, prev = "<link rel=next href=tale{}.html>", "<link rel=prev href=tale.html>"
    states = ARTICLE + next_page

    assert going_on("https://e.org/tale.html", "", states.format(2)) == "https://e.org/tale2.html"
    assert going_on("https://e.org/tale2.html", "", states.format(3)) is None
    assert (
        going_on("https://e.org/tale2.html", "", states.format(3) + prev)
        == "https://e.org/tale3.html"
    )


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://e.org/12345.html", "<a href=12346.html>下一页</a>"),
        ("https://e.org/blog/7", "<a href=/blog/8 rel=next>Next</a><a href=/blog>Blog</a>"),
        ("https://e.org/part-1", "<a href=/part-2>Next</a>"),
        ("https://e.org/a", "<a href=/a-2 rel=next>Next</a>"),
        ("https://e.org/phone.html", "<a href=phone2.html>Next</a>"),
        ("https://e.org/part1.html", "<a href=part2.html rel=next>Next page</a>"),
        ("https://e.org/a/2021", "<a href=/a/2022 rel=next>Next page</a>"),
        ("https://e.org/20211", "<a href=/20212 rel=next>Next page</a>"),
        ("https://e.org/a", "<a href=https://other.example/a/2>2</a>"),
        ("https://e.org/a", "<a href=/b/2>2</a>"),
        ("https://e.org/a", "<a href=/a/4>4</a>"),
        ("https://e.org/a", "<a href=/a/comment-page-2>Next page</a>"),
        ("https://e.org/", "<a href=/page/2 rel=next>Next page</a>"),
        ("https://e.org/category/a/", "<a href=/category/a/page/2/>Next page</a>"),
        ("https://e.org/a/", "<a href=/a/2026/>2026</a>"),
        ("https://e.org/a", "<a href=/a/2>Our second offer</a>"),
    ],
)
def test_another_article_is_not_where_it_goes_on(url, link):
    assert going_on(url, link, ARTICLE) is None


def test_a_listing_goes_on_but_is_no_article():
    assert going_on("https://e.org/a/", "<a href=/a/page/2>Next page</a>") is None


def test_the_head_may_name_the_next_page():
    head = ARTICLE + "<link rel=next href=/a/2>"

    assert going_on("https://e.org/a", "", head) == "https://e.org/a/2"
    assert going_on("https://e.org/b", "", head) is None


def test_a_page_without_an_address_has_no_further_ones():
    assert extract(page(PAGER.format("a_2", "a_3", "a_2"), ARTICLE)).next_page is None


@pytest.mark.parametrize(
    ("link", "single_page"),
    [
        ("<a href=/a?view=all>View as one page</a>", "https://e.org/a?view=all"),
        ("<a href=/a_all.html>阅读全文</a>", "https://e.org/a_all.html"),
        ("<a href=/a/all>View all</a>", "https://e.org/a/all"),
        ("<a href=/b.html>阅读全文</a>", None),
        ("<a href=/a.html?utm_source=x>View all</a>", None),
        ("<a href=/a_all.html>Everything else</a>", None),
    ],
)
def test_a_link_says_where_the_article_stands_whole(link, single_page):
    path = "a.html" if "html" in link else "a"

    assert extract(page(link), f"https://e.org/{path}").single_page == single_page


def test_the_pager_is_no_part_of_the_article():
    pager = PAGER.format("a_2.html", "a_3.html", "a_2.html")
    html = f"<article>{TEXT}{pager}</article>"

    found = extract(html, "https://e.org/a.html")

    assert "下一页" not in found.markdown
    assert "committee" in found.markdown
    assert "下一页" not in extract(html, "https://e.org/a_3.html").markdown


def test_a_thousand_links_to_the_next_page_are_looked_through_once():
    links = "<a href=/a_3.html>3</a>" * 3_000
    begun = time.process_time()

    found = going_on("https://e.org/a_2.html", links, ARTICLE)

    assert found is None
    # By the square of their number it was fifteen seconds.
    assert time.process_time() - begun < 3
