"""Captures as [archive] wants them: where they lie, and how much of the disk they may take."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from syndicate import log
from syndicate.archiver.captures.store import SUFFIX, Captures
from syndicate.config import Config
from syndicate.state import codec
from syndicate.storage.local import Local
from syndicate.turns.replaying import Replays

SPARE = 10
"""A tenth below the limit is where removing ends, so that it does not begin again at once."""

_log = log.get(__name__)


def folder(config: Config) -> Path:
    """Return where captures lie: beside the archive, not in it."""
    return config.state_path.parent / "captures"


def replays(config: Config) -> Replays | None:
    """Return what keeps captures and reads them, None where none are to be kept."""
    return reading(config) if config.archive.captures else None


def reading(config: Config) -> Replays:
    """Return what reads the captures that are there, whether more are to be kept or not."""
    captures = Captures(Local(folder(config)))
    return Replays(captures=captures, dump=codec.dump_pending, load=codec.load_pending)


def trim(config: Config, kept: Replays | None) -> int:
    """Remove the oldest captures beyond the limit, if any was written; return how many."""
    if kept is None or not kept.captures.written:
        return 0
    kept.captures.written = False
    home, limit = folder(config), config.archive.captures
    files = sorted(_files(home))
    size = sum(length for _, length, _ in files)
    if size <= limit:
        return 0
    storage, removed = Local(home), 0
    for _, length, path in files:
        if size <= limit - limit // SPARE:
            break
        storage.delete(os.path.relpath(path, home))
        size, removed = size - length, removed + 1
    _log.info("oldest captures removed", files=removed, bytes=size)
    return removed


def _files(home: str | Path) -> Iterator[tuple[int, int, str]]:
    """Yield when each capture was written, how large it is, and where it lies."""
    with contextlib.suppress(FileNotFoundError), os.scandir(home) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.name.endswith(SUFFIX):
                known = entry.stat(follow_symlinks=False)
                yield known.st_mtime_ns, known.st_size, entry.path
