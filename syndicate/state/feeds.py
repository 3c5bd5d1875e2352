"""SQL of the published feeds: under which digest each was last written, and of what it is made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping

from syndicate.model import Fragment

_SPARE = 100
"""Fragments of articles that no feed shows any more which are not worth a look at all of them."""


def published(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return feed id → digest."""
    return {row["id"]: row["digest"] for row in connection.execute("SELECT id, digest FROM feed")}


def set_published(connection: sqlite3.Connection, feeds: Mapping[str, str]) -> None:
    """Keep the digests of feeds that were just written; those of others stay."""
    connection.executemany(
        "INSERT OR REPLACE INTO feed (id, digest) VALUES (?, ?)", list(feeds.items())
    )


def fragments(connection: sqlite3.Connection, paths: Collection[str]) -> Mapping[str, Fragment]:
    """Return path → what feeds last showed of the article there."""
    rows = connection.execute(
        "SELECT path, key, html, summary FROM fragment"
        " WHERE path IN (SELECT value FROM json_each(?))",
        (json.dumps(list(paths)),),
    )
    return {
        row["path"]: Fragment(key=row["key"], html=row["html"], summary=row["summary"])
        for row in rows
    }


def set_fragments(
    connection: sqlite3.Connection, made: Mapping[str, Fragment], keep: Collection[str]
) -> None:
    """Keep what was made; once as much again is of no use, forget all but what is to be kept."""
    connection.executemany(
        "INSERT OR REPLACE INTO fragment (path, key, html, summary) VALUES (?, ?, ?, ?)",
        [(path, each.key, each.html, each.summary) for path, each in made.items()],
    )
    (count,) = connection.execute("SELECT count(*) FROM fragment").fetchone()
    if count > 2 * len(keep) + _SPARE:
        connection.execute(
            "DELETE FROM fragment WHERE path NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keep)),),
        )
