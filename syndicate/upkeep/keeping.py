"""What keeps an archive: import, export, localize, doctor. The wiring, loaded when one is asked for."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import foundation, profiles
from syndicate.archiver.files.profiles import Profile
from syndicate.archiver.foreign import reading as foreign
from syndicate.archiver.foreign import trees
from syndicate.archiver.foreign.reading import Foreign
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.errors import ArchiveError, StorageError, SyndicateError
from syndicate.model import Source
from syndicate.model.listed import Form
from syndicate.report import (
    Diagnosis,
    Draft,
    Event,
    Exported,
    Imported,
    Localized,
    Reextracted,
    Reread,
    nobody,
)
from syndicate.state.base import Memory, Row, Selection
from syndicate.storage.base import Storage
from syndicate.storage.enclosed import Enclosed
from syndicate.storage.grouped import Grouped
from syndicate.storage.local import Local
from syndicate.upkeep import (
    examining,
    exporting,
    exporting_bag,
    exporting_feed,
    exporting_lines,
    importing,
    localizing,
    rebuilding,
    reextracting,
)
from syndicate.upkeep.importing import Wanted
from syndicate.wiring import capturing, layout, workshop

_KINDS: dict[str, trees.Kind] = {
    "hugo": "hugo",
    "jekyll": "jekyll",
    "mainroad": "mainroad",
    "obsidian": "obsidian",
}


def bring(
    config: Config,
    archive: Archive,
    clock: Clock,
    folder: Path,
    *,
    profile: str | None,
    source: str | None,
    in_place: bool,
    dry: bool,
) -> Imported:
    """Import a folder, or the feed of an archive; see `App.bring`."""
    if folder.is_file():
        return _bring_feed(config, archive, clock, folder, dry=dry)
    home = config.archive.path
    if folder.resolve().is_relative_to(home.resolve()) != in_place:
        raise SyndicateError(
            f"{folder} lies {'outside of' if in_place else 'in'} the archive {home}",
            hint="--in-place adopts what lies there, and nothing else",
        )
    wanted = _wanted(config, archive, folder, profile, source, in_place=in_place)

    storage = Grouped(config.archive.path)
    grouped = Archive(storage, archive.profile)

    async def work() -> Imported:
        async with workshop.opened(config, grouped, clock, nobody, writes=not dry) as parts:
            return await importing.bring(parts, wanted, storage, dry=dry)

    # What start-up made stays to the end: collections that walk it take a fifteenth of the time.
    gc.freeze()
    try:
        return asyncio.run(work())
    finally:
        storage.abandon()
        gc.unfreeze()


def _bring_feed(
    config: Config, archive: Archive, clock: Clock, file: Path, *, dry: bool
) -> Imported:
    """Take up what an archive's feed holds; state is made again of all that is there then."""
    from syndicate.upkeep import importing_feed

    storage = Grouped(config.archive.path)
    grouped = Archive(storage, archive.profile)
    done = importing_feed.bring(grouped, storage, file, dry=dry)
    storage.commit()
    if not dry and done.counts.get("new"):
        grouped.prepare()
        storage.commit()
        rebuilding.state(config, archive)
    return done


def stream(
    config: Config,
    archive: Archive,
    form: Form,
    sources: Collection[str],
    damaged: Callable[[ArchiveError], None],
) -> Iterator[bytes]:
    """Yield the articles in one file; see `App.stream`."""
    if form == "feed":
        return exporting_feed.feed(archive, config.site, sources, damaged)
    return exporting_lines.lines(archive, sources, damaged, history=form == "versions")


def export(
    config: Config,
    archive: Archive,
    clock: Clock,
    folder: Path,
    *,
    profile: str | None,
    sources: Collection[str],
    history: bool,
    bag: bool,
    dry: bool,
) -> Exported:
    """Write the archive out; see `App.export`."""
    _require_apart(config, folder)
    if bag:
        return exporting_bag.write(archive, folder, clock, sources=sources, dry=dry)
    wanted = profiles.load(profile, zone=layout.zone(config)) if profile else archive.profile
    return exporting.write(
        archive, Local(folder), wanted, clock, sources=sources, history=history, dry=dry
    )


def _require_apart(config: Config, folder: Path) -> None:
    home = config.archive.path.resolve()
    target = folder.resolve()
    if target.is_relative_to(home) or home.is_relative_to(target):
        raise SyndicateError(f"{folder} must lie apart from the archive {config.archive.path}")


