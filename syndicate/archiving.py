"""One pending entry becomes an article: gather, choose, claim, show, put, record.

    session.page ─▶ extract ─▶ choose ─▶ memory.claim ─▶ session.image… ─▶ archive.put
                ─▶ memory.record ─▶ (memory.fail: the page is tried again)

Images and the document are on disk before memory says so. An entry whose page can't be had is
archived from the feed's own words as `partial`, and its page is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from syndicate import identity, log, urls
from syndicate.archiver import compose, fulltext, images
from syndicate.archiver.archive import Put
from syndicate.archiver.cards import Card
from syndicate.archiver.convert import fragment
from syndicate.archiver.extract import extract
from syndicate.archiver.names import places
from syndicate.archiver.text import text_length
from syndicate.errors import FetchError, Postponed, SourceError
from syndicate.fetcher import pace
from syndicate.fetcher.client import Session
from syndicate.model import (
    Article,
    Asset,
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
from syndicate.report import Event, Kind
from syndicate.workers import Workers

EXTRACTOR = "syndicate/1"
"""What wrote the Markdown, kept in each version's record."""

PICTURES = 100
"""Images of one article that are downloaded; those after it stay where they are."""

SHRUNK = 4
"""A page with less than a quarter of the text it had is taken for a fault, not an edit."""

_log = log.get(__name__)


class Archiving:
    """Archive the pending entries of one host's turn."""

    def __init__(self, parts: Parts, turn: Turn, session: Session) -> None:
        self._parts = parts
        self._turn = turn
        self._session = session
        self.not_before: datetime | None = None
        """When the turn's own host may be asked again, once it has asked for a pause."""

    async def entry(
        self,
        pending: Pending,
        source: Source,
        learned: Verdict | None,
        waiting: int,
    ) -> Verdict | None:
        """Archive one entry; return the verdict on the source's own text, where one was due.

        Raises nothing that belongs to the entry alone: such a failure is remembered, reported,
        and tried again when its time comes.
        """
        workers, entry = self._parts.workers, pending.entry
        try:
            material, failure = await gather(
                self._session, workers, source, entry, learned, waiting
            )
            self._heed(failure)
            if isinstance(failure, Postponed):
                await self._postpone(pending, failure)
                return None
            choice = compose.choose(material, source, learned)
            await self._keep(pending, source, material, choice, failure)
        except SourceError as error:
            await self._fail(pending, error)
            return None
        feed, page = material.lengths
        wanted = fulltext.want(source, entry, learned)
        return fulltext.judge(feed, page) if wanted == "compare" and page else None

    def _heed(self, failure: SourceError | None) -> None:
        if failure and failure.not_before and urls.host_of(failure.url) == self._turn.host:
            self.not_before = failure.not_before

    async def _keep(
        self,
        pending: Pending,
        source: Source,
        material: compose.Material,
        choice: compose.Choice,
        failure: SourceError | None,
    ) -> None:
        """Write the article; where its page failed for now, leave the entry waiting for it."""
        now = self._parts.clock.now()
        card = await asyncio.to_thread(self._parts.archive.card, source.id)
        draft = compose.draft(material, choice, source, card or Card(source=source.id))
        article, known = await self._claim(pending, material.page, draft, now)
        if known and failure is None and _has_shrunk(known, article):
            raise FetchError(
                f"{article.canonical_url} has lost most of its text; the archived one stays",
                url=pending.entry.url or "",
            )
        article, bodies = await self._show(article, known, material.url or pending.entry.url)
        put = await self._put(article, bodies)
        await self._parts.memory.record(self._turn, pending, put.article, now)
        self._tell(put, material.problem, now)
        if failure is not None and failure.transient:
            retry = _retry(pending, failure, now)
            await self._parts.memory.fail(self._turn, pending, failure.message, retry, now)
        if failure is not None and put.kind in ("unchanged", "touched"):
            self._tell_failure(pending, failure)

    async def _claim(
        self, pending: Pending, page: Extraction | None, draft: Article, now: datetime
    ) -> tuple[Article, Article | None]:
        """Give the draft the identity and the folder it has, or reserve new ones."""
        names = compose.identify(pending, page)
        claim = await self._reserve(replace(draft, key=names.key), names, now)
        known = await self._known(claim)
        if known and not compose.same(known, pending, draft):
            names = compose.identify(pending, page, alias=False)
            claim = await self._reserve(replace(draft, key=names.key), names, now)
            known = await self._known(claim)
        return compose.settle(draft, claim, known, names), known

    async def _reserve(self, draft: Article, names: Identity, now: datetime) -> Claim:
        candidates = replace(names, paths=places(draft, now))
        return await self._parts.memory.claim(self._turn, candidates, now)

    async def _known(self, claim: Claim) -> Article | None:
        if not claim.known:
            return None
        return await asyncio.to_thread(self._parts.archive.get, claim.path)

    async def _show(
        self, article: Article, known: Article | None, referer: str | None
    ) -> tuple[Article, Mapping[str, bytes]]:
        """Bring the article's images home; those that can't be had stay remote, with a reason."""
        if self._parts.images == "none":
            bare = images.drop_images(article.markdown)
            return replace(article, markdown=bare, image=None), {}
        if self._parts.images == "hotlink":
            return article, {}
        shown = images.remote_images(article.markdown)
        lead = (article.image,) if article.image else ()
        wanted = tuple(dict.fromkeys((*shown, *lead)))[:PICTURES]
        kept = {asset.url: asset for asset in known.assets if asset.name} if known else {}
        assets = [kept.get(url) or await self._image(url, referer) for url in wanted]
        names = {asset.url: asset.name for asset in assets if asset.name}
        local = images.localize(article.markdown, names)
        lead_name = names.get(article.image or "")
        image = f"images/{lead_name}" if lead_name else article.image
        article = replace(article, markdown=local, image=image, assets=tuple(assets))
        return article, {asset.name: asset.body for asset in assets if asset.name and asset.body}

    async def _image(self, url: str, referer: str | None) -> Asset:
        try:
            page = await self._session.image(url, referer=referer)
            return images.asset(page, url, None)
        except (SourceError, ValueError) as error:
            _log.info("image left remote", image=url, reason=str(error))
            return Asset(url=url, problem=str(error))

    async def _put(self, article: Article, bodies: Mapping[str, bytes]) -> Put:
        """Write under the lock that keeps announcements in the order of the files."""
        mint = self._parts.mint
        async with mint.lock:
            now = self._parts.clock.now()
            put = await asyncio.to_thread(
                self._parts.archive.put,
                article,
                article.path or "",
                now=now,
                announce=mint.next(now),
                assets=bodies,
                extractor=EXTRACTOR,
            )
            if put.article.announced:
                mint.seen(put.article.announced)
        return put

    async def _postpone(self, pending: Pending, failure: Postponed) -> None:
        """Let an entry wait whose page may not be asked for now: nothing has failed."""
        now = self._parts.clock.now()
        retry = failure.not_before or now
        await self._parts.memory.fail(self._turn, pending, failure.message, retry, now)

    async def _fail(self, pending: Pending, error: SourceError) -> None:
        now = self._parts.clock.now()
        retry = _retry(pending, error, now) if error.transient else None
        await self._parts.memory.fail(self._turn, pending, error.message, retry, now)
        self._tell_failure(pending, error)

    def _tell_failure(self, pending: Pending, error: SourceError) -> None:
        self._parts.report(
            Event(
                kind="failed",
                at=self._parts.clock.now(),
                source=pending.source,
                title=pending.entry.title,
                url=pending.entry.url,
                reason=error.message,
                hint=error.hint,
            )
        )

    def _tell(self, put: Put, problem: str | None, now: datetime) -> None:
        kinds: Mapping[str, Kind] = {"new": "archived", "revised": "revised", "kept": "kept"}
        kind = kinds.get(put.kind)
        if kind is None:
            return
        article = put.article
        if kind != "kept" and article.status == "partial":
            kind = "partial"
        self._parts.report(
            Event(
                kind=kind,
                at=now,
                source=article.source,
                title=article.title,
                url=article.canonical_url,
                path=article.path,
                reason=problem,
                counts={"revision": article.revision},
            )
        )


