"""Strings as YAML scalars that no reader takes for anything else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml
from helpers.articles import CHINA
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.files.scalars import lines, scalar

BARE = ["tea", "3 ways to brew", "2025年", "it's", 'say "x"', "a#b", "C:\\U0001F600", "茶 😀 𠱁"]
BARE += ["http://a/?b=1&c=2", "a, b [c]", "x-y", "e3", "nothing", "1st", "a\u00a0b", "a\u200db"]

QUOTED = [
    "",
    " ",
    "a: b",
    "a #b",
    "a:",
    "- x",
    "-x",
    "? x",
    "[x]",
    "{x}",
    "*a",
    "&a",
    "!x",
    "|",
    ">",
]
QUOTED += ["%x", "@x", "`x", "'x'", '"x"', "#x", ", x", " lead", "trail ", "a\tb ", ": x", "key :"]
QUOTED += ["null", "NULL", "~", "yes", "No", "on", "OFF", "y", "N", "true", "False", "=", "<<"]
QUOTED += ["1", "-1", "+1.5", ".5", "1e3", "1.", "0x1F", "0o17", "0b101", "017", "1_000", "1,000"]
QUOTED += ["12:30", "12:30:45", "1.2.3", ".inf", "-.INF", ".nan", "...", "---", "2026-01-01"]
QUOTED += ["2026-1-2", "2026-01-01 10:00:00", "2026-01-01T10:00:00Z"]


@pytest.mark.parametrize("text", BARE, ids=ascii)
def test_a_string_that_nobody_misreads_stays_bare(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize("text", QUOTED, ids=ascii)
def test_a_string_that_somebody_would_misread_is_quoted(text: str) -> None:
    assert scalar(text).startswith('"')


ESCAPED = [
    ("a\nb", '"a\\nb"'),
    ("a\u2028b", '"a\\u2028b"'),
    ("a\x85b", '"a\\x85b"'),
    ("\ufeffa", '"\\uFEFFa"'),
    ("a\0b", '"a\\x00b"'),
    ("a\x1b[31m", '"a\\x1B[31m"'),
    ("a\U0001fffeb", '"a\\U0001FFFEb"'),
    ('a: "b" \\c', '"a: \\"b\\" \\\\c"'),
    ("😀: 𠱁", '"😀: 𠱁"'),
    ("lone \ud800surrogate", "lone surrogate"),
    ("\ud800", '""'),
]


@pytest.mark.parametrize(("text", "expected"), ESCAPED, ids=[ascii(row[0]) for row in ESCAPED])
def test_only_what_cannot_be_printed_is_escaped(text: str, expected: str) -> None:
    assert scalar(text) == expected


NASTY = st.sampled_from("-:? #'\"\\[]{}&*!|>%@`~=<.019eExXnyY_+,\n\r\t\x85\u2028\ufeff\0\x7f😀𠱁")
TEXT = st.text(NASTY | st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@given(text=TEXT)
def test_any_text_is_read_back_equal_as_value_item_and_key(
    loader: type[yaml.SafeLoader], text: str
) -> None:
    assert yaml.load(lines("k", text), Loader=loader) == {"k": text}
    assert yaml.load(lines("k", (text, "x")), Loader=loader) == {"k": [text, "x"]}
    assert yaml.load(lines(text, 1), Loader=loader) == {text: 1}


@given(TEXT)
def test_any_text_is_one_line(text: str) -> None:
    assert lines("k", text).splitlines() == [lines("k", text)[:-1]]


def test_instants_are_bare_with_their_offset() -> None:
    assert lines("date", datetime(2025, 2, 13, 17, 10, 30, tzinfo=CHINA)) == (
        "date: 2025-02-13T17:10:30+08:00\n"
    )
    assert lines("at", datetime(2025, 2, 13, 9, 0, 0, 1, tzinfo=UTC)) == (
        "at: 2025-02-13T09:00:00.000001Z\n"
    )


def test_lists_are_blocks_and_an_empty_one_is_written_as_such() -> None:
    assert lines("tags", ("a", "no")) == 'tags:\n  - a\n  - "no"\n'
    assert lines("tags", ()) == "tags: []\n"
