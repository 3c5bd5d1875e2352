"""The archive's own files, read whole or told as damage; nothing of any size is taken for one."""

from __future__ import annotations

from syndicate.errors import ArchiveError, NotAFile, Oversized
from syndicate.storage.base import Storage

LARGEST = 32_000_000
"""Bytes of a document, sidecar or card: the largest feed that is fetched, all of it one article
with every character escaped, has 30 million. Tombstones of 100,000 articles have as many."""


def read(storage: Storage, key: str, *, limit: int | None = LARGEST) -> bytes | None:
    """Return a file, None where there is none.

    Raises ArchiveError for what can be none of ours, StorageError when it can't be read.
    """
    try:
        return storage.read(key, limit=limit)
    except (NotAFile, Oversized) as error:
        raise ArchiveError(error.message, path=key) from error


def check(key: str, data: bytes | str) -> None:
    """Raise ArchiveError for what could not be read again once it is written.

    A text has as many bytes as characters at least.
    """
    if len(data) > LARGEST:
        raise ArchiveError(f"{key} would be larger than {LARGEST:,} bytes", path=key)
