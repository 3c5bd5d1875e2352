"""Articles withdrawn, one after the other, and published without them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from syndicate import publication, withdrawals
from syndicate.archiver.archive import Archive
from syndicate.clock import Clock
from syndicate.config import Config
from syndicate.report import Built, nobody
from syndicate.state.base import Row
from syndicate.storage.local import Local
from syndicate.wiring import capturing, workshop


def withdraw(config: Config, archive: Archive, clock: Clock, rows: Sequence[Row]) -> Built:
    """Remove articles and all that is kept of them; no source brings them back.

    Returns what was published without them.
    """

    async def work() -> Built:
        home, captures = Local(config.archive.path), Local(capturing.folder(config))
        async with workshop.opened(config, archive, clock, nobody, writes=True) as parts:
            for row in rows:
                (stone,) = await parts.memory.names([row.path])
                found = await asyncio.to_thread(withdrawals.plan, archive, home, row.path, stone)
                await withdrawals.withdraw(parts, home, captures, found)
            built = await publication.publish(parts)
            await workshop.carry(config, parts)
        return built

    return asyncio.run(work())
