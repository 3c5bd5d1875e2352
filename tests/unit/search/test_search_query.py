from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.search.query import fold, parse, readable, spans


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("green tea", ("green", "tea")),
        ('"green tea" lake', ("green tea", "lake")),
        ('lake"green  tea"', ("lake", "green tea")),
        ("“西湖 龙井” 茶", ("西湖 龙井", "茶")),
        ('"never closed', ("never closed",)),
        ("tea TEA Ｔｅａ", ("tea",)),
        ("湖", ("湖",)),
        ("snake_case", ("snakecase",)),
    ],
)
def test_words_and_phrases_are_told_apart(typed, terms):
    assert parse(typed).terms == terms


@pytest.mark.parametrize("typed", ["", "  ", '""', "***", '"_"'])
def test_a_query_without_a_word_is_refused(typed):
    with pytest.raises(ValueError, match="no word"):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("tea", "Green TEA"),
        ("Straße", "STRASSE"),
        ("ｔｅａ", "tea"),
        ("tea", "Ｔｅａ，ｐｌｅａｓｅ"),
        ("茶,", "喝茶，看湖"),
        ("ガ", "ｶﾞｽ"),
        ("café", "cafe\u0301"),
        ("湖", "在西湖边"),
        ("西湖", "在**西**湖边"),
        ("snake_case", r"the snake\_case name"),
        ('"the lake house"', "the [lake](http://a.example/b_(c) 'x') house"),
        ('"one two"', "one\n  two"),
    ],
)
def test_a_word_is_found_however_it_is_written(typed, text):
    assert parse(typed).fits(fold(readable(text)))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("tea lake", "Green tea"),
        ('"lake house"', "house lake"),
        ("example", "[lake](http://a.example/) and ![x](images/example.png)"),
        ("西湖", "西边的湖"),
    ],
)
def test_what_is_not_there_is_not_found(typed, text):
    assert not parse(typed).fits(fold(readable(text)))


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("tea", "Green TEA, tea", ["TEA", "tea"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("西湖 湖边", "在西湖边", ["西湖"]),
        ("...", "and so on…", ["…"]),
        ("nothing", "tea", []),
        ("te tea", "tea for te", ["tea", "te"]),
    ],
)
def test_the_place_of_a_word_is_that_of_the_text_as_written(typed, text, found):
    assert [text[begin:end] for begin, end in spans(text, parse(typed))] == found


@given(st.text(max_size=60), st.text(alphabet="abAB湖边ＡｂßİΣ…*_ ", min_size=1, max_size=6))
def test_places_are_in_order_and_apart_whatever_the_text(text, typed):
    try:
        query = parse(typed)
    except ValueError:
        return

    places = spans(text, query)

    edges = [edge for place in places for edge in place]
    assert edges == sorted(edges)
    assert all(begin < end <= len(text) for begin, end in places)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_every_text_that_says_something_finds_itself(text):
    try:
        query = parse(f'"{text.replace(chr(34), "")}"')
    except ValueError:
        return

    assert query.fits(fold(readable(text.replace('"', ""))))
