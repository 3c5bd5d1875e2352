"""A feed that is gone → the feed of the same site that stands for it now.

    the page that came instead ─┐
    the site's first page ──────┴▶ what the page declares, links to, usual paths ─▶ Moved

A site has other feeds as well, of comments, of a shop: where articles are archived, only one that
has one of them stands for the old one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from syndicate import urls
from syndicate.clock import Clock
from syndicate.errors import SourceError
from syndicate.fetcher.client import Fetcher
from syndicate.fetcher.readers.inference.refind import Known
from syndicate.model import Entry, Source
from syndicate.report import Found, Moved
from syndicate.wiring import rehearsal

_MOST = 5
"""Feeds of one page that are looked at: a site's own, of its comments, of a section or two."""


async def find(
    fetcher: Fetcher, source: Source, start: str, known: Sequence[Known], clock: Clock
) -> Moved | None:
    """Return the feed that stands for a source's now, None where none is found.

    `start` is the page that came instead of it. A source whose address hides a secret is left
    alone: none of what it leads to may be shown.
    """
    if source.kind not in ("auto", "feed") or source.select.items or source.shown is not None:
        return None
    pages = dict.fromkeys((start, f"{urls.origin(start)}/", f"{urls.origin(source.url)}/"))
    for page in pages:
        async for found in _feeds(fetcher, page, clock):
            if (moved := _moved(found, source, known)) is not None:
                return moved
    return None


async def _feeds(fetcher: Fetcher, page: str, clock: Clock) -> AsyncIterator[Found]:
    """Yield the feed that a page leads to, then the others that it names."""
    found = await _found(fetcher, page, clock)
    if found is None:
        return
    yield found
    for candidate in found.candidates[1:_MOST]:
        if (other := await _found(fetcher, candidate.url, clock)) is not None:
            yield other


async def _found(fetcher: Fetcher, url: str, clock: Clock) -> Found | None:
    try:
        found = await rehearsal.discover(fetcher, url, clock)
    except SourceError:
        return None
    return None if found.lists else found


def _moved(found: Found, source: Source, known: Sequence[Known]) -> Moved | None:
    addresses = {urls.canonical(each.url) for each in known if each.url}
    titles = {each.title for each in known if each.title}
    entries = found.document.entries
    archived = sum(1 for entry in entries if _is_known(entry, addresses, titles))
    if not entries or (known and not archived) or _same(found.url, source.url):
        return None
    title = found.document.title
    return Moved(url=found.url, title=title, entries=len(entries), archived=archived)


def _is_known(entry: Entry, addresses: set[str], titles: set[str]) -> bool:
    return (entry.url is not None and urls.canonical(entry.url) in addresses) or (
        entry.title in titles
    )


def _same(one: str, other: str) -> bool:
    return urls.canonical(one) == urls.canonical(other)