def localize(
    config: Config,
    archive: Archive,
    clock: Clock,
    report: Callable[[Event], None],
    names: Sequence[str],
    sources: Collection[str],
    *,
    dry: bool,
    retry: bool,
) -> Localized:
    """Bring images home; see `App.localize`."""

    async def work() -> Localized:
        async with workshop.opened(config, archive, clock, report, writes=not dry) as parts:
            chosen = Selection(sources=tuple(sources), limit=None)
            rows = [row for name in names for row in await _named(parts.memory, name)]
            if not names:
                (rows,) = (list(found) for found in await parts.memory.latest([chosen]))
            return await localizing.localize(parts, rows, dry=dry, retry=retry)

    return asyncio.run(work())


def reextract(
    config: Config,
    archive: Archive,
    clock: Clock,
    rows: Sequence[Row],
    *,
    dry: bool,
) -> Reextracted:
    """Make articles anew from what was kept of their pages; nothing is announced."""

    async def work() -> Reextracted:
        async with workshop.opened(config, archive, clock, nobody, writes=not dry) as parts:
            replays = parts.replays or capturing.reading(config)
            return await reextracting.reextract(parts, replays, rows, dry=dry)

    return asyncio.run(work())


def foretell(
    config: Config, archive: Archive, clock: Clock, rows: Sequence[Row], source: Source | None
) -> Sequence[Draft | Reread]:
    """Return what articles would become by today's rules, and by those of `source` if one is
    tried, of what was kept of their pages.
    """

    async def work() -> Sequence[Draft | Reread]:
        async with workshop.opened(config, archive, clock, nobody, writes=False) as parts:
            replays = parts.replays or capturing.reading(config)
            sources = parts.sources if source is None else {**parts.sources, source.id: source}
            return [await reextracting.foretell(parts, replays, row, sources) for row in rows]

    return asyncio.run(work())


async def _named(memory: Memory, name: str) -> Sequence[Row]:
    rows = await memory.find(name)
    if not rows:
        raise SyndicateError(f'no article "{name}"', hint="to see them: syndicate list")
    return rows


def examine(config: Config, archive: Archive, folder: Path | None) -> Diagnosis:
    """Count the defects of the archive, or of another tree; see `App.examine`."""
    if folder is None or folder.resolve() == config.archive.path.resolve():
        return examining.archive(archive.articles())
    if name := foundation.profile_name(Local(folder)):
        return examining.archive(Archive(Local(folder), profiles.load(name)).articles())
    return examining.tree(_wanted(config, archive, folder, None, None, in_place=False))


def mend(config: Config, archive: Archive, clock: Clock, *, dry: bool) -> Diagnosis:
    """Mend what can be mended offline; see `App.mend`."""

    async def work() -> Diagnosis:
        async with workshop.opened(config, archive, clock, nobody, writes=not dry) as parts:
            found, articles = await asyncio.to_thread(examining.mend, archive, dry=dry)
            await parts.memory.adopt(articles)
            return found

    return asyncio.run(work())


def _wanted(
    config: Config,
    archive: Archive,
    folder: Path,
    profile: str | None,
    source: str | None,
    *,
    in_place: bool,
) -> Wanted:
    root = config.archive.path if in_place else folder
    tree: Storage = Local(root) if in_place else Enclosed(root)
    prefix = folder.resolve().relative_to(root.resolve()).as_posix()
    prefix = "" if prefix == "." else prefix
    name = archive.profile.name if in_place and profile is None else profile
    kind = _KINDS.get(name, "plain") if name else look(tree)
    if kind == "syndicate":
        raise SyndicateError(
            f"{folder} is an archive of Syndicate",
            hint="export it there, with the config.toml beside it: syndicate export DIR",
        )
    read_as = archive.profile if in_place else read_profile(config, name, kind)
    zone = read_as.zone or ZoneInfo("UTC")
    return Wanted(
        tree=tree,
        prefix=prefix,
        kind=kind,
        profile=read_as,
        zone=zone,
        source=source,
        in_place=in_place,
    )


def read_profile(config: Config, name: str | None, kind: trees.Kind) -> Profile:
    """Return the profile to read files with: a named one, else the one that a tree's kind has."""
    usual = kind if kind in _KINDS else "neutral"
    return profiles.load(name or usual, zone=layout.zone(config))


def look(tree: Storage) -> trees.Kind:
    """Tell whose a tree is."""
    keys = frozenset(tree.keys())
    taken, _ = trees.documents(sorted(keys), "plain")
    step = max(1, len(taken) // trees.SAMPLE)
    sample = [file for key in islice(taken, 0, None, step) if (file := _sample(tree, key))]
    return trees.look(keys, sample)


def _sample(tree: Storage, key: str) -> Foreign | None:
    try:
        return foreign.read(tree.read(key) or b"", path=key)
    except (ArchiveError, StorageError):
        return None
