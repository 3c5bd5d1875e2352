"""Run the demo as a user would, and kill it as a power cut would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SYNDICATE = [sys.executable, "-m", "syndicate"]


def environment() -> dict[str, str]:
    """Return the environment without what could change the outcome."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATE_")}
    own.pop("SOURCE_DATE_EPOCH", None)
    return own


def run(*arguments: str | Path, cwd: Path | None = None, timeout: float = 120):
    """Run the program to its end; return what it printed and its exit code."""
    return subprocess.run(
        [*SYNDICATE, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def start(*arguments: str | Path, cwd: Path | None = None) -> subprocess.Popen[str]:
    """Start the program; the caller ends it."""
    return subprocess.Popen(
        [*SYNDICATE, *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_after(seconds: float, directory: Path) -> bool:
    """Start a demo and kill it after a while; tell whether it was still running."""
    process = start("demo", directory)
    time.sleep(seconds)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return alive


def tree(directory: Path, *folders: str) -> dict[str, bytes]:
    """Return every file below the folders with its bytes."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted((directory / folder).rglob("*"))
        if path.is_file()
    }


def stamps(directory: Path, *folders: str) -> dict[str, tuple[int, int]]:
    """Return every file's inode and time of change: what tells that it was written again."""
    return {
        path.relative_to(directory).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for folder in folders
        for path in sorted((directory / folder).rglob("*"))
        if path.is_file()
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names that are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def survives(directory: Path, whole: dict[str, bytes]) -> list[str]:
    """Run a killed demo again; return what differs from `whole` or was written a second time."""
    folders = ("archive", "public")
    at_kill, before = tree(directory, *folders), stamps(directory, *folders)
    complete = [name for name, body in at_kill.items() if whole.get(name) == body]
    ended = run("demo", directory)
    if ended.returncode != 0:
        return [f"exit {ended.returncode}: {ended.stderr}"]
    after = stamps(directory, *folders)
    again = [f"written again: {name}" for name in complete if after.get(name) != before[name]]
    return differences(tree(directory, *folders), whole) + again
