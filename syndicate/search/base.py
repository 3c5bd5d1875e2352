"""The port of an index: which documents may have what is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Known:
    """Hold how a document's file was when it was read, and whether it may have every term."""

    stamp: str
    likely: bool


class Index(Protocol):
    """Keep what stands in documents by path; `stamp` is how a file was when it was read.

    It is a copy: losing it costs time alone, and who uses it looks at the documents themselves.
    """

    def look(self, terms: Iterable[str]) -> Mapping[str, Known]:
        """Return what is known of every document, in view of folded terms; all from one moment."""
        ...

    def add(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Keep documents (path, stamp, folded text) instead of what was kept under their paths."""
        ...

    def close(self) -> None:
        """Let go of what the index holds open."""
        ...
