"""Power that goes, and disks that are full, read-only or another one: what `crash.py` mounts.

Power is cut by having ext4 forget, at once, what it has not yet written to its disk
(EXT4_IOC_SHUTDOWN without flushing its journal), while another program's fsync commits metadata
every few milliseconds. Everything is mounted in a namespace of its own and gone with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import crash
from helpers import crashes, scenes
from helpers.crashes import Fault, Scene, Verdict

# _IOR('X', 125, __u32) of the kernel's ext4.h, and its NOLOGFLUSH.
_SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125
_NO_LOG_FLUSH = 2

_CLONE_NEWNS = 0x00020000
_IMAGE = 96 << 20


def unable() -> str | None:
    """Return why nothing can be mounted here, None where it can."""
    if os.geteuid() != 0:
        return "only root mounts"
    if missing := [each for each in ("mkfs.ext4", "losetup", "mount") if not shutil.which(each)]:
        return f"{', '.join(missing)} not installed"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNS):
        return f"no mounts of its own: {os.strerror(ctypes.get_errno())}"
    private = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, check=False)
    return private.stderr.decode() if private.returncode else None


def power(work: Path, ports: Sequence[int], points: int, seed: int) -> int:
    """Cut the power at random moments of a first run, and of one that revises."""
    chosen = random.Random(seed)
    wrong = 0
    for number, share in ((0, points - points // 3), (1, points // 3)):
        scene = scenes.visit(work / f"power-{number}", ports, number)
        began = time.monotonic()
        span = _run_through(scene, work)
        cuts = (chosen.uniform(0.2, 1) * span for _ in range(share * 4))
        verdicts = list(crash.tell(_until(share, (_cut(scene, work, after) for after in cuts))))
        wrong += crash.summed(scene.name, verdicts, time.monotonic() - began)
    return 1 if wrong else 0


def _until(many: int, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield verdicts until so many runs were under way when they were struck."""
    struck = 0
    for verdict in verdicts:
        yield verdict
        struck += verdict.struck
        if struck == many:
            return


def _run_through(scene: Scene, work: Path) -> float:
    """Return how many seconds a run takes there."""
    with _ext4(work) as disk, _committing(disk):
        root = Path(shutil.copytree(scene.base, disk / "own"))
        began = time.monotonic()
        crashes.start(scene, root, *scene.command)
        return time.monotonic() - began


def _cut(scene: Scene, work: Path, after: float) -> Verdict:
    with _ext4(work) as disk:
        root = Path(shutil.copytree(scene.base, disk / "own"))
        os.sync()
        process = subprocess.Popen(
            [sys.executable, "-m", "syndicate", "-C", str(root), *scene.command],
            env=crashes.environment(scene),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with _committing(disk):
            time.sleep(after)
            struck = process.poll() is None
            _forget(disk)
            process.kill()
            process.wait()
        _again(disk, work)
        verdict = Verdict(Fault("power", int(after * 1000), crashes.CUT), struck)
        crashes.judge(scene, root, verdict)
    return verdict


@contextlib.contextmanager
def _ext4(work: Path) -> Iterator[Path]:
    """Mount a new file system; it is gone afterwards."""
    image, disk = work / "disk.img", work / "disk"
    disk.mkdir(exist_ok=True)
    with open(image, "wb") as file:
        file.truncate(_IMAGE)
    _do("mkfs.ext4", "-q", "-F", image)
    _do("mount", "-o", "loop", image, disk)
    try:
        yield disk
    finally:
        _unmount(disk)
        image.unlink()


def _again(disk: Path, work: Path) -> None:
    """Mount the file system as after a restart: what its journal holds is there."""
    _unmount(disk)
    _do("mount", "-o", "loop", work / "disk.img", disk)


def _unmount(disk: Path) -> None:
    for _ in range(100):
        if subprocess.run(["umount", disk], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise OSError(f"{disk} stays busy")


def _forget(disk: Path) -> None:
    descriptor = os.open(disk, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, _SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _committing(disk: Path) -> Iterator[None]:
    """Have the journal committed all the time, as other programs do."""
    over = threading.Event()

    def sync() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                descriptor = os.open(disk / "other", os.O_CREAT | os.O_WRONLY)
                try:
                    os.write(descriptor, b"x")
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
            time.sleep(0.003)

    thread = threading.Thread(target=sync)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def full(work: Path, ports: Sequence[int]) -> int:
    """Run on disks that are too small at first, read-only at first, and never the same."""
    scene = scenes.visit(work / "full", ports)
    began = time.monotonic()
    verdicts = []
    for part in (".syndicate", "archive", "public"):
        for size in (8, 40, 72, 104, 136, 168, 200, 264, 328):
            verdicts.append(_small(scene, work, part, size))
        verdicts.append(_read_only(scene, work, part))
    wrong = crash.summed(
        "disks full, then read-only", list(crash.tell(verdicts)), time.monotonic() - began
    )
    for number, make in enumerate((scenes.visit, scenes.withdrawal, scenes.repair)):
        wrong += _elsewhere(make(work / f"elsewhere-{number}", ports), work)
    return 1 if wrong else 0


def _small(scene: Scene, work: Path, part: str, size: int) -> Verdict:
    """Give one folder a disk of so many kB, then one that is large enough."""
    return _limited(scene, work, part, f"size={size}k", f"remount,size={64 << 10}k")


def _read_only(scene: Scene, work: Path, part: str) -> Verdict:
    return _limited(scene, work, part, "ro", "remount,rw")


def _limited(scene: Scene, work: Path, part: str, before: str, after: str) -> Verdict:
    root = Path(shutil.copytree(scene.base, work / "limited"))
    (root / part).mkdir(exist_ok=True)
    _do("mount", "-t", "tmpfs", "-o", before, "tmpfs", root / part)
    try:
        ended = crashes.start(scene, root, *scene.command)
        fault = Fault(part, 0, before)
        verdict = Verdict(fault, True, ended.returncode, ended.stderr)
        if "Traceback" in ended.stderr:
            verdict.wrong.append(ended.stderr[-300:])
        verdict.wrong += crashes.silent(scene, root, verdict)
        _do("mount", "-o", after, root / part)
        crashes.judge(scene, root, verdict)
    finally:
        _unmount(root / part)
        shutil.rmtree(root)
    return verdict


def _elsewhere(scene: Scene, work: Path) -> int:
    """Run a command whose `.syndicate` lies on another device than all else."""
    root = Path(shutil.copytree(scene.base, work / "elsewhere"))
    there = root / ".syndicate"
    there.mkdir(exist_ok=True)
    kept = Path(shutil.copytree(there, work / "kept"))
    _do("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", there)
    try:
        shutil.copytree(kept, there, dirs_exist_ok=True)
        ended = crashes.start(scene, root, *scene.command)
        verdict = Verdict(Fault(".syndicate", 0, "another device"), True, ended.returncode)
        if ended.returncode != scene.code:
            verdict.wrong.append(ended.stderr[-300:])
        crashes.judge(scene, root, verdict)
    finally:
        _unmount(there)
        shutil.rmtree(root)
        shutil.rmtree(kept)
    return crash.summed(f"{scene.name}, .syndicate elsewhere", list(crash.tell([verdict])), 0)


def _do(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
