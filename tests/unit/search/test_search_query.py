"""What a person types, as what must be there and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.search.query import MOST, Choice, Phrase, Query, parse
from syndicate.search.words import words

TEXT = {"title": words("The last ferry"), "author": words("Ann Lee"), "tag": words("boats"), "text": words("Green tea at the West Lake. 在西湖边喝茶")}  # fmt: skip


def phrase(*said: str, **more: object) -> Phrase:
    return Phrase(said, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("green tea", Query(all=((phrase("green"),), (phrase("tea"),)))),
        ('"green tea"', Query(all=((phrase("green", "tea"),),))),
        ("“西湖 龙井”", Query(all=((phrase("西湖", "湖", "龙井"),),))),
        ("西湖龙井", Query(all=((phrase("西湖", "湖龙", "龙井"),),))),
        ('"never closed', Query(all=((phrase("never", "closed"),),))),
        ("node.js", Query(all=((phrase("node", "js"),),))),
        ("tea OR coffee", Query(all=((phrase("tea"), phrase("coffee")),))),
        ("tea -coffee", Query(all=((phrase("tea"),),), none=(phrase("coffee"),))),
        ("tea NOT coffee", Query(all=((phrase("tea"),),), none=(phrase("coffee"),))),
        ("sail*", Query(all=((phrase("sail", begins=True),),))),
        ("title:ferry", Query(all=((phrase("ferry", part="title"),),))),
        ('author:"Ann Lee"', Query(all=((phrase("ann", "lee", part="author"),),))),
        ("http://a.example", Query(all=((phrase("http", "a", "example"),),))),
        ("OR tea", Query(all=((phrase("tea"),),))),
        ("tag:Boats", Query(choices=(Choice("tag", ("boats",)),))),
        ("source:qq lang:zh", Query(choices=(Choice("source", ("qq",)), Choice("lang", ("zh",))))),
        ("date:2026-02", Query(since="2026-02", until="2026-02")),
        ("date:2026-01..2026-03", Query(since="2026-01", until="2026-03")),
        ("since:2026 until:2026-03-01", Query(since="2026", until="2026-03-01")),
    ],
)
def test_what_is_typed_is_read(typed, wanted):
    assert parse(typed) == wanted


@pytest.mark.parametrize("typed", ["", "  ", '""', "***", "-", "-coffee", "OR"])
def test_a_query_without_a_word_is_refused(typed):
    with pytest.raises(ValueError, match="no word"):
        parse(typed)


def test_a_day_that_is_none_and_too_many_words_are_refused():
    with pytest.raises(ValueError, match='"yesterday" is no day'):
        parse("since:yesterday")
    with pytest.raises(ValueError, match=f"more than {MOST} words"):
        parse("tea " * (MOST + 1))


@pytest.mark.parametrize(
    "typed",
    [
        "tea",
        "TEA ferry",
        "lee boats",
        "gre*",
        "西湖",
        "湖边",
        "茶",
        '"west lake"',
        "coffee OR tea",
        "tea -coffee",
        "title:ferry",
        "author:lee",
    ],
)
def test_what_is_there_is_found(typed):
    assert parse(typed).fits(TEXT)


@pytest.mark.parametrize(
    "typed",
    [
        "coffee",
        '"lake west"',
        "西边",
        "湖西",
        "tea -green",
        "title:tea",
        "author:ferry",
        "te",
        "ea",
    ],
)
def test_what_is_not_there_is_not_found(typed):
    assert not parse(typed).fits(TEXT)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_nothing_that_is_typed_is_more_than_refused(typed):
    try:
        found = parse(typed)
    except ValueError:
        return

    assert found.all or found.choices or found.since or found.until
