"""Front matter read here is read as PyYAML reads it, line by line, wherever it is read at all."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from syndicate.archiver.files import nodes

PIECES = st.sampled_from(
    ["a", "Z", "7", "0x1f", "1_000", "12:30:45", "2025-02-13", "2025-02-13T10:00:00Z", "1e3", ".5"]
    + ["true", "No", "null", "~", "<<", "=", ".inf", "中文", "𝒳", "é", "\u00a0", "\u2028", "\x85"]
    + [" ", "  ", ": ", " :", ":", " #", "#", "'", "''", '"', "\\", "-", "- ", "?", "&", "*", "!"]
    + ["|", ">", "%", "@", "`", "[", "]", "{", "}", ",", "\t", "---", "...", "\ufeff", "\x7f"]
)
SCALARS = st.lists(PIECES, max_size=6).map("".join)
QUOTED = st.one_of(SCALARS.map("'{}'".format), SCALARS.map('"{}"'.format), SCALARS)
KEYS = st.sampled_from(["title", "date", "a-b", "_x", "yes", "null", "Tags", "x1"])
LINES = st.one_of(
    st.builds("{}: {}\n".format, KEYS, QUOTED),
    st.builds("{}:\n".format, KEYS),
    st.builds("- {}\n".format, QUOTED),
    st.builds("  - {}\n".format, QUOTED),
    st.builds("  {}\n".format, SCALARS),
    st.builds("# {}\n".format, SCALARS),
)
FRONTS = st.lists(LINES, max_size=6).map("".join)


def told(front: str) -> object:
    """Return what PyYAML makes of front matter, or that it makes nothing of it."""
    try:
        node = yaml.compose(front, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return "no YAML"
    if not isinstance(node, yaml.MappingNode):
        return "no mapping"
    return [(key.value, key.start_mark.index, shape(value)) for key, value in node.value]


def shape(node: yaml.Node) -> object:
    """Return a node as values that can be compared."""
    if isinstance(node, yaml.SequenceNode):
        return node.tag, [shape(item) for item in node.value]
    return node.tag, node.value


@given(FRONTS)
@example("a: 'x: y'\nb:\n- 1\n- z\nc:\n  - q\n")
@example("a: x #y\n")
@example("a: x:\n")
@example("a: b\n  c\n")
@example("a:\n- b\n  - c\n")
def test_plain_lines_are_read_as_pyyaml_reads_them(front: str) -> None:
    ours = nodes._plain(front)
    if ours:
        assert [(key, at, shape(value)) for key, at, value in ours] == told(front)


@pytest.mark.parametrize(
    "front",
    [
        "title: Of 3 & 4, and C#, a 'tale'\n",
        "title: 'It: never ends #1'\ndate: 2025-02-13 10:00:00 +08:00\n",
        'tags:\n- "a: b"\n- c\ncategories:\n  - 中文\ndraft: false\nsummary:\n',
        "url: https://a.example/b?c=d#e\nn: 1.10\n",
    ],
)
def test_what_nearly_all_front_matter_is_needs_no_other_reader(front: str) -> None:
    assert [(key, at, shape(value)) for key, at, value in nodes._plain(front)] == told(front)


@pytest.mark.parametrize("text", ["x" * 60_000, " " * 60_000, "a: " * 20_000, "#" * 60_000])
def test_a_doubtful_line_is_given_up_at_once(text: str) -> None:
    assert not nodes._plain(f"title: {text}\n")
