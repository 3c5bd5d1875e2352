"""Whatever a value holds, it stays text: each kind of page has the same elements."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from helpers.publishing import LAKE, SITE, item
from hypothesis import given
from hypothesis import strategies as st

from syndicate.generator.announcement import announce
from syndicate.generator.headlines import headline
from syndicate.generator.site import pages
from syndicate.generator.site.theme import usual
from syndicate.generator.site.values import ArticlePage, Entry, Listing, Version
from syndicate.markup import tree
from syndicate.model import Enclosure, Feed

WHEN = datetime(2026, 2, 14, 8, tzinfo=UTC)
PATH = "articles/lake/2026/02-13-ferry.html"

PIECES = [
    "<script>alert(1)</script>", "</title>", "</h1>", "<img src=x onerror=alert(1)>", "<!--", "-->",
    "]]>", '"', "'", "`", "<", ">", "&", "&lt;", "&#x3c;b&#x3e;", "{{ site }}", "{% raw %}", "{}",
    " onclick=", "javascript:", "\x00", "\x0b", "\x1b[2J", "\x85", "\u2028", "\u202e", "\u2066",
    "\u200f", "\ufeff", "\ud800", "\uffff", "\n", "\r", "\t", "渡船", "كاتب", "</script", "<plaintext>",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=6).map(lambda found: f"a{''.join(found)}z")
ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,<b>",
    "https://a.example/\" onclick=\"alert(1)", "https://a.example/?<b>'", "http://[", "//a.example",
    "https://u:p@a.example/", "https://a.example/\x00\n", "vbscript:a", "https://a.example/\ud800",
]  # fmt: skip


def in_a_path(text):
    return text.replace("/", "_").replace("\ud800", "")


def said(text, address="https://lake.example/ferry"):
    """Return what is announced of an article that says a text everywhere."""
    origin = replace(LAKE, title=text, link=address, rights=text)
    values = item(
        summary=text,
        source=origin,
        title=text,
        canonical_url=address,
        urls=(),
        authors=(f"1{text}", f"2{text}"),
        tags=(f"1{text}", f"2{text}"),
        rights=text,
        image=None,
        enclosures=(Enclosure(url="https://lake.example/horn.mp3", type=text),),
    )
    return announce(values, replace(SITE, title=text)), values.article


def article_page(text, address="https://lake.example/ferry", html=""):
    versions = (
        Version(
            number=2,
            archived=WHEN,
            facts=[("title", text, text), ("status", "", text)],
            pieces=[("same", text), ("removed", text), ("added", text)],
            added=1,
        ),
        Version(number=1, archived=WHEN),
    )
    return ArticlePage(
        path=PATH,
        said=said(text, address)[0],
        html=html,
        archived=WHEN,
        revision=2,
        edited=True,
        partial=True,
        feed=Feed(id="lake", title=text, kind="source", sources=("lake",)),
        versions=versions,
    )


def listing(text, address=None):
    line = replace(headline(*said(text)), path=f"lake/{in_a_path(text)}")
    return Listing(
        path="feeds/lake/2026-02.1.html",
        feed=Feed(id="lake", title=text),
        lines=[line, replace(line, source="hill")],
        sources={"lake": text, "hill": text},
        paged=frozenset({"lake"}),
        name="2026-02.1",
        older="feeds/lake/2026-01.1.html",
        newer="feeds/lake.html",
        link=address,
        rights=text,
    )


def feeds(text):
    return [Feed(id="lake", title=text), Feed(id="hill", title=text, formats=("rss",))]


def site(text):
    return replace(SITE, title=text, language=f"!{text}")


KINDS = {
    "listing": lambda text: pages.listing(usual(), site(text), listing(text)),
    "article": lambda text: pages.article(usual(), site(text), article_page(text, html="<p>a</p>")),
    "summary": lambda text: pages.article(usual(), site(text), article_page(text)),
    "changes": lambda text: pages.changes(usual(), site(text), article_page(text)),
    "feeds": lambda text: pages.feeds(usual(), site(text), feeds(text)),
    "entries": lambda text: pages.entries(
        usual(),
        site(text),
        "tags.html",
        "tags",
        [Entry(path=f"tags/{in_a_path(text)}", title=text, count=2)],
    ),
    "search": lambda text: pages.search(usual(), site(text)),
    "missing": lambda text: pages.missing(usual(), site(text)),
}


def skeleton(page):
    """Return the elements of a page with the names of their attributes, as a browser sees them."""
    found = tree.parse(page.decode())
    return [(each.tag, sorted(each.attrs)) for each in found.elements()]


@pytest.mark.parametrize("kind", KINDS)
@given(text=TEXT)
def test_no_text_breaks_out_of_its_place(kind, text):
    page = KINDS[kind](text)

    assert skeleton(page) == skeleton(KINDS[kind]("az"))


@pytest.mark.parametrize("kind", KINDS)
@given(text=TEXT)
def test_no_page_holds_control_characters_or_what_turns_text_around(kind, text):
    page = KINDS[kind](text).decode()

    assert not {each for each in page if each < " "} - {"\n", "\t"}
    outside, _, inside = page.partition('<div class="diff"')
    assert not set("\u202e\u2066\u200f\ufeff") & set(outside)
    assert not set("\x85\ufffe\uffff") & set(inside)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", ["listing", "article", "changes"])
def test_no_address_runs_anything(kind, address):
    page = {
        "listing": lambda: pages.listing(usual(), SITE, listing("a", address)),
        "article": lambda: pages.article(usual(), SITE, article_page("a", address)),
        "changes": lambda: pages.changes(usual(), SITE, article_page("a", address)),
    }[kind]()

    for each in tree.parse(page.decode()).elements():
        assert not [name for name in each.attrs if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert urlsplit(each.attrs.get(name, "")).scheme in ("", "http", "https")


@given(text=TEXT)
def test_what_a_browser_searches_can_be_read_whatever_it_holds(text):
    line = replace(headline(*said(text)), path="lake/a", summary=text, title=text)

    assert pages.shard([line], {"lake": text}, None).decode().count("\n") == 1
