"""What archiving an entry asks for: its page (see asking.py), and the images of its article.

Nothing is raised for what can't be had: the entry's own text, and the address of an image, are
there all the same. Whoever called decides what that means.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicate import log
from syndicate.archiver import compose, fulltext, images
from syndicate.archiver.markdown.convert import Converted, fragment
from syndicate.archiver.markdown.text import text_length
from syndicate.archiver.page.extract import extract
from syndicate.archiver.rules.rule import Rule
from syndicate.archiver.rules.shelf import Shelf
from syndicate.errors import BadStatus, ExtractError, SourceError
from syndicate.fetcher import pictures, rewrites
from syndicate.fetcher.client import Session
from syndicate.fetcher.watch import impostors
from syndicate.markup.selection import is_slow
from syndicate.model import (
    Article,
    Asset,
    Entry,
    Extraction,
    Images,
    Page,
    Pending,
    Source,
    Verdict,
)
from syndicate.turns import further, watching
from syndicate.turns.asking import brings_page, page_of
from syndicate.workers import MANY, Workers

PICTURES = 100
"""Images of one article that are downloaded; those after it stay where they are."""

_log = log.get(__name__)

Ask = Callable[
    [Entry, Sequence[tuple[str, str]], bool], Awaitable[tuple[Page, Mapping[str, bytes]]]
]
"""Get an entry's page as `asking.page_of` does, given headers and whether robots.txt counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Hold an article with its images at home, and their bytes by name.

    `failure` is why an image that may be had later is still missing.
    """

    article: Article
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    failure: SourceError | None = None


async def gather(
    session: Session,
    workers: Workers,
    source: Source,
    pending: Pending,
    learned: Verdict | None,
    waiting: int = 0,
    *,
    root: Path,
    rules: Shelf | None = None,
) -> tuple[compose.Material, SourceError | None]:
    """Get an entry's own text and, where it is wanted, its page's article.

    `root` is where programs run, `rules` what is known of sites. A page that fails is told, not
    raised, unless it is all that the entry has: raises SourceError then. Where one fails on which
    the article goes on, there is the article up to it. An address that many entries share is
    nobody's page.
    """

    async def ask(
        entry: Entry, headers: Sequence[tuple[str, str]], obey: bool
    ) -> tuple[Page, Mapping[str, bytes]]:
        return await page_of(session, source, entry, root, headers, obey=obey)

    return await gather_from(ask, workers, source, pending, learned, waiting, rules=rules)


async def gather_from(
    ask: Ask,
    workers: Workers,
    source: Source,
    pending: Pending,
    learned: Verdict | None,
    waiting: int = 0,
    *,
    rules: Shelf | None = None,
) -> tuple[compose.Material, SourceError | None]:
    """Do as `gather` does, with pages from wherever `ask` gets them."""
    entry, at_hand = pending.entry, brings_page(source, pending.entry)
    has_page = at_hand or "url" not in pending.ambiguous
    url = entry.url or ""
    own = entry.content or entry.summary or ""
    unwanted = rewrites.selectors(source.rewrite)
    line = max(waiting, MANY) if is_slow(unwanted) else waiting
    base = entry.url or source.label
    feed = await workers.run(line, url, _own_text, own, base, entry.title, unwanted)
    material = compose.Material(entry=entry, feed=feed, has_page=has_page)
    if not at_hand and fulltext.want(source, entry, learned, has_page=has_page) == "feed":
        return material, None
    reader = _Reader(ask, workers, source, entry, waiting, rules)
    try:
        page, files = await reader.ask(url)
        whole = further.Whole(await reader.read(page), page.url)
        if not at_hand:
            await _require_article(page, entry, source, whole.article)
            whole = await further.whole(whole.article, page.url, reader.ask_found, reader.read)
    except SourceError as error:
        if at_hand and not own:
            raise
        return replace(material, problem=error.message, pages=tuple(reader.pages)), error
    found, failure = whole.article, whole.failure
    if found.missed:
        _log.warning("selectors found nothing", page=page.url, selectors=", ".join(found.missed))
    banned = bool(page.robots & {"noarchive", "none"})
    found = replace(found, noarchive=found.noarchive or banned)
    problem = f"it goes on, but {failure.message}" if failure else None
    full = replace(material, page=found, url=whole.url or None, files=files, problem=problem)
    return replace(full, pages=tuple(reader.pages)), failure


async def _require_article(page: Page, entry: Entry, source: Source, found: Extraction) -> None:
    """Raise FaultError where another page stands in for an entry's; long ones are none."""
    asked = entry.url or ""
    is_short = text_length(found.markdown) < impostors.LITTLE
    if is_short or impostors.is_front(page.url, asked):
        await asyncio.to_thread(watching.require_article, page, asked, source, entry.title)


