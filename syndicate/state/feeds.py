"""SQL of the published feeds: what they announce, and what of them was last written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from syndicate.model import Shown
from syndicate.model.listed import Said, Selection, Stale, Written
from syndicate.state import codec, lists, walks

KEPT = 20_000
"""Renderings that are kept, the last ones made: some 60 MB. An article that no document shows for
long is rendered anew when one does, in some 3 ms."""


def published(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return feed id → digest."""
    return {row["id"]: row["digest"] for row in connection.execute("SELECT id, digest FROM feed")}


def set_published(
    connection: sqlite3.Connection,
    digests: Mapping[str, str],
    gone: Collection[str],
    mark: int | None,
) -> None:
    """Keep the digests of what was just written, forget what is gone, and marks up to `mark`."""
    connection.executemany(
        "INSERT OR REPLACE INTO feed (id, digest) VALUES (?, ?)", list(digests.items())
    )
    for table, name in (("feed", "id"), ("document", "feed"), ("asked", "query")):
        connection.executemany(f"DELETE FROM {table} WHERE {name} = ?", [(each,) for each in gone])
    if mark is not None:
        lists.settle(connection, mark)


def stale(connection: sqlite3.Connection) -> Stale:
    """Return what changed since it was last published."""
    found, pages, mark = lists.stale(connection)
    since = None if found is None else {each: codec.moment(at) for each, at in found.items()}
    return Stale(lists=since, pages=pages, mark=mark)


def announcements(connection: sqlite3.Connection, selection: Selection) -> Sequence[Said]:
    """Return every announcement of the selection, those of replaced versions too, oldest first."""
    found: dict[tuple[int, str], Said] = {}
    for walk in walks.earlier(selection):
        for row in connection.execute(f"{_EARLIER} {walk.sql}", walk.values):
            found[row["announced"], row["id"]] = _said(row)
    for walk in walks.current(selection):
        for row in connection.execute(f"{_CURRENT} {walk.sql}", walk.values):
            found[row["announced"], row["id"]] = _said(row)
    return [found[key] for key in sorted(found)]


def revised(connection: sqlite3.Connection, most: int) -> Sequence[Said]:
    """Return the last announcements of articles that have earlier versions, the newest first."""
    rows = connection.execute(
        f"{_CURRENT} FROM article WHERE article.revision > 1 AND article.announced IS NOT NULL"
        " ORDER BY article.announced DESC, article.id LIMIT ?",
        (most,),
    )
    return [_said(row) for row in rows]


def documents(connection: sqlite3.Connection, feed: str) -> Sequence[Written]:
    """Return a feed's history as it was last written, the oldest first."""
    rows = connection.execute("SELECT * FROM document WHERE feed = ? ORDER BY ordinal", (feed,))
    return [
        Written(
            name=row["name"],
            since=codec.moment(row["since"]),
            until=codec.moment(row["before"]),
            batch=row["batch"],
            digest=row["digest"],
        )
        for row in rows
    ]


def set_documents(
    connection: sqlite3.Connection, feed: str, start: int, written: Sequence[Written]
) -> None:
    """Keep a feed's history from the document `start` on: the first one is 0."""
    connection.execute("DELETE FROM document WHERE feed = ? AND ordinal >= ?", (feed, start))
    connection.executemany(
        "INSERT INTO document (feed, ordinal, name, since, before, batch, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                feed,
                start + place,
                each.name,
                codec.instant(each.since),
                codec.instant(each.until),
                each.batch,
                each.digest,
            )
            for place, each in enumerate(written)
        ],
    )


def shown(connection: sqlite3.Connection, paths: Collection[str]) -> Sequence[Shown]:
    """Return what documents last said of the articles at these paths."""
    rows = connection.execute(
        "SELECT * FROM shown WHERE path IN (SELECT value FROM json_each(?))",
        (json.dumps(list(paths)),),
    )
    return [
        Shown(
            path=row["path"],
            number=row["number"],
            way=row["way"],
            key=row["key"],
            packed=row["packed"],
        )
        for row in rows
    ]


def set_shown(connection: sqlite3.Connection, made: Sequence[Shown]) -> None:
    """Keep what was made, and forget what was made longest ago."""
    connection.executemany(
        "INSERT OR REPLACE INTO shown (path, number, way, key, packed) VALUES (?, ?, ?, ?, ?)",
        [(each.path, each.number, each.way, each.key, each.packed) for each in made],
    )
    connection.execute(
        "DELETE FROM shown WHERE ordinal <= (SELECT max(ordinal) FROM shown) - ?", (KEPT,)
    )


def tally(connection: sqlite3.Connection, kind: str, most: int) -> Sequence[tuple[str, int]]:
    """Return the lists of a kind in which most articles stand, and how many do."""
    rows = connection.execute(
        "SELECT name, count FROM tally WHERE kind = ? AND count > 0"
        " ORDER BY count DESC, name LIMIT ?",
        (kind, most),
    )
    return [(row["name"], row["count"]) for row in rows]


def unread(connection: sqlite3.Connection) -> Sequence[tuple[str, int]]:
    """Return path and number of versions that state has heard of and knows nothing about."""
    return lists.unread(connection)


def set_asked(
    connection: sqlite3.Connection, feed: str, since: datetime | None, found: Sequence[Said]
) -> None:
    """Keep in which announcements from `since` on (None: of all) a feed's query was found."""
    first = lists.EVER if since is None else codec.instant(since)
    connection.execute("DELETE FROM asked WHERE query = ? AND announced >= ?", (feed, first))
    connection.executemany(
        "INSERT OR REPLACE INTO asked (query, announced, id, article, number)"
        " SELECT ?, ?, ?, number, ? FROM article WHERE path = ?",
        [(feed, codec.instant(each.announced), each.id, each.number, each.path) for each in found],
    )


_CURRENT = """
SELECT article.id, article.path, article.source, article.revision AS number, article.announced, article.digest,
    (SELECT batch FROM brought WHERE article = article.number) AS batch
"""

_EARLIER = """
SELECT article.id, article.path, article.source, earlier.number, earlier.announced, earlier.digest, earlier.batch
"""


def _said(row: sqlite3.Row) -> Said:
    return Said(
        id=row["id"],
        path=row["path"],
        source=row["source"],
        number=row["number"],
        announced=codec.moment(row["announced"]),
        batch=row["batch"],
        digest=row["digest"],
    )
