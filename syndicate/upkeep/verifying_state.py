"""The state against the files: articles that it does not know, knows wrongly, or knows alone;
and the search index against the state.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from syndicate.archiver.files import stored, tombstones
from syndicate.errors import ArchiveError, StateDamaged, StateError
from syndicate.model import Article, Tombstone
from syndicate.model.listed import Remembered
from syndicate.search import checking
from syndicate.state import codec
from syndicate.state.sqlite import Sqlite
from syndicate.storage.base import Storage
from syndicate.upkeep.verifying_classes import Finding

Known = Mapping[str, Remembered]
"""The articles that state knows, by their paths."""


def rows(path: Path) -> tuple[Known | None, Sequence[Finding]]:
    """Return what state knows, None where there is no sound one, and why there is none."""
    name = f"{path.parent.name}/{path.name}"
    if not path.exists():
        return None, (Finding(path=name, kind="state-missing"),)
    try:
        found, mark = asyncio.run(_rows(path))
    except (StateDamaged, StateError) as error:
        return None, (Finding(path=name, kind="state-damaged", detail=error.message),)
    if found is None:
        return None, (Finding(path=name, kind="state-missing", detail="nothing is in it yet"),)
    return found, tuple(_index(path.with_name("search.db"), found, mark))


def _index(path: Path, found: Known, mark: str) -> Iterator[Finding]:
    amiss = checking.check(path, mark, {path: row.digest for path, row in found.items()})
    if amiss:
        yield Finding(path=f"{path.parent.name}/{path.name}", kind="search-damaged", detail=amiss)


async def _rows(path: Path) -> tuple[Known | None, str]:
    """Return the articles, None of a state in which nothing is, and the mark from before them."""
    state = await asyncio.to_thread(Sqlite.open, path)
    try:
        if not state.restored:
            return None, ""
        mark = await state.memory.mark()
        return await state.memory.remembered(), mark
    finally:
        await state.close()


def tombstones_of(path: Path, storage: Storage) -> Iterator[Finding]:
    """Yield that tombstones of which a sound state knows are no longer in the archive."""
    try:
        there = stored.read(storage, tombstones.KEY) or b""
    except ArchiveError:
        return
    lost = set(buried(path)) - set(tombstones.sound(there))
    if lost:
        yield Finding(path=tombstones.KEY, kind="tombstones-missing", detail=str(len(lost)))


def buried(path: Path) -> Sequence[Tombstone]:
    """Return the tombstones of which the state knows; none where it is not sound."""
    try:
        return asyncio.run(_buried(path)) if path.exists() else ()
    except StateError:
        return ()


async def _buried(path: Path) -> Sequence[Tombstone]:
    state = await asyncio.to_thread(Sqlite.open, path)
    try:
        return await state.memory.buried()
    finally:
        await state.close()


def row_of(article: Article, known: Known, *, by_hand: bool = False) -> Iterator[Finding]:
    """Yield how state is wrong about an article that is there; it need not know a person's edit."""
    path = article.path or ""
    row = known.get(path)
    if row is None:
        yield Finding(path=path, kind="row-missing", article=path)
    elif not row.is_sound or not (by_hand or article.edited or _is_of(article, row)):
        yield Finding(path=path, kind="row-wrong", article=path)


def _is_of(article: Article, row: Remembered) -> bool:
    return (row.source, row.digest) == (article.source, codec.article_digest(article))


def gone(known: Known, there: frozenset[str], pages: frozenset[str] | None) -> Iterator[Finding]:
    """Yield the articles that state alone knows; `pages` are the sources that have a page.

    None: the profile writes no pages.
    """
    missing, left = defaultdict[str, list[str]](list), set[str]()
    for path, row in known.items():
        if path in there:
            left.add(row.source)
        else:
            missing[row.source].append(path)
    for source, paths in sorted(missing.items()):
        if source in (left if pages is None else pages):
            yield from (Finding(path=path, kind="row-gone", article=path) for path in sorted(paths))
        else:
            yield Finding(path=source, kind="source-missing", detail=f"{len(paths)} articles")
