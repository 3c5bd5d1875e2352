"""Values ↔ what SQLite and JSON can hold: pure, and exact in both directions.

JSON is ASCII, so that a lone surrogate in a hostile feed survives; what is None or empty is
left out. Instants become integers (microseconds since 1970 UTC); dates that are content keep
their offset, as RFC 3339 text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from syndicate.model import Article, Enclosure, Entry, Hints, Offer, Pending, Validators

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Fields of an article that no reader of a feed ever sees.
_UNSEEN = frozenset(
    {
        "key",
        "path",
        "guids",
        "urls",
        "announcements",
        "extra",
        "archived",
        "batch",
        "edited",
        "hash",
        "seal",
        "earlier",
    }
)
ROW = (
    "key",
    "id",
    "path",
    "source",
    "via",
    "title",
    "url",
    "date",
    "announced",
    "revision",
    "tags",
    "status",
    "digest",
)
"""Columns of an article's row that come from its files."""

_SEEN = tuple(field.name for field in fields(Article) if field.name not in _UNSEEN)


def instant(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970 UTC, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def maybe_instant(moment: datetime | None) -> int | None:
    """Return the instant, None for None."""
    return None if moment is None else instant(moment)


def moment(value: int) -> datetime:
    """Return the UTC datetime of an instant."""
    return _EPOCH + timedelta(microseconds=value)


def maybe_moment(value: int | None) -> datetime | None:
    """Return the UTC datetime of an instant, None for None."""
    return None if value is None else moment(value)


def dump_texts(values: Sequence[str | None]) -> str:
    """Return a list of strings as JSON."""
    return json.dumps(values, separators=(",", ":"))


def dump_numbers(values: Sequence[int]) -> str:
    """Return a list of numbers as JSON."""
    return json.dumps(values, separators=(",", ":"))


def load_texts(text: str) -> tuple[str, ...]:
    """Return the strings that `dump_texts` wrote."""
    return () if text == "[]" else tuple(json.loads(text))


def dump_validators(validators: Validators) -> str:
    """Return validators as JSON: the texts of the latest, then those of each other URL."""
    return dump_texts(
        [
            text
            for each in validators.known
            for text in (each.url, each.etag, each.last_modified, each.digest)
        ]
    )


def load_validators(text: str | None) -> Validators | None:
    """Return the validators that `dump_validators` wrote, None for None."""
    if text is None:
        return None
    texts = iter(json.loads(text))
    first, *others = (
        Validators(url=url, etag=etag, last_modified=last_modified, digest=digest)
        for url, etag, last_modified, digest in zip(texts, texts, texts, texts, strict=True)
    )
    return replace(first, others=tuple(others))


def load_object(text: str) -> dict[str, Any]:
    """Return a JSON object."""
    found: dict[str, Any] = json.loads(text)
    return found


def dump_hints(hints: Hints) -> str:
    """Return what a document said of its rhythm as JSON."""
    ttl = None if hints.ttl is None else hints.ttl // _MICROSECOND
    gap = None if hints.gap is None else hints.gap // _MICROSECOND
    more = () if hints.offer is None else (gap, hints.offer.hub, hints.offer.topic)
    gaps = () if gap is None else (gap,)
    said = (ttl, sorted(hints.skip_hours), sorted(hints.skip_days), *(more or gaps))
    return json.dumps(said, separators=(",", ":"))


def load_hints(text: str | None) -> Hints:
    """Return the hints that `dump_hints` wrote, none for None."""
    if text is None:
        return Hints()
    ttl, hours, days, gap, hub, topic = (*json.loads(text), None, None, None)[:6]
    return Hints(
        ttl=None if ttl is None else timedelta(microseconds=ttl),
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
        gap=None if gap is None else timedelta(microseconds=gap),
        offer=Offer(hub=hub, topic=topic) if hub else None,
    )


def dump_pending(pending: Pending) -> str:
    """Return an announcement as JSON: the entry, which of its names identify nothing, its batch."""
    entry = {
        field.name: _plain(value)
        for field in fields(Entry)
        if (value := getattr(pending.entry, field.name)) not in (None, ())
    }
    announced = {"entry": entry, "ambiguous": sorted(pending.ambiguous)}
    if pending.batch is not None:
        announced["batch"] = pending.batch
    return json.dumps(announced, separators=(",", ":"))


def load_pending(text: str) -> tuple[Entry, frozenset[str]]:
    """Return the entry and the ambiguous names that `dump_pending` wrote."""
    announced = json.loads(text)
    entry = Entry(**{name: _typed(name, value) for name, value in announced["entry"].items()})
    return entry, frozenset(announced["ambiguous"])


def load_batch(text: str) -> str | None:
    """Return the batch that `dump_pending` wrote, None where there was none."""
    found = json.loads(text).get("batch")
    return found if isinstance(found, str) else None


def article_digest(article: Article) -> str:
    """Return a digest that changes when anything that a feed shows of the article changes."""
    shown = [_plain(getattr(article, name)) for name in _SEEN]
    return hashlib.blake2b(json.dumps(shown, default=repr).encode(), digest_size=16).hexdigest()


def row_sum(row: Mapping[str, str | int | None]) -> str:
    """Return a digest of what a row says of an article."""
    said = json.dumps([row[name] for name in ROW])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _plain(value: Any) -> Any:
    """Return a field of an entry or an article as JSON knows it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if value and isinstance(value, tuple) and isinstance(value[0], Enclosure):
        return [(file.url, file.type, file.length) for file in value]
    return value


def _typed(name: str, value: Any) -> Any:
    """Return an entry's field as it was before `_plain`."""
    if name in ("published", "updated"):
        return datetime.fromisoformat(value)
    if name == "enclosures":
        return tuple(Enclosure(url=url, type=kind, length=size) for url, kind, size in value)
    return tuple(value) if isinstance(value, list) else value
