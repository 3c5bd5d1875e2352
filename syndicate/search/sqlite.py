"""An index in one SQLite file: FTS5 without the texts, and a table of the documents.

    text ─▶ tokens ─▶ fts (rowid) ─▶ document (number, path, stamp)

Rows of FTS5 without content cannot be taken back before SQLite 3.43, so that a document read anew
gets a new number and the old one names nothing. The file is begun anew once most numbers do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from syndicate.errors import StateError
from syndicate.search.base import Known
from syndicate.search.tokens import MANY, Atom, atoms, tokens

VERSION = 1
"""The layout below and the tokens: another one is thrown away, never migrated."""

BUSY = 1.0
"""Seconds to wait for another process: then the documents themselves are looked through."""

WORDS = 2000
"""Words a piece of one may stand in; when there are more, the piece leaves out no document."""

_TABLES = """
CREATE TABLE document (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
CREATE TABLE minted (last INTEGER NOT NULL);
INSERT INTO minted VALUES (0);
CREATE VIRTUAL TABLE fts USING fts5(text, content='', detail=none, columnsize=0,
    tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE words USING fts5vocab(fts, row);
"""


class SqliteIndex:
    """Keep an index in one file; raise StateError where that cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _told(path):
            self._connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def look(self, terms: Iterable[str]) -> Mapping[str, Known]:
        """Return what is known of every document, in view of folded terms; all from one moment."""
        found: set[int] | None = None
        with _told(self._path), self._transaction("BEGIN"):
            for atom in dict.fromkeys(each for term in terms for each in atoms(term)):
                numbers = self._numbers(atom)
                if numbers is not None:
                    found = numbers if found is None else found & numbers
            rows = self._connection.execute("SELECT number, path, stamp FROM document")
            return {
                path: Known(stamp, found is None or number in found) for number, path, stamp in rows
            }

    def add(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Keep documents (path, stamp, folded text) instead of what was kept under their paths."""
        with _told(self._path):
            with self._transaction():
                (last,) = self._connection.execute("SELECT last FROM minted").fetchone()
                for number, document in enumerate(documents, last + 1):
                    last = number
                    self._insert(number, *document)
                self._connection.execute("UPDATE minted SET last = ?", (last,))
            self._shed(last)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _insert(self, number: int, path: str, stamp: str, text: str) -> None:
        kept = " ".join(dict.fromkeys(tokens(text)))
        self._connection.execute(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (number, path, stamp)
        )
        self._connection.execute("INSERT INTO fts (rowid, text) VALUES (?, ?)", (number, kept))

    def _opened(self) -> sqlite3.Connection:
        """Open the file; one that is no index any more is begun anew."""
        connection = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None)
        try:
            self._connection = connection
            self._prepare()
        except sqlite3.OperationalError:
            connection.close()
            raise
        except sqlite3.DatabaseError:
            connection.close()
            self._path.unlink()
            self._connection = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None)
            self._prepare()
        return self._connection

    def _prepare(self) -> None:
        if self._version() != VERSION:
            self._begin()

    def _version(self) -> int:
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        return int(found)

    def _begin(self) -> None:
        with self._transaction():
            if self._version() == VERSION:
                return
            for table in ("words", "fts", "document", "minted"):
                self._connection.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES.strip().split(";\n"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {VERSION}")

    def _shed(self, last: int) -> None:
        """Begin anew when most of what was ever added is gone."""
        (kept,) = self._connection.execute("SELECT count(*) FROM document").fetchone()
        if last > 2 * kept + 1000:
            self._connection.execute("PRAGMA user_version = 0")
            self._begin()

    def _numbers(self, atom: Atom) -> set[int] | None:
        """Return the numbers of the documents with an atom; None: too many words have it."""
        if not atom.open_start:
            return self._match(_quoted(atom.text) + ("*" if atom.open_end else ""))
        words = self._connection.execute(
            "SELECT term FROM words WHERE instr(term, ?) LIMIT ?", (atom.text, WORDS + 1)
        ).fetchall()
        if len(words) > WORDS:
            return None
        return self._match(_quoted(MANY)).union(*(self._match(_quoted(word)) for (word,) in words))

    def _match(self, expression: str) -> set[int]:
        """Return the numbers of what has it, and of what has a word too long to keep."""
        rows = self._connection.execute(
            "SELECT rowid FROM fts WHERE fts MATCH ?", (f"{expression} OR {_quoted(MANY)}",)
        )
        return {number for (number,) in rows}

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _quoted(token: str) -> str:
    return f'"{token}"'


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StateError(f"the search index {path} could not be used: {error}") from error
