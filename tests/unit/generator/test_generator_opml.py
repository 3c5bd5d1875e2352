from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicate.fetcher.subscriptions import Subscription, read_opml
from syndicate.generator.opml import subscriptions
from syndicate.model import Site, Source

SITE = Site(title="My sources")
LAKE = Source(id="lake", url="https://lake.example/feed", title="Lake", tags=("water", "north"))
HILL = Source(id="hill", url="https://hill.example/feed?a=1&b=2", tags=("north",))
BARE = Source(id="bare", url="https://bare.example/feed")


def written(*sources, titles=None, links=None):
    return subscriptions(SITE, sources, titles or {}, links or {})


def outlines(raw):
    return etree.fromstring(raw).findall(".//outline[@xmlUrl]")


def test_each_source_is_an_outline_in_the_folder_of_its_first_tag():
    root = etree.fromstring(written(LAKE, HILL, BARE))

    folders = {
        outline.get("text"): [inner.get("text") for inner in outline]
        for outline in root.find("body")
        if outline.get("xmlUrl") is None
    }
    assert folders == {"water": ["Lake"], "north": ["hill"]}
    assert [o.get("text") for o in root.find("body") if o.get("xmlUrl")] == ["bare"]


def test_the_document_has_what_opml_2_asks_for():
    raw = written(LAKE, links={"lake": "https://lake.example/"})

    root = etree.fromstring(raw)
    [outline] = outlines(raw)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [child.tag for child in root] == ["head", "body"]
    assert root.findtext("head/title") == "My sources"
    assert {name: value for name, value in outline.attrib.items() if "}" not in name} == {
        "type": "rss",
        "text": "Lake",
        "title": "Lake",
        "xmlUrl": "https://lake.example/feed",
        "htmlUrl": "https://lake.example/",
        "category": "water,north",
    }
    assert all(outline.get("text") for outline in root.iter("outline"))


def test_what_is_read_again_is_the_same():
    found = read_opml(written(LAKE, HILL, BARE, titles={"bare": "Bare"}))

    assert found.problems == ()
    assert found.subscriptions == (
        Subscription(LAKE.url, "Lake", ("water", "north"), "lake"),
        Subscription(HILL.url, "hill", ("north",), "hill"),
        Subscription(BARE.url, "Bare", (), "bare"),
    )


def test_a_secret_stays_at_home():
    source = replace(
        BARE, url="https://x.example/f?k=hunter2", shown="https://x.example/f?k=${KEY}"
    )

    raw = written(source)

    assert b"hunter2" not in raw
    assert b"https://x.example/f?k=${KEY}" in raw


def test_a_variable_in_a_list_is_left_to_whoever_knows_its_value():
    source = replace(BARE, shown="https://x.example/f?k=${KEY}")

    found = read_opml(written(source, LAKE))

    assert [each.id for each in found.subscriptions] == ["lake"]
    assert found.problems == (
        "https://x.example/f?k=${KEY}: holds a variable: write it into config.toml",
    )


def test_a_tag_with_a_comma_is_a_folder():
    source = replace(BARE, tags=("green, black", "tea"))

    assert set(read_opml(written(source)).subscriptions[0].tags) == {"green, black", "tea"}


@pytest.mark.parametrize("title", ["Ann & <Bob>", 'say "hi"', "湖\u2028边", "bell \x07", ""])
def test_any_title_is_well_formed(title):
    [outline] = outlines(written(replace(BARE, title=title)))

    assert outline.get("text")


@given(st.lists(st.text(min_size=1, max_size=8), max_size=4, unique=True), st.text(max_size=12))
def test_any_tags_and_title_are_an_outline_that_is_read_again(tags, title):
    source = replace(BARE, tags=tuple(tags), title=title)

    [found] = read_opml(written(source)).subscriptions

    assert (found.url, found.id) == (source.url, "bare")
