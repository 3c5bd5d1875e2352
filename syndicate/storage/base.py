"""The port to durable bytes: keys are relative POSIX paths, values are whole files.

Used three times: the archive, the published site, images. Implementations are sync and called
in threads. A value is there whole or not at all, also after kill -9 and power loss.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol


class Storage(Protocol):
    """Map keys to bytes.

    A key is a relative path with ``/`` between names; a key that would leave the root
    (empty or ``..`` names, a leading ``/``, NUL, a name over 255 bytes) raises StorageError.
    """

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        """Return the value, None when there is none; raise StorageError when it can't be read.

        Raises Oversized, without reading it, for one of more than `limit` bytes.
        """
        ...

    def write(self, key: str, value: bytes) -> bool:
        """Replace the value atomically and durably; return False when it was equal already."""
        ...

    def pieces(self, key: str) -> Iterator[bytes]:
        """Yield a value of any size piece by piece; raise StorageError where there is none."""
        ...

    def fill(self, key: str, pieces: Iterable[bytes]) -> None:
        """Replace the value as `write` does, by one of any size that comes piece by piece.

        What comes to an end with an error leaves the value as it was.
        """
        ...

    def exists(self, key: str) -> bool:
        """Tell whether the key has a value, without reading it."""
        ...

    def keys(self, prefix: str = "", *, but: Collection[str] = ()) -> Iterator[str]:
        """Yield every key below the folder `prefix`, sorted; temporary files are not keys.

        What lies below the folders `but` is left out, and not looked for.
        """
        ...

    def delete(self, key: str) -> bool:
        """Remove the value and the folders that this leaves empty; return False when absent."""
        ...

    def sweep(self) -> int:
        """Remove the temporary files that a killed writer left; return how many there were."""
        ...


class Group(Storage, Protocol):
    """Map keys to bytes, many at once: what is written is there once it is committed, in order.

    Listing and deleting commit first; whoever wrote reads what is not committed yet.
    """

    def commit(self) -> None:
        """Make all that was written durable, and show it."""
        ...
