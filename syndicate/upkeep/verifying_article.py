"""One article checked: its document against its sidecar, its earlier versions, its pictures.

What a person changed in a document is no damage; what can't be read, is not there, or is not
the bytes that its record names, is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from syndicate.archiver import images
from syndicate.archiver.files import document, shapes, sidecar
from syndicate.archiver.files.document import hash_of
from syndicate.archiver.files.ondisk import OnDisk, digest, shown, together
from syndicate.archiver.files.profiles import Files
from syndicate.archiver.files.sidecar import Version
from syndicate.errors import ArchiveError
from syndicate.model import Article, Asset, Enclosure
from syndicate.upkeep.verifying_classes import Finding
from syndicate.upkeep.verifying_root import is_source

Read = Callable[[str], bytes | None]
"""Returns the file of a key, None where there is none."""

Total = Callable[[str], tuple[str, int] | None]
"""Returns the sum (SHA-256) and the length of a file of any size, None where there is none."""


@dataclass(slots=True)
class Checked:
    """Hold what came of one article, and what its record names.

    Itself, where it was read; where its bytes say that it need not be, `names` alone: key and id.
    """

    article: Article | None = None
    names: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    image_bytes: int = 0


def check(files: Files, read: Read, total: Total, seal: str = "") -> Checked:
    """Check every file of the article; its document or its sidecar is there.

    A document whose record bears the `seal` that state knows, and which is the very bytes that
    this names, is not read: it was, before it was written.
    """
    checked = Checked(named={files.main, files.sidecar})
    raw, beside = read(files.main), read(files.sidecar)
    facts = None
    try:
        facts = sidecar.loads(beside, path=files.sidecar) if beside is not None else None
    except ArchiveError as error:
        checked.findings.append(_found(files, files.sidecar, "sidecar-damaged", error.message))
    if beside is None:
        checked.findings.append(_found(files, files.sidecar, "sidecar-missing"))
    if facts is None or beside is None:
        return checked
    if seal and facts.seal == seal and _is_as_written(raw, beside, facts, files):
        checked.names = (facts.key, *((facts.id,) if facts.id else ()))
        _beside(checked, files, facts.versions, read, total)
        return checked
    ondisk = _document(checked, files, raw, beside, facts)
    if ondisk is None:
        _beside(checked, files, facts.versions, read, total)
        return checked
    if ondisk.unfinished is not None:
        checked.findings.append(_found(files, files.main, "unfinished"))
    _beside(checked, files, ondisk.finished, read, total)
    return checked


def _document(
    checked: Checked, files: Files, raw: bytes | None, beside: bytes, facts: sidecar.Sidecar
) -> OnDisk | None:
    """Check document and sidecar together; return them where both can be read."""
    ondisk = None
    newest = facts.versions[-1] if facts.versions else None
    wanted = newest.written.document if newest and newest.revision.file == files.document else None
    try:
        if raw is not None:
            ondisk = together(raw, facts, files)
            checked.article = shown(ondisk, files)
        else:
            checked.findings.append(_found(files, files.main, "document-missing", sha256=wanted))
    except ArchiveError as error:
        detail = error.message.removeprefix(f"{files.main} is damaged: ")
        checked.findings.append(
            _found(files, files.main, "document-damaged", detail, sha256=wanted)
        )
    if _is_tampered(beside, facts):
        checked.findings.append(_found(files, files.sidecar, "sidecar-changed"))
    if ondisk is not None:
        checked.findings += _changes(files, ondisk)
    return ondisk


def _is_as_written(raw: bytes | None, beside: bytes, facts: sidecar.Sidecar, files: Files) -> bool:
    newest = facts.versions[-1] if facts.versions else None
    if raw is None or newest is None or newest.revision.file != files.document:
        return False
    return digest(raw) == newest.written.document and bool(shapes.is_sealed(beside))


def _is_tampered(beside: bytes, facts: sidecar.Sidecar) -> bool:
    """Tell whether a sidecar is not what was written; one of before there were sums is exact."""
    sealed = shapes.is_sealed(beside)
    if sealed is not None:
        return not sealed
    return shapes.unsealed(sidecar.dumps(facts)) != beside


def _changes(files: Files, ondisk: OnDisk) -> Iterator[Finding]:
    """Yield how a document is not what was written."""
    written, before = ondisk.version.written, ondisk.version.before
    there = digest(ondisk.raw)
    if there == written.document or (before and there == before.document):
        return
    wanted = written.document
    if b"\0" in ondisk.raw:
        yield _found(files, files.main, "document-damaged", "it holds NUL bytes", sha256=wanted)
    elif not ondisk.body.markdown.strip() and ondisk.signature.body != hash_of(""):
        yield _found(files, files.main, "document-emptied", sha256=wanted)
    elif amiss := list(_records(files, ondisk)):
        yield _found(files, files.main, "record-changed", ", ".join(amiss), sha256=wanted)
    else:
        yield _found(files, files.main, "edited")


def _records(files: Files, ondisk: OnDisk) -> Iterator[str]:
    """Yield the names of the lines that only the archive writes and that are not as it did."""
    revision = ondisk.version.revision
    expected = {
        "id": ondisk.sidecar.id,
        "archived": revision.archived,
        "announced": revision.announced,
        "revision": revision.number,
        "hash": ondisk.signature.body,
    }
    exact = (key for key in files.profile.keys if key.carries and key.dates == "rfc3339")
    for key in (key for key in exact if key.role == "record"):
        wanted = expected.get(key.what)
        if wanted is not None and ondisk.loaded.values.get(key.name) != wanted:
            yield key.name
    if not is_source(shown(ondisk, files).source):
        yield "source"


def _beside(
    checked: Checked, files: Files, versions: Iterable[Version], read: Read, total: Total
) -> None:
    """Check the earlier versions, and pictures and media of all of them, each once."""
    pictures: dict[str, Asset] = {}
    media: dict[str, Enclosure] = {}
    for version in versions:
        pictures |= {asset.name: asset for asset in version.assets if asset.name}
        media |= {each.name: each for each in version.enclosures if each.name}
        if version.revision.file != files.document:
            checked.named.add(files.at(version.revision.file))
            checked.findings += _earlier(files, version, read)
    for name, asset in pictures.items():
        key = files.image(name)
        checked.named.add(key)
        data = read(key)
        checked.image_bytes += len(data or b"")
        checked.findings += _picture(files, key, asset, data)
    for name, each in media.items():
        key = files.image(name)
        checked.named.add(key)
        found = total(key)
        checked.image_bytes += found[1] if found else 0
        if found is None:
            checked.findings.append(_found(files, key, "media-missing", sha256=each.sha256))
        elif found[0] != each.sha256:
            checked.findings.append(_found(files, key, "media-damaged", sha256=each.sha256))


def _earlier(files: Files, version: Version, read: Read) -> Iterator[Finding]:
    key = files.at(version.revision.file)
    data, wanted = read(key), version.sha256 or version.written.document
    if data is None:
        yield _found(files, key, "revision-missing", sha256=wanted)
        return
    if digest(data) == wanted:
        return
    if version.sha256 is not None:
        yield _found(files, key, "revision-damaged", sha256=wanted)
        return
    # Before records named the sum of their file, a person may have changed it unseen.
    try:
        document.loads(data, files.profile, path=key)
    except ArchiveError as error:
        yield _found(files, key, "revision-damaged", error.message, sha256=wanted)
    else:
        yield _found(files, key, "changed-after", sha256=wanted)


def _picture(files: Files, key: str, asset: Asset, data: bytes | None) -> Iterator[Finding]:
    name = asset.name or ""
    if data is None:
        yield _found(files, key, "image-missing", sha256=asset.sha256, url=asset.url)
        return
    there = hashlib.sha256(data).hexdigest()
    if not there.startswith(name.partition(".")[0]) or asset.sha256 not in (None, there):
        yield _found(files, key, "image-damaged", sha256=asset.sha256, url=asset.url)
        return
    try:
        ext = images.sniff(data).ext
    except ValueError as error:
        yield _found(files, key, "image-type", str(error))
    else:
        if not name.endswith(f".{ext}"):
            yield _found(files, key, "image-type", f"it is of the type {ext}")


def _found(
    files: Files,
    path: str,
    kind: str,
    detail: str = "",
    *,
    sha256: str | None = None,
    url: str | None = None,
) -> Finding:
    # Of a picture without its sum the name tells sixteen digits: too few to take a stranger's.
    return Finding(path=path, kind=kind, detail=detail, article=files.path, sha256=sha256, url=url)
