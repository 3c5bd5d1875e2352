"""Put into an archive what costs whoever reads it dearly, and see what each command makes of it.

    python benchmarks/bombs.py [BOMB…]

Every command runs as a process of its own on a small archive, with and without the bomb. Because
of one file none may take a second of computing or 100 MB more than without it, end in a
traceback, wait for ever, read or write what lies outside of the archive, or show its control
characters; `verify` has to find what is damage.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers import bombs, demos, harms
from helpers.origin import Origin

SECONDS = 1.0
MEGABYTES = 100
PATIENCE = 30
"""Seconds until a command counts as one that never ends."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it took."""

    code: int
    said: bytes
    seconds: float
    megabytes: int


def main(chosen: list[str]) -> int:
    """Try all bombs, or the chosen; print a table, and return 1 when anything is wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, Origin() as origin:
        work, site = Path(folder), harms.Site(origin)
        harms.prepare(work / "whole", site)
        usual = _all(work, lambda at: None)
        print("| bomb | " + " | ".join(usual) + " | wrong |\n" + "|---" * (len(usual) + 2) + "|")
        for name, bomb in bombs.BOMBS.items():
            if not chosen or name in chosen:
                wrong += _tell(name, bomb, _all(work, bomb.lay), usual, work / "bombed")
    return 1 if wrong else 0


def _all(work: Path, lay: Callable[[harms.Place], object]) -> Mapping[str, Ended]:
    """Lay a bomb into a copy, and type every command there."""
    root = work / "bombed"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(work / "whole", root, symlinks=True)
    (work / "secret.md").write_bytes(bombs.SECRET)
    at = harms.place(root)
    path = at.folder.relative_to(root / "archive").as_posix()
    shutil.rmtree(work / "exported", ignore_errors=True)
    lay(at)
    commands = {
        "verify": ("verify",),
        "run": ("run", "--all"),
        "show": ("show", path),
        "diff": ("diff", path),
        "log": ("log",),
        "search": ("search", "ferry"),
        "reextract": ("reextract", "-n"),
        "export": ("export", str(work / "exported")),
        "rebuild": ("rebuild",),
    }
    return {name: _type(root, *command) for name, command in commands.items()}


def _type(root: Path, *arguments: str) -> Ended:
    """Run a command below a small process: whoever starts one lends it his own peak of memory."""
    child = subprocess.Popen(
        [
            sys.executable,
            "-S",
            "-E",
            "-c",
            _MEASURED,
            *demos.SYNDICATE,
            "-C",
            str(root),
            *arguments,
        ],
        env=demos.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    patience = threading.Timer(PATIENCE, os.killpg, (child.pid, signal.SIGKILL))
    patience.start()
    said, _ = child.communicate()
    patience.cancel()
    told, _, figures = said.rpartition(b"\n@@ ")
    if child.returncode or not figures:
        return Ended(-9, said, PATIENCE, 0)
    code, seconds, kilobytes = figures.split()
    return Ended(int(code), told, float(seconds), int(kilobytes) // 1024)


_MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\\n@@ {code} {used.ru_utime + used.ru_stime} {used.ru_maxrss}")
"""


def _tell(
    name: str,
    bomb: bombs.Bomb,
    ended: Mapping[str, Ended],
    usual: Mapping[str, Ended],
    root: Path,
) -> bool:
    wrong, cells = [], []
    for command, each in ended.items():
        more = each.seconds - usual[command].seconds
        heavier = each.megabytes - usual[command].megabytes
        cells.append(f"{each.code}, {more:+.1f} s, {heavier:+d} MB")
        if more > SECONDS or heavier > MEGABYTES:
            wrong.append(f"{command} is dear")
        if each.code < 0 or b"Traceback" in each.said:
            wrong.append(f"{command} broke: {each.said[-300:]!r}")
        if bombs.is_loud(each.said):
            wrong.append(f"{command} shows control characters")
    if bomb.finds and f"[{bomb.finds}]".encode() not in ended["verify"].said:
        wrong.append(f"verify found no {bomb.finds}: {ended['verify'].said[:300]!r}")
    wrong += bombs.leaks(root)
    print(f"| {name} | {' | '.join(cells)} | {'; '.join(wrong) or '–'} |", flush=True)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
