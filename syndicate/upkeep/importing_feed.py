"""An archive made again from its feed: every file as it was, or nothing of its article.

    feed ─▶ file: a key of an archive? the bytes of its sum? ─▶ an article's files together:
    read and checked as `verify` does ─▶ here already? withdrawn? another's names? ─▶ written

Nothing that is here is overwritten. What came is a stranger's: it can name no place but that of
an archive's file, and define no entity.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from lxml import etree

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import foundation, tombstones
from syndicate.archiver.files.cards import key_of
from syndicate.archiver.files.names import path_of
from syndicate.archiver.files.profiles import Files
from syndicate.archiver.files.tombstones import Tombstones
from syndicate.errors import ArchiveError, StorageError, SyndicateError
from syndicate.model import Article
from syndicate.report import File, Imported
from syndicate.storage.base import Storage
from syndicate.upkeep import verifying_article
from syndicate.upkeep.exporting_feed import HEAD, NAMESPACE

_ATOM = "{http://www.w3.org/2005/Atom}"
_FILE, _DATA, _ARCHIVE = (f"{{{NAMESPACE}}}{name}" for name in ("file", "data", "archive"))
_HINT = "syndicate export --feed FILE writes one"


def bring(archive: Archive, storage: Storage, file: Path, *, dry: bool = False) -> Imported:
    """Write what the feed holds and the archive has not; `storage` is the archive's.

    Raises SyndicateError when the file is no such feed, or of another profile.
    """
    known = _Known(archive)
    counts: Counter[str] = Counter()
    told: list[File] = []
    documents: Counter[str] = Counter()
    is_empty = not known.newest
    with open(file, "rb") as stream:
        for place, files in _read(stream, file.name, archive.profile.name):
            if not place:
                told += _take_common(archive, storage, files, is_empty=is_empty, dry=dry)
                continue
            kind, note = _take(archive, storage, files, known, dry=dry)
            counts[kind] += 1
            if kind == "new":
                documents[known.newest] += 1
            else:
                told.append(File(path=place, kind=kind, notes=(note,) if note else ()))
    return Imported(
        tree="feed",
        counts=dict(counts),
        files=tuple(told),
        sources=tuple(sorted(documents)),
        documents=dict(documents),
    )


class _Known:
    """Know the names of all articles, and of those that were withdrawn."""

    def __init__(self, archive: Archive) -> None:
        self._names: dict[str, str] = {}
        self._removed = Tombstones.of(archive.stones())
        self.newest = ""
        for found in archive.articles():
            if not isinstance(found, ArchiveError):
                self.add(found)

    def add(self, article: Article) -> None:
        for name in (article.key, article.id):
            self._names[name] = article.path or ""
        self.newest = article.source

    def objection(self, article: Article) -> str:
        """Return why an article may not come, empty when it may."""
        if self._removed.cover(article):
            return "it was withdrawn here"
        others = {self._names.get(name, article.path) for name in (article.key, article.id)}
        others.discard(article.path)
        return f"it is here already, at {others.pop()}" if others else ""


def _read(stream: IO[bytes], name: str, profile: str) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Yield the files of each entry, by the entry's id; those of no entry with an empty one."""
    if stream.read(len(HEAD)) != HEAD:
        raise SyndicateError(f"{name} is no feed of an archive", hint=_HINT)
    stream.seek(0)
    found: dict[str, bytes] = {}
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for event, element in events:
            if event == "start":
                if element.tag == _ARCHIVE:
                    _check(element, name, profile)
                elif element.tag == f"{_ATOM}entry" and found:
                    yield "", found
                    found = {}
            elif element.tag == _FILE:
                found.update([_file(element, name)])
                _drop(element)
            elif element.tag == f"{_ATOM}entry":
                yield element.findtext(f"{_ATOM}id") or "an entry", found
                found = {}
                _drop(element)
    except etree.XMLSyntaxError as error:
        raise SyndicateError(f"{name} is damaged: {error}") from error
    if found:
        yield "", found


