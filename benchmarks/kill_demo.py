"""Kill the demo at random moments, run it again, compare: the sweep that CI samples.

    python benchmarks/kill_demo.py [--points 40] [--seed 1]

Prints a line per kill and ends with the count of runs that did not converge byte for byte, or
that wrote anything again which stood complete before the kill.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers import demos

FOLDERS = ("archive", "public")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--points", type=int, default=40)
    arguments.add_argument("--seed", type=int, default=1)
    wanted = arguments.parse_args()
    points = random.Random(wanted.seed)
    with tempfile.TemporaryDirectory() as folder:
        whole, span = uninterrupted(Path(folder) / "whole")
        print(f"uninterrupted: {len(whole)} files in {span:.2f} s")
        wrong = [
            problems
            for number in range(wanted.points)
            if (problems := kill(Path(folder) / str(number), points.uniform(0.05, 1) * span, whole))
        ]
    print(f"{wanted.points} kills, {len(wrong)} wrong")
    return 1 if wrong else 0


def uninterrupted(directory: Path) -> tuple[dict[str, bytes], float]:
    began = time.monotonic()
    demos.run("demo", directory)
    return demos.tree(directory, *FOLDERS), time.monotonic() - began


def kill(directory: Path, after: float, whole: dict[str, bytes]) -> list[str]:
    alive = demos.kill_after(after, directory)
    at_kill = demos.tree(directory, *FOLDERS)
    problems = demos.survives(directory, whole)
    state = "killed" if alive else "ended"
    print(f"{after:.3f} s {state} with {len(at_kill)} files: {problems or 'converged'}")
    shutil.rmtree(directory)
    return problems


if __name__ == "__main__":
    sys.exit(main())
