"""What is read of a document, and what is shown of it."""

from __future__ import annotations

import pytest

from syndicate.search.excerpts import excerpt, read, readable, shown, spans
from syndicate.search.query import parse

HEAD = """---
title: The ferry
date: 2026-03-01T08:00:00+08:00
authors:
- Ann Lee
description: A day at the lake
lang: en
canonical_url: https://lake.example/ferry
source: harbour
tags:
- boats
- 渡轮
id: tag:lake.example,2026:1
---
"""


def fits(query, body="Nothing.\n", title="The ferry"):
    return parse(query).fits(read(title, f"{HEAD}{body}".encode()).parts())


@pytest.mark.parametrize("query", ["ferry", "author:lee", '"day at the lake"', "boats", "渡轮"])
def test_title_and_front_matter_are_looked_through(query):
    assert fits(query)


@pytest.mark.parametrize("query", ["canonical", "2026", "https", "harbour", "date"])
def test_keys_and_machinery_of_the_front_matter_are_not(query):
    assert not fits(query)


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("西湖", "在**西**湖边"),
        ("snakecase", r"the snake\_case name"),
        ('"the lake house"', "the [lake](http://a.example/b_(c) 'x') house"),
        ('"one two"', "one\n  two"),
        ("cafe", "Café"),
    ],
)
def test_marks_and_targets_of_links_stand_in_no_words_way(query, body):
    assert fits(query, body)
    assert not fits("example", body)


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("tea", "Green TEA, tea teapot", ["TEA", "tea"]),
        ("tea*", "Green teapot", ["teapot"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("西湖 湖边", "在西湖边", ["西湖"]),
        ("湖", "在西湖边，湖", ["湖", "湖"]),
        ("AI芯", "国AI芯片", ["AI芯"]),
        ("nothing", "tea", []),
        ('"green tea" green', "green tea", ["green tea"]),
    ],
)
def test_the_places_of_what_was_looked_for_are_marked(typed, text, found):
    assert [text[begin:end] for begin, end in spans(text, parse(typed))] == found


def test_an_excerpt_is_what_stands_around_from_word_to_word():
    text = "word " * 40 + "the ferry is late " + "again " * 40

    pieces = excerpt(readable(text), parse("ferry"))

    told = "".join(piece.text for piece in pieces)
    assert told.startswith(("… word", "…word"))
    assert told.endswith("again…")
    assert [piece.text for piece in pieces if piece.found] == ["ferry"]


def test_a_hit_shows_its_description_where_only_that_has_it():
    text = read("The ferry", f"{HEAD}Nothing.\n".encode())

    hit = shown("row", text, parse("day"))

    assert "".join(piece.text for piece in hit.excerpt) == "A day at the lake"


def test_no_more_than_a_book_is_read_of_a_document():
    long = "tea " * 500_000

    assert fits("tea", long)
    assert not fits("ferryman", long + "ferryman")
