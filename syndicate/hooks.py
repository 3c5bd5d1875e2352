"""Other programs, run for a while: the only module that starts any. Depends on nothing but ground.

    command ─▶ own session, clean environment, no shell ─▶ stdin in, stdout out ─▶ its bytes
            ─▶ deadline, too much output, cancelled: the whole group ends ─▶ HookError

A program gets the variables of `PASSED_ON` and those that the caller adds, nothing else: what
holds a secret in the environment is for config.toml, not for every program. Its arguments may
hold secrets too, so that errors and logs name the program alone.
"""

from __future__ import annotations

import asyncio
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from threading import Event

from syndicate import log
from syndicate.errors import HookError

PASSED_ON = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|TERM|TMPDIR|TZ|LANG|LANGUAGE|LC_\w+|XDG_\w+|DISPLAY"
    r"|WAYLAND_DISPLAY|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|SOURCE_DATE_EPOCH",
    re.IGNORECASE,
)
"""The variables of our own environment that a program gets, by name."""

GRACE = 2.0
"""Seconds between asking a program to end and killing it: a browser clears its profile away."""

# A program takes a minute if it likes. The loop's own executor (6 threads on two cores) is shared
# with all file work, which as many slow programs would stop. No more hosts than these have a turn.
_THREADS = 16

_TICK = 0.1
_CHUNK = 65_536
# The last lines of stderr are kept, and told: what a traceback or a browser says last is why.
_COMPLAINT = 65_536
_TOLD_LINES = 3
_TOLD = 500
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_log = log.get(__name__)


async def run(
    command: Sequence[str],
    *,
    stdin: bytes = b"",
    environ: Mapping[str, str],
    timeout: float,
    limit: int,
    cwd: Path,
) -> bytes:
    """Return what a program prints; it is never given to a shell.

    `environ` is added to what of ours is passed on, `timeout` in seconds, `limit` in bytes.
    What the program started ends with it, and both when this is cancelled. Raises HookError when
    it can't be started, takes longer, prints more, or ends with another status than 0.
    """
    cancelled = Event()
    work = partial(_run, command, stdin, environ, timeout, limit, cwd, cancelled)
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), work)
    finally:
        cancelled.set()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="hook")


def _run(
    command: Sequence[str],
    stdin: bytes,
    environ: Mapping[str, str],
    timeout: float,
    limit: int,
    cwd: Path,
    cancelled: Event,
) -> bytes:
    name = _name(command)
    started = time.monotonic()
    process = _start(command, environ, cwd, bool(stdin))
    try:
        said = _converse(process, name, stdin, started + timeout, timeout, limit, cancelled)
    finally:
        _end(process)
    _log.debug(
        "program ended",
        program=name,
        status=process.returncode,
        seconds=round(time.monotonic() - started, 3),
        bytes=len(said.out),
    )
    if process.returncode:
        raise HookError(f"{name} {_ending(process.returncode)}{_complaint(said.err)}")
    return bytes(said.out)


def _name(command: Sequence[str]) -> str:
    if not command:
        raise HookError("there is no program to run: the command is empty")
    return _CONTROL.sub("", Path(command[0]).name) or "the program"


def _start(
    command: Sequence[str], environ: Mapping[str, str], cwd: Path, speaks: bool
) -> subprocess.Popen[bytes]:
    passed = {name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)}
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE if speaks else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**passed, **environ},
            cwd=cwd,
            start_new_session=True,
            bufsize=0,
        )
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        hint = "a program is looked for in PATH, a path begins at config.toml's folder"
        if isinstance(error, PermissionError):
            hint = f"it must be executable: chmod +x {_name(command)}"
        raise HookError(f"starting {_name(command)} failed: {why}", hint=hint) from error


@dataclass(slots=True)
class _Said:
    """Hold what a program has printed so far, of `err` the end."""

    out: bytearray = field(default_factory=bytearray)
    err: bytearray = field(default_factory=bytearray)


def _converse(
    process: subprocess.Popen[bytes],
    name: str,
    stdin: bytes,
    until: float,
    timeout: float,
    limit: int,
    cancelled: Event,
) -> _Said:
    """Feed and read the program until it has ended and all that it printed is here."""
    said, left = _Said(), memoryview(stdin)
    with selectors.DefaultSelector() as pipes:
        _open_pipes(process, pipes)
        while pipes.get_map() or process.poll() is None:
            if process.poll() is not None:
                # A child that lives on may hold the pipes open: it ends with the program.
                _signal(process, signal.SIGKILL)
                until = min(until, time.monotonic() + GRACE)
            if cancelled.is_set():
                raise HookError(f"{name} was stopped{_complaint(said.err)}")
            if time.monotonic() >= until:
                if process.poll() is not None:
                    break
                raise HookError(
                    f"{name} took longer than {timeout:g} seconds{_complaint(said.err)}"
                )
            left = _exchange(pipes, process, said, left)
            if len(said.out) > limit:
                raise HookError(f"{name} printed more than {limit} bytes")
    return said


def _open_pipes(process: subprocess.Popen[bytes], pipes: selectors.BaseSelector) -> None:
    for pipe, event in (
        (process.stdin, selectors.EVENT_WRITE),
        (process.stdout, selectors.EVENT_READ),
        (process.stderr, selectors.EVENT_READ),
    ):
        if pipe is not None:
            os.set_blocking(pipe.fileno(), False)
            pipes.register(pipe, event)


def _exchange(
    pipes: selectors.BaseSelector,
    process: subprocess.Popen[bytes],
    said: _Said,
    left: memoryview,
) -> memoryview:
    """Move what the pipes are ready for; return what of stdin is left to write."""
    if not pipes.get_map():
        with suppress(subprocess.TimeoutExpired):
            process.wait(_TICK)
    for key, _ in pipes.select(_TICK):
        if key.fileobj is process.stdin:
            left = _write(key.fd, left)
            ended = not left
        else:
            chunk = os.read(key.fd, _CHUNK)
            into = said.out if key.fileobj is process.stdout else said.err
            into += chunk
            ended = not chunk
        if ended:
            pipes.unregister(key.fileobj)
            if key.fileobj is process.stdin and process.stdin:
                process.stdin.close()
    del said.err[:-_COMPLAINT]
    return left


def _write(descriptor: int, left: memoryview) -> memoryview:
    """Write some; a program that reads no more has had enough, which is no failure."""
    try:
        return left[os.write(descriptor, left[:_CHUNK]) :]
    except BrokenPipeError:
        return left[:0]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and whatever it started: asked first, then killed."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    _signal(process, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # The group's number is its leader's; macOS answers "not permitted" for a group of zombies.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _ending(status: int) -> str:
    if status > 0:
        return f"failed with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


def _complaint(err: bytearray) -> str:
    """Return the last lines of stderr as the end of a sentence."""
    lines = _CONTROL.sub("", err.decode("utf-8", "replace")).splitlines()
    told = [line.strip() for line in lines if line.strip()][-_TOLD_LINES:]
    return f": {' / '.join(told)[-_TOLD:]}" if told else ""
