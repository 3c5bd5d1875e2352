"""How long a client may keep a connection, and how much it may ask in one breath.

uvicorn limits neither the time a request's head takes nor its size, nor how long an answer may
lie unread, and refuses everybody once enough connections are open: whoever opened 512 of them
and said nothing had the server for himself. Here a connection on which nothing comes of
anything is closed, and the one that has been idle longest makes room for a newcomer.

A plain request whose answer is at hand and small is answered here and now, without a task of its
own: that is three times as fast, and the same function decides (`Files.at_hand`). What is larger
goes out in pieces, as fast as it is taken, and nothing at all to one client too many.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from syndicate.server.files import PIECE, AtHand, joined

MOST = 512
"""Connections at once: each costs a few kilobytes."""

PATIENCE = 15.0
"""Seconds within which a request must be answered, or some of an answer be taken. Readers reuse
a connection within a second or not for minutes."""

HEAD = 64 * 1024
"""Bytes of a request that is not complete; nginx takes 32 kilobytes, readers send 1."""

# A request with one of these is more than a question for a file, or wants more than its answer.
_MORE = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Connection(HttpToolsProtocol):
    """Speak HTTP/1.1 with one client, as long as something comes of it."""

    patience = PATIENCE

    def __init__(self, *given: Any, at_hand: AtHand | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self._at_hand = at_hand
        self._is_answered = False

    def connection_made(  # type: ignore[override]  # uvicorn narrows it as well
        self, transport: asyncio.Transport
    ) -> None:
        """Take a client in, in the place of one that only waits where all are taken."""
        super().connection_made(transport)
        self._answers = self._asked = self._taken = 0
        self._seen = (0, 0, 0)
        self._since = self.loop.time()
        self._timer = self.loop.call_later(self.patience, self._look)
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request, unless its head grows without end."""
        # Whoever reads a body says how much of it; one that nobody reads counts as a head.
        if self.cycle is None or self.cycle.response_complete:
            self._asked += len(data)
        super().data_received(data)
        if self._asked > HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Start to answer, or answer at once."""
        self._asked = 0
        self._is_answered = self._answers_at_once()
        if not self._is_answered:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, of which no answered request has any."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        if not self._is_answered:
            super().on_message_complete()

    def _answers_at_once(self) -> bool:
        """Answer a plain request if its answer is at hand; return whether it was."""
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if self._at_hand is None or is_busy or self.flow.write_paused:
            return False
        # uvicorn says so to this one.
        if len(self.connections) >= MOST:
            return False
        if b"%" in self.url or b"?" in self.url or not self.url.startswith(b"/"):
            return False
        headers = joined(self.headers)
        if not _MORE.isdisjoint(headers) or self.parser.get_http_version() != "1.1":
            return False
        if headers.get(b"connection", b"keep-alive").lower() != b"keep-alive":
            return False
        method = self.parser.get_method().decode("ascii")
        answer = self._at_hand(method, self.url.decode("latin-1"), headers)
        if answer is None or answer.file is not None:
            return False
        body = b"" if method == "HEAD" else answer.body
        if len(body) > PIECE:
            return False
        dated = [name + b": " + value + b"\r\n" for name, value in self._usual]
        self.transport.write(b"".join((answer.head(), *dated, b"\r\n", body)))
        self._answers += 1
        self._since = self.loop.time()
        return True

    @property
    def _usual(self) -> list[tuple[bytes, bytes]]:
        """Return what uvicorn says in every answer: the date."""
        return self.server_state.default_headers

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._answers += 1
        self._since = self.loop.time()
        super().on_response_complete()

    def resume_writing(self) -> None:
        """Go on with an answer of which enough was taken."""
        self._taken += 1
        super().resume_writing()

    @property
    def idle(self) -> bool:
        """Tell whether the client has neither asked for anything nor anything left to take."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.transport.get_write_buffer_size()

    def _look(self) -> None:
        """Close the connection when nothing has come of it since the last look."""
        now = (self._answers, self._taken, self.transport.get_write_buffer_size())
        if now == self._seen:
            # Not close(): that would wait for ever for a client that takes nothing.
            self.transport.abort()
            return
        self._seen = now
        self._timer = self.loop.call_later(self.patience, self._look)

    def _make_room(self) -> None:
        """Close the connection that has been idle longest, when this one is one too many."""
        others = [each for each in self.connections if isinstance(each, Connection)]
        open_ones = [each for each in others if not each.transport.is_closing()]
        if len(open_ones) < MOST:
            return
        idle = [each for each in open_ones if each is not self and each.idle]
        if idle:
            min(idle, key=lambda each: each._since).transport.close()
