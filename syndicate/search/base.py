"""The port to an index of what stands in documents: words in, paths out.

An index knows nothing that the documents don't: losing it costs the time to fill it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from syndicate.search.query import Chosen, Part, Query
from syndicate.search.words import fold

Order = Literal["newest", "rank"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold what is found of an article: words by part, and what it is chosen by.

    `stamp` changes whenever any of it may have. `announced` in microseconds since 1970 is its
    place among the others; `day` that on which it was published.
    """

    path: str
    stamp: str
    announced: int
    day: str
    sources: tuple[str, ...]
    tags: tuple[str, ...]
    lang: str
    parts: Mapping[Part, Sequence[str]]


def chooses(query: Query, document: Document) -> bool:
    """Tell whether a document is of what a query asks for, whatever stands in it."""
    named: Mapping[Chosen, Sequence[str]] = {
        "source": document.sources,
        "tag": [fold(tag) for tag in document.tags],
        "lang": [fold(document.lang), fold(document.lang).partition("-")[0]],
    }
    fits = all(set(each.names) & set(named[each.what]) for each in query.choices)
    since, until = query.since or "", query.until or document.day
    return fits and document.day >= since and document.day[: len(until)] <= until


class Index(Protocol):
    """Find documents by what stands in them."""

    def mark(self) -> str | None:
        """Return what `update` was last told of where it stands, None when nothing."""
        ...

    def stamps(self) -> Mapping[str, str]:
        """Return path → stamp of every document."""
        ...

    def update(
        self, documents: Iterable[Document], gone: Iterable[str] = (), *, mark: str | None = None
    ) -> int:
        """Take documents in, in place of those at their paths; return how many.

        Those at `gone` paths are forgotten. `mark` is kept when all of it is.
        """
        ...

    def find(
        self,
        query: Query,
        *,
        order: Order = "newest",
        since: int | None = None,
    ) -> Iterator[str]:
        """Yield the paths of documents that fit, the newest first, or the best.

        With `since` only those announced then, in microseconds, or later.
        """
        ...

    def close(self) -> None:
        """Close the index."""
        ...
