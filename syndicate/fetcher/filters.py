"""Which entries an operator wants: regular expressions over what an entry announces.

This module alone knows RE2, which matches in time linear to the text whatever the expression: a
feed can't hold a run up with an entry made for it. Its price is syntax: no look-around and no
back-references. Letters count in their case unless an expression begins with ``(?i)``.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import re2

from syndicate.markup.text import plain
from syndicate.model import Entry, Filter, Pattern

# RE2's own default is 8 MB for each expression; a list of them is what people write.
_MEMORY = 2 << 20


def check(expression: str) -> None:
    """Raise ValueError, with the reason, for what is no regular expression of RE2."""
    try:
        _compiled(expression)
    except re2.error as wrong:
        raise ValueError(_reason(wrong)) from wrong


def objection(wanted: Filter, entry: Entry) -> str | None:
    """Return why an entry is passed over, in the words of config.toml; None when it is taken."""
    said = _Said(entry)
    for pattern in wanted.block:
        if said.holds(pattern):
            return f"block {_named(pattern)}"
    if not wanted.keep or any(said.holds(pattern) for pattern in wanted.keep):
        return None
    return f"keep {', '.join(map(_named, wanted.keep))}"


class _Said:
    """Hold the texts of an entry; its body is read only for an expression that needs it."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def holds(self, pattern: Pattern) -> bool:
        """Tell whether the expression is found in its part of the entry."""
        expression = _compiled(pattern.regex)
        return any(expression.search(text.encode("utf-8", "replace")) for text in self._of(pattern))

    def _of(self, pattern: Pattern) -> Sequence[str]:
        entry = self._entry
        match pattern.subject:
            case "title":
                return self._title
            case "text":
                return self._text
            case "author":
                return entry.authors
            case "tag":
                return entry.tags
            case "any":
                return (*self._title, *entry.authors, *entry.tags, *self._text)

    @property
    def _title(self) -> Sequence[str]:
        return (self._entry.title or "",)

    @functools.cached_property
    def _text(self) -> Sequence[str]:
        return tuple(plain(html or "") for html in (self._entry.summary, self._entry.content))


@functools.cache
def _compiled(expression: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(expression.encode("utf-8", "replace"), options)


def _named(pattern: Pattern) -> str:
    """Return a pattern nearly as it was written."""
    if pattern.subject == "any":
        return f'"{pattern.regex}"'
    return f'{pattern.subject} "{pattern.regex}"'


def _reason(wrong: Exception) -> str:
    """Return RE2's own words, which it raises as bytes."""
    said = wrong.args[0] if wrong.args else wrong
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
