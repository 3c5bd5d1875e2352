"""A folder that a stranger made, to be read: nothing outside of it, nothing without measure.

A downloaded tree may hold links to any file of this machine, which would be archived and
published with all else. Links within the tree are followed.
"""

from __future__ import annotations

from pathlib import Path

from syndicate.errors import StorageError
from syndicate.storage.local import Local

LARGEST = 64_000_000
"""Bytes of one file, where nobody asks for less: six times the largest picture that is kept."""


class Enclosed(Local):
    """Keep to what lies below `root`, wherever links may lead."""

    _FOLLOWS = True

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._inside = root.resolve()
        self._folders: dict[Path, Path] = {}

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        """Return the file's bytes; raise StorageError when it lies elsewhere, or is too large."""
        path = self.path(key)
        try:
            if not self._place(path).is_relative_to(self._inside):
                raise StorageError(f"{key} is a link to what lies outside of the folder")
        except (OSError, RuntimeError) as error:
            raise StorageError(f"could not read {key}: {error}") from error
        return super().read(key, limit=LARGEST if limit is None else min(limit, LARGEST))

    def _place(self, path: Path) -> Path:
        """Return where a file really is; each folder is looked up once."""
        if path.is_symlink():
            return path.resolve()
        if path.parent not in self._folders:
            self._folders[path.parent] = path.parent.resolve()
        return self._folders[path.parent]
