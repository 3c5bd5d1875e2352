"""Differences between two texts, and three texts made one: laws, and bounds on big texts."""

import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.files.aligned import pairs
from syndicate.archiver.files.differ import Piece, count, pieces
from syndicate.archiver.files.merge import merged

TEXTS = st.text(alphabet="ab 水茶\n.", max_size=60)
LINES = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@given(TEXTS, TEXTS)
def test_the_pieces_of_either_side_are_its_text(old: str, new: str) -> None:
    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.kind == "same" for piece in pieces(text, text))


@given(LINES, LINES)
def test_pairs_are_alike_and_rise(one: list[str], two: list[str]) -> None:
    found = pairs(one, two)

    assert all(one[i] == two[j] for i, j in found)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(found))


def test_words_differ_not_lines_and_chinese_by_character() -> None:
    found = pieces("12 people died.\n有12人受伤。\n", "13 people died.\n有12人死亡。\n")

    assert [piece for piece in found if piece.kind != "same"] == [
        Piece("removed", "12"),
        Piece("added", "13"),
        Piece("removed", "受伤"),
        Piece("added", "死亡"),
    ]
    assert count(found) == (3, 3)


def test_big_texts_that_share_nothing_end_in_seconds() -> None:
    draw = random.Random(1)
    old, new = (
        " ".join(draw.choice(["aa", "bb", "cc", "dd", "ee", "ff"]) for _ in range(350_000))
        for _ in range(2)
    )
    start = time.process_time()

    pieces(old, new)

    assert time.process_time() - start < 10


@given(LINES, st.data())
def test_changes_apart_are_both_there(lines: list[str], data: st.DataObject) -> None:
    base = [f"{place}{line}" for place, line in enumerate(["x", *lines, "y", "z", *lines])]
    cut = len(lines) + 2
    mine = [*data.draw(LINES), *base[cut - 1 :]]
    theirs = [*base[:cut], *data.draw(LINES)]

    result = merged("\n".join(base), "\n".join(mine), "\n".join(theirs))

    assert result is not None
    assert result.split("\n") == [*mine[: len(mine) - len(base) + cut], *theirs[cut:]]


@given(TEXTS, TEXTS)
def test_what_only_one_side_or_both_alike_changed_is_taken_once(base: str, new: str) -> None:
    assert merged(base, new, base) == new
    assert merged(base, base, new) == new
    assert merged(base, new, new) == new


def test_changes_of_the_same_line_are_a_conflict() -> None:
    assert merged("a\nb\nc", "a\nX\nc", "a\nY\nc") is None


def test_texts_that_are_cut_at_one_place_at_a_time_are_compared_in_bounded_time() -> None:
    row = [word for number in range(20_000) for word in (f"{number + 1}", f"{number}")][1:]
    one, two = ([item for word in row for item in (word, f"{side}{word}")] for side in "ab")
    begun = time.process_time()

    assert pairs(one, two)

    assert time.process_time() - begun < 10
