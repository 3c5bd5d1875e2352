"""Crash the program at every step, in six ways, and count what it does not survive.

    python benchmarks/crash.py kill|errors|commands|power|disks|daemon [--points N] [--seed N]

What is run is the sample magazine on loopback. After each crash no file may be torn, `verify` may
find nothing but what is under way between two steps, and the same command again must end with the
same files, the same state and the same search results as a run that nobody crashed.

kill, errors and commands need strace; power and disks need root on Linux (loop devices, mounts).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import crash_daemon
import crash_disks
from helpers import crashes, scenes
from helpers.crashes import Fault, Scene, Verdict

ERRORS = (
    ("write", "ENOSPC", 16),
    ("pwrite64", "ENOSPC", 20),
    ("fsync", "EIO", 16),
    ("fdatasync", "EIO", 8),
    ("rename", "EIO", 16),
    ("mkdir", "EROFS", 10),
    ("openat", "EMFILE", 20),
)
"""Which call fails, how, and how many of its occasions are tried."""

# The interpreter's own start opens some 700 files, before anything is at stake.
_STARTED = {"openat": 700}


def main() -> int:
    """Run one method; return 1 when anything was not survived."""
    wanted = _arguments()
    if missing := _unable(wanted.method):
        print(f"{wanted.method}: not possible here: {missing}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        if wanted.method == "daemon":
            return crash_daemon.main(Path(folder), wanted.points or 200, wanted.seed)
        with scenes.magazine() as ports:
            work = Path(folder)
            match wanted.method:
                case "kill":
                    return _kill(work, ports, wanted.points or 360, wanted.seed)
                case "errors":
                    return _errors(work, ports, wanted.points)
                case "commands":
                    return _commands(work, ports, wanted.points or 12)
                case "power":
                    return crash_disks.power(work, ports, wanted.points or 50, wanted.seed)
                case _:
                    return crash_disks.full(work, ports)


def _arguments() -> argparse.Namespace:
    methods = ("kill", "errors", "commands", "power", "disks", "daemon")
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("method", choices=methods)
    arguments.add_argument("--points", type=int, help="how many crashes (commands: of each)")
    arguments.add_argument("--seed", type=int, default=1)
    return arguments.parse_args()


def _unable(method: str) -> str | None:
    if method in ("kill", "errors", "commands"):
        return crashes.unable()
    return crash_disks.unable() if method in ("power", "disks") else None


def _kill(work: Path, ports: Sequence[int], points: int, seed: int) -> int:
    """Kill a first run, and one in which an article was revised: two points in three in the first."""
    wrong = 0
    for number, share in ((0, points * 2 // 3), (1, points - points * 2 // 3)):
        scene = scenes.visit(work / str(number), ports, number)
        wrong += _all(scene, work, crashes.kills(scene, share, random.Random(seed)))
    return 1 if wrong else 0


def _errors(work: Path, ports: Sequence[int], points: int | None) -> int:
    scene = scenes.visit(work / "errors", ports)
    wrong = 0
    for call, error, count in ERRORS:
        first = _STARTED.get(call, 1)
        step = max((scene.counts[call] - first) // (points or count), 1)
        faults = crashes.faults(scene, call, f"error={error}", step, first)
        wrong += _all(scene, work, faults[: points or count])
    return 1 if wrong else 0


def _commands(work: Path, ports: Sequence[int], points: int) -> int:
    wrong = 0
    for number, make in enumerate(scenes.COMMANDS):
        scene = make(work / f"command-{number}", ports)
        wrong += _all(scene, work, crashes.kills(scene, points, random.Random(1)))
    return 1 if wrong else 0


def _all(scene: Scene, work: Path, faults: Sequence[Fault]) -> int:
    """Crash a scene at each point, two at a time; print what is wrong, and the sum."""
    began = time.monotonic()
    jobs = [(scene, fault, work / f"point-{n}") for n, fault in enumerate(faults)]
    with multiprocessing.Pool(min(os.cpu_count() or 1, 2)) as pool:
        verdicts = list(tell(pool.imap_unordered(_crash, jobs)))
    return summed(scene.name, verdicts, time.monotonic() - began)


def _crash(job: tuple[Scene, Fault, Path]) -> Verdict:
    return crashes.crash(*job)


def tell(verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    """Print what is wrong as it comes."""
    for verdict in verdicts:
        if verdict.wrong:
            print(f"  {verdict.fault}, exit {verdict.code}: {'; '.join(verdict.wrong[:4])}")
            sys.stdout.flush()
        yield verdict


def summed(name: str, verdicts: Sequence[Verdict], seconds: float) -> int:
    """Print one line of all; return how many were wrong."""
    struck = [each for each in verdicts if each.struck]
    wrong = [each for each in struck if each.wrong]
    midway = Counter(kind for each in struck for kind in each.findings)
    ends = Counter(each.code for each in struck)
    calls = Counter(each.fault.call for each in struck)
    how = struck[0].fault.how if struck else "nothing"
    print(f"{name}: {len(struck)} × {how} ({_listed(calls)}), {len(wrong)} wrong, {seconds:.0f} s")
    print(f"  exit codes: {_listed(ends)}; verify midway: {_listed(midway) or 'nothing'}")
    sys.stdout.flush()
    return len(wrong)


def _listed(counts: Counter[object]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=str))


if __name__ == "__main__":
    sys.exit(main())
