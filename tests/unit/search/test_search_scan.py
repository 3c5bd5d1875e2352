from __future__ import annotations

import pytest

from syndicate.search.query import parse
from syndicate.search.scan import excerpt, scan

HEAD = """---
title: The ferry
date: 2026-03-01T08:00:00+08:00
authors:
- Ann Lee
description: A day at the lake
canonical_url: https://lake.example/ferry
source: harbour
publisher: The Harbour Post
tags:
- boats
- 渡轮
id: tag:lake.example,2026:1
hash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
---
"""


def found(query, *bodies, head=HEAD, title="The ferry"):
    files = [(number, title, f"{head}{body}".encode()) for number, body in enumerate(bodies)]
    return [hit.document for hit in scan(parse(query), files)]


def test_documents_that_fit_are_found_in_their_order():
    assert found("tea", "Green tea.\n", "Coffee.\n", "Black TEA.\n") == [0, 2]


@pytest.mark.parametrize(
    "query", ["ferry", "lee", '"day at the lake"', "ferry lee lake", "boats", "渡轮"]
)
def test_title_and_front_matter_are_looked_through(query):
    assert found(query, "Nothing.\n") == [0]


@pytest.mark.parametrize(
    "query",
    ["authors", "canonical", "2026", "https", "tag", "0123456789abcdef", "example", "harbour"],
)
def test_keys_and_machinery_of_the_front_matter_are_not(query):
    assert found(query, "Nothing.\n") == []


@pytest.mark.parametrize("head", ["", "---\nno end of it\n", "\ufeff"])
def test_a_document_without_front_matter_is_all_text(head):
    assert found("tea", "Green tea.\n", head=head) == [0]


def test_bytes_that_are_no_text_hide_nothing():
    assert [hit.document for hit in scan(parse("tea"), [(1, "", b"\xff\xfe tea \x80")])] == [1]


def test_an_excerpt_shows_the_words_in_their_sentence():
    text = "It begins. " + "a b c " * 20 + "and then green TEA was served " + "d e f " * 30

    pieces = excerpt(text, parse("tea green"))

    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.found] == ["green", "TEA"]
    assert shown.startswith("…") and shown.endswith("…")
    assert "and then green TEA was served" in shown
    assert len(shown) < 130


def test_an_excerpt_of_chinese_is_cut_where_it_must_be():
    text = "山" * 200 + "西湖" + "水" * 200

    pieces = excerpt(text, parse("湖"))

    assert [piece.text for piece in pieces] == ["…" + "山" * 29 + "西", "湖", "水" * 80 + "…"]


def excerpt_of(query, head=HEAD):
    [hit] = scan(parse(query), [(1, "The ferry", f"{head}Nothing.\n".encode())])
    return "".join(piece.text for piece in hit.excerpt)


def test_what_only_the_description_says_is_shown_from_there():
    assert excerpt_of("day") == "A day at the lake"


def test_front_matter_is_never_shown_as_it_stands():
    assert excerpt_of("lee") == "Nothing."
    assert excerpt_of("lee ferry") == "Nothing."


@pytest.mark.parametrize(
    "written", ["'It''s a day'", '"It\'s a day"', "It's\n  a day", ">-\n  It's a day"]
)
def test_a_description_is_read_however_it_is_written(written):
    head = f"---\ntitle: x\ndescription: {written}\nid: y\n---\n"

    assert excerpt_of("day", head) == "It's a day"


def test_a_word_of_the_title_is_marked_and_the_text_begins():
    [hit] = scan(parse("ferry"), [(1, "The ferry", f"{HEAD}Nothing more.\n".encode())])

    assert [piece.text for piece in hit.title if piece.found] == ["ferry"]
    assert "".join(piece.text for piece in hit.excerpt)
