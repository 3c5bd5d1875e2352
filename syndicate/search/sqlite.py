"""An index in one SQLite file: full-text search (FTS5) over words that were cut before.

    document   number, path, stamp, and what documents are chosen by
    words      the words of each part, without the text: FTS5, contentless. `letters`: every character
               of scripts without blanks once, because a common one begins thousands of pairs

A document's number is the second of its announcement, or the next that is free: so FTS5's own order
is that of the newest, and the newest of a common word are found without a look at the others. (In
microseconds the index would be twice as large: numbers are kept as the steps between them.) FTS5 can't take words of a text back
that it does not keep: a document that changes gets a new number, and what the old one leaves behind
is nobody's. When a quarter of all is, the file is made anew.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Self

from syndicate import log
from syndicate.errors import StateError
from syndicate.search.base import Document, Order
from syndicate.search.query import PARTS, Chosen, Phrase, Query
from syndicate.search.words import fold, letters

VERSION = 1
"""Of the tables, and of how words are cut: another one's file is made anew."""

BATCH = 2000
"""Documents of one transaction: a killed writer loses no more."""

WASTE = 4
"""Of so many documents one may be nobody's: each costs a step of every search that meets it."""

_FEW = 100
_EVERY = f"{{{' '.join(PARTS)}}}"

_TABLES = f"""
CREATE TABLE document (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    stamp TEXT NOT NULL,
    announced INTEGER NOT NULL,
    day TEXT NOT NULL,
    sources TEXT NOT NULL,      -- names between line breaks
    tags TEXT NOT NULL,         -- folded, between line breaks
    lang TEXT NOT NULL          -- itself and its first part, folded, between line breaks
);
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5({", ".join(PARTS)}, letters, content='', tokenize='ascii');
INSERT INTO fact VALUES ('lost', '0');
PRAGMA user_version = {VERSION};
"""
_WEIGHTS = "8.0, 4.0, 4.0, 1.0, 0.5"
"""How much more a word says of a document in its title, authors and tags than in its text."""

_log = log.get(__name__)


