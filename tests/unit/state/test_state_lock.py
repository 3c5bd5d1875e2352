from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from syndicate.errors import LockedError, StateError
from syndicate.state.lock import Lock

HOLDER = """
import sys, time
from pathlib import Path
from syndicate.state.lock import Lock
lock = Lock.take(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / ".syndicate" / "lock"


@pytest.fixture
def holder(path):
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_mark_of_a_holder_is_on_the_disk_before_anything_is_written(path, monkeypatch):
    settled = []

    def fsync(descriptor: int) -> None:
        settled.append(os.readlink(f"/proc/self/fd/{descriptor}"))

    monkeypatch.setattr(os, "fsync", fsync)

    with Lock.take(path):
        assert settled == [str(path), str(path.parent)]
        assert path.read_text() == f"{os.getpid()}\n"


def test_the_second_process_is_told_at_once_who_holds_the_lock(path, holder):
    begin = time.perf_counter()
    with pytest.raises(LockedError, match=f"held by pid {holder.pid}") as raised:
        Lock.take(path)

    assert time.perf_counter() - begin < 0.2
    assert f"kill {holder.pid}" in raised.value.hint


def test_a_killed_process_holds_no_lock(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    with Lock.take(path):
        assert path.read_text() == f"{os.getpid()}\n"


def test_a_holder_signs_over_whoever_was_there_before(path):
    path.parent.mkdir()
    path.write_text("12345678901234567890\n")

    with Lock.take(path):
        assert path.read_text() == f"{os.getpid()}\n"


def test_a_lock_let_go_can_be_taken_again(path):
    with Lock.take(path) as first, pytest.raises(LockedError, match=f"pid {os.getpid()}"):
        Lock.take(path)
    first.close()

    Lock.take(path).close()


def test_a_holder_that_has_not_signed_yet_is_just_another_process(path, holder):
    path.write_text("")

    with pytest.raises(LockedError, match="held by another process"):
        Lock.take(path)


def test_a_refused_lock_leaves_the_holders_name(path, holder):
    for _ in range(2):
        with pytest.raises(LockedError, match=f"pid {holder.pid}"):
            Lock.take(path)


def test_a_lock_that_can_not_be_made_is_a_state_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StateError, match="could not open the lock"):
        Lock.take(tmp_path / "file" / "lock")


def test_a_lock_that_was_let_go_was_ended_cleanly(path):
    Lock.take(path).close()

    with Lock.take(path) as lock:
        assert not lock.unclean


def test_a_killed_holder_leaves_its_mark(path, holder):
    holder.kill()
    holder.wait()

    with Lock.take(path) as lock:
        assert lock.unclean
