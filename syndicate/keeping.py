"""What keeps an archive: import, export, localize, doctor. The wiring, loaded when one is asked for."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicate import importing, workshop
from syndicate.archiver import foreign, profiles, trees
from syndicate.archiver.archive import Archive
from syndicate.archiver.foreign import Foreign
from syndicate.archiver.profiles import Profile
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.errors import ArchiveError, StorageError, SyndicateError
from syndicate.importing import Wanted
from syndicate.report import Imported, nobody
from syndicate.storage.base import Storage
from syndicate.storage.local import Local

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
    """Import a folder; see `App.bring`."""
    wanted = _wanted(config, archive, folder, profile, source, in_place=in_place)

    async def work() -> Imported:
        async with workshop.opened(config, archive, clock, nobody, writes=not dry) as parts:
            return await importing.bring(parts, wanted, dry=dry)

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
    home = config.archive.path
    inside = folder.resolve().is_relative_to(home.resolve())
    if inside != in_place:
        raise SyndicateError(
            f"{folder} lies {'in' if inside else 'outside of'} the archive {home}",
            hint="--in-place adopts what lies there, and nothing else",
        )
    root = home if in_place else folder
    tree, prefix = Local(root), folder.resolve().relative_to(root.resolve()).as_posix()
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
    zone = ZoneInfo(config.archive.timezone) if config.archive.timezone else None
    return profiles.load(name or usual, zone=zone)


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
