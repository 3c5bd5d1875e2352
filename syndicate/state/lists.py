"""SQL of the lists: in which each announcement stands, and which of them changed.

Every version of an article was announced once. The newest one's lists are in `place`, those of
the versions that it replaced in `once`; the list of everything has no name, and its rows are the
articles themselves. Whatever changes a list leaves a mark there, so that a publication looks at
those lists alone, from the first announcement on that is not as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from syndicate.model import Article
from syndicate.state import codec

EVERYTHING = ("", "")
"""The list in which every announcement stands."""

List = tuple[str, str]
Standing = tuple[str, Sequence[List], int]
"""A digest, the lists in which an announcement stands, and its instant."""

_ALL = ("*", "")
"""The mark of lists that are all stale."""

EVER = -(2**63)
"""Before every announcement: an import keeps its articles' dates, also those before 1970."""


def lists_of(article: Article) -> tuple[List, ...]:
    """Return the lists in which an article stands by what it says itself."""
    found = [("source", name) for name in (article.source, *article.via)]
    found += [("tag", tag) for tag in article.tags]
    found += [("lang", part) for part in tongues(article.lang)]
    return tuple(dict.fromkeys(found))


def tongues(tag: str | None) -> tuple[str, ...]:
    """Return a language tag and what it is a kind of: zh-Hant-TW is zh-hant, and zh."""
    parts = (tag or "").lower().split("-")
    return tuple("-".join(parts[:end]) for end in range(1, len(parts) + 1)) if parts[0] else ()


def standing(connection: sqlite3.Connection, number: int) -> Standing | None:
    """Return how the article's present announcement stands; None for a reservation."""
    row = connection.execute(
        "SELECT announced, digest FROM article WHERE number = ? AND announced IS NOT NULL",
        (number,),
    ).fetchone()
    if row is None:
        return None
    places = connection.execute("SELECT kind, name FROM place WHERE article = ?", (number,))
    return row["digest"], [(kind, name) for kind, name in places], row["announced"]


def mark(
    connection: sqlite3.Connection, standings: Iterable[Standing], paths: Iterable[str]
) -> None:
    """Mark the lists of announcements, and the pages of articles, as stale."""
    ((number,),) = connection.execute(_NEXT).fetchall()
    since: dict[List, int] = {}
    for _, lists, announced in standings:
        for each in (EVERYTHING, *lists):
            since[each] = min(announced, since.get(each, announced))
    rows = [(*each, announced, number) for each, announced in since.items()]
    connection.executemany(_MARK, rows)
    connection.executemany(_MARK_PAGE, [(path, number) for path in paths])


def mark_again(connection: sqlite3.Connection, paths: Collection[str]) -> None:
    """Mark what is announced of the articles at these paths, and their pages, as stale."""
    for path in paths:
        row = connection.execute("SELECT number FROM article WHERE path = ?", (path,)).fetchone()
        if row is not None and (present := standing(connection, row["number"])) is not None:
            mark(connection, [present, *standings_once(connection, row["number"])], [path])


def mark_all(connection: sqlite3.Connection) -> None:
    """Mark everything as stale."""
    ((number,),) = connection.execute(_NEXT).fetchall()
    connection.execute(_MARK, (*_ALL, EVER, number))


def stale(
    connection: sqlite3.Connection,
) -> tuple[Mapping[List, int] | None, frozenset[str], int]:
    """Return since when which lists are stale (None: all are), stale pages, and the last mark."""
    rows = connection.execute("SELECT kind, name, since, mark FROM stale").fetchall()
    pages = connection.execute("SELECT path, mark FROM stale_page").fetchall()
    last = max((row["mark"] for row in (*rows, *pages)), default=0)
    since = {(row["kind"], row["name"]): row["since"] for row in rows}
    return None if _ALL in since else since, frozenset(row["path"] for row in pages), last


def settle(connection: sqlite3.Connection, last: int) -> None:
    """Forget the marks up to a number: what they told of is published."""
    for table in ("stale", "stale_page"):
        connection.execute(f"DELETE FROM {table} WHERE mark <= ?", (last,))


def replaced(connection: sqlite3.Connection, number: int, was: int | None, now: Article) -> None:
    """Keep the announcement of the version `was`, before that of a later one takes its place.

    Versions that state never saw are kept unread; none is left that is not before the present.
    """
    if was is not None and was < now.revision:
        connection.execute(_KEEP, {"article": number, "was": was})
        connection.execute(_KEEP_PLACES, {"article": number, "was": was})
    earlier = [each for each in now.earlier if each.number < now.revision]
    numbers = codec.dump_numbers([each.number for each in earlier])
    for table in ("earlier", "once"):
        connection.execute(
            f"DELETE FROM {table} WHERE article = ?"
            " AND number NOT IN (SELECT value FROM json_each(?))",
            (number, numbers),
        )
    connection.executemany(
        "INSERT OR IGNORE INTO earlier (article, number, announced, batch, digest)"
        " VALUES (?, ?, ?, ?, '')",
        [(number, it.number, codec.instant(it.announced), it.batch) for it in earlier],
    )


def unread(connection: sqlite3.Connection) -> Sequence[tuple[str, int]]:
    """Return path and number of versions whose announcement was never read."""
    rows = connection.execute(
        "SELECT path, earlier.number AS version FROM earlier"
        " JOIN article ON article.number = article WHERE earlier.digest = ''"
    )
    return [(row["path"], row["version"]) for row in rows]


def learn(connection: sqlite3.Connection, found: Sequence[Article]) -> None:
    """Keep in which lists earlier versions stood; they were read from the archive."""
    for version in found:
        row = connection.execute(
            "SELECT number, id FROM article WHERE path = ? AND announced IS NOT NULL",
            (version.path,),
        ).fetchone()
        if row is None or version.announced is None:
            continue
        key, announced = (row["number"], version.revision), codec.instant(version.announced)
        digest, lists = codec.article_digest(version), lists_of(version)
        connection.execute(
            "UPDATE earlier SET digest = ?, announced = ? WHERE article = ? AND number = ?",
            (digest, announced, *key),
        )
        connection.execute("DELETE FROM once WHERE article = ? AND number = ?", key)
        connection.executemany(
            "INSERT OR REPLACE INTO once (kind, name, announced, id, article, number)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(*each, announced, row["id"], *key) for each in (EVERYTHING, *lists)],
        )
        mark(connection, [(digest, lists, announced)], ())


def standings_once(connection: sqlite3.Connection, number: int) -> Sequence[Standing]:
    """Return how the earlier announcements of an article stand."""
    rows = connection.execute("SELECT kind, name, announced FROM once WHERE article = ?", (number,))
    return [("", [(row["kind"], row["name"])], row["announced"]) for row in rows]


_NEXT = """
INSERT INTO fact (name, value) VALUES ('marked', 1)
    ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING CAST(value AS INTEGER)
"""

_MARK = """
INSERT INTO stale (kind, name, since, mark) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, name) DO UPDATE SET since = min(since, excluded.since), mark = excluded.mark
"""

_MARK_PAGE = "INSERT OR REPLACE INTO stale_page (path, mark) VALUES (?, ?)"

_KEEP = """
INSERT OR REPLACE INTO earlier (article, number, announced, batch, digest)
SELECT number, :was, announced, (SELECT batch FROM brought WHERE article = number), digest
FROM article WHERE number = :article
"""

_KEEP_PLACES = """
INSERT OR REPLACE INTO once (kind, name, announced, id, article, number)
SELECT kind, name, announced, id, article, :was FROM place WHERE article = :article
UNION ALL SELECT '', '', announced, id, number, :was FROM article WHERE number = :article
"""
