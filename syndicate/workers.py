"""Where extraction runs: beside the event loop, so that a heavy or fatal page costs itself.

A thread can't be stopped, a process can: what is large, or waits in numbers, runs in worker
processes, where the system itself ends what computes for too long, native code too.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

from syndicate.errors import ExtractError

MANY = 8
"""Waiting articles from which starting processes (0.2 s, once) pays off: a page takes 10 to 30 ms."""

LARGE = 250_000
"""Characters of a text from which it is never read in a thread: the worst that hostile pages of
that size took was 2 s, of five times that size 12 s."""

SECONDS = 30.0
"""What reading one text may compute: a hundred times what a page of a megabyte takes."""

MEMORY = 1536
"""Megabytes of address space of a worker: the worst 5 MB of hostile shapes take 500. By the rules
of HTML itself a page of 85 kB makes 1.2 GB of elements, one of 5 MB twenty."""

# What is not closed is opened anew by each tag after it, up to the engine's depth.
_FORMATTING = re.compile(
    r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
_DEEPEST = 512
# An element is some 120 bytes: half a gigabyte.
_MOST = 4_000_000

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Workers:
    """Run pure functions in threads, or in processes once many articles wait.

    A crash of native code, or a page without end, ends one worker process and fails its page
    alone: the others that were under way are done again.
    """

    def __init__(self, processes: int = 2, *, seconds: float = SECONDS) -> None:
        self._processes = processes
        self._seconds = seconds
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

        Raises ExtractError when it crashes its process, or takes too much time or memory there.
        """
        if waiting < MANY and self._pool is None and not _is_large(args):
            return await asyncio.to_thread(function, *args, **kwargs)
        call = partial(function, *args, **kwargs)
        pool = self._pool = self._pool or _start(self._processes)
        try:
            return await asyncio.wrap_future(pool.submit(_bounded, self._seconds, url, call))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            pool.shutdown(wait=False)
        return await self._alone(url, call)

    async def _alone(self, url: str, call: Callable[[], _T]) -> _T:
        """Try a call again by itself: a broken pool does not tell whose page broke it."""
        pool, started = _start(1), time.monotonic()
        try:
            return await asyncio.wrap_future(pool.submit(_bounded, self._seconds, url, call))
        except BrokenProcessPool as error:
            # A dead process can't say why, but who computed for so long has not crashed early.
            endless = time.monotonic() - started >= self._seconds
            why = f"reading {url} crashed the HTML engine"
            if endless:
                why = f"reading {url} took more than {self._seconds:g} s of computing"
            raise ExtractError(why, url=url, transient=False) from error
        finally:
            pool.shutdown(wait=False)

    def close(self) -> None:
        """End the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _is_large(args: tuple[object, ...]) -> bool:
    texts = [each for each in args if isinstance(each, bytes | str)]
    return any(len(each) > LARGE or _may_multiply(each) for each in texts)


def _may_multiply(page: bytes | str) -> bool:
    """Tell whether a page's formatting, were it all left open, would be millions of elements."""
    text = page if isinstance(page, str) else page.decode("latin-1").replace("\0", "")
    opened = min(len(_FORMATTING.findall(text)), _DEEPEST)
    return opened * text.count("<") > _MOST


def _bounded(seconds: float, url: str, call: Callable[[], _T]) -> _T:
    """Call within a worker process, which the system ends after so many seconds of computing.

    The signal's default action needs no Python: also native code that never returns is ended.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return call()
    except MemoryError as error:
        why = f"reading {url} took more than {MEMORY} MB of memory"
        raise ExtractError(why, url=url, transient=False) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _start(processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["syndicate.archiver.page.extract"])
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Bound what this worker takes, and end it with its parent."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    own = MEMORY << 20
    limit = own if most == resource.RLIM_INFINITY else min(own, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    _end_with_parent()


def _end_with_parent() -> None:
    """End this worker when the main process dies, also by kill -9: it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
