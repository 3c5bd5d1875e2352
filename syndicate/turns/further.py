"""The pages on which an article goes on: asked one after the other, and joined.

    first page ─┬─ the whole on one page? ─ ask ─ extract ─▶ it, if it has no less text
                └─ next page? ─ ask ─ extract ─ again, at most `PAGES` in all ─ join ─▶ whole
                                   └─ fails ─▶ what there is, and why it is not all

How a page is asked and read is the caller's: a turn does both otherwise than a command.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple

from syndicate import log, urls
from syndicate.archiver.markdown.text import text_length
from syndicate.archiver.page.joining import join, says_the_same
from syndicate.errors import Postponed, SourceError
from syndicate.model import Extraction, Page

PAGES = 20
"""Pages of one article; a longer one is a book, or a site that counts on for ever."""

_log = log.get(__name__)

Ask = Callable[[str], Awaitable[Page]]
"""Get the page at an address that another page names; raises SourceError."""

Read = Callable[[Page], Awaitable[Extraction]]
"""Find the article in a page; raises SourceError."""


class Whole(NamedTuple):
    """Hold an article of many pages, where it was found, and why its end is missing if it is."""

    article: Extraction
    url: str
    failure: SourceError | None = None


async def whole(first: Extraction, url: str, ask: Ask, read: Read) -> Whole:
    """Return the article that begins on the page at `url`, with the pages on which it goes on."""
    if first.single_page and (single := await _single(first, first.single_page, ask, read)):
        return single
    pages, seen = [first], {urls.canonical(url)}
    while (address := pages[-1].next_page) and len(pages) < PAGES:
        if urls.canonical(address) in seen:
            break
        seen.add(urls.canonical(address))
        try:
            page = await ask(address)
            if page.url != address and urls.canonical(page.url) in seen:
                break
            found = await read(page)
        except SourceError as error:
            _log.warning("further page missing", page=address, reason=error.message)
            return Whole(join(pages), url, error)
        if says_the_same(found, pages):
            break
        pages.append(found)
    return Whole(join(pages), url)


async def _single(part: Extraction, url: str, ask: Ask, read: Read) -> Whole | None:
    """Return the article from the page that has it whole; None where that has less of it.

    Such a page may ask to log in, or to print. Raises Postponed.
    """
    try:
        page = await ask(url)
        found = await read(page)
    except Postponed:
        raise
    except SourceError as error:
        _log.info("single page left", page=url, reason=error.message)
        return None
    if text_length(found.markdown) < text_length(part.markdown):
        _log.info("single page left", page=url, reason="it has less text")
        return None
    # The article is known by the address that was announced.
    return Whole(replace(found, canonical_url=part.canonical_url), page.url)
