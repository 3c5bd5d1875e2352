"""What pages say: all of it in each language, by names that a template can ask for."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from syndicate.generator.site import pages
from syndicate.generator.site.words import day, words

ENGLISH, CHINESE, TRADITIONAL = words("en"), words("zh"), words("zh-Hant")
SITE = Path(pages.__file__).parent
SAID = "".join(
    file.read_text("utf-8") for file in [*SITE.glob("*.py"), *SITE.glob("templates/*.html")]
)

# Names of lists and of what a version changed, which pages look up by a value.
BY_NAME = {"feeds", "sources", "tags", "search", "title", "date", "authors", "status", "enclosures"}


@pytest.mark.parametrize("other", [CHINESE, TRADITIONAL])
def test_all_languages_say_the_same_things_with_the_same_gaps(other):
    assert list(ENGLISH) == list(other)
    for name, said in ENGLISH.items():
        assert said
        assert said.count("{}") == other[name].count("{}"), name


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-TW", "標籤"),
        ("zh-hant-HK", "標籤"),
        ("zh-MO", "標籤"),
        ("zh-Hans-HK", "标签"),
        ("zh-SG", "标签"),
    ],
)
def test_chinese_is_written_as_it_is_where_the_site_is(language, expected):
    assert words(language)["tags"] == expected


def test_no_simplified_word_is_left_among_the_traditional_ones():
    # What GB 2312 has and Big5 lacks was simplified.
    assert "".join(TRADITIONAL.values()).encode("big5")


def test_a_template_finds_each_word_and_not_a_method_of_a_dict():
    assert not [name for name in ENGLISH if hasattr(dict, name)]


@pytest.mark.parametrize("name", [name for name in ENGLISH if name not in BY_NAME])
def test_every_word_is_said_somewhere(name):
    assert re.search(rf"""told\.{name}\b|told\[['"]{name}['"]\]""", SAID)


@pytest.mark.parametrize(
    ("language", "tongue"),
    [("zh", "zh"), ("zh-TW", "zh"), ("ZH-cn", "zh"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_a_site_is_told_in_its_language_and_else_in_english(language, tongue):
    assert words(language)["tongue"] == tongue


def test_a_day_is_that_of_its_own_offset():
    late = datetime(2026, 2, 28, 23, 30, tzinfo=timezone(-timedelta(hours=5)))

    assert day(late, ENGLISH) == "28 February 2026"
    assert day(late.astimezone(UTC), CHINESE) == "2026年3月1日"
