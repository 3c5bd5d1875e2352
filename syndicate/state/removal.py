"""SQL of articles that are gone from the archive: their names, and forgetting them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from syndicate.model import Pending, Tombstone, Turn
from syndicate.state import entries, lists
from syndicate.state.hosts import check_turn


def paths(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return path → source of every article; a reservation is none."""
    rows = connection.execute("SELECT path, source FROM article WHERE announced IS NOT NULL")
    return {row["path"]: row["source"] for row in rows}


def names(connection: sqlite3.Connection, paths: Sequence[str]) -> Sequence[Tombstone]:
    """Return all names of the articles at these paths."""
    rows = connection.execute(f"SELECT * FROM article {_THERE}", (json.dumps(list(paths)),))
    return [_stone(connection, row) for row in rows.fetchall()]


def forget(connection: sqlite3.Connection, paths: Sequence[str]) -> None:
    """Drop the articles, the lists they stand in, their names, and what feeds showed of them.

    So are names that no article bears: a database that was tampered with would give them to
    whichever article gets the number next.
    """
    listed = (json.dumps(list(paths)),)
    numbers = [row[0] for row in connection.execute(f"SELECT number FROM article {_THERE}", listed)]
    left = [it for number in numbers if (it := lists.standing(connection, number))]
    left += [it for number in numbers for it in lists.standings_once(connection, number)]
    for table in BESIDE:
        connection.execute(
            f"DELETE FROM {table} WHERE article IN (SELECT number FROM article {_THERE})", listed
        )
    for table in ("article", "shown"):
        connection.execute(f"DELETE FROM {table} {_THERE}", listed)
    for table in BESIDE:
        connection.execute(f"DELETE FROM {table} WHERE article NOT IN (SELECT number FROM article)")
    lists.mark(connection, left, paths)


def buried(connection: sqlite3.Connection) -> Sequence[Tombstone]:
    """Return the tombstones that were told of."""
    row = connection.execute("SELECT value FROM fact WHERE name = 'tombstones'").fetchone()
    return [
        Tombstone(id=id, keys=tuple(keys), guids=tuple((source, guid) for source, guid in guids))
        for id, keys, guids in json.loads(row["value"] if row else "[]")
    ]


def bury(connection: sqlite3.Connection, stones: Sequence[Tombstone], only: bool) -> None:
    """Know these tombstones too, or no others."""
    known = dict.fromkeys([*(() if only else buried(connection)), *stones])
    value = json.dumps([(stone.id, stone.keys, stone.guids) for stone in known])
    connection.execute(
        "INSERT OR REPLACE INTO fact (name, value) VALUES ('tombstones', ?)", (value,)
    )


def settle(connection: sqlite3.Connection, turn: Turn, pending: Pending) -> None:
    """Let an entry wait no more, as one whose article is there."""
    check_turn(connection, turn)
    entries.settle(connection, pending)


BESIDE = ("alias", "place", "brought", "earlier", "once", "asked", "sealed", "lacking")
"""Tables whose rows belong to an article."""

_THERE = "WHERE path IN (SELECT value FROM json_each(?))"


def _stone(connection: sqlite3.Connection, row: sqlite3.Row) -> Tombstone:
    found = connection.execute(
        "SELECT kind, name FROM alias WHERE article = ? ORDER BY kind, name", (row["number"],)
    ).fetchall()
    urls = [alias["name"] for alias in found if alias["kind"] == "url"]
    guids = [alias["name"].partition("\n") for alias in found if alias["kind"] == "guid"]
    return Tombstone(
        id=row["id"],
        keys=tuple(dict.fromkeys((row["key"], *urls))),
        guids=tuple((source, guid) for source, _, guid in guids),
    )
