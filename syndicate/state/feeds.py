"""SQL of the published feeds: under which digest each one was last written."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping


def published(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return feed id → digest."""
    return {row["id"]: row["digest"] for row in connection.execute("SELECT id, digest FROM feed")}


def set_published(connection: sqlite3.Connection, feeds: Mapping[str, str]) -> None:
    """Keep the digests of feeds that were just written; those of others stay."""
    connection.executemany(
        "INSERT OR REPLACE INTO feed (id, digest) VALUES (?, ?)", list(feeds.items())
    )
