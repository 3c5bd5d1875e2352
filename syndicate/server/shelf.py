"""The files that may be served, found by walking the folder, read when they are asked for.

A name that is asked for is looked up in the map that the walk made, and the file is opened by
the path that the walk found, never through a symbolic link. The map is made anew when a folder
changed (files are replaced by renaming, which changes the folder), a file is read anew when its
own stamp changed: both cost a stat call, so that no answer is ever old and nobody has to notify.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import stat
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from syndicate.server.kinds import Kind, kind_of

# Feeds and the index of a thousand sources fit; pictures push one another out.
_MEMORY = 64 * 1024 * 1024
# A file that is read from disk each time rather than held: one picture must not empty the shelf.
_LARGEST_KEPT = 4 * 1024 * 1024
# Below this gzip saves less than its own header costs a client.
_WORTH_PACKING = 512
# Kernels stamp folders in steps of up to 10 ms, FAT in steps of 2 s: two changes within a step
# look like one, so the stamp of a folder that changed just now is not trusted.
_SETTLING = 2_000_000_000
_UNSETTLED = -2

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class File:
    """Hold a file as it is sent; `packed` is its gzip form, None where that saves nothing.

    `etag` is quoted, strong, made from the bytes; `modified` in whole seconds since 1970.
    """

    path: str
    kind: Kind
    body: bytes = field(repr=False)
    packed: bytes | None = field(repr=False)
    etag: bytes
    modified: int
    stamp: Stamp


class Shelf:
    """Keep what lies below a folder at hand. Used by one event loop."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._paths: dict[str, str] = {}
        self._folders: dict[str, int] = {}
        self._kept: OrderedDict[str, File] = OrderedDict()
        self._size = 0

    async def find(self, key: str) -> File | None:
        """Return the file of that name as it is now; None when there is none."""
        kept = self._kept.get(key)
        if kept is not None and _stamp(kept.path) == kept.stamp:
            self._kept.move_to_end(key)
            return kept
        self._forget(key)
        if self._changed():
            self._paths, self._folders = await asyncio.to_thread(_walk, self._root)
        path = self._paths.get(key)
        file = await asyncio.to_thread(_read, path, key) if path else None
        if file is not None and len(file.body) <= _LARGEST_KEPT:
            self._keep(key, file)
        return file

    def _changed(self) -> bool:
        return not self._folders or any(
            _folder_stamp(folder) != stamp for folder, stamp in self._folders.items()
        )

    def _keep(self, key: str, file: File) -> None:
        self._forget(key)
        self._kept[key] = file
        self._size += _weight(file)
        while self._size > _MEMORY:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        if (file := self._kept.pop(key, None)) is not None:
            self._size -= _weight(file)


def _walk(root: str) -> tuple[dict[str, str], dict[str, int]]:
    """Return every regular file by its name below `root`, and the folders' stamps.

    Names that begin with a dot are not served: they are temporary, or nobody's business.
    """
    paths: dict[str, str] = {}
    folders: dict[str, int] = {}
    settled = time.time_ns() - _SETTLING
    waiting = [(root, "")]
    while waiting:
        folder, prefix = waiting.pop()
        # Before the listing: what changes meanwhile is seen as a change the next time.
        stamp = _folder_stamp(folder)
        folders[folder] = stamp if stamp < settled else _UNSETTLED
        for entry in _listing(folder):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{prefix}{entry.name}/"))
            elif entry.is_file(follow_symlinks=False):
                paths[prefix + entry.name] = entry.path
    return paths, folders


def _listing(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return


def _read(path: str, key: str) -> File | None:
    """Return the file's bytes and what describes them; None when it can't be opened."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        body = stream.read()
    kind = kind_of(key)
    packed = _packed(body) if kind.text else None
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    return File(
        path=path,
        kind=kind,
        body=body,
        packed=packed,
        etag=f'"{digest}"'.encode(),
        modified=int(status.st_mtime),
        stamp=(status.st_mtime_ns, status.st_size, status.st_ino),
    )


def _packed(body: bytes) -> bytes | None:
    if len(body) < _WORTH_PACKING:
        return None
    packed = gzip.compress(body, compresslevel=6, mtime=0)
    return packed if len(packed) < len(body) else None


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _folder_stamp(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return -1


def _weight(file: File) -> int:
    return len(file.body) + len(file.packed or b"")
