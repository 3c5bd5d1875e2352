"""An archive under version control: what goes into the repository beside it, and what does not.

``.syndicate/sources.jsonl`` (ledger.py) is written after every run and publication, and taken up
where state is made anew from an archive: in a fresh checkout the first request is conditional,
and a source that failed is not asked before its time.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate import log
from syndicate.archiver.files.names import path_of
from syndicate.archiver.files.profiles import Files, Profile
from syndicate.config import Config
from syndicate.errors import ArchiveError, HookError
from syndicate.model import Article, Carried
from syndicate.state.base import Frontier
from syndicate.storage.local import Local
from syndicate.wiring import ledger
from syndicate.wiring.repository import Repository

if TYPE_CHECKING:
    from syndicate.archiver.archive import Archive
    from syndicate.parts import Parts

NAME = "sources.jsonl"

_HEAD = "head"

# What .syndicate/head says may come with a repository, and git takes no word of it for an option.
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)

IGNORED = ("/.syndicate/*", f"!/.syndicate/{NAME}", "/public/", ".syndicate-*.tmp")
"""What can be made again, or must stay on this machine, and so belongs in no repository."""

# Git does not look into a folder that is ignored as a whole: nothing in it can be taken back.
_WHOLE = frozenset({b"/.syndicate/", b".syndicate/", b"/.syndicate", b".syndicate"})

_IGNORE = ".gitignore"

_log = log.get(__name__)


def ignore(folder: Path) -> None:
    """Give a folder's .gitignore the lines that it lacks; raises StorageError.

    It is a person's file: whatever else it holds, in whatever encoding, stays as it is.
    """
    place = Local(folder)
    present = place.read(_IGNORE) or b""
    newline = b"\r\n" if b"\r\n" in present else b"\n"
    lines = [line for line in present.splitlines(keepends=True) if line.strip() not in _WHOLE]
    there = {line.strip() for line in lines}
    missing = [line.encode() + newline for line in IGNORED if line.encode() not in there]
    gap = newline if lines and missing and not lines[-1].endswith(b"\n") else b""
    place.write(_IGNORE, b"".join([*lines, gap, *missing]))


async def take_up(config: Config, frontier: Frontier) -> tuple[str, ...]:
    """Let a state that was just made anew know what other checkouts learned of its sources.

    Returns what could not be read: each such line costs its source one unconditional request.
    """
    raw = await asyncio.to_thread(_folder(config).read, NAME)
    found = ledger.loads(raw or b"", config.sources)
    said = [
        (source, found.lines[source.id].said)
        for source in config.sources
        if source.id in found.lines
    ]
    for source_id in await frontier.resume(said):
        _log.warning("validators not believed: articles are missing here", source=source_id)
    where = f".syndicate/{NAME}"
    return tuple(f"{where}: {problem}; it was passed over" for problem in found.problems)


async def catch_up(config: Config, parts: Parts) -> None:
    """Read again what of the archive git has changed since state last looked: a pull, a merge.

    What came or went is found without it; here it is what became of articles that are known.
    """
    if not config.archive.git:
        return
    git, state = Repository(config.root), _folder(config)
    try:
        head = await git.commit_of("HEAD")
        last = (await asyncio.to_thread(state.read, _HEAD) or b"").decode(errors="replace")
        is_newer = head and _COMMIT.fullmatch(last) and head != last
        changed = await git.changed(last, head or "") if is_newer else ()
    except HookError as error:
        _log.info("history not read", reason=error.message)
        head, changed = await git.commit_of("HEAD"), ()
    if changed:
        known = await parts.memory.paths()
        paths = dict.fromkeys(_paths(config, parts.archive, changed))
        await parts.memory.adopt(
            await asyncio.to_thread(_articles, parts, [path for path in paths if path in known])
        )
    if head:
        await asyncio.to_thread(state.write, _HEAD, head.encode())


def _paths(config: Config, archive: Archive, names: Iterable[str]) -> Iterator[str]:
    """Yield the articles whose document or sidecar is among these files."""
    home = config.archive.path
    for name in names:
        place = config.root / name
        if place.is_relative_to(home):
            key = place.relative_to(home).as_posix()
            path = article_of(key, archive.profile)
            if path is not None:
                yield path


def _articles(parts: Parts, paths: Sequence[str]) -> list[Article]:
    found = []
    for path in paths:
        try:
            found.append(parts.archive.get(path))
        except ArchiveError as error:
            parts.complain(error)
    return found


def article_of(key: str, profile: Profile) -> str | None:
    """Return the path of the article whose document or sidecar this is."""
    stem = key.rpartition("/")[0] if profile.bundles else key.removesuffix(".md")
    if key.endswith(".md") and Files(stem, profile).main == key:
        return path_of(Files(stem, profile).sidecar, profile)
    return path_of(key, profile)


async def write(config: Config, frontier: Frontier, archive: Archive) -> None:
    """Write what a fresh checkout must know; no byte changes where nothing came since.

    Raises StorageError when the files can't be written.
    """
    carried = await frontier.carried()
    passed = await asyncio.to_thread(_passed, archive)
    known = [replace(each, passed=passed.get(each.standing.id, 0)) for each in carried]
    await asyncio.to_thread(_write, config, known)


def _write(config: Config, known: Sequence[Carried]) -> None:
    folder = _folder(config)
    before = ledger.loads(folder.read(NAME) or b"", config.sources).lines
    folder.write(NAME, ledger.dumps(known, config.sources, before))
    ignore(config.root)


def _passed(archive: Archive) -> Mapping[str, int]:
    """Return how many names each source's card keeps of what was passed over."""
    return {card.source: len(card.passed) for card in archive.readable_cards()}


def _folder(config: Config) -> Local:
    return Local(config.state_path.parent)
