"""Crash the program on purpose at a chosen system call, and judge what it left behind.

A `Scene` is a folder and a command. Its uninterrupted run tells which bytes each file may ever
hold, and what must stand at the end; every crashed run is held against that.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from helpers import demos, logs

FOLDERS = ("archive", "public", ".syndicate/captures")
"""What must be equal byte for byte in the end."""

MUTATING = (
    "write",
    "pwrite64",
    "rename",
    "renameat2",
    "fsync",
    "fdatasync",
    "unlink",
    "unlinkat",
    "mkdir",
    "rmdir",
    "ftruncate",
    "link",
)

QUERIES = ("bridge", "the", "桥")

KILL, CUT = "signal=SIGKILL", "power cut"
KILLS = (KILL, CUT)
"""Faults after which nothing more is done."""

UNDER_WAY = frozenset({"document-missing", "format-damaged", "row-missing", "row-wrong"})
"""What `verify` may call damage between two steps of a run: the sidecar stands before its document,
both before state knows them, and a new archive before it says how it is to be read."""

# Every whole value that a run gives a file.
RECORDER = """
import hashlib, os
inner = os.replace
def replace(source, target):
    with open(os.environ["CRASH_LOG"], "a") as log, open(source, "rb") as file:
        log.write(f"{hashlib.sha256(file.read()).hexdigest()} {target}\\n")
    inner(source, target)
