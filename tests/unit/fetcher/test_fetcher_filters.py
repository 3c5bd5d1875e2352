"""What of a source is wanted: expressions over titles, texts, authors and tags."""

from __future__ import annotations

import time

import pytest

from syndicate.fetcher.expressions import check
from syndicate.fetcher.filters import objection
from syndicate.model import Entry, Filter, Pattern

ENTRY = Entry(
    title="Tea and maps",
    summary="<p>A walk to <b>the old bridge</b></p>",
    content="<p>苏州的桥 and 100% silk</p><script>hidden()</script>",
    authors=("Ada Li", "Bo"),
    tags=("Travel", "茶"),
)


def keep(regex: str, subject="any") -> Filter:
    return Filter(keep=(Pattern(regex=regex, subject=subject),))


def block(regex: str, subject="any") -> Filter:
    return Filter(block=(Pattern(regex=regex, subject=subject),))


@pytest.mark.parametrize(
    ("regex", "subject"),
    [
        ("^Tea", "title"),
        ("maps$", "title"),
        ("old bridge", "text"),
        ("苏州.桥", "text"),
        ("^Bo$", "author"),
        ("^茶$", "tag"),
        ("^Travel$", "any"),
        ("^Ada", "any"),
        ("silk", "any"),
        ("(?i)TEA", "title"),
        ("茶|咖啡", "any"),
    ],
)
def test_an_expression_is_found_where_it_is_looked_for(regex, subject):
    assert objection(keep(regex, subject), ENTRY) is None
    assert objection(block(regex, subject), ENTRY) is not None


@pytest.mark.parametrize(
    ("regex", "subject"),
    [
        ("tea", "title"),
        ("old bridge", "title"),
        ("Tea", "text"),
        ("Ada", "tag"),
        ("Travel", "author"),
        ("hidden", "any"),
        ("<b>", "any"),
    ],
)
def test_an_expression_is_not_found_elsewhere(regex, subject):
    assert objection(keep(regex, subject), ENTRY) is not None
    assert objection(block(regex, subject), ENTRY) is None


def test_without_a_filter_everything_is_taken():
    assert objection(Filter(), Entry()) is None


def test_one_of_several_to_keep_is_enough():
    wanted = Filter(keep=(Pattern(regex="coffee"), Pattern(regex="maps")))

    assert objection(wanted, ENTRY) is None


def test_what_is_blocked_is_not_kept():
    wanted = Filter(keep=(Pattern(regex="Tea"),), block=(Pattern(regex="maps", subject="title"),))

    assert objection(wanted, ENTRY) == 'block title "maps"'


def test_the_reason_names_what_was_missed():
    wanted = Filter(keep=(Pattern(regex="coffee"), Pattern(regex="x", subject="tag")))

    assert objection(wanted, ENTRY) == 'keep "coffee", tag "x"'


def test_an_entry_that_says_nothing_is_neither_kept_nor_blocked():
    assert objection(keep("."), Entry()) is not None
    assert objection(block("."), Entry()) is None


def test_half_a_surrogate_pair_is_no_obstacle():
    assert objection(keep("tea"), Entry(title="tea \ud83d")) is None


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("(tea", "missing"),
        ("(?<=a)b", "perl operator"),
        (r"(a)\1", "escape"),
        ("[z-a]", "range"),
        ("((a{100}){100}){100}", "repetition"),
    ],
)
def test_a_wrong_expression_is_refused_with_the_reason(expression, reason, capfd):
    with pytest.raises(ValueError, match=reason):
        check(expression)

    assert capfd.readouterr().err == ""


def test_an_expression_made_to_explode_takes_linear_time():
    slow = keep("(a*)*(a|aa)+$")
    began = time.process_time()

    assert objection(slow, Entry(title="a" * 200_000 + "!")) is not None

    # A backtracking engine would need longer than the universe has existed.
    assert time.process_time() - began < 2
