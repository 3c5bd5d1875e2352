"""How long a stranger's facts may be: bounded where they enter, so that nothing fails later on.

An article's text has no limit but that of its document. Its facts do: they stand in front matter,
in names and in feeds, and one entry of a hundred kilobytes must not cost more than itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from syndicate import urls

TEXT = 2_000
"""Characters of a title, a name, a line of rights: the longest titles of 200 real feeds have 400."""

MANY = 100
"""Items of a list: authors, tags, enclosures. Real entries have up to forty."""

NAMES = 1_000
"""Different names of a page's meta elements, properties or relations: real pages have a hundred."""

LANGUAGE = 35
"""Characters of a language tag: what RFC 5646 §4.4.1 says every implementation must hold."""

MEDIA_TYPE = 255
"""Characters of a media type: two names of 127 (RFC 6838 §4.2)."""

VALUE = urls.LONGEST + 1
"""Characters of what may be a text or an address: one that was cut to it is no address."""


def short(text: str | None) -> str | None:
    """Return a text cut to `TEXT` characters, None for an empty one."""
    return text[:TEXT].rstrip() or None if text else None


def few(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the first `MANY` of the texts, cut, each once."""
    cut = (short(text) for text in texts)
    return tuple(dict.fromkeys(text for text in cut if text))[:MANY]
