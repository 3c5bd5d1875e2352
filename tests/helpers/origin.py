"""A web site on loopback that a test can change between two visits."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Answer:
    """What the site says at one path."""

    body: bytes = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Hit:
    """One request that arrived."""

    path: str
    headers: dict[str, str]
    status: int
    body: bytes = b""


class Origin:
    """Serve `pages` (path → Answer or a function of the request's headers), and log requests."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer | Callable[[Mapping[str, str]], Answer]] = {}
        self.hits: list[Hit] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    def html(self, path: str, text: str, **headers: str) -> None:
        self.pages[path] = Answer(text.encode(), headers=headers)

    def feed(self, path: str, text: str, **headers: str) -> None:
        self.pages[path] = Answer(text.encode(), type="application/rss+xml", headers=headers)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        found = (
            self.pages.get(path)
            or self.pages.get(path.partition("?")[0])
            or Answer(b"nothing here", status=404)
        )
        answer = found(headers) if callable(found) else found
        etag = '"' + hashlib.sha256(answer.body).hexdigest()[:12] + '"'
        if answer.status != 200 or "Cache-Control" in answer.headers:
            return answer
        if headers.get("if-none-match") == etag:
            return Answer(status=304, headers={"ETag": etag, **answer.headers})
        return Answer(answer.body, 200, answer.type, {"ETag": etag, **answer.headers})

    def _handler(origin) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0)))
                answer = origin._answer(self.path, headers)
                origin.hits.append(Hit(self.path, headers, answer.status, body))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("Content-Type", answer.type)
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if answer.status != 304:
                    self.wfile.write(answer.body)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
