"""Values as lines of YAML, written so that every YAML reader takes them for the same value.

YAML 1.1 (PyYAML, Ruby), 1.2 (JavaScript) and Go's mixture disagree on what a bare word is; a
string that any of them would take for something else is quoted, all others stay bare. Letters
of every script stay as they are, emoji too: libyaml would escape those. No line is ever folded.
The style "double" puts every string into double quotes, escaped as PyYAML escapes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from syndicate import dates

Style = Literal["plain", "double"]
"""How strings are written: bare where that is safe, or all of them in double quotes."""

Value = str | int | datetime | tuple[str, ...]

_WORDS = re.compile(r"null|true|false|yes|no|on|off|y|n|~|=|<<|", re.IGNORECASE)

# Integers, floats, octal, hexadecimal, binary, sexagesimal, infinities, dates: of 1.1, of 1.2
# and of Go, and a little more, such as version numbers.
_NUMBERS = re.compile(
    r"[-+]?(?:[.0-9][0-9_,.:]*(?:e[-+]?[0-9]+)?|0[xob][0-9a-f_]+|\.inf)|\.nan"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?",
    re.IGNORECASE | re.ASCII,
)

# An indicator in front, a blank at either end, what begins a comment or ends a key.
_NOT_BARE = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`\s]|.*(?::(?:\s|$)|\s#|\s$)", re.DOTALL)

# Not printable in YAML (§5.1), or taken for a line break or a byte order mark by some readers.
_ESCAPED = re.compile(
    '[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]'
    "|["
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# The names that PyYAML and libyaml give them (YAML 1.2 §5.7).
_DOUBLE = _SHORT | {
    "\0": "\\0",
    "\x07": "\\a",
    "\x08": "\\b",
    "\x0b": "\\v",
    "\x0c": "\\f",
    "\x1b": "\\e",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_QUIET = frozenset('\\"')


def whole(text: str) -> str:
    """Return the text without lone surrogates, which no file can hold."""
    return text.encode(errors="ignore").decode()


class Bare(str):
    """Hold text that is written without quotes, such as a date that is to be one."""

    __slots__ = ()


def scalar(text: str, style: Style = "plain") -> str:
    """Return the string as a YAML scalar on one line."""
    if isinstance(text, Bare):
        return str(text)
    text = whole(text)
    if style == "double":
        return f'"{_ESCAPED.sub(lambda found: _escape(found, _DOUBLE), text)}"'
    if _is_bare(text):
        return text
    return f'"{_ESCAPED.sub(lambda found: _escape(found, _SHORT), text)}"'


def lines(key: str, value: Value, style: Style = "plain") -> str:
    """Return the lines that give a top-level key this value; lists in block style."""
    if isinstance(value, tuple):
        items = "".join(f"  - {scalar(item, style)}\n" for item in value)
        return f"{scalar(key)}:\n{items}" if items else f"{scalar(key)}: []\n"
    if isinstance(value, datetime):
        return f"{scalar(key)}: {dates.rfc3339(value)}\n"
    if isinstance(value, bool):
        return f"{scalar(key)}: {str(value).lower()}\n"
    return f"{scalar(key)}: {scalar(value, style) if isinstance(value, str) else value}\n"


def _is_bare(text: str) -> bool:
    if _WORDS.fullmatch(text) or _NUMBERS.fullmatch(text) or _NOT_BARE.match(text):
        return False
    return all(char in _QUIET for char in _ESCAPED.findall(text))


def _escape(match: re.Match[str], short: Mapping[str, str]) -> str:
    char = match.group()
    if char in short:
        return short[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
