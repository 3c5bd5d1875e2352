"""SQL of the articles: where each one lives, and the names by which it is found again.

A row is first a reservation (`announced` is NULL): key, id and folder, bound to the names that
asked for it, so that the turn after a crash writes into the same folder. Recording makes it an
article. A token in `claimed` means that it is being written as long as that turn's lease runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from syndicate.errors import Postponed, StateError
from syndicate.identity import folded, twin
from syndicate.model import Article, Claim, Identity, Pending, Turn
from syndicate.state import codec, entries, lists
from syndicate.state.hosts import apart, check_turn

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)

Name = tuple[str, str]
"""A kind ("guid", "url", "path") and a name of that kind; a path's is without case."""


def claim(connection: sqlite3.Connection, turn: Turn, identity: Identity, now: datetime) -> Claim:
    """Find the article that bears one of the names, else reserve it; mark it as being written."""
    check_turn(connection, turn)
    names = names_of(identity.source, (identity.guid,) if identity.guid else (), identity.urls)
    row = _known(connection, identity, names) or _reserve(connection, identity)
    if _is_being_written(connection, row["claimed"], turn, now):
        raise Postponed(
            f"{row['key']} is being written by the turn of another host",
            url=identity.urls[0] if identity.urls else "",
            not_before=apart(row["key"], turn.token, now),
        )
    connection.execute(
        "UPDATE article SET claimed = ? WHERE number = ?", (turn.token, row["number"])
    )
    is_article = row["announced"] is not None
    if not is_article:
        bind(connection, row["number"], names)
    return Claim(key=row["key"], id=row["id"], path=row["path"], known=is_article)


def locate(connection: sqlite3.Connection, identities: Sequence[Identity]) -> Sequence[str | None]:
    """Return the path of the article that bears one of the names, for each."""
    return [_path(connection, identity) for identity in identities]


def _path(connection: sqlite3.Connection, identity: Identity) -> str | None:
    names = names_of(identity.source, (identity.guid,) if identity.guid else (), identity.urls)
    row = _known(connection, identity, names)
    return row["path"] if row and row["announced"] is not None else None


def _known(
    connection: sqlite3.Connection, identity: Identity, names: Sequence[Name]
) -> sqlite3.Row | None:
    """Return the row that bears one of the names, else one of them under the other scheme."""
    guids = (twin(identity.guid),) if identity.guid else ()
    twins = names_of(identity.source, guids, map(twin, identity.urls))
    found = _bearer(connection, names, identity.key)
    return found or _bearer(connection, twins, twin(identity.key))


def names_of(source: str, guids: Iterable[str], urls: Iterable[str]) -> list[Name]:
    """Return the names that a source's guids and any source's URLs are."""
    return [("guid", f"{source}\n{guid}") for guid in guids] + [("url", url) for url in urls]


def _bearer(connection: sqlite3.Connection, names: Sequence[Name], key: str) -> sqlite3.Row | None:
    """Return the row that bears the first matching name, articles before reservations."""
    found: list[sqlite3.Row] = []
    for kind, name in names:
        found += connection.execute(
            "SELECT article.* FROM alias JOIN article ON number = article"
            " WHERE kind = ? AND name = ?",
            (kind, name),
        )
    found += connection.execute("SELECT * FROM article WHERE key = ?", (key,))
    return min(found, key=lambda row: row["announced"] is None, default=None)


def _is_being_written(
    connection: sqlite3.Connection, token: str | None, turn: Turn, now: datetime
) -> bool:
    """Tell whether another turn, whose lease still runs, has claimed the article."""
    if token is None or token == turn.token:
        return False
    found = connection.execute(
        "SELECT 1 FROM host WHERE holder = ? AND worker IS NOT NULL AND held_until > ?",
        (token, codec.instant(now)),
    )
    return found.fetchone() is not None


def _reserve(connection: sqlite3.Connection, identity: Identity) -> sqlite3.Row:
    name = _free(connection, "id", identity.ids, identity.key)
    path = _free(connection, "path", identity.paths, identity.key)
    (row,) = connection.execute(
        "INSERT INTO article (key, id, path, source) VALUES (?, ?, ?, ?) RETURNING *",
        (identity.key, name, path, identity.source),
    ).fetchall()
    reserved: sqlite3.Row = row
    bind(connection, row["number"], [_place_of(path)])
    return reserved


def _is_taken(connection: sqlite3.Connection, path: str) -> bool:
    """Tell whether an article lies there on a disk that knows no case, such as a Mac's."""
    found = connection.execute("SELECT 1 FROM alias WHERE kind = ? AND name = ?", _place_of(path))
    return found.fetchone() is not None


def _place_of(path: str) -> Name:
    return "path", folded(path)


def _free(connection: sqlite3.Connection, column: str, candidates: Sequence[str], key: str) -> str:
    for candidate in candidates:
        taken = connection.execute(
            f"SELECT 1 FROM article WHERE {column} = ?", (candidate,)
        ).fetchone()
        if taken is None and not (column == "path" and _is_taken(connection, candidate)):
            return candidate
    raise StateError(f"could not reserve a new {column} for {key}: all of {candidates} are taken")


