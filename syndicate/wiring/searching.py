"""Searching an archive: which documents are looked through, newest first.

    rows ─▶ is the file as the index knows it? ─ yes, and it lacks a word ─▶ passed over
                                               └ else ─▶ read ─▶ scan ─▶ hit · learnt

The files decide: a document is passed over by what its very file said, so that an edit by hand,
a renamed file or an index that was lost can never hide anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from unicodedata import unidata_version
from zlib import crc32

from syndicate import log
from syndicate.archiver.archive import Archive
from syndicate.archiver.files.profiles import Profile
from syndicate.errors import ArchiveError, StateError
from syndicate.search.base import Index, Known
from syndicate.search.query import parse
from syndicate.search.scan import Hit, Keys, Piece, scan
from syndicate.search.sqlite import SqliteIndex
from syndicate.state.base import Row

__all__ = ["Hit", "Piece", "Place", "parse", "search"]

BATCH = 500
"""Documents handed to the index at once: some megabytes of text in memory at most."""

SETTLED = 1.0
"""Seconds after which a file that is written again surely has another time."""

_READ = ("title", "authors", "tags", "description")

_log = log.get(__name__)


def search(
    archive: Archive, rows: Sequence[Row], query: str, limit: int | None, place: Place
) -> list[Hit[Row]]:
    """Return the first `limit` of the rows whose documents have every word of the query.

    Raises ValueError when the query asks for nothing. What is found soon costs no look at the
    rest. Without an index that can be used every document is read.
    """
    parsed, keys = parse(query), _keys(archive.profile)
    try:
        with SqliteIndex(place.index) as index:
            walk = Walk(index, index.look(parsed.terms), place)
            documents = _documents(archive, filter(walk.wants, rows))
            hits = list(islice(scan(parsed, documents, keys, walk.keep), limit))
            walk.flush()
            return hits
    except StateError as error:
        _log.debug("search index passed over", reason=error.message)
    return list(islice(scan(parsed, _documents(archive, rows), keys), limit))


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where the index is, where a document's file is, and what time it is."""

    index: Path
    file: Callable[[str], Path]
    now: datetime


class Walk:
    """Go through documents with an index: which are read, and what is learnt of them."""

    def __init__(self, index: Index, known: Mapping[str, Known], place: Place) -> None:
        self._index = index
        self._known = known
        self._place = place
        self._stamps: dict[str, str] = {}
        self._learnt: list[tuple[str, str, str]] = []

    def wants(self, row: Row) -> bool:
        """Tell whether the document may have what is looked for; remember how its file is now."""
        stamp, known = self._stamp(row), self._known.get(row.path)
        self._stamps = {}
        if stamp is not None and known is not None and known.stamp == stamp:
            return known.likely
        if stamp is not None:
            self._stamps = {row.path: stamp}
        return True

    def keep(self, row: Row, text: str) -> None:
        """Learn what a document says that did not change while it was read."""
        stamp = self._stamps.pop(row.path, None)
        if stamp is not None and stamp == self._stamp(row):
            self._learnt.append((row.path, stamp, text))
            if len(self._learnt) >= BATCH:
                self.flush()

    def flush(self) -> None:
        """Hand the index what was learnt."""
        if self._learnt:
            self._index.add(self._learnt)
            self._learnt = []

    def _stamp(self, row: Row) -> str | None:
        """Return what differs once a file is another; None: it changed too lately to tell."""
        try:
            there = self._place.file(row.path).stat()
        except OSError:
            return None
        if there.st_ctime_ns > (self._place.now.timestamp() - SETTLED) * 1e9:
            return None
        title = crc32(row.title.encode("utf-8", "replace"))
        facts = (there.st_mtime_ns, there.st_ctime_ns, there.st_size, there.st_ino, title)
        return "-".join([unidata_version, *(f"{fact:x}" for fact in facts)])


def _keys(profile: Profile) -> Keys:
    """Return what a person reads of the front matter, under the names that the profile gives it."""
    names = {fact: {key.name for key in profile.keys if key.what == fact} for fact in _READ}
    return Keys(names=frozenset().union(*names.values()), prose=frozenset(names["description"]))


def _documents(archive: Archive, rows: Iterable[Row]) -> Iterator[tuple[Row, str, bytes]]:
    """Yield what can be read; what is missing is for `verify` to tell."""
    for row in rows:
        try:
            yield row, row.title, archive.raw(row.path)
        except ArchiveError as error:
            _log.warning("document passed over", path=row.path, reason=error.message)
