"""An archive written out in another profile, or its own: articles, pictures, sections.

    archive.articles ─▶ the path that the profile gives ─▶ pictures, document (as it is, in its own profile)
    archive.cards    ─▶ sections

What an export wrote it lists in `.syndicate-export`, so that the next one into the same folder
updates it; a folder that holds anything else is left alone. Without history there is neither
sidecar nor superseded version: the folder is for other programs. With it the folder is an
archive, and can be one's `[archive] path`: in another profile each article is put there again,
version by version, in memory, so that what is written follows from the archive alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from syndicate import identity
from syndicate.archiver.archive import Archive
from syndicate.archiver.files import draft, names
from syndicate.archiver.files.fields import local_images
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.clock import Clock
from syndicate.errors import ArchiveError, SyndicateError
from syndicate.model import Article
from syndicate.report import Exported, Problem
from syndicate.storage.base import Storage
from syndicate.storage.inmemory import InMemory

LIST = ".syndicate-export"
"""The keys that the last export wrote, a line each."""

_HINT = "name an empty folder, or one that an export wrote"


@dataclass(slots=True)
class _Output:
    """Write into the folder, and remember what."""

    folder: Storage
    dry: bool
    keys: set[str] = field(default_factory=set)
    written: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def take(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files by their keys."""
        for key, body in files:
            self.write(key, body)

    def copy(self, key: str, archive: Archive, own: str) -> None:
        """Copy a media file: one of the same length and name is the same."""
        self.keys.add(key)
        there = self.folder.exists(key)
        self.written += not there
        self.unchanged += there
        if not (there or self.dry):
            self.folder.fill(key, archive.pieces(own))

    def write(self, key: str, body: bytes) -> None:
        self.keys.add(key)
        differs = self.folder.read(key) != body if self.dry else self.folder.write(key, body)
        self.written += differs
        self.unchanged += not differs


def write(
    archive: Archive,
    folder: Storage,
    profile: Profile,
    clock: Clock,
    *,
    sources: Collection[str] = (),
    history: bool = False,
    dry: bool = False,
) -> Exported:
    """Write the archive's articles into a folder as `profile` lays them out.

    `sources` are those wanted, all if empty. Raises SyndicateError when the folder holds what no
    export wrote.
    """
    before = _listed(folder)
    output = _Output(folder, dry)
    if not dry:
        _list(folder, before)
    named: set[str] = set()
    taken: set[str] = set()
    for article in _wanted(archive, sources, output):
        path = _path(article, archive, profile, taken, clock)
        try:
            copy = _with_history if history else _plainly
            copy(article, Files(path, profile), archive, output)
            taken.add(identity.folded(path))
            named.add(article.source)
        except ArchiveError as error:
            output.problems.append(Problem(source=article.source, reason=error.message))
    _about(archive, profile, named, output, history=history)
    if history and not sources:
        key, stones = archive.kept_names()
        output.take([(key, stones)] if stones is not None else [])
    # What is damaged here may be sound there.
    gone = set() if output.problems else before - output.keys
    if not dry:
        for key in sorted(gone):
            folder.delete(key)
        _list(folder, (before | output.keys) - gone)
    return Exported(
        articles=len(taken),
        written=output.written,
        unchanged=output.unchanged,
        removed=len(gone),
        problems=tuple(output.problems),
    )


def _list(folder: Storage, keys: Collection[str]) -> None:
    """Write down what is ours: at first too, for an export that is killed is to go on."""
    folder.write(LIST, "".join(f"{key}\n" for key in sorted(keys)).encode())


def _listed(folder: Storage) -> set[str]:
    """Return what the last export wrote there; raise SyndicateError for a stranger's folder."""
    listed = folder.read(LIST)
    if listed is not None:
        return set(listed.decode().splitlines())
    stranger = next(iter(folder.keys()), None)
    if stranger is not None:
        raise SyndicateError(f"the folder is not empty: it holds {stranger}", hint=_HINT)
    return set()


def _wanted(archive: Archive, sources: Collection[str], output: _Output) -> Iterator[Article]:
    for found in archive.articles():
        if isinstance(found, ArchiveError):
            output.problems.append(Problem(source=None, reason=found.message))
        elif not sources or {found.source, *found.via} & set(sources):
            yield found


def _path(
    article: Article, archive: Archive, profile: Profile, taken: set[str], clock: Clock
) -> str:
    """Return where an article goes: its own path in its own profile, else one of the other's."""
    own = article.path or ""
    if _is_own(archive, profile) and identity.folded(own) not in taken:
        return own
    candidates = names.places(article, article.archived or clock.now(), profile)
    free = (path for path in candidates if identity.folded(path) not in taken)
    return next(free, candidates[-1])


def _is_own(archive: Archive, profile: Profile) -> bool:
    return archive.profile.name == profile.name


def _plainly(article: Article, files: Files, archive: Archive, output: _Output) -> None:
    """Write document and pictures; in its own profile the document goes out byte for byte."""
    own = article.path or ""
    same = _is_own(archive, files.profile) and files.path == own
    body = archive.raw(own) if same else draft.dumps(article, files)
    for name, picture in _pictures(article, archive, output).items():
        output.write(files.image(name), picture)
    output.write(files.main, body)


def _pictures(article: Article, archive: Archive, output: _Output) -> Mapping[str, bytes]:
    """Return the pictures of a version; one that is missing is told."""
    own, found = article.path or "", {}
    for name in local_images(article.assets):
        picture = archive.asset(own, name)
        if picture is None:
            reason = f"{own}: the image {name} is missing"
            output.problems.append(Problem(source=article.source, reason=reason))
        else:
            found[name] = picture
    return found


def _with_history(article: Article, files: Files, archive: Archive, output: _Output) -> None:
    """Write every file as it is, or in another profile what all versions make there."""
    own = article.path or ""
    for key in archive.media(own):
        output.copy(files.image(key.rpartition("/")[2]), archive, key)
    if _is_own(archive, files.profile) and files.path == own:
        output.take(archive.files(own))
        return
    storage = InMemory()
    copy = Archive(storage, files.profile)
    for record in archive.versions(own):
        if record.number > article.revision:
            reason = f"{own}: version {record.number}, kept beside your edit, stays behind"
            output.problems.append(Problem(source=article.source, reason=reason))
            continue
        version = archive.version(own, record.number)
        copy.put(
            version,
            files.path,
            now=record.archived,
            announce=record.announced,
            assets=_pictures(version, archive, output),
            extractor=record.extractor or "",
            batch=record.batch,
        )
    output.take(storage.values.items())


def _about(
    archive: Archive, profile: Profile, named: Collection[str], output: _Output, *, history: bool
) -> None:
    """Write a page about each source, if the profile has such; with history all that an archive has."""
    storage = InMemory()
    copy = Archive(storage, profile)
    if history:
        copy.prepare()
    for card in archive.cards():
        if isinstance(card, ArchiveError):
            output.problems.append(Problem(source=None, reason=card.message))
        elif card.source in named:
            copy.put_card(card)
    seen = (item for item in storage.values.items() if history or not item[0].startswith("."))
    output.take(seen)
