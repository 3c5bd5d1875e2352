"""One source looked at now: what is amiss with it, and where its list went.

    state: baseline, archived titles and addresses ─┐
    source ─ ask ─ read ─ watching.judge ───────────┴▶ Examined (condition, reason, repaired rules)

The network is asked as always. Nothing is remembered and nothing is written, but that with
`accept` it is forgotten how the source usually is.
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from math import inf
from zoneinfo import ZoneInfo

from syndicate import urls
from syndicate.archiver.archive import Archive
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.errors import BadStatus, ParseError, SourceError
from syndicate.fetcher.gate import OpenGate
from syndicate.fetcher.readers.inference.refind import Known, refind
from syndicate.fetcher.readers.pieces import Context
from syndicate.fetcher.websub import leases
from syndicate.markup.decode import decode
from syndicate.model import Inferred, Page, Source, Standing
from syndicate.report import Examined
from syndicate.server import callback
from syndicate.state.base import Selection
from syndicate.turns import checking, news, watching
from syndicate.turns.asking import ask
from syndicate.wiring import memories, moves, settings
from syndicate.workers import Workers

KNOWN = 300
"""Articles whose titles and addresses are looked for: what a list shows is among the newest."""

_GONE = (404, 410)


def look(
    config: Config, archive: Archive, clock: Clock, source: Source, *, accept: bool
) -> Examined:
    """Say how a source is, and where its items are by now; see `App.diagnose`."""

    async def work() -> Examined:
        if accept:
            await _relearn(config, archive, source)
        async with memories.opened(config, lambda: archive) as state:
            standings = {each.id: each for each in await state.frontier.standings()}
            (rows,) = await state.memory.latest([Selection(sources=(source.id,), limit=KNOWN)])
        now = clock.now()
        unknown = Standing(id=source.id, host=urls.host_of(source.url), due=now)
        standing = standings.get(source.id, unknown)
        known = [Known(row.title, row.url) for row in rows]
        fetcher, host = settings.fetcher(config), urls.host_of(source.url)
        async with fetcher.session(host, OpenGate(clock), clock, deadline=inf) as session:
            there = checking.address(source, standing, now)
            try:
                page, _ = await ask(session, source, None, config.root, at=there)
            except SourceError as error:
                examined = _failed(source, standing, error)
                page, is_gone = None, isinstance(error, BadStatus) and error.status in _GONE
        if page is not None:
            examined, is_gone = await _examined(source, standing, page, known, now)
        if is_gone:
            start = page.url if page is not None else source.url
            moved = await moves.find(fetcher, source, start, known, clock)
            # A feed says more than the list of a page that stands in its place.
            examined = replace(examined, moved=moved, repaired=None if moved else examined.repaired)
        return replace(examined, hub=_hub(config, standing))

    return asyncio.run(work())


async def _relearn(config: Config, archive: Archive, source: Source) -> None:
    """Forget how a source usually is."""
    async with memories.opened(config, lambda: archive, writes=True) as state:
        await state.frontier.relearn(source.id)


async def _examined(
    source: Source, standing: Standing, page: Page, known: list[Known], now: datetime
) -> tuple[Examined, bool]:
    """Say how a source that answered is, and whether the answer is none of its kind."""
    is_gone = False
    try:
        with closing(Workers()) as workers:
            document = await news.read_beside(workers, source, page, now)
        watched = watching.judge(source, standing, page, document, 0, now)
    except SourceError as error:
        found, is_gone = _failed(source, standing, error), isinstance(error, ParseError)
    else:
        finding = watched.finding
        found = Examined(
            source=source.id,
            condition=finding.condition,
            reason=finding.reason,
            hint=finding.hint,
            entries=len(document.entries),
            usual=_usual(standing),
        )
    if found.condition in ("ok", "quiet") or source.kind not in ("auto", "listing"):
        return found, is_gone
    repaired = await asyncio.to_thread(_refound, source, page, known, now)
    return replace(found, repaired=repaired), is_gone


def _refound(source: Source, page: Page, known: list[Known], now: datetime) -> Inferred | None:
    """Return where the list is that shows what is archived, other than as it is looked for now."""
    text = decode(page.body, page.content_type)
    if text.lstrip("\ufeff \t\r\n")[:1] != "<":
        return None
    zone = ZoneInfo(source.timezone)
    context = Context(base=page.url, home="", zone=zone, now=now, lang=source.lang)
    found = refind(text, context, page.url, known)
    return None if found is None or found.select == source.select else found


def _failed(source: Source, standing: Standing, error: SourceError) -> Examined:
    return Examined(
        source=source.id,
        condition=checking.condition_of(error, source),
        reason=error.message,
        hint=checking.advice(source, error) or error.hint,
        usual=_usual(standing),
    )


def _hub(config: Config, standing: Standing) -> str | None:
    """Return what is amiss with the hub of a source, None where nothing is."""
    known = standing.subscription
    if known is None:
        return None
    silence = leases.silence(known)
    if silence is None:
        return known.reason
    return f"{silence}: can it reach {config.server.public_url}{callback.PATH} from outside?"


def _usual(standing: Standing) -> int | None:
    counts = standing.baseline.counts if standing.baseline else ()
    return sorted(counts)[len(counts) // 2] if counts else None
