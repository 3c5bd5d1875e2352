"""The one thread that touches the database: calls that wait together are committed together.

    await write(f, …) ─┐
    await write(g, …) ─┼─▶ queue ─▶ BEGIN · savepoint f · savepoint g · COMMIT ─▶ results
    await read(h, …)  ─┘

A commit waits for the disk (1 to 5 ms); while one does, the next calls gather, so that sixteen
turns that end at once cost one wait and not sixteen. Each call is still atomic by itself: a
failing one is rolled back to its savepoint and the others go on. No result is handed out before
it is on disk.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from syndicate.errors import StateError

TOGETHER = 64
"""Calls in one transaction: four times the daemon's turns. More would only make the first wait."""

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Result = tuple[Any, Exception | None]


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    call: Callable[[sqlite3.Connection], Any]
    writes: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class Worker:
    """Run functions of a connection, one after the other, in a thread of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        # A daemon thread: whoever forgets to close must still be able to leave the process.
        self._thread = threading.Thread(target=self._work, name="syndicate-state", daemon=True)
        self._thread.start()

    async def write(
        self,
        function: Callable[Concatenate[sqlite3.Connection, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """Return what the function returns, once it is on disk.

        Raises StateError for whatever SQLite reports; the function's own errors rise unchanged.
        A cancelled call is either left out or whole.
        """
        return await self._submit(
            function.__name__, lambda connection: function(connection, *args, **kwargs), True
        )

    async def read(
        self,
        function: Callable[Concatenate[sqlite3.Connection, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """Return what the function returns; it must not write, and so waits for no other process.

        Raises StateError for whatever SQLite reports.
        """
        return await self._submit(
            function.__name__, lambda connection: function(connection, *args, **kwargs), False
        )

    async def _submit(
        self, name: str, call: Callable[[sqlite3.Connection], _T], writes: bool
    ) -> _T:
        if self._closed:
            raise StateError(f"could not {_words(name)}: the state is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()
        self._jobs.put(_Job(name, call, writes, loop, future))
        return await future

    async def close(self) -> None:
        """Finish what was asked for and close the connection; a second time does nothing."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        going = True
        while going:
            batch, going = self._gather()
            self._commit([job for job in batch if not job.future.cancelled()])
        self._connection.close()

    def _gather(self) -> tuple[list[_Job], bool]:
        """Wait for a job and take what has come with it; False once there will be no more."""
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == TOGETHER:
                return batch, True
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: list[_Job]) -> None:
        if not batch:
            return
        try:
            results = self._transact(batch)
        except sqlite3.Error as error:
            results = [(None, _failed(job, error)) for job in batch]
        _tell(batch, results)

    def _transact(self, batch: list[_Job]) -> list[_Result]:
        writes = any(job.writes for job in batch)
        try:
            self._connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            results = [self._attempt(job) for job in batch]
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        return results

    def _attempt(self, job: _Job) -> _Result:
        """Run one call inside its savepoint.

        A disk that is full or broken ends SQLite's whole transaction, and with it the savepoint:
        rolling back to it then raises, and every call of the batch fails.
        """
        self._connection.execute("SAVEPOINT call")
        try:
            value = job.call(self._connection)
        except Exception as error:  # noqa: BLE001 whatever it is, it rises where it is awaited
            self._connection.execute("ROLLBACK TO call")
            self._connection.execute("RELEASE call")
            return None, _failed(job, error) if isinstance(error, sqlite3.Error) else error
        self._connection.execute("RELEASE call")
        return value, None


def _tell(batch: list[_Job], results: list[_Result]) -> None:
    """Hand results out where they are awaited: each loop is woken once for all of its own."""
    told: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], _Result]]] = {}
    for job, result in zip(batch, results, strict=True):
        told.setdefault(job.loop, []).append((job.future, result))
    for loop, settled in told.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, settled)


def _settle(settled: list[tuple[asyncio.Future[Any], _Result]]) -> None:
    for future, (value, problem) in settled:
        if future.done():
            continue
        if problem is None:
            future.set_result(value)
        else:
            future.set_exception(problem)


def _failed(job: _Job, error: sqlite3.Error) -> StateError:
    problem = StateError(f"could not {_words(job.name)} in the state database: {error}")
    problem.__cause__ = error
    return problem


def _words(name: str) -> str:
    return name.replace("_", " ")
