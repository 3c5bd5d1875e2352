"""Which feeds exist, and which articles they show whole."""

import pytest
from helpers.publishing import article

from syndicate.generator.select import feeds, is_free, publishes_full, tagged
from syndicate.model import Feed, Site, Source

LAKE = Source(id="lake", url="https://lake.example/feed")
HILL = Source(id="hill", url="https://hill.example/feed", title="From the hill")
PRIVATE = Site(visibility="private")
PUBLIC = Site(visibility="public")


def test_there_is_a_feed_of_everything_and_one_per_source():
    found = feeds((LAKE, HILL), (), {"lake": "Lake Journal", "hill": "What hill says of itself"})

    assert [(feed.id, feed.title, feed.sources) for feed in found] == [
        ("all", "All articles", ()),
        ("lake", "Lake Journal", ("lake",)),
        ("hill", "From the hill", ("hill",)),
    ]


def test_a_source_that_says_nothing_of_itself_goes_by_its_id():
    assert feeds((LAKE,), (), {})[1].title == "lake"


def test_a_definition_takes_the_place_of_the_feed_whose_id_it_bears():
    everything = Feed(id="all", title="Mine", limit=5)
    lake = Feed(id="lake", title="Short", content="summary")
    boats = Feed(id="boats", title="Boats", tags=("boat",))

    assert feeds((LAKE,), (boats, lake, everything), {}) == (everything, lake, boats)


@pytest.mark.parametrize(
    ("feed", "names"),
    [
        (Feed(id="f", title="F", tags=("water", "boat")), ("lake", "sea")),
        (Feed(id="f", title="F", tags=("water",), sources=("sea", "hill")), ("sea",)),
        (Feed(id="f", title="F", tags=("Water",)), ()),
        (Feed(id="f", title="F", sources=("lake",)), ()),
    ],
)
def test_a_source_that_bears_a_tag_is_shown_whole(feed, names):
    lake = Source(id="lake", url="https://lake.example/feed", tags=("water",))
    sea = Source(id="sea", url="https://sea.example/feed", tags=("salt", "water"))

    assert tagged(feed, (lake, HILL, sea)) == names


@pytest.mark.parametrize(
    ("site", "publish", "rights", "noarchive", "whole"),
    [
        (PRIVATE, None, None, False, True),
        (PRIVATE, "full", None, False, True),
        (PRIVATE, "summary", "CC0", False, False),
        (PRIVATE, "full", "CC0", True, False),
        (PUBLIC, None, None, False, False),
        (PUBLIC, None, "All rights reserved", False, False),
        (PUBLIC, None, "CC BY 4.0", False, True),
        (PUBLIC, None, "CC BY 4.0", True, False),
        (PUBLIC, "full", None, False, True),
        (PUBLIC, "summary", "CC BY 4.0", False, False),
    ],
)
def test_who_may_read_and_what_the_rights_say_decides(site, publish, rights, noarchive, whole):
    source = Source(id="lake", url="https://lake.example/feed", publish=publish)

    found = publishes_full(source, site, article(rights=rights, noarchive=noarchive))

    assert found is whole


def test_an_article_of_a_source_that_was_removed_follows_the_site():
    assert publishes_full(None, PRIVATE, article())
    assert not publishes_full(None, PUBLIC, article())


@pytest.mark.parametrize(
    "rights",
    [
        "https://creativecommons.org/licenses/by/4.0/",
        "http://creativecommons.org/licenses/by-sa/3.0/deed.zh",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "© 2026 Lake Journal, CC BY 4.0",
        "CC-BY-SA",
        "CC BY-SA 4.0",
        "CC0 1.0",
        "Creative Commons Attribution 4.0 International",
        "This work is in the public domain.",
        "知识共享署名 4.0",
    ],
)
def test_a_free_licence_is_recognised(rights):
    assert is_free(rights)


@pytest.mark.parametrize(
    "rights",
    [
        None,
        "",
        "© 2026 Lake Journal",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "https://creativecommons.org/licenses/by-nd/4.0/",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "CC BY-NC 4.0",
        "CC BY ND",
        "CC BYTES",
        "Creative Commons Attribution-NonCommercial",
        "Creative Commons Attribution-NoDerivs",
        "CC BY 4.0, all rights reserved",
        "CC BY 4.0 unless noted",
        "Not in the public domain",
        "This isn't CC0",
        "知识共享署名-非商业性使用 4.0",
        "CC BY 4.0，图片除外",
    ],
)
def test_whatever_restricts_or_excepts_is_not_free(rights):
    assert not is_free(rights)
