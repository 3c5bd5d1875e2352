"""Hubs in the daemon: what was published is told to them beside everything else it does."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from syndicate import log, pinging
from syndicate.errors import SyndicateError
from syndicate.parts import Parts
from syndicate.report import Problem

PATIENCE = 120.0
"""Seconds that a round may take: as long as a turn, for no publication waits for it."""

_log = log.get(__name__)


class Telling:
    """Tell hubs what is owed to them, with the `parts` of now: a changed configuration has others."""

    def __init__(self, parts: Callable[[], Parts]) -> None:
        self._parts = parts
        self._owing = asyncio.Event()
        self._said: tuple[Problem, ...] = ()

    def note(self) -> None:
        """Have hubs told soon: something may be owed to them."""
        self._owing.set()

    @asynccontextmanager
    async def attended(self) -> AsyncIterator[None]:
        """Tell hubs meanwhile; what there is no more time for stays owed."""
        task = asyncio.create_task(self._rounds())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _rounds(self) -> None:
        while True:
            await self._owing.wait()
            self._owing.clear()
            try:
                await self._round()
            except SyndicateError as error:
                _log.error("hubs not told", reason=error.message)
            except Exception as error:  # noqa: BLE001 a bug with one hub must not silence the rest
                trace = "".join(traceback.format_exception(error))
                _log.error("hubs not told", reason=str(error), traceback=trace)

    async def _round(self) -> None:
        """Tell hubs what is owed, and go on where time alone was short.

        A problem that lasts is logged once.
        """
        parts = self._parts()
        before = len(await parts.memory.owed())
        problems = await pinging.ping(parts, parts.clock.now(), patience=PATIENCE)
        for problem in problems:
            if problem not in self._said:
                _log.error(problem.reason, hint=problem.hint)
        self._said = problems
        if 0 < len(await parts.memory.owed()) < before and not problems:
            self.note()
