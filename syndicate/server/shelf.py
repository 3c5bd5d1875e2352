"""The files that may be served: found by listing folders, read when they are asked for.

    key ─▶ kept, and as it was? ─▶ else its folders' listings, one after the other ─▶ read

A name that is asked for is looked up among those that a listing of its folder found, and the file
is opened by the path that was found, never through a symbolic link: nothing that is asked for
becomes a path. A folder is listed anew when it changed (files are replaced by renaming, which
changes the folder), a file is read anew when its own stamp changed: each costs a stat call, so
that no answer is ever old and nobody has to notify.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import stat
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from syndicate.server.kinds import HEAD, Kind, kind_of, max_age

# Feeds and the index of a thousand sources fit; pictures push one another out.
_MEMORY = 64 * 1024 * 1024
# A file that is sent from disk rather than held: one picture must not empty the shelf. Text is
# held to be packed: a hundred articles of the longest kind.
_LARGEST_KEPT = 4 * 1024 * 1024
_LONGEST_KEPT = 16 * 1024 * 1024
_SECRET = "private/"
# Names in listings at hand: some 60 MB. Beyond them the listings are made anew.
_MOST_NAMES = 300_000
# Below this gzip saves less than its own header costs a client.
_WORTH_PACKING = 512
# Kernels stamp folders in steps of up to 10 ms, FAT in steps of 2 s: two changes within a step
# look like one, so the stamp of a folder that changed just now is not trusted.
_SETTLING = 2_000_000_000
_UNSETTLED = -2
_PACKED = ".gz"

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """Hold a file as it is sent; `packed` is its gzip form, None where that saves nothing.

    `body` is None where it is too large to be held: then it is read from `path` while it is sent.
    `etag` is quoted and strong, made from the bytes, or from the stamp of a large file; `modified`
    in whole seconds since 1970, `max_age` in seconds. One that `is_private` is not for caches that
    many share. `made` keeps what was made of it.
    """

    path: str
    kind: Kind
    size: int
    body: bytes | None = field(repr=False)
    packed: bytes | None = field(repr=False)
    etag: bytes
    modified: int
    max_age: int
    stamp: Stamp
    is_private: bool = False
    made: dict[object, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class _Listing:
    """Hold what a folder had, by name, when it bore the stamp."""

    stamp: int
    files: Mapping[str, str]
    folders: Mapping[str, str]

    @property
    def names(self) -> int:
        """Return how many names it holds, its own among them."""
        return len(self.files) + len(self.folders) + 1


class Shelf:
    """Keep what lies below a folder at hand. Used by one event loop."""

    def __init__(self, root: Path, *, is_private: bool = False) -> None:
        self._root = os.path.realpath(root)
        self._is_private = is_private
        self._listings: dict[str, _Listing] = {}
        self._names = 0
        self._kept: OrderedDict[str, File] = OrderedDict()
        self._size = 0

    def at_hand(self, key: str) -> File | None:
        """Return a file that is held and still as it was; None where it has to be looked for."""
        kept = self._kept.get(key)
        if kept is None or _stamp(kept.path) != kept.stamp:
            return None
        self._kept.move_to_end(key)
        return kept

    async def find(self, key: str) -> File | None:
        """Return the file of that name as it is now; None when there is none."""
        if (kept := self.at_hand(key)) is not None:
            return kept
        self._forget(key)
        file = await asyncio.to_thread(self._look, key)
        if file is not None and file.body is not None:
            self._keep(key, file)
        return file

    def _look(self, key: str) -> File | None:
        *names, last = key.split("/")
        folder = self._root
        for name in names:
            inner = self._listing(folder).folders.get(name)
            if inner is None:
                return None
            folder = inner
        files = self._listing(folder).files
        # A packed form is sent as one of its file, to whoever takes it.
        if last.endswith(_PACKED) and last.removesuffix(_PACKED) in files:
            return None
        path = files.get(last)
        is_private = self._is_private or key.startswith(_SECRET)
        return _read(path, key, is_private=is_private) if path else None

    def _listing(self, folder: str) -> _Listing:
        known = self._listings.get(folder)
        if known is not None and known.stamp == _folder_stamp(folder):
            return known
        if self._names > _MOST_NAMES:
            self._listings, self._names, known = {}, 0, None
        listing = _listed(folder)
        self._names += listing.names - (known.names if known is not None else 0)
        self._listings[folder] = listing
        return listing

    def _keep(self, key: str, file: File) -> None:
        self._forget(key)
        self._kept[key] = file
        self._size += _weight(file)
        while self._size > _MEMORY:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        if (file := self._kept.pop(key, None)) is not None:
            self._size -= _weight(file)


def opened(file: File) -> BinaryIO | None:
    """Open a file that is not held; None when it is another one by now."""
    stream = _open(file.path)
    if stream is not None and _stamp_of(os.fstat(stream.fileno())) != file.stamp:
        stream.close()
        return None
    return stream


def _listed(folder: str) -> _Listing:
    """Return the folder's regular files and folders by name, with its stamp.

    Names that begin with a dot are not served: they are temporary, or nobody's business.
    """
    # Before the listing: what changes meanwhile is seen as a change the next time.
    stamp = _folder_stamp(folder)
    settled = stamp < time.time_ns() - _SETTLING
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for entry in _entries(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            folders[entry.name] = entry.path
        elif entry.is_file(follow_symlinks=False):
            files[entry.name] = entry.path
    return _Listing(stamp if settled else _UNSETTLED, files, folders)


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return


def _open(path: str) -> BinaryIO | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    stream = open(descriptor, "rb", buffering=0)  # noqa: SIM115  # who asked closes it
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return stream
    stream.close()
    return None


def _read(path: str, key: str, *, is_private: bool = False) -> File | None:
    """Return what describes a file, and its bytes unless they are many; None when it is shut."""
    stream = _open(path)
    if stream is None:
        return None
    kind = kind_of(key)
    with stream:
        status = os.fstat(stream.fileno())
        is_large = status.st_size > (_LONGEST_KEPT if kind.text else _LARGEST_KEPT)
        body = None if is_large else stream.read()
        head = stream.read(HEAD) if body is None else body
    told = repr(_stamp_of(status)).encode() if body is None else body
    digest = hashlib.blake2b(told, digest_size=16).hexdigest()
    return File(
        path=path,
        kind=kind,
        size=status.st_size if body is None else len(body),
        body=body,
        packed=_packed(body) if kind.text and body is not None else None,
        etag=f'"{digest}"'.encode(),
        modified=int(status.st_mtime),
        max_age=max_age(key, kind, head),
        stamp=_stamp_of(status),
        is_private=is_private,
    )


def _packed(body: bytes) -> bytes | None:
    if len(body) < _WORTH_PACKING:
        return None
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    return packed if len(packed) < len(body) else None


def _stamp(path: str) -> Stamp | None:
    try:
        return _stamp_of(os.lstat(path))
    except OSError:
        return None


def _stamp_of(status: os.stat_result) -> Stamp:
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _folder_stamp(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return -1


def _weight(file: File) -> int:
    return len(file.body or b"") + len(file.packed or b"")
