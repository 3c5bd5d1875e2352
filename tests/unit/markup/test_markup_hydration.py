import json

import pytest

from syndicate.markup.hydration import rows, streamed, unfolded


def pushed(*pieces: str) -> list[str]:
    return [f"self.__next_f.push({json.dumps([1, piece])})" for piece in pieces]


def test_pieces_of_a_stream_are_joined_wherever_they_were_cut():
    scripts = ["(self.__next_f=self.__next_f||[]).push([0])", *pushed('1:{"na', 'me":"Oar"}\n')]

    assert streamed(scripts) == '1:{"name":"Oar"}\n'


def test_scripts_of_other_pages_are_no_stream():
    assert streamed(["x = [1, 'a']", "push([1,'b'])"]) == ""


def test_a_text_has_as_many_bytes_as_it_says_line_breaks_among_them():
    text = "船は\n港を出た。"
    size = len(text.encode())

    assert list(rows(f'1:T{size:x},{text}2:["after"]\n')) == [text, ["after"]]


def test_a_row_stands_where_it_is_referred_to_and_nowhere_else():
    found = list(rows('0:{"title":"Oars","body":"$1","again":"$1","price":"$9"}\n1:T3,one'))

    assert found == [{"title": "Oars", "body": "one", "again": None, "price": "$9"}]


def test_rows_that_are_no_values_are_passed_over():
    assert list(rows('1:I["module",[]]\n2:HL["/a.css","style"]\n3:[4]\n')) == [[4]]


@pytest.mark.parametrize("stream", ["", "x", "1:", "1:{", "1:Tff,short", "1:T,", ":\n", "\n\n2:\n"])
def test_a_broken_stream_is_read_as_far_as_it_goes(stream):
    assert all(value == "short" for value in rows(stream))


def test_rows_that_refer_to_themselves_end():
    assert list(rows('1:["$2"]\n2:["$1"]\n')) == [[[None]]]


def test_a_flat_list_is_unfolded():
    flat = [
        ["ShallowReactive", 1],
        {"page": 2},
        {"title": 3, "tags": 4, "gone": -1},
        "Oars",
        [5],
        "x",
    ]

    assert unfolded(flat) == {"page": {"title": "Oars", "tags": ["x"], "gone": None}}


def test_what_a_flat_list_wraps_stands_in_the_place_of_its_wrapper():
    flat = [{"on": 1, "in": 2}, ["Date", 3], ["Set", 3, 4], "2026-11-22", "b"]

    assert unfolded(flat) == {"on": "2026-11-22", "in": ["2026-11-22", "b"]}


@pytest.mark.parametrize(
    "value",
    [[], {"a": 1}, "text", [{"a": "b"}, "c"], [{"a": 7}, "c"], [{"a": True}, "c"], ["a", {"b": 0}]],
)
def test_any_other_value_stays_as_it_is(value):
    assert unfolded(value) == value


def test_what_a_flat_list_says_twice_is_told_once():
    doubling = [[at + 1, at + 1] for at in range(60)]

    assert unfolded([{"a": 1}, *doubling, "end"]) is not None


def test_a_flat_list_that_holds_itself_ends():
    assert unfolded([{"a": 0, "b": 1}, "x"]) == {"a": None, "b": "x"}


def test_values_that_nest_without_end_are_cut():
    deep = [{"a": at + 1} for at in range(5_000)]
    nested = "".join(f'{at:x}:["${at + 1:x}"]\n' for at in range(1, 5_000))

    assert unfolded([*deep, "end"]) is not None
    assert list(rows(nested))
