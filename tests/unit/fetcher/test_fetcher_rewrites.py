"""What an operator mends of what a source says: addresses, titles, texts, tags."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.fetcher import expressions, rewrites
from syndicate.model import AddTags, Article, Document, Entry, Pattern, Remove, Replace

ARTICLE = Article(
    key="k",
    id="i",
    source="tea",
    title="Tea: a walk",
    markdown="The old bridge at 苏州.\n\nRead more at tea.example\n",
    authors=("Ada Li",),
    tags=("maps",),
)


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        (Replace(find="^Tea: ", place="title"), "a walk"),
        (Replace(find=r"^(\w+): (.*)$", by=r"\2 (\1)", place="title"), "a walk (Tea)"),
        (Replace(find="(?i)WALK", by=r"\0s \\ all", place="title"), r"Tea: a walks \ all"),
        (Replace(find="a|e", by="", place="title"), "T:  wlk"),
        (Replace(find="a.walk", by="x", place="title", literal=True), "Tea: a walk"),
        (Replace(find="Tea:", by=r"\1", place="title", literal=True), r"\1 a walk"),
        (Replace(find=".*", by="", place="title"), "Tea: a walk"),
        (Replace(find="x*", by="-", place="title"), "Tea: a walk"),
    ],
)
def test_a_title_is_replaced_and_never_left_empty(rule, title):
    assert rewrites.article([rule], ARTICLE).title == title


def test_a_text_is_replaced_in_the_markdown_across_lines_when_asked():
    rule = Replace(find=r"(?s)\n\nRead more.*", by="\n")

    assert rewrites.article([rule], ARTICLE).markdown == "The old bridge at 苏州.\n"


def test_rules_are_applied_in_their_order():
    rules = [
        Replace(find="walk", by="tour", place="title"),
        AddTags(tags=("tours", "maps"), when=Pattern(regex="tour", subject="title")),
        AddTags(tags=("late",), when=Pattern(regex="^tours$", subject="tag")),
    ]

    assert rewrites.article(rules, ARTICLE).tags == ("maps", "tours", "late")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (None, ("maps", "x")),
        (Pattern(regex="苏州", subject="text"), ("maps", "x")),
        (Pattern(regex="^Ada", subject="author"), ("maps", "x")),
        (Pattern(regex="bridge", subject="title"), ("maps",)),
    ],
)
def test_tags_are_added_where_a_pattern_is_found(when, expected):
    assert rewrites.article([AddTags(tags=("x",), when=when)], ARTICLE).tags == expected


def test_an_address_is_mended_before_the_entry_gets_its_name():
    rule = Replace(find=r"^https://out\.example/\?to=(.*)$", by=r"https://\1", place="url")
    said = Document(
        format="rss",
        entries=(Entry(url="https://out.example/?to=tea.example/1"), Entry(guid="2")),
    )

    mended = rewrites.document([rule], said)

    assert [entry.url for entry in mended.entries] == ["https://tea.example/1", None]
    assert mended.notes == ()


def test_an_address_that_would_be_none_of_the_web_stays_and_is_told():
    rule = Replace(find="https:", by="javascript:", place="url")
    said = Document(format="rss", entries=(Entry(url="https://tea.example/1"),))

    mended = rewrites.document([rule], said)

    assert mended.entries == said.entries
    assert "none of the web" in mended.notes[0]


def test_elements_are_taken_out_of_a_text_and_nothing_else_is_touched():
    html = "<p>Tea &amp; maps</p><div class=ad>Buy</div>text"

    assert rewrites.pruned(html, [".ad"]) == "<p>Tea &amp; maps</p>text"
    assert rewrites.pruned(html, [".none"]) == html
    assert rewrites.selectors([Remove(selector=".ad"), AddTags(tags=("x",))]) == [".ad"]


@pytest.mark.parametrize("expression", ["(a+)+$", "(a|aa)+b", "(.*)(.*)(.*)x"])
def test_no_text_makes_an_expression_slow(expression):
    begun = time.process_time()

    expressions.replaced(expression, "", "a" * 200_000 + "!")

    assert time.process_time() - begun < 2


def test_a_replacement_makes_no_more_than_so_many_of_a_text():
    text = "a" * (expressions.MATCHES + 5)

    assert expressions.replaced("a", "bb", text) == "bb" * expressions.MATCHES + "a" * 5
    assert expressions.literally("a", "bb", text) == "bb" * expressions.MATCHES + "a" * 5


@given(st.text(), st.text(st.characters(exclude_characters="\\")))
def test_a_text_in_which_nothing_is_found_is_the_same(text, by):
    assert expressions.replaced("\ue000never", by, text) == text
