"""Listening on a real socket of this machine."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

from syndicate.errors import SyndicateError
from syndicate.server.files import files
from syndicate.server.run import serve


@pytest.fixture
def app(tmp_path):
    (tmp_path / "index.html").write_bytes(b"<p>index" * 1000)
    return files(tmp_path)


def fetch(address, *, method="GET", times=1):
    split = urlsplit(address)
    connection = http.client.HTTPConnection(split.hostname, split.port, timeout=5)
    try:
        for _ in range(times):
            connection.request(method, split.path)
            answer = connection.getresponse()
            body = answer.read()
        return answer.status, body, answer.headers
    finally:
        connection.close()


async def during(app, action, *, host="127.0.0.1"):
    """Serve on a free port while the action runs with the address."""
    ready = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(app, host, 0, ready.set_result, app.at_hand))
    try:
        address = await asyncio.wait_for(ready, 5)
        return await asyncio.to_thread(action, address)
    finally:
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving


def test_a_file_comes_over_the_network(app):
    status, body, headers = asyncio.run(during(app, fetch))

    assert (status, body) == (200, b"<p>index" * 1000)
    assert "server" not in headers


def test_head_has_no_body_on_the_wire(app):
    status, body, headers = asyncio.run(during(app, lambda url: fetch(url, method="HEAD", times=2)))

    assert (status, body, headers["content-length"]) == (200, b"", "8000")


def test_ipv6_is_served_where_there_is_any(app):
    if not socket.has_ipv6:
        return

    status, _, _ = asyncio.run(during(app, fetch, host="::1"))

    assert status == 200


def test_answers_do_not_wait_for_the_clients_acknowledgement(app):
    """With Nagle's algorithm each of these would take 40 ms."""

    def many(address):
        before = time.perf_counter()
        fetch(address, times=50)
        return time.perf_counter() - before

    assert asyncio.run(during(app, many)) < 1.5


def test_a_taken_port_is_an_error_that_says_so(app):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(
            SyndicateError, match=f"127.0.0.1 port {port}: another program"
        ) as caught:
            asyncio.run(serve(app, "127.0.0.1", port))

    assert "--port" in caught.value.hint


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 99_999), ("::g", 0)])
def test_an_address_that_is_not_ours_is_an_error(app, host, port):
    with pytest.raises(SyndicateError, match="cannot listen on"):
        asyncio.run(serve(app, host, port))


def test_the_port_is_free_again_afterwards(app):
    address = asyncio.run(during(app, lambda address: address))
    port = urlsplit(address).port

    async def again():
        ready = asyncio.Event()
        serving = asyncio.create_task(serve(app, "127.0.0.1", port, lambda _: ready.set()))
        await asyncio.wait_for(ready.wait(), 5)
        serving.cancel()
        await asyncio.wait([serving])

    asyncio.run(again())


def test_signals_stay_with_whoever_runs_it(app):
    before = signal.getsignal(signal.SIGTERM)

    during_it = asyncio.run(during(app, lambda _: signal.getsignal(signal.SIGTERM)))

    assert during_it is before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_alone_it_ends_well_when_told_to(tmp_path, number):
    (tmp_path / "index.html").write_bytes(b"x")
    program = (
        "import sys; from pathlib import Path\n"
        "from syndicate.server.files import files\n"
        "from syndicate.server.run import serve_until_stopped\n"
        "serve_until_stopped(files(Path(sys.argv[1])), '127.0.0.1', 0,"
        " lambda address: print(address, flush=True))\n"
        "print('done')\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        address = process.stdout.readline().strip()
        status, _, _ = fetch(address)
        process.send_signal(number)
        rest, _ = process.communicate(timeout=10)

    assert (status, rest, process.returncode) == (200, "done\n", 0)
