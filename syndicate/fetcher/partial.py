"""A large file on its way to the disk: it grows over as many requests as it takes.

    request: Range, If-Range ─▶ begin: 206 goes on, 200 begins anew ─▶ take… ─▶ end: whole

A request goes on where an earlier one ended only where the server says that it still has the
very same file (RFC 9110 §13.1.5): by a strong ETag, or by a Last-Modified before Date. After a
crash what was received counts as far as it had been flushed; beside the bytes lies what is known
of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from syndicate.errors import FetchError, Refused, StorageError, TooLarge
from syndicate.fetcher import headers
from syndicate.fetcher.headers import Headers

FLUSH = 16_000_000
"""Bytes after which what came is flushed: what a crash may cost."""

_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(?:(\d{1,15})|\*)", re.ASCII)
_LENGTH = re.compile(r"\d{1,15}", re.ASCII)
_VALIDATOR = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,510}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what is known of a file's bytes: `flushed` of them are on the disk, of `total`.

    `validator` is what the answer that they came with calls itself. `most` is how many there
    ever were, `tries` how many requests in a row have brought no more; `not_before` (RFC 3339)
    is when the next one may be made.
    """

    url: str
    validator: str = ""
    total: int | None = None
    type: str = ""
    flushed: int = 0
    is_whole: bool = False
    most: int = 0
    tries: int = 0
    not_before: str = ""


class Part:
    """Keep what was received of `url` in the file `path`; a part has one writer.

    Raises StorageError where the disk can't take it.
    """

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.json")
        self._file: io.FileIO | None = None
        facts = _loaded(self._beside, url)
        self.size = min(facts.flushed, _size(path))
        """Bytes that are there."""
        self.facts = replace(facts, is_whole=facts.is_whole and self.size == facts.flushed)

    def range(self) -> list[tuple[str, str]]:
        """Return the lines with which a request goes on."""
        if not self.size or not self.facts.validator:
            return []
        return [("Range", f"bytes={self.size}-"), ("If-Range", self.facts.validator)]

    def begin(self, url: str, status: int, received: Headers, limit: int) -> None:
        """Take the head of an answer; raise FetchError for one that doesn't fit what is there.

        Raises TooLarge for a file of more than `limit` bytes.
        """
        coding = headers.value(received, "content-encoding") or "identity"
        if coding.strip().lower() != "identity":
            raise Refused(f"{url} came as {coding[:80]!r}, which nobody asked for", url=url)
        if status == HTTPStatus.PARTIAL_CONTENT:
            total = self._goes_on(url, received)
        else:
            length = headers.value(received, "content-length") or ""
            total = int(length) if _LENGTH.fullmatch(length) else None
            self.size = 0
            kind = headers.value(received, "content-type") or ""
            validator = _validator(received)
            self.facts = replace(self.facts, validator=validator, type=kind[:200], flushed=0)
        if total is not None and total > limit:
            raise too_large(url, limit)
        # First what is known: after a crash no byte may count as one of the file before it.
        self.note(total=total, flushed=self.size, is_whole=False)
        with self._disk():
            self._file = io.FileIO(self._path, "a+", opener=_opener)
            self._file.truncate(self.size)
            self._file.seek(self.size)

    async def take(self, chunk: bytes, url: str, limit: int) -> None:
        """Take bytes that came."""
        if self._file is None:
            raise ValueError("no answer was begun")
        total = self.facts.total
        if self.size + len(chunk) > (limit if total is None else total):
            raise (
                too_large(url, limit)
                if total is None
                else FetchError(
                    f"{url} sent more than the {total:,} bytes that it announced", url=url
                )
            )
        with self._disk():
            left = memoryview(chunk)
            while left:
                left = left[self._file.write(left) or 0 :]
        self.size += len(chunk)
        if self.size - self.facts.flushed >= FLUSH:
            await asyncio.to_thread(self._flush)

    async def end(self, url: str) -> None:
        """Say that the answer has ended: the file is whole, unless it falls short."""
        total = self.facts.total
        if total is not None and self.size < total:
            raise FetchError(f"{url} broke off after {self.size:,} of {total:,} bytes", url=url)
        await asyncio.to_thread(self._flush)
        self.note(is_whole=True, total=self.size)

    async def leave(self) -> None:
        """Flush what came of an answer, whole or not, and let go of the file."""
        if self._file is not None:
            try:
                await asyncio.to_thread(self._flush)
            finally:
                self._file.close()
                self._file = None

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes that are there."""
        with self._disk(), open(self._path, "rb", opener=_opener) as file:
            while piece := file.read(1 << 20):
                yield piece

    def note(self, **facts: str | int | None) -> None:
        """Write down what is known."""
        found: dict[str, Any] = {**asdict(self.facts), **facts}
        self.facts = Facts(**found)
        beside = self._beside.with_name(f"{self._beside.name}.new")
        with self._disk():
            beside.parent.mkdir(parents=True, exist_ok=True)
            with open(beside, "wb", opener=_opener) as file:
                file.write(json.dumps(found).encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self._beside)

    def discard(self) -> None:
        """Remove the file, and what is known of it."""
        self.size = 0
        with self._disk():
            for path in (self._path, self._beside):
                path.unlink(missing_ok=True)

    def _goes_on(self, url: str, received: Headers) -> int | None:
        """Return the file's length; raise FetchError for a piece that does not follow on."""
        said = headers.value(received, "content-range") or ""
        match = _RANGE.fullmatch(said.strip())
        total = int(match[3]) if match and match[3] else self.facts.total
        known = self.facts.validator
        told = headers.value(received, "etag" if known.startswith('"') else "last-modified")
        is_same = self.facts.total in (None, total) and told in (None, known)
        if match is None or int(match[1]) != self.size or not is_same:
            self.forget()
            raise FetchError(f"{url} sent another piece than was asked for: {said[:80]}", url=url)
        return total

    def forget(self) -> None:
        """Begin anew the next time."""
        self.size = 0
        self.note(validator="", flushed=0, total=None, is_whole=False)

    def _flush(self) -> None:
        if self._file is not None:
            with self._disk():
                self._file.flush()
                os.fsync(self._file.fileno())
            self.note(flushed=self.size)

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(f"could not write {self._path}: {error.strerror}") from error


