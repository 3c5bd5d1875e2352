"""SQL of the entries: what sources ever announced, and which of it still waits.

An entry is *waiting* (`retry_at`, with its announcement), *given up* (a reason, no `retry_at`)
or *settled*: archived or passed over, known by name and fingerprint only. Whatever changes a
`retry_at` tells the source (`_tell_source`), whose `waiting` is the earliest of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from syndicate.model import Hints, Pending, Turn, Validators, Verdict
from syndicate.state import codec
from syndicate.state.carry import mark
from syndicate.state.hosts import check_turn

_TRAIL = "history "


def known(connection: sqlite3.Connection, source: str) -> Mapping[str, str]:
    """Return name → fingerprint of all that the source ever announced."""
    rows = connection.execute("SELECT name, fingerprint FROM entry WHERE source = ?", (source,))
    return {row["name"]: row["fingerprint"] for row in rows}


def discover(
    connection: sqlite3.Connection,
    turn: Turn,
    source: str,
    validators: Validators | None,
    pending: Sequence[Pending],
    passed: Mapping[str, str],
    now: datetime,
    hints: Hints | None = None,
) -> None:
    """Keep entries of a changed document, and its validators and hints where it has them.

    A document whose validators are known is not sent again: what it said must be known as well.
    """
    check_turn(connection, turn)
    waiting = [_waiting(entry, number, now) for number, entry in enumerate(pending)]
    connection.executemany(_WAIT, waiting)
    connection.executemany("DELETE FROM entry WHERE source = :source AND name = :mark", waiting)
    connection.executemany(_PASS, [(source, name, print_) for name, print_ in passed.items()])
    sent = codec.dump_validators(validators) if validators else None
    said = codec.dump_hints(hints) if hints else None
    connection.execute(
        "UPDATE source SET validators = ifnull(?, validators), hints = ifnull(?, hints),"
        " started = 1 WHERE id = ?",
        (sent, said, source),
    )
    _tell_source(connection, source)


# An entry that failed in another checkout goes on from there: carry.py says how.
_WAIT = """
INSERT INTO entry
    (source, name, fingerprint, retry_at, attempts, published, seen, ordinal, payload)
SELECT :source, :name, :fingerprint, max(:retry_at, ifnull(max(marked.seen), 0)),
    max(:attempts, ifnull(max(marked.attempts), 0)), :published, :seen, :ordinal, :payload
FROM entry AS marked WHERE marked.source = :source AND marked.name = :mark
ON CONFLICT (source, name) DO UPDATE SET
    fingerprint = excluded.fingerprint,
    retry_at = excluded.retry_at,
    attempts = excluded.attempts,
    reason = NULL,
    published = excluded.published,
    seen = excluded.seen,
    ordinal = excluded.ordinal,
    payload = excluded.payload
"""

# An entry that did not change goes on waiting, or stays given up: passing it over then says no
# more than that its document has nothing new.
_PASS = """
INSERT INTO entry (source, name, fingerprint) VALUES (?, ?, ?)
ON CONFLICT (source, name) DO UPDATE SET
    fingerprint = excluded.fingerprint,
    retry_at = NULL,
    attempts = 0,
    reason = NULL,
    payload = NULL
