"""Which characters must be escaped so that text stays text in Markdown (CommonMark 0.31, GFM).

Promises that no text, whatever it says, becomes markup or HTML, and that nothing is escaped
which could not. It alone knows the rules; callers know what stands next to the text.
"""

from __future__ import annotations

import re
import string
import sys
from bisect import bisect_left
from collections.abc import Sequence

_SPECIAL = re.compile(r"[\\`*_~\[\]<&!$]|(?<=\{\{)%")
_REFERENCE = re.compile(r"&#?[0-9A-Za-z]{1,32};")
_TAG_START = re.compile(r"<[A-Za-z/!?]")
# Not every renderer takes a backslash before these for an escape: in Python-Markdown, MkDocs'
# own, ``\<script>`` is a live element behind a backslash.
_ENTITIES = {"<": "&lt;", "&": "&amp;", "%": "&#37;", "$": "&#36;"}
# Where a formula would end that a dollar sign opens, as Pandoc has it: sums of money open none.
_FORMULA_END = re.compile(r"(?=[^\s\\$]\$(?!\d)|\$\$)")
_LONGEST_FORMULA = 1_000
# A few marks with a blank and a neighbour on either side.
_SHORT = 10
_PUNCTUATION = frozenset(string.punctuation)

# What opens a block, or turns the line above into a heading or a table, at a line's start.
_LINE_START = re.compile(
    r"(?P<digits>\d{1,9})(?P<point>[.)])(?=\s|$)"
    r"|(?P<mark>\#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|=+\s*$|\||[-:][-:| ]*$|:(?=\s)|\[[ xX]\](?=\s)"
    r"|\[[Tt][Oo][Cc]\]\s*$"
    r"|([-*_])(?:[ \t]*\4){2,}[ \t]*$|\{(?:[:.#%]|(?=.*\}\s*$))|\+{3}\s*$)"
)
_BACKTICKS = re.compile(r"`+")
_URL_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u180e\u200b\u2028\u2029"
    "\u202a-\u202e\u2060-\u2069\u3164\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Letters that nobody sees; behind a black flag they say whose it is.
_TAGS = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e007f]+"
)
# Persian, Indic scripts and emoji are spelled with joiners; behind these they join nothing.
_STRAY = re.compile("(?<=[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef])[\u200c\u200d]+")


def visible(text: str) -> str:
    """Drop control, invisible and bidirectional override characters; joiners that join stay."""
    # All of what is dropped is unprintable as well, and most text is neither.
    if text.isprintable():
        return text
    if "\u200d" in text or "\u200c" in text:
        text = _STRAY.sub("", text)
    return _TAGS.sub(lambda found: found["flag"] or "", _CONTROL.sub("", text))


def escape(
    text: str,
    before: str = "",
    after: str = "",
    *,
    label: bool = False,
    struck: bool = False,
    summed: bool = False,
) -> str:
    """Escape what would be markup inside a line.

    `before` and `after` are the characters next to it, empty at a line's edge. In a `label`
    (of a link or an image) every bracket counts; `struck` tells that a tilde stands elsewhere in
    the paragraph, with which GitHub strikes out what is between, `summed` that a dollar sign
    further on ends any formula.
    """
    if not _SPECIAL.search(text):
        return text
    around = f"{before or ' '}{text}{after or ' '}"
    many = struck or around.count("~") > 1
    ends = [found.start() for found in _FORMULA_END.finditer(around)] if "$" in text else []

    def decide(found: re.Match[str]) -> str:
        at = found.start() + 1
        opens = summed and found[0] == "$" and not around[at + 1].isspace()
        needed = label and found[0] in "[]" or opens or _needed(around, at, many, ends)
        return _safe(found[0]) if needed else found[0]

    return _SPECIAL.sub(decide, text)


def ends_formula(text: str) -> bool:
    """Tell whether a run of a line would end a formula that opened in another one."""
    return bool("$" in text and _FORMULA_END.search(f"*{text} "))


def _safe(mark: str) -> str:
    # Kept once: megabytes of marks would be as many small strings.
    return _ENTITIES.get(mark) or sys.intern(f"\\{mark}")


def _needed(around: str, at: int, many: bool, ends: Sequence[int]) -> bool:
    """Decide on the special character at `at`; `around` holds a neighbour on either side."""
    mark, left, right = around[at], around[at - 1], around[at + 1]
    match mark:
        case "\\":
            return right in _PUNCTUATION or right.isspace()
        case "*":
            return not (left.isspace() and right.isspace())
        case "_":
            inside = left.isalnum() and right.isalnum()
            return not (inside or (left.isspace() and right.isspace()))
        case "~":
            return many and not (left.isspace() and right.isspace())
        case "[":
            return right in "^[" or _is_contents(around)
        case "]":
            return right in "([:"
        case "$":
            return not right.isspace() and _opens_formula(at, ends)
        case "!":
            return right == "[" and at == len(around) - 2
        case "<":
            # ``{{<`` opens a shortcode: one that Hugo does not know ends the whole build. MkDocs
            # puts a file in the place of ``--8<--`` and its name.
            opens = around.endswith("{{", 0, at) or (right == "-" and around.endswith("-8", 0, at))
            return opens or bool(_TAG_START.match(around, at))
        case "&":
            return bool(_REFERENCE.match(around, at))
    return True


def _is_contents(around: str) -> bool:
    """Tell whether a text alone is what Python-Markdown puts a table of contents in the place of."""
    return len(around) < _SHORT and around[1:-1].strip().upper() == "[TOC]"


def _opens_formula(at: int, ends: Sequence[int]) -> bool:
    """Tell whether a formula that began at `at` would end; `ends` are all places where one would."""
    following = bisect_left(ends, at + 1)
    return following < len(ends) and ends[following] < at + _LONGEST_FORMULA


def line_start(line: str) -> str:
    """Escape what would open a block at the start of a line of text."""
    found = _LINE_START.match(line)
    if not found:
        return line
    if found["point"]:
        return f"{found['digits']}\\{line[found.start('point') :]}"
    return f"\\{line}"


def heading_end(line: str) -> str:
    """Escape what would be a closing sequence or an attribute list at the end of a heading."""
    return _ended(line, ("#", "}"))


def cell_end(line: str) -> str:
    """Escape what would be an attribute list at the end of a cell."""
    return _ended(line, ("}",))


def _ended(line: str, marks: tuple[str, ...]) -> str:
    """Escape the last character if it is one of `marks`; pairs of backslashes are text."""
    before = line[:-1]
    is_escaped = (len(before) - len(before.rstrip("\\"))) % 2
    return f"{before}\\{line[-1]}" if line.endswith(marks) and not is_escaped else line


def code_span(text: str) -> str:
    """Return inline code between backticks that its own can't close."""
    ticks = "`" * _free_length(text, 1)
    padded = text[:1] in ("`", " ") or text[-1:] in ("`", " ")
    pad = " " if padded and text.strip(" ") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fence(text: str) -> str:
    """Return a fence longer than any run of backticks in `text`."""
    return "`" * _free_length(text, 3)


def _free_length(text: str, least: int) -> int:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return max(least, longest + 1)


def destination(url: str) -> str:
    """Return a link destination that ends where the URL does and holds no entity.

    Percent-encodes what can't stand there; parentheses make it ``<…>``.
    """
    safe = _URL_UNSAFE.sub(_percent, visible(url))
    safe = _REFERENCE.sub(lambda found: found[0][:-1] + "%3B", safe)
    return f"<{safe}>" if "(" in safe or ")" in safe or not safe else safe


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"
