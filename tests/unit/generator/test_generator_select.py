"""Which feeds exist, and which articles they show whole."""

import pytest
from helpers.publishing import article

from syndicate.generator.select import feeds, is_free, may, selection, way
from syndicate.model import Feed, Site, Source

LAKE = Source(id="lake", url="https://lake.example/feed")
HILL = Source(id="hill", url="https://hill.example/feed", title="From the hill")
PRIVATE = Site(visibility="private")
PUBLIC = Site(visibility="public")


def test_there_is_a_feed_of_everything_and_one_per_source():
    found = feeds((LAKE, HILL), (), {"lake": "Lake Journal", "hill": "What hill says of itself"})

    assert [(feed.id, feed.title, feed.sources, feed.kind) for feed in found] == [
        ("all", "All articles", (), "all"),
        ("lake", "Lake Journal", ("lake",), "source"),
        ("hill", "From the hill", ("hill",), "source"),
    ]


def test_a_source_that_says_nothing_of_itself_goes_by_its_id():
    assert feeds((LAKE,), (), {})[1].title == "lake"


def test_what_was_imported_has_feeds_behind_the_others():
    found = feeds((LAKE,), (), {"old": "Old press"}, ["old", "lake"])

    assert [(feed.id, feed.title) for feed in found[2:]] == [("old", "Old press")]


def test_a_definition_takes_the_place_of_the_feed_whose_id_it_bears():
    everything = Feed(id="all", title="Mine", limit=5)
    lake = Feed(id="lake", title="Short", content="summary")
    boats = Feed(id="boats", title="Boats", tags=("boat",))

    found = feeds((LAKE,), (boats, lake, everything), {})

    assert [(feed.id, feed.title, feed.kind) for feed in found] == [
        ("all", "Mine", "all"),
        ("lake", "Short", "source"),
        ("boats", "Boats", "own"),
    ]


@pytest.mark.parametrize(
    ("said", "private", "expected"),
    [
        (None, False, "https://hub.example/"),
        ("", False, None),
        ("https://mine.example/", False, "https://mine.example/"),
        (None, True, None),
        ("https://mine.example/", True, "https://mine.example/"),
    ],
)
def test_a_hub_is_told_of_what_is_no_secret(said, private, expected):
    boats = Feed(id="boats", title="Boats", hub=said, private=private)

    found = feeds((), (boats,), {}, hub="https://hub.example/")

    assert [feed.hub for feed in found] == ["https://hub.example/", expected]


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

    assert selection(feed, (lake, HILL, sea)).whole == names


def test_a_selection_asks_for_what_the_feed_says():
    feed = Feed(id="f", title="F", tags=("water",), langs=("zh",), query="tea", limit=7)

    found = selection(feed, ())

    assert (found.tags, found.langs, found.query, found.limit) == (
        ("water",),
        ("zh",),
        "feeds/f",
        7,
    )


@pytest.mark.parametrize(
    ("site", "publish", "rights", "noarchive", "expected"),
    [
        (PRIVATE, None, None, False, "full"),
        (PRIVATE, "full", None, False, "full"),
        (PRIVATE, "summary", "CC0", False, "summary"),
        (PRIVATE, "link", "CC0", False, "link"),
        (PRIVATE, "full", "CC0", True, "summary"),
        (PRIVATE, "link", "CC0", True, "link"),
        (PUBLIC, None, None, False, "summary"),
        (PUBLIC, None, "All rights reserved", False, "summary"),
        (PUBLIC, None, "CC BY 4.0", False, "full"),
        (PUBLIC, None, "CC BY 4.0", True, "summary"),
        (PUBLIC, "full", None, False, "full"),
        (PUBLIC, "summary", "CC BY 4.0", False, "summary"),
        (PUBLIC, "link", "CC BY 4.0", False, "link"),
    ],
)
def test_who_may_read_and_what_the_rights_say_decides(site, publish, rights, noarchive, expected):
    source = Source(id="lake", url="https://lake.example/feed", publish=publish)

    assert may(source, site, article(rights=rights, noarchive=noarchive)) == expected


def test_an_article_of_a_source_that_was_removed_follows_the_site():
    assert may(None, PRIVATE, article()) == "full"
    assert may(None, PUBLIC, article()) == "summary"


@pytest.mark.parametrize(
    ("content", "private", "noarchive", "expected"),
    [
        ("full", False, False, "summary"),
        ("full", True, False, "full"),
        ("full", True, True, "summary"),
        ("link", True, False, "link"),
        ("link", False, False, "link"),
    ],
)
def test_a_feed_shows_what_it_wants_and_no_more_than_it_may(content, private, noarchive, expected):
    feed = Feed(id="f", title="F", content=content, private=private)

    assert way(feed, LAKE, PUBLIC, article(rights=None, noarchive=noarchive)) == expected


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
