"""What `add` makes of what somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.cli.following import address, block, free_id
from syndicate.config.sources import RESERVED
from syndicate.config.values import identifier


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://example.org/feed", "https://example.org/feed"),
        ("example.org", "https://example.org"),
        ("example.org:8080/feed?a=1", "https://example.org:8080/feed?a=1"),
        ("feed://example.org/rss", "http://example.org/rss"),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("feed://https://example.org/rss", "https://example.org/rss"),
        (" https://example.org/ ", "https://example.org/"),
    ],
)
def test_an_address_is_taken_as_it_was_meant(typed, url):
    assert address(typed) == url


@pytest.mark.parametrize("typed", ["", "nonsense", "ftp://a.example/", "file:///etc/passwd", "a b"])
def test_what_is_no_address_is_none(typed):
    assert address(typed) is None


@pytest.mark.parametrize(
    ("url", "title", "taken", "name"),
    [
        ("https://www.example.org/feed", "Any", [], "example.org"),
        ("https://example.org/feed", "Tea News", ["example.org"], "example.org-tea-news"),
        ("https://example.org/a/tea.xml", "", ["example.org"], "example.org-tea"),
        ("https://example.org/feed.xml", "茶", ["example.org"], "example.org-2"),
        ("https://example.org/", None, ["example.org", "example.org-2"], "example.org-3"),
        ("https://all/", None, [], "all-2"),
        ("https://[::1]/", None, [], "1"),
    ],
)
def test_a_new_source_is_called_by_its_host_or_what_tells_it_apart(url, title, taken, name):
    assert free_id(url, title, taken) == name


@given(
    st.text(max_size=80), st.text(max_size=80), st.sets(st.sampled_from(["a.example", "source"]))
)
def test_a_new_id_is_always_valid_and_free(path, title, taken):
    name = free_id(f"https://a.example/{path}", title, taken)

    assert identifier(name) == name
    assert name not in taken
    assert name not in RESERVED


def test_a_block_says_only_what_was_said():
    assert block("a", "https://a.example/") == {"id": "a", "url": "https://a.example/"}
    assert block("a", "u", title="T", tags=["x", "y", "x"], backfill=0) == {
        "id": "a",
        "url": "u",
        "title": "T",
        "tags": ["x", "y"],
        "backfill": 0,
    }
