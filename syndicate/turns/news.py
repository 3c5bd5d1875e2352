"""What is new in a source's answer, by what archive and memory know of it: reads, keeps nothing.

    page ─▶ read ─▶ card, memory.known ─▶ sort_out ─▶ News

A check remembers what is found here, a dry run reports it: whatever decides is in this one place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from syndicate import log
from syndicate.archiver.archive import Archive
from syndicate.archiver.files.cards import Card
from syndicate.errors import ParseError
from syndicate.fetcher import intake, rewrites
from syndicate.fetcher.readers import drafts, reading
from syndicate.identity import PASSED
from syndicate.markup.selection import is_slow
from syndicate.model import Document, Page, Pending, Source, Standing
from syndicate.parts import Parts
from syndicate.turns import passing, watching
from syndicate.workers import MANY, Workers

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Hold what a source said, what was known of it before, and what that makes of its entries."""

    document: Document
    card: Card | None
    known: Mapping[str, str]
    entries: intake.Intake

    @property
    def counts(self) -> Mapping[str, int]:
        """Return it in numbers; `filtered` only where a filter passed entries over."""
        filtered = len(self.entries.objections)
        counts = {
            "entries": len(self.document.entries),
            "new": sum(map(self.is_new, self.entries.pending)),
            "passed": len(self.entries.skipped) - filtered,
        }
        return counts | {"filtered": filtered} if filtered else counts

    def is_new(self, item: Pending) -> bool:
        """Tell whether an entry was never taken; what was passed over counts as new."""
        return self.known.get(item.name, PASSED) == PASSED


async def look_for(
    parts: Parts, source: Source, standing: Standing | None, page: Page, now: datetime
) -> News:
    """Read an answer, and sort its entries out. Raises ParseError and ExtractError."""
    try:
        document = await read_beside(parts.workers, source, page, now)
    except ParseError as error:
        raise watching.replaced(source, standing, page, error) from error
    remembered = await parts.memory.known(source.id)
    started = standing is not None and standing.started
    return await asyncio.to_thread(
        _sorted, parts.archive, source, document, remembered, started=started, now=now
    )


def _sorted(
    archive: Archive,
    source: Source,
    document: Document,
    remembered: Mapping[str, str],
    *,
    started: bool,
    now: datetime,
) -> News:
    """Sort out what a document announces, by what archive and memory know of its source."""
    card = archive.card(source.id)
    known = passing.known(card, remembered)
    entries = intake.sort_out(
        source,
        document.entries,
        known,
        # Nothing was ever taken in of it, as far as state or archive know.
        first_run=card is None and not started,
        now=now,
        beyond=passing.beyond(card),
    )
    return News(document=document, card=card, known=known, entries=entries)


async def read_beside(workers: Workers, source: Source, page: Page, now: datetime) -> Document:
    """Read beside the event loop; what may compute without end, in a process that can be ended.

    Raises ParseError when it is no document of the source's kind, ExtractError in such a process.
    """
    watching.require_itself(source, page)
    try:
        if is_slow(getattr(source.select, part) for part in ("items", *drafts.PARTS)):
            document = await workers.run(MANY, page.url, reading.read, source, page, now)
        else:
            document = await asyncio.to_thread(reading.read, source, page, now)
    except ParseError as error:
        document = watching.unmask(source, page, error)
    if source.rewrite:
        document = await asyncio.to_thread(rewrites.document, source.rewrite, document)
    for note in document.notes:
        _log.warning("part of a document not read", source=source.id, why=note)
    return document
