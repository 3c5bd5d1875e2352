"""What `verify` found, put right where that can be done without guessing.

A file is only replaced by bytes whose SHA-256 its record names, or by itself in the encoding that
it should have. Whatever is replaced, and whatever nothing needs, is moved to
`.syndicate/lost+found/` beside the archive: nothing is deleted.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import foundation, tombstones
from syndicate.errors import NotAFile, StorageError, SyndicateError
from syndicate.model import Page, Tombstone
from syndicate.storage.local import Local, make_folder
from syndicate.upkeep.verifying import walk
from syndicate.upkeep.verifying_classes import CLASSES, Finding

Fetch = Callable[[str], Page]
"""Asks an address, with the manners of a run; raises SourceError."""

_FILES = ("document", "revision", "image")
_STATE = ("state-damaged", "row-missing", "row-wrong")
_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Workbench:
    """Hold where the archive lies, where things are put aside, and how origins are asked."""

    root: Path
    lost: Path
    archive: Archive
    fetch: Fetch
    rebuild: Callable[[], object]
    forget_index: Callable[[], object]
    buried: Callable[[], Sequence[Tombstone]]
    sums: dict[str, Path] = field(default_factory=dict)

    @property
    def storage(self) -> Local:
        """Return the archive's files."""
        return Local(self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Hold what became of a finding: what was done, or why nothing could be."""

    finding: Finding
    done: bool
    says: str


def repair(findings: Sequence[Finding], bench: Workbench) -> Sequence[Repair]:
    """Put right what can be, files before what depends on them."""
    repairs: list[Repair] = []
    mendable = [each for each in findings if CLASSES[each.kind].mendable]
    bench.sums.update(_sums(bench, [each for each in findings if each.kind in _SPARE]))
    for finding in mendable:
        if finding.kind not in _STATE:
            repairs.append(_put_right(finding, bench))
    if rows := [each for each in mendable if each.kind in _STATE]:
        bench.rebuild()
        says = "state was made again from the files"
        repairs += [Repair(finding=each, done=True, says=says) for each in rows]
    return repairs


_SPARE = ("orphan", "temporary", "foreign")


def _put_right(finding: Finding, bench: Workbench) -> Repair:
    try:
        says = _mended(finding, bench)
    except (SyndicateError, OSError) as error:
        return Repair(finding=finding, done=False, says=str(error))
    if says is None:
        return Repair(finding=finding, done=False, says="the same bytes are nowhere to be had")
    return Repair(finding=finding, done=True, says=says)


def _mended(finding: Finding, bench: Workbench) -> str | None:
    kind = CLASSES[finding.kind]
    if kind.level == "litter":
        return f"moved to {_put_aside(finding.path, bench)}"
    if finding.path == tombstones.KEY:
        return _reburied(bench)
    if finding.kind == "search-damaged":
        bench.forget_index()
        return "deleted: the next search makes it again"
    if finding.kind == "page-missing":
        card = bench.archive.card(finding.article or "")
        return "written again" if card and bench.archive.put_card(card) else None
    if finding.kind == "format-damaged":
        _replace(finding.path, foundation.texts(bench.archive.profile)[finding.path], bench)
        return "written again"
    for says, data in _candidates(finding, bench):
        if hashlib.sha256(data).hexdigest() == finding.sha256:
            _replace(finding.path, data, bench)
            return says
    return _decoded(finding, bench) if finding.kind == "document-damaged" else None


def _reburied(bench: Workbench) -> str | None:
    """Write the tombstones again that state knows, unless that may lose one that it doesn't."""
    there = bench.storage.read(tombstones.KEY) or b""
    mended = tombstones.mended(there, bench.buried())
    if mended is None:
        return None
    if mended != there:
        _replace(tombstones.KEY, mended, bench)
    return "written again from what state knows"


def _candidates(finding: Finding, bench: Workbench) -> Iterator[tuple[str, bytes]]:
    """Yield bytes that may be those of the file, the nearest first, with what to say of them."""
    if finding.sha256 is None:
        return
    if (there := bench.storage.read(finding.path)) is not None:
        yield "line ends and encoding put right", _plain(there)
    if (spare := bench.sums.get(finding.sha256)) is not None and spare.exists():
        yield f"the same bytes found at {spare}", spare.read_bytes()
    if finding.kind.startswith("image"):
        name = finding.path.rpartition("/")[2]
        for key in walk(bench.root):
            if key.rpartition("/")[2] == name and key != finding.path:
                yield f"the same picture found at {key}", bench.storage.read(key) or b""
        if finding.url:
            yield f"fetched again from {finding.url}", bench.fetch(finding.url).body


def _decoded(finding: Finding, bench: Workbench) -> str | None:
    """Save a person's text that an editor saved with a mark or other line ends."""
    there = bench.storage.read(finding.path)
    if there is None or _plain(there) == there or finding.article is None:
        return None
    _replace(finding.path, _plain(there), bench)
    try:
        bench.archive.get(finding.article)
    except SyndicateError:
        bench.storage.write(finding.path, there)
        return None
    return "line ends and encoding put right; the text is as you left it"


def _plain(data: bytes) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode()
    return data.removeprefix(_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _replace(key: str, data: bytes, bench: Workbench) -> None:
    """Give a file its bytes; those it had are kept first, so that nothing is lost in between."""
    if (bench.root / key).is_dir():
        _put_aside(key, bench)
    elif (there := bench.storage.read(key)) is not None:
        _copy_aside(key, there, bench)
    bench.storage.write(key, data)


def _put_aside(key: str, bench: Workbench) -> Path:
    """Move a file to lost+found, under its own key, or a free name beside it."""
    target = next(path for path in _targets(key, bench) if not path.exists())
    make_folder(target.parent)
    try:
        (bench.root / key).rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(bench.root / key, target, follow_symlinks=False)
        with open(target, "rb") as copy:
            os.fsync(copy.fileno())
        (bench.root / key).unlink()
    return target


def _copy_aside(key: str, data: bytes, bench: Workbench) -> Path:
    """Keep bytes in lost+found; a repair that was killed may have done so already."""
    for target in _targets(key, bench):
        if not target.exists() or (target.is_file() and target.read_bytes() == data):
            break
    Local(bench.lost).write(target.relative_to(bench.lost).as_posix(), data)
    return target


def _targets(key: str, bench: Workbench) -> Iterator[Path]:
    """Yield under which names a file may be kept, without end.

    Raises NotAFile where a link that was moved there before would lead it elsewhere.
    """
    target = bench.lost / key
    if target.parent.resolve() != bench.lost.resolve() / Path(key).parent:
        raise NotAFile(f"{target.parent} is behind a link, which is not followed")
    yield target
    for number in itertools.count(2):
        yield bench.lost / f"{key}.{number}"


def _sums(bench: Workbench, spare: Iterable[Finding]) -> dict[str, Path]:
    """Return where bytes lie that nobody needs there, by their SHA-256; links lead to none."""
    paths = [bench.root / each.path for each in spare]
    if bench.lost.is_dir():
        paths += [bench.lost / key for key in walk(bench.lost)]
    found = {}
    for path in paths:
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with open(path, "rb") as file:
                found[hashlib.file_digest(file, "sha256").hexdigest()] = path
        except OSError as error:
            raise StorageError(f"could not read {path}: {error.strerror}") from error
    return found
