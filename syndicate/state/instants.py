"""What a clock that was ahead left in the future, put right: nothing rests because of it.

A source that was checked in the future tells by how much the clock was ahead: what it and its
host wait for comes as much sooner, so that every pause is kept and none grows. Where nothing
tells, no instant is believed that lies farther ahead than anything that is ever waited for.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from syndicate.state import codec

SLACK = timedelta(minutes=1)
"""By how much clocks are put back while they are kept right."""

LONGEST_ASKED = timedelta(days=7)
"""What a server or a feed may ask for at most (`pace.MAX_TTL`, `headers.MAX_FRESH`)."""

LONGEST_PAUSE = timedelta(days=2)
"""Twice what a host, or an entry that failed, waits for (Retry-After, `pace.MAX_BACKOFF`)."""

LONGEST_HOLD = timedelta(minutes=10)
"""How long a turn or a slot has a host at most."""

# By how much the clock was ahead, as its own source or its robots.txt tells it of a host.
_AHEAD = """ifnull(max(
    (SELECT max(checked_at) FROM source WHERE source.host = host.name AND active),
    ifnull(robots_at, 0)) - :now, 0)"""

_PUT_RIGHT = (
    f"""
    UPDATE host SET next_at = max(:now, next_at - max({_AHEAD}, 0))
    WHERE next_at > :now AND {_AHEAD} > :slack""",
    "UPDATE host SET next_at = :now WHERE next_at > :now + :pause",
    "UPDATE host SET robots_at = :now WHERE robots_at > :now + :slack",
    "UPDATE host SET held_until = :now WHERE held_until > :now + :hold",
    """
    UPDATE entry SET retry_at = max(:now, entry.retry_at - (source.checked_at - :now)) FROM source
    WHERE source.id = entry.source AND source.checked_at > :now + :slack
    AND entry.retry_at > :now""",
    "UPDATE entry SET retry_at = :now WHERE retry_at > :now + :pause",
    """
    UPDATE source SET
        due = max(:now, due - (checked_at - :now)),
        asked = max(0, asked - (checked_at - :now)),
        checked_at = :now,
        changed_at = min(changed_at, :now),
        since = min(since, :now),
        moved_since = min(moved_since, :now)
    WHERE checked_at > :now + :slack""",
    "UPDATE source SET due = min(due, :now), asked = :now WHERE asked > :now + :asked",
    """
    UPDATE source SET waiting = (
        SELECT min(retry_at) FROM entry WHERE entry.source = source.id AND retry_at IS NOT NULL)
    WHERE waiting > :now""",
)

_TELL = """
UPDATE host SET wanted = (
    SELECT min(next) FROM source WHERE source.host = host.name AND source.active)
WHERE wanted > :now
"""


def put_right(connection: sqlite3.Connection, now: datetime) -> None:
    """Bound what is believed of instants that lie ahead of `now`."""
    spans = {
        "slack": SLACK,
        "asked": LONGEST_ASKED + SLACK,
        "pause": LONGEST_PAUSE,
        "hold": LONGEST_HOLD + SLACK,
    }
    values = {name: span // timedelta(microseconds=1) for name, span in spans.items()}
    values["now"] = codec.instant(now)
    changed = sum(connection.execute(step, values).rowcount for step in _PUT_RIGHT[:-1])
    if changed:
        connection.execute(_PUT_RIGHT[-1], values)
        connection.execute(_TELL, values)
