"""Posts of WordPress' API, named as its feeds name them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from syndicate.errors import ParseError
from syndicate.fetcher.readers import wordpress
from syndicate.fetcher.readers.pieces import Context

URL = "https://lake.example/wp-json/wp/v2/posts"
CONTEXT = Context(base=URL, home="")


def test_a_post_is_an_entry_with_the_guid_of_the_feed():
    post = {
        "guid": {"rendered": "https://lake.example/?post_type=x&#038;p=7"},
        "link": "https://lake.example/2026/ferry/",
        "title": {"rendered": "Ferry &#8211; late <em>again</em>"},
        "date_gmt": "2026-02-01T08:30:00",
        "modified_gmt": "2026-02-02T08:30:00",
        "content": {"rendered": '<p><img src="/pic.jpg"> Text</p>'},
        "excerpt": {"rendered": "<p>Short</p>"},
    }

    (entry,) = wordpress.read(json.dumps([post]), CONTEXT, url=URL).entries

    assert entry.guid == "https://lake.example/?post_type=x&p=7"
    assert entry.title == "Ferry – late again"
    assert entry.published == datetime(2026, 2, 1, 8, 30, tzinfo=UTC)
    assert entry.updated == datetime(2026, 2, 2, 8, 30, tzinfo=UTC)
    assert "https://lake.example/pic.jpg" in (entry.content or "")


@pytest.mark.parametrize("text", ['{"code": "rest_no_route"}', "<html>", ""])
def test_what_is_no_list_of_posts_is_an_error(text):
    with pytest.raises(ParseError):
        wordpress.read(text, CONTEXT, url=URL)


def test_posts_that_lack_everything_are_entries_that_say_nothing():
    (entry,) = wordpress.read('[{"title": 3, "guid": "x"}, 7]', CONTEXT, url=URL).entries

    assert (entry.guid, entry.url, entry.title) == (None, None, None)
