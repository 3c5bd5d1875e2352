"""Where things lie below the published folder."""

from __future__ import annotations

import pytest
from helpers.publishing import SITE
from hypothesis import given
from hypothesis import strategies as st

from syndicate.generator.paths import (
    article_page,
    changes_page,
    feed_page,
    feed_path,
    feed_urn,
    is_document,
    relative,
    tag_name,
)
from syndicate.model import Feed

SECRET = f"private/{'0af1' * 8}"


@pytest.mark.parametrize("name", ["all", "a.b-c_d", "0", "x.rss"])
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
@pytest.mark.parametrize("folder", ["feeds", SECRET])
def test_what_a_feed_is_written_to_is_recognized(name, format, folder):
    assert is_document(feed_path(Feed(id=name, title="", folder=folder), format))


@pytest.mark.parametrize(
    "key",
    ["feeds/a.html", "feeds/a/2026-03.1.atom", "feeds/a/2026-03.12.html", f"{SECRET}/a/2026-01.1.json",
     "tags/tea.html", "tags/湖-0f3a2b.html", "tags/tea/2026-01.2.html"],
)  # fmt: skip
def test_so_are_its_history_and_its_pages(key):
    assert is_document(key)


@pytest.mark.parametrize(
    "key",
    [
        "feeds/a.xml",
        "feeds/A.atom",
        "feeds/.a.atom",
        "feeds/a",
        "feeds/.atom",
        "feeds/a.atom.bak",
        "feeds/a/2026-03.0.atom",
        "feeds/a/b/2026-03.1.atom",
        "feeds/文.atom",
        "private/a.atom",
        "private/0af1/a.atom",
        "tags/tea.atom",
        "a.atom",
        "more/feeds/a.atom",
        "feeds.opml",
        "index.html",
    ],
)
def test_a_name_that_no_feed_can_have_is_somebody_elses(key):
    assert not is_document(key)


def test_the_page_of_everything_is_the_sites_root():
    assert feed_page(Feed(id="all", title="", kind="all")) == ""
    assert feed_page(Feed(id="lake", title="")) == "feeds/lake.html"


def test_a_feed_is_the_same_one_in_every_folder_and_format():
    plain, hidden = Feed(id="lake", title=""), Feed(id="lake", title="", folder=SECRET)

    assert feed_urn(SITE, plain) == feed_urn(SITE, hidden)
    assert feed_urn(SITE, plain) != feed_urn(SITE, Feed(id="hill", title=""))


def test_an_article_has_its_pages_where_it_lies_in_the_archive():
    assert article_page("lake/2026/02-ferry") == "articles/lake/2026/02-ferry.html"
    assert changes_page("lake/2026/02-ferry") == "articles/lake/2026/02-ferry.changes.html"


@given(st.text(alphabet="ab湖🚢-", min_size=1, max_size=120))
def test_no_name_is_too_long_for_a_disk(name):
    for page in (article_page(f"lake/{name}"), changes_page(f"lake/{name}")):
        assert len(f".{page.rpartition('/')[2]}.gz.0123456789abcdef".encode()) <= 255


def test_long_names_that_begin_alike_stay_apart():
    assert article_page("湖" * 90 + "a") != article_page("湖" * 90 + "b")


@pytest.mark.parametrize(
    ("tag", "name"), [("tea", "tea"), ("湖", "湖"), ("ferry-boats", "ferry-boats")]
)
def test_a_plain_tag_is_its_own_name(tag, name):
    assert tag_name(tag) == name


@given(st.text(min_size=1, max_size=200))
def test_any_tag_has_a_name_that_every_disk_and_address_takes(tag):
    name = tag_name(tag)

    assert 0 < len(name.encode()) <= 120
    assert not set(name) & set("/\\?#%.:\0 ")
    assert is_document(f"tags/{name}.html")


@given(st.text(max_size=30), st.text(max_size=30))
def test_tags_that_differ_have_names_that_differ(one, other):
    assert (tag_name(one) == tag_name(other)) == (one == other)


@pytest.mark.parametrize(
    ("path", "target", "expected"),
    [
        ("index.html", "feeds.html", "feeds.html"),
        ("feeds/lake.html", "feeds/lake.atom", "../feeds/lake.atom"),
        ("articles/lake/2026/a.html", "tags/湖.html", "../../../tags/%E6%B9%96.html"),
    ],
)
def test_a_reference_holds_wherever_the_site_is_served(path, target, expected):
    assert relative(path, target) == expected
