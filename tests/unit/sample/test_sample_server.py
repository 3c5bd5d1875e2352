"""The Sample on a port answers as `respond` does, and ends cleanly."""

import http.client
import socket
import time
from contextlib import closing

import pytest

from syndicate.sample.server import SampleServer
from syndicate.sample.site import VISITS, respond


@pytest.fixture
def server():
    with SampleServer() as running:
        yield running


@pytest.fixture
def client(server):
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        yield connection


def ask(client, method, path, headers=None):
    client.request(method, path, headers=headers or {})
    response = client.getresponse()
    return response, response.read()


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/articles/tea", "/articles/map", "/nothing"])
def test_the_port_answers_what_the_site_answers(client, path):
    response, body = ask(client, "GET", path)

    expected = respond(path, {}, VISITS[0])
    assert (response.status, body) == (expected.status, expected.body)
    assert expected.headers.items() <= dict(response.getheaders()).items()
    assert response.getheader("Content-Length") == str(len(body))


def test_one_connection_carries_many_requests(client):
    ask(client, "GET", "/")
    first = client.sock
    ask(client, "GET", "/articles/map")
    etag = ask(client, "GET", "/feed.xml")[0].getheader("ETag")
    ask(client, "GET", "/feed.xml", {"If-None-Match": etag})
    ask(client, "HEAD", "/images/tea.jpg")
    response, _ = ask(client, "GET", "/about")

    assert response.status == 200
    assert client.sock is first


def test_head_has_the_headers_of_get_and_no_body(client):
    got, _ = ask(client, "GET", "/feed.xml")
    head, body = ask(client, "HEAD", "/feed.xml")

    assert body == b""
    assert head.getheaders() == got.getheaders()


def test_a_conditional_request_is_answered_304_without_a_length(client):
    etag = ask(client, "GET", "/feed.xml")[0].getheader("ETag")

    response, body = ask(client, "GET", "/feed.xml", {"If-None-Match": etag})

    assert (response.status, body) == (304, b"")
    assert response.getheader("Content-Length") is None


def test_the_sites_time_can_be_set_and_date_follows_it(server, client):
    before = ask(client, "GET", "/articles/river")
    server.at = VISITS[1]
    after = ask(client, "GET", "/articles/river")

    assert before[0].getheader("Date") == "Sun, 01 Mar 2026 08:00:00 GMT"
    assert after[0].getheader("Date") == "Mon, 02 Mar 2026 08:00:00 GMT"
    assert before[1] != after[1]


def test_every_request_is_logged_in_order(server, client):
    etag = ask(client, "GET", "/feed.xml")[0].getheader("ETag")
    ask(client, "GET", "/feed.xml", {"If-None-Match": etag})
    ask(client, "HEAD", "/articles/map")

    assert list(server.log) == [
        ("GET", "/feed.xml", 200, False),
        ("GET", "/feed.xml", 304, True),
        ("HEAD", "/articles/map", 500, False),
    ]


def test_other_methods_are_not_implemented(client):
    response, _ = ask(client, "POST", "/feed.xml")

    assert response.status == 501


def test_the_close_ends_idle_connections_at_once():
    with SampleServer() as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        ask(client, "GET", "/")
        started = time.monotonic()

    assert time.monotonic() - started < 2
    client.close()


def test_connections_over_the_bound_are_turned_away():
    with SampleServer() as server:
        address = ("127.0.0.1", server.port)
        held = [socket.create_connection(address, timeout=5) for _ in range(64)]
        with closing(socket.create_connection(address, timeout=5)) as extra:
            assert extra.recv(1) == b""
        for connection in held:
            connection.close()


def test_only_loopback_is_listened_on(server):
    assert server._server.server_address[0] == "127.0.0.1"
