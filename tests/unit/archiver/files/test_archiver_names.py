"""Folder names for whatever a title may be."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime

import pytest
from helpers.articles import ARTICLE, CHINA, NOW
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.files.names import SLUG_LIMIT, places, slug

SLUGS = [
    ("The Water Matters: again", "the-water-matters-again"),
    ("  --leading & trailing--  ", "leading-trailing"),
    ("C++ in 2026 / part 3.5", "c-in-2026-part-3-5"),
    ("苏州的茶，一个故事", "苏州的茶-一个故事"),
    ("Straße ÀÉ", "strasse-àé"),
    ("e\u0301cole", "école"),
    ("हिन्दी में", "हिन्दी-में"),
    ("مرحبا \u202eabc", "مرحبا-abc"),
    ("l\u200bink \ufeffx", "l-ink-x"),
    ("❤\ufe0f heart", "heart"),
    ("a\ufe0fb\u3164c", "abc"),
    ("\u0301accent alone", "accent-alone"),
    ("..", ""),
    ("../../etc/passwd", "etc-passwd"),
    ("con", "con"),
    ("-rf *", "rf"),
    ("a\0b\nc", "a-b-c"),
    ("tea\ud800time", "tea-time"),
    ("😀🍵", ""),
    ("", ""),
]


@pytest.mark.parametrize(("title", "expected"), SLUGS, ids=[ascii(row[0]) for row in SLUGS])
def test_a_slug_keeps_letters_and_digits_of_any_script(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize("title", ["苏" * 300, "a" * 300, "é" * 300, "𠱁" * 300, "ab " * 100])
def test_a_slug_ends_on_a_code_point_within_its_limit(title: str) -> None:
    found = slug(title)

    assert SLUG_LIMIT - 3 <= len(found.encode()) <= SLUG_LIMIT
    assert not found.endswith("-")
    assert slug(found) == found


@given(st.text())
def test_any_slug_is_a_safe_name(title: str) -> None:
    found = slug(title)

    assert len(found.encode()) <= SLUG_LIMIT
    assert unicodedata.is_normalized("NFC", found)
    assert not found.startswith(("-", ".")) and not found.endswith("-") and "--" not in found
    assert all(char == "-" or unicodedata.category(char)[0] in "LNM" for char in found)


def test_a_path_says_source_day_title_and_key() -> None:
    first, second = places(ARTICLE, NOW)

    assert first == "tea/2026/02/28-the-water-matters-水-and-8641c0"
    assert second.startswith(first)
    assert len(second) == len(first) + 6


def test_the_day_is_that_of_the_date_in_its_own_offset() -> None:
    early = replace(ARTICLE, date=datetime(2026, 3, 1, 0, 30, tzinfo=CHINA))

    assert places(early, NOW)[0].startswith("tea/2026/03/01-")


def test_an_article_without_a_date_goes_by_when_it_was_archived() -> None:
    undated = replace(ARTICLE, date=None)
    archived = replace(undated, archived=datetime(2026, 1, 1, 1, 0, tzinfo=CHINA))

    assert places(undated, NOW)[0].startswith("tea/2026/03/01-")
    assert places(archived, NOW)[0].startswith("tea/2025/12/31-")


def test_an_empty_slug_leaves_day_and_key() -> None:
    names = [place.rpartition("/")[2] for place in places(replace(ARTICLE, title="…!"), NOW)]

    assert names == ["28-8641c0", "28-8641c06f2f67"]


def test_a_source_with_hyphens_keeps_them() -> None:
    assert places(replace(ARTICLE, source="a--b"), NOW)[0].startswith("a--b/")


def test_hostile_titles_get_one_folder_each() -> None:
    titles = [title for title, _ in SLUGS] + ["苏" * 300, "苏" * 301, "É", "E\u0301", "é", "NUL"]

    found = [
        places(replace(ARTICLE, title=title, key=f"key {number}"), NOW)[0]
        for number, title in enumerate(titles)
    ]

    folded = {unicodedata.normalize("NFC", place).casefold() for place in found}
    assert len(folded) == len(titles)
    assert all(len(name.encode()) <= 255 for place in found for name in place.split("/"))
    assert all(name not in ("", ".", "..") for place in found for name in place.split("/"))


def test_a_folder_is_named_by_what_the_entities_of_a_title_show() -> None:
    article = replace(ARTICLE, title="Tea &amp; pots &#8211; caf&eacute;s")

    (first, *_) = places(article, NOW)

    assert "-tea-pots-cafés-" in first
