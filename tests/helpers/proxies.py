"""A forward proxy on loopback, in a thread: it resolves the names that a test gives it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """Forward http, tunnel https; `hosts` maps "host:port" to a port on loopback."""

    hosts: Mapping[str, int] = field(default_factory=dict)
    credentials: str | None = None
    stranger: str = "407 Proxy Authentication Required"
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    port: int = 0
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        starting = asyncio.start_server(self._handle, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *exc) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        # A transport lets go of its socket one turn of the loop after it was told to.
        for _ in range(3):
            await asyncio.sleep(0)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head.decode("latin-1"))
            method, target, _ = head.decode("latin-1").split("\r\n")[0].split(" ")
            self.asked.append(f"{method} {target}")
            if (
                self.credentials
                and f"Authorization: Basic {self.credentials}" not in self.heads[-1]
            ):
                writer.write(f"HTTP/1.1 {self.stranger}\r\nContent-Length: 0\r\n\r\n".encode())
            else:
                await self._forward(method, target, head, reader, writer)
        writer.close()

    async def _forward(self, method, target, head, reader, writer) -> None:
        tunnel = method == "CONNECT"
        parts = urlsplit(f"//{target}" if tunnel else target)
        port = self.hosts.get(f"{parts.hostname}:{parts.port or 80}")
        if port is None:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        there, onward = await asyncio.open_connection("127.0.0.1", port)
        self._writers.append(onward)
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                rest = head.partition(b"\r\n")[2]
                onward.write(b"%s %s HTTP/1.1\r\n" % (method.encode(), path.encode()) + rest)
            await asyncio.gather(_pump(reader, onward), _pump(there, writer))
        finally:
            onward.close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(65_536):
            target.write(chunk)
            await target.drain()
        target.write_eof()
