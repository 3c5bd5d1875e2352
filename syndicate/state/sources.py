"""SQL of the sources: where each stands, when it wants to be asked, what a turn left behind.

Whoever changes a source's `due`, `waiting` or `active` tells its host (`tell_host`), whose
`wanted` is the earliest of them all. While a turn holds the host this can wait for its end: a
`wanted` that is too early only opens a turn that finds nothing to do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

from syndicate import urls
from syndicate.model import Filter, Outcome, Select, Source, Standing
from syndicate.state import codec, instants, leases, watched

_RULES = " rules:"
_Request = tuple[tuple[tuple[str, str], ...], str | None, bool, str | None]
_READ_BY = (
    "kind",
    "select",
    "filter",
    "timezone",
    "lang",
    "full_text",
    "backfill",
    "command",
    "page_command",
    "rewrite",
)
_how_read = attrgetter(*_READ_BY)

_TELL = """
UPDATE host SET wanted = (
    SELECT min(next) FROM source WHERE source.host = host.name AND source.active)
"""

# Counting walks every article of a source: for whoever looks, never for a turn.
COUNTED = f"""
SELECT source.*, {watched.OF_SOURCE}, {leases.OF_SOURCE},
    (SELECT count(*) FROM place WHERE kind = 'source' AND place.name = source.id) AS articles,
    (SELECT count(*) FROM entry
        WHERE entry.source = source.id AND retry_at IS NOT NULL) AS pending,
    (SELECT entry.reason FROM entry WHERE entry.source = source.id AND retry_at IS NOT NULL
        ORDER BY retry_at LIMIT 1) AS pending_why,
    (SELECT count(*) FROM entry INDEXED BY entry_given_up
        WHERE entry.source = source.id AND retry_at IS NULL AND entry.reason IS NOT NULL
    ) AS given_up
FROM source
"""


def tell_host(connection: sqlite3.Connection, hosts: Iterable[str]) -> None:
    """Let the hosts know when their sources want to be asked next."""
    connection.executemany(f"{_TELL} WHERE name = ?", ((host,) for host in hosts))


def sync(connection: sqlite3.Connection, sources: Sequence[Source], now: datetime) -> None:
    """Make the active sources equal the configured ones, none waiting for a wrong clock."""
    instants.put_right(connection, now)
    stored = connection.execute("SELECT id, url, host, schedule, active FROM source")
    known = {row["id"]: row for row in stored}
    wanted = {source.id: source for source in sources if source.enabled}
    changed = [source for source in wanted.values() if _differs(source, known.get(source.id))]
    moved = [source.id for source in changed if source.id in known]
    left = [name for name, row in known.items() if row["active"] and name not in wanted]
    rows = [_configured(source, known.get(source.id), now) for source in changed]
    connection.executemany("INSERT OR IGNORE INTO host (name) VALUES (:host)", rows)
    connection.executemany(_CONFIGURE, rows)
    connection.executemany("UPDATE source SET active = 0 WHERE id = ?", ((name,) for name in left))
    before = {known[name]["host"] for name in [*left, *moved]}
    tell_host(connection, before | {str(row["host"]) for row in rows})


# The right-hand sides see the row as it was: a new address starts afresh, a new rhythm and new
# rules are due now but never before the instant that the server asked for. What was read by
# other rules is asked for whole.
_CONFIGURE = """
INSERT INTO source (id, url, host, schedule, active, due)
VALUES (:id, :url, :host, :schedule, 1, :now)
ON CONFLICT (id) DO UPDATE SET
    url = excluded.url,
    host = excluded.host,
    schedule = excluded.schedule,
    active = 1,
    due = CASE
        WHEN url <> excluded.url THEN excluded.due
        WHEN :hurries THEN min(due, max(excluded.due, asked))
        ELSE due END,
    asked = CASE WHEN url <> excluded.url THEN 0 ELSE asked END,
    validators = CASE WHEN url <> excluded.url OR :rereads THEN NULL ELSE validators END,
    hints = CASE WHEN url <> excluded.url THEN NULL ELSE hints END,
    condition = CASE WHEN url <> excluded.url THEN 'ok' ELSE condition END,
    reason = CASE WHEN url <> excluded.url THEN NULL ELSE reason END,
    failures = CASE WHEN url <> excluded.url THEN 0 ELSE failures END,
    moved_to = CASE WHEN url <> excluded.url THEN NULL ELSE moved_to END,
    moved_since = CASE WHEN url <> excluded.url THEN NULL ELSE moved_since END
