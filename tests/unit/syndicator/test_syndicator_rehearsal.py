"""Finding the feed behind an address, on a network that the test lays out."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from helpers.clocks import MovableClock
from helpers.feeds import item, page, rss

from syndicate.archiver.rules.shelf import Shelf
from syndicate.errors import BadStatus, FetchError, ParseError
from syndicate.model import Extraction, Page
from syndicate.wiring import rehearsal

SITE = "https://lake.example"
FEED = rss(item(1, f"{SITE}/1"), title="Lake news")


class Net:
    """Answer with what stands at an address; note what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | Exception] = {}
        self.asked: list[str] = []
        self.obeyed: list[str] = []
        self.sent: list[tuple[str, dict[str, str]]] = []

    def at(self, path: str, body: str, **facts) -> None:
        self.pages[SITE + path] = Page(url=SITE + path, **{"body": body.encode(), **facts})

    @asynccontextmanager
    async def session(self, host, gate, clock, deadline):
        yield self

    async def get(self, url, *, accept, limit, obey=False):
        self.asked.append(url)
        if obey:
            self.obeyed.append(url)
        found = self.pages.get(url)
        if found is None:
            raise BadStatus("nothing there", url=url, status=404)
        if isinstance(found, Exception):
            raise found
        return found

    async def page(self, url, *, headers=(), obey=False):
        self.sent.append((url.removeprefix(SITE), dict(headers)))
        return await self.get(url, accept="", limit=0, obey=obey)


@pytest.fixture
def net():
    return Net()


def discover(net: Net, path: str = "/"):
    return asyncio.run(rehearsal.discover(net, SITE + path, MovableClock()))


def declaring(*paths: str) -> str:
    links = (f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in paths)
    return page("Lake", head="".join(links))


def test_a_feed_is_found_at_its_own_address_with_one_request(net):
    net.at("/feed", FEED)

    found = discover(net, "/feed")

    assert (found.url, found.document.title) == (f"{SITE}/feed", "Lake news")
    assert found.page is net.pages[f"{SITE}/feed"]
    assert [each.url for each in found.candidates] == [f"{SITE}/feed"]
    assert net.asked == [f"{SITE}/feed"]


def test_a_feed_that_moved_for_good_is_followed_where_it_is(net):
    net.at("/old", FEED, moved_to=f"{SITE}/feed")

    assert discover(net, "/old").url == f"{SITE}/feed"


def test_a_feed_behind_a_passing_redirect_is_followed_at_the_address_given(net):
    net.pages[f"{SITE}/go"] = Page(url=f"{SITE}/2026/feed", body=FEED.encode())

    assert discover(net, "/go").url == f"{SITE}/go"


def test_the_feed_that_a_page_declares_is_found(net):
    net.at("/", declaring("/lake.xml"))
    net.at("/lake.xml", FEED)

    found = discover(net)

    assert found.url == f"{SITE}/lake.xml"
    assert net.asked == [f"{SITE}/", f"{SITE}/lake.xml"]


def test_a_declared_feed_that_does_not_answer_or_is_none_gives_way_to_the_next(net):
    net.at("/", declaring("/gone.xml", "/page.xml", "/refused.xml", "/good.xml"))
    net.at("/page.xml", page("No feed"))
    net.pages[f"{SITE}/refused.xml"] = FetchError("refused", url=f"{SITE}/refused.xml")
    net.at("/good.xml", FEED)

    found = discover(net)

    assert [each.url.removeprefix(SITE) for each in found.candidates] == [
        "/good.xml",
        "/gone.xml",
        "/page.xml",
        "/refused.xml",
    ]


def test_a_page_that_declares_nothing_is_tried_at_common_paths_of_its_site(net):
    net.at("/about/us", page("Lake"))
    net.at("/index.xml", FEED)

    found = discover(net, "/about/us")

    assert found.url == f"{SITE}/index.xml"
    assert net.asked[:2] == [f"{SITE}/about/us", f"{SITE}/feed"]
    assert len(net.asked) == len(set(net.asked))


def test_robots_txt_is_obeyed_for_paths_that_are_guessed(net):
    net.at("/", page("Lake"))
    net.at("/index.xml", FEED)

    discover(net)

    assert net.obeyed == net.asked[1:]


def test_robots_txt_is_obeyed_for_links_and_not_for_what_a_page_declares(net):
    links = '<a href="/rss">RSS</a> <a href="/atom.xml">Atom</a>'
    net.at("/", declaring("/lake.xml").replace("</article>", f"{links}</article>"))
    net.at("/atom.xml", FEED)

    assert discover(net).url == f"{SITE}/atom.xml"
    assert net.asked == [f"{SITE}{path}" for path in ("/", "/lake.xml", "/rss", "/atom.xml")]
    assert net.obeyed == net.asked[2:]


