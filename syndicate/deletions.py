"""What a person deleted from, or brought into, the archive by hand: told from damage, and reported.

    memory.paths ─▶ whose document is gone? ─▶ sidecar left, or nothing left of its source: damage
                                            ─▶ archive.bury ─▶ memory.forget
                 ─▶ whose document is new? ─▶ memory.adopt: moved, restored, from another machine

The tombstone comes before state forgets: a crash in between buries once more, and the names are
there already.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syndicate import tombs
from syndicate.archiver.archive import Archive
from syndicate.errors import ArchiveError
from syndicate.model import Article, Identity
from syndicate.parts import FUTURE, Parts
from syndicate.report import Event


@dataclass(slots=True)
class _Found:
    """Hold what is not where state knows it: paths of articles, and what is damage.

    `hidden` is set where what is gone may be what came and can't be read.
    """

    gone: list[str] = field(default_factory=list)
    damage: list[ArchiveError] = field(default_factory=list)
    strangers: list[Article] = field(default_factory=list)
    hidden: bool = False


async def take_up(parts: Parts) -> tuple[str, ...]:
    """Let go of the articles that somebody deleted, and take up those that came; return the paths
    of the deleted.

    They leave feeds and lists, and no source brings them back. Damage goes to `parts.damage`.
    """
    await tombs.compare(parts)
    known = await parts.memory.paths()
    found = await asyncio.to_thread(_look, parts.archive, known)
    for error in found.damage:
        parts.complain(error)
    stones = {stone.id: stone for stone in await parts.memory.names(found.gone)}
    moved = [each for each in found.strangers if each.id in stones]
    new = [each for each in found.strangers if each.id not in stones]
    await parts.memory.adopt(moved)
    await _adopt(parts, new, {path: known[path] for path in known.keys() - set(found.gone)})
    if not found.gone or found.hidden:
        return ()
    for article in moved:
        stones.pop(article.id, None)
    deleted = sorted(set(found.gone) & (await parts.memory.paths()).keys())
    await tombs.bury(parts, list(stones.values()))
    await parts.memory.forget(deleted)
    for path in deleted:
        parts.report(Event(kind="deleted", at=parts.clock.now(), source=known[path], path=path))
    return tuple(deleted)


async def _adopt(parts: Parts, new: Sequence[Article], there: Mapping[str, str]) -> None:
    """Take up articles that state does not know: it is older than they are, or they were brought.

    An older state does not know either what became since of other articles of their sources.
    One that a turn is writing, or was when it was killed, is left to that entry; the copy of one
    that is `there` is damage.
    """
    being_written = {stone.id for stone in await parts.memory.names([_path(it) for it in new])}
    new = [article for article in new if article.id not in being_written]
    names = [Identity(source=article.source, key=article.key) for article in new]
    taken, believed = [], parts.clock.now() + FUTURE
    for article, twin in zip(new, await parts.memory.locate(names), strict=True):
        if twin in there:
            parts.complain(_copied(article, twin))
        else:
            taken.append(article)
            if article.announced and article.announced <= believed:
                parts.mint.seen(article.announced)
    if taken:
        await parts.memory.forget(())
        await parts.memory.adopt(taken)
        sources = {article.source for article in taken}
        beside = [path for path, source in there.items() if source in sources]
        await parts.memory.adopt(await asyncio.to_thread(_read, parts.archive, beside))
        reason = f"articles that state did not know were taken up: {len(taken)}"
        parts.report(Event(kind="adopted", at=parts.clock.now(), reason=reason))


def _read(archive: Archive, paths: Sequence[str]) -> list[Article]:
    """Return the articles that are not damaged."""
    found = []
    for path in paths:
        with contextlib.suppress(ArchiveError):
            found.append(archive.get(path))
    return found


def _path(article: Article) -> str:
    return article.path or ""


def _copied(article: Article, twin: str | None) -> ArchiveError:
    path = _path(article)
    return ArchiveError(
        f"{path} is the same article as {twin}",
        path=path,
        hint="keep one of the two folders, and move the other out of the archive",
    )


def _look(archive: Archive, known: Mapping[str, str]) -> _Found:
    """Tell what was deleted by hand from what is damaged, and find what came."""
    found, gone = _Found(), defaultdict[str, list[str]](list)
    left = set[str]()
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
        # What a lost tree got since says nothing: where there is a page, it alone tells.
        if archive.has_page(source) or (source in left and not archive.profile.section):
            found.gone += paths
        else:
            found.damage.append(_missing(source, len(paths), source not in left))
    for each in archive.others(known.keys()):
        if isinstance(each, Article):
            found.strangers.append(each)
        elif found.gone:
            found.damage.append(each)
            found.hidden = True
    return found


def _missing(source: str, count: int, everything: bool) -> ArchiveError:
    what = f"all of {source} is" if everything else f"the page about {source} and more of it are"
    return ArchiveError(
        f"{what} missing from the archive ({count} articles)",
        path=source,
        hint="restore it; if you deleted it: syndicate rebuild --state",
    )
