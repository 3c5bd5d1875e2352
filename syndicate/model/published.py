"""What is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from syndicate.model.announced import Publish

FeedFormat = Literal["atom", "rss", "json"]
FeedKind = Literal["all", "source", "own", "tag", "notices"]
"""Of everything, of one source, as the operator says, of a tag (pages only), or of what became of
something."""
Images = Literal["download", "hotlink", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Hold the definition of a feed that we publish.

    What says nothing asks for nothing: without `sources`, `tags`, `langs` and `query` every
    article is in it, else those for which all that is said holds. `query` is one as `search` takes
    it. A `private` one is found by nobody who wasn't given its address, and shows articles whole.
    `kind` says what it is made for; its documents lie in `folder`. `hub` is told of its news: None
    means that of all feeds, "" nobody.
    """

    id: str
    title: str
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    formats: tuple[FeedFormat, ...] = ("atom", "rss", "json")
    limit: int = 50
    content: Publish = "full"
    hub: str | None = None
    langs: tuple[str, ...] = ()
    query: str | None = None
    private: bool = False
    folder: str = "feeds"
    kind: FeedKind = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Hold what the published feeds say about themselves; `base_url` ends with a slash."""

    title: str = "Syndicate"
    base_url: str = "http://127.0.0.1:8484/"
    language: str | None = None
    author: str | None = None
    visibility: Literal["private", "public"] = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Hold what documents say of version `number` of the article at `path`, packed.

    `way` is how much of it; `key` changes with all that it is made of.
    """

    path: str
    number: int
    way: str
    key: str
    packed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Hold that a hub is to be told of a topic: a document of ours, by its absolute address.

    `since` is when that was first owed, `times` how often the document changed since then.
    """

    hub: str
    topic: str
    since: datetime
    times: int = 1
