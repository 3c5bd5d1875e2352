"""The origin of the benchmark: a process that serves every feed on a port of its own.

A port of its own makes each feed a host of its own, so that every request pays for a new
connection, as it does among the feeds that people follow.

    python origin.py FEEDS

prints the ports as one line of JSON. Each line of its input is then a phase (see `Phase`), each
answered by a line: how many answers of each status were given since the last one.
"""

from __future__ import annotations

import asyncio
import enum
import hashlib
import json
import sys
from collections import Counter
from http import HTTPStatus

import feeds

MODIFIED = ("Mon, 02 Feb 2026 08:00:00 GMT", "Tue, 03 Feb 2026 08:00:00 GMT")


class Phase(enum.StrEnum):
    """How the origin answers."""

    CONDITIONAL = "conditional"
    """With validators, honouring those that are asked with."""

    UNCHANGED = "unchanged"
    """The same bytes, with new validators each time: 200, as servers do whose clock is theirs."""

    NEWS = "news"
    """One entry more."""


class Origin:
    """Know what every feed answers now, and what it has answered."""

    def __init__(self, count: int) -> None:
        self.bodies = {Phase.CONDITIONAL: [feeds.feed(number) for number in range(count)]}
        self.bodies[Phase.UNCHANGED] = self.bodies[Phase.CONDITIONAL]
        self.bodies[Phase.NEWS] = [feeds.feed(number, later=1) for number in range(count)]
        self.phase = Phase.CONDITIONAL
        self.answered: Counter[int] = Counter()

    def answer(self, number: int, head: bytes) -> bytes:
        """Return the answer to a request, head and body."""
        body = self.bodies[self.phase][number]
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        if self.phase is Phase.CONDITIONAL and etag.encode() in head:
            return self._wrapped(HTTPStatus.NOT_MODIFIED, etag, b"")
        if self.phase is Phase.UNCHANGED:
            etag = f'"{self.answered.total()}"'
        return self._wrapped(HTTPStatus.OK, etag, body)

    def _wrapped(self, status: HTTPStatus, etag: str, body: bytes) -> bytes:
        self.answered[status] += 1
        lines = [
            f"HTTP/1.1 {status} {status.phrase}",
            "Server: benchmark",
            "Date: Wed, 04 Feb 2026 08:00:00 GMT",
            f"ETag: {etag}",
            f"Last-Modified: {MODIFIED[self.phase is Phase.NEWS]}",
        ]
        if status is HTTPStatus.OK:
            lines += ["Content-Type: application/xml; charset=utf-8"]
            lines += [f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Connection(asyncio.Protocol):
    """Answer the requests of one connection."""

    def __init__(self, origin: Origin, number: int) -> None:
        self._origin = origin
        self._number = number
        self._received = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self._origin.answer(self._number, head))


async def serve(count: int) -> None:
    """Serve until the input ends."""
    origin, loop = Origin(count), asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda own=number: Connection(origin, own), "127.0.0.1", 0)
        for number in range(count)
    ]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        origin.phase = Phase(line.strip())
        print(json.dumps(origin.answered), flush=True)
        origin.answered.clear()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
