"""What is taken at once of a Markdown text is what all rules together make of it."""

from __future__ import annotations

import re
from unittest import mock

from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate.generator import commonmark

# What begins a block, ends one, or means something within a line; and texts that are nothing else.
_PIECES = (
    *("\n", "\n\n", "    ", "  ", "\t", "\u3000", "\u00a0", "> ", "- ", "1. ", "1) ", "# ", "---"),
    *(
        "===",
        "```\n",
        "~~~\n",
        "| a | b |\n|---|---|\n",
        "| c | d |",
        "[x]: https://a.example/ 't'\n",
    ),
    *("[x]", "[^1]", "[^1]: note", "![i](images/1.png)", "**", "*", "_", "~~", "`", "\\", "<b>"),
    *(
        "<https://a.example/>",
        "&amp;",
        "$x$",
        "$$y$$",
        "words of it",
        "湖边的船",
        "é",
        "1",
        ".",
        ":",
    ),
    *("a line\nand its next", "\x0b", "\x0c", "\u2028", "\r"),
)
texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=14).map("".join)


def by_all_rules(markdown: str) -> str:
    parser = commonmark._parser.__wrapped__()
    parser.block.ruler.disable("alone")
    with (
        mock.patch.object(commonmark, "_parser", lambda: parser),
        mock.patch.object(commonmark, "_MARKED", re.compile("")),
        mock.patch.object(commonmark, "_PREFIXED", re.compile("")),
    ):
        return told(markdown)


def told(markdown: str) -> str:
    text, notes = commonmark.parse(markdown)
    return commonmark.render([*text, *notes])


@settings(max_examples=300)
@given(texts)
@example("words\u3000")
@example("words \n\n\u3000words\t")
@example("words\n===")
@example("words\n    words")
@example("- words\nwords")
def test_a_text_is_shown_as_by_all_rules(markdown):
    assert told(markdown) == by_all_rules(markdown)


@settings(max_examples=200)
@given(texts, st.sampled_from(["> ", "- ", "1. ", "    "]))
def test_so_is_one_that_is_nested(markdown, prefix):
    nested = "".join(prefix + line for line in markdown.splitlines(keepends=True))

    assert told(nested) == by_all_rules(nested)
