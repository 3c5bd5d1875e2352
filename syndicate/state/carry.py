"""SQL of what goes with the archive: said of every source here, taken up in a fresh checkout.

What an archive can't say of itself is when its sources may be asked, with which validators, and
which of their entries failed. A mark (``!`` and a digest of an entry's name and fingerprint)
stands for an entry that failed for now until it is announced again: `entries.discover` then goes
on counting where the mark does.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from syndicate import urls
from syndicate.identity import KEPT, short
from syndicate.model import Carried, Source
from syndicate.state import codec, sources

ELSEWHERE = "given up in another checkout"


def mark(name: str, fingerprint: str) -> str:
    """Return what stands for an entry as it was announced, and tells nobody its name."""
    return "!" + short(f"{name}\n{fingerprint}")


def carried(connection: sqlite3.Connection) -> Sequence[Carried]:
    """Return what a fresh checkout must know of every active source."""
    retries, lost = _failed(connection)
    rows = connection.execute(f"{sources.COUNTED} WHERE active ORDER BY id")
    newest = _newest(connection)
    return [
        Carried(
            standing=sources.standing_of(row),
            schedule=row["schedule"],
            asked=codec.moment(row["asked"]) if row["asked"] else None,
            announced=newest.get(row["id"]),
            retries=retries[row["id"]],
            lost=lost[row["id"]],
        )
        for row in rows.fetchall()
    ]


def _newest(connection: sqlite3.Connection) -> Mapping[str, datetime]:
    rows = connection.execute(
        "SELECT name, max(announced) AS newest FROM place WHERE kind = 'source' GROUP BY name"
    )
    return {row["name"]: codec.moment(row["newest"]) for row in rows}


def _failed(
    connection: sqlite3.Connection,
) -> tuple[Mapping[str, dict[str, tuple[int, datetime]]], Mapping[str, dict[str, str]]]:
    """Return each source's entries that failed and wait, and those that were given up."""
    # Where the page of a partial article was given up, only its entry knows: a state that is
    # made anew from the archive would ask for it again, every time.
    retries: Mapping[str, dict[str, tuple[int, datetime]]] = defaultdict(dict)
    lost: Mapping[str, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(_WAITING):
        attempt = (row["attempts"], codec.moment(row["retry_at"]))
        retries[row["source"]][mark(row["name"], row["fingerprint"])] = attempt
    for row in connection.execute(_MARKED):
        retries[row["source"]][row["name"]] = (row["attempts"], codec.moment(row["seen"]))
    for row in connection.execute(f"{_LOST} UNION {_PARTIAL}"):
        lost[row["source"]][row["name"]] = row["fingerprint"][:KEPT]
    return retries, lost


# Each by an index: most entries are settled, and there may be millions of them.
_WAITING = """
SELECT * FROM entry INDEXED BY entry_waiting WHERE retry_at IS NOT NULL AND attempts > 0
"""
_LOST = """
SELECT source, name, fingerprint FROM entry INDEXED BY entry_given_up
WHERE retry_at IS NULL AND reason IS NOT NULL
"""
_PARTIAL = """
SELECT entry.source, entry.name, fingerprint FROM alias
    CROSS JOIN article ON number = alias.article AND status = 'partial'
    CROSS JOIN entry ON (kind = 'url' AND entry.source = article.source AND entry.name = alias.name)
        OR (kind = 'guid' AND entry.source = substr(alias.name, 1, instr(alias.name, char(10)) - 1)
            AND entry.name = substr(alias.name, instr(alias.name, char(10)) + 1))
WHERE retry_at IS NULL AND reason IS NULL AND fingerprint <> ''
"""
_MARKED = """
SELECT entry.* FROM source JOIN entry ON entry.source = source.id
    AND entry.name >= '!' AND entry.name < '"'
WHERE fingerprint = '' AND attempts > 0 AND retry_at IS NULL
"""


def resume(
    connection: sqlite3.Connection, found: Sequence[tuple[Source, Carried]]
) -> Sequence[str]:
    """Take up what was said; return the sources of which the archive holds less than that."""
    doubted = [source.id for source, said in found if _is_short(connection, said)]
    for source, said in found:
        row = _row(source, said) | ({"validators": None} if source.id in doubted else {})
        connection.execute(_RESUME, row)
        _wait(connection, row)
        given_up = [
            {"source": source.id, "name": name, "fingerprint": fingerprint, "reason": ELSEWHERE}
            for name, fingerprint in said.lost.items()
        ]
        connection.executemany(_GIVE_UP, given_up)
        marks = [
            (source.id, name, attempts, codec.instant(until))
            for name, (attempts, until) in said.retries.items()
        ]
        connection.executemany(_MARK, marks)
    return doubted


def _is_short(connection: sqlite3.Connection, said: Carried) -> bool:
    """Tell whether articles, or names that were passed over, did not come with the checkout."""
    (articles,) = connection.execute(
        "SELECT count(*) FROM place WHERE kind = 'source' AND name = ?", (said.standing.id,)
    ).fetchone()
    (passed,) = connection.execute(
        "SELECT count(*) FROM entry WHERE source = ? AND name GLOB '#*'", (said.standing.id,)
    ).fetchone()
    return bool(articles < said.standing.articles or passed < said.passed)


def _row(source: Source, said: Carried) -> dict[str, str | int | None]:
    standing = said.standing
    return {
        "id": source.id,
        "url": source.label,
        "host": urls.host_of(source.url),
        "schedule": said.schedule,
        "due": codec.instant(standing.due),
        "asked": codec.maybe_instant(said.asked) or 0,
        "validators": codec.dump_validators(standing.validators) if standing.validators else None,
        "hints": codec.dump_hints(standing.hints),
        "condition": standing.condition,
        "reason": standing.reason,
        "failures": standing.failures,
        "since": codec.maybe_instant(standing.since),
        "checked_at": codec.maybe_instant(standing.checked_at),
        "changed_at": codec.maybe_instant(standing.changed_at),
        "moved_to": standing.moved_to,
        "moved_since": codec.maybe_instant(standing.moved_since),
        "learned": standing.learned,
        "votes": standing.votes,
    }


# `sync` makes it active; what the archive said (`started`) stays.
_RESUME = """
INSERT INTO source (id, url, host, schedule, active, due, asked, validators, hints, condition,
    reason, failures, since, checked_at, changed_at, moved_to, moved_since, learned, votes)
VALUES (:id, :url, :host, :schedule, 0, :due, :asked, :validators, :hints, :condition,
    :reason, :failures, :since, :checked_at, :changed_at, :moved_to, :moved_since, :learned, :votes)
ON CONFLICT (id) DO UPDATE SET
    url = excluded.url, host = excluded.host, schedule = excluded.schedule,
    due = excluded.due, asked = excluded.asked, validators = excluded.validators,
    hints = excluded.hints, condition = excluded.condition, reason = excluded.reason,
    failures = excluded.failures, since = excluded.since, checked_at = excluded.checked_at,
    changed_at = excluded.changed_at, moved_to = excluded.moved_to,
    moved_since = excluded.moved_since, learned = excluded.learned, votes = excluded.votes
"""

# With an article of that name it was not lost, but its page.
_GIVE_UP = """
INSERT OR IGNORE INTO entry (source, name, fingerprint, reason)
VALUES (:source, :name, :fingerprint, CASE WHEN EXISTS (SELECT 1 FROM alias WHERE
    (kind = 'guid' AND name = :source || char(10) || :name) OR (kind = 'url' AND name = :name))
    THEN NULL ELSE :reason END)
"""

# `seen` is when it may be tried again: a mark itself never waits.
_MARK = """
INSERT OR REPLACE INTO entry (source, name, fingerprint, attempts, seen) VALUES (?, ?, '', ?, ?)
"""


def _wait(connection: sqlite3.Connection, row: Mapping[str, str | int | None]) -> None:
    """Let nobody ask a host before the Retry-After of a source that failed there."""
    connection.execute("INSERT OR IGNORE INTO host (name) VALUES (:host)", row)
    connection.execute(
        "UPDATE host SET next_at = max(next_at, :asked) WHERE name = :host AND :failures > 0", row
    )
