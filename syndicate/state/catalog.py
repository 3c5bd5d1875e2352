"""The port for whoever keeps something else in step with the articles, such as a search index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from syndicate.model.listed import Remembered, Row


class Catalog(Protocol):
    """Say what articles there are, and whether anything of them was written."""

    async def mark(self) -> str:
        """Return what is another one once anything of any article was written, or forgotten."""
        ...

    async def paths(self) -> Mapping[str, str]:
        """Return path → source of every article."""
        ...

    async def listed(self) -> Mapping[str, str]:
        """Return path → digest of every article, the oldest announcement first.

        A digest changes with what is shown of its article.
        """
        ...

    async def remembered(self) -> Mapping[str, Remembered]:
        """Return what is known of every article beside its names, by its path."""
        ...

    async def rows(self, paths: Sequence[str]) -> Sequence[Row]:
        """Return the articles at these paths, in their order; those that are not there left out."""
        ...

    async def lacking(self, sources: Collection[str]) -> Sequence[Row]:
        """Return the articles of these sources with media that nobody downloaded, newest first."""
        ...
