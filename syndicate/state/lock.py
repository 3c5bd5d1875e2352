"""One process works on an archive: a lock that the kernel frees, also after kill -9."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from syndicate.errors import LockedError, StateError


class Lock:
    """Hold `.syndicate/lock` until `close`, or until the process ends however it ends.

    `unclean` says that the last holder ended without closing it: killed, or the machine was.
    """

    def __init__(self, descriptor: int, *, unclean: bool = False) -> None:
        self._descriptor: int | None = descriptor
        self.unclean = unclean

    @classmethod
    def take(cls, path: Path) -> Self:
        """Take the lock, at once or not at all; its file holds our process id.

        Raises LockedError when another process holds it, StateError when the file can't be used.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StateError(f"could not open the lock {path}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unclean = bool(os.pread(descriptor, 1, 0))
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            _settle(descriptor, path.parent)
        except BlockingIOError as error:
            raise _held(path, descriptor) from error
        except OSError as error:
            os.close(descriptor)
            raise StateError(f"could not take the lock {path}: {error.strerror}") from error
        return cls(descriptor, unclean=unclean)

    def close(self) -> None:
        """Let go; a second time does nothing. The file stays: removing it would let two in."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _settle(descriptor: int, folder: Path) -> None:
    """Put the mark on the disk before anything else is: a power cut must not take it alone."""
    os.fsync(descriptor)
    parent = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def _held(path: Path, descriptor: int) -> LockedError:
    """Close our own descriptor and say who holds the lock."""
    owner = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    os.close(descriptor)
    who = f"pid {owner}" if owner.isdigit() else "another process"
    return LockedError(
        f"{path} is held by {who}",
        hint="a daemon or another run works there: wait, or stop it"
        + (f": kill {owner}" if owner.isdigit() else ""),
    )
