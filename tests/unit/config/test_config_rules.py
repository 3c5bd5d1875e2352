"""Other selectors of one source, in a file that a person wrote."""

from __future__ import annotations

import tomllib

import pytest

from syndicate.config import edit
from syndicate.errors import ConfigError

WRITTEN = """\
# mine
[[source]]
url = "https://a.example/"   # the first

[[source]]
url = "https://b.example/"
kind = "listing"   # a list
[source.select]
items = "ul > li"  # where
date = ".d"
content = "article"
"""


def test_selectors_are_replaced_but_for_those_of_the_page_and_comments_stay():
    text = edit.with_rules(WRITTEN, 1, "listing", {"items": "div.x", "title": "h3"})

    first, second = tomllib.loads(text)["source"]
    assert first == {"url": "https://a.example/"}
    assert second["select"] == {"items": "div.x", "title": "h3", "content": "article"}
    assert "# mine" in text
    assert "# the first" in text


def test_a_source_without_selectors_gets_them():
    text = edit.with_rules(WRITTEN, 0, "listing", {"items": "li"})

    first = tomllib.loads(text)["source"][0]
    assert (first["kind"], first["select"]) == ("listing", {"items": "li"})


def test_sources_that_are_no_tables_are_left_alone():
    with pytest.raises(ConfigError):
        edit.with_rules('source = [{ url = "https://a.example/" }]', 0, "listing", {"items": "li"})


def test_an_address_is_changed_and_the_name_kept():
    text = edit.with_address(WRITTEN, 0, "a-example", "https://a.example/rss")

    first = tomllib.loads(text)["source"][0]
    assert first == {"url": "https://a.example/rss", "id": "a-example"}
    assert "# the first" in text
