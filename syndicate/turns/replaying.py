"""What an article was made of, kept and read again: the same way as from the network, without it.

keep:   Ready ─▶ take ─▶ captures.keep ─▶ reference, in the version's record
again:  reference ─▶ captures.get ─▶ gather_from ─▶ choose ─▶ draft ─▶ rewrites ─▶ Article
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from syndicate import log
from syndicate.archiver import compose, images, recognize
from syndicate.archiver.archive import Archive
from syndicate.archiver.captures.store import Captures, place
from syndicate.archiver.captures.takes import Asked, Take
from syndicate.archiver.files.cards import Card
from syndicate.archiver.markdown.text import text_length
from syndicate.archiver.rules.shelf import Shelf
from syndicate.errors import ArchiveError, FetchError, SourceError
from syndicate.fetcher import rewrites
from syndicate.model import Article, Asset, Entry, Images, Page, Pending, Source
from syndicate.turns.asking import rules_of
from syndicate.turns.gathering import PICTURES, gather_from
from syndicate.turns.ready import Ready
from syndicate.workers import Workers

SHRUNK = 4
"""A page with less than a quarter of the text it had is taken for a fault, not an edit."""

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Hold the reference to what an article is made of, and what keeps that."""

    reference: str
    keep: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replays:
    """Hold the captures, and how an announcement is written and read."""

    captures: Captures
    dump: Callable[[Pending], str]
    load: Callable[[str], tuple[Entry, frozenset[str]]]

    def made(self, ready: Ready, article: Article, known: str | None, now: datetime) -> Made:
        """Return what an article is made of; it is kept beside what `known` names."""
        take = self._take(ready, article, now)
        file = known.partition("#")[0] if known else place(article, now)
        return Made(
            reference=self.captures.reference(file, take),
            keep=partial(self.captures.keep, file, take),
        )

    def _take(self, ready: Ready, article: Article, now: datetime) -> Take:
        item, card = ready.item, ready.card
        # What an entry brings along is kept as a page, once.
        brought = replace(item.entry, page=None if item.entry.page is None else "")
        said = {"title": card.title, "lang": card.lang, "rights": card.rights} if card else {}
        return Take(
            source=item.source,
            name=item.name,
            entry=self.dump(replace(item, entry=brought, batch=None)),
            at=now,
            learned=ready.learned,
            card={name: text for name, text in said.items() if text},
            alone=article.canonical_url != ready.article.canonical_url,
            rules=rules_of(ready.source),
            pages=tuple(Asked(url=url, page=page) for url, page in ready.material.pages),
        )

    def pending(self, take: Take) -> Pending:
        """Return the entry of a take as it waited; raise ArchiveError where it is none."""
        try:
            entry, ambiguous = self.load(take.entry)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            told = f"the capture of {take.name} is damaged: {error}"
            raise ArchiveError(told, path=take.source) from error
        return Pending(
            source=take.source,
            name=take.name,
            entry=entry,
            ambiguous=ambiguous,
            fingerprint="",
            retry_at=take.at,
        )


def capture_of(archive: Archive, known: Article) -> str | None:
    """Return what the article's present version was made of, None where that is not kept."""
    records = archive.versions(known.path or "")
    return next((it.capture for it in records if it.number == known.revision), None)


def has_shrunk(before: Article, after: Article) -> bool:
    """Tell whether an article has lost so much that this is a fault of its page, or of a rule."""
    return text_length(after.markdown) * SHRUNK < text_length(before.markdown)


async def today(
    replays: Replays,
    reference: str,
    sources: Mapping[str, Source],
    known: Article,
    workers: Workers,
    *,
    rules: Shelf | None,
    mode: Images,
    now: datetime,
) -> Article | None:
    """Return what an archived article would be if it was made now, None where nobody knows.

    As if its pages had come now: what is read of a page must not depend on when it came.
    """
    try:
        take = await asyncio.to_thread(replays.captures.get, reference)
        source = sources.get(take.source) if take else None
        if take is None or source is None or _picks_anew(source, take):
            return None
        pages = (replace(it, page=replace(it.page, fetched=now)) for it in take.pages)
        fresh = replace(take, pages=tuple(pages))
        found, _ = await again(replays, fresh, source, known, workers, rules=rules, mode=mode)
        return found
    except (SourceError, ArchiveError) as error:
        _log.info("capture not read again", capture=reference, reason=error.message)
        return None


def _picks_anew(source: Source, take: Take) -> bool:
    """Tell whether a person follows another part of a watched page now: that is news."""
    return source.kind == "page" and take.rules not in (None, rules_of(source))


async def again(
    replays: Replays,
    take: Take,
    source: Source,
    known: Article,
    workers: Workers,
    *,
    rules: Shelf | None,
    mode: Images,
    waiting: int = 0,
) -> tuple[Article, str | None]:
    """Return what today's rules make of a take, and why its page gave nothing, if it didn't.

    It bears the names of `known`, and shows those of its images that are there. Raises
    SourceError.
    """
    pending = replays.pending(take)
    by = _Kept({asked.url: asked.page for asked in reversed(take.pages)})
    material, _ = await gather_from(
        by, workers, source, pending, take.learned, waiting, rules=rules
    )
    choice = compose.choose(material, source, take.learned)
    card = Card(
        source=source.id,
        title=take.card.get("title"),
        lang=take.card.get("lang"),
        rights=take.card.get("rights"),
    )
    draft = compose.draft(material, choice, source, card)
    article = await asyncio.to_thread(rewrites.article, source.rewrite, draft)
    if take.alone:
        article = replace(article, canonical_url=compose.own_link(pending.entry))
    article = recognize.steady(article, known, pending, material.page)
    return _at_home(_named(article, known), known, mode), material.problem


class _Kept:
    """Answer with what was kept, and with nothing else."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = pages

    async def __call__(
        self, entry: Entry, headers: Sequence[tuple[str, str]], obey: bool
    ) -> tuple[Page, Mapping[str, bytes]]:
        url = entry.url or ""
        if url not in self._pages:
            raise FetchError(f"{url} was not kept", url=url, transient=False)
        return self._pages[url], {}


def _named(article: Article, known: Article) -> Article:
    return replace(
        article,
        key=known.key,
        id=known.id,
        path=known.path,
        source=known.source,
        via=known.via,
        guids=known.guids,
        urls=known.urls,
        announcements=known.announcements,
    )


def _at_home(article: Article, known: Article, mode: Images) -> Article:
    """Return the article with the images that its archived version has; others stay remote."""
    if mode == "none":
        bare = images.drop_images(article.markdown)
        return replace(article, markdown=bare, image=None)
    shown = (*images.remote_images(article.markdown), *((article.image,) if article.image else ()))
    there = {asset.url: asset for asset in known.assets}
    assets = [there.get(url) or _missing(url) for url in tuple(dict.fromkeys(shown))[:PICTURES]]
    if mode == "hotlink":
        assets = [asset for asset in assets if asset.url in there]
    names = {asset.url: asset.name for asset in assets if asset.name}
    lead = names.get(article.image or "")
    return replace(
        article,
        markdown=images.localize(article.markdown, names),
        image=f"images/{lead}" if lead else article.image,
        assets=tuple(assets),
    )


def _missing(url: str) -> Asset:
    return Asset(url=url, problem=images.UNASKED)
