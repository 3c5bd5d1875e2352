"""Storages for tests: one in a dict, and one that dies after a number of writes."""

from __future__ import annotations

from collections.abc import Iterator

from syndicate.errors import StorageError


class InMemory:
    """A Storage in a dict, as small as the port allows."""

    def __init__(self, values: dict[str, bytes] | None = None) -> None:
        self.values = dict(values or {})
        self.written: list[str] = []

    def read(self, key: str) -> bytes | None:
        self._check(key)
        return self.values.get(key)

    def write(self, key: str, value: bytes) -> bool:
        self._check(key)
        if any(key.startswith(f"{known}/") or known.startswith(f"{key}/") for known in self.values):
            raise StorageError(f"{key} lies below or above a value")
        if self.values.get(key) == value:
            return False
        self.values[key] = value
        self.written.append(key)
        return True

    def exists(self, key: str) -> bool:
        self._check(key)
        return key in self.values

    def keys(self, prefix: str = "") -> Iterator[str]:
        if prefix:
            self._check(prefix)
        head = f"{prefix}/" if prefix else ""
        yield from sorted(key for key in self.values if key.startswith(head))

    def delete(self, key: str) -> bool:
        self._check(key)
        return self.values.pop(key, None) is not None

    def sweep(self) -> int:
        return 0

    @staticmethod
    def _check(key: str) -> None:
        for name in key.split("/"):
            size = len(name.encode("utf-8", "surrogatepass"))
            lone = any("\ud800" <= char <= "\udfff" for char in name)
            if name in ("", ".", "..") or "\0" in name or size > 255 or lone:
                raise StorageError(f"{key!r} is not a key")


class Killed(Exception):
    """The process is gone."""


class Mortal(InMemory):
    """Dies instead of making the write after `writes` others."""

    def __init__(self, values: dict[str, bytes], writes: int) -> None:
        super().__init__(values)
        self._left = writes

    def write(self, key: str, value: bytes) -> bool:
        if self.read(key) != value:
            if self._left == 0:
                raise Killed
            self._left -= 1
        return super().write(key, value)