"""


def _differs(source: Source, row: sqlite3.Row | None) -> bool:
    if row is None or not row["active"]:
        return True
    return (row["url"], row["schedule"]) != (source.label, schedule(source))


def _configured(
    source: Source, row: sqlite3.Row | None, now: datetime
) -> dict[str, str | int | bool]:
    # A state that knows no rules was written before there were any: they may be the same.
    rhythm, _, old = row["schedule"].partition(_RULES) if row else ("", "", "")
    rereads = old not in ("", _rules(source))
    return {
        "id": source.id,
        "url": source.label,
        "host": urls.host_of(source.url),
        "schedule": schedule(source),
        "now": codec.instant(now),
        "rereads": rereads,
        "hurries": rereads or rhythm != _rhythm(source),
    }


def schedule(source: Source) -> str:
    """Return rhythm and rules as one text: when it changes, `due` was another's."""
    return f"{_rhythm(source)}{_RULES}{_rules(source)}"


def _rules(source: Source) -> str:
    """Return a digest of all that decides what is asked for and what is made of the answer.

    It may be published with the archive and compared on another machine: no secret goes into it,
    no place, and of selectors and filters only what they say.
    """
    sent = source.request
    cookies = sent.cookies.name if sent.cookies else None
    headers = tuple(sorted(sent.headers.items()))
    request = (headers, sent.body, sent.credentials is not None, cookies)
    told = _told(_how_read(source), request)
    for name, value in source.secrets.items():
        told = told.replace(repr(value)[1:-1], f"${{{name}}}") if value else told
    return _digest(told)


@lru_cache(maxsize=1024)
def _told(read_by: tuple[object, ...], request: _Request) -> str:
    """Return the text of a digest: most sources are read like many others."""
    headers, *sent = request
    named = dict(zip(_READ_BY, read_by, strict=True))
    named["request"] = ([*headers], *sent)
    # What came later is told where it is said: an old state's digests stay as they are.
    told = (item for item in named.items() if item != ("rewrite", ()))
    return "\n".join(f"{name} {_said(value)}" for name, value in told)


@lru_cache(maxsize=1024)
def _digest(told: str) -> str:
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _said(value: object) -> str:
    if not isinstance(value, Select | Filter):
        return repr(value)
    usual = type(value)()
    said = {each.name: getattr(value, each.name) for each in fields(value)}
    return repr({name: part for name, part in said.items() if part != getattr(usual, name)})


def _rhythm(source: Source) -> str:
    if source.cron is not None:
        return f"{source.cron} {source.timezone}"
    usual = f"{source.interval.total_seconds():g} {source.jitter:g}"
    return f"auto {usual}" if source.adaptive else usual


def hurry(
    connection: sqlite3.Connection, sources: Iterable[str] | None, now: datetime, *, force: bool
) -> None:
    """Make sources due now; unless `force`, not before what their servers asked for.

    By force their entries that wait to be tried again are due as well.
    """
    values = {
        "now": codec.instant(now),
        "keep": 0 if force else 1,
        "ids": None if sources is None else codec.dump_texts([*sources]),
    }
    chosen = "active AND (:ids IS NULL OR id IN (SELECT value FROM json_each(:ids)))"
    connection.execute(
        "UPDATE source SET asked = asked * :keep, due = min(due, max(:now, asked * :keep))"
        f" WHERE {chosen}",
        values,
    )
    theirs = f"name IN (SELECT host FROM source WHERE {chosen})"
    if force:
        connection.execute(f"UPDATE host SET next_at = min(next_at, :now) WHERE {theirs}", values)
        connection.execute(
            "UPDATE entry SET retry_at = :now WHERE retry_at > :now"
            f" AND source IN (SELECT id FROM source WHERE {chosen})",
            values,
        )
        connection.execute(f"UPDATE source SET waiting = min(waiting, :now) WHERE {chosen}", values)
    connection.execute(f"{_TELL} WHERE {theirs}", values)


def advance(
    connection: sqlite3.Connection, source: str, due: datetime, checked: datetime | None
) -> None:
    """Make a source due at `due` if that is sooner, unless it was asked since `checked`."""
    values = {
        "id": source,
        "due": codec.instant(due),
        "checked": codec.maybe_instant(checked),
    }
    chosen = "active AND id = :id AND checked_at IS :checked"
    connection.execute(f"UPDATE source SET due = min(due, max(:due, asked)) WHERE {chosen}", values)
    theirs = f"name IN (SELECT host FROM source WHERE {chosen})"
    connection.execute(f"{_TELL} WHERE {theirs}", values)


def standings(connection: sqlite3.Connection, only: Iterable[str] | None) -> Sequence[Standing]:
    """Return where active sources stand (None: all), in id order."""
    chosen = "" if only is None else "AND id IN (SELECT value FROM json_each(?))"
    values = [] if only is None else [codec.dump_texts([*only])]
    rows = connection.execute(f"{COUNTED} WHERE active {chosen} ORDER BY id", values)
    return [standing_of(row) for row in rows]


