"""What is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from syndicate.model.announced import Publish

FeedFormat = Literal["atom", "rss", "json"]
Images = Literal["download", "hotlink", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Hold the definition of a feed that we publish.

    No `sources` and no `tags` means every article; both together mean both must hold.
    """

    id: str
    title: str
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    formats: tuple[FeedFormat, ...] = ("atom", "rss", "json")
    limit: int = 50
    content: Publish = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Hold what the published feeds say about themselves; `base_url` ends with a slash."""

    title: str = "Syndicate"
    base_url: str = "http://127.0.0.1:8484/"
    language: str | None = None
    author: str | None = None
    visibility: Literal["private", "public"] = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Hold what feeds show of an article; `key` changes with all that it is made of."""

    key: str
    html: str
    summary: str
