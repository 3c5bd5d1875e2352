"""Words: cut so that what stands somewhere is found there, and nowhere else."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.search.query import Phrase
from syndicate.search.words import LONGEST, fold, placed, sought, words

DENSE = "苏州智能湖西边人工ガス京都한국ไทย"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Green TEA, please", ["green", "tea", "please"]),
        ("苏州智能", ["苏州", "州智", "智能", "能"]),
        ("湖", ["湖"]),
        ("AI芯片2.0", ["ai", "芯片", "片", "2", "0"]),
        ("苏州，智能", ["苏州", "州", "智能", "能"]),
        ("ｶﾞｽ", ["ガス", "ス"]),
        ("Ｔｅａ Straße", ["tea", "strasse"]),
        ("café Ångström naïve", ["cafe", "angstrom", "naive"]),
        ("cafe\u0301", ["cafe"]),
        ("й ё", ["й", "ё"]),
        ("हिन्दी", ["हिन्दी"]),
        ("・—…🍵", []),
        ("x" * 500, ["x" * 64]),
    ],
)
def test_texts_are_cut_into_words_and_pairs(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("苏州", (("苏州",), False)),
        ("湖", (("湖",), True)),
        ("AI芯", (("ai", "芯"), True)),
        ("苏州AI", (("苏州", "州", "ai"), False)),
        ("tea", (("tea",), False)),
        ("…", ((), False)),
    ],
)
def test_what_is_looked_for_is_cut_as_far_as_it_goes(typed, expected):
    assert sought(typed) == expected


@given(st.text(DENSE + "ab 1，", max_size=30), st.text(DENSE, min_size=1, max_size=8))
def test_a_stretch_of_a_dense_script_is_found_where_it_stands_and_nowhere_else(text, term):
    found, begins = sought(term)

    assert Phrase(found, begins).fits({"text": words(text)}) == (fold(term) in fold(text))


@given(st.text(DENSE, min_size=8, max_size=24))
def test_every_stretch_of_a_text_is_found(text):
    parts = {"text": words(text)}

    for size in range(1, 9):
        for at in range(len(text) - size + 1):
            assert Phrase(*sought(text[at : at + size])).fits(parts)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_words_are_letters_and_digits_whatever_the_text(text):
    assert all(word and not set(word) & set("\"'*()^:+- \t\n") for word in words(text))


@given(st.text("苏州ガab éÅ ,", max_size=20))
def test_the_place_of_a_word_is_that_of_the_text_as_written(text):
    for word, begin, end in placed(text):
        assert words(text[begin:end])[0] == word


def test_a_word_without_end_takes_no_more_memory_than_it_has():
    endless = "x" * 2_000_000
    tracemalloc.start()
    found = words(endless)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == ["x" * LONGEST]
    assert peak < 20_000_000