def _own_text(html: str, base: str, title: str | None, unwanted: Sequence[str]) -> Converted:
    """Return the text that an entry brings along, without what its source's rewrites remove."""
    try:
        return fragment(rewrites.pruned(html, unwanted), base, title)
    except ValueError as error:
        raise ExtractError(f"a rewrite removes what is no selector: {error}", url=base) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """Ask for the pages of one entry, and read them, as its source and their sites want it."""

    by: Ask
    workers: Workers
    source: Source
    entry: Entry
    waiting: int
    rules: Shelf | None
    pages: list[tuple[str, Page]] = field(default_factory=list)

    async def ask(self, url: str, *, obey: bool = False) -> tuple[Page, Mapping[str, bytes]]:
        rule = await self._rule(url)
        entry = replace(self.entry, url=url or None)
        headers = rule.headers if rule else ()
        page, files = await self.by(entry, headers, obey)
        self.pages.append((url, page))
        return page, files

    async def ask_found(self, url: str) -> Page:
        """Ask for a page that nobody has named but another page."""
        page, _ = await self.ask(url, obey=True)
        return page

    async def read(self, page: Page) -> Extraction:
        source, rule = self.source, await self._rule(page.url)
        selectors = rule.selectors() if rule else ()
        remove = (*source.select.remove, *rewrites.selectors(source.rewrite))
        slow = is_slow((source.select.content, *remove, *selectors))
        return await self.workers.run(
            MANY if slow else self.waiting,
            page.url,
            extract,
            page.body,
            page.url or None,
            content_type=page.content_type,
            zone=ZoneInfo(source.timezone),
            now=page.fetched,
            # Of an API it is a path, to the text that the entry has.
            content=None if source.kind == "json" else source.select.content,
            remove=remove,
            rule=rule,
        )

    async def _rule(self, url: str) -> Rule | None:
        return await asyncio.to_thread(self.rules.of, url) if self.rules and url else None


async def show(
    session: Session,
    mode: Images,
    article: Article,
    known: Article | None,
    referer: str | None,
    files: Mapping[str, bytes] | None = None,
    *,
    retry: bool = False,
) -> Shown:
    """Bring an article's images home, those that `known` has not; others stay remote.

    `files` came along with the page: they have no other home, whatever `mode` says. What was
    gone from its host when `known` was written is asked for with `retry` alone.
    """
    files = files or {}
    if mode == "none":
        bare = images.drop_images(article.markdown)
        return Shown(article=replace(article, markdown=bare, image=None))
    if mode == "hotlink" and not files:
        return Shown(article=article)
    shown = images.remote_images(article.markdown)
    lead = (article.image,) if article.image else ()
    named = tuple(dict.fromkeys((*shown, *lead)))[:PICTURES]
    wanted = [url for url in named if mode == "download" or url in files]
    kept = {
        asset.url: asset
        for asset in (known.assets if known else ())
        if asset.name or (asset.is_gone and not retry and asset.url not in files)
    }
    assets: list[Asset] = []
    failure: SourceError | None = None
    for url in wanted:
        if url in kept:
            asset, problem = kept[url], None
        else:
            body = files.get(url)
            asset, problem = await _image(session, url, referer, body)
        assets.append(asset)
        failure = failure or problem
    return Shown(
        article=_at_home(article, assets),
        bodies={asset.name: asset.body for asset in assets if asset.name and asset.body},
        failure=failure,
    )


def _at_home(article: Article, assets: list[Asset]) -> Article:
    names = {asset.url: asset.name for asset in assets if asset.name}
    lead = names.get(article.image or "")
    return replace(
        article,
        markdown=images.localize(article.markdown, names),
        image=f"images/{lead}" if lead else article.image,
        assets=tuple(assets),
    )


async def _image(
    session: Session, url: str, referer: str | None, body: bytes | None
) -> tuple[Asset, SourceError | None]:
    """Return an image, from `body` if that is at hand, with a failure that may pass."""
    try:
        if body is None:
            page = await pictures.picture(session, url, referer)
        else:
            page = Page(url=url, body=body)
        return images.asset(page, url, None), None
    except SourceError as error:
        _log.debug("image left remote", image=url, reason=error.message)
        status = error.status if isinstance(error, BadStatus) else None
        missing = Asset(url=url, problem=error.message, status=status)
        return missing, error if error.transient else None
    except ValueError as error:
        _log.debug("image left remote", image=url, reason=str(error))
        return Asset(url=url, problem=str(error)), None
