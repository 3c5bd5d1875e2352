"""What was removed stays removed: the archive's tombstones, and state's copy of them.

The file is the truth, and lies where a hand or a bad merge may take lines from it. Without them
what was withdrawn would be archived again, so that state's copy counts too: lines that are missing
are damage until they are there again, or state is made again from what is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from syndicate.archiver.files.tombstones import KEY, Tombstones
from syndicate.errors import ArchiveError
from syndicate.model import Tombstone
from syndicate.parts import Parts


async def removed(parts: Parts) -> Tombstones:
    """Return what was removed, and must not come back."""
    there = await asyncio.to_thread(parts.archive.stones)
    return Tombstones.of([*there, *await parts.memory.buried()])


async def bury(parts: Parts, stones: Sequence[Tombstone]) -> None:
    """Keep the names of articles that are removed, before anything forgets them.

    One at a time: the file is read and written whole.
    """
    if stones:
        async with parts.mint.lock:
            await asyncio.to_thread(parts.archive.bury, stones)
            await parts.memory.bury(stones)


async def compare(parts: Parts) -> None:
    """Take up what the archive says was removed; damage goes to `parts.damage`."""
    try:
        there = await asyncio.to_thread(parts.archive.stones)
    except ArchiveError as error:
        parts.complain(error)
        return
    known = set(await parts.memory.buried())
    if new := [stone for stone in there if stone not in known]:
        await parts.memory.bury(new)
    if lost := known - set(there):
        parts.complain(
            ArchiveError(
                f"{len(lost)} of {len(known)} removed articles are no longer in {KEY}",
                path=KEY,
                hint="syndicate verify --repair writes their lines again;"
                " to let them come back: syndicate rebuild --state",
            )
        )
