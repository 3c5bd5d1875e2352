"""What would happen, without anything happening: discover, preview, dry run.

The network is asked as always, nothing is remembered and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import replace
from datetime import datetime
from math import inf
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from syndicate import urls
from syndicate.archiver import compose
from syndicate.archiver.files.cards import Card
from syndicate.archiver.markdown.convert import fragment
from syndicate.archiver.rules.shelf import Shelf
from syndicate.clock import Clock
from syndicate.errors import ParseError, Postponed, ProxyFailed, SourceError
from syndicate.fetcher import intake
from syndicate.fetcher.client import FEED, Fetcher, Session
from syndicate.fetcher.discover import COMMON_PATHS, Candidate, feeds_in
from syndicate.fetcher.gate import OpenGate
from syndicate.fetcher.policy import Network
from syndicate.fetcher.readers import jsonapi
from syndicate.fetcher.readers.feed import read
from syndicate.fetcher.readers.inference import stated
from syndicate.fetcher.readers.inference.infer import infer
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import selection
from syndicate.markup.decode import decode
from syndicate.model import Document, Extraction, Page, Pending, Source, Standing
from syndicate.parts import Parts, tell
from syndicate.report import Draft, Found, Kind, Preview
from syndicate.turns import further, news
from syndicate.turns.asking import ask
from syndicate.turns.checking import address
from syndicate.turns.gathering import gather
from syndicate.workers import Workers

_BLANK = b"\xef\xbb\xbf \t\r\n"


async def discover(fetcher: Fetcher, url: str, clock: Clock) -> Found:
    """Find the feed that a URL is, declares, links to, or has at a common path, else its lists.

    The URL was named by somebody, and what its page declares is part of it; for links and
    common paths robots.txt is obeyed. Raises SourceError when there is neither.
    """
    async with _session(fetcher, urls.host_of(url), clock) as session:
        page = await _get(session, url)
        if (document := _document(page)) is not None:
            own = Candidate(url=page.url, title=document.title or "", type=page.content_type)
            return Found(url=page.moved_to or url, document=document, page=page, candidates=(own,))
        offered = feeds_in(page.body, page.content_type, page.url)
        for candidate in offered or _common(page.url):
            found = await _look_up(session, candidate, offered)
            if found is not None:
                return found
    if (listed := _listed(page, url, clock.now())) is not None:
        return listed
    raise ParseError(
        f"{url}: no feed is declared there, linked to, or at a common path, and no list is shown",
        url=url,
        transient=False,
        hint=_ways_on(page),
    )


async def lists(fetcher: Fetcher, url: str, clock: Clock) -> Found:
    """Find the lists of the page itself, whatever feeds there are. Raises SourceError for none."""
    async with _session(fetcher, urls.host_of(url), clock) as session:
        page = await _get(session, url)
    if (listed := _listed(page, url, clock.now())) is not None:
        return listed
    raise ParseError(
        f"{url}: the page shows no list", url=url, transient=False, hint=_ways_on(page)
    )


def _listed(page: Page, url: str, now: datetime) -> Found | None:
    """Return the lists that a page shows."""
    if page.body.lstrip(_BLANK)[:1] != b"<":
        return None
    context = Context(base=page.url, home="", zone=ZoneInfo("UTC"), now=now)
    found = infer(decode(page.body, page.content_type), context, page.url)
    if not found:
        return None
    there = page.moved_to or url
    return Found(url=there, document=found[0].document, page=page, lists=found)


def _ways_on(page: Page) -> str:
    """Return how an address without a feed can be followed all the same."""
    if page.body.lstrip(_BLANK)[:1] in (b"{", b"["):
        return f"it is JSON: --kind json --select items=PATH{_lists_in(page)}"
    text = decode(page.body, page.content_type)
    if (posts := stated.wordpress(selection.parse(text, page.url))) is not None:
        return f"WordPress lists its articles: --kind json --select title=title.rendered {posts}"
    return (
        "name the feed's own address, or follow the page as what it is:"
        " --kind listing --select items=SELECTOR for a list, --kind sitemap for a sitemap,"
        " --kind page for its text"
    )


def _lists_in(page: Page) -> str:
    try:
        found = jsonapi.members(decode(page.body, page.content_type), page.url)
    except ParseError:
        return ""
    return f" (it has {', '.join(found)})" if found else ""


async def fetch(fetcher: Fetcher, url: str, clock: Clock) -> Page:
    """Return what a URL answers. Raises FetchError."""
    async with _session(fetcher, urls.host_of(url), clock) as session:
        return await _get(session, url)


async def extract(
    fetcher: Fetcher,
    url: str,
    read: Callable[[Page], Extraction],
    clock: Clock,
    rules: Shelf | None = None,
) -> tuple[Extraction, SourceError | None]:
    """Return the article at a URL with its further pages, and why the last ones are missing.

    `rules` say what their sites want to be sent. Raises SourceError when the first one fails.
    """

    def headers(address: str) -> Sequence[tuple[str, str]]:
        rule = rules.of(address) if rules else None
        return rule.headers if rule else ()

    async def ask(address: str) -> Page:
        return await session.page(address, headers=headers(address), obey=True)

    async def found(page: Page) -> Extraction:
        return read(page)

    async with _session(fetcher, urls.host_of(url), clock) as session:
        page = await session.page(url, headers=headers(url))
        whole = await further.whole(read(page), page.url, ask, found)
    return whole.article, whole.failure


async def _get(session: Session, url: str, *, obey: bool = False) -> Page:
    return await session.get(url, accept=FEED, limit=Network().max_feed, obey=obey)


async def _look_up(
    session: Session, candidate: Candidate, offered: Sequence[Candidate]
) -> Found | None:
    try:
        page = await _get(session, candidate.url, obey=not candidate.declared)
    except SourceError:
        return None
    document = _document(page)
    if document is None:
        return None
    others = tuple(other for other in offered if other.url != candidate.url)
    return Found(url=candidate.url, document=document, page=page, candidates=(candidate, *others))


def _document(page: Page) -> Document | None:
    try:
        return read(page.body, url=page.url, content_type=page.content_type)
    except ParseError:
        return None


def _common(url: str) -> Sequence[Candidate]:
    return [Candidate(url=urljoin(url, path), title="", type="") for path in COMMON_PATHS]


async def preview(
    fetcher: Fetcher,
    source: Source,
    limit: int,
    clock: Clock,
    root: Path,
    rules: Shelf | None = None,
) -> Preview:
    """Return what a source says, and what its newest entries would become.

    `root` is where programs run, `rules` what is known of sites. Raises SourceError.
    """
    host = urls.host_of(source.url)
    with closing(Workers()) as workers:
        async with _session(fetcher, host, clock) as session:
            page, _ = await ask(session, source, None, root)
            now = clock.now()
            document = await news.read_beside(workers, source, page, now)
            some = replace(source, backfill=limit)
            found = intake.sort_out(some, document.entries, {}, first_run=True, now=now)
            card = Card(source=source.id, title=document.title, lang=document.lang)
            drafts = [
                await _draft(session, workers, source, item, card, root, rules)
                for item in reversed(found.pending)
            ]
    return Preview(
        document=document,
        page=page,
        drafts=tuple(drafts),
        objections=tuple((entry.title or entry.url or "", why) for entry, why in found.objections),
    )


async def _draft(
    session: Session,
    workers: Workers,
    source: Source,
    pending: Pending,
    card: Card,
    root: Path,
    rules: Shelf | None,
) -> Draft:
    """Return the entry's article, images remote; its page's failure makes it partial."""
    own = session.on_behalf(source)
    try:
        material, _ = await gather(own, workers, source, pending, None, root=root, rules=rules)
    except SourceError as error:
        nothing = fragment("", None)
        material = compose.Material(entry=pending.entry, feed=nothing, problem=error.message)
    article = compose.draft(material, compose.choose(material, source, None), source, card)
    missed = material.page.missed if material.page else ()
    return Draft(article=article, missed=missed, problem=material.problem)


async def look(
    parts: Parts, only: frozenset[str] | None, *, everything: bool, force: bool = False
) -> int:
    """Check the sources that a run would check, and report what it would archive.

    A source that may not be asked yet is left alone as by a run, unless `force`. Returns how many
    of those that were asked failed.
    """
    now, failed = parts.clock.now(), 0
    held = {} if force else await _held(parts)
    standings = {standing.id: standing for standing in await parts.frontier.standings()}
    asked: defaultdict[str, list[Source]] = defaultdict(list)
    for source in parts.sources.values():
        standing = standings.get(source.id)
        named = source.id in only if only is not None else everything
        due = standing is None or standing.due <= now
        if not source.enabled or not (named or (only is None and due)):
            continue
        if (until := held.get(source.id, now)) > now:
            tell(parts, "waiting", source, until=until)
        else:
            asked[urls.host_of(source.url)].append(source)
    for host, sources in asked.items():
        # One session, because it is what keeps requests to a host apart, and its pauses.
        async with _session(parts.fetcher, host, parts.clock) as session:
            for source in sources:
                failed += not await _would(parts, session, source, standings.get(source.id))
    return failed


def _session(fetcher: Fetcher, host: str, clock: Clock) -> AbstractAsyncContextManager[Session]:
    """Open a session that takes as long as it takes: nobody else waits for the host."""
    return fetcher.session(host, OpenGate(clock), clock, deadline=inf)


async def _held(parts: Parts) -> Mapping[str, datetime]:
    """Return until when sources may not be asked: their servers said so, or their host rests."""
    held = {}
    for each in await parts.frontier.carried():
        host = await parts.frontier.host(each.standing.host)
        until = [moment for moment in (each.asked, host.next_at) if moment is not None]
        if until:
            held[each.standing.id] = max(until)
    return held


async def _would(parts: Parts, session: Session, source: Source, standing: Standing | None) -> bool:
    """Report what a check of the source would find; return False when it fails."""
    there = address(source, standing, parts.clock.now()) if standing else None
    validators = standing.validators if standing else None
    try:
        page, same = await ask(session, source, validators, parts.root, at=there)
        if same:
            tell(parts, "unchanged", source)
        else:
            await _foretell(parts, source, standing, page)
    except SourceError as error:
        if isinstance(error, Postponed) and not isinstance(error, ProxyFailed):
            tell(parts, "waiting", source, until=error.not_before)
            return True
        tell(parts, "failed", source, reason=error.message, hint=error.hint)
        return False
    return True


async def _foretell(parts: Parts, source: Source, standing: Standing | None, page: Page) -> None:
    """Report what would become of the entries of a document that has changed."""
    found = await news.look_for(parts, source, standing, page, parts.clock.now())
    tell(parts, "checked", source, counts=found.counts)
    for entry, why in found.entries.objections:
        tell(parts, "passed", source, title=entry.title, url=entry.url, reason=why)
    for item in found.entries.pending:
        kind: Kind = "archived" if found.is_new(item) else "revised"
        tell(parts, kind, source, title=item.entry.title, url=item.entry.url)
