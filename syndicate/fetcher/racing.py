"""The first of several ways that works, each begun a moment after the one before (RFC 8305 §5).

    begin ─▶ it failed, or nothing came for a moment ─▶ begin the next ─▶ … ─▶ the first to come

A dead address costs a quarter of a second this way, and one that is slow still has its chance.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

STAGGER = 0.25
"""Seconds that the last begun has before the next begins: what RFC 8305 §8 recommends."""


class Closable(Protocol):
    """Hold what a loser leaves behind."""

    def close(self) -> None:
        """Let go of it."""
        ...


_Won = TypeVar("_Won", bound=Closable)
_Begin = Callable[[], Coroutine[Any, Any, _Won]]


async def first(ways: Sequence[_Begin[_Won]]) -> _Won:
    """Return what comes first, and close the others.

    When all fail, raises what the first way, the best, failed with; ssl.SSLError at once, as who
    answered is who was meant.
    """
    tasks: list[asyncio.Task[_Won]] = []
    won: asyncio.Task[_Won] | None = None
    try:
        for way in ways:
            tasks.append(asyncio.create_task(way()))
            won = await _won(tasks, None if len(tasks) == len(ways) else STAGGER)
            if won is not None:
                return won.result()
        return tasks[0].result()
    finally:
        await _end([task for task in tasks if task is not won])


async def _won(
    tasks: Sequence[asyncio.Task[_Won]], patience: float | None
) -> asyncio.Task[_Won] | None:
    """Return the first that came; None when it is time to begin another, or none is left."""
    while left := [task for task in tasks if not task.done()]:
        done, _ = await asyncio.wait(left, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for task in (each for each in tasks if each in done):
            error = task.exception()
            if error is None:
                return task
            if not isinstance(error, OSError) or isinstance(error, ssl.SSLError):
                raise error
        if patience is not None:
            return None
    return None


async def _end(losers: Sequence[asyncio.Task[_Won]]) -> None:
    """Stop what still goes on, and close what came too late."""
    for task in losers:
        task.cancel()
    for left in await asyncio.gather(*losers, return_exceptions=True):
        if not isinstance(left, BaseException):
            left.close()
