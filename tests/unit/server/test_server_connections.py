"""Clients that keep a connection without asking for anything, on real sockets."""

import asyncio
import io
import socket
import time
from urllib.parse import urlsplit

import pytest

from syndicate.server import connections, run
from syndicate.server import files as server_files
from syndicate.server.files import files
from syndicate.server.run import serve

ASK = b"GET /index.html HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def app(tmp_path):
    (tmp_path / "index.html").write_bytes(b"<p>index")
    (tmp_path / "page.html").write_bytes(b"<p>page" * 5_000)
    (tmp_path / "long.html").write_bytes(b"<p>long" * 200_000)
    (tmp_path / "large.bin").write_bytes(b"x" * 30_000_000)
    return files(tmp_path)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(connections.Connection, "patience", 0.3)


def at_hand(app):
    """Return what answers at once, as those who serve files pass it."""
    return getattr(app, "at_hand", None)


def during(app, action):
    """Serve on a free port while the action runs with the address."""

    async def both():
        ready = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve(app, "127.0.0.1", 0, ready.set_result, at_hand(app)))
        split = urlsplit(await asyncio.wait_for(ready, 5))
        try:
            return await asyncio.to_thread(action, (split.hostname, split.port))
        finally:
            serving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await serving

    return asyncio.run(both())


def call(address, data=b""):
    client = socket.create_connection(address, timeout=5)
    client.sendall(data)
    return client


def rest(client):
    """Return what still comes until the server closes."""
    parts = []
    try:
        while part := client.recv(1 << 20):
            parts.append(part)
    except ConnectionError:
        pass
    client.close()
    return b"".join(parts)


def beginning(client):
    """Return the status line's beginning, nothing where the client was put off."""
    try:
        return client.recv(12)
    except ConnectionError:
        return b""


def answer(client):
    """Return what comes until the page is there."""
    said = b""
    while not said.endswith(b"<p>index") and (part := client.recv(1 << 16)):
        said += part
    return said


@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nHost: x", ASK])
def test_a_connection_on_which_nothing_comes_is_closed(app, impatient, beginning):
    def stay(address):
        return rest(call(address, beginning))

    said = during(app, stay)

    assert said.endswith(b"<p>index") if beginning == ASK else said == b""


def test_a_head_that_drips_is_not_waited_for(app, impatient):
    def drip(address):
        client, before = call(address, b"GET / HTTP/1.1\r\n"), time.monotonic()
        with pytest.raises(ConnectionError):
            for _ in range(60):
                client.sendall(b"x")
                time.sleep(0.05)
        client.close()
        return time.monotonic() - before

    assert during(app, drip) < 2


def test_an_answer_that_nobody_takes_is_given_up(app, impatient):
    def sleep(address):
        client = call(address, ASK.replace(b"index.html", b"large.bin"))
        time.sleep(1.2)
        return len(rest(client))

    assert during(app, sleep) < 30_000_000


class Counted(io.FileIO):
    """A file that counts what is read of it."""

    taken = 0

    def read(self, size=-1):
        Counted.taken += size
        return super().read(size)


def test_nothing_is_read_for_whoever_went_away(app, monkeypatch):
    monkeypatch.setattr(server_files, "opened", lambda file: Counted(file.path))
    Counted.taken = 0

    def leave(address):
        client = call(address, ASK.replace(b"index.html", b"large.bin"))
        client.recv(100)
        client.close()
        time.sleep(0.5)

    during(app, leave)

    assert 0 < Counted.taken < 30_000_000


@pytest.mark.parametrize("name", [b"page.html", b"long.html"])
def test_one_client_too_many_is_told_so_though_nobody_takes_an_answer(app, monkeypatch, name):
    monkeypatch.setattr(connections, "MOST", 10)
    monkeypatch.setattr(run, "MOST", 10)
    ask = ASK.replace(b"index.html", name)

    def crowd(address):
        first = call(address, ask)
        assert beginning(first) == b"HTTP/1.1 200", "from now on it is at hand"
        first.close()
        many = []
        for _ in range(30):
            # What nobody takes fills the buffers of both systems.
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(5)
            client.connect(address)
            client.sendall(ask * 300)
            # Whoever has said nothing yet would make room.
            time.sleep(0.03)
            many.append(client)
        time.sleep(0.5)
        said = [beginning(client) for client in many]
        for client in many:
            client.close()
        return said

    assert 5 < during(app, crowd).count(b"HTTP/1.1 200") <= 10


def test_an_answer_that_is_taken_slowly_comes_whole(app, impatient):
    def sip(address):
        client, taken = call(address, ASK.replace(b"index.html", b"large.bin")), 0
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        while taken < 30_000_000:
            part = client.recv(1 << 20)
            taken += len(part)
            assert part
            time.sleep(0.03)
        client.close()
        return taken

    assert during(app, sip) >= 30_000_000


def test_a_client_that_keeps_asking_is_kept(app, impatient):
    def ask_on(address):
        client, answers = call(address), 0
        for _ in range(8):
            client.sendall(ASK)
            answers += answer(client).endswith(b"<p>index")
            time.sleep(0.1)
        client.close()
        return answers

    assert during(app, ask_on) == 8


def test_many_requests_in_a_row_are_no_long_head(app):
    long = ASK.replace(b"\r\n\r\n", b"\r\nX-Long: " + b"x" * 30_000 + b"\r\n\r\n")

    def ask_on(address):
        client, answers = call(address), 0
        for _ in range(4):
            client.sendall(long)
            answers += answer(client).endswith(b"<p>index")
        client.close()
        return answers

    assert during(app, ask_on) == 4


def test_a_head_without_end_is_refused(app):
    def shout(address):
        client = call(address, b"GET / HTTP/1.1\r\n")
        line = b"X-Long: " + b"x" * 8000 + b"\r\n"
        with pytest.raises(ConnectionError):
            for _ in range(200):
                client.sendall(line)
                time.sleep(0.005)
        client.close()

    during(app, shout)


def test_idle_connections_make_room_for_a_newcomer(app, monkeypatch):
    monkeypatch.setattr(connections, "MOST", 20)

    def crowd(address):
        idle = [call(address) for _ in range(60)]
        time.sleep(0.1)
        newcomer = call(address, ASK)
        said = answer(newcomer)
        still = []
        for client in idle:
            client.setblocking(False)
            try:
                client.recv(1)
            except BlockingIOError:
                still.append(client)
            client.close()
        newcomer.close()
        return said, len(still)

    said, still = during(app, crowd)

    assert said.endswith(b"<p>index")
    assert 0 < still < 20


POST = b"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"


def test_a_body_that_somebody_reads_may_be_larger_than_a_head():
    async def count(scope, receive, send):
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        length, more = 0, True
        while more:
            message = await receive()
            length += len(message.get("body", b""))
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"<p>index {length}".encode()})

    def act(address):
        client = call(address, POST + b"x" * 1_000_000)
        client.shutdown(socket.SHUT_WR)
        return rest(client)

    assert b"<p>index 1000000" in during(count, act)


def test_a_body_that_nobody_reads_ends_the_connection(app):
    def act(address):
        client = call(address, POST)
        try:
            for _ in range(1_000):
                client.sendall(b"x" * 1_000)
                time.sleep(0.001)
        except ConnectionError:
            return True
        finally:
            client.close()
        return False

    assert during(app, act)


async def live(receive, send):
    """Answer the lifespan protocol."""
    for _ in range(2):
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
