"""Syndicate: follow anything that publishes, keep it as plain Markdown, publish it again.

    >>> import syndicate
    >>> document = syndicate.parse_feed(data, url="https://example.org/feed")
    >>> article = syndicate.extract(html, url="https://example.org/1").markdown

Plain sync functions, typed, loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.archiver.archive import Archive
    from syndicate.errors import (
        ArchiveError,
        ConfigError,
        ExtractError,
        FetchError,
        ParseError,
        SourceError,
        SyndicateError,
    )
    from syndicate.extraction import extract
    from syndicate.library import open_archive, parse_feed
    from syndicate.model import Article, Document, Entry, Extraction

__version__ = "0.1.0"

__all__ = [
    "Archive",
    "ArchiveError",
    "Article",
    "ConfigError",
    "Document",
    "Entry",
    "ExtractError",
    "Extraction",
    "FetchError",
    "ParseError",
    "SourceError",
    "SyndicateError",
    "__version__",
    "extract",
    "open_archive",
    "parse_feed",
]

_HOMES = {
    "Archive": "syndicate.archiver.archive",
    "extract": "syndicate.extraction",
    **dict.fromkeys(("open_archive", "parse_feed"), "syndicate.library"),
    **dict.fromkeys(("Article", "Document", "Entry", "Extraction"), "syndicate.model"),
    **dict.fromkeys((name for name in __all__ if name.endswith("Error")), "syndicate.errors"),
}


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'syndicate' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
