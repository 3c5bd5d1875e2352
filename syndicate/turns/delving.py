"""One document of a source's history: ask, read, keep what is wanted, and how far it was walked.

    no way yet:  ask the source ─▶ Checking.take ─▶ ways.find ─┐
    then:        trail.todo ─▶ ways.ask ─▶ ways.read ──────────┴▶ history.sort_out ─▶ card
                                            ─▶ memory.discover ─▶ memory.set_trail

What a document announces is remembered before the trail goes past it: a crash between the two
asks for the document again, and finds everything known. What is taken goes the way of all
entries: it waits, and the turn archives it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from syndicate import log, urls
from syndicate.archiver import recognize
from syndicate.archiver.files.cards import Card
from syndicate.errors import BadStatus, FetchError, ParseError, Postponed, SourceError
from syndicate.fetcher import history
from syndicate.fetcher.client import Session
from syndicate.fetcher.history import Older, Trail
from syndicate.model import Document, Entry, Outcome, Page, Pending, Source, Turn
from syndicate.parts import Parts, tell
from syndicate.report import Wish
from syndicate.turns import news, passing, ways
from syndicate.turns.asking import ask
from syndicate.turns.checking import Checking, address
from syndicate.turns.course import Course

_log = log.get(__name__)


class Delving:
    """Walk a source's history back, a document at a time; one value for a whole backfill."""

    def __init__(self, parts: Parts, source: Source, wish: Wish, trail: Trail) -> None:
        self._parts = parts
        self._source = source
        self._wish = wish
        self._asked: set[str] = set()
        self._last: frozenset[str | None] = frozenset()
        self._left: Trail | None = None
        self.trail = trail
        self.pages = 0
        self.taken = 0
        self.is_done = False
        self.is_whole = False
        self.is_held = False
        self.failure: SourceError | None = None

    async def dig(self, turn: Turn, session: Session, course: Course) -> Sequence[Outcome]:
        """Ask for one document more, and remember what is wanted of it.

        What goes wrong ends the walk (`failure`); the trail stays where it was. So does a server
        that asked not to be polled yet (`is_held`).
        """
        course.sources.add(self._source.id)
        try:
            if self.trail.way is None:
                return await self._begin(turn, session, course)
            await self._go_on(turn, session, course)
        except SourceError as error:
            self._fail(error)
            if error.not_before and urls.host_of(error.url) == turn.host:
                course.not_before = error.not_before
        return ()

    async def _begin(self, turn: Turn, session: Session, course: Course) -> Sequence[Outcome]:
        """Ask for the source's own document, as a run does, and find the way on from there."""
        source, parts = self._source, self._parts
        standing = next((each for each in turn.sources if each.id == source.id), None)
        if standing is None:
            self.is_held = self.is_done = True
            return ()
        now = parts.clock.now()
        there = address(source, standing, now)
        page, _ = await ask(session, source, None, parts.root, at=there)
        outcome = await Checking(parts, turn, course).take(source, standing, page, False)
        document = await news.read_beside(parts.workers, source, page, now)
        try:
            start = await ways.find(session.on_behalf(source), source, document, page)
        except SourceError as error:
            self._fail(error)
            return (outcome,)
        begun = replace(self.trail, way=start.way, todo=start.todo, within=start.within)
        await self._take(turn, course, document.entries, source.label, begun)
        return (outcome,)

    async def _go_on(self, turn: Turn, session: Session, course: Course) -> None:
        """Ask for the trail's next document; past the last one there is none."""
        trail, url = self.trail, self.trail.todo[0]
        read = None if url in self._asked else await self._read(session, url)
        if read is None:
            await self._save(turn, history.skipped(trail))
            return
        page, document = read
        self._asked.add(url)
        if found := ways.children(trail.way, page):
            await self._save(turn, replace(trail, todo=(*found, *trail.todo[1:])))
            return
        names = frozenset(entry.guid or entry.url for entry in document.entries)
        is_stuck = bool(names) and names == self._last
        self._last = names
        text = ways.text_of(page) if trail.way == "list" else ""
        todo = () if is_stuck else history.after(trail, document, page, text)
        entries = ways.within(document, trail.within)
        await self._take(turn, course, entries, url, replace(trail, todo=todo))

    async def _read(self, session: Session, url: str) -> tuple[Page, Document] | None:
        """Return a document of the trail; None for one that is not there, past the last."""
        trail, now = self.trail, self._parts.clock.now()
        try:
            page = await ways.ask(session.on_behalf(self._source), trail.way, url)
            if ways.children(trail.way, page):
                return page, Document(format="sitemap")
            return page, await asyncio.to_thread(ways.read, self._source, trail.way, page, now)
        except Postponed:
            raise
        except (FetchError, ParseError) as error:
            status = error.status if isinstance(error, BadStatus) else None
            if not history.is_end(trail, status, is_transient=error.transient):
                raise
            _log.info("history document left", document=url, reason=error.message)
            return None

    async def _take(
        self, turn: Turn, course: Course, entries: Sequence[Entry], url: str, onward: Trail
    ) -> None:
        """Remember what is wanted of a document, then that the trail is past it."""
        parts, source, now = self._parts, self._source, self._parts.clock.now()
        card = await asyncio.to_thread(parts.archive.card, source.id) or Card(source=source.id)
        known = passing.known(card, await parts.memory.known(source.id))
        room = None if self._wish.most is None else self._wish.most - self.taken
        wish, refused = replace(self._wish, most=room), frozenset(card.refused)
        older = history.sort_out(
            source, entries, known, refused=refused, wish=wish, batch=onward.batch, now=now
        )
        there = await self._archived(older.pending)
        new = [item for item in older.pending if item.name not in there]
        passed = {item.name: item.fingerprint for item in older.pending if item.name in there}
        if (said := passing.taken_up(card, older)) != card:
            await asyncio.to_thread(parts.archive.put_card, said)
        await parts.memory.discover(turn, source.id, None, new, passed, now)
        course.found |= bool(new)
        self.pages += 1
        self.taken += len(new)
        tell(parts, "checked", source, url=url, counts={"entries": len(entries), "new": len(new)})
        await self._past(turn, onward, older)

    async def _past(self, turn: Turn, onward: Trail, older: Older) -> None:
        """Go past a document; what is left in it for a later wish keeps the trail from there on."""
        if older.cut or older.too_old:
            self._left = self._left or self.trail
        full = self._wish.most is not None and self.taken >= self._wish.most
        self.is_done = older.cut or older.ended or full
        self.is_whole = older.ended and not older.cut
        await self._save(turn, replace(onward, pages=self.trail.pages + 1))

    async def _archived(self, items: Sequence[Pending]) -> frozenset[str]:
        """Return the names of those whose article is in the archive, announced in another way."""
        named = [recognize.identify(item, None) for item in items]
        found = await self._parts.memory.locate(named)
        return frozenset(item.name for item, path in zip(items, found, strict=True) if path)

    async def _save(self, turn: Turn, trail: Trail) -> None:
        """Remember how far the history was walked; a whole one begins anew next time."""
        self.trail = trail
        if trail.is_over:
            self.is_done, self.is_whole = True, not (self._left and self._wish.since is None)
        kept = self._left or trail
        text = None if kept.is_over else history.dump(kept)
        await self._parts.memory.set_trail(turn, self._source.id, text)

    def _fail(self, error: SourceError) -> None:
        self.failure, self.is_done = error, True
        tell(self._parts, "failed", self._source, reason=error.message, hint=error.hint)
