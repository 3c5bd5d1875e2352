"""One pending entry becomes an article: gather, choose, claim, show, put, record.

    prepare: session.page ─▶ extract ─▶ choose ─▶ rewrites.article ─▶ Ready
    keep:    memory.claim ─▶ session.image… ─▶ archive.put ─▶ memory.record
                ─▶ (memory.fail: the page is tried again)

Images and the document are on disk before memory says so. An entry whose page can't be had is
archived from the feed's own words as `partial`, and its page is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syndicate import identity, log, tombs, urls
from syndicate.archiver import compose, fulltext, recognize
from syndicate.archiver.archive import Put
from syndicate.archiver.files.cards import Card
from syndicate.archiver.files.tombstones import Tombstones
from syndicate.archiver.markdown.text import text_length
from syndicate.errors import (
    ArchiveError,
    FetchError,
    HookError,
    Postponed,
    ProxyFailed,
    SourceError,
)
from syndicate.fetcher import pace, rewrites
from syndicate.fetcher.client import Session
from syndicate.model import (
    Article,
    Claim,
    Entry,
    Extraction,
    Identity,
    Pending,
    Source,
    Turn,
    Verdict,
)
from syndicate.parts import Parts
from syndicate.turns import telling
from syndicate.turns.course import Course
from syndicate.turns.gathering import gather, show
from syndicate.turns.ready import Ready
from syndicate.turns.replaying import capture_of, has_shrunk, today

EXTRACTOR = "syndicate/1"
"""What wrote the Markdown, kept in each version's record."""

PICTURE_TRIES = 5
"""Attempts after which an article rests without an image that its host won't give."""

MENDING = timedelta(hours=1)
"""When an entry is tried again whose article on disk is damaged or was taken away."""

_log = log.get(__name__)


