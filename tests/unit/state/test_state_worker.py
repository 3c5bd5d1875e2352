from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest

from syndicate.errors import StateError
from syndicate.state.worker import Worker, _Job, _settle, _tell


def put(connection, value):
    connection.execute("INSERT INTO kept VALUES (?)", (value,))
    return value


def put_and_fail(connection, value, error):
    put(connection, value)
    raise error


def values(connection):
    return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY rowid")]


class Counting(sqlite3.Connection):
    """Count the commits, and fail a chosen statement."""

    statements: list[str]
    failing: str | None = None

    def execute(self, statement, *values):
        self.statements.append(statement)
        if statement == self.failing:
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(statement, *values)


@pytest.fixture
def connection():
    connection = sqlite3.connect(
        ":memory:", isolation_level=None, check_same_thread=False, factory=Counting
    )
    connection.statements = []
    connection.execute("CREATE TABLE kept (value UNIQUE)")
    yield connection
    connection.close()


def ask(connection, scenario):
    """Run a scenario with a worker over the connection; close both."""

    async def work():
        worker = Worker(connection)
        try:
            return await scenario(worker)
        finally:
            await worker.close()

    return asyncio.run(work())


async def hold_up(worker):
    """Keep the worker busy until the returned event is set: what is asked meanwhile gathers."""
    begun, go = threading.Event(), threading.Event()

    def wait(connection):
        begun.set()
        go.wait(10)

    task = asyncio.create_task(worker.read(wait))
    await asyncio.to_thread(begun.wait, 10)
    return task, go


def test_calls_that_wait_together_share_a_commit(connection):
    async def scenario(worker):
        waiting, go = await hold_up(worker)
        tasks = [asyncio.create_task(worker.write(put, number)) for number in range(20)]
        await asyncio.sleep(0)
        go.set()
        await waiting
        return await asyncio.gather(*tasks)

    assert ask(connection, scenario) == list(range(20))
    assert connection.statements.count("COMMIT") == 2  # of the call that held things up, and theirs


def test_a_failing_call_is_undone_and_costs_no_other(connection):
    async def scenario(worker):
        waiting, go = await hold_up(worker)
        tasks = [
            asyncio.create_task(worker.write(put, 1)),
            asyncio.create_task(worker.write(put_and_fail, 2, StateError("the turn is over"))),
            asyncio.create_task(worker.write(put, 1)),
            asyncio.create_task(worker.write(put_and_fail, 3, KeyError("a bug"))),
            asyncio.create_task(worker.write(put, 4)),
        ]
        await asyncio.sleep(0)
        go.set()
        await waiting
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return results, await worker.read(values)

    (first, over, twice, bug, last), kept = ask(connection, scenario)

    assert (first, last, kept) == (1, 4, [1, 4])
    assert str(over) == "the turn is over"
    assert isinstance(twice, StateError)
    assert "could not put in the state database: UNIQUE" in twice.message
    assert isinstance(twice.__cause__, sqlite3.IntegrityError)
    assert isinstance(bug, KeyError)


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "COMMIT", "RELEASE call"])
def test_a_transaction_that_fails_fails_each_of_its_calls_and_not_the_next(connection, statement):
    async def scenario(worker):
        connection.failing = statement
        with pytest.raises(StateError, match="could not put in the state database: disk I/O"):
            await worker.write(put, 1)
        connection.failing = None
        await worker.write(put, 2)
        return await worker.read(values)

    assert ask(connection, scenario) == [2]


def test_a_disk_that_is_full_ends_the_whole_transaction_and_says_so(connection):
    def fill(connection):
        put(connection, 1)
        connection.execute("ROLLBACK")  # what SQLite does itself when it can't go on
        raise sqlite3.OperationalError("database or disk is full")

    async def scenario(worker):
        with pytest.raises(StateError, match="no such savepoint"):
            await worker.write(fill)
        await worker.write(put, 2)
        return await worker.read(values)

    assert ask(connection, scenario) == [2]


def test_reading_takes_no_write_lock(connection):
    async def scenario(worker):
        await worker.read(values)

    ask(connection, scenario)

    assert "BEGIN" in connection.statements
    assert "BEGIN IMMEDIATE" not in connection.statements


def test_a_call_cancelled_while_it_waits_is_left_out(connection):
    async def scenario(worker):
        waiting, go = await hold_up(worker)
        task = asyncio.create_task(worker.write(put, 1))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        go.set()
        await waiting
        return await worker.read(values)

    assert ask(connection, scenario) == []


def test_closing_finishes_what_was_asked_for_and_refuses_the_rest(connection, tmp_path):
    async def scenario():
        worker = Worker(connection)
        task = asyncio.create_task(worker.write(put, 1))
        await asyncio.sleep(0)
        await worker.close()
        await worker.close()
        with pytest.raises(StateError, match="could not put: the state is closed"):
            await worker.write(put, 2)
        return await task

    assert asyncio.run(scenario()) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_who_was_cancelled_meanwhile_keeps_no_result_from_the_others():
    async def scenario():
        future = asyncio.get_running_loop().create_future
        cancelled, kept, failed = future(), future(), future()
        cancelled.cancel()

        _settle([(cancelled, (1, None)), (kept, (2, None)), (failed, (None, StateError("no")))])

        assert cancelled.cancelled()
        assert kept.result() == 2
        assert str(failed.exception()) == "no"

    asyncio.run(scenario())


def test_a_loop_that_is_closed_keeps_no_result_from_another():
    closed = asyncio.new_event_loop()
    lost = closed.create_future()
    closed.close()

    async def scenario():
        here = asyncio.get_running_loop()
        kept = here.create_future()
        jobs = [_Job("put", lambda _: None, True, each.get_loop(), each) for each in (lost, kept)]
        await asyncio.to_thread(_tell, jobs, [(1, None), (2, None)])
        return await asyncio.wait_for(kept, 5)

    assert asyncio.run(scenario()) == 2
    assert not lost.done()
