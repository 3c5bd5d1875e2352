"""Feeds of what became of something: of sources (`health`), and of articles (`changes`)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from syndicate import __version__, identity
from syndicate.archiver.files import differ
from syndicate.errors import ArchiveError
from syndicate.generator import changes, envelope, health, select
from syndicate.generator.announcement import announce
from syndicate.generator.entries import Entries, written
from syndicate.generator.paths import feed_path
from syndicate.generator.render import NEVER, document
from syndicate.model import Change, Feed
from syndicate.model.listed import Said
from syndicate.parts import Parts
from syndicate.publication.output import Output
from syndicate.publication.renderings import Renderings


async def of_sources(
    output: Output, before: Mapping[str, str], renderings: Renderings
) -> Mapping[str, str]:
    """Write the feed of what became of sources, if it would change; return its digest.

    There is none before anything became of one.
    """
    parts = output.parts
    told = await parts.memory.changes(health.FEED.limit)
    if not told:
        return {}
    titles = {each.source: renderings.origin(each.source).title for each in told}
    digest = identity.digest(__version__, repr(parts.site), repr(told), repr(titles))
    if before.get(health.HEALTH) != digest or not is_there(parts, health.FEED):
        await asyncio.to_thread(_write_health, output, told, titles)
    return {health.HEALTH: digest}


async def of_articles(
    output: Output, before: Mapping[str, str], renderings: Renderings
) -> Mapping[str, str]:
    """Write the feed of what changed in articles, if it would change; return its digest.

    There is none before any article has a second version.
    """
    parts = output.parts
    told = await parts.memory.revised(changes.FEED.limit)
    if not told:
        return {}
    said = [f"{each.id} {each.number} {each.digest}" for each in told]
    origins = [renderings.digest(each.source) for each in told]
    digest = identity.digest(__version__, repr(parts.site), said, origins)
    if before.get(changes.CHANGES) != digest or not is_there(parts, changes.FEED):
        await asyncio.to_thread(_write_changes, output, told, renderings)
    return {changes.CHANGES: digest}


def is_there(parts: Parts, feed: Feed) -> bool:
    """Tell whether a feed's subscription documents are in the published folder."""
    return all(parts.public.exists(feed_path(feed, form)) for form in feed.formats)


def _write_health(output: Output, told: Sequence[Change], titles: Mapping[str, str]) -> None:
    site = output.parts.site
    items = [health.item(change, site, titles[change.source]) for change in told]
    entries = [written(announce(item, site)) for item in items]
    updated = max((item.article.announced or NEVER for item in items), default=NEVER)
    _write(output, health.FEED, entries, envelope.envelope(health.FEED, site, updated=updated))


def _write_changes(output: Output, told: Sequence[Said], renderings: Renderings) -> None:
    site = output.parts.site
    entries = []
    for said in told:
        entry = _changed(output, said, renderings)
        if entry is not None:
            entries.append(entry)
    updated = max((each.announced for each in told), default=NEVER)
    _write(output, changes.FEED, entries, envelope.envelope(changes.FEED, site, updated=updated))


def _changed(output: Output, said: Said, renderings: Renderings) -> Entries | None:
    parts = output.parts
    article = renderings.article(said)
    if article is None or not article.earlier:
        return None
    try:
        before = parts.archive.version(said.path, article.earlier[-1].number)
    except ArchiveError as error:
        output.complain(said.source, error.message, said.path, error)
        return None
    may = select.may(parts.sources.get(article.source), parts.site, article)
    pieces = differ.pieces(before.markdown, article.markdown)
    item = changes.item(
        before,
        article,
        [(piece.kind, piece.text) for piece in pieces],
        differ.count(pieces),
        renderings.origin(article.source),
        may,
    )
    try:
        return written(announce(item, parts.site))
    except (ValueError, OverflowError) as error:
        output.complain(None, f"feed {changes.CHANGES}: {said.path}: left out, {error}")
        return None


def _write(output: Output, feed: Feed, entries: Sequence[Entries], said: envelope.Envelope) -> None:
    for form in feed.formats:
        output.write(feed_path(feed, form), document(said, [it[form] for it in entries], form))
