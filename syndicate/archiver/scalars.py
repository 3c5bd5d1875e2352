"""Values as lines of YAML, written so that every YAML reader takes them for the same value.

YAML 1.1 (PyYAML, Ruby), 1.2 (JavaScript) and Go's mixture disagree on what a bare word is; a
string that any of them would take for something else is quoted, all others stay bare. Letters
of every script stay as they are, emoji too: libyaml would escape those. No line is ever folded.
"""

from __future__ import annotations

import re
from datetime import datetime

from syndicate import dates

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
_QUIET = frozenset('\\"')


def whole(text: str) -> str:
    """Return the text without lone surrogates, which no file can hold."""
    return text.encode(errors="ignore").decode()


def scalar(text: str) -> str:
    """Return the string as a YAML scalar on one line: bare where that is safe, else quoted."""
    text = whole(text)
    if _is_bare(text):
        return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def lines(key: str, value: Value) -> str:
    """Return the lines that give a top-level key this value; lists in block style."""
    if isinstance(value, tuple):
        items = "".join(f"  - {scalar(item)}\n" for item in value)
        return f"{scalar(key)}:\n{items}" if items else f"{scalar(key)}: []\n"
    if isinstance(value, datetime):
        return f"{scalar(key)}: {dates.rfc3339(value)}\n"
    return f"{scalar(key)}: {scalar(value) if isinstance(value, str) else value}\n"


def _is_bare(text: str) -> bool:
    if _WORDS.fullmatch(text) or _NUMBERS.fullmatch(text) or _NOT_BARE.match(text):
        return False
    return all(char in _QUIET for char in _ESCAPED.findall(text))


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
