"""All ports over one SQLite file, opened together and closed together.

    Sqlite.open(path) ─▶ .frontier (frontier.py) ─▶ hosts, sources
                      ─▶ .memory   (memory.py)   ─▶ entries, articles, selection, restore, feeds, pings
                      ─▶ .leases   (leases.py)

The ports only join their calls to SQL; what SQL there is stands in the modules on the right, as
functions of a connection. Every call is one transaction in the worker's thread (worker.py).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Self

from syndicate.state import restore
from syndicate.state.frontier import SqliteFrontier
from syndicate.state.leases import SqliteLeases
from syndicate.state.memory import SqliteMemory
from syndicate.state.schema import connect
from syndicate.state.worker import Worker


class Sqlite:
    """Hold a `Frontier`, a `Memory` and `Leases` that share one database file.

    `restored` is False when the file was never filled from an archive: beside an archive that
    holds articles it wants `memory.restore` before the first turn.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.restored = restore.is_restored(connection)
        self._worker = Worker(connection)
        self.frontier = SqliteFrontier(self._worker)
        self.memory = SqliteMemory(self._worker)
        self.leases = SqliteLeases(self._worker)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the database file, making it when there is none; ``:memory:`` keeps nothing.

        Raises StateDamaged when it is no sound database, StateError when a newer version wrote
        it or it can't be read.
        """
        return cls(connect(path))

    async def close(self) -> None:
        """Finish the calls under way and close the file; a second time does nothing."""
        await self._worker.close()
