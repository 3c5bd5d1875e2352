"""Poll feeds with Syndicate: `measured.serve` tells how it is driven.

An entry that is found is archived by the same run. So that what finding costs can be told from
what archiving costs, the phase "news" leaves the entries waiting, and "archive" takes them up.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import measured

from syndicate import config
from syndicate.app import App
from syndicate.state.lock import Lock
from syndicate.turns.archiving import Archiving

HEAD = """\
[fetch]
allow = ["127.0.0.1"]
interval = "1h"
jitter = 0
"""

SOURCE = """
[[source]]
id = "feed-{number}"
url = "{url}"
full_text = "feed"
backfill = 1
"""


class Clock:
    """Stand still until somebody waits or a phase begins: whatever is due is due at once."""

    def __init__(self) -> None:
        self._instant = datetime(2026, 2, 4, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self._instant

    async def wait(self, until: datetime) -> datetime:
        self._instant = max(self._instant, until)
        return self._instant

    def move(self, span: timedelta) -> None:
        self._instant += span


def poller(folder: Path, urls: list[str]) -> measured.Poller:
    """Return what a phase does."""

    path = folder / "config.toml"
    sources = (SOURCE.format(number=number, url=url) for number, url in enumerate(urls))
    path.write_text(HEAD + "".join(sources), encoding="utf-8")
    clock, prepare = Clock(), Archiving.prepare

    def poll(phase: str) -> tuple[measured.Span, int]:
        Archiving.prepare = leave_waiting if phase == "news" else prepare
        clock.move(timedelta(minutes=1) if phase == "archive" else timedelta(hours=2))
        found: list[int] = []
        loaded = config.load(path, os.environ)
        with App(loaded, clock, Lock.take(loaded.lock_path)) as app, measured.Span() as span:
            app.run(report=lambda event: found.append(event.counts.get("new", 0)))
        return span, sum(found)

    return poll


async def leave_waiting(*_: object, **__: object) -> None:
    """Stand in for archiving."""


if __name__ == "__main__":
    measured.serve(poller)
