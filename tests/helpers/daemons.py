"""The daemon in a process of its own, and what it has said so far."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from helpers import demos

# The program itself, but it looks for due hosts ten times a second and publishes every half.
HURRIED = """
from datetime import timedelta
from syndicate import scheduler
scheduler.TICK = timedelta(seconds=0.1)
scheduler.PUBLISH = timedelta(seconds=0.5)
from syndicate.cli import main
main()
"""


class Daemon:
    """Run ``syndicate daemon`` in a folder until the test has seen enough."""

    def __init__(self, root: Path, *options: str, hurried: bool = True) -> None:
        program = [sys.executable, "-c", HURRIED] if hurried else demos.SYNDICATE
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [*program, "daemon", *options],
            cwd=root,
            env=demos.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(self, *exc) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._listener.join()
        self._process.stderr.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def said(self, *words: str) -> list[str]:
        """Return the log's lines that hold all of the words."""
        return [line for line in self.lines if all(word in line for word in words)]

    def until(self, seen: Callable[[], object], seconds: float = 8) -> None:
        """Wait until something is to be seen; fail with the log when it never is."""
        deadline = time.monotonic() + seconds
        while not seen():
            alive = self._process.poll() is None
            assert time.monotonic() < deadline and alive, "\n".join(["never seen:", *self.lines])
            time.sleep(0.02)

    def until_said(self, *words: str) -> str:
        self.until(lambda: self.said(*words))
        return self.said(*words)[0]

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self, seconds: float = 8) -> int:
        """Wait for its end; return the exit code."""
        code = self._process.wait(seconds)
        self._listener.join()
        return code

    def stop(self, seconds: float = 8) -> int:
        """Ask it to end, and wait."""
        self.send(signal.SIGTERM)
        return self.end(seconds)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send(signal.SIGKILL)
        self.end()

    def _listen(self) -> None:
        for line in self._process.stderr:
            self.lines.append(line.rstrip("\n"))
