"""SQL of the hosts: who may ask whom now, and who is asking.

A host has one holder at a time: the turn of its own sources, or a slot for one request of
another host's turn. Both run out by themselves, so that a crashed worker blocks nothing for
long; what has run out but was taken by nobody else still belongs to its holder.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from syndicate.errors import StateError
from syndicate.model import Host, Outcome, Turn
from syndicate.state import codec, sources

AGAIN = timedelta(seconds=1)
"""When to ask again for a host that is held: requests take less, and are a second apart."""

AWAY = timedelta(seconds=30)
"""When to ask again, at the earliest, for what another turn has: most turns are over by then."""

SPREAD = timedelta(seconds=60)
"""Over how long those who ask again are spread: half of what a turn may take at most."""


def due(
    connection: sqlite3.Connection,
    now: datetime,
    limit: int,
    hosts: frozenset[str] | None = None,
) -> Sequence[str]:
    """Return the hosts, of all or of some, that may be asked now and want to be."""
    values = {
        "now": codec.instant(now),
        "limit": limit,
        "hosts": None if hosts is None else codec.dump_texts(sorted(hosts)),
    }
    rows = connection.execute(
        "SELECT name FROM host WHERE wanted IS NOT NULL AND ready <= :now"
        " AND (:hosts IS NULL OR name IN (SELECT value FROM json_each(:hosts)))"
        " ORDER BY ready, name LIMIT :limit",
        values,
    )
    return [row["name"] for row in rows]


def next_due(connection: sqlite3.Connection, now: datetime) -> datetime | None:
    """Return when the next host may be asked: `now` when one already may."""
    row = connection.execute(
        "SELECT ready FROM host WHERE wanted IS NOT NULL ORDER BY ready LIMIT 1"
    ).fetchone()
    return max(now, codec.moment(row["ready"])) if row else None


def open_turn(
    connection: sqlite3.Connection,
    host: str,
    worker: str,
    now: datetime,
    lease: timedelta,
    only: frozenset[str] | None,
    *,
    asks: bool = True,
) -> Turn | None:
    """Lease the host, unless somebody holds it or it may not be asked yet."""
    token = secrets.token_urlsafe(16)
    taken = connection.execute(
        "UPDATE host SET holder = ?, worker = ?, held_until = ?"
        " WHERE name = ? AND next_at <= ? AND held_until <= ?",
        (token, worker, codec.instant(now + lease), host, *[codec.instant(now)] * 2),
    )
    if not taken.rowcount:
        return None
    return Turn(
        host=host,
        token=token,
        sources=sources.opened(connection, host, now, only, asks=asks),
        waiting=sources.is_waiting(connection, host, now),
    )


def check_turn(connection: sqlite3.Connection, turn: Turn) -> None:
    """Raise StateError unless the turn still holds its host."""
    row = connection.execute(
        "SELECT 1 FROM host WHERE name = ? AND holder = ? AND worker IS NOT NULL",
        (turn.host, turn.token),
    ).fetchone()
    if row is None:
        raise StateError(f"the turn of {turn.host} is over: its lease has passed to another worker")


def take_slot(
    connection: sqlite3.Connection, name: str, token: str, now: datetime, hold: timedelta
) -> datetime:
    """Hold the host for one request; else say when to ask again.

    A turn needs no slot on its own host, and gets none: it would end its own lease with it.
    """
    connection.execute("INSERT OR IGNORE INTO host (name) VALUES (?)", (name,))
    row = connection.execute("SELECT * FROM host WHERE name = ?", (name,)).fetchone()
    at = codec.instant(now)
    is_held = row["held_until"] > at
    if is_held and row["worker"] is not None and row["holder"] != token:
        return max(apart(name, token, now), codec.moment(row["next_at"]))
    if row["next_at"] > at:
        return codec.moment(row["next_at"])
    if row["holder"] == token and row["worker"] is not None:
        return now
    if is_held:
        return min(codec.moment(row["held_until"]), now + AGAIN)
    connection.execute(
        "UPDATE host SET holder = ?, worker = NULL, held_until = ? WHERE name = ?",
        (token, codec.instant(now + hold), name),
    )
    return now


def apart(name: str, token: str, now: datetime) -> datetime:
    """Return when a turn had better ask again for what another turn has, each at its own time."""
    digest = hashlib.blake2b(f"{name}\n{token}".encode(), digest_size=4).digest()
    return now + AWAY + SPREAD * (int.from_bytes(digest) / 2**32)


def release_slot(
    connection: sqlite3.Connection,
    name: str,
    token: str,
    now: datetime,
    *,
    delay: float,
    not_before: datetime | None,
) -> None:
    """Free the host if the slot still holds it; what the response asked for counts in any case."""
    connection.execute(
        "UPDATE host SET holder = NULL, held_until = 0"
        " WHERE name = ? AND holder = ? AND worker IS NULL",
        (name, token),
    )
    _wait(connection, name, now, delay, not_before)


def _wait(
    connection: sqlite3.Connection,
    name: str,
    now: datetime,
    delay: float,
    not_before: datetime | None,
) -> None:
    """Let nobody ask the host before its delay is over and its Retry-After has come."""
    earliest = now + timedelta(seconds=delay)
    if not_before is not None:
        earliest = max(earliest, not_before)
    connection.execute(
        "UPDATE host SET next_at = max(next_at, ?) WHERE name = ?", (codec.instant(earliest), name)
    )


def read_host(connection: sqlite3.Connection, name: str) -> Host:
    """Return what is known of a host."""
    row = connection.execute("SELECT * FROM host WHERE name = ?", (name,)).fetchone()
    if row is None:
        return Host(name=name)
    return Host(
        name=name,
        next_at=codec.moment(row["next_at"]) if row["next_at"] else None,
        delay=row["delay"],
        robots=row["robots"],
        robots_at=codec.maybe_moment(row["robots_at"]),
    )


def remember_robots(
    connection: sqlite3.Connection, name: str, body: bytes, now: datetime, delay: float
) -> None:
    """Keep a host's robots.txt and the delay it asks for."""
    connection.execute(
        "INSERT INTO host (name, robots, robots_at, delay) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET"
        " robots = excluded.robots, robots_at = excluded.robots_at, delay = excluded.delay",
        (name, body, codec.instant(now), delay),
    )


def close_turn(
    connection: sqlite3.Connection,
    turn: Turn,
    outcomes: Sequence[Outcome],
    now: datetime,
    *,
    delay: float,
    not_before: datetime | None,
    asked: Mapping[str, datetime],
) -> None:
    """Write the outcomes and free the host; the turn's claims end with its lease."""
    check_turn(connection, turn)
    sources.remember(connection, turn.host, outcomes, asked, now)
    connection.execute(
        "UPDATE host SET holder = NULL, worker = NULL, held_until = 0 WHERE name = ?", (turn.host,)
    )
    _wait(connection, turn.host, now, delay, not_before)
    sources.tell_host(connection, [turn.host])


def free_all(connection: sqlite3.Connection) -> None:
    """Drop every lease and slot, and with the leases their claims."""
    connection.execute(
        "UPDATE host SET holder = NULL, worker = NULL, held_until = 0 WHERE holder IS NOT NULL"
    )
