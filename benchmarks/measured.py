"""What both pollers share: a process that polls on demand and says what it cost.

    python poll_….py FOLDER < lines

The first line is a JSON list of URLs, each further one the name of a phase; each is answered by
a line of JSON. The cost is the CPU time of the process and of the children it has waited for.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self


class Span:
    """Measure CPU and wall seconds between entering and leaving."""

    def __enter__(self) -> Self:
        self.cpu, self.wall = -_cpu(), -time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cpu += _cpu()
        self.wall += time.perf_counter()


Poller = Callable[[str], tuple[Span, int]]
"""Polls every feed once; returns what it cost and how many new entries were found."""


def serve(make: Callable[[Path, list[str]], Poller]) -> None:
    """Answer the lines of the input until it ends."""
    poll = make(Path(sys.argv[1]), json.loads(sys.stdin.readline()))
    print("ready", flush=True)
    for line in sys.stdin:
        span, new = poll(line.strip())
        print(json.dumps({"cpu": span.cpu, "wall": span.wall, "new": new}), flush=True)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
