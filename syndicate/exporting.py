"""An archive written out in another profile, or its own: articles, pictures, sections.

    archive.articles ─▶ the path that the profile gives ─▶ document (as it is, in its own profile) ─▶ pictures

What an export wrote it lists in `.syndicate-export`, so that the next one into the same folder
updates it; a folder that holds anything else is left alone. Without history there is neither
sidecar nor superseded version: the folder is for other programs. With it the folder is an
archive, and can be one's `[archive] path`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from syndicate.archiver import draft, names
from syndicate.archiver.archive import Archive
from syndicate.archiver.fields import local_images
from syndicate.archiver.profiles import Files, Profile
from syndicate.clock import Clock
from syndicate.errors import ArchiveError, SyndicateError
from syndicate.model import Article
from syndicate.report import Exported, Problem
from syndicate.storage.base import Storage

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
    out = Archive(folder, profile)
    if history and not dry:
        out.prepare()
    taken: set[str] = set()
    count = 0
    for article in _wanted(archive, sources, output):
        path = _path(article, archive, out, taken, clock)
        taken.add(path)
        try:
            copy = _with_history if history else _plainly
            copy(article, path, archive, out, output)
            count += 1
        except ArchiveError as error:
            output.problems.append(Problem(source=article.source, reason=error.message))
    gone = before - output.keys
    if history:
        gone = set()
    if not dry:
        for key in sorted(gone):
            folder.delete(key)
        folder.write(LIST, "".join(f"{key}\n" for key in sorted(output.keys)).encode())
    return Exported(
        articles=count,
        written=output.written,
        unchanged=output.unchanged,
        removed=len(gone),
        problems=tuple(output.problems),
    )


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


def _path(article: Article, archive: Archive, out: Archive, taken: set[str], clock: Clock) -> str:
    """Return where an article goes: its own path in its own profile, else one of the other's."""
    own = article.path or ""
    if archive.profile.name == out.profile.name and own not in taken:
        return own
    candidates = names.places(article, article.archived or clock.now(), out.profile)
    return next((path for path in candidates if path not in taken), candidates[-1])


def _plainly(article: Article, path: str, archive: Archive, out: Archive, output: _Output) -> None:
    """Write document and pictures; in its own profile the document goes out byte for byte."""
    own = article.path or ""
    files = Files(path, out.profile)
    same = archive.profile.name == out.profile.name and path == own
    body = archive.raw(own) if same else draft.dumps(article, files)
    for name in local_images(article.assets):
        picture = archive.asset(own, name)
        if picture is None:
            reason = f"{own}: the image {name} is missing"
            output.problems.append(Problem(source=article.source, reason=reason))
        else:
            output.write(files.image(name), picture)
    output.write(files.main, body)


def _with_history(
    article: Article, path: str, archive: Archive, out: Archive, output: _Output
) -> None:
    """Put every version into the archive that the folder is, with its own stamps."""
    own = article.path or ""
    files = Files(path, out.profile)
    output.keys.add(files.main)
    if output.dry:
        output.written += 1
        return
    for record in archive.versions(own):
        version = archive.version(own, record.number)
        shown = local_images(version.assets)
        found = {name: body for name in shown if (body := archive.asset(own, name)) is not None}
        put = out.put(
            version,
            path,
            now=record.archived,
            announce=record.announced,
            assets=found,
            extractor=record.extractor or "",
            batch=record.batch,
        )
        output.written += put.kind != "unchanged"
