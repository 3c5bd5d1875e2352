"""The Sample on a loopback port: real HTTP/1.1 round the pure `respond`."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self

from syndicate.sample.site import VISITS, Response, respond

# A demo has one client with a handful of connections; more than this is somebody else's.
_CONNECTIONS = 64
_IDLE_SECONDS = 30
_LOGGED = 10_000

# What socketserver calls a request; over TCP it is always the connection's socket.
_Request = socket.socket | tuple[bytes, socket.socket]


class Hit(NamedTuple):
    """Record a request that was answered."""

    method: str
    path: str
    status: int
    conditional: bool


class SampleServer:
    """Serve the magazine on 127.0.0.1 while the context is open, as it stood at `at`.

    `at` may be set between requests. `port` 0 takes a free one. `log` holds the last requests.
    """

    def __init__(self, at: datetime = VISITS[0], port: int = 0) -> None:
        self.at = at
        self.log: deque[Hit] = deque(maxlen=_LOGGED)
        self._server = _Server(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def port(self) -> int:
        """Return the port that is listened on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """Answer each connection in a thread, and know the open ones to end them at the close."""

    daemon_threads = False
    block_on_close = True
    # The default of 5 makes a burst of connections wait for the kernel's retries, 1 s and more.
    request_queue_size = _CONNECTIONS

    def __init__(self, sample: SampleServer, port: int) -> None:
        self.sample = sample
        self._open: set[_Request] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def verify_request(self, request: _Request, client_address: object) -> bool:
        """Turn away what comes on top of the allowed connections."""
        with self._guard:
            if len(self._open) >= _CONNECTIONS:
                return False
            self._open.add(request)
            return True

    def shutdown_request(self, request: _Request) -> None:
        """End a connection, and forget it."""
        super().shutdown_request(request)
        with self._guard:
            self._open.discard(request)

    def hang_up(self) -> None:
        """End the connections that idle, so that their threads do."""
        with self._guard:
            for request in self._open:
                assert isinstance(request, socket.socket)
                # The peer may have gone already; then there is nothing left to end.
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """Carry one connection's requests to `respond` and back."""

    protocol_version = "HTTP/1.1"
    server_version = "Sample"
    sys_version = ""
    timeout = _IDLE_SECONDS
    # One segment for headers and body: unbuffered, the second waits 40 ms for a delayed ACK.
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """Answer with the body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the same headers and no body."""
        self._answer(with_body=False)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the sample's own time: Date must agree with Last-Modified and max-age."""
        return format_datetime(self.server.sample.at.astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:
        """Keep stderr clean: what happened is in `SampleServer.log`."""

    def _answer(self, *, with_body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = respond(self.path, headers, self.server.sample.at)
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        self.server.sample.log.append(Hit(self.command, self.path, response.status, conditional))
        self._send(response, with_body=with_body)

    def _send(self, response: Response, *, with_body: bool) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(response.body)
