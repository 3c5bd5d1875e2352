"""A dict as Storage: what is laid out there is looked at, or copied on, before anything is on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from syndicate.errors import StorageError
from syndicate.storage.local import absent, check, oversized


class InMemory:
    """Keep `values` for as long as the object lives."""

    def __init__(self, values: Mapping[str, bytes] | None = None) -> None:
        self.values = dict(values or {})

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        """Return the value, None when there is none; raise Oversized above the limit."""
        check(key)
        value = self.values.get(key)
        if value is not None and limit is not None and len(value) > limit:
            raise oversized(key, limit)
        return value

    def write(self, key: str, value: bytes) -> bool:
        """Replace the value; return False when it was equal already."""
        check(key)
        if any(key.startswith(f"{known}/") or known.startswith(f"{key}/") for known in self.values):
            raise StorageError(f"{key} lies below or above a value")
        is_new = self.values.get(key) != value
        self.values[key] = value
        return is_new

    def pieces(self, key: str) -> Iterator[bytes]:
        """Yield the value."""
        value = self.read(key)
        if value is None:
            raise absent(key)
        yield value

    def fill(self, key: str, pieces: Iterable[bytes]) -> None:
        """Replace the value."""
        self.write(key, b"".join(pieces))

    def exists(self, key: str) -> bool:
        """Tell whether there is a value."""
        check(key)
        return key in self.values

    def keys(self, prefix: str = "", *, but: Collection[str] = ()) -> Iterator[str]:
        """Yield the keys below the folder `prefix`, and not below those `but`, in code-point order."""
        if prefix:
            check(prefix)
        head = f"{prefix}/" if prefix else ""
        beyond = tuple(f"{folder}/" for folder in but)
        there = (key for key in self.values if key.startswith(head))
        yield from sorted(key for key in there if not key.startswith(beyond))

    def delete(self, key: str) -> bool:
        """Remove the value; return False when there is none."""
        check(key)
        return self.values.pop(key, None) is not None

    def sweep(self) -> int:
        """Return 0: there are no temporary files."""
        return 0
