"""Read a folder of site rules, and say how much of it Syndicate understands.

    python benchmarks/rules.py FOLDER [--lines]

`--lines` names every line that is not understood, or known and not done.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from syndicate.archiver.rules import shelf
from syndicate.archiver.rules.rule import Reading


def main() -> None:
    """Read and print."""
    wanted = _arguments()
    readings = [shelf.read(path) for path in shelf.Shelf(wanted.folder).paths()]
    if not readings:
        raise SystemExit(f"{wanted.folder} holds no rules")
    for line in report(readings):
        print(line)
    for reading in readings if wanted.lines else ():
        for line, text in (*reading.wrong, *reading.undone):
            print(f"{reading.rule.name}:{line}: {text}")


def report(readings: list[Reading]) -> Iterator[str]:
    """Yield a table of files, then what is known and not done, by how often it stands there."""
    understood = [reading for reading in readings if not reading.wrong]
    done = [reading for reading in understood if not reading.undone]
    yield "| files | all | every line understood | every line done |"
    yield "|---|---|---|---|"
    shares = (f"{len(some)} ({len(some) / len(readings):.1%})" for some in (understood, done))
    yield f"| rules | {len(readings)} | {' | '.join(shares)} |"
    undone = Counter(text for reading in readings for _, text in reading.undone)
    yield from (f"not done, {count} lines: {text}" for text, count in undone.most_common())
    wrong = sum(len(reading.wrong) for reading in readings)
    yield f"not understood: {wrong} lines"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
