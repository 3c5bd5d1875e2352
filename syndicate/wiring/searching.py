"""Searching an archive, and keeping the index in step with it.

    state's mark is the index's ─ no ─▶ what differs is read and indexed    (catch up)
    query ─▶ index ─▶ paths ─▶ rows, documents ─ does it still fit? ─▶ hits

State's mark changes with whatever is written of articles, so that an index that was not told of it
is brought up to date before it is asked. What a person edited in a file is found from the next run
on, which looks at the files' times. Where an index can't be had every document is looked through.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from syndicate import log
from syndicate.archiver.archive import Archive
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.config import Config
from syndicate.errors import ArchiveError, StateError
from syndicate.search.base import Document, Index, Order, chooses
from syndicate.search.excerpts import Hit, Keys, Piece, read, shown
from syndicate.search.query import Choice, Query, parse
from syndicate.search.sqlite import Sqlite
from syndicate.search.words import fold
from syndicate.state.base import Memory, Row, Selection

__all__ = ["Hit", "Order", "Piece", "Place", "forget", "parse", "refresh", "search"]

CHUNK = 200
"""Rows asked of state at once."""

_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where the index is, the archive, and where a document's file is."""

    index: Path
    archive: Archive
    file: Callable[[str], Path]


def place(config: Config, archive: Archive) -> Place:
    """Return where things are: the index lies beside state, and is as easily made again."""
    home, profile = config.archive.path, archive.profile
    index = config.state_path.with_name("search.db")
    return Place(index, archive, lambda path: home / Files(path, profile).main)


async def search(
    memory: Memory,
    at: Place,
    query: str,
    selection: Selection,
    limit: int | None,
    order: Order = "newest",
) -> list[Hit[Row]]:
    """Return the first `limit` of the selected articles that have what the query asks for.

    Raises ValueError when it asks for nothing.
    """
    wanted = _narrowed(parse(query), selection)
    try:
        with contextlib.closing(Sqlite.open(at.index)) as index:
            await _catch_up(memory, at, index, files=False)
            found = index.find(wanted, order=order, since=_since(selection))
            return await _hits(memory, at, wanted, found, limit)
    except StateError as error:
        _log.warning("search index not used", reason=error.message)
    listed = (await memory.latest([replace(selection, limit=None)]))[0]
    paths = (row.path for row in listed if _is_chosen(row, at, wanted))
    return await _hits(memory, at, wanted, paths, limit)


async def refresh(memory: Memory, at: Place) -> None:
    """Bring the index up to date with state, and with files that were edited by hand.

    What goes wrong is logged: nobody waits for it, and the next search tries again.
    """
    try:
        with contextlib.closing(Sqlite.open(at.index)) as index:
            wasteful = index.is_wasteful()
        if wasteful:
            forget(at)
        with contextlib.closing(Sqlite.open(at.index)) as index:
            await _catch_up(memory, at, index, files=True)
    except StateError as error:
        _log.warning("search index not brought up to date", reason=error.message)


def forget(at: Place) -> None:
    """Remove the index: it is made anew when somebody searches."""
    for suffix in ("", "-wal", "-shm"):
        part = at.index.with_name(at.index.name + suffix)
        if part.is_file():
            part.unlink(missing_ok=True)


async def _catch_up(memory: Memory, at: Place, index: Index, *, files: bool) -> None:
    """Index what is not as state says; with `files` also what is not as it was on disk.

    The mark is asked for first: what is written meanwhile is caught up with the next time.
    """
    mark = await memory.mark()
    if not files and index.mark() == mark:
        return
    listed, known = await memory.listed(), index.stamps()
    stale = _stale(listed, known, at if files else None)
    gone = known.keys() - listed.keys()
    if not stale and not gone and index.mark() == mark:
        return
    keys, taken = _keys(at.archive.profile), 0
    for start in range(0, len(stale), CHUNK):
        rows = await memory.rows(stale[start : start + CHUNK])
        taken += index.update(_documents(at, rows, listed, keys))
    index.update((), gone, mark=mark)
    _log.debug("search index brought up to date", documents=taken, gone=len(gone))


def _stale(listed: Mapping[str, str], known: Mapping[str, str], at: Place | None) -> list[str]:
    """Return the paths of which the index knows something else than state, or than the disk."""
    stale = []
    for path, digest in listed.items():
        before, _, times = known.get(path, "").partition(" ")
        if before != digest or (at is not None and times != _times(at.file(path))):
            stale.append(path)
    return stale


def _times(file: Path) -> str:
    """Return what differs once a file is another one, or was edited; empty when it is gone."""
    try:
        there = file.stat()
    except OSError:
        return ""
    return f"{there.st_mtime_ns:x}-{there.st_size:x}-{there.st_ino:x}"


def _documents(
    at: Place, rows: Sequence[Row], listed: Mapping[str, str], keys: Keys
) -> Iterator[Document]:
    for row in rows:
        stamp = f"{listed[row.path]} {_times(at.file(row.path))}"
        raw = _raw(at, row)
        if raw is not None:
            yield _document(row, raw, keys, stamp)


def _document(row: Row, raw: bytes, keys: Keys, stamp: str = "") -> Document:
    text = read(row.title, raw, keys)
    return Document(
        path=row.path,
        stamp=stamp,
        announced=int(row.announced.timestamp() * 1_000_000),
        day=(row.date or row.announced).isoformat()[:10],
        sources=tuple(dict.fromkeys((row.source, *row.via))),
        tags=row.tags,
        lang=text.lang,
        parts=text.parts(),
    )


def _raw(at: Place, row: Row) -> bytes | None:
    """Return a document that can be read; what is missing is for `verify` to tell."""
    try:
        return at.archive.raw(row.path)
    except ArchiveError as error:
        _log.warning("document passed over", path=row.path, reason=error.message)
        return None


async def _hits(
    memory: Memory, at: Place, query: Query, paths: Iterable[str], limit: int | None
) -> list[Hit[Row]]:
    """Return the first documents that fit, as they are now."""
    hits: list[Hit[Row]] = []
    keys = _keys(at.archive.profile)
    size = CHUNK if limit is None else min(limit, CHUNK)
    for some in _chunks(paths, size):
        for row in await memory.rows(some):
            raw = _raw(at, row)
            text = read(row.title, raw, keys) if raw is not None else None
            if text is not None and query.fits(text.parts()):
                hits.append(shown(row, text, query))
                if len(hits) == limit:
                    return hits
    return hits


def _chunks(paths: Iterable[str], size: int) -> Iterator[list[str]]:
    some: list[str] = []
    for path in paths:
        some.append(path)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _narrowed(query: Query, selection: Selection) -> Query:
    """Return the query, of the articles that are selected: of both where both name sources."""
    more = []
    if selection.sources:
        more.append(Choice("source", selection.sources))
    if selection.tags:
        more.append(Choice("tag", tuple(map(fold, selection.tags))))
    return replace(query, choices=(*query.choices, *more))


def _since(selection: Selection) -> int | None:
    return int(selection.since.timestamp() * 1_000_000) if selection.since else None


def _is_chosen(row: Row, at: Place, query: Query) -> bool:
    """Tell what the index would of an article's source, tags, language and day."""
    raw = _raw(at, row)
    return raw is not None and chooses(query, _document(row, raw, _keys(at.archive.profile)))


def _keys(profile: Profile) -> Keys:
    """Return under which names the profile's front matter has what is found of a document."""
    named = {key.what: frozenset({key.name}) for key in profile.keys if key.what}
    wanted = ("authors", "tags", "description", "lang")
    return Keys(**{name: named.get(name, frozenset()) for name in wanted})
