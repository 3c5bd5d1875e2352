"""HTTP/1.1 over one socket after the other: what is kept, what is closed, what is taken up again."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from ipaddress import ip_address
from pathlib import Path

import h11
import pytest

from syndicate.fetcher import sessions, wire
from syndicate.fetcher.sessions import SESSIONS, Context, tls_context

TLS = Path(__file__).parent / "tls"
NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
POISON = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
ASKED = wire.Request(b"GET", b"/", [(b"Host", b"a.example")], b"")


def secure() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "secure.example.pem")
    return context


def serving(
    act,
    *answers: bytes,
    tls: ssl.SSLContext | None = None,
    closes: bool = False,
    ends: list[asyncio.Transport] | None = None,
    before: tuple[str, ...] = (),
) -> list[asyncio.Transport]:
    """Run `act(connections)` against a server; return the server's ends of its connections.

    Each request is answered with the next answer; `closes` ends the connection after it. `before`
    are addresses at which nobody answers, found before the server's.
    """
    left, ends = list(answers), [] if ends is None else ends

    async def handle(reader, writer):
        ends.append(writer.transport)
        while await reader.readline():
            while await reader.readline() not in (b"\r\n", b""):
                pass
            writer.write(left.pop(0))
            if closes:
                break
        writer.close()

    async def run():
        server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]

        async def find(host: str, asked: int):
            return [(ip_address(each), port) for each in (*before, "127.0.0.1")]

        connections = wire.Connections(find, tls_context(TLS / "authority.pem"))
        try:
            await act(connections)
        finally:
            connections.close()
            server.close()
            await asyncio.sleep(0.01)

    asyncio.run(run())
    return ends


async def ask(connections: wire.Connections, origin=("http", "a.example", 80)) -> bytes:
    answer = await connections.send(origin, ASKED)
    try:
        return b"".join([chunk async for chunk in answer.body()])
    finally:
        answer.close()


def test_a_connection_is_used_again_once_its_answer_was_read():
    async def act(connections):
        assert await ask(connections) == b"hello"
        assert await ask(connections) == b""
        assert await ask(connections) == b"hello"

    assert len(serving(act, HELLO, NOT_MODIFIED, HELLO)) == 1


def test_another_origin_has_a_connection_of_its_own():
    async def act(connections):
        await ask(connections)
        await ask(connections, ("http", "b.example", 80))

    assert len(serving(act, HELLO, HELLO)) == 2


def test_a_connection_whose_body_was_not_read_is_closed():
    async def act(connections):
        answer = await connections.send(("http", "a.example", 80), ASKED)
        answer.close()
        await ask(connections)

    assert len(serving(act, HELLO, HELLO)) == 2


def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again():
    async def act(connections):
        await ask(connections)
        await asyncio.sleep(0.05)
        await ask(connections)

    assert len(serving(act, HELLO, HELLO, closes=True)) == 2


def test_a_connection_that_the_server_is_just_closing_is_not_used_again():
    async def act(connections):
        await ask(connections)
        await asyncio.sleep(0.05)
        ends[0].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        await ask(connections)

    ends: list[asyncio.Transport] = []
    serving(act, HELLO, HELLO, ends=ends)

    assert len(ends) == 2


@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_what_a_server_sends_unasked_is_no_answer(pause):
    async def act(connections):
        assert await ask(connections) == b""
        await asyncio.sleep(pause)
        assert await ask(connections) == b"hello"

    assert len(serving(act, NOT_MODIFIED + POISON, HELLO)) == 2


def test_what_comes_unasked_a_moment_later_is_no_answer_either():
    async def act(connections):
        assert await ask(connections) == b""
        ends[0].write(POISON)
        await asyncio.sleep(0.05)
        assert await ask(connections) == b"hello"

    ends: list[asyncio.Transport] = []
    serving(act, NOT_MODIFIED, HELLO, ends=ends)

    assert len(ends) == 2


def test_a_connection_idle_for_longer_than_servers_keep_it_is_not_used_again(monkeypatch):
    async def act(connections):
        await ask(connections)
        await ask(connections)

    monkeypatch.setattr(wire, "KEEPALIVE", 0.0)

    assert len(serving(act, HELLO, HELLO)) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "without sending a response"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
            "incomplete|without sending complete",
        ),
        (b"nonsense\r\n\r\n", "illegal"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "too long"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "SWITCH"),
    ],
)
def test_what_is_no_whole_answer_is_an_error(answer, said):
    async def act(connections):
        with pytest.raises(h11.RemoteProtocolError, match=said):
            await ask(connections)

    serving(act, answer, closes=True)


def test_what_goes_before_the_answer_is_passed_over():
    async def act(connections):
        assert await ask(connections) == b"hello"

    serving(act, b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + HELLO)


@pytest.mark.parametrize("address", ["127.0.0.9", "255.255.255.255", "ff02::1"])
def test_an_address_that_cannot_be_reached_leaves_the_next_one_its_chance(address):
    async def act(connections):
        assert await ask(connections) == b"hello"

    serving(act, HELLO, before=(address,))


def test_an_address_that_does_not_answer_leaves_the_next_one_its_chance(monkeypatch):
    monkeypatch.setattr(wire, "CONNECT", 0.1)

    async def act(connections):
        # Whoever listens and never accepts has no part in a TLS handshake.
        port = (await connections._find("secure.example", 443))[0][1]
        with socket.create_server(("127.0.0.8", port)):
            assert await ask(connections, ("https", "secure.example", 443)) == b"hello"

    serving(act, HELLO, tls=secure(), before=("127.0.0.8",))


def test_an_address_that_is_the_only_one_has_all_the_time(monkeypatch):
    monkeypatch.setattr(wire, "CONNECT", 0.0)

    async def act(connections):
        assert await ask(connections) == b"hello"

    serving(act, HELLO)


def test_a_dead_address_costs_a_moment_and_leaves_no_socket(monkeypatch):
    async def act(connections):
        port = (await connections._find("secure.example", 443))[0][1]
        with socket.create_server(("127.0.0.8", port)) as dead:
            began = time.monotonic()
            assert await ask(connections, ("https", "secure.example", 443)) == b"hello"
            taken.append(time.monotonic() - began)
            there, _ = await asyncio.to_thread(dead.accept)
            with there:
                there.settimeout(2)
                while there.recv(4096):
                    pass

    taken: list[float] = []
    serving(act, HELLO, tls=secure(), before=("127.0.0.8",))

    assert taken[0] < wire.CONNECT / 2


@pytest.mark.parametrize(
    ("found", "tried"),
    [
        (["::1", "::2", "10.0.0.1"], ["::1", "10.0.0.1", "::2"]),
        (["10.0.0.1", "::1"], ["10.0.0.1", "::1"]),
        ([f"::{number}" for number in range(1, 20)] + ["10.0.0.1"], ["::1", "10.0.0.1", "::2"]),
    ],
)
def test_addresses_of_both_kinds_are_tried_by_turns_and_not_without_end(found, tried):
    endpoints = [(ip_address(each), 80) for each in found]

    order = [str(address) for address, _ in wire._in_order(endpoints)]

    assert order[:3] == tried
    assert len(order) <= 8


def test_only_so_many_connections_are_kept():
    async def act(connections):
        for number in range(12):
            await ask(connections, ("http", f"{number}.example", 80))
        await asyncio.sleep(0.05)
        assert [end.is_closing() for end in ends] == [True] * 2 + [False] * 10

    ends: list[asyncio.Transport] = []
    serving(act, *[HELLO] * 12, ends=ends)


def test_the_address_that_was_best_says_why_none_can_be_reached():
    async def find(host, port):
        return [(ip_address("127.0.0.9"), 9), (ip_address("255.255.255.255"), 9)]

    async def act():
        with pytest.raises(ConnectionRefusedError):
            await ask(wire.Connections(find, tls_context(None)))

    asyncio.run(act())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (b"1;" + b"x" * 8_000 + b"\r\nh\r\n") * 300,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nh\r\n" * 400_000,
    ],
)
def test_an_answer_of_little_but_framing_is_an_error(answer):
    async def act(connections):
        with pytest.raises(h11.RemoteProtocolError, match="little but framing"):
            await ask(connections)

    serving(act, answer, closes=True)


def test_an_answer_in_small_chunks_is_read():
    chunks = b"14\r\n" + b"x" * 20 + b"\r\n"

    async def act(connections):
        assert await ask(connections) == b"x" * 2_000_000

    serving(
        act,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks * 100_000 + b"0\r\n\r\n",
    )


def test_each_answer_of_a_connection_has_its_own_framing():
    early = b"HTTP/1.1 103 Early Hints\r\nLink: " + b"x" * 60_000 + b"\r\n\r\n"

    async def act(connections):
        for _ in range(3):
            assert await ask(connections) == b"hello"

    assert len(serving(act, *[early * 15 + HELLO] * 3)) == 1


def test_a_request_that_is_given_up_closes_its_connection():
    async def act(connections):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await ask(connections)
        assert not connections._used
        assert not connections._idle

    (end,) = serving(act, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell")
    assert end.is_closing()


@pytest.fixture
def sound(monkeypatch):
    """A Python that may be asked for sessions."""
    monkeypatch.setattr(sessions, "_LOSES", False)


def test_the_second_connection_to_a_host_takes_up_the_session_of_the_first(sound):
    async def act(connections):
        for _ in range(2):
            await ask(connections, ("https", "secure.example", 443))
            connections.close()

    first, second = serving(act, HELLO, HELLO, tls=secure())

    assert not first.get_extra_info("ssl_object").session_reused
    assert second.get_extra_info("ssl_object").session_reused


def test_a_certificate_is_also_that_of_the_name_with_its_last_dot():
    async def act(connections):
        assert await ask(connections, ("https", "secure.example.", 443)) == b"hello"

    serving(act, HELLO, tls=secure())


def test_a_session_is_taken_up_by_no_other_host(sound):
    async def act(connections):
        await ask(connections, ("https", "secure.example", 443))
        connections.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            await ask(connections, ("https", "other.example", 443))

    serving(act, HELLO, HELLO, tls=secure())


def test_a_python_that_loses_memory_by_it_is_asked_for_no_session(monkeypatch):
    monkeypatch.setattr(sessions, "_LOSES", True)
    asked = []

    class Ended:
        @property
        def session(self):
            asked.append(self)

    Context(ssl.PROTOCOL_TLS_CLIENT).remember("a.example", Ended())

    assert asked == []


def test_only_so_many_sessions_are_kept(sound):
    class Ended:
        session = object()

    context = Context(ssl.PROTOCOL_TLS_CLIENT)

    for number in range(SESSIONS + 5):
        context.remember(str(number), Ended())

    assert len(context._sessions) == SESSIONS
    assert "4" not in context._sessions
