"""SQL of what hubs are still to be told of the feeds that we publish."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from syndicate.model import Ping
from syndicate.state import codec

_OWE = """
INSERT INTO ping (hub, topic, since, times) VALUES (?, ?, ?, ?)
ON CONFLICT (hub, topic) DO UPDATE SET
    since = min(since, excluded.since), times = times + excluded.times
"""


def owe(connection: sqlite3.Connection, pings: Sequence[Ping]) -> None:
    """Keep that hubs are to be told; what is owed already changed once more."""
    rows = [(each.hub, each.topic, codec.instant(each.since), each.times) for each in pings]
    connection.executemany(_OWE, rows)


def owed(connection: sqlite3.Connection) -> Sequence[Ping]:
    """Return what hubs are to be told, the longest owed first."""
    rows = connection.execute("SELECT * FROM ping ORDER BY since, hub, topic")
    return [
        Ping(
            hub=row["hub"],
            topic=row["topic"],
            since=codec.moment(row["since"]),
            times=row["times"],
        )
        for row in rows
    ]


def paid(connection: sqlite3.Connection, pings: Sequence[Ping]) -> None:
    """Drop what hubs were told, unless it changed meanwhile: they may have read what was before."""
    connection.executemany(
        "DELETE FROM ping WHERE hub = ? AND topic = ? AND times = ?",
        [(each.hub, each.topic, each.times) for each in pings],
    )
