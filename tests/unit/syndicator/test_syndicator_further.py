"""The pages on which an article goes on."""

import asyncio
from dataclasses import replace

import pytest

from syndicate.errors import FetchError, Postponed
from syndicate.model import Extraction, Page
from syndicate.turns import further

SITE = "https://wernau.example"


def found(text: str, next_page: str | None = None, **more) -> Extraction:
    address = f"{SITE}{next_page}" if next_page else None
    return Extraction(markdown=f"{text}\n", next_page=address, **more)


class Site:
    """Answer from a table of extractions, errors and places that an address leads to."""

    def __init__(self, pages):
        self.pages = pages
        self.asked = []

    async def ask(self, url):
        path = url.removeprefix(SITE)
        self.asked.append(path)
        answer = self.pages[path]
        if isinstance(answer, Exception):
            raise answer
        return Page(url=f"{SITE}{answer}" if isinstance(answer, str) else url, body=b"")

    async def read(self, page):
        return self.pages[page.url.removeprefix(SITE)]


def whole(pages):
    site = Site(pages)
    return site, asyncio.run(further.whole(pages["/a"], f"{SITE}/a", site.ask, site.read))


def test_all_pages_are_asked_in_order_and_joined():
    site, got = whole({"/a": found("1", "/a/2"), "/a/2": found("2", "/a/3"), "/a/3": found("3")})

    assert site.asked == ["/a/2", "/a/3"]
    assert got.article.markdown == "1\n\n2\n\n3\n"
    assert (got.url, got.failure) == (f"{SITE}/a", None)


@pytest.mark.parametrize(
    "last",
    [found("3", "/a/2"), found("3", "/a"), found("2"), found("1"), "/a", "/a/2"],
    ids=["back", "to the first", "the same", "the first", "leads to the first", "leads back"],
)
def test_a_circle_ends(last):
    site, got = whole({"/a": found("1", "/a/2"), "/a/2": found("2", "/a/3"), "/a/3": last})

    assert site.asked == ["/a/2", "/a/3"]
    assert got.article.markdown.startswith("1\n\n2\n")
    assert got.article.markdown.count("2") == 1


def test_a_site_that_counts_on_for_ever_is_left_after_twenty_pages():
    pages = {f"/a/{n}": found(f"p{n}", f"/a/{n + 1}") for n in range(2, 99)}

    site, _ = whole({"/a": found("1", "/a/2"), **pages})

    assert len(site.asked) == further.PAGES - 1


def test_a_page_that_fails_leaves_the_article_up_to_it():
    failure = FetchError("down", url=f"{SITE}/a/3")

    _, got = whole({"/a": found("1", "/a/2"), "/a/2": found("2", "/a/3"), "/a/3": failure})

    assert got.article.markdown == "1\n\n2\n"
    assert got.failure is failure


def test_the_whole_on_one_page_is_preferred_under_the_announced_address():
    first = found("one", "/a/2", single_page=f"{SITE}/a/all", canonical_url=f"{SITE}/a")
    single = replace(found("one two three"), canonical_url=f"{SITE}/a/all")

    site, got = whole({"/a": first, "/a/all": single})

    assert site.asked == ["/a/all"]
    assert got.article.markdown == "one two three\n"
    assert got.article.canonical_url == f"{SITE}/a"
    assert got.url == f"{SITE}/a/all"


@pytest.mark.parametrize("single", [found("on"), FetchError("down", url=SITE)])
def test_a_single_page_that_is_none_leaves_the_pages(single):
    first = found("one", "/a/2", single_page=f"{SITE}/a/all")

    _, got = whole({"/a": first, "/a/all": single, "/a/2": found("two")})

    assert got.article.markdown == "one\n\ntwo\n"


def test_a_single_page_that_may_be_asked_later_is_waited_for():
    first = found("one", single_page=f"{SITE}/a/all")

    with pytest.raises(Postponed):
        whole({"/a": first, "/a/all": Postponed("later", url=SITE)})
