"""Which names below the published folder are ours."""

from __future__ import annotations

import pytest

from syndicate.generator.paths import feed_path, is_feed_path


@pytest.mark.parametrize("name", ["all", "a.b-c_d", "0", "x.rss"])
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_what_a_feed_is_written_to_is_recognized(name, format):
    assert is_feed_path(feed_path(name, format))


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
        "feeds/文.atom",
        "a.atom",
        "more/feeds/a.atom",
        "feeds.opml",
        "index.html",
    ],
)
def test_a_name_that_no_feed_can_have_is_somebody_elses(key):
    assert not is_feed_path(key)
