"""Poll feeds with lemon24/reader: `measured.serve` tells how it is driven."""

from __future__ import annotations

from pathlib import Path

import measured
from reader import make_reader


def poller(folder: Path, urls: list[str]) -> measured.Poller:
    """Return what a phase does."""
    reader = make_reader(str(folder / "reader.sqlite"))
    for url in urls:
        reader.add_feed(url)

    def poll(phase: str) -> tuple[measured.Span, int]:
        del phase
        before = reader.get_entry_counts().total or 0
        with measured.Span() as span:
            # One worker: more of them only add what threads cost, which is not what is asked here.
            reader.update_feeds(scheduled=False, workers=1)
        return span, (reader.get_entry_counts().total or 0) - before

    return poll


if __name__ == "__main__":
    measured.serve(poller)
