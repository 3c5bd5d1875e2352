"""An origin on loopback that sends the bytes a test wrote, and one turn against it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

import pytest

from syndicate.clock import SystemClock
from syndicate.fetcher.admission import Admission
from syndicate.fetcher.client import Fetcher, Session
from syndicate.fetcher.gate import OpenGate
from syndicate.fetcher.policy import Network
from syndicate.fetcher.resolution import Addresses
from syndicate.fetcher.sessions import tls_context
from syndicate.fetcher.transport import Transport

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

Send = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Asked:
    """One request as the origin saw it."""

    target: str
    headers: Mapping[str, str]
    connection: int
    method: str = "GET"
    body: bytes = b""


@dataclass
class Origin:
    """Answer each path with the bytes (or the misbehaviour) a test gave it."""

    answers: dict[str, bytes | Send]
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        number = len(self.writers)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                line, *rest = head.strip().split("\r\n")
                method, target, _ = line.split(" ")
                pairs = (line.partition(":") for line in rest)
                sent = {name.lower(): value.strip() for name, _, value in pairs}
                body = await reader.readexactly(int(sent.get("content-length", 0)))
                self.asked.append(Asked(target, sent, number, method, body))
                answer = self.answers.get(target, reply(b"no such page", status="404 Not Found"))
                if callable(answer):
                    await answer(writer)
                    break
                writer.write(answer)
                await writer.drain()
                if b"connection: close" in answer.lower():
                    break
        writer.close()

    async def leave(self) -> None:
        """Drop every connection, also those that a drip still holds."""
        for writer in self.writers:
            writer.transport.abort()
        for _ in self.writers:
            await asyncio.sleep(0)


def reply(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return reply(status=status, Location=location)


def names(**hosts: str | Sequence[str]) -> Callable[[str], Awaitable[Any]]:
    """A resolver that knows these names only; ``a_example`` stands for ``a.example``."""
    known = {
        name.replace("_", "."): [texts] if isinstance(texts, str) else texts
        for name, texts in hosts.items()
    }

    async def resolve(host: str) -> list[Any]:
        if host not in known:
            raise OSError("unknown to this test")
        return [ip_address(text) for text in known[host]]

    return resolve


class Spared(Addresses):
    """Addresses none of which is the operator's own: on loopback, where all are, a pretence."""

    async def exempt(self, host: str, port: int, *, url: str) -> bool:
        return False


async def _visit(
    answers: Mapping[str, bytes | Send],
    act: Callable[[Session, Origin], Awaitable[Any]],
    *,
    gate: Any = None,
    resolve: Any = None,
    host: str | None = None,
    tls: ssl.SSLContext | None = None,
    deadline: float = 120.0,
    allow: Sequence[str] | None = None,
    connect_to: Sequence[str] = (),
    spared: bool = False,
    **settings: Any,
) -> Any:
    origin, clock = Origin(dict(answers)), SystemClock()
    gate = gate or OpenGate(clock)
    server = await asyncio.start_server(origin.handle, "127.0.0.1", 0, ssl=tls)
    origin.port = server.sockets[0].getsockname()[1]
    here = f"127.0.0.1:{origin.port}"
    network = Network(
        allow=tuple((here,) if allow is None else allow),
        connect_to=dict.fromkeys(connect_to, here),
        **{"timeout": 5.0, **settings},
    )
    own = host or here
    try:
        if spared:
            addresses = Spared(own, network, names())
            admission = Admission(own, gate, clock, deadline)
            async with Transport(addresses, tls_context(None)) as transport:
                session = Session(network, transport, addresses, admission, gate, clock)
                return await act(session, origin)
        fetcher = Fetcher(network, resolve=resolve or names())
        async with fetcher.session(own, gate, clock, deadline=deadline) as session:
            return await act(session, origin)
    finally:
        server.close()
        await origin.leave()
        await server.wait_closed()


@pytest.fixture
def visit() -> Callable[..., Any]:
    """Run ``act(session, origin)`` in one turn against an origin with these answers."""

    def run(
        answers: Mapping[str, bytes | Send],
        act: Callable[[Session, Origin], Awaitable[Any]],
        **settings: Any,
    ) -> Any:
        return asyncio.run(_visit(answers, act, **settings))

    return run


@pytest.fixture
def http() -> Any:
    """The words in which tests write answers: reply, redirect, names, NOW."""

    class Words:
        NOW = NOW

    words: Any = Words()
    words.reply, words.redirect, words.names = reply, redirect, names
    return words
