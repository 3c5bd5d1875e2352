"""An archive made again from its feed: every file as it was, or nothing of its article.

    feed ─▶ file: a key of an archive? the bytes of its sum? ─▶ an article's files together:
    read and checked as `verify` does ─▶ here already? withdrawn? another's names? ─▶ written

Nothing that is here is overwritten. What came is a stranger's: it can name no place but that of
an archive's file, define no entity, and leave nothing here that can't be read. What the texts say
is as it came: a site generator that runs what stands in them runs it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from lxml import etree

from syndicate.archiver import images
from syndicate.archiver.archive import Archive
from syndicate.archiver.files import attachments, cards, document, foundation, tombstones
from syndicate.archiver.files.cards import key_of
from syndicate.archiver.files.names import path_of
from syndicate.archiver.files.profiles import SECTION, Files
from syndicate.archiver.files.tombstones import Tombstones
from syndicate.errors import ArchiveError, StorageError, SyndicateError
from syndicate.model import Article
from syndicate.report import File, Imported
from syndicate.storage.base import Storage
from syndicate.storage.inmemory import InMemory
from syndicate.upkeep import verifying_article
from syndicate.upkeep.exporting_feed import HEAD, NAMESPACE
from syndicate.upkeep.verifying_root import is_source

_ATOM = "{http://www.w3.org/2005/Atom}"
_FILE, _DATA, _ARCHIVE = (f"{{{NAMESPACE}}}{name}" for name in ("file", "data", "archive"))
_HINT = "syndicate export --feed FILE writes one"

_BESIDE = re.compile(r"[0-9a-f]{16}\.([a-z0-9]{2,5})", re.ASCII)
"""Names of pictures and media files."""


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
                common = list(_take_common(archive, storage, files, is_empty=is_empty, dry=dry))
                counts.update(each.kind for each in common if each.kind == "damaged")
                told += common
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
    ident = ""
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in events:
            if event == "start":
                if element.tag == _ARCHIVE:
                    _check(element, name, profile)
                elif element.tag == f"{_ATOM}entry" and found:
                    yield "", found
                    found = {}
            elif element.tag != _DATA:
                if element.tag == _FILE:
                    found.update([_file(element, name)])
                elif element.tag == f"{_ATOM}id":
                    ident = element.text or ""
                elif element.tag == f"{_ATOM}entry":
                    yield ident or "an entry", found
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
    ours = Files(path, archive.profile)
    if checked.article is None or not checked.named.issuperset(files):
        raise ArchiveError("it names files that are none of an article's", path=path)
    for key, data in files.items():
        if not _is_of_article(key, data, ours):
            raise ArchiveError(f"{key} is no file of an article", path=path)
    if not is_source(checked.article.source):
        raise ArchiveError(f"{ours.main} names a source that can be none", path=path)
    return checked.article


def _is_of_article(key: str, data: bytes, files: Files) -> bool:
    """Tell whether an archive would have given a file this name: a record may name any."""
    if key in (files.main, files.sidecar):
        return True
    name = key.rpartition("/")[2]
    number = name.removesuffix(".md")
    if number.isdecimal() and number.isascii() and len(number) < len("1000000"):
        return key == files.at(files.revision(int(number)))
    found = _BESIDE.fullmatch(name)
    if found is None or key != files.image(name):
        return False
    return found[1] in attachments.ENDINGS or _is_harmless(data)


def _is_harmless(data: bytes) -> bool:
    try:
        images.sniff(data)
    except ValueError:
        return False
    return True


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
    for key, data in files.items():
        if key == tombstones.KEY and not is_empty:
            yield File(path=key, kind="skipped", notes=("it counts in an empty archive alone",))
        elif (fault := _fault(key, data, archive)) is not None:
            kind = "damaged" if fault else "skipped"
            yield File(path=key, kind=kind, notes=(fault or "it is no file of an archive",))
        elif not dry and not storage.exists(key):
            storage.write(key, data)


def _fault(key: str, data: bytes, archive: Archive) -> str | None:
    """Return why a file can't be read, empty where it is none of an archive's, else None."""
    ours, section = foundation.texts(archive.profile), archive.profile.section
    folder, _, name = key.rpartition("/")
    source = name.removesuffix(".json")
    try:
        if key == tombstones.KEY:
            if not all(map(tombstones.is_sound, data.splitlines())):
                return "it is not what was written"
        elif key in ours:
            if key not in (foundation.README, foundation.GIT) and data != ours[key]:
                return "it is not what this archive says"
        elif section and name == section and is_source(folder):
            document.read(data, SECTION, path=key)
        elif key != key_of(source) or not is_source(source):
            return ""
        elif _card(key, data) != source:
            return "it is of another source"
    except ArchiveError as error:
        return error.message
    return None


def _card(key: str, data: bytes) -> str:
    storage = InMemory()
    storage.write(key, data)
    card = cards.get(storage, key.rpartition("/")[2].removesuffix(".json"))
    return card.source if card else ""
