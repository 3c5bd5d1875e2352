"""In which announcements a feed's query is found: each is looked into once.

The query is the one that `syndicate search` takes; it is asked of the version that was announced,
so that a feed's history stays as it is when an article changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from syndicate.errors import ArchiveError
from syndicate.generator.paths import feed_stem
from syndicate.model import Article, Feed
from syndicate.model.listed import Said, Selection
from syndicate.parts import Parts
from syndicate.search.base import Document, chooses
from syndicate.search.excerpts import Text, readable
from syndicate.search.query import Query, parse


async def ask(parts: Parts, feed: Feed, selection: Selection, since: datetime | None) -> None:
    """Look for a feed's query in what was announced since (None: ever), and let state know."""
    wanted = replace(selection, query=None, limit=None, since=since)
    candidates = await parts.memory.announcements(wanted)
    found = await asyncio.to_thread(
        _found, parts, parse(feed.query or "", leaves_out=True), candidates
    )
    await parts.memory.set_asked(feed_stem(feed), since, found)


def _found(parts: Parts, query: Query, candidates: Sequence[Said]) -> list[Said]:
    return [each for each in candidates if _fits(parts, query, each)]


def _fits(parts: Parts, query: Query, said: Said) -> bool:
    try:
        article = parts.archive.get(said.path)
        if article.revision != said.number:
            article = parts.archive.version(said.path, said.number)
    except ArchiveError:
        # Whoever shows it complains.
        return False
    return fits(query, article)


def fits(query: Query, article: Article) -> bool:
    """Tell whether an article has what a query asks for."""
    document = _document(article)
    words = document.parts
    return query.fits(words) and chooses(query, document)


def _document(article: Article) -> Document:
    text = Text(
        title=readable(article.title),
        authors=" ".join(article.authors),
        tags=" ".join(article.tags),
        description=article.description or "",
        lang=article.lang or "",
        body=readable(article.markdown),
    )
    day = article.date or article.announced or article.archived
    return Document(
        path=article.path or "",
        stamp="",
        announced=0,
        day=day.isoformat()[:10] if day else "",
        sources=tuple(dict.fromkeys((article.source, *article.via))),
        tags=article.tags,
        lang=article.lang or "",
        parts=text.parts(),
    )
