"""Telling the service manager how the daemon is: the protocol of sd_notify(3), and nothing else.

    first tick ─▶ READY=1 ─▶ every tick: WATCHDOG=1 ─▶ config.toml changed: RELOADING=1, READY=1
                                                    ─▶ told to end: STOPPING=1

The life sign comes from the loop that hands out turns, never from a thread of its own: a daemon
that hangs is one that systemd starts again. Without ``NOTIFY_SOCKET`` nothing is said.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping

from syndicate import log

_SHARE = 3
"""Life signs in the time that the watchdog allows: one may come late, or be lost."""

_log = log.get(__name__)


class Supervisor:
    """Speak to whoever started process `pid`, as its `environ` says; `passed` counts seconds."""

    def __init__(
        self, environ: Mapping[str, str], pid: int, passed: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self._interval = _watchdog(environ, pid)
        self._passed = passed
        self._said = float("-inf")
        self._ready = False
        self._status = ""

    def status(self, text: str) -> None:
        """Say in a line, for ``systemctl status``, what is going on."""
        self._status = text
        if self._ready:
            self._tell(f"STATUS={text}")

    def beat(self) -> None:
        """Give a sign of life; the first one says that the daemon is ready."""
        now = self._passed()
        if not self._ready:
            self._ready = True
            self.ready()
        elif self._interval is not None and now - self._said >= self._interval:
            self._tell("WATCHDOG=1")
        else:
            return
        self._said = now

    def ready(self) -> None:
        """Say that starting, or reading the configuration again, is over."""
        self._tell("READY=1", f"STATUS={self._status}")

    def reloading(self) -> None:
        """Say that the configuration is being read again; `ready` ends it."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """Say that no more turns begin."""
        self._tell("STOPPING=1", "STATUS=Waiting for running turns")

    def _tell(self, *assignments: str) -> None:
        """Send one datagram; a manager that can't be reached is given up with a warning."""
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                # A manager that does not read must not hold the loop up.
                channel.setblocking(False)
                channel.sendto("\n".join(assignments).encode(), self._address)
        except BlockingIOError:
            _log.debug("service manager is behind", said=assignments[0])
        except OSError as error:
            _log.warning("service manager not reached", reason=error.strerror or str(error))
            self._address = None


def _address(name: str) -> str | None:
    """Return the socket that is meant: a path, or ``@`` and an abstract name; None for others."""
    if name.startswith("@"):
        return "\0" + name[1:]
    return name if name.startswith("/") else None


def _watchdog(environ: Mapping[str, str], pid: int) -> float | None:
    """Return the seconds between life signs; None where no watchdog waits for this process."""
    allowed, whose = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", str(pid))
    if not (allowed.isdecimal() and int(allowed)) or whose != str(pid):
        return None
    return int(allowed) / 1e6 / _SHARE
