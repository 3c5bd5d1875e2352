"""What a turn and a publication work with: values and ports, put together by app.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from syndicate.archiver.archive import Archive
from syndicate.archiver.rules.shelf import Shelf
from syndicate.clock import Clock
from syndicate.errors import ArchiveError, ProxyFailed
from syndicate.fetcher.client import Fetcher
from syndicate.generator.site.theme import Theme, usual
from syndicate.model import Downloads, Feed, Images, Site, Source
from syndicate.report import Event, Kind, nobody
from syndicate.state.base import Frontier, Leases, Memory
from syndicate.storage.base import Group
from syndicate.turns.replaying import Replays
from syndicate.workers import Workers

FUTURE = timedelta(days=2)
"""How far ahead of the clock an announcement may lie to be believed."""


class Mint:
    """Mint announcements: UTC microseconds, strictly increasing in this process.

    Only one process writes an archive, so that this order is the order of all feeds. `lock`
    holds writers in line from minting to the file on disk: a reader of the archive never finds
    an announcement older than one it has already seen.
    """

    def __init__(self, last: datetime | None) -> None:
        self._last = last
        self.lock = asyncio.Lock()

    def next(self, now: datetime) -> datetime:
        """Return max(now, last + 1 µs) without taking it."""
        return now if self._last is None else max(now, self._last + timedelta(microseconds=1))

    def seen(self, announced: datetime) -> None:
        """Take an announcement that is on disk, minted now or by a run that was killed."""
        self._last = announced if self._last is None else max(self._last, announced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Hold the parts and what the operator decided, for everything that runs."""

    frontier: Frontier
    memory: Memory
    leases: Leases
    fetcher: Fetcher
    archive: Archive
    public: Group
    workers: Workers
    mint: Mint
    clock: Clock
    sources: Mapping[str, Source]
    root: Path = field(default_factory=Path)
    """Where programs run that the configuration names: its own folder."""
    rules: Shelf | None = None
    """What is known of the pages of sites."""
    notify: tuple[str, ...] = ()
    """The program that is told when a source's condition changes."""
    feeds: tuple[Feed, ...] = ()
    site: Site = field(default_factory=Site)
    theme: Theme = field(default_factory=usual)
    """How pages look."""
    hub: str | None = None
    """Who is told of the news of feeds that name no hub of their own."""
    compress: bool = True
    """Whether packed forms lie beside published files, for static servers."""
    images: Images = "download"
    cron_next: Callable[[str, str, datetime], datetime] | None = None
    downloads: Downloads | None = None
    """Which media files are wanted; None: none are."""
    replays: Replays | None = None
    """Where what articles are made of is kept; None: nowhere."""
    report: Callable[[Event], None] = nobody
    damage: list[ArchiveError | ProxyFailed] = field(default_factory=list)
    """Damaged files met on the way, and the operator's proxy where it failed: told at the end,
    when all that could be saved is."""

    def complain(self, error: ArchiveError | ProxyFailed) -> None:
        """Have damage, or the proxy's failure, told at the end, once."""
        if all(error.message != other.message for other in self.damage):
            self.damage.append(error)


def tell(
    parts: Parts,
    kind: Kind,
    source: Source,
    *,
    title: str | None = None,
    url: str | None = None,
    reason: str | None = None,
    hint: str | None = None,
    until: datetime | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Report an event of a source; `url` is its own unless the event is one of an entry."""
    event = Event(
        kind=kind,
        at=parts.clock.now(),
        source=source.id,
        title=title,
        url=url or source.label,
        reason=reason,
        hint=hint,
        until=until,
        counts=counts or {},
    )
    parts.report(event)