def opened(
    connection: sqlite3.Connection,
    host: str,
    now: datetime,
    only: frozenset[str] | None,
    *,
    asks: bool = True,
) -> tuple[Standing, ...]:
    """Return the host's due sources, longest waiting first; with `only` those, due or not.

    Where nothing `asks` their servers, what these asked for does not matter. What they hold is
    not counted.
    """
    at = codec.instant(now)
    if only is None:
        chosen = "due <= ? AND next <= ?"
    else:
        chosen = "(asked <= ? OR NOT ?) AND id IN (SELECT value FROM json_each(?))"
    values = [at] if only is None else [asks, codec.dump_texts(sorted(only))]
    rows = connection.execute(
        f"SELECT *, {watched.OF_SOURCE}, {leases.OF_SOURCE},"
        " 0 AS articles, 0 AS pending, 0 AS given_up, NULL AS pending_why FROM source"
        f" WHERE host = ? AND active AND {chosen} ORDER BY due, id",
        (host, at, *values),
    )
    return tuple(standing_of(row) for row in rows)


def is_waiting(connection: sqlite3.Connection, host: str, now: datetime) -> bool:
    """Tell whether entries of the host's sources wait whose time has come."""
    row = connection.execute(
        "SELECT 1 FROM source WHERE host = ? AND active AND next <= ? AND waiting <= ? LIMIT 1",
        (host, *[codec.instant(now)] * 2),
    ).fetchone()
    return row is not None


def standing_of(row: sqlite3.Row) -> Standing:
    """Return where the source of a row stands; the row has its counts beside its columns."""
    return Standing(
        id=row["id"],
        host=row["host"],
        due=codec.moment(row["due"]),
        validators=codec.load_validators(row["validators"]),
        hints=codec.load_hints(row["hints"]),
        condition=row["condition"],
        reason=row["reason"],
        failures=row["failures"],
        since=codec.maybe_moment(row["since"]),
        checked_at=codec.maybe_moment(row["checked_at"]),
        changed_at=codec.maybe_moment(row["changed_at"]),
        moved_to=row["moved_to"],
        moved_since=codec.maybe_moment(row["moved_since"]),
        learned=row["learned"],
        votes=row["votes"],
        started=bool(row["started"]),
        articles=row["articles"],
        pending=row["pending"],
        pending_at=codec.maybe_moment(row["waiting"]) if row["pending"] else None,
        pending_why=row["pending_why"],
        given_up=row["given_up"],
        baseline=watched.load(row["baseline"]),
        subscription=leases.load(row["subscription"]),
    )


def remember(
    connection: sqlite3.Connection,
    host: str,
    outcomes: Sequence[Outcome],
    asked: Mapping[str, datetime],
    now: datetime,
) -> None:
    """Write how each source's part of a turn ended, but for those that moved host meanwhile."""
    rows = [_remembered(outcome, asked.get(outcome.source), now) for outcome in outcomes]
    connection.executemany(_REMEMBER, [{**row, "host": host} for row in rows])
    watched.remember(connection, outcomes)


_REMEMBER = """
UPDATE source SET
    due = :due,
    asked = CASE WHEN :checked_at IS NULL THEN max(asked, :asked) ELSE :asked END,
    condition = :condition,
    reason = :reason,
    failures = :failures,
    since = :since,
    checked_at = ifnull(:checked_at, checked_at),
    changed_at = ifnull(:changed_at, changed_at),
    validators = ifnull(:validators, validators),
    hints = ifnull(:hints, hints),
    moved_to = :moved_to,
    moved_since = :moved_since
WHERE id = :source AND host = :host
"""


def _remembered(
    outcome: Outcome, asked: datetime | None, now: datetime
) -> dict[str, str | int | None]:
    validators = outcome.validators
    return {
        "source": outcome.source,
        "due": codec.instant(outcome.due),
        "asked": codec.instant(asked) if asked else 0,
        "condition": outcome.condition,
        "reason": outcome.reason,
        "failures": outcome.failures,
        "since": codec.maybe_instant(outcome.since),
        "checked_at": codec.maybe_instant(outcome.checked_at),
        "changed_at": codec.instant(outcome.checked_at or now) if outcome.changed else None,
        "validators": codec.dump_validators(validators) if validators else None,
        "hints": codec.dump_hints(outcome.hints) if outcome.hints else None,
        "moved_to": outcome.moved_to,
        "moved_since": codec.maybe_instant(outcome.moved_since),
    }
