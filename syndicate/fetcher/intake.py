"""Which entries of a document are news: a pure decision over what is known of its source."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from syndicate import identity, urls
from syndicate.fetcher import filters
from syndicate.model import Entry, Pending, Source

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """Hold what a first run left: the hashes of the names, and how many entries it took."""

    names: Container[str] = ()
    taken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Hold what is to be archived, oldest first, and what is merely to be remembered.

    `passed` maps names to fingerprints; `skipped` are the names that were passed over: those
    that the filter did not want (`refused`), and those beyond the first run's limit. `resumed`
    are names that had been beyond it. `objections` are the entries that the filter did not want,
    with the pattern that decided.
    """

    pending: tuple[Pending, ...] = ()
    passed: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    objections: tuple[tuple[Entry, str], ...] = ()


def sort_out(
    source: Source,
    entries: Sequence[Entry],
    known: Mapping[str, str],
    *,
    first_run: bool,
    now: datetime,
    beyond: Beyond | None = None,
) -> Intake:
    """Decide about every entry: new and changed ones wait, known ones rest.

    Documents list the newest first: where dates are missing, their order tells the age.
    A first run takes the source's `backfill` newest entries of those that its filter wants.
    What was passed over stays passed over, but for entries that a first run left: those `beyond`
    its limit come, the newest first, as far as the limit was raised since. An entry known only from the archive is adopted as
    it is. An article that was kept is followed on, whatever a filter says later.
    """
    fresh: list[Pending] = []
    changed: list[Pending] = []
    left_once: list[Pending] = []
    passed: dict[str, str] = {}
    for item in named(source, entries, now):
        seen = seen_as(known, item.name)
        if seen is None:
            fresh.append(item)
        elif seen == identity.ADOPT:
            passed[item.name] = item.fingerprint
        elif seen == identity.PASSED:
            if beyond and identity.short(item.name) in beyond.names:
                left_once.append(item)
        elif not _is(seen, item.fingerprint):
            changed.append(item)
    wanted, unwanted = _wanted(source, fresh)
    taken, left = _limit(wanted, source.backfill if first_run else None)
    again, refused = _wanted(source, left_once)
    resumed, _ = _limit(again, _raised(source, beyond))
    names = tuple(item.name for item, _ in unwanted)
    skipped = (*names, *left)
    waiting = [*taken, *resumed, *changed]
    waiting.reverse()
    return Intake(
        pending=tuple(sorted(waiting, key=_published)),
        passed=passed | dict.fromkeys(skipped, identity.PASSED),
        skipped=skipped,
        refused=(*names, *(item.name for item, _ in refused)),
        resumed=tuple(item.name for item in resumed),
        objections=tuple((item.entry, why) for item, why in unwanted),
    )


def named(source: Source, entries: Sequence[Entry], now: datetime) -> list[Pending]:
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


def seen_as(known: Mapping[str, str], name: str) -> str | None:
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


def _raised(source: Source, beyond: Beyond | None) -> int | None:
    """Return by how many entries the limit was raised since the first run, None for all."""
    if source.backfill is None:
        return None
    return max(0, source.backfill - beyond.taken) if beyond else 0


def _published(item: Pending) -> datetime:
    return item.entry.published or item.entry.updated or _NEVER
