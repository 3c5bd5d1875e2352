"""What other programs call beside `extraction`: a feed to read, an archive to open. No event loop."""

from __future__ import annotations

from datetime import UTC, tzinfo
from pathlib import Path

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import foundation, profiles
from syndicate.fetcher.readers import feed
from syndicate.model import Document
from syndicate.storage.local import Local


def parse_feed(
    data: bytes, url: str | None = None, *, zone: tzinfo = UTC, details: bool = False
) -> Document:
    """Read a feed of any kind. Raises ParseError when the bytes are none.

    `zone` is that of dates without one. With `details` the document and its entries say what a
    feed says beyond what is archived, and no entry is left out for saying too little.
    """
    return feed.read(data, url=url, zone=zone, detailed=details)


def open_archive(path: Path | str, profile: str | None = None) -> Archive:
    """Open an archive folder for reading; it works without state and configuration.

    `profile` is the path of an archive's own profile; a built-in one is known to the archive.
    Raises ConfigError when it has another.
    """
    storage = Local(Path(path))
    archive = Archive(
        storage, profiles.load(profile or foundation.profile_name(storage) or "neutral")
    )
    archive.check()
    return archive