def test_common_paths_are_not_tried_where_a_page_declares_feeds(net):
    net.at("/", declaring("/gone.xml"))
    net.at("/feed", FEED)

    with pytest.raises(ParseError):
        discover(net)
    assert net.asked == [f"{SITE}/", f"{SITE}/gone.xml"]


def test_where_there_is_no_feed_at_all_the_error_says_what_to_do(net):
    net.at("/", page("Lake"))

    with pytest.raises(ParseError, match="no feed") as caught:
        discover(net)
    assert "name the feed's own address" in (caught.value.hint or "")
    assert not caught.value.transient


def test_an_address_that_does_not_answer_is_told_as_it_is(net):
    with pytest.raises(BadStatus, match="nothing there"):
        discover(net)


def test_a_page_is_fetched_as_it_is(net):
    net.at("/1", page("Ferry"))

    found = asyncio.run(rehearsal.fetch(net, f"{SITE}/1", MovableClock()))

    assert found is net.pages[f"{SITE}/1"]


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        (page("Lake"), ("--kind listing --select items=", "--kind page")),
        ('{"data": {"list": [{"id": 1}]}}', ("--kind json --select items=", "data.list ×1")),
        ('{"total": 0, "rows": []}', ("--kind json --select items=", "total, rows")),
        ('{"cut": ', ("--kind json --select items=",)),
    ],
)
def test_an_address_without_a_feed_is_told_the_ways_on(net, body, ways):
    net.at("/", body)

    with pytest.raises(ParseError) as caught:
        discover(net)

    assert all(way in (caught.value.hint or "") for way in ways)


LIST = "".join(
    f'<li class="news"><a href="/n/{n}">Ferry crews count weir number {n} again</a></li>'
    for n in range(5)
)


def test_a_page_without_a_feed_is_offered_as_the_lists_that_it_shows(net):
    net.at("/news", f"<html><body><ul>{LIST}</ul></body></html>", moved_to=f"{SITE}/latest")

    found = discover(net, "/news")

    assert found.url == f"{SITE}/latest"
    assert [each.select.items for each in found.lists] == ["li.news"]
    assert found.document is found.lists[0].document
    assert len(found.document.entries) == 5


def test_a_feed_is_better_than_a_list(net):
    net.at("/", f"<html><body><ul>{LIST}</ul></body></html>")
    net.at("/index.xml", FEED)

    assert discover(net).lists == ()


def test_the_lists_of_a_page_can_be_asked_for_though_it_has_a_feed(net):
    body = declaring("/lake.xml").replace("</article>", f"</article><ul>{LIST}</ul>")
    net.at("/", body)
    net.at("/lake.xml", FEED)

    found = asyncio.run(rehearsal.lists(net, f"{SITE}/", MovableClock()))

    assert found.lists[0].select.items == "li.news"
    assert net.asked == [f"{SITE}/"]


def test_a_wordpress_site_that_shows_neither_feed_nor_list_has_an_api(net):
    net.at("/", page("Lake", head='<link rel="https://api.w.org/" href="/wp-json/">'))

    with pytest.raises(ParseError) as caught:
        discover(net)

    assert f"--kind json --select title=title.rendered {SITE}/wp-json/wp/v2/posts" in (
        caught.value.hint
    )


@pytest.mark.parametrize("body", ["<html><body><p>Nothing", '{"a": [1, 2]}', ""])
def test_a_page_that_shows_no_list_says_so(net, body):
    net.at("/", body)

    with pytest.raises(ParseError, match="shows no list"):
        asyncio.run(rehearsal.lists(net, f"{SITE}/", MovableClock()))


def test_each_page_of_an_article_is_asked_for_as_its_sites_rule_says(net, tmp_path):
    (tmp_path / "lake.example.txt").write_text("http_header(user-agent): Reader", "utf-8")
    net.at("/1", "one")
    net.at("/2", "two")
    parts = {
        b"one": Extraction(markdown="One.\n", next_page=f"{SITE}/2"),
        b"two": Extraction(markdown="Two.\n"),
    }

    found, failure = asyncio.run(
        rehearsal.extract(
            net, f"{SITE}/1", lambda page: parts[page.body], MovableClock(), Shelf(tmp_path)
        )
    )

    assert (found.markdown, failure) == ("One.\n\nTwo.\n", None)
    assert net.sent == [("/1", {"user-agent": "Reader"}), ("/2", {"user-agent": "Reader"})]
    assert net.obeyed == [f"{SITE}/2"]
