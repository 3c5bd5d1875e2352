"""The port for what hubs are still to be told. Lost with the state: they hear of the next change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from syndicate.model import Ping


class Owing(Protocol):
    """Remember which hubs have not heard of which documents that changed."""

    async def owe(self, owing: Sequence[Ping]) -> None:
        """Keep that hubs are to be told; what was owed already is so since it first was, and
        counts once more among its `times`.
        """
        ...

    async def owed(self) -> Sequence[Ping]:
        """Return what hubs are to be told, the longest owed first, then by hub and topic."""
        ...

    async def paid(self, told: Sequence[Ping]) -> None:
        """Drop what hubs were told, or never will be; not what changed again meanwhile (another
        `times` than when it was read).
        """
        ...
