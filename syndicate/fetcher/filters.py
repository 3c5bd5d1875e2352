"""Which entries an operator wants: regular expressions over what an entry announces.

Letters count in their case unless an expression begins with ``(?i)``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from syndicate.fetcher.expressions import is_found
from syndicate.markup.text import plain
from syndicate.model import Article, Entry, Filter, Pattern


def objection(wanted: Filter, entry: Entry) -> str | None:
    """Return why an entry is passed over, in the words of config.toml; None when it is taken."""
    said = _Said(entry, lambda: [plain(html or "") for html in (entry.summary, entry.content)])
    for pattern in wanted.block:
        if said.holds(pattern):
            return f"block {_named(pattern)}"
    if not wanted.keep or any(said.holds(pattern) for pattern in wanted.keep):
        return None
    return f"keep {', '.join(map(_named, wanted.keep))}"


def holds(article: Article, pattern: Pattern) -> bool:
    """Tell whether a pattern is found in an article: its text is the Markdown."""
    return _Said(article, lambda: [article.markdown]).holds(pattern)


class _Said:
    """Hold the texts of an entry or article; its body is read only for what needs it."""

    def __init__(self, said: Entry | Article, body: Callable[[], Sequence[str]]) -> None:
        self._said = said
        self._body = body

    def holds(self, pattern: Pattern) -> bool:
        """Tell whether the expression is found in its part of what is said."""
        return any(is_found(pattern.regex, text) for text in self._of(pattern))

    def _of(self, pattern: Pattern) -> Sequence[str]:
        said = self._said
        match pattern.subject:
            case "title":
                return self._title
            case "text":
                return self._text
            case "author":
                return said.authors
            case "tag":
                return said.tags
            case "any":
                return (*self._title, *said.authors, *said.tags, *self._text)

    @property
    def _title(self) -> Sequence[str]:
        return (self._said.title or "",)

    @functools.cached_property
    def _text(self) -> Sequence[str]:
        return tuple(self._body())


def _named(pattern: Pattern) -> str:
    """Return a pattern nearly as it was written."""
    if pattern.subject == "any":
        return f'"{pattern.regex}"'
    return f'{pattern.subject} "{pattern.regex}"'
