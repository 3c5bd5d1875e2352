"""SQL of the lists: which articles stand in a feed, and which one a person means.

Every list is a range of one index that ends with its limit, so that hundreds of feeds cost the
rows they show and not the articles there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from syndicate import urls
from syndicate.model.listed import Remembered
from syndicate.state import codec, walks
from syndicate.state.base import Row, Selection

_LAST = "\U0010ffff"
"""What sorts after everything that follows a prefix."""


def latest(
    connection: sqlite3.Connection, selections: Sequence[Selection]
) -> Sequence[Sequence[Row]]:
    """Return the rows of each selection."""
    made: dict[int, Row] = {}
    return [
        [made.get(row["number"]) or made.setdefault(row["number"], _row(row)) for row in rows]
        for rows in (_select(connection, selection) for selection in selections)
    ]


def _select(connection: sqlite3.Connection, selection: Selection) -> Sequence[sqlite3.Row]:
    limit = -1 if selection.limit is None else selection.limit
    found: dict[int, sqlite3.Row] = {}
    for walk in walks.current(selection):
        rows = connection.execute(
            f"SELECT article.* {walk.sql} ORDER BY {walk.order} LIMIT ?", (*walk.values, limit)
        )
        found |= {row["number"]: row for row in rows}
    ordered = sorted(found.values(), key=lambda row: (-row["announced"], row["id"]))
    return ordered if selection.limit is None else ordered[: selection.limit]


def find(connection: sqlite3.Connection, name: str) -> Sequence[Row]:
    """Return the articles that `name` is the id, URL or path of, else those it begins."""
    exact = _found(connection, _EXACT, {"name": name, "url": urls.canonical(name)})
    if exact or not name:
        return exact
    return _found(connection, _BEGUN, {"name": name, "last": name + _LAST})


_EXACT = """
SELECT * FROM article WHERE announced IS NOT NULL AND (id = :name OR path = :name OR url = :name
    OR number = (SELECT article FROM alias WHERE kind = 'url' AND name = :url))
ORDER BY announced DESC, id
"""

_BEGUN = """
SELECT * FROM article WHERE announced IS NOT NULL AND (
    id BETWEEN :name AND :last OR path BETWEEN :name AND :last OR url BETWEEN :name AND :last
    OR number IN (
        SELECT article FROM alias WHERE kind = 'url' AND name BETWEEN :name AND :last))
ORDER BY announced DESC, id
"""


def _found(connection: sqlite3.Connection, query: str, values: dict[str, str]) -> Sequence[Row]:
    return [_row(row) for row in connection.execute(query, values)]


def last_announced(connection: sqlite3.Connection) -> datetime | None:
    """Return the newest announcement."""
    row = connection.execute(
        "SELECT announced FROM article WHERE announced IS NOT NULL ORDER BY announced DESC LIMIT 1"
    ).fetchone()
    return codec.moment(row["announced"]) if row else None


def mark(connection: sqlite3.Connection) -> str:
    """Return how often articles were written, how many there are, and the newest announcement.

    The count alone begins anew with the file.
    """
    (written,) = connection.execute(
        "SELECT ifnull((SELECT value FROM fact WHERE name = 'written'), 0)"
    ).fetchone()
    newest = connection.execute(
        "SELECT key, announced FROM article WHERE announced IS NOT NULL"
        " ORDER BY announced DESC, id LIMIT 1"
    ).fetchone()
    return f"{written} {newest['announced']} {newest['key']}" if newest else f"{written}"


def listed(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return path → digest of every article, the oldest announcement first."""
    found = connection.execute(
        "SELECT path, digest FROM article WHERE announced IS NOT NULL ORDER BY announced, id DESC"
    )
    return {row["path"]: row["digest"] for row in found}


def remembered(connection: sqlite3.Connection) -> Mapping[str, Remembered]:
    """Return the articles by their paths."""
    found = connection.execute(
        "SELECT article.*, seal, sum FROM article LEFT JOIN sealed ON article = number"
        " WHERE announced IS NOT NULL"
    )
    return {
        row["path"]: Remembered(
            source=row["source"],
            digest=row["digest"],
            seal=row["seal"] or "",
            is_sound=row["sum"] in (None, codec.row_sum(row)),
        )
        for row in found
    }


def rows(connection: sqlite3.Connection, paths: Sequence[str]) -> Sequence[Row]:
    """Return the articles at these paths, in their order."""
    query = (
        "SELECT * FROM article WHERE announced IS NOT NULL"
        " AND path IN (SELECT value FROM json_each(?))"
    )
    found = connection.execute(query, (codec.dump_texts(tuple(paths)),))
    known = {row["path"]: _row(row) for row in found}
    return [known[path] for path in paths if path in known]


def lacking(connection: sqlite3.Connection, sources: Collection[str]) -> Sequence[Row]:
    """Return the articles of these sources with media that nobody downloaded, the newest first."""
    query = (
        "SELECT article.* FROM lacking JOIN article ON number = lacking.article"
        " WHERE announced IS NOT NULL AND source IN (SELECT value FROM json_each(?))"
        " ORDER BY announced DESC, id"
    )
    listed = (json.dumps(list(sources)),)
    return [_row(row) for row in connection.execute(query, listed)]


def _row(row: sqlite3.Row) -> Row:
    return Row(
        id=row["id"],
        path=row["path"],
        source=row["source"],
        via=codec.load_texts(row["via"]),
        title=row["title"],
        url=row["url"],
        date=datetime.fromisoformat(row["date"]) if row["date"] else None,
        announced=codec.moment(row["announced"]),
        revision=row["revision"],
        tags=codec.load_texts(row["tags"]),
        status=row["status"],
        digest=row["digest"],
    )