async def gather(
    session: Session,
    workers: Workers,
    source: Source,
    entry: Entry,
    learned: Verdict | None,
    waiting: int = 0,
) -> tuple[compose.Material, SourceError | None]:
    """Get an entry's own text and, where it is wanted, its page's article.

    A page that fails is told, not raised: the entry's own text is there all the same.
    """
    url = entry.url or ""
    own = entry.content or entry.summary or ""
    feed = await workers.run(waiting, url, fragment, own, entry.url or source.url)
    material = compose.Material(entry=entry, feed=feed)
    if fulltext.want(source, entry, learned) == "feed":
        return material, None
    try:
        page = await session.page(url)
        found = await workers.run(
            waiting,
            page.url,
            extract,
            page.body,
            page.url,
            content_type=page.content_type,
            zone=ZoneInfo(source.timezone),
        )
    except SourceError as error:
        return replace(material, problem=error.message), error
    banned = bool(page.robots & {"noarchive", "none"})
    found = replace(found, noarchive=found.noarchive or banned)
    return replace(material, page=found, url=page.url), None


def _retry(pending: Pending, error: SourceError, now: datetime) -> datetime:
    name = f"{pending.source} {pending.name}"
    not_before = error.not_before
    return pace.retry_at(pending.attempts, now, not_before=not_before, name=identity.short(name))


def _has_shrunk(known: Article, article: Article) -> bool:
    return text_length(article.markdown) * SHRUNK < text_length(known.markdown)
