"""A server of media files on loopback that a test can have break off, forget or lie."""

from __future__ import annotations

import contextlib
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class File:
    """A file, and how it is served.

    Each answer ends after `cut` bytes, if it is not None, or `hangs` there. `ranges`: pieces are to be had, unless
    `lies`, which is what Content-Range says then. `length` False leaves the length out.
    """

    body: bytes
    etag: str = '"one"'
    type: str = "audio/mpeg"
    status: int = 200
    cut: int | None = None
    hangs: bool = False
    ranges: bool = True
    lies: str = ""
    length: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


class Media:
    """Serve `files` (path → File), and log the requests: path, and headers in lower case."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent: Counter[str] = Counter()
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(media) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                media.asked.append((self.path, headers))
                self.close_connection = True
                file = media.files.get(self.path)
                if file is None:
                    self.send_error(404)
                    return
                self._send(file, _start(file, headers))

            def _send(self, file: File, start: int) -> None:
                status = 206 if start and file.status == 200 else file.status
                body = file.body[start:]
                self.send_response(status)
                self.send_header("Content-Type", file.type)
                if file.length:
                    self.send_header("Content-Length", str(len(body)))
                if file.etag:
                    self.send_header("ETag", file.etag)
                if start:
                    whole = len(file.body)
                    self.send_header(
                        "Content-Range", file.lies or f"bytes {start}-{whole - 1}/{whole}"
                    )
                for name, value in file.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                piece = body if file.cut is None else body[: file.cut]
                with contextlib.suppress(OSError):
                    self.wfile.write(piece)
                    media.sent[self.path] += len(piece)
                if file.hangs:
                    self.wfile.flush()
                    media.ended.wait(20)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _start(file: File, headers: Mapping[str, str]) -> int:
    asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
    is_same = headers.get("if-range") == file.etag
    return int(asked[1]) if asked and file.ranges and is_same else 0
