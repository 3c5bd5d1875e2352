"""The database file: how it is opened, mended where it is older, and when it is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from syndicate.errors import StateDamaged, StateError
from syndicate.state.tables import (
    ANNOUNCED,
    COUNTS,
    LACKING,
    PING,
    PUBLISHED,
    SEALED,
    SUBSCRIPTION,
    TABLES,
)

VERSION = 1
"""The layout below. A database is never migrated downwards: a newer one is refused."""

BUSY = 5.0
"""Seconds to wait for another process's commit: one takes milliseconds, a full disk's longer."""


def connect(path: Path | str) -> sqlite3.Connection:
    """Open the database, making it when there is none; ``:memory:`` is one that nobody keeps.

    Raises StateDamaged when it is no sound database of ours: it is never mended in place,
    because the archive can rebuild it. Raises StateError when a newer version wrote it, or when
    it can't be read or written at all.
    """
    try:
        connection = sqlite3.connect(
            path, timeout=BUSY, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise StateError(f"could not open the state {path}: {error}") from error
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode in _UNSOUND:
            raise _damaged(path, str(error)) from error
        raise StateError(f"could not open the state {path}: {error}") from error
    except StateError:
        connection.close()
        raise
    connection.row_factory = sqlite3.Row
    return connection


_UNSOUND = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def _prepare(connection: sqlite3.Connection, path: Path | str) -> None:
    # FULL, not NORMAL: with a write-ahead log NORMAL may lose the last commits at power loss,
    # and an announcement that was recorded must not be minted again.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise StateError(
            f"could not open the state {path}: a newer Syndicate wrote it"
            f" (version {version}, this one knows {VERSION})",
            hint="update Syndicate, or move the file away: it is rebuilt from the archive",
        )
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _damaged(path, verdict)
    if version == 0:
        _create(connection, path)
    for statement in (*PUBLISHED, *SUBSCRIPTION, SEALED, LACKING, PING, *COUNTS):
        connection.execute(statement)
    if not _knows_announcements(connection):
        _learn_announcements(connection)
    _check_shape(connection, path)


def _create(connection: sqlite3.Connection, path: Path | str) -> None:
    """Make the tables, unless another process was faster."""
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if version == 0 and tables:
        raise _damaged(path, "it is another program's database")
    if version == 0:
        _lay_out(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _lay_out(connection: sqlite3.Connection) -> None:
    for statement in TABLES.split(";\n"):
        connection.execute(statement)
    for statement in (*PUBLISHED, *SUBSCRIPTION, *ANNOUNCED, SEALED, LACKING, PING, *COUNTS):
        connection.execute(statement)


def _knows_announcements(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'earlier'")
    return found.fetchone() is not None


def _learn_announcements(connection: sqlite3.Connection) -> None:
    """Have an older database filled from the archive anew, which knows every announcement."""
    connection.execute("BEGIN IMMEDIATE")
    if not _knows_announcements(connection):
        for statement in ANNOUNCED:
            connection.execute(statement)
        for table in ("batched", "fragment"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute("DELETE FROM fact WHERE name = 'restored'")
    connection.execute("COMMIT")


def _check_shape(connection: sqlite3.Connection, path: Path | str) -> None:
    """Refuse tables and indexes that are not as they were made: no other check looks for them."""
    with closing(sqlite3.connect(":memory:")) as pattern:
        _lay_out(pattern)
        amiss = sorted(_shape(pattern) - _shape(connection))
    if amiss:
        named = ", ".join(f"{kind} {name}" for kind, name, _ in amiss)
        raise _damaged(path, f"missing or not as it was made: {named}")


def _shape(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return set(connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql <> ''"))


def _damaged(path: Path | str, reason: str) -> StateDamaged:
    return StateDamaged(
        f"could not open the state {path}: {reason}",
        hint="move it away, with its -wal and -shm files: it is rebuilt from the archive",
    )
