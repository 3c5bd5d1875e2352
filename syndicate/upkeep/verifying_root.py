"""What belongs to the archive as a whole, checked: format, profile, cards, pages, tombstones."""

from __future__ import annotations

from collections.abc import Iterator

from syndicate.archiver.captures import warc
from syndicate.archiver.files import cards, document, foundation, shapes, stored, tombstones
from syndicate.archiver.files.cards import Card
from syndicate.archiver.files.profiles import SECTION, Profile
from syndicate.config import values
from syndicate.errors import ArchiveError, ConfigError, StorageError
from syndicate.storage.base import Storage
from syndicate.upkeep.verifying_classes import Finding


def check(storage: Storage, profile: Profile, sources: frozenset[str]) -> Iterator[Finding]:
    """Yield what is wrong with the files that belong to no article; `sources` have articles."""
    yield from readable(_foundation(storage, profile), ".syndicate")
    yield from readable(_stones(storage), tombstones.KEY)
    yield from readable(_cards(storage, profile, sources), cards.FOLDER)


def readable(found: Iterator[Finding], path: str) -> Iterator[Finding]:
    """Yield what is found up to what can't even be read, and then that."""
    try:
        yield from found
    except StorageError as error:
        yield Finding(path=path, kind="unreadable", detail=error.message)


def _cards(storage: Storage, profile: Profile, sources: frozenset[str]) -> Iterator[Finding]:
    known = set()
    for key in storage.keys(cards.FOLDER):
        name = key.rpartition("/")[2].removesuffix(".json")
        known.add(name)
        try:
            card = cards.get(storage, name)
        except ArchiveError as error:
            yield Finding(path=key, kind="card-damaged", detail=error.message)
            continue
        if card is None or card.source != name:
            yield Finding(path=key, kind="card-changed", detail="its name is not its source's")
        else:
            page = f"{name}/{profile.section}"
            yield from readable(_card(storage, profile, card), page)
    for source in sorted(filter(is_source, sources - known)):
        yield from readable(_uncarded(storage, profile, source), source)


def _uncarded(storage: Storage, profile: Profile, source: str) -> Iterator[Finding]:
    if profile.section and storage.exists(f"{source}/{profile.section}"):
        yield Finding(path=cards.key_of(source), kind="card-missing")


def is_source(name: str) -> bool:
    """Tell whether this can be a source's id: a document may say anything."""
    try:
        values.identifier(name)
    except values.BadValue:
        return False
    return True


def _foundation(storage: Storage, profile: Profile) -> Iterator[Finding]:
    for key, wanted in foundation.texts(profile).items():
        data = storage.read(key)
        if data is None:
            yield Finding(path=key, kind="format-damaged", detail="it is missing")
        elif data != wanted:
            kind = "changed-after" if _may_differ(key, data, wanted) else "format-damaged"
            yield Finding(path=key, kind=kind)
    try:
        foundation.check_profile(storage, profile)
    except ConfigError as error:
        yield Finding(path=foundation.PROFILE, kind="format-damaged", detail=error.message)


def _may_differ(key: str, data: bytes, wanted: bytes) -> bool:
    """Tell whether a file still says what it is for: an older note, more lines for git."""
    if key == foundation.README:
        return True
    return key == foundation.GIT and set(wanted.splitlines()) <= set(data.splitlines())


def _stones(storage: Storage) -> Iterator[Finding]:
    try:
        data = stored.read(storage, tombstones.KEY)
    except ArchiveError as error:
        yield Finding(path=tombstones.KEY, kind="tombstones-damaged", detail=error.message)
        return
    if not data:
        return
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), start=1):
        try:
            tombstones.stone_of(line, number)
        except ArchiveError as error:
            yield Finding(path=tombstones.KEY, kind="tombstones-damaged", detail=error.message)
            continue
        if not tombstones.is_sound(line):
            yield Finding(path=tombstones.KEY, kind="tombstones-damaged", detail=f"line {number}")
    if not data.endswith(b"\n"):
        detail = "its last line does not end"
        yield Finding(path=tombstones.KEY, kind="tombstones-damaged", detail=detail)


def _card(storage: Storage, profile: Profile, card: Card) -> Iterator[Finding]:
    key = cards.key_of(card.source)
    data = storage.read(key) or b""
    sealed = shapes.is_sealed(data)
    if sealed is False or (sealed is None and cards.dumps(card) != data):
        yield Finding(path=key, kind="card-changed")
    if not profile.section:
        return
    page = f"{card.source}/{profile.section}"
    there = storage.read(page)
    if there is None:
        yield Finding(path=page, kind="page-missing", article=card.source)
        return
    try:
        document.read(there, SECTION, path=page)
    except ArchiveError as error:
        yield Finding(path=page, kind="page-damaged", detail=error.message)
    else:
        if there != document.write(dict(cards.values(card)), "", path=page):
            yield Finding(path=page, kind="changed-after")


def captures(storage: Storage, prefix: str) -> Iterator[Finding]:
    """Yield the files of kept pages that can't be read to their end."""
    for key in storage.keys(""):
        data, end = storage.read(key) or b"", 0
        for _, end in warc.loads(data):
            pass
        if end != len(data) or not data:
            detail = f"{len(data) - end} of {len(data)} bytes"
            yield Finding(path=f"{prefix}/{key}", kind="capture-damaged", detail=detail)


def keys(profile: Profile) -> frozenset[str]:
    """Return the keys that belong to the archive as a whole, but for cards and pages."""
    more = (tombstones.KEY, ".syndicate/import")
    return frozenset((*foundation.texts(profile), *more))
