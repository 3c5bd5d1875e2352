"""A feed's history: its announcements, cut into documents that don't change. Pure (RFC 5005 §4).

    announcements, oldest first ─▶ cut ─▶ documents, each knows its neighbours

A document ends where the UTC month changes, at a hundred announcements, and where a batch (what
a backfill or an import brought) begins or ends. It is closed once there is an announcement that
does not belong in it any more; the last one of a batch when there is nothing behind it. So what is
announced goes into the last document or behind it, and all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from syndicate import identity
from syndicate.model.listed import Said, Written

MOST = 100
"""Announcements in a document: a megabyte of feed, where each has ten kilobytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold a document of a feed's history: ``<yyyy-mm>.<k>``, and the names beside it.

    `newer` is None in the last document of a batch, which is closed before anything follows.
    """

    name: str
    said: tuple[Said, ...]
    closed: bool
    older: str | None = None
    newer: str | None = None

    @property
    def shown(self) -> tuple[Said, ...]:
        """Return what the document shows, newest first: of an article its last version here."""
        last = {each.id: each for each in self.said}
        return tuple(sorted(last.values(), key=lambda each: (each.announced, each.id)))[::-1]

    def written(self, origins: Mapping[str, str]) -> Written:
        """Return what to remember of the document; its digest changes whenever the document does.

        `origins` maps a source to a digest of what is said of it.
        """
        said = [f"{each.id} {each.number} {each.announced} {each.digest}" for each in self.said]
        told = [str(origins.get(name)) for name in sorted({each.source for each in self.said})]
        return Written(
            name=self.name,
            since=self.said[0].announced,
            until=self.said[-1].announced,
            batch=self.said[0].batch,
            digest=identity.digest(self.name, str(self.older), str(self.newer), said, told),
        )


def keep(known: Sequence[Written], since: datetime | None) -> int:
    """Return how many documents stay when nothing before `since` changed (None: all may have).

    What is announced behind all others belongs into the last document or behind it. Anything
    else cuts its month anew, and the document before that gets another neighbour.
    """
    if since is None or not known:
        return 0
    if since > known[-1].since:
        return len(known) - 1
    month = _month(since)
    first = next(place for place, each in enumerate(known) if _month(each.since) >= month)
    return max(first - 1, 0)


def cut(
    said: Sequence[Said], kept: Sequence[Written] = (), name: str | None = None
) -> list[Document]:
    """Return the documents of announcements, oldest first, behind those that are `kept`.

    `name` is that of the first one where it is not the first of its month.
    """
    groups: list[list[Said]] = []
    for each in said:
        if groups and _goes_on(groups[-1], each):
            groups[-1].append(each)
        else:
            groups.append([each])
    names = _names(groups, name)
    return [
        Document(
            name=names[place],
            said=tuple(group),
            closed=place + 1 < len(groups) or group[0].batch is not None,
            older=names[place - 1] if place else (kept[-1].name if kept else None),
            newer=_newer(groups, names, place),
        )
        for place, group in enumerate(groups)
    ]


def _goes_on(group: Sequence[Said], said: Said) -> bool:
    first = group[0]
    alike = first.batch == said.batch and _month(first.announced) == _month(said.announced)
    return alike and len(group) < MOST


def _names(groups: Sequence[Sequence[Said]], name: str | None) -> list[str]:
    names: list[str] = []
    month, number = _parts(name) if name else ("", 0)
    for place, group in enumerate(groups):
        this = _month(group[0].announced)
        if place or name is None:
            number = number + 1 if this == month else 1
        month = this
        names.append(f"{month}.{number}")
    return names


def _newer(groups: Sequence[Sequence[Said]], names: Sequence[str], place: int) -> str | None:
    if place + 1 == len(groups):
        return None
    batch, following = groups[place][0].batch, groups[place + 1][0].batch
    return names[place + 1] if batch is None or batch == following else None


def _parts(name: str) -> tuple[str, int]:
    month, _, number = name.partition(".")
    return month, int(number)


def _month(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{utc.year:04d}-{utc.month:02d}"
