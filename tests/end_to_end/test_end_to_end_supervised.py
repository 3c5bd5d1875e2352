"""The daemon below a service manager: what it says to its notification socket, and when."""

from __future__ import annotations

import signal
import socket
import time

import pytest
from helpers.daemons import Daemon
from helpers.folders import Folder, publish
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def heard(tmp_path, monkeypatch):
    """Return a function that waits for a datagram that begins with a word."""
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        monkeypatch.setenv("WATCHDOG_USEC", "600000")

        def wait(word: str) -> list[str]:
            deadline = time.monotonic() + 8
            while True:
                manager.settimeout(max(0.01, deadline - time.monotonic()))
                said = manager.recv(4096).decode().split("\n")
                if said[0].startswith(word):
                    return said

        yield wait


def test_a_service_manager_hears_of_every_stage(heard, tmp_path):
    folder = Folder(tmp_path)
    with Origin() as origin:
        publish(origin, 1)
        table = f'id = "a"\nurl = "{origin.url}/feed"\n'
        folder.follow(table, allow=(origin,))

        with Daemon(folder.root) as daemon:
            assert heard("READY=1")[1] == "STATUS=Following 1 source"
            assert heard("WATCHDOG=1")
            daemon.send(signal.SIGHUP)
            assert heard("RELOADING=1")
            assert heard("READY=1")
            daemon.send(signal.SIGTERM)
            assert heard("STOPPING=1")
            assert daemon.end() == 0
