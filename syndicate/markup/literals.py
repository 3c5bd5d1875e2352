"""What scripts write out: the objects, lists and texts in them, read and never run.

    {"a": 1}   x = {…}   f([…])   JSON.parse("…")          values as JSON has them
    {a: 'b', c: !0, d: new Date(1)}                        as JavaScript has them; what must be
                                                           computed is null
    (function (a, b) {return {c: a}}("x", 1))              arguments in the place of their names

Linear in the script's length: what could not be read is not begun anew from within.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from syndicate.markup import jsontext
from syndicate.markup.jsontext import Json

# As deep as `jsontext` reads; an object of a script nests no deeper than one of JSON.
_DEPTH = 64
# Tokens of one script that are read one by one; a state of 5 MB has 400,000, and takes 2 s.
_TOKENS = 500_000

# Characters in which lines are counted in the time that one token takes.
_COUNTED = 1_000

_JSON = re.compile(r"\[|\{\s*\"")
_BEGIN = re.compile(r"(?:\A|[=(]|\breturn\b)\s*(?=[{\[\"'`])|(?=\(function\s*\()")
_CALL = re.compile(r"\(function\s*\(([\w$,\s]*)\)\s*\{\s*return\s*(?=[{\[])")
_ARGUMENTS = re.compile(r"[\s;]*\}\s*\)?\s*\(")
_TOKEN = re.compile(
    r"""(?:\s+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)*+(?:
    (?P<string>"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`)
    | (?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    | (?P<name>[A-Za-z_$][\w$]*) | (?P<truth>![01]) | (?P<mark>[^\s])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\n)|(.))", re.DOTALL
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": ""}
_SURROGATES = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile(r"[\ud800-\udfff]")
_WORDS: Mapping[str, Json] = {"true": True, "false": False}
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class _Token(NamedTuple):
    kind: str
    text: str
    end: int


class _Script(NamedTuple):
    """Hold a script, what the names in it stand for, and how many tokens may still be read."""

    text: str
    names: Mapping[str, Json]
    left: list[int]


def values(script: str) -> Iterator[Json]:
    """Walk over the values that stand in a script, none of them inside another one."""
    left = [_TOKENS]
    position = 0
    while found := _BEGIN.search(script, position):
        begun = _Script(script, {}, left)
        try:
            value, position = _outermost(begun, found.end())
        except _Unreadable as error:
            position = max(error.position, found.end() + 1)
            continue
        yield value


class _Unreadable(ValueError):
    """Say where a value stops to be one."""

    def __init__(self, position: int) -> None:
        super().__init__(f"no literal at {position}")
        self.position = position


def _outermost(script: _Script, start: int) -> tuple[Json, int]:
    if called := _CALL.match(script.text, start):
        return _called(script, called)
    if script.text[start] in "{[":
        return _strict(script, start) or _value(script, start, 0)
    token = _next(script, start)
    if token.kind != "string":
        raise _Unreadable(start)
    return _unquoted(token.text), token.end


def _strict(script: _Script, start: int) -> tuple[Json, int] | None:
    """Read JSON, fifty times as fast; the error of what is none counts the lines before it."""
    if not _JSON.match(script.text, start):
        return None
    try:
        return jsontext.begin(script.text, start)
    except ValueError:
        script.left[0] -= start // _COUNTED
        return None


def _called(script: _Script, called: re.Match[str]) -> tuple[Json, int]:
    """Read what a function returns, with what it is called with: the second stands behind.

    The first reading only finds where the body ends.
    """
    _, end = _value(script, called.end(), 0)
    behind = _ARGUMENTS.match(script.text, end)
    if behind is None:
        raise _Unreadable(end)
    given, end = _items(script, behind.end(), 0, ")")
    names = [name.strip() for name in called[1].split(",")]
    known = script._replace(names=dict(zip(names, given, strict=False)))
    value, _ = _value(known, called.end(), 0)
    return value, end


def _next(script: _Script, position: int) -> _Token:
    script.left[0] -= 1
    found = _TOKEN.match(script.text, position) if script.left[0] > 0 else None
    if found is None:
        raise _Unreadable(len(script.text))
    kind = found.lastgroup or "mark"
    return _Token(kind, found[kind], found.end())


def _value(script: _Script, position: int, depth: int) -> tuple[Json, int]:
    """Read one value; return it and where it ends. What must be computed is null."""
    token = _next(script, position)
    match token:
        case _Token("string", quoted, end):
            return _unquoted(quoted), end
        case _Token("number", digits, end):
            return _number(digits), end
        case _Token("truth", mark, end):
            return mark == "!0", end
        case _Token("name", name, end):
            return script.names.get(name, _WORDS.get(name)), end
        case _Token("mark", "{", end) if depth < _DEPTH:
            return _members(script, end, depth + 1)
        case _Token("mark", "[", end) if depth < _DEPTH:
            return _items(script, end, depth + 1, "]")
    return None, position


def _operand(script: _Script, position: int, depth: int) -> tuple[Json, int]:
    """Read a value and whatever else its expression says, up to a comma or the end around it."""
    value, position = _value(script, position, depth)
    inside = 0
    while True:
        token = _next(script, position)
        if token.kind == "mark":
            if inside == 0 and (token.text == "," or token.text in _CLOSING):
                return value, position
            if inside == 0 and token.text == ";":
                raise _Unreadable(token.end)
            inside += (token.text in _OPENING) - (token.text in _CLOSING)
        position = token.end


def _members(script: _Script, position: int, depth: int) -> tuple[dict[str, Json], int]:
    found: dict[str, Json] = {}
    while True:
        token = _next(script, position)
        if token.text in ("}", ","):
            position = token.end
            if token.text == "}":
                return found, position
            continue
        colon = _next(script, token.end)
        if token.kind == "mark" or colon.text != ":":
            raise _Unreadable(token.end)
        name = _unquoted(token.text) if token.kind == "string" else token.text
        found[name], position = _operand(script, colon.end, depth)


def _items(script: _Script, position: int, depth: int, closing: str) -> tuple[list[Json], int]:
    found: list[Json] = []
    while True:
        token = _next(script, position)
        if token.text == closing:
            return found, token.end
        if token.text == ",":
            position = token.end
            continue
        if token.text in _CLOSING:
            raise _Unreadable(token.end)
        value, position = _operand(script, position, depth)
        found.append(value)


def _number(digits: str) -> Json:
    try:
        return jsontext.loads(digits)
    except ValueError:
        return None


def _unquoted(quoted: str) -> str:
    inner = quoted[1:-1]
    if "\\" not in inner:
        return inner
    plain = _ESCAPE.sub(_character, inner)
    return _LONE.sub("\ufffd", _SURROGATES.sub(_joined, plain))


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        point = int(code, 16)
        return chr(point) if point <= 0x10FFFF else "\ufffd"
    return "" if found[4] else _ESCAPED.get(found[5], found[5])


def _joined(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")
