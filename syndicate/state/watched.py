"""What is known of how sources usually are, and how they changed: a fact of each.

Lost with the state: a few checks teach the one again, and the other is news, not truth.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from syndicate.model import Baseline, Change, Outcome
from syndicate.state import codec

CHANGES = 200
"""Changes that are kept: the feed of them shows 50."""

_BASELINE = "baseline "
_CHANGE = "change "
_DEFAULTS = {each.name: each.default for each in fields(Baseline)}
_MOMENTS = ("newest", "news_at")

OF_SOURCE = f"(SELECT value FROM fact WHERE name = '{_BASELINE}' || source.id) AS baseline"
"""The column that a query for standings has of it."""


def dump(baseline: Baseline) -> str:
    """Return a baseline as JSON, without what is as it is by default."""
    said = {
        name: value
        for name, default in _DEFAULTS.items()
        if (value := getattr(baseline, name)) != default
    }
    for name in _MOMENTS:
        if name in said:
            said[name] = codec.instant(said[name])
    return json.dumps(said, separators=(",", ":"))


def load(text: str | None) -> Baseline | None:
    """Return the baseline that `dump` wrote; None for None, and for one of another version."""
    if text is None:
        return None
    said: dict[str, Any] = json.loads(text)
    for name in _MOMENTS:
        said[name] = codec.maybe_moment(said.get(name))
    if not said.keys() <= _DEFAULTS.keys():
        return None
    return Baseline(**said | {"counts": tuple(said.get("counts", ()))})


def remember(connection: sqlite3.Connection, outcomes: Iterable[Outcome]) -> None:
    """Keep what outcomes say of baselines and changes."""
    learned = [(_BASELINE + each.source, dump(each.baseline)) for each in outcomes if each.baseline]
    changed = [_row(each.change) for each in outcomes if each.change]
    if learned or changed:
        connection.executemany(
            "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", [*learned, *changed]
        )
    if changed:
        connection.execute(
            f"DELETE FROM fact WHERE {_OURS} AND name NOT IN"
            f" (SELECT name FROM fact WHERE {_OURS} ORDER BY name DESC LIMIT ?)",
            (CHANGES,),
        )


# A range of the primary key, which a LIKE would not use.
_OURS = "name >= 'change ' AND name < 'change!'"


def changes(connection: sqlite3.Connection, limit: int) -> Sequence[Change]:
    """Return the last changes of sources' conditions, the newest first."""
    rows = connection.execute(
        f"SELECT value FROM fact WHERE {_OURS} ORDER BY name DESC LIMIT ?", (limit,)
    )
    return [_change(json.loads(row["value"])) for row in rows]


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Forget how a source usually is: its next document is right as it is."""
    connection.execute("DELETE FROM fact WHERE name = ?", (_BASELINE + source,))


def _row(change: Change) -> tuple[str, str]:
    at = codec.instant(change.at)
    return f"{_CHANGE}{at:020d} {change.source}", json.dumps({**asdict(change), "at": at})


def _change(said: dict[str, Any]) -> Change:
    at: datetime = codec.moment(said.pop("at"))
    return Change(at=at, **said)
