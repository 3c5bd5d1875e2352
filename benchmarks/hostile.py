"""What the worst pages cost: every shape of `shapes.py`, each in a process of its own.

    python benchmarks/hostile.py [--size BYTES] [--only NAME]

Ends with 1 if a page took longer than 10 s of computing or more than 500 MB, or if anything but an
article or an ExtractError came of it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time

import shapes

from syndicate import extract
from syndicate.errors import ExtractError

LONGEST_S = 10
LARGEST_MB = 500
SEEDS = 4


def main() -> int:
    """Print what each page cost; return the exit status."""
    arguments = _arguments()
    if arguments.one:
        print(_one(arguments.only, arguments.size))
        return 0
    names = [arguments.only] if arguments.only else [*shapes.SHAPES, *map(str, range(SEEDS))]
    print("| page | CPU s | MB | what came of it |\n| --- | ---: | ---: | --- |")
    bad = [name for name in names if _is_bad(name, arguments.size)]
    return 1 if bad else 0


def _is_bad(name: str, size: int) -> bool:
    command = [sys.executable, __file__, "--one", "--only", name, "--size", str(size)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        lines = ended.stderr.splitlines() or [f"exit {ended.returncode}"]
        print(f"| {name} | | | **{lines[-1]}** |", flush=True)
        return True
    seconds, megabytes, what = ended.stdout.strip().split(" ", 2)
    print(f"| {name} | {seconds} | {megabytes} | {what} |", flush=True)
    return float(seconds) > LONGEST_S or int(megabytes) > LARGEST_MB


def _one(name: str, size: int) -> str:
    page = shapes.soup(int(name), size) if name.isdigit() else shapes.page(name, size)
    begun = time.process_time()
    try:
        what = f"{len(extract(page, 'https://e.org/a').markdown)} characters"
    except ExtractError:
        what = "no article"
    seconds = time.process_time() - begun
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return f"{seconds:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit} {what}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=5_000_000, help="bytes of a page")
    parser.add_argument("--only", default="", help="one shape, or the seed of a soup")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