class Sqlite:
    """Keep an index in the file at `path`, which is made when there is none, or none of ours."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._last = (0, -1)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the index, empty where there is no sound one; raise StateError when it can't be."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return cls(path, _connect(path))
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and path.exists() and _busy(error):
                    raise
                _log.warning("search index made anew", path=str(path), reason=str(error))
                _remove(path)
                return cls(path, _connect(path))
        except (OSError, sqlite3.Error) as error:
            raise StateError(f"could not open the search index {path}: {error}") from error

    def mark(self) -> str | None:
        """Return what `update` was last told of where it stands, None when nothing."""
        return self._fact("mark")

    def stamps(self) -> Mapping[str, str]:
        """Return path → stamp of every document."""
        return dict(self._connection.execute("SELECT path, stamp FROM document"))

    def update(
        self, documents: Iterable[Document], gone: Iterable[str] = (), *, mark: str | None = None
    ) -> int:
        """Take documents in, in place of those at their paths; return how many.

        Raises StateError when the file can't be written.
        """
        count = 0
        try:
            with self._transaction():
                for path in gone:
                    self._forget(path)
            for batch in _batched(documents):
                with self._transaction():
                    for document in batch:
                        self._take(document)
                count += len(batch)
            if mark is not None:
                with self._transaction():
                    self._connection.execute("REPLACE INTO fact VALUES ('mark', ?)", (mark,))
        except sqlite3.Error as error:
            raise StateError(f"could not write the search index {self._path}: {error}") from error
        return count

    def is_wasteful(self) -> bool:
        """Tell whether so much is nobody's that the index is better made anew."""
        (kept,) = self._connection.execute("SELECT count(*) FROM document").fetchone()
        return int(self._fact("lost") or 0) * WASTE > int(kept) + _FEW

    def find(
        self,
        query: Query,
        *,
        order: Order = "newest",
        since: int | None = None,
    ) -> Iterator[str]:
        """Yield the paths of documents that fit, the newest first, or the best.

        Raises StateError when the file can't be read.
        """
        where, values = _where(query, since)
        source, by = "document", "number DESC"
        if query.all:
            source = "words CROSS JOIN document ON document.number = words.rowid"
            where, values = ["words MATCH ?", *where], [expression(query), *values]
            by = f"bm25(words, {_WEIGHTS})" if order == "rank" else "words.rowid DESC"
        told = f"SELECT path FROM {source} WHERE {' AND '.join(where) or 'TRUE'} ORDER BY {by}"
        try:
            for (path,) in self._connection.execute(told, values):
                yield path
        except sqlite3.Error as error:
            raise StateError(f"could not read the search index {self._path}: {error}") from error

    def close(self) -> None:
        """Close the index."""
        self._connection.close()

    def _take(self, document: Document) -> None:
        self._forget(document.path)
        number, lang = self._free(document.announced), fold(document.lang)
        self._connection.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                document.path,
                document.stamp,
                document.announced,
                document.day,
                _lines(document.sources),
                _lines(map(fold, document.tags)),
                _lines({lang, lang.partition("-")[0]}),
            ),
        )
        parts = [document.parts.get(part, ()) for part in PARTS]
        single = sorted(letters(chain.from_iterable(parts)))
        self._connection.execute(
            f"INSERT INTO words (rowid, {', '.join(PARTS)}, letters) VALUES (?, ?, ?, ?, ?, ?)",
            (number, *map(" ".join, (*parts, single))),
        )

    def _forget(self, path: str) -> None:
        found = self._connection.execute("DELETE FROM document WHERE path = ?", (path,))
        if found.rowcount:
            self._connection.execute("UPDATE fact SET value = value + 1 WHERE name = 'lost'")

    def _free(self, announced: int) -> int:
        """Return a number that no document has, or had: words of another may still be there.

        Of many that come in order within a second each follows the last one.
        """
        second = announced // 1_000_000
        wanted, last = self._last
        number = last + 1 if wanted <= second <= last else second
        while self._connection.execute(
            "SELECT 1 FROM words_docsize WHERE id = ?", (number,)
        ).fetchone():
            number += 1
        self._last = second, number
        return number

    def _fact(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def expression(query: Query) -> str:
    """Return a query as FTS5 reads it. Words are letters and digits: nothing in them is syntax."""
    wanted = " AND ".join(f"({' OR '.join(map(_phrase, some))})" for some in query.all)
    if not query.none:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(map(_phrase, query.none))})"


def _phrase(phrase: Phrase) -> str:
    if phrase.begins and phrase.part is None and letters(phrase.words) == {"".join(phrase.words)}:
        return f'letters : "{phrase.words[0]}"'
    told = f'"{" ".join(phrase.words)}"' + (" *" if phrase.begins else "")
    return f"{phrase.part or _EVERY} : {told}"


def _where(query: Query, since: int | None) -> tuple[list[str], list[str | int]]:
    """Return the conditions on a document, with their values."""
    where: list[str] = []
    values: list[str | int] = []
    for choice in query.choices:
        where.append(f"({' OR '.join([_CHOICES[choice.what]] * len(choice.names))})")
        values += [f"\n{name}\n" for name in choice.names]
    if query.since:
        where.append("day >= ?")
        values.append(query.since)
    if query.until:
        where.append("substr(day, 1, length(?)) <= ?")
        values += [query.until, query.until]
    if since is not None:
        where.append("announced >= ?")
        values.append(since)
    if not query.all and query.none:
        where.append("number NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(" OR ".join(map(_phrase, query.none)))
    return where, values


_CHOICES: Mapping[Chosen, str] = {
    "source": "instr(sources, ?)",
    "tag": "instr(tags, ?)",
    "lang": "instr(lang, ?)",
}


def _lines(names: Iterable[str]) -> str:
    return "".join(f"\n{name.replace(chr(10), ' ')}\n" for name in sorted(names))


def _batched(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=5.0, isolation_level=None, check_same_thread=False)
    try:
        # NORMAL: what power loss takes is found missing by its mark, and taken in again.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if version == 0 and not tables:
            connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"it is of version {version}")
        connection.execute("SELECT number FROM document LIMIT 1").fetchone()
        connection.execute("SELECT rowid FROM words LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _busy(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
