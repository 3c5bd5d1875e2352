"""SQL of the rebuild: articles, names and known entries from what the archive holds.

An article may not say which source gave it which guid. When several announced it, such guids
are bound to them only if they mean the same everywhere (IRIs): a wrong ``7`` would fold two
articles into one, a missing one costs a look at an article that is known by its URL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from syndicate import log
from syndicate.identity import ADOPT, PASSED, is_iri
from syndicate.model import Article
from syndicate.state import lists
from syndicate.state.articles import add, bind, names_of, write
from syndicate.state.removal import BESIDE

_CACHE = 65_536
"""KiB of the database kept in memory while it is filled: 100,000 articles take 12 to 15 s of CPU
time, with SQLite's own two megabytes 16 to 21."""

_log = log.get(__name__)


def restore(
    connection: sqlite3.Connection,
    articles: Iterable[Article],
    passed: Mapping[str, Sequence[str]],
) -> int:
    """Replace the articles and their names; entries that wait go on waiting.

    Two documents with one key, id or path (a folder that somebody copied) can't both be kept:
    the later one is reported and left out.
    """
    for table in ("article", *BESIDE):
        connection.execute(f"DELETE FROM {table}")
    started, count = set(passed), 0
    with _in_memory(connection):
        for article in articles:
            try:
                number = add(connection, article)
            except sqlite3.IntegrityError:
                twin = _twin(connection, article)
                _log.warning("article left out", path=article.path, twin=twin)
                continue
            _adopt(connection, article, number)
            started |= {article.source, *article.via}
            count += 1
    hashes = [(source, f"#{name}", PASSED) for source, names in passed.items() for name in names]
    connection.executemany(_KNOW, hashes)
    connection.executemany(_START, [(source,) for source in started])
    lists.mark_all(connection)
    mark_restored(connection, True)
    return count


@contextmanager
def _in_memory(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold more of the database at once: its indexes are written to all over."""
    ((before,),) = connection.execute("PRAGMA cache_size").fetchall()
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = {before}")


def adopt(connection: sqlite3.Connection, articles: Sequence[Article]) -> None:
    """Add articles, or what became of known ones; one that takes another's id or path is left out.

    Their sources count as read before.
    """
    for article in articles:
        twin = connection.execute(
            "SELECT path FROM article WHERE key != ? AND (id = ? OR path = ?)",
            (article.key, article.id, article.path),
        ).fetchone()
        if twin is None:
            _adopt(connection, article, write(connection, article))
        else:
            _log.warning("article left out", path=article.path, twin=twin["path"])
    sources = {name for article in articles for name in (article.source, *article.via)}
    connection.executemany(_START, [(source,) for source in sources])


def mark_restored(connection: sqlite3.Connection, restored: bool) -> None:
    """Say whether what is here is what the archive holds."""
    if restored:
        connection.execute("INSERT OR REPLACE INTO fact (name, value) VALUES ('restored', 'yes')")
    else:
        connection.execute("DELETE FROM fact WHERE name = 'restored'")


def is_restored(connection: sqlite3.Connection) -> bool:
    """Tell whether `restore` was ever done here."""
    return connection.execute("SELECT 1 FROM fact WHERE name = 'restored'").fetchone() is not None


def _twin(connection: sqlite3.Connection, article: Article) -> str | None:
    """Return the path of the article that already has this one's key, id or path."""
    row = connection.execute(
        "SELECT path FROM article WHERE key = ? OR id = ? OR path = ?",
        (article.key, article.id, article.path),
    ).fetchone()
    return row["path"] if row else None


_KNOW = "INSERT OR IGNORE INTO entry (source, name, fingerprint) VALUES (?, ?, ?)"

# `sync` fills in the rest once the source is configured; until then it is nobody's.
_START = """
INSERT INTO source (id, url, host, schedule, active, due, started)
VALUES (?, '', '', '', 0, 0, 1)
ON CONFLICT (id) DO UPDATE SET started = 1
"""


def _adopt(connection: sqlite3.Connection, article: Article, number: int) -> None:
    """Bind the article's names, and know its entries; a partial one's page is to be tried again."""
    known: dict[tuple[str, str], str] = {}
    for source in {article.source, *article.via}:
        guids = [guid for guid in article.guids if _is_of(source, guid, article)]
        bind(connection, number, names_of(source, guids, article.urls))
        known |= {(source, name): ADOPT for name in (*guids, *article.urls)}
    source, line_break, name = article.key.partition("\n")
    if line_break:
        known[source, name] = ADOPT
    for announced, fingerprint in article.announcements.items():
        source, _, name = announced.partition("\n")
        known[source, name] = fingerprint
    if article.status == "whole":
        rows = [(*entry, fingerprint) for entry, fingerprint in known.items()]
        connection.executemany(_KNOW, rows)


def _is_of(source: str, guid: str, article: Article) -> bool:
    """Tell whether a guid of the article is sure to be the source's own."""
    return not article.via or is_iri(guid) or f"{source}\n{guid}" in article.announcements
