"""What is told of an entry's end: pure, values in, an event out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from syndicate.archiver import compose
from syndicate.archiver.archive import Put
from syndicate.errors import ArchiveError, HookError, SourceError
from syndicate.model import Article, Pending, Source
from syndicate.report import Event, Kind

_KINDS: Mapping[str, Kind] = {"new": "archived", "revised": "revised", "kept": "kept"}


def failed(pending: Pending, error: SourceError | ArchiveError | HookError, now: datetime) -> Event:
    """Tell that an entry failed, why, and what may be done."""
    return Event(
        kind="failed",
        at=now,
        source=pending.source,
        title=pending.entry.title,
        url=pending.entry.url,
        reason=error.message,
        hint=error.hint,
    )


def archived(put: Put, problem: str | None, now: datetime) -> Event | None:
    """Tell what was written of an article, None when that is no news; `problem` made it partial."""
    kind = _KINDS.get(put.kind)
    if kind is None:
        return None
    article = put.article
    if kind != "kept" and article.status == "partial":
        kind = "partial"
    edited = f"you edited it, so the new version is {put.saved}" if put.saved else None
    return Event(
        kind=kind,
        at=now,
        source=article.source,
        title=article.title,
        url=article.canonical_url,
        path=article.path,
        reason=edited or problem,
        counts={"revision": article.revision},
    )


def missed(
    pending: Pending, source: Source, material: compose.Material, now: datetime
) -> Event | None:
    """Tell that an article's page lacks what a person picked; None when it has it."""
    content = source.select.content
    if material.page is None or content not in material.page.missed:
        return None
    return Event(
        kind="missed",
        at=now,
        source=source.id,
        url=material.url or pending.entry.url,
        reason=f"select.content {content} found nothing in the page of an article",
        hint=f"syndicate preview {source.id}",
    )


def lacking(article: Article, material: compose.Material) -> str | None:
    """Say why an article is partial though nothing went wrong."""
    if article.status == "whole":
        return None
    if material.page is not None:
        return f"{material.url} has less text than the feed, which may be an excerpt"
    if not material.has_page:
        return "the feed has no text of it, and other entries have the same address"
    return "the feed has neither its text nor an address of the web for it"
