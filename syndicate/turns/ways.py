"""The way to a source's history: what its document shows, else what its site does, and reading it.

    prev-archive ─▶ next ─▶ a sitemap's others ─▶ a list's next page ─▶ WordPress ─▶ the site's sitemaps

The first that there is wins. What nobody named (the API, sitemaps) is asked as robots.txt allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from syndicate import log, urls
from syndicate.errors import FetchError, ParseError, Postponed
from syndicate.fetcher import history, rewrites
from syndicate.fetcher.client import FEED, HTML, Session
from syndicate.fetcher.history import Start, Way
from syndicate.fetcher.policy import Network
from syndicate.fetcher.readers import onward, reading, sitemap, wordpress
from syndicate.fetcher.readers.feed import inflated
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup.decode import decode
from syndicate.model import Document, Entry, Page, Select, Source

_FEEDS = ("rss", "atom", "feed")
_ROBOTS = "text/plain,*/*;q=0.5"

_log = log.get(__name__)


async def find(session: Session, source: Source, document: Document, page: Page) -> Start:
    """Return the best way to what is older than a source's own document.

    Raises ParseError when neither the document nor its site shows one.
    """
    shown = history.linked(document)
    if shown is None and document.format == "sitemap":
        others = sitemap.children(text_of(page), page.url)[sitemap.CHILDREN :]
        shown = Start(way="sitemap", todo=tuple(url for url, _ in others))
    if shown is None and document.format == "listing":
        target = onward.next_page(text_of(page), page.url)
        shown = Start(way="list", todo=(target,)) if target else None
    if shown is None:
        shown = await _wordpress(session, document, page)
    shown = shown or await _sitemaps(session, document)
    if shown is None:
        raise ParseError(
            f"neither {source.label} nor its site shows what is older",
            url=page.url,
            transient=False,
            hint="where the site has a sitemap, follow that: syndicate add URL --kind sitemap",
        )
    return shown


async def _wordpress(session: Session, document: Document, page: Page) -> Start | None:
    """Return the site's API where this is its main feed, else the feed's own numbered pages.

    Many sites keep to themselves what made their feed, so the API may speak for it; numbered
    pages are only asked for where the feed says that it has them.
    """
    is_told = onward.is_wordpress(page.body)
    numbered = Start(way="paged", todo=(onward.paged(page.url),)) if is_told else None
    if document.format not in _FEEDS or document.link is None or not onward.is_main_feed(page.url):
        return numbered
    home = await _had(session, document.link, HTML)
    api = onward.wordpress_api(text_of(home), home.url) if home else None
    if home is None or api is None or not urls.same_site(api, home.url):
        return numbered
    return Start(way="wordpress", todo=(onward.posts(api),))


async def _sitemaps(session: Session, document: Document) -> Start | None:
    """Return the sitemaps of a site, if it is known where in it the source's articles lie."""
    within = onward.shared_path(entry.url for entry in document.entries if entry.url)
    if within is None:
        return None
    home = next(entry.url for entry in document.entries if entry.url)
    robots = await _had(session, f"{urls.origin(home)}/robots.txt", _ROBOTS)
    named = onward.sitemaps(text_of(robots) if robots else "", home)
    if named:
        return Start(way="sitemap", todo=tuple(named), within=within)
    for url in onward.usual_sitemaps(home):
        if await _had(session, url, FEED):
            return Start(way="sitemap", todo=(url,), within=within)
    return None


async def _had(session: Session, url: str, accept: str) -> Page | None:
    """Return what may lie at an address that nobody named; None where it can't be had."""
    try:
        return await session.get(url, accept=accept, limit=Network().max_page, obey=True)
    except Postponed:
        raise
    except FetchError as error:
        _log.info("way not taken", page=url, reason=error.message)
        return None


async def ask(session: Session, way: Way | None, url: str) -> Page:
    """Return a document of a history. Raises FetchError and its kinds."""
    accept = HTML if way == "list" else FEED
    obey = way in history.OWN_FIND
    return await session.get(url, accept=accept, limit=Network().max_feed, obey=obey)


def read(source: Source, way: Way | None, page: Page, now: datetime) -> Document:
    """Return what a document of a history announces, at mended addresses. Raises ParseError."""
    return rewrites.document(source.rewrite, _read(source, way, page, now))


def _read(source: Source, way: Way | None, page: Page, now: datetime) -> Document:
    if way == "wordpress":
        context = Context(base=page.url, home="", zone=ZoneInfo(source.timezone), lang=source.lang)
        return wordpress.read(text_of(page), context, url=page.url)
    if way == "sitemap":
        select = source.select if source.kind == "sitemap" else Select()
        return reading.read(replace(source, kind="sitemap", select=select), page, now)
    return reading.read(source, page, now)


def children(way: Way | None, page: Page) -> Sequence[str]:
    """Return the sitemaps that an index names, those first that hold what is new."""
    if way != "sitemap":
        return ()
    return [url for url, _ in sitemap.children(text_of(page), page.url)]


def within(document: Document, pattern: str | None) -> Sequence[Entry]:
    """Return the entries of a site's sitemap that are the source's."""
    if pattern is None:
        return document.entries
    return [entry for entry in document.entries if fnmatchcase(entry.url or "", pattern)]


def text_of(page: Page) -> str:
    """Return the text of an answer."""
    return decode(inflated(page.body, page.url), page.content_type)
