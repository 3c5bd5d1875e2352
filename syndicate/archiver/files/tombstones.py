"""What was removed: one JSON object a line in `.syndicate/tombstones.jsonl`.

{"id": "urn:uuid:…", "keys": ["https://…"], "guids": [["source", "guid"]], "sum": "…"}

`sum` is the first 16 hex digits of the SHA-256 of the line without it: ``{… "guids": […]}``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from syndicate.archiver.files import stored
from syndicate.archiver.files.shapes import many, mapping, reason, text
from syndicate.errors import ArchiveError
from syndicate.identity import is_iri, twin
from syndicate.model import Article, Identity, Tombstone
from syndicate.storage.base import Storage

KEY = ".syndicate/tombstones.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstones:
    """Hold all names of removed articles; a guid counts together with its source."""

    ids: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    guids: frozenset[tuple[str, str]] = frozenset()
    stones: tuple[Tombstone, ...] = ()

    @classmethod
    def of(cls, stones: Collection[Tombstone]) -> Tombstones:
        """Hold the names of these."""
        return cls(
            ids=frozenset(stone.id for stone in stones),
            keys=frozenset(key for stone in stones for key in stone.keys),
            guids=frozenset(guid for stone in stones for guid in stone.guids),
            stones=tuple(stones),
        )

    def cover(self, article: Article) -> bool:
        """Tell whether the article, under any of its names, was removed."""
        sources = {article.source, *article.via}
        guids = {(source, guid) for source in sources for guid in article.guids}
        names = {article.key, *article.urls}
        return article.id in self.ids or bool(names & self.keys) or bool(guids & self.guids)

    def match(self, names: Identity) -> bool:
        """Tell whether what bears these names was removed.

        A guid that means something in its source alone does not speak against an address:
        feeds start counting anew, and a new article would be lost.
        """
        told = {names.key, *names.urls}
        if (told | set(map(twin, told))) & self.keys:
            return True
        if names.guid is None or not (is_iri(names.guid) or not names.urls):
            return False
        return bool({(names.source, each) for each in (names.guid, twin(names.guid))} & self.guids)

    def learned(self, names: Identity) -> Sequence[Tombstone]:
        """Return what to bury of a removed article that has got new names.

        Without them it would come back once the last of its old ones had changed.
        """
        keys = tuple(each for each in names.urls if each not in self.keys)
        guid = ((names.source, names.guid),) if names.guid else ()
        guids = tuple(each for each in guid if each not in self.guids)
        if not (keys or guids):
            return ()
        found = (each.id for each in self.stones if Tombstones.of((each,)).match(names))
        of = next(found, None)
        return (Tombstone(id=of, keys=keys, guids=guids),) if of is not None else ()


def every(storage: Storage) -> Sequence[Tombstone]:
    """Return all of the file; raise ArchiveError where a line is damaged."""
    return _read(stored.read(storage, KEY) or b"")


def add(storage: Storage, stones: Sequence[Tombstone]) -> None:
    """Append those that are not there yet; raise ArchiveError where the file is damaged."""
    data = stored.read(storage, KEY) or b""
    there = _read(data)
    lines = [_line(stone) for stone in stones if stone not in there]
    gap = b"\n" if data and not data.endswith(b"\n") else b""
    if lines:
        grown = data + gap + b"".join(lines)
        stored.check(KEY, grown)
        storage.write(KEY, grown)


def _read(data: bytes) -> Sequence[Tombstone]:
    return [stone_of(line, number) for number, line in enumerate(data.splitlines(), start=1)]


def stone_of(line: bytes, number: int) -> Tombstone:
    """Read one line; raise ArchiveError, which names its number, where it is damaged."""
    try:
        found = mapping(json.loads(line))
        return Tombstone(
            id=text(found["id"]),
            keys=tuple(many(text, found["keys"])),
            guids=tuple(many(_guid, found["guids"])),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ArchiveError(f"{KEY}:{number} is damaged: {reason(error)}", path=KEY) from error


def is_sound(line: bytes) -> bool:
    """Tell whether a line is what was written; one of before there were sums is exact."""
    before, there, _ = line.rpartition(b', "sum": ')
    if there:
        return line == _seal(before + b"}")
    try:
        return line == _plain(stone_of(line, 0))
    except ArchiveError:
        return False


def sound(data: bytes) -> Sequence[Tombstone]:
    """Return what can be read of a file that may be damaged."""
    return [stone_of(line, 0) for line in data.split(b"\n") if is_sound(line)]


def mended(data: bytes, known: Sequence[Tombstone]) -> bytes | None:
    """Return the file with every line that is sound, and the `known` that are missing.

    None where these are too few to stand for all lines that are damaged.
    """
    lines = [line for line in data.split(b"\n") if line]
    left = [line for line in lines if is_sound(line)]
    there = sound(data)
    added = [_line(stone) for stone in known if stone not in there]
    if len(left) + len(added) < len(lines):
        return None
    return b"".join([*(line + b"\n" for line in left), *added])


def _line(stone: Tombstone) -> bytes:
    return _seal(_plain(stone)) + b"\n"


def _plain(stone: Tombstone) -> bytes:
    return json.dumps(asdict(stone), ensure_ascii=False).encode()


def _seal(line: bytes) -> bytes:
    return line[:-1] + b', "sum": "%s"}' % hashlib.sha256(line).hexdigest()[:16].encode()


def _guid(value: object) -> tuple[str, str]:
    source, guid = many(text, value)
    return source, guid
