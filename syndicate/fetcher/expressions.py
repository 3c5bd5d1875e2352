r"""Regular expressions of an operator on texts of strangers: found, and replaced.

This module alone knows RE2, which matches in time linear to the text whatever the expression: a
feed can't hold a run up with a text made for it. Its price is syntax: no look-around and no
back-references. What replacing makes of a text is bounded too: at most `MATCHES` matches are
replaced, each by what config.toml says, whose length and groups are limited there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import re2

MATCHES = 10_000
"""Matches of one expression that are replaced in one text; what comes after them stays."""

# RE2's own default is 8 MB for each expression; a list of them is what people write.
_MEMORY = 2 << 20
_PIECE = re.compile(rb"\\([0-9\\])")


def check(expression: str) -> int:
    """Return how many groups a regular expression of RE2 has; raise ValueError for no such one."""
    try:
        groups: int = _compiled(expression).groups
    except re2.error as wrong:
        raise ValueError(_reason(wrong)) from wrong
    return groups


def is_found(expression: str, text: str) -> bool:
    """Tell whether an expression is found anywhere in a text."""
    return bool(_compiled(expression).search(_octets(text)))


def replaced(expression: str, by: str, text: str) -> str:
    r"""Return the text with `by` for each match that is not empty; ``\1`` to ``\9`` are groups.

    ``\0`` is the whole match, ``\\`` a backslash.
    """
    octets, pieces = _octets(text), _pieces(by)
    out, at = bytearray(), 0
    matches = (each for each in _compiled(expression).finditer(octets) if each.end() > each.start())
    for match in islice(matches, MATCHES):
        out += octets[at : match.start()]
        for piece in pieces:
            out += (match[piece] or b"") if isinstance(piece, int) else piece
        at = match.end()
    # What nothing was found in comes back as it was, a lone surrogate too.
    return (bytes(out) + octets[at:]).decode("utf-8", "replace") if at else text


def literally(find: str, by: str, text: str) -> str:
    """Return the text with `by` in the place of the words `find`."""
    return text.replace(find, by, MATCHES)


@functools.lru_cache(maxsize=1_000)
def _pieces(by: str) -> Sequence[bytes | int]:
    pieces: list[bytes | int] = []
    for number, piece in enumerate(_PIECE.split(_octets(by))):
        is_group = number % 2 == 1 and piece != b"\\"
        pieces.append(int(piece) if is_group else piece)
    return pieces


@functools.lru_cache(maxsize=10_000)
def _compiled(expression: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(_octets(expression), options)


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _reason(wrong: Exception) -> str:
    """Return RE2's own words, which it raises as bytes."""
    said = wrong.args[0] if wrong.args else wrong
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
