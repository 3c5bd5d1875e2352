"""`Leases` over SQLite, and its SQL: what hubs were asked for, and what they granted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from syndicate.model import Offer, Subscription
from syndicate.state import codec
from syndicate.state.worker import Worker

OF_SOURCE = """(SELECT json_object('source', source, 'host', host, 'hub', hub, 'topic', topic, 'mode', mode,
    'asked', asked, 'tries', tries, 'next_at', next_at, 'expires', expires,
    'pushed_at', pushed_at, 'reason', reason)
    FROM subscription WHERE subscription.source = source.id AND mode = 'subscribe' LIMIT 1) AS subscription"""
"""The column that a query for standings has of it: nothing that is secret."""


class SqliteLeases:
    """Join the port's calls to the SQL of subscriptions."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def all(self) -> Sequence[Subscription]:
        """Return every subscription, in the order of their sources."""
        return await self._worker.read(read_all)

    async def keep(self, known: Subscription) -> None:
        """Keep how a subscription stands."""
        await self._worker.write(keep, known)

    async def forget(self, callbacks: Collection[str]) -> None:
        """Drop subscriptions."""
        await self._worker.write(forget, callbacks)

    async def offers(self, sources: Collection[str] | None = None) -> Mapping[str, Offer]:
        """Return which hubs the documents of active sources name."""
        return await self._worker.read(offers, sources)


def read_all(connection: sqlite3.Connection) -> Sequence[Subscription]:
    """Return every subscription, in the order of their sources."""
    rows = connection.execute("SELECT * FROM subscription ORDER BY source, callback")
    return [_subscription(dict(row)) for row in rows]


def keep(connection: sqlite3.Connection, known: Subscription) -> None:
    """Keep how a subscription stands."""
    connection.execute(
        "INSERT OR REPLACE INTO subscription (callback, source, host, hub, topic, secret, mode, asked,"
        " tries, next_at, expires, pushed_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            known.callback,
            known.source,
            known.host,
            known.offer.hub,
            known.offer.topic,
            known.secret,
            known.mode,
            known.asked,
            known.tries,
            codec.instant(known.next_at),
            codec.maybe_instant(known.expires),
            codec.maybe_instant(known.pushed_at),
            known.reason,
        ),
    )


def forget(connection: sqlite3.Connection, callbacks: Collection[str]) -> None:
    """Drop subscriptions."""
    connection.executemany(
        "DELETE FROM subscription WHERE callback = ?", [(each,) for each in callbacks]
    )


def offers(connection: sqlite3.Connection, sources: Collection[str] | None) -> Mapping[str, Offer]:
    """Return source → the hub that its document names, of all active sources or of some."""
    ids = None if sources is None else codec.dump_texts(sorted(sources))
    chosen = "" if ids is None else " AND id IN (SELECT value FROM json_each(:ids))"
    rows = connection.execute(
        "SELECT id, hints FROM source WHERE active AND json_array_length(hints) > 4" + chosen,
        {"ids": ids},
    )
    found = {row["id"]: codec.load_hints(row["hints"]).offer for row in rows}
    return {name: offer for name, offer in found.items() if offer}


def load(text: str | None) -> Subscription | None:
    """Return what `OF_SOURCE` says of a subscription."""
    return None if text is None else _subscription(codec.load_object(text))


def _subscription(said: Mapping[str, Any]) -> Subscription:
    return Subscription(
        source=said["source"],
        host=said["host"],
        offer=Offer(hub=said["hub"], topic=said["topic"]),
        next_at=codec.moment(said["next_at"]),
        callback=said.get("callback", ""),
        secret=said.get("secret", ""),
        mode=said["mode"],
        asked=bool(said["asked"]),
        tries=said["tries"],
        expires=codec.maybe_moment(said["expires"]),
        pushed_at=codec.maybe_moment(said["pushed_at"]),
        reason=said["reason"],
    )
