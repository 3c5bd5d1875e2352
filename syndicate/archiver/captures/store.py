"""Captures in a storage: one WARC file per article, each take appended to those before it.

A file is replaced as a whole: whoever is killed leaves the old one, or the new one. What other
hands left torn at its end is dropped with the next take.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from syndicate import __version__
from syndicate.archiver.captures import takes, warc
from syndicate.archiver.captures.takes import Take
from syndicate.archiver.captures.warc import Record
from syndicate.model import Article
from syndicate.storage.base import Storage

SUFFIX = ".warc.gz"


class Captures:
    """Keep takes in `storage`; a reference names one: ``<file>#<record>``."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.written = False
        """Whether anything was kept since this was last set to False."""

    def reference(self, file: str, take: Take) -> str:
        """Return what names a take that is kept in the file, or about to be."""
        return f"{file}#{takes.dumps(take)[0]}"

    def keep(self, file: str, take: Take) -> None:
        """Append what the file has not of a take."""
        name, records = takes.dumps(take)
        data = self._storage.read(file) or b""
        there, end = set(), 0
        for record, end in warc.loads(data):
            there.add(record.id)
        fresh = [record for record in records if record.id not in there]
        if name not in there:
            head = b"" if end else warc.dumps(_about(take.at))
            added = b"".join(warc.dumps(record) for record in fresh)
            self._storage.write(file, data[:end] + head + added)
            self.written = True

    def get(self, reference: str) -> Take | None:
        """Return a take, None where it is no longer there; raise ArchiveError."""
        file, _, name = reference.partition("#")
        data = self._storage.read(file) or b""
        # All pages at once may fill the memory: a small file holds those of every version.
        about = next((record for record, _ in warc.loads(data) if record.id == name), None)
        if about is None:
            return None
        wanted = takes.pages(about)
        there = {record.id: record for record, _ in warc.loads(data) if record.id in wanted}
        return takes.loads(name, [*there.values(), about])


def place(article: Article, now: datetime) -> str:
    """Return where a new article's captures lie: ``<source>/<yyyy>/<mm>/<name>.warc.gz``.

    Where articles of several folders may bear one name, a piece of the key tells them apart.
    """
    path = article.path or ""
    folder, _, name = path.rpartition("/")
    source, *months = folder.split("/")
    if source == article.source and len(months) == 2 and all(map(str.isdigit, months)):
        return f"{path}{SUFFIX}"
    day = (article.date or article.archived or now).astimezone(UTC)
    piece = hashlib.sha256(article.key.encode()).hexdigest()[:6]
    stem = name.encode()[:200].decode("utf-8", "ignore")
    return f"{article.source}/{day:%Y}/{day:%m}/{stem}-{piece}{SUFFIX}"


def _about(at: datetime) -> Record:
    text = f"software: syndicate/{__version__}\r\nformat: WARC File Format 1.1\r\n"
    block = text.encode()
    return Record(
        kind="warcinfo",
        id=warc.named("warcinfo", block, at.isoformat().encode()),
        date=at,
        block=block,
        type="application/warc-fields",
    )
