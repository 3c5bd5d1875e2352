"""Where extraction runs: beside the event loop, so that a heavy or fatal page costs itself."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

from syndicate.errors import ExtractError

MANY = 8
"""Waiting articles from which starting processes (0.2 s, once) pays off: a page takes 10 to 30 ms."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Workers:
    """Run pure functions in threads, or in processes once many articles wait.

    A crash of native code ends one worker process and fails its page alone: the others that
    were under way are done again.
    """

    def __init__(self, processes: int = 2) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    async def run(
        self,
        waiting: int,
        url: str,
        function: Callable[_P, _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """Return what the function returns; `waiting` articles stand in line behind `url`.

        Raises ExtractError when it crashes its process.
        """
        if waiting < MANY and self._pool is None:
            return await asyncio.to_thread(function, *args, **kwargs)
        pool = self._pool = self._pool or _start(self._processes)
        try:
            return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            pool.shutdown(wait=False)
        return await self._alone(url, partial(function, *args, **kwargs))

    async def _alone(self, url: str, call: Callable[[], _T]) -> _T:
        """Try a call again by itself: a broken pool does not tell whose page broke it."""
        pool = _start(1)
        try:
            return await asyncio.wrap_future(pool.submit(call))
        except BrokenProcessPool as error:
            why = f"reading {url} crashed the HTML engine"
            raise ExtractError(why, url=url, transient=False) from error
        finally:
            pool.shutdown(wait=False)

    def close(self) -> None:
        """End the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _start(processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["syndicate.archiver.extract"])
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """End this worker when the main process dies, also by kill -9: it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
