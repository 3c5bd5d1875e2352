"""The line of a key, for error messages."""

import tomllib

import pytest

from syndicate.config.lines import fault, line_of

TEXT = '''\
# [site] in a comment
top = 1

[site]  # what we are
title = """
base_url = "not a key"
"""
base_url = "x"
"quoted" = 1

[[source]]
url = "one"

[[source]]
url = "two"
  interval = "1h"
fetch.timeout = 3
[[feed]]
id = "all"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("top",), 2),
        (("site",), 4),
        (("site", "title"), 5),
        (("site", "base_url"), 8),
        (("site", "quoted"), 9),
        (("source", 0), 11),
        (("source", 0, "url"), 12),
        (("source", 1, "url"), 15),
        (("source", 1, "interval"), 16),
        (("source", 1, "fetch", "timeout"), 17),
        (("feed", 0, "id"), 19),
    ],
)
def test_a_key_is_found_on_its_line(place, line):
    assert line_of(TEXT, place) == line


@pytest.mark.parametrize(
    ("place", "line"),
    [(("source", 1, "absent"), 14), (("nowhere", "at all"), 1), (("source", 7, "url"), 1)],
)
def test_what_is_not_there_is_placed_at_what_holds_it(place, line):
    assert line_of(TEXT, place) == line


def test_a_table_below_an_array_belongs_to_the_last_of_its_tables():
    text = (
        "[[source]]\n[source.filter]\nkeep = []\n"
        '[[source]]\nid = "b"\n[source.filter]\nkeep = []\n[[source.filter.more]]\nx = 1\n'
    )

    assert line_of(text, ("source", 0, "filter", "keep")) == 3
    assert line_of(text, ("source", 1, "filter")) == 6
    assert line_of(text, ("source", 1, "filter", "keep")) == 7
    assert line_of(text, ("source", 1, "filter", "more", 0, "x")) == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fetch]\nallow = []\n\n[fetch]\n", (4, "Cannot declare [fetch] twice")),
        ("[a.b]\n[a.b]\n", (2, "Cannot declare [a.b] twice")),
        ("x = \n", (1, "Invalid value")),
    ],
)
def test_a_fault_names_its_line_and_the_table_as_it_is_written(text, said):
    with pytest.raises(tomllib.TOMLDecodeError) as raised:
        tomllib.loads(text)

    assert fault(text, raised.value) == said
