"""Many values written at once: the same promise as `Local`'s, paid for once a group.

    write: beside its name, not flushed ─▶ … ─▶ commit: sync ─▶ rename each, in order ─▶ sync

Until a group is committed nothing of it is there for others; this object reads what it wrote. A
crash leaves whole values only, and those in the order in which they were written. What could not be
written (a full disk) takes its group with it: nothing is left beside its name.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from syndicate.errors import StorageError
from syndicate.storage.local import Local, make_folder, oversized


class Grouped:
    """Write below `root` in groups; listing and deleting commit first."""

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.abspath(root))
        self._local = Local(root)
        self._pending: dict[str, Path] = {}
        # Most of what a writer of new values asks for first is not there.
        self._absent: set[str] = set()

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        """Return the value, also one that is not committed yet."""
        beside = self._pending.get(key)
        if beside and limit is not None and beside.stat().st_size > limit:
            raise oversized(key, limit)
        value = beside.read_bytes() if beside else self._local.read(key, limit=limit)
        if value is None:
            self._absent.add(key)
        return value

    def write(self, key: str, value: bytes) -> bool:
        """Put the value beside its name; return False when it was equal already."""
        if key not in self._absent and self.read(key) == value:
            return False
        path = self._local.path(key)
        if path.is_dir() or any(parent in self._pending for parent in _above(key)):
            raise StorageError(f"could not write {key}: a value lies above or below it")
        beside = path.with_name(f".syndicate-{secrets.token_hex(8)}.tmp")
        try:
            make_folder(path.parent)
            beside.write_bytes(value)
        except OSError as error:
            _forget(beside)
            self.abandon()
            raise StorageError(f"could not write {key}: {error.strerror or error}") from error
        before = self._pending.pop(key, None)
        if before:
            before.unlink(missing_ok=True)
        self._pending[key] = beside
        self._absent.discard(key)
        return True

    def pieces(self, key: str) -> Iterator[bytes]:
        """Yield the value piece by piece."""
        self.commit()
        return self._local.pieces(key)

    def fill(self, key: str, pieces: Iterable[bytes]) -> None:
        """Replace the value piece by piece."""
        self.commit()
        self._local.fill(key, pieces)

    def exists(self, key: str) -> bool:
        """Tell whether there is a value."""
        return key in self._pending or self._local.exists(key)

    def keys(self, prefix: str = "", *, but: Collection[str] = ()) -> Iterator[str]:
        """Yield every key below the folder `prefix`, and not below those `but`."""
        self.commit()
        return self._local.keys(prefix, but=but)

    def delete(self, key: str) -> bool:
        """Remove the value."""
        self.commit()
        return self._local.delete(key)

    def sweep(self) -> int:
        """Remove the temporary files that a killed writer left."""
        self.commit()
        return self._local.sweep()

    def commit(self) -> None:
        """Make durable all that was written, then show it, then make that durable."""
        if not self._pending:
            return
        os.sync()
        for key, beside in list(self._pending.items()):
            try:
                os.replace(beside, self._root / key)
            except OSError as error:
                self.abandon()
                raise StorageError(f"could not write {key}: {error.strerror or error}") from error
            del self._pending[key]
        os.sync()
        self._absent.clear()

    def abandon(self) -> None:
        """Remove what was written and is not committed."""
        for beside in self._pending.values():
            _forget(beside)
        self._pending.clear()
        self._absent.clear()


def _above(key: str) -> Iterator[str]:
    """Yield the folders that hold a key."""
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key


def _forget(beside: Path) -> None:
    """Remove a file that is not shown; on a disk that went away there is nothing to remove."""
    with contextlib.suppress(OSError):
        beside.unlink(missing_ok=True)
