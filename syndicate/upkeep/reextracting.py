"""Articles made anew from what was kept of their pages: today's rules, no network, no version.

    archive.get ─▶ its version's capture ─▶ replaying.again ─▶ broken? ─▶ archive.reapply ─▶ memory.adopt

Whatever a person edited stays. What would lose most of its text, or its page, is refused: then a
rule is wrong, or the page never was the article's. Nothing is announced.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from syndicate.archiver.archive import Archive
from syndicate.archiver.markdown.text import text_length
from syndicate.errors import ArchiveError, SourceError
from syndicate.model import Article, Source
from syndicate.parts import Parts
from syndicate.report import Draft, Problem, Reextracted, Reread, RereadKind
from syndicate.state.base import Row
from syndicate.turns.archiving import EXTRACTOR
from syndicate.turns.replaying import Replays, again, capture_of, has_shrunk

TOGETHER = 4
"""Articles read at the same time: as many as keep two worker processes busy."""

_SHOWN = (
    "title",
    "date",
    "lastmod",
    "authors",
    "description",
    "tags",
    "lang",
    "image",
    "canonical_url",
    "publisher",
    "rights",
    "enclosures",
    "status",
)
"""What of an article a person is told of when it changes, besides its text."""


@dataclass(slots=True)
class _Run:
    counts: Counter[RereadKind] = field(default_factory=Counter)
    told: list[Reread] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, found: Reread) -> None:
        self.counts[found.kind] += 1
        if found.kind != "same":
            self.told.append(found)


async def reextract(
    parts: Parts, replays: Replays, rows: Sequence[Row], *, dry: bool
) -> Reextracted:
    """Read the rows' articles anew; with `dry` only say what would change."""
    run = _Run()
    for begin in range(0, len(rows), TOGETHER):
        some = rows[begin : begin + TOGETHER]
        found = await asyncio.gather(
            *(_article(parts, replays, row, len(rows), dry=dry) for row in some)
        )
        for each in found:
            if isinstance(each, ArchiveError):
                run.problems.append(Problem(source=None, reason=each.message))
            else:
                run.add(each)
    counts: dict[str, int] = {name: run.counts[name] for name in sorted(run.counts)}
    return Reextracted(counts=counts, articles=tuple(run.told), problems=tuple(run.problems))


async def _article(
    parts: Parts, replays: Replays, row: Row, waiting: int, *, dry: bool
) -> Reread | ArchiveError:
    """Read one article anew; return what is wrong with its files, if anything is."""
    try:
        known = await asyncio.to_thread(parts.archive.get, row.path)
        found = await _anew(parts, replays, known, parts.sources, waiting)
        if isinstance(found, Reread):
            return found
        article, problem = found
        if reason := _broken(known, article, problem):
            return _said(known, "refused", reason)
        return await _apply(parts, known, article, dry=dry)
    except ArchiveError as error:
        return error
    except SourceError as error:
        return _said(known, "refused", error.message)


async def foretell(
    parts: Parts, replays: Replays, row: Row, sources: Mapping[str, Source]
) -> Draft | Reread:
    """Return what an article would become by the rules of `sources`, or why nobody knows."""
    known = await asyncio.to_thread(parts.archive.get, row.path)
    try:
        found = await _anew(parts, replays, known, sources, 1)
    except SourceError as error:
        return _said(known, "refused", error.message)
    if isinstance(found, Reread):
        return found
    article, problem = found
    return Draft(article=article, problem=problem or _broken(known, article, None))


async def _anew(
    parts: Parts, replays: Replays, known: Article, sources: Mapping[str, Source], waiting: int
) -> tuple[Article, str | None] | Reread:
    """Return what is made of an article's capture, and why its page gave nothing, if it didn't."""
    reference = await asyncio.to_thread(_capture, parts.archive, known)
    if isinstance(reference, Reread):
        return reference
    take = await asyncio.to_thread(replays.captures.get, reference)
    if take is None:
        return _said(known, "none", "its capture is no longer there")
    source = sources.get(take.source)
    if source is None:
        return _said(known, "none", f"{take.source} is not in config.toml: its rules are unknown")
    return await again(
        replays,
        take,
        source,
        known,
        parts.workers,
        rules=parts.rules,
        mode=parts.images,
        waiting=waiting,
    )


def _capture(archive: Archive, known: Article) -> str | Reread:
    """Return what names the capture of the present version, or why there is none to be read."""
    records = archive.versions(known.path or "")
    if records and records[-1].number != known.revision:
        return _said(known, "edited", "a newer version lies beside your edit")
    return capture_of(archive, known) or _said(known, "none", "it was archived without a capture")


async def _apply(parts: Parts, known: Article, article: Article, *, dry: bool) -> Reread:
    put = await asyncio.to_thread(
        parts.archive.reapply, article, known.path or "", extractor=EXTRACTOR, dry=dry
    )
    if put.kind == "unchanged":
        return _said(known, "same")
    if not dry:
        await parts.memory.adopt([put.article])
    return _compared(known, put.article)


def _broken(known: Article, article: Article, problem: str | None) -> str | None:
    """Say why an article may not take the place of the one that is there."""
    if has_shrunk(known, article):
        before, after = text_length(known.markdown), text_length(article.markdown)
        return f"only {after} of {before} characters would be left"
    if known.status == "whole" and article.status == "partial":
        return problem or "its page would give nothing"
    return None


def _said(known: Article, kind: RereadKind, reason: str | None = None) -> Reread:
    return Reread(
        kind=kind, path=known.path or "", source=known.source, title=known.title, reason=reason
    )


def _compared(before: Article, after: Article) -> Reread:
    """Say what is no longer as it was."""
    changed = tuple(name for name in _SHOWN if getattr(before, name) != getattr(after, name))
    old, new = Counter(before.markdown.split()), Counter(after.markdown.split())
    text = ("text",) if before.markdown != after.markdown else ()
    return replace(
        _said(after, "changed"),
        fields=(*text, *changed),
        added=(new - old).total(),
        removed=(old - new).total(),
    )