os.replace = replace
from syndicate.cli import main
main()
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Name the system call that ends badly: the `when`-th of its kind in any thread."""

    call: str
    when: int
    how: str = KILL

    def __str__(self) -> str:
        return f"{self.how} at {self.call} {self.when}"


@dataclass(slots=True)
class Scene:
    """A folder as it stands before a command, and what must come of it.

    `again` are the commands that end what was crashed.
    """

    name: str
    base: Path
    command: tuple[str, ...]
    again: tuple[tuple[str, ...], ...]
    epoch: int | None = None
    folders: tuple[str, ...] = FOLDERS
    midway: frozenset[str] | None = UNDER_WAY
    """What `verify` may call damage once it crashed; None where it was damaged before."""
    code: int = 0
    said: str = ""
    codes: list[int] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)
    allowed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    whole: Whole | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """What stands when nothing runs: files, what state knows, what a search finds."""

    files: Mapping[str, str]
    state: Mapping[str, Sequence[str]]
    found: Sequence[str]


@dataclass(slots=True)
class Verdict:
    """What became of one crashed run: `wrong` is empty where all is well."""

    fault: Fault
    struck: bool
    code: int = 0
    said: str = ""
    wrong: list[str] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)


def unable() -> str | None:
    """Return why no system call can be made to fail here, None where it can."""
    if not (strace := shutil.which("strace")):
        return "strace is not installed"
    tried = subprocess.run(
        [strace, "-qq", "-o", os.devnull, "true"], capture_output=True, check=False
    )
    return None if tried.returncode == 0 else "strace may not trace processes here"


def environment(scene: Scene, **more: str) -> dict[str, str]:
    """Return what the program is started with; no bytecode, so that every start is alike."""
    own = {**demos.environment(), "PYTHONDONTWRITEBYTECODE": "1", **more}
    return own if scene.epoch is None else {**own, "SOURCE_DATE_EPOCH": str(scene.epoch)}


def start(
    scene: Scene, root: Path, *arguments: str, program: Sequence[str] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder to its end, as itself or below another program."""
    python = os.path.realpath(sys.executable) if program else sys.executable
    # The real interpreter below strace finds its environment's packages by themselves.
    more.setdefault("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    return subprocess.run(
        [*program, python, "-m", "syndicate", "-C", str(root), *arguments],
        env=environment(scene, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=180,
        check=False,
    )


def rehearse(scene: Scene, folder: Path) -> Scene:
    """Run the command uninterrupted: learn its system calls, its values, and its end."""
    recorded, counted = folder / "recorded", folder / "counted"
    log = folder / "log"
    shutil.copytree(scene.base, recorded, symlinks=True)
    ended = subprocess.run(
        [sys.executable, "-c", RECORDER, "-C", str(recorded), *scene.command],
        env=environment(scene, CRASH_LOG=str(log)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    scene.code, scene.said = ended.returncode, ended.stderr
    for line in log.read_text().splitlines() if log.exists() else ():
        value, _, name = line.partition(" ")
        scene.allowed[os.path.relpath(name, recorded)].add(value)
    scene.codes = [start(scene, recorded, *command).returncode for command in scene.again]
    for root in (scene.base, recorded):
        for name, value in files(root, scene.folders).items():
            scene.allowed[name].add(value)
    scene.whole = whole(recorded, scene)
    shutil.copytree(scene.base, counted, symlinks=True)
    trace = folder / "trace"
    calls = ",".join((*MUTATING, "openat"))
    program = ["strace", "-f", "-q", "-o", str(trace), "-e", f"trace={calls}"]
    start(scene, counted, *scene.command, program=program)
    scene.counts = _counts(trace.read_text(errors="replace"))
    return scene


def _counts(trace: str) -> dict[str, int]:
    """Return how many calls of each kind the busiest thread made: strace counts by thread."""
    calls = Counter(re.findall(r"^(\d+) +([a-z0-9_]+)\(", trace, re.MULTILINE))
    most: dict[str, int] = {}
    for (_, call), count in calls.items():
        most[call] = max(count, most.get(call, 0))
    return most


def faults(scene: Scene, call: str, how: str, step: int, first: int = 1) -> list[Fault]:
    """Return faults at every `step`-th call of a kind."""
    return [Fault(call, when, how) for when in range(first, scene.counts.get(call, 0) + 1, step)]


def kills(scene: Scene, wanted: int, chosen: random.Random) -> list[Fault]:
    """Return about so many kills, spread over all calls that change anything.

    Two in three lie where files are made; SQLite's writes, which are the most, share the rest.
    """
    every = [fault for call in MUTATING for fault in faults(scene, call, KILL, 1)]
    ours = [fault for fault in every if fault.call not in ("write", "pwrite64")]
    others = [fault for fault in every if fault.call in ("write", "pwrite64")]
    most = chosen.sample(ours, min(len(ours), max(wanted * 2 // 3, wanted - len(others))))
    return most + chosen.sample(others, min(len(others), wanted - len(most)))


def crash(scene: Scene, fault: Fault, root: Path) -> Verdict:
    """Run the command into a fault, judge what is left, end it, and judge that."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(scene.base, root, symlinks=True)
    trace = root.with_suffix(".trace")
    program = ["strace", "-f", "-q", "-o", str(trace), "-e"]
    program += [f"trace={fault.call}", "-e", f"inject={fault.call}:{fault.how}:when={fault.when}"]
    ended = start(scene, root, *scene.command, program=program)
    log = trace.read_text(errors="replace")
    struck = "killed by SIGKILL" in log or "INJECTED" in log
    verdict = Verdict(fault, struck, ended.returncode, ended.stderr)
    if struck:
        verdict.wrong += silent(scene, root, verdict)
        judge(scene, root, verdict)
    shutil.rmtree(root)
    return verdict


def judge(scene: Scene, root: Path, verdict: Verdict) -> None:
    """Note what is wrong in a folder that was crashed, now and once it was gone on with."""
    killed = verdict.fault.how in KILLS
    verdict.wrong += torn(scene, root, killed=killed) + lost(root)
    # A folder that was never run in holds nothing to verify.
    if scene.midway is not None and (root / "archive").exists():
        verdict.findings.update(damage(root))
        verdict.wrong += [f"verify: {kind}" for kind in set(verdict.findings) - scene.midway]
    for command, code in zip(scene.again, scene.codes, strict=True):
        ended = start(scene, root, *command)
        if ended.returncode not in (0, scene.code, code) or "Traceback" in ended.stderr:
            verdict.wrong.append(f"{' '.join(command)}: {ended.returncode}: {ended.stderr[-300:]}")
    verdict.wrong += [f"afterwards: {kind}" for kind in damage(root, litter=True)]
    verdict.wrong += differences(scene.whole, whole(root, scene))


def silent(scene: Scene, root: Path, verdict: Verdict) -> list[str]:
    """Return what an error left undone, where neither exit code nor a word told of it."""
    if verdict.code != scene.code or verdict.said != scene.said:
        return []
    now = files(root, scene.folders)
    return [
        f"silent: {name}"
        for name, value in (scene.whole.files if scene.whole else {}).items()
        if now.get(name) != value
    ]


def torn(scene: Scene, root: Path, *, killed: bool) -> list[str]:
    """Return the files that hold what no moment of an uninterrupted run gave them.

    Whoever was not killed, but met an error, published what there was: whole, and no more.
    """
    there = files(root, scene.folders)
    odd = [name for name, value in there.items() if value not in scene.allowed[name]]
    if not killed:
        odd = [name for name in odd if not (name.startswith("public/") and _ends(root / name))]
    return [f"torn: {name}" for name in odd]


def _ends(document: Path) -> bool:
    """Tell whether a published document goes on to its end."""
    body = document.read_bytes()
    if document.suffix == ".gz":
        try:
            body = gzip.decompress(body)
        except EOFError:
            return False
    body = body.rstrip()
    return body.endswith((b"</html>", b"</opml>", b"</rss>", b"</feed>")) or _is_json(body)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def lost(root: Path) -> list[str]:
    """Return the articles that state calls archived and that have no document."""
    if not (root / ".syndicate/state.db").exists():
        return []
    with tempfile.TemporaryDirectory() as beside:
        copy = shutil.copytree(root / ".syndicate", Path(beside) / "state", dirs_exist_ok=True)
        try:
            with closing(sqlite3.connect(copy / "state.db")) as connection:
                asked = "SELECT path FROM article WHERE announced IS NOT NULL"
                paths = [path for (path,) in connection.execute(asked)]
        except sqlite3.OperationalError:
            return []  # Killed before it had made its tables.
    there = [root / "archive" / path for path in paths]
    return [f"lost: {path}" for path in there if not (path / "index.md").exists()]


def files(root: Path, folders: Iterable[str]) -> dict[str, str]:
    """Return every file's digest; temporary files are none."""
    return {
        name: hashlib.sha256(body).hexdigest()
        for name, body in (demos.tree(root, *folders) | _single(root, folders)).items()
        if not (name.rpartition("/")[2].startswith(".syndicate-") and name.endswith(".tmp"))
    }


def _single(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def whole(root: Path, scene: Scene) -> Whole:
    """Return what stands in a folder in which nothing runs."""
    return Whole(files(root, scene.folders), remembered(root), [answer(root, q) for q in QUERIES])


# What says when, who or in which order of rows; and what is only wanted for the next visit.
_PASSING = {
    "host": {"holder", "worker", "held_until", "next_at", "ready", "robots_at"},
    "article": {"number", "claimed"},
    "alias": {"article"},
    "place": {"article"},
    "brought": {"article"},
    # Learned when a turn is closed: whoever is killed before learns it from the next document.
    "source": {"changed_at", "votes"},
}


def remembered(root: Path) -> dict[str, list[str]]:
    """Return the rows of state, but what may differ between two good runs."""
    path = root / ".syndicate/state.db"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = ("article", "alias", "entry", "place", "brought", "source", "host", "feed")
        return {name: _rows(connection, name) for name in tables}


def _rows(connection: sqlite3.Connection, table: str) -> list[str]:
    passing = _PASSING.get(table, set())
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    kept = ({key: each for key, each in dict(row).items() if key not in passing} for row in rows)
    return sorted(str(row) for row in kept)


def answer(root: Path, query: str) -> str:
    """Return what `search` prints."""
    return ask(root, "--json", "search", query)[1]


def damage(root: Path, *, litter: bool = False) -> Counter[str]:
    """Return what `verify` finds, by class."""
    levels = ("damage", "litter") if litter else ("damage",)
    _, printed = ask(root, "--json", "verify")
    try:
        found = json.loads(printed)["findings"]
    except (ValueError, KeyError):
        return Counter({f"no answer: {printed[-300:]}": 1})
    return Counter(
        f"{each['class']}: {each['path']}" if litter else each["class"]
        for each in found
        if each["level"] in levels
    )


def ask(root: Path, *arguments: str) -> tuple[int, str]:
    """Run a command that only looks within this process; return its exit code and its answer."""
    from syndicate.cli.root import run

    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        logs.as_before(),
        contextlib.chdir(root),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        code = run(arguments)
    printed.flush()
    return code, printed.buffer.getvalue().decode()


def differences(one: Whole | None, other: Whole) -> list[str]:
    """Return what is not the same at two ends."""
    if one is None:
        return ["never rehearsed"]
    names = sorted(one.files.keys() | other.files.keys())
    wrong = [f"differs: {n}" for n in names if one.files.get(n) != other.files.get(n)]
    for table in sorted(one.state.keys() | other.state.keys()):
        ours, theirs = one.state.get(table, ()), other.state.get(table, ())
        gone, more = set(ours) - set(theirs), set(theirs) - set(ours)
        if table == "entry":
            # Whoever reads the archive anew knows its articles by more names.
            more = {row for row in more if "'retry_at': None" not in row}
        if gone or more:
            wrong.append(f"state {table}: {_apart(gone, more)}")
    found = zip(QUERIES, one.found, other.found, strict=True)
    return wrong + [f"search {query}: {a} -> {b}" for query, a, b in found if a != b]


def _apart(gone: set[str], more: set[str]) -> str:
    """Return two sets of rows, without what their first ones have in common."""
    ours, theirs = min(gone, default=""), min(more, default="")
    first = len(os.path.commonprefix([ours, theirs]))
    return f"{len(gone)}/{len(more)} rows: {ours[max(first - 60, 0) : first + 80]} -> {theirs[first : first + 80]}"
