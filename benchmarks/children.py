"""Processes that answer every line they are told with a line."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).parent


class Child:
    """A process that answers every line with a line."""

    def __init__(self, python: str, script: str, *arguments: str) -> None:
        command = [python, str(HERE / script), *arguments]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1)

    def hear(self) -> str:
        """Return the next line of its output."""
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._process.args} ended with {self._process.wait()}")
        return line

    def ask(self, line: str) -> str:
        """Return what a line is answered with."""
        # A child that has ended says how in `hear`.
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{line}\n")
        return self.hear()

    def close(self) -> None:
        """Let it come to its end."""
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()


@contextmanager
def child(python: str, script: str, *arguments: str) -> Iterator[Child]:
    """Run a child while the context is open."""
    started = Child(python, script, *arguments)
    try:
        yield started
    finally:
        started.close()