def too_large(url: str, limit: int) -> TooLarge:
    """Return the error that says so."""
    return TooLarge(f"{url} is larger than {limit:,} bytes", url=url, transient=False)


def _opener(path: str, flags: int) -> int:
    """Open a file, and no link: who can put one there, as a repository can, names another."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _loaded(path: Path, url: str) -> Facts:
    """Return what is known; nothing where it can't be read, or is of another address."""
    try:
        found = json.loads(path.read_bytes())
        facts = Facts(**{each.name: found[each.name] for each in fields(Facts)})
        is_sound = _is_sound(facts)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Facts(url=url)
    return facts if is_sound and facts.url == url else Facts(url=url)


def _is_sound(facts: Facts) -> bool:
    until = facts.not_before
    return (
        all(
            isinstance(value, int) and value >= 0
            for value in (facts.flushed, facts.most, facts.tries, facts.total or 0)
        )
        and all(isinstance(value, str) for value in (facts.validator, facts.type, until))
        and (not until or datetime.fromisoformat(until).tzinfo is not None)
    )


def _validator(received: Headers) -> str:
    """Return by what the file is known again; a weak tag may be that of another one."""
    etag = headers.value(received, "etag") or ""
    if etag.startswith('"') and _VALIDATOR.fullmatch(etag):
        return etag
    modified = headers.value(received, "last-modified") or ""
    changed, sent = (headers.instant(received, name) for name in ("last-modified", "date"))
    # RFC 9110 §8.8.2.2: what changed in the second of the answer may change in it once more.
    is_strong = changed is not None and sent is not None and changed < sent
    return modified if is_strong and _VALIDATOR.fullmatch(modified) else ""