def _drop(element: etree._Element) -> None:
    """Forget what was read, and what stood before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _check(element: etree._Element, name: str, profile: str) -> None:
    if element.get("format") != str(foundation.FORMAT):
        raise SyndicateError(f"{name} has format {element.get('format')}: update Syndicate")
    if element.get("profile") != profile:
        raise SyndicateError(
            f"{name} is of the profile {element.get('profile')}, the archive {profile}",
            hint="import it where [archive] profile is the same, and export from there",
        )


def _file(element: etree._Element, name: str) -> tuple[str, bytes]:
    key = element.get("key") or ""
    try:
        data = b"".join(
            base64.b64decode(piece.text or "", validate=True) for piece in element.iter(_DATA)
        )
    except ValueError as error:
        raise SyndicateError(f"{name} is damaged: {key}: {error}") from error
    if hashlib.sha256(data).hexdigest() != element.get("sha256"):
        raise SyndicateError(f"{name} is damaged: {key} is not what was written")
    return key, data


def _take(
    archive: Archive, storage: Storage, files: Mapping[str, bytes], known: _Known, *, dry: bool
) -> tuple[str, str]:
    """Write an article's files; return what became of it, and why nothing did."""
    try:
        article = _article(archive, files)
        if objection := known.objection(article):
            return "skipped", objection
        there = {key: storage.read(key) for key in files}
        if any(data is not None and data != files[key] for key, data in there.items()):
            return "skipped", "there is something else at its place"
        if all(data is not None for data in there.values()):
            return "known", ""
        if not dry:
            for key, data in files.items():
                storage.write(key, data)
    except (ArchiveError, StorageError) as error:
        return "damaged", error.message
    known.add(article)
    return "new", ""


def _article(archive: Archive, files: Mapping[str, bytes]) -> Article:
    """Return the article that the files are, all of them; raise ArchiveError."""
    paths = {path for key in files if (path := path_of(key, archive.profile)) is not None}
    if len(paths) != 1:
        raise ArchiveError("its files are not those of one article", path="")
    path = paths.pop()
    checked = verifying_article.check(Files(path, archive.profile), files.get, _sums(files))
    for finding in checked.findings:
        if finding.level == "damage" and finding.kind not in ("image-missing", "media-missing"):
            raise ArchiveError(f"{finding.path}: {finding.kind}", path=path)
    if checked.article is None or not checked.named.issuperset(files):
        raise ArchiveError("it names files that are none of an article's", path=path)
    return checked.article


def _sums(files: Mapping[str, bytes]) -> verifying_article.Total:
    def total(key: str) -> tuple[str, int] | None:
        data = files.get(key)
        return None if data is None else (hashlib.sha256(data).hexdigest(), len(data))

    return total


def _take_common(
    archive: Archive,
    storage: Storage,
    files: Mapping[str, bytes],
    *,
    is_empty: bool,
    dry: bool,
) -> Iterator[File]:
    """Write what belongs to no article and is not here; yield what is left, and why.

    What was withdrawn elsewhere would keep articles of sources that are followed here away.
    """
    ours = foundation.texts(archive.profile)
    for key, data in files.items():
        if key == tombstones.KEY and not is_empty:
            yield File(path=key, kind="skipped", notes=("it counts in an empty archive alone",))
        elif key == tombstones.KEY or key in ours or _is_of_source(key, archive):
            if not dry and not storage.exists(key):
                storage.write(key, data)
        else:
            yield File(path=key, kind="skipped", notes=("it is no file of an archive",))


def _is_of_source(key: str, archive: Archive) -> bool:
    folder, _, name = key.rpartition("/")
    section = archive.profile.section
    is_page = bool(section) and name == section and "/" not in folder and not key.startswith(".")
    return is_page or key == key_of(name.removesuffix(".json"))
