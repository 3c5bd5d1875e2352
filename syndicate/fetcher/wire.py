"""HTTP/1.1 over asyncio's own sockets: connections of one turn, each kept while it may be used.

This module alone knows h11, which reads and writes the protocol. A turn asks a host for one thing
at a time, so that nothing has to be shared out among waiting requests, as a pool does it.
What goes wrong is raised as it comes: OSError (ssl.SSLError and a lost connection among them),
h11.ProtocolError.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

import h11

from syndicate.fetcher import racing
from syndicate.fetcher.headers import Headers
from syndicate.fetcher.resolution import Endpoint
from syndicate.fetcher.sessions import Context

ERRORS = (OSError, h11.ProtocolError)

CONNECTIONS = 10
"""Connections that are kept: a turn asks its own host and the few hosts of its images, one
request at a time each."""

KEEPALIVE = 4.0
"""Seconds that an idle one is kept. Apache and Node close theirs after 5 s: one second less, and
no request is ever sent into a connection that is just being closed."""

CONNECT = 5.0
"""Seconds that one of several addresses has to answer: who has others leaves time for them."""

# Large sites name six or eight; each that is tried holds a socket.
_ADDRESSES = 8
# Room for a hundred long header lines; who sends more without an end is cut off.
_LONGEST = 100 * 1024
_CHUNK = 64 * 1024
# What came beyond twice the body: interim answers without an end, and chunks of one byte with
# long extensions, kept a core busy until the deadline. Chunks of five bytes pass at any length.
_FRAMING = 1_000_000

_EMPTY = "it sends little but framing"
_SILENT = "Server disconnected without sending a response."

Find = Callable[[str, int], Awaitable[Sequence[Endpoint]]]
"""Returns where a name and a port may be connected to, best first."""

Origin = tuple[str, str, int]
"""Scheme, host and port."""


@dataclass(frozen=True, slots=True)
class Request:
    """Hold what goes over the wire; `target` is path and query, Host is among the headers."""

    method: bytes
    target: bytes
    headers: list[tuple[bytes, bytes]]
    content: bytes


class Connections:
    """Open connections where `find` says, and nowhere else; https with `tls`."""

    def __init__(self, find: Find, tls: Context) -> None:
        self._find = find
        self._tls = tls
        self._idle: list[Connection] = []
        self._used: set[Connection] = set()

    async def send(self, origin: Origin, request: Request) -> Answered:
        """Send a request and return the head of what comes back; its body is still to be read."""
        connection = await self._reused(origin) or await self._opened(origin)
        self._used.add(connection)
        try:
            status, headers = await connection.exchange(request)
        except BaseException:
            self._give_up(connection)
            raise
        return Answered(status, headers, connection, self._give_back)

    def close(self) -> None:
        """Close all of them."""
        for connection in [*self._idle, *self._used]:
            connection.close()
        self._idle.clear()
        self._used.clear()

    async def _reused(self, origin: Origin) -> Connection | None:
        """Return a connection that is still good; the server may have closed it meanwhile."""
        if not self._idle:
            return None
        # Twice: what the loop learns of its sockets in the first round is told in the second.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for connection in [each for each in self._idle if not each.is_good()]:
            self._idle.remove(connection)
            connection.close()
        found = next((each for each in self._idle if each.origin == origin), None)
        if found is None:
            return None
        self._idle.remove(found)
        self._used.add(found)
        if await found.is_quiet():
            return found
        self._give_up(found)
        return None

    async def _opened(self, origin: Origin) -> Connection:
        scheme, host, port = origin
        endpoints = await self._find(host, port)
        tls = self._tls if scheme == "https" else None
        if len(endpoints) == 1:
            return await _connect(origin, endpoints[0], tls)
        *others, last = _in_order(endpoints)
        ways = [partial(_connect_soon, origin, endpoint, tls) for endpoint in others]
        return await racing.first([*ways, partial(_connect, origin, last, tls)])

    def _give_back(self, connection: Connection) -> None:
        """Keep a connection whose answer has been read whole, close any other."""
        if not connection.ready():
            self._give_up(connection)
            return
        self._used.discard(connection)
        self._idle.append(connection)
        if len(self._idle) > CONNECTIONS:
            self._idle.pop(0).close()

    def _give_up(self, connection: Connection) -> None:
        self._used.discard(connection)
        connection.close()


class Answered:
    """Hold the head of an answer, and read its body."""

    def __init__(
        self,
        status: int,
        headers: Headers,
        connection: Connection,
        give_back: Callable[[Connection], None],
    ) -> None:
        self.status = status
        self.headers = headers
        self._connection = connection
        self._give_back: Callable[[Connection], None] | None = give_back

    def body(self) -> AsyncIterator[bytes]:
        """Return the body piece by piece, as it comes."""
        return self._connection.body()

    def close(self) -> None:
        """End the reading: what has not come is not waited for."""
        give_back, self._give_back = self._give_back, None
        if give_back:
            give_back(self._connection)


class Connection:
    """Speak HTTP/1.1 over one socket, one exchange after the other."""

    def __init__(
        self,
        origin: Origin,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        tls: Context | None,
    ) -> None:
        self.origin = origin
        self._reader = reader
        self._writer = writer
        self._tls = tls
        self._until = 0.0
        self._framing = 0
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST)

    async def exchange(self, request: Request) -> tuple[int, Headers]:
        """Send a request whole and return status and headers."""
        head = h11.Request(method=request.method, target=request.target, headers=request.headers)
        sent = [self._http.send(head)]
        if request.content:
            sent.append(self._http.send(h11.Data(data=request.content)))
        sent.append(self._http.send(h11.EndOfMessage()))
        self._writer.write(b"".join(part for part in sent if part))
        await self._writer.drain()
        while not isinstance(event := await self._next(), h11.Response):
            pass
        return event.status_code, event.headers.raw_items()

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the pieces of a body; raise h11.RemoteProtocolError when it breaks off."""
        while isinstance(event := await self._next(), h11.Data):
            self._framing -= 2 * len(event.data)
            yield bytes(event.data)

    async def _next(self) -> h11.Event:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            received = await self._reader.read(_CHUNK)
            if not received and self._http.their_state is h11.SEND_RESPONSE:
                raise h11.RemoteProtocolError(_SILENT)
            self._framing += len(received)
            if self._framing > _FRAMING:
                raise h11.RemoteProtocolError(_EMPTY)
            self._http.receive_data(received)
        if isinstance(event, type):
            raise h11.RemoteProtocolError("it switches to another protocol")
        return event

    def ready(self) -> bool:
        """Make ready for the next exchange; False when there can't be one."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        unasked, _ = self._http.trailing_data
        if unasked:
            return False
        self._http.start_next_cycle()
        self._framing = 0
        self._until = time.monotonic() + KEEPALIVE
        return True

    def is_good(self) -> bool:
        """Tell whether an idle connection may be used again."""
        lost = self._reader.at_eof() or self._writer.is_closing()
        return not lost and time.monotonic() < self._until

    async def is_quiet(self) -> bool:
        """Tell whether nothing came unasked: it would be taken for the answer to the next request."""
        try:
            async with asyncio.timeout(0):
                await self._reader.read(1)
        except TimeoutError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close the socket at once; TLS is not told, as it would wait for its goodbye."""
        if self._tls is not None:
            self._tls.remember(self.origin[1], self._writer.get_extra_info("ssl_object"))
        self._writer.transport.abort()


def _in_order(endpoints: Sequence[Endpoint]) -> Sequence[Endpoint]:
    """Return what is tried: the best first, IPv6 and IPv4 by turns (RFC 8305 §4)."""
    best = endpoints[0][0].version
    alike = [endpoint for endpoint in endpoints if endpoint[0].version == best]
    others = [endpoint for endpoint in endpoints if endpoint[0].version != best]
    by_turns = (each for pair in zip_longest(alike, others) for each in pair if each)
    return list(by_turns)[:_ADDRESSES]


async def _connect_soon(origin: Origin, endpoint: Endpoint, tls: Context | None) -> Connection:
    async with asyncio.timeout(CONNECT):
        return await _connect(origin, endpoint, tls)


async def _connect(origin: Origin, endpoint: Endpoint, tls: Context | None) -> Connection:
    address, port = endpoint
    # A name is the same with its last dot, and in no certificate (RFC 6066 §3: nor is it sent).
    name = origin[1].rstrip(".") if tls else None
    reader, writer = await asyncio.open_connection(
        str(address), port, ssl=tls, server_hostname=name, limit=_CHUNK
    )
    return Connection(origin, reader, writer, tls)
