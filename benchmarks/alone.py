"""Start second daemons beside a first one, and pairs at the same time: one alone may work.

    python benchmarks/alone.py [--starts 20]

A second daemon has to end with 11 within two seconds and name the process that is in its way;
of two that begin together one has to stay. Seconds are those of a process that starts, imports
and looks at the lock; on a machine that does much else they say more about that.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers import demos
from helpers.daemons import Daemon

LIMIT = 2.0


def main() -> int:
    """Start them all; print the sum, and return 1 when one did otherwise."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--starts", type=int, default=20)
    starts = arguments.parse_args().starts
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "config.toml").write_text("", encoding="utf-8")
        wrong = second(root, starts) + [each for _ in range(starts) for each in pair(root)]
    print("\n".join(wrong) or "none did otherwise")
    return 1 if wrong else 0


def second(root: Path, starts: int) -> list[str]:
    """Start a daemon, and so many beside it; return what those did wrong."""
    wrong, walls, costs = [], [], []
    with Daemon(root, hurried=False) as first:
        first.until(lambda: (root / ".syndicate" / "state.db").exists(), 20)
        for _ in range(starts):
            before, began = _cost(), time.monotonic()
            ended = demos.run("daemon", cwd=root)
            walls.append(time.monotonic() - began)
            costs.append(_cost() - before)
            if (ended.returncode, ended.stdout) != (
                11,
                "",
            ) or f"pid {first.pid}" not in ended.stderr:
                wrong.append(f"exit {ended.returncode}: {ended.stderr}")
        if first.stop() != 0:
            wrong.append("the first one did not end well")
    took = f"{max(walls):.2f} s at most, {max(costs):.2f} of them computing"
    print(f"{starts} second daemons: {took}, {len(wrong)} wrong")
    return wrong + [f"took {max(costs):.2f} s of computing"] * (max(costs) > LIMIT)


def pair(root: Path) -> list[str]:
    """Start two at once; return what is wrong when not exactly one of them stays."""
    both = [demos.start("daemon", cwd=root) for _ in range(2)]
    try:
        deadline = time.monotonic() + 30
        while all(each.poll() is None for each in both) and time.monotonic() < deadline:
            time.sleep(0.02)
        codes = sorted(str(each.poll()) for each in both)
    finally:
        for each in both:
            each.terminate()
            try:
                each.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                each.kill()
                each.communicate()
    return [] if codes == ["11", "None"] else [f"two at once: {codes}"]


def _cost() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    sys.exit(main())