def bind(connection: sqlite3.Connection, number: int, names: Iterable[Name]) -> None:
    """Bind names to an article. An article keeps its names; a reservation loses them to one."""
    connection.executemany(
        "INSERT INTO alias (kind, name, article) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, name) DO UPDATE SET article = excluded.article"
        " WHERE EXISTS (SELECT 1 FROM article WHERE number = alias.article AND announced IS NULL)",
        [(kind, name, number) for kind, name in names],
    )


def record(
    connection: sqlite3.Connection,
    turn: Turn,
    pending: Pending,
    article: Article,
    retry_at: datetime | None,
    reason: str | None,
) -> None:
    """Keep what the archive wrote and give up the claim; the entry is settled, or has failed."""
    check_turn(connection, turn)
    number = write(connection, article)
    guids = _own_guids(pending, article)
    bind(connection, number, names_of(pending.source, guids, article.urls))
    if retry_at is None and reason is None:
        entries.settle(connection, pending)
    else:
        entries.fail(connection, turn, pending, reason, retry_at)


def _own_guids(pending: Pending, article: Article) -> tuple[str, ...]:
    """Return the guid by which this source announced it; an article's others may be of another."""
    guid = pending.entry.guid
    return (guid,) if guid and "guid" not in pending.ambiguous and guid in article.guids else ()


def write(connection: sqlite3.Connection, article: Article) -> int:
    """Write the article's row and the lists in which it stands; return its number."""
    known = connection.execute(_KNOWN, (article.key,)).fetchone()
    before = lists.standing(connection, known["number"]) if known else None
    values = _values(article)
    if known:
        was = known["revision"] if before else None
        lists.replaced(connection, known["number"], was, article)
    ((number,),) = connection.execute(_WRITE, values).fetchall()
    for table in ("place", "brought", "sealed", "lacking"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (number,))
    if known is None:
        lists.replaced(connection, number, None, article)
    _list(connection, article, number, values)
    after = lists.standing(connection, number)
    _mark(connection, before, after, {article.path or "", known["path"] if known else ""})
    return int(number)


def _mark(
    connection: sqlite3.Connection,
    before: lists.Standing | None,
    after: lists.Standing | None,
    paths: Iterable[str],
) -> None:
    """Mark what is stale: from a new announcement on, else from the one that was changed."""
    if before is None or after is None:
        lists.mark(connection, filter(None, (after,)), paths)
        return
    (was, left, old), (now, found, new) = before, after
    if (was, set(left), old) != (now, set(found), new):
        lists.mark(connection, [(now, [*left, *found], max(old, new))], paths)


def add(connection: sqlite3.Connection, article: Article) -> int:
    """Write what nothing is known of; raise sqlite3.IntegrityError where one of its names is.

    Marks nothing as stale.
    """
    values = _values(article)
    number = connection.execute(_ADD, values).lastrowid or 0
    lists.replaced(connection, number, None, article)
    _list(connection, article, number, values)
    return number


def _values(article: Article) -> dict[str, str | int | None]:
    return {
        "key": article.key,
        "id": article.id,
        "path": article.path,
        "source": article.source,
        "via": codec.dump_texts(article.via),
        "title": article.title,
        "url": article.canonical_url,
        "date": article.date.isoformat() if article.date else None,
        "announced": codec.instant(article.announced or article.archived or _UNDATED),
        "revision": article.revision,
        "tags": codec.dump_texts(article.tags),
        "status": article.status,
        "digest": codec.article_digest(article),
    }


def _list(
    connection: sqlite3.Connection,
    article: Article,
    number: int,
    values: Mapping[str, str | int | None],
) -> None:
    """Put an article that stands in no list into its own."""
    if article.path:
        bind(connection, number, [_place_of(article.path)])
    if article.batch is not None:
        connection.execute(
            "INSERT INTO brought (article, batch) VALUES (?, ?)", (number, article.batch)
        )
    if any(not each.name and not each.problem for each in article.enclosures):
        connection.execute("INSERT INTO lacking (article) VALUES (?)", (number,))
    connection.execute(
        "INSERT INTO sealed (article, seal, sum) VALUES (?, ?, ?)",
        (number, article.seal or "", codec.row_sum(values)),
    )
    announced = values["announced"]
    connection.executemany(
        "INSERT INTO place (kind, name, announced, id, article) VALUES (?, ?, ?, ?, ?)",
        [(*each, announced, article.id, number) for each in lists.lists_of(article)],
    )


_KNOWN = "SELECT number, path, revision FROM article WHERE key = ?"

_ADD = """
INSERT INTO article (key, id, path, source, via, title, url, date, announced, revision, tags,
    status, digest)
VALUES (:key, :id, :path, :source, :via, :title, :url, :date, :announced, :revision, :tags,
    :status, :digest)
"""

_WRITE = f"""{_ADD}
ON CONFLICT (key) DO UPDATE SET
    claimed = NULL,
    id = excluded.id,
    path = excluded.path,
    source = excluded.source,
    via = excluded.via,
    title = excluded.title,
    url = excluded.url,
    date = excluded.date,
    announced = excluded.announced,
    revision = excluded.revision,
    tags = excluded.tags,
    status = excluded.status,
    digest = excluded.digest
RETURNING number
"""