WHERE fingerprint <> excluded.fingerprint
"""


def _waiting(pending: Pending, ordinal: int, now: datetime) -> dict[str, str | int | None]:
    return {
        "source": pending.source,
        "name": pending.name,
        "mark": mark(pending.name, pending.fingerprint),
        "fingerprint": pending.fingerprint,
        "retry_at": codec.instant(pending.retry_at),
        "attempts": pending.attempts,
        "published": codec.maybe_instant(pending.entry.published or pending.entry.updated),
        "seen": codec.instant(now),
        "ordinal": ordinal,
        "payload": codec.dump_pending(pending),
    }


def pending(
    connection: sqlite3.Connection, turn: Turn, now: datetime, limit: int
) -> Sequence[Pending]:
    """Return entries of the turn's host whose time has come: oldest first, and those without a
    date, of which nobody knows better, before them; then in the order of `discover`.
    """
    check_turn(connection, turn)
    at = codec.instant(now)
    rows = connection.execute(
        "SELECT entry.* FROM source JOIN entry ON entry.source = source.id"
        " WHERE source.host = ? AND source.active AND source.next <= ? AND entry.retry_at <= ?"
        " ORDER BY published, seen, source, ordinal LIMIT ?",
        (turn.host, at, at, limit),
    )
    return [_pending(row) for row in rows]


def _pending(row: sqlite3.Row) -> Pending:
    entry, ambiguous = codec.load_pending(row["payload"])
    return Pending(
        source=row["source"],
        name=row["name"],
        entry=entry,
        ambiguous=ambiguous,
        fingerprint=row["fingerprint"],
        attempts=row["attempts"],
        retry_at=codec.moment(row["retry_at"]),
        batch=codec.load_batch(row["payload"]),
    )


def settle(connection: sqlite3.Connection, pending: Pending) -> None:
    """Let an entry wait no more: it was archived."""
    connection.execute(
        "UPDATE entry SET retry_at = NULL, attempts = 0, reason = NULL, payload = NULL"
        " WHERE source = ? AND name = ?",
        (pending.source, pending.name),
    )
    _tell_source(connection, pending.source)


def fail(
    connection: sqlite3.Connection,
    turn: Turn,
    pending: Pending,
    reason: str | None,
    retry_at: datetime | None,
) -> None:
    """Count a failed attempt and wait until `retry_at`, or give up when that is None."""
    check_turn(connection, turn)
    connection.execute(
        "UPDATE entry SET retry_at = ?, attempts = ?, reason = ?, payload = ?"
        " WHERE source = ? AND name = ?",
        (
            codec.maybe_instant(retry_at),
            pending.attempts + 1,
            reason,
            codec.dump_pending(pending) if retry_at else None,
            pending.source,
            pending.name,
        ),
    )
    _tell_source(connection, pending.source)


def postpone(connection: sqlite3.Connection, turn: Turn, pending: Pending, until: datetime) -> None:
    """Let an entry that waits do so until an instant; its attempts and its reason stay."""
    check_turn(connection, turn)
    connection.execute(
        "UPDATE entry SET retry_at = ? WHERE source = ? AND name = ? AND retry_at IS NOT NULL",
        (codec.instant(until), pending.source, pending.name),
    )
    _tell_source(connection, pending.source)


def learned(connection: sqlite3.Connection, turn: Turn) -> Mapping[str, tuple[Verdict | None, int]]:
    """Return verdict and votes of the active sources of the turn's host."""
    rows = connection.execute(
        "SELECT id, learned, votes FROM source WHERE host = ? AND active", (turn.host,)
    )
    return {row["id"]: (row["learned"], row["votes"]) for row in rows}


def learn(
    connection: sqlite3.Connection, turn: Turn, source: str, verdict: Verdict | None, votes: int
) -> None:
    """Keep the verdict on the source's own content."""
    check_turn(connection, turn)
    connection.execute(
        "UPDATE source SET learned = ?, votes = ? WHERE id = ?", (verdict, votes, source)
    )


def trail(connection: sqlite3.Connection, source: str) -> str | None:
    """Return how far a source's history was walked."""
    row = connection.execute("SELECT value FROM fact WHERE name = ?", (_TRAIL + source,))
    found = row.fetchone()
    return None if found is None else str(found["value"])


def set_trail(connection: sqlite3.Connection, turn: Turn, source: str, trail: str | None) -> None:
    """Keep how far a source's history was walked; None forgets it."""
    check_turn(connection, turn)
    if trail is None:
        connection.execute("DELETE FROM fact WHERE name = ?", (_TRAIL + source,))
        return
    connection.execute(
        "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (_TRAIL + source, trail)
    )


def _tell_source(connection: sqlite3.Connection, source: str) -> None:
    connection.execute(
        "UPDATE source SET waiting = (SELECT min(retry_at) FROM entry"
        " WHERE entry.source = source.id AND retry_at IS NOT NULL) WHERE id = ?",
        (source,),
    )
