"""An archive under version control: what goes into the repository beside it, and what does not.

``.syndicate/sources.jsonl`` (ledger.py) is written after every run and publication, and taken up
where state is made anew from an archive: in a fresh checkout the first request is conditional,
and a source that failed is not asked before its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate import log
from syndicate.config import Config
from syndicate.model import Carried
from syndicate.state.base import Frontier
from syndicate.storage.local import Local
from syndicate.wiring import ledger

if TYPE_CHECKING:
    from syndicate.archiver.archive import Archive

NAME = "sources.jsonl"

IGNORED = ("/.syndicate/*", f"!/.syndicate/{NAME}", "/public/")
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
