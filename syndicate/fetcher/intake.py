"""Which entries of a document are news: a pure decision over what is known of its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from syndicate import identity, urls
from syndicate.fetcher import filters
from syndicate.model import Entry, Pending, Source

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Hold what is to be archived, oldest first, and what is merely to be remembered.

    `passed` maps names to fingerprints; `skipped` are the names that the filter or the first
    run's limit passed over. `objections` are the entries among them that the filter did not
    want, with the pattern that decided.
    """

    pending: tuple[Pending, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    objections: tuple[tuple[Entry, str], ...] = ()


def sort_out(
    source: Source,
    entries: Sequence[Entry],
    known: Mapping[str, str],
    *,
    first_run: bool,
    now: datetime,
) -> Intake:
    """Decide about every entry: new and changed ones wait, known ones rest.

    Documents list the newest first: where dates are missing, their order tells the age.
    A first run takes the source's `backfill` newest entries of those that its filter wants.
    What was passed over stays passed over. An entry known only from the archive is adopted as
    it is. An article that was kept is followed on, whatever a filter says later.
    """
    fresh: list[Pending] = []
    changed: list[Pending] = []
    passed: dict[str, str] = {}
    for item in _named(source, entries, now):
        seen = _seen(known, item.name)
        if seen is None:
            fresh.append(item)
        elif seen == identity.ADOPT:
            passed[item.name] = item.fingerprint
        elif seen != identity.PASSED and not _is(seen, item.fingerprint):
            changed.append(item)
    wanted, unwanted = _wanted(source, fresh)
    taken, left = _limit(wanted, source.backfill if first_run else None)
    skipped = (*(item.name for item, _ in unwanted), *left)
    waiting = [*taken, *changed]
    waiting.reverse()
    return Intake(
        pending=tuple(sorted(waiting, key=_published)),
        passed=passed | dict.fromkeys(skipped, identity.PASSED),
        skipped=skipped,
        objections=tuple((item.entry, why) for item, why in unwanted),
    )


def _named(source: Source, entries: Sequence[Entry], now: datetime) -> list[Pending]:
    """Give every entry a name of its own; the same entry announced twice is one."""
    guids, shared = identity.ambiguous(entries)
    items: dict[str, Pending] = {}
    for entry in entries:
        vague = _vague(entry, guids, shared)
        name = identity.name(entry, guid="guid" not in vague, url="url" not in vague)
        fingerprint = identity.fingerprint(entry)
        if name in items and items[name].fingerprint != fingerprint:
            name = f"{name}\n{fingerprint}"
        item = Pending(
            source=source.id,
            name=name,
            entry=entry,
            ambiguous=vague,
            fingerprint=fingerprint,
            retry_at=now,
        )
        items.setdefault(name, item)
    return list(items.values())


def _vague(entry: Entry, guids: frozenset[str], shared: frozenset[str]) -> frozenset[str]:
    """Return which of an entry's names tell nothing; a front page is a link for many."""
    vague = set()
    if entry.guid in guids:
        vague.add("guid")
    if entry.url and (identity.is_front_page(entry.url) or _is_shared(entry.url, shared)):
        vague.add("url")
    return frozenset(vague)


def _is_shared(url: str, shared: frozenset[str]) -> bool:
    return bool(shared) and urls.canonical(url) in shared


def _seen(known: Mapping[str, str], name: str) -> str | None:
    """Look the name up, also among the hashes that a rebuilt state has of passed-over names."""
    if name in known:
        return known[name]
    return identity.PASSED if f"#{identity.short(name)}" in known else None


def _is(known: str, fingerprint: str) -> bool:
    """Tell whether a known fingerprint is this one; an archive keeps its beginning alone."""
    return fingerprint.startswith(known) and len(known) in (identity.KEPT, len(fingerprint))


def _wanted(
    source: Source, fresh: Sequence[Pending]
) -> tuple[Sequence[Pending], Sequence[tuple[Pending, str]]]:
    """Split off what the source's filter does not want, with the reason."""
    judged = [(item, filters.objection(source.filter, item.entry)) for item in fresh]
    return (
        [item for item, why in judged if why is None],
        [(item, why) for item, why in judged if why is not None],
    )


def _limit(fresh: Sequence[Pending], limit: int | None) -> tuple[Sequence[Pending], list[str]]:
    """Split off the newest `limit`; entries without a date count as old, in document order."""
    if limit is None:
        return fresh, []
    newest = sorted(fresh, key=_published, reverse=True)
    return newest[:limit], [item.name for item in newest[limit:]]


def _published(item: Pending) -> datetime:
    return item.entry.published or item.entry.updated or _NEVER
