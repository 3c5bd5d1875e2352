"""Columns in any script, times as people say them, nothing that steers a terminal."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.cli import text

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
TITLES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)


@pytest.mark.parametrize(
    ("written", "cells"),
    [("tea", 3), ("茶", 2), ("ｔｅａ", 6), ("café", 4), ("cafe\u0301", 4), ("한글", 4), ("", 0)],
)
def test_a_wide_character_takes_two_cells_and_a_combining_one_none(written, cells):
    assert text.width(written) == cells


@pytest.mark.parametrize(
    ("written", "cells", "clipped"),
    [
        ("tea", 3, "tea"),
        ("teapot", 4, "tea…"),
        ("茶马古道", 5, "茶马…"),
        ("茶马古道", 6, "茶马…"),
        ("tea pot", 5, "tea…"),
    ],
)
def test_a_clipped_text_ends_in_an_ellipsis(written, cells, clipped):
    assert text.clip(written, cells) == clipped


@pytest.mark.parametrize(
    ("written", "cells", "lines"),
    [
        ("", 5, []),
        ("tea and  milk", 8, ["tea and", "milk"]),
        ("tea", 3, ["tea"]),
        ("a-very-long-word x", 8, ["a-very-l", "ong-word", "x"]),
        ("苏州的茶", 5, ["苏州", "的茶"]),
        ("茶茶", 1, ["茶", "茶"]),
    ],
)
def test_a_wrapped_text_breaks_between_words_where_there_are_some(written, cells, lines):
    assert text.wrap(written, cells) == lines


@given(TITLES, st.integers(min_value=1, max_value=30))
def test_a_clipped_text_never_takes_more_than_its_cells(written, cells):
    assert text.width(text.clip(written, cells)) <= cells


@given(st.lists(st.tuples(TITLES, TITLES), max_size=5), st.integers(min_value=40, max_value=90))
def test_every_column_begins_at_the_same_cell(rows, cells):
    marked = [(first, "#" + second) for first, second in rows]

    lines = list(text.table(("A", "#B"), marked, cells=cells, flexible=0))

    starts = {text.width(line.rpartition("#")[0]) for line in lines if line.count("#") == 1}
    assert len(starts) == 1


def test_the_flexible_column_gives_way_to_the_terminal():
    rows = [("2026", "一个很长很长很长很长很长很长的标题", "path/of/it")]

    _, line = text.table(("DATE", "TITLE", "FILE"), rows, cells=40, flexible=1)

    assert text.width(line) <= 40
    assert line.endswith("path/of/it")
    assert "…" in line


def test_without_a_terminal_nothing_is_cut():
    rows = [("x" * 300, "y")]

    *_, line = text.table(("A", "B"), rows)

    assert line == "x" * 300 + "  y"


def test_what_a_server_sent_cannot_move_the_cursor():
    hostile = "a\x1b[2J\rb\u202ec\nd"

    assert text.harmless(hostile) == "a[2Jbc\nd"
    assert text.clean(hostile) == "a[2J bc d"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=90), "2 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(minutes=70), "1 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_the_past_is_said_in_one_unit(length, said):
    assert text.ago(NOW - length, NOW) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(0), "now"),
        (timedelta(seconds=20), "in 1 min"),
        (timedelta(minutes=55), "in 55 min"),
        (timedelta(hours=24), "in 24 h"),
    ],
)
def test_the_future_is_said_in_one_unit(length, said):
    assert text.until(NOW + length, NOW) == said


def test_what_is_not_known_is_said_so():
    assert text.ago(None, NOW) == "never"
    assert text.until(None, NOW) == "—"
    assert text.moment(None) == ""


def test_one_is_singular():
    assert [text.plural(n, "file") for n in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert text.plural(2, "entry", "entries") == "2 entries"
