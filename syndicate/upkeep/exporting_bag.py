"""An archive as a bag (BagIt 1.0, RFC 8493): the form in which libraries hand collections over.

`data/` is the archive as it is, with all versions and records: it can be the `[archive] path` of
a configuration. The manifest is made of what was read back. A bag of the same archive is the
same, its day too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from syndicate import __version__
from syndicate.archiver.archive import Archive
from syndicate.clock import Clock
from syndicate.errors import SyndicateError
from syndicate.report import Exported
from syndicate.storage.base import Storage
from syndicate.storage.local import Local
from syndicate.upkeep import exporting

PAYLOAD = "data"
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST, _TAGS, _ABOUT = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
_OURS = frozenset({"bagit.txt", _MANIFEST, _TAGS, _ABOUT})
_HINT = "name an empty folder, or a bag that an export wrote"


def write(
    archive: Archive,
    folder: Path,
    clock: Clock,
    *,
    sources: Collection[str] = (),
    dry: bool = False,
) -> Exported:
    """Write the articles of the `sources`, all if empty, as a bag into the folder.

    Raises SyndicateError when the folder holds what no export wrote.
    """
    bag, payload = Local(folder), Local(folder / PAYLOAD)
    strangers = (
        key for key in bag.keys("") if key not in _OURS and not key.startswith(f"{PAYLOAD}/")
    )
    if (stranger := next(strangers, None)) is not None:
        raise SyndicateError(f"the folder is not empty: it holds {stranger}", hint=_HINT)
    done = exporting.write(
        archive, payload, archive.profile, clock, sources=sources, history=True, dry=dry
    )
    if dry:
        return done
    written = sum(bag.write(name, data) for name, data in _tags(bag, payload, clock.now()))
    return replace(done, written=done.written + written)


def _tags(bag: Storage, payload: Storage, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the files beside the payload, those that the last one names first."""
    size, sums = 0, dict[str, str]()
    for key in payload.keys(""):
        found = hashlib.sha256()
        for piece in payload.pieces(key):
            found.update(piece)
            size += len(piece)
        sums[f"{PAYLOAD}/{key}"] = found.hexdigest()
    files = {"bagit.txt": _DECLARATION, _MANIFEST: _manifest(sums)}
    files[_ABOUT] = _about(bag, files[_MANIFEST], size, len(sums), now)
    yield from files.items()
    named = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    yield _TAGS, _manifest(named)


def _about(bag: Storage, manifest: bytes, size: int, count: int, now: datetime) -> bytes:
    """Return what there is to say of the bag; of the same one, what was said."""
    before = bag.read(_ABOUT)
    if before is not None and bag.read(_MANIFEST) == manifest:
        return before
    lines = (
        f"Bag-Software-Agent: syndicate/{__version__}",
        f"Bagging-Date: {now:%Y-%m-%d}",
        f"Payload-Oxum: {size}.{count}",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _manifest(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {_named(key)}\n" for key, digest in sums.items()).encode()


def _named(key: str) -> str:
    """Return a path as a manifest has it (RFC 8493 §2.1.3)."""
    return key.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
