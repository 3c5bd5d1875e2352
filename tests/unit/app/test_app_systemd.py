from __future__ import annotations

import logging
import secrets
import socket

import pytest

from syndicate.wiring.systemd import Supervisor


class Manager:
    """The service manager's end of the socket."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.setblocking(False)

    def heard(self):
        """Return the datagrams that arrived, each as its assignments."""
        found = []
        while True:
            try:
                found.append(self.socket.recv(4096).decode().split("\n"))
            except BlockingIOError:
                return found


class Watch:
    """Seconds that the test lets pass."""

    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def address(tmp_path):
    return str(tmp_path / "notify")


@pytest.fixture
def manager(address):
    manager = Manager(address)
    yield manager
    manager.socket.close()


def test_the_first_beat_says_ready_and_what_is_going_on(manager, address):
    supervisor = Supervisor({"NOTIFY_SOCKET": address}, 7)

    supervisor.status("Following 2 sources")
    supervisor.beat()
    supervisor.beat()

    assert manager.heard() == [["READY=1", "STATUS=Following 2 sources"]]


def test_an_abstract_socket_is_reached():
    name = f"syndicate-{secrets.token_hex(8)}"
    manager = Manager(f"\0{name}")

    Supervisor({"NOTIFY_SOCKET": f"@{name}"}, 7).beat()

    assert manager.heard()
    manager.socket.close()


def test_life_signs_come_three_times_in_what_the_watchdog_allows(manager, address):
    watch = Watch()
    environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}
    supervisor = Supervisor(environ, 7, watch)
    supervisor.beat()
    manager.heard()

    for _ in range(30):
        watch.seconds += 1
        supervisor.beat()

    assert manager.heard() == [["WATCHDOG=1"]] * 3


@pytest.mark.parametrize(
    "watchdog",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "8"},
    ],
)
def test_without_a_watchdog_of_ours_no_life_signs_are_given(manager, address, watchdog):
    watch = Watch()
    supervisor = Supervisor({"NOTIFY_SOCKET": address, **watchdog}, 7, watch)
    supervisor.beat()
    manager.heard()

    watch.seconds += 3600
    supervisor.beat()

    assert manager.heard() == []


def test_a_reload_is_announced_with_its_instant_and_ended(manager, address):
    supervisor = Supervisor({"NOTIFY_SOCKET": address}, 7)
    supervisor.beat()
    manager.heard()

    supervisor.reloading()
    supervisor.status("Following 3 sources")
    supervisor.ready()

    began, status, ended = manager.heard()
    assert began[0] == "RELOADING=1"
    assert int(began[1].removeprefix("MONOTONIC_USEC=")) > 0
    assert status == ["STATUS=Following 3 sources"]
    assert ended == ["READY=1", "STATUS=Following 3 sources"]


def test_the_end_is_announced(manager, address):
    supervisor = Supervisor({"NOTIFY_SOCKET": address}, 7)

    supervisor.stopping()

    assert manager.heard()[0][0] == "STOPPING=1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:9"}])
def test_without_a_socket_of_this_machine_nothing_is_said(environ, monkeypatch):
    def refuse(*arguments):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)

    supervisor = Supervisor(environ, 7)

    supervisor.beat()
    supervisor.stopping()


def test_a_manager_that_is_gone_is_told_of_once(address, caplog):
    caplog.set_level(logging.WARNING)
    supervisor = Supervisor({"NOTIFY_SOCKET": address}, 7)

    supervisor.beat()
    supervisor.stopping()

    assert [record.message for record in caplog.records] == ["service manager not reached"]


def test_a_manager_that_does_not_read_holds_nobody_up(manager, address):
    supervisor = Supervisor({"NOTIFY_SOCKET": address}, 7)

    for _ in range(2000):
        supervisor.stopping()

    assert manager.heard()
    supervisor.stopping()
    assert manager.heard()
