"""The port for what is gone from the archive, and must not come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from syndicate.model import Tombstone


class Removed(Protocol):
    """Forget articles, and know which ones the archive says were removed."""

    async def names(self, paths: Sequence[str]) -> Sequence[Tombstone]:
        """Return all names of the articles at these paths."""
        ...

    async def forget(self, paths: Sequence[str]) -> None:
        """Drop the articles at these paths, and their names; the entries stay known."""
        ...

    async def buried(self) -> Sequence[Tombstone]:
        """Return the archive's tombstones, as they were last told of."""
        ...

    async def bury(self, stones: Sequence[Tombstone], *, only: bool = False) -> None:
        """Know these too; with `only` no others."""
        ...
