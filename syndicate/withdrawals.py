"""What is withdrawn: its names are kept, all else of it goes, and no source brings it back.

    withdraw: journal ─▶ finish
    finish:   archive.bury ─▶ captures ─▶ files, the document last ─▶ published pictures
              ─▶ memory.forget ─▶ journal gone

The journal, `.syndicate/withdrawing.json`, holds names and keys from before the first file went:
whoever is killed in between is finished by the next run.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from syndicate import tombs
from syndicate.archiver.archive import Archive
from syndicate.archiver.captures.store import SUFFIX
from syndicate.archiver.files.names import IMAGE
from syndicate.archiver.files.profiles import Files
from syndicate.archiver.files.shapes import many, mapping, text
from syndicate.archiver.files.tombstones import stone_of
from syndicate.errors import ArchiveError
from syndicate.generator.paths import IMAGES, PRIVATE
from syndicate.model import Tombstone
from syndicate.parts import Parts
from syndicate.storage.base import Storage

KEY = ".syndicate/withdrawing.json"

_EARLIER = re.compile(r"\.[^/]+\.revisions/[0-9]{4,}\.md", re.ASCII)
# Bytes of a name that file systems take.
_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Hold what is to go: articles by their paths, files by their keys, and what stays known."""

    paths: tuple[str, ...]
    keys: tuple[str, ...]
    captures: tuple[str, ...]
    stones: tuple[Tombstone, ...]


def plan(archive: Archive, storage: Storage, path: str, stone: Tombstone) -> Withdrawal:
    """Return what withdrawing an article removes; `storage` is the archive's.

    Of a damaged one that is what bears the names of its files. What a record names beyond them
    is another's.
    """
    files = Files(path, archive.profile)
    try:
        named = {each.capture.partition("#")[0] for each in archive.versions(path) if each.capture}
        captures = [name for name in sorted(named) if _is_capture(name)]
        kept = (*archive.media(path), *(key for key, _ in archive.files(path)))
        keys = tuple(key for key in kept if _is_own(key, files))
    except ArchiveError:
        captures, keys = [f"{path}{SUFFIX}"], tuple(_named(storage, files))
    return Withdrawal(paths=(path,), keys=keys, captures=tuple(captures), stones=(stone,))


def _is_own(key: str, files: Files) -> bool:
    below, name = key.removeprefix(files.at("")), key.rpartition("/")[2]
    is_earlier = _EARLIER.fullmatch(below) is not None
    is_image = key == files.image(name) and not name.endswith(".md")
    return key in (files.main, files.sidecar) or is_earlier or is_image


def _is_capture(key: str) -> bool:
    names = key.split("/")
    are_names = all(
        name not in ("", ".", "..") and "\0" not in name and len(name.encode()) <= _NAME
        for name in names
    )
    return are_names and key.endswith(SUFFIX)


def _named(storage: Storage, files: Files) -> Iterator[str]:
    """Yield the files of an article, its document last, as their names tell them."""
    older = files.at(f".{files.stem}.revisions/")
    for key in storage.keys(files.folder):
        is_image = files.profile.bundles and files.image(key.rpartition("/")[2]) == key
        if key.startswith(older) or (is_image and IMAGE.fullmatch(key.rpartition("/")[2])):
            yield key
    yield from (files.sidecar, files.main)


async def withdraw(parts: Parts, storage: Storage, captures: Storage, found: Withdrawal) -> None:
    """Remove what was planned; `storage` is the archive's."""
    data = json.dumps(asdict(found), ensure_ascii=False).encode()
    await asyncio.to_thread(storage.write, KEY, data)
    await finish(parts, storage, captures)


async def finish(parts: Parts, storage: Storage, captures: Storage) -> tuple[str, ...]:
    """End what a killed withdrawal began; return the paths of its articles."""
    data = await asyncio.to_thread(storage.read, KEY)
    if data is None:
        return ()
    found = _loads(data)
    await tombs.bury(parts, found.stones)
    for keys, home in ((found.captures, captures), (found.keys, storage)):
        for key in keys:
            await asyncio.to_thread(home.delete, key)
    await asyncio.to_thread(_unpublish, parts, storage, found.keys)
    await parts.memory.forget(found.paths)
    await asyncio.to_thread(storage.delete, KEY)
    return found.paths


def _unpublish(parts: Parts, storage: Storage, keys: Iterable[str]) -> None:
    """Remove the published copies of pictures that no other article has."""
    names = {name for key in keys if IMAGE.fullmatch(name := key.rpartition("/")[2])}
    if names:
        names -= {key.rpartition("/")[2] for key in storage.keys("")}
    for folder in (IMAGES.rstrip("/"), PRIVATE) if names else ():
        for key in [*parts.public.keys(folder)]:
            if key.rpartition("/")[2] in names:
                parts.public.delete(key)


def _loads(data: bytes) -> Withdrawal:
    try:
        found = mapping(json.loads(data))
        stones = many(mapping, found["stones"])
        return Withdrawal(
            paths=tuple(many(text, found["paths"])),
            keys=tuple(many(text, found["keys"])),
            captures=tuple(many(text, found["captures"])),
            stones=tuple(
                stone_of(json.dumps(each).encode(), number)
                for number, each in enumerate(stones, start=1)
            ),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ArchiveError(f"{KEY} is damaged: {error}", path=KEY) from error
