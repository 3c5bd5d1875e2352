"""What was published once and is not any more: readers are told to stop asking (410)."""

from __future__ import annotations

from pathlib import Path

_NAME = ".gone"
_LARGEST = 10_000_000


class Gone:
    """Know the list that the publication keeps in the published folder: a path a line."""

    def __init__(self, root: Path) -> None:
        self._path = root / _NAME
        self._stamp: tuple[int, int, int] | None = None
        self._keys: frozenset[str] = frozenset()

    def holds(self, key: str) -> bool:
        """Tell whether the file of that name is gone for good."""
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp and status.st_size <= _LARGEST:
                lines = self._path.read_text("utf-8", errors="replace").split("\n")
                self._keys, self._stamp = frozenset(filter(None, lines)), stamp
        except OSError:
            self._keys, self._stamp = frozenset(), None
        return key in self._keys