class Archiving:
    """Archive the pending entries of one host's turn."""

    def __init__(
        self, parts: Parts, turn: Turn, session: Session, course: Course, removed: Tombstones
    ) -> None:
        self._parts = parts
        self._turn = turn
        self._session = session
        self._course = course
        self._removed = removed

    async def prepare(
        self,
        pending: Pending,
        source: Source,
        learned: Verdict | None,
        waiting: int,
        *,
        entry: Entry | None = None,
    ) -> Ready | None:
        """Gather what one entry's article is made of, None when nothing is to be written.

        `entry` is what a hook made of the one that waits. Raises nothing that belongs to the
        entry alone: such a failure is remembered, reported, and tried again when its time comes.
        """
        if self._removed.match(names := recognize.identify(pending, None)):
            await tombs.bury(self._parts, self._removed.learned(names))
            await self._parts.memory.settle(self._turn, pending)
            _log.debug("removed article passed over", source=source.id, name=pending.name)
            return None
        item = replace(pending, entry=entry) if entry else pending
        try:
            return await self._prepared(pending, item, source, learned, waiting)
        except Postponed as error:
            await self._postpone(pending, error)
        except (SourceError, ArchiveError) as error:
            await self.fail(pending, error)
        return None

    async def keep(self, ready: Ready) -> Verdict | None:
        """Write an article; return the verdict on the source's own text, where one was due.

        Raises as `prepare` does.
        """
        try:
            await self._keep(ready)
        except Postponed as error:
            await self._postpone(ready.pending, error)
            return None
        except (SourceError, ArchiveError) as error:
            await self.fail(ready.pending, error)
            return None
        return ready.verdict

    async def _prepared(
        self,
        pending: Pending,
        item: Pending,
        source: Source,
        learned: Verdict | None,
        waiting: int,
    ) -> Ready:
        parts, session = self._parts, self._session.on_behalf(source)
        root, rules = parts.root, parts.rules
        material, failure = await gather(
            session, parts.workers, source, item, learned, waiting, root=root, rules=rules
        )
        self._heed(failure)
        self._tell_missed(item, source, material)
        if isinstance(failure, Postponed) and material.page is None:
            raise failure
        choice = compose.choose(material, source, learned)
        card = await asyncio.to_thread(parts.archive.card, source.id) or Card(source=source.id)
        draft = compose.draft(material, choice, source, card)
        wanted = fulltext.want(source, item.entry, learned, has_page=material.has_page)
        return Ready(
            pending=pending,
            item=item,
            source=source,
            material=material,
            article=await asyncio.to_thread(rewrites.article, source.rewrite, draft),
            failure=failure,
            verdict=compose.verdict(material) if wanted == "compare" else None,
            learned=learned,
            card=card,
        )

    def _heed(self, failure: SourceError | None) -> None:
        if failure and failure.not_before and urls.host_of(failure.url) == self._turn.host:
            self._course.not_before = failure.not_before

    async def _keep(self, ready: Ready) -> None:
        """Write the article; where its page failed for now, leave the entry waiting for it."""
        now = self._parts.clock.now()
        pending, source, material = ready.pending, ready.source, ready.material
        failure = ready.failure
        article, known = await self._claim(ready.item, material.page, ready.article, now)
        if known and not self._may_change(source, known, article):
            await self._name(pending, known, article, now)
            return
        if known and failure is not None and _is_less(known, article):
            raise failure
        if known and failure is None and has_shrunk(known, article):
            raise FetchError(
                f"{article.canonical_url} has lost most of its text; the archived one stays",
                url=pending.entry.url or "",
            )
        referer, mode = material.url or pending.entry.url, self._parts.images
        session = self._session.on_behalf(source)
        shown = await show(session, mode, article, known, referer, material.files)
        put = await self._put(shown.article, shown.bodies, pending.batch, ready, known)
        again = failure if failure and failure.transient else None
        if again is None and pending.attempts < PICTURE_TRIES:
            again = shown.failure
        await self._record(pending, put.article, again, now)
        self._tell(put, material.problem or telling.lacking(put.article, material), now)
        if failure is not None and put.kind in ("unchanged", "touched"):
            self._tell_failure(pending, failure)

    async def _record(
        self, pending: Pending, article: Article, again: SourceError | None, now: datetime
    ) -> None:
        """Remember the article; its entry waits on where something of it may be had later."""
        memory, turn = self._parts.memory, self._turn
        if again is None:
            await memory.record(turn, pending, article, now)
            return
        postponed = isinstance(again, Postponed)
        retry = (again.not_before or now) if postponed else _retry(pending, again, now)
        await memory.record(turn, pending, article, now, retry_at=retry, reason=again.message)

    def _may_change(self, source: Source, known: Article, article: Article) -> bool:
        home = self._parts.sources.get(known.source)
        return recognize.may_change(source, home, article)

    async def _name(
        self, pending: Pending, known: Article, article: Article, now: datetime
    ) -> None:
        """Note that another source announced the article too, and change nothing else of it."""
        named = replace(
            known,
            via=article.via,
            guids=article.guids,
            urls=article.urls,
            announcements={**known.announcements, **article.announcements},
        )
        if not known.edited:
            named = (await self._put(named, {}, pending.batch)).article
        await self._parts.memory.record(self._turn, pending, named, now)

    async def _claim(
        self, pending: Pending, page: Extraction | None, draft: Article, now: datetime
    ) -> tuple[Article, Article | None]:
        """Give the draft the identity and the folder it has, or reserve new ones."""
        names = recognize.identify(pending, page)
        claim = await self._reserve(replace(draft, key=names.key), names, now)
        known = await self._known(claim)
        if known and not recognize.same(known, pending):
            names = recognize.identify(pending, page, alias=False, guid=False)
            draft = replace(draft, canonical_url=compose.own_link(pending.entry))
            claim = await self._reserve(replace(draft, key=names.key), names, now)
            known = await self._known(claim)
        if known:
            draft = recognize.steady(draft, known, pending, page)
        said = {f"{pending.source}\n{pending.name}": pending.fingerprint[: identity.KEPT]}
        settled = recognize.settle(draft, claim, known, names)
        return replace(settled, announcements=said), known

    async def _reserve(self, draft: Article, names: Identity, now: datetime) -> Claim:
        paths = await asyncio.to_thread(self._parts.archive.places, draft, now)
        candidates = replace(names, paths=paths)
        return await self._parts.memory.claim(self._turn, candidates, now)

    async def _known(self, claim: Claim) -> Article | None:
        get = self._parts.archive.get
        return await asyncio.to_thread(get, claim.path) if claim.known else None

    async def _put(
        self,
        article: Article,
        bodies: Mapping[str, bytes],
        batch: str | None,
        ready: Ready | None = None,
        known: Article | None = None,
    ) -> Put:
        """Write under the lock that keeps announcements in the order of the files, kept ones too."""
        mint = self._parts.mint
        old, before = await self._before(known)
        replays = self._parts.replays
        async with mint.lock:
            now = self._parts.clock.now()
            announce = mint.next(now)
            made = replays.made(ready, article, old, now) if replays and ready else None
            put = await asyncio.to_thread(
                self._parts.archive.put,
                article,
                article.path or "",
                now=now,
                announce=announce,
                assets=bodies,
                extractor=EXTRACTOR,
                batch=batch,
                capture=made.reference if made else None,
                before=before,
                ahead=made.keep if made else None,
            )
            if taken := announce if put.kind == "kept" else put.article.announced:
                mint.seen(taken)
        return put

    async def _before(self, known: Article | None) -> tuple[str | None, Article | None]:
        """Return what the article's version was made of, and what it would be, made today."""
        parts, old = self._parts, None
        if parts.replays and known:
            old = await asyncio.to_thread(capture_of, parts.archive, known)
        if not (parts.replays and known and old):
            return old, None
        return old, await today(
            parts.replays,
            old,
            parts.sources,
            known,
            parts.workers,
            rules=parts.rules,
            mode=parts.images,
            now=parts.clock.now(),
        )

    async def _postpone(self, pending: Pending, failure: Postponed) -> None:
        """Let an entry wait whose page may not be asked for now: nothing of it has failed."""
        if isinstance(failure, ProxyFailed):
            self._parts.complain(failure)
        now = self._parts.clock.now()
        until = failure.not_before or now
        self._course.put_off = max(until, self._course.put_off or until)
        await self._parts.memory.postpone(self._turn, pending, until, now)

    async def fail(self, pending: Pending, error: SourceError | ArchiveError | HookError) -> None:
        """Count a failure; a damaged article waits for whoever mends it, an hour at least."""
        now = self._parts.clock.now()
        if isinstance(error, ArchiveError):
            self._parts.damage.append(error)
            retry: datetime | None = now + MENDING
        elif isinstance(error, HookError):
            # What a program does wrong says nothing of the entry: it is never given up.
            retry = _again(pending, now, None)
        else:
            retry = _retry(pending, error, now) if error.transient else None
        await self._parts.memory.fail(self._turn, pending, error.message, retry, now)
        self._tell_failure(pending, error)

    def _tell_failure(
        self, pending: Pending, error: SourceError | ArchiveError | HookError
    ) -> None:
        self._parts.report(telling.failed(pending, error, self._parts.clock.now()))

    def _tell_missed(self, pending: Pending, source: Source, material: compose.Material) -> None:
        """Say once a turn that what a person picked is not there: their article was guessed."""
        event = telling.missed(pending, source, material, self._parts.clock.now())
        if event is not None and source.id not in self._course.missed:
            self._course.missed.add(source.id)
            self._parts.report(event)

    def _tell(self, put: Put, problem: str | None, now: datetime) -> None:
        event = telling.archived(put, problem, now)
        if event is None:
            return
        article = put.article
        home = self._parts.sources.get(article.source)
        if home and home.hooks.archived and put.kind != "kept":
            self._course.written.append((article, put.kind))
        self._parts.report(event)


def _retry(pending: Pending, error: SourceError, now: datetime) -> datetime:
    return _again(pending, now, error.not_before)


def _again(pending: Pending, now: datetime, not_before: datetime | None) -> datetime:
    name = f"{pending.source} {pending.name}"
    return pace.retry_at(pending.attempts, now, not_before=not_before, name=identity.short(name))


def _is_less(known: Article, article: Article) -> bool:
    """Tell whether a good article would be replaced by what is left without its page."""
    return known.status == "whole" and text_length(article.markdown) < text_length(known.markdown)
