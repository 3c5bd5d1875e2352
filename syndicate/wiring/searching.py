"""Searching an archive: which documents are looked through, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from syndicate import log
from syndicate.archiver.archive import Archive
from syndicate.archiver.files.profiles import Profile
from syndicate.errors import ArchiveError
from syndicate.search.query import parse
from syndicate.search.scan import Hit, Keys, Piece, scan
from syndicate.state.base import Row

__all__ = ["Hit", "Piece", "parse", "search"]

_READ = ("title", "authors", "tags", "description")

_log = log.get(__name__)


def search(archive: Archive, rows: Sequence[Row], query: str, limit: int | None) -> list[Hit[Row]]:
    """Return the first `limit` of the rows whose documents have every word of the query.

    Raises ValueError when the query asks for nothing. What is found soon costs no look at the
    rest.
    """
    found = scan(parse(query), _documents(archive, rows), _keys(archive.profile))
    return list(islice(found, limit))


def _keys(profile: Profile) -> Keys:
    """Return what a person reads of the front matter, under the names that the profile gives it."""
    names = {fact: {key.name for key in profile.keys if key.what == fact} for fact in _READ}
    return Keys(names=frozenset().union(*names.values()), prose=frozenset(names["description"]))


def _documents(archive: Archive, rows: Sequence[Row]) -> Iterator[tuple[Row, str, bytes]]:
    """Yield what can be read; what is missing is for `verify` to tell."""
    for row in rows:
        try:
            yield row, row.title, archive.raw(row.path)
        except ArchiveError as error:
            _log.warning("document passed over", path=row.path, reason=error.message)
