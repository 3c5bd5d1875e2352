"""The values that a page's scripts write out: its state, its JSON-LD. Read, never run. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from syndicate.markup import literals, selection
from syndicate.markup.jsontext import Json
from syndicate.markup.selection import Page

_LEAST = 50
"""Characters of a script that holds a list; most scripts only name a file."""

_MOST = 100
"""Scripts of one page that are read: real pages have forty."""


def states(page: Page) -> Iterator[Json]:
    """Walk over the lists and objects in the scripts of a page, none inside another one."""
    for script in selection.items(page, "script")[:_MOST]:
        text = selection.own_text(script)
        if len(text) >= _LEAST:
            yield from (value for value in literals.values(text) if isinstance(value, dict | list))
