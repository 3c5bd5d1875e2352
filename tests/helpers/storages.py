"""Storages for tests: one in a dict, and one that dies after a number of writes."""

from __future__ import annotations

from collections.abc import Mapping

from syndicate.storage import inmemory


class InMemory(inmemory.InMemory):
    """A Storage in a dict that remembers in which order it was written."""

    def __init__(self, values: Mapping[str, bytes] | None = None) -> None:
        super().__init__(values)
        self.written: list[str] = []

    def write(self, key: str, value: bytes) -> bool:
        is_new = super().write(key, value)
        if is_new:
            self.written.append(key)
        return is_new


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
