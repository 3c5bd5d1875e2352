"""An index looked at without a change to it: is it a sound file, and does it say what state says?

What words it has of a document is not looked at: that would cost as much as to make it anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from syndicate.search.sqlite import VERSION

_UNSOUND = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def check(path: Path, mark: str, listed: Mapping[str, str]) -> str | None:
    """Return what is wrong with the index at `path`, None where nothing is, or there is none.

    Where it was last told of `mark`, it has each of the `listed` paths, with that digest, and no
    other. One of another version is made anew by whoever opens it.
    """
    if not path.is_file():
        return None
    try:
        address = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=5.0)) as connection:
            return _check(connection, mark, listed)
    except sqlite3.Error as error:
        # Of one that is busy, or that may not be opened, nothing is known.
        return str(error) if error.sqlite_errorcode & 0xFF in _UNSOUND else None


def _check(connection: sqlite3.Connection, mark: str, listed: Mapping[str, str]) -> str | None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        return None
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        return str(verdict)
    connection.execute("BEGIN")
    known = dict(connection.execute("SELECT path, stamp FROM document"))
    facts = dict(connection.execute("SELECT name, value FROM fact"))
    (there,) = connection.execute("SELECT count(*) FROM words_docsize").fetchone()
    if there != len(known) + int(facts.get("lost", 0)):
        return f"it has the words of {there} documents, and knows {len(known)}"
    if facts.get("mark") != mark:
        return None
    digests = {path: stamp.partition(" ")[0] for path, stamp in known.items()}
    wrong = len(dict(digests.items() ^ listed.items()))
    return f"{wrong} documents are not those that state knows" if wrong else None
