"""Where extraction runs: beside the event loop, so that a heavy or fatal page costs itself."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

from syndicate.errors import ExtractError

MANY = 8
"""Waiting articles from which starting processes (0.4 s each) pays off."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Workers:
    """Run pure functions in threads, or in processes once many articles wait.

    A crash of native code ends one worker process: its page fails with ExtractError, the pool
    is made anew.
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
        """Return what the function returns; `waiting` articles stand in line behind `url`."""
        if waiting < MANY and self._pool is None:
            return await asyncio.to_thread(function, *args, **kwargs)
        pool = self._pool = self._pool or self._start()
        try:
            return await asyncio.wrap_future(pool.submit(function, *args, **kwargs))
        except BrokenProcessPool as error:
            if self._pool is pool:
                self._pool = None
            pool.shutdown(wait=False)
            raise ExtractError(
                f"reading {url} crashed the HTML engine", url=url, transient=False
            ) from error

    def _start(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        return ProcessPoolExecutor(
            self._processes, mp_context=context, initializer=_end_with_parent
        )

    def close(self) -> None:
        """End the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _end_with_parent() -> None:
    """End this worker when the main process dies, also by kill -9: it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
