"""JSON values as they must be: each function returns the value or says what it is not.

Raises TypeError or ValueError, which the readers of our own files turn into an ArchiveError.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from syndicate.dates import in_utc

Json = Mapping[str, object]
"""A JSON object."""

_T = TypeVar("_T")

# With an indent the standard library writes in Python, without one in C.
_plain = json.JSONEncoder(ensure_ascii=False).encode

_SEAL = re.compile(rb'\{\n "sum": "([0-9a-f]{64})",\n')

# Bytes of a file, at most; SQLite and JSON readers in other languages count no further either.
_MORE = 2**53
# Bytes of a name that file systems take.
_NAME = 255


def reason(error: Exception) -> str:
    """Say in words why a file of ours can't be read."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, KeyError):
        return f"it has no {error}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    return f"it is no JSON: {error}" if isinstance(error, json.JSONDecodeError) else str(error)


def dump(found: Json) -> bytes:
    """Write an object: keys in the order given, LF, one final newline, every script literal."""
    return f"{_laid_out(found, '')}\n".encode(errors="ignore")


def seal(data: bytes) -> bytes:
    """Put the SHA-256 of an object's file on a line of its own into it, behind the brace.

    ``grep -v '^ "sum": ' FILE | sha256sum`` computes it again.
    """
    return b'{\n "sum": "%s",\n' % hashlib.sha256(data).hexdigest().encode() + data[2:]


def is_sealed(data: bytes) -> bool | None:
    """Tell whether a file is what was sealed, None where no sum stands in it."""
    found = _SEAL.match(data)
    if found is None:
        return None
    return hashlib.sha256(unsealed(data)).hexdigest().encode() == found[1]


def unsealed(data: bytes) -> bytes:
    """Return the file as it was before it was sealed."""
    found = _SEAL.match(data)
    return b"{\n" + data[found.end() :] if found else data


def _laid_out(value: object, margin: str) -> str:
    """Return the JSON that `json.dumps` writes with an indent of 1, in a fifth of its time."""
    inner = f"{margin} "
    if value and isinstance(value, dict):
        members = (f"{_plain(name)}: {_laid_out(it, inner)}" for name, it in value.items())
        return f"{{{_joined(members, margin)}}}"
    if value and isinstance(value, list | tuple):
        return f"[{_joined((_laid_out(item, inner) for item in value), margin)}]"
    return _plain(value)


def _joined(members: Iterable[str], margin: str) -> str:
    lines = f",\n{margin} ".join(members)
    return f"\n{margin} {lines}\n{margin}"


def present(found: Json) -> Json:
    """Leave out what is unknown or empty."""
    return {name: value for name, value in found.items() if value not in (None, [], ())}


def mapping(value: object) -> Json:
    """Return the value, an object."""
    if isinstance(value, dict):
        return value
    raise TypeError(f"{value!r:.40} is not an object")


def text(value: object) -> str:
    """Return the value, a string that a file can hold."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is not a string")
    if not value.isascii():
        value.encode()
    return value


def file(value: object) -> str:
    """Return the value, the name of a file in the same folder or below."""
    names = text(value).split("/")
    if any(name in ("", ".", "..") or "\0" in name or len(name) > _NAME for name in names):
        raise ValueError(f"{value!r:.40} is not the name of a file in here")
    return "/".join(names)


def number(value: object) -> int:
    """Return the value, a whole number that a count or size can have."""
    if isinstance(value, int) and value is not bool(value) and 0 <= value < _MORE:
        return value
    raise TypeError(f"{value!r:.40} is not a whole number")


def instant(value: object) -> datetime:
    """Return the instant that an RFC 3339 string with an offset names."""
    moment = datetime.fromisoformat(text(value))
    if in_utc(moment) is None:
        raise ValueError(f"{value!r:.40} is no instant in UTC")
    return moment


def many(read: Callable[[object], _T], value: object) -> tuple[_T, ...]:
    """Return the items of a list, each read by `read`."""
    if isinstance(value, list):
        return tuple(read(item) for item in value)
    raise TypeError(f"{value!r:.40} is not a list")


def optional(read: Callable[[object], _T], found: Json, name: str) -> _T | None:
    """Return the member `name` read by `read`, None where the object has none."""
    value = found.get(name)
    return None if value is None else read(value)
