"""What a person deleted from the archive by hand: told from damage, remembered, and reported.

    memory.paths ─▶ whose document is gone? ─▶ sidecar left, or nothing left of its source: damage
                 ─▶ found at another path: memory.adopt
                 ─▶ archive.bury ─▶ memory.forget

The tombstone comes before state forgets: a crash in between buries once more, and the names are
there already.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from syndicate.archiver.archive import Archive
from syndicate.errors import ArchiveError
from syndicate.model import Article
from syndicate.parts import Parts
from syndicate.report import Event


@dataclass(slots=True)
class _Found:
    """Hold what is not where state knows it: paths of articles, and what is damage."""

    gone: list[str] = field(default_factory=list)
    damage: list[ArchiveError] = field(default_factory=list)
    moved: list[Article] = field(default_factory=list)


async def take_up(parts: Parts) -> tuple[str, ...]:
    """Let go of the articles that somebody deleted; return their paths.

    They leave feeds and lists, and no source brings them back. Damage goes to `parts.damage`.
    """
    known = await parts.memory.paths()
    found = await asyncio.to_thread(_look, parts.archive, known)
    for error in found.damage:
        parts.complain(error)
    if not found.gone:
        return ()
    stones = {stone.id: stone for stone in await parts.memory.names(found.gone)}
    found.moved = await asyncio.to_thread(_elsewhere, parts.archive, known, stones.keys())
    await parts.memory.adopt(found.moved)
    for article in found.moved:
        stones.pop(article.id)
    deleted = sorted(set(found.gone) & (await parts.memory.paths()).keys())
    await asyncio.to_thread(parts.archive.bury, list(stones.values()))
    await parts.memory.forget(deleted)
    for path in deleted:
        parts.report(Event(kind="deleted", at=parts.clock.now(), source=known[path], path=path))
    return tuple(deleted)


def _look(archive: Archive, known: Mapping[str, str]) -> _Found:
    """Tell what was deleted by hand from what is damaged."""
    found, gone = _Found(), defaultdict[str, list[str]](list)
    left = set()
    for path, source in known.items():
        try:
            if archive.is_gone(path):
                gone[source].append(path)
            else:
                left.add(source)
        except ArchiveError as error:
            found.damage.append(error)
            left.add(source)
    for source, paths in sorted(gone.items()):
        if source in left or archive.has_page(source):
            found.gone += paths
        else:
            found.damage.append(_all_missing(source, len(paths)))
    return found


def _all_missing(source: str, count: int) -> ArchiveError:
    return ArchiveError(
        f"all of {source} is missing from the archive ({count} articles)",
        path=source,
        hint="restore it; if you deleted it, delete .syndicate/state.db as well: "
        "it is made again from what the archive holds",
    )


def _elsewhere(archive: Archive, known: Mapping[str, str], ids: Collection[str]) -> list[Article]:
    """Return those of the articles that lie at a path that state does not know."""
    return [article for article in archive.others(known.keys()) if article.id in ids]
