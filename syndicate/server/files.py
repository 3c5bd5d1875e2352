"""The published folder over HTTP: a raw ASGI app that answers from memory.

    request ─▶ door (method, host, token) ─▶ shelf (name → file) ─▶ choose (304, 206, gzip) ─▶ answer
                                                  └ none ─▶ 410 for what is gone for good, else 404

Nothing of a request ever becomes a path: it is looked up among the names that `Shelf` found.
Only GET and HEAD exist. Whether an answer is fresh is for the client to ask: strong ETags are
made from bytes, If-None-Match comes before If-Modified-Since (RFC 9110 §13.2.2).
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    MutableMapping,
)
from pathlib import Path
from typing import Any, BinaryIO

from syndicate.server.answers import Answer, Headers, choose, common_headers
from syndicate.server.gone import Gone
from syndicate.server.shelf import Shelf, opened

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
AtHand = Callable[[str, str, Mapping[bytes, bytes]], Answer | None]

_METHODS = ("GET", "HEAD")
_MISSING = "404.html"
PIECE = 64 * 1024
"""Bytes of an answer that wait at a time for each client, on top of what the system holds."""


class Files:
    """Serve the regular files below a folder; an ASGI app."""

    def __init__(
        self, root: Path, *, token: str | None, hosts: Collection[str], noindex: bool
    ) -> None:
        self._shelf = Shelf(root, is_private=token is not None)
        self._gone = Gone(root)
        self._token = token
        self._hosts = hosts
        self._common = common_headers(noindex=noindex)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    def at_hand(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer | None:
        """Return the answer where nothing has to be read for it; None elsewhere."""
        if method not in _METHODS:
            return self._short(405, "method not allowed", (b"allow", b"GET, HEAD"))
        if self._hosts and _host_name(headers.get(b"host", b"")) not in self._hosts:
            return self._short(421, "not served under this name")
        key = self._key(path)
        file = self._shelf.at_hand(key) if key is not None else None
        if file is None:
            return None
        return choose(file, headers, self._common, is_get=method == "GET")

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer, stream = await self._readable(scope)
        head = {"status": answer.status, "headers": list(answer.headers)}
        await send({"type": "http.response.start", **head})
        with stream or contextlib.nullcontext():
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
            elif stream is None and len(answer.body) <= PIECE:
                await send({"type": "http.response.body", "body": answer.body})
            else:
                await _send_piecewise(answer, stream, receive, send)

    async def _readable(self, scope: Scope) -> tuple[Answer, BinaryIO | None]:
        """Return an answer, and what it is read from where it is not held."""
        headers = joined(scope["headers"])
        # A second time when the file was replaced since it was found.
        for _ in range(2):
            answer = await self._answer(scope["method"], scope["path"], headers)
            if answer.file is None:
                return answer, None
            if (stream := await asyncio.to_thread(opened, answer.file)) is not None:
                return answer, stream
        return self._short(503, "it changes just now", (b"retry-after", b"1")), None

    async def _answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        found = self.at_hand(method, path, headers)
        key = self._key(path)
        if found is not None or key is None:
            return found or self._short(404, "not found")
        file = await self._shelf.find(key)
        if file is not None:
            return choose(file, headers, self._common, is_get=method == "GET")
        if await asyncio.to_thread(self._gone.holds, key):
            return self._short(410, "gone for good")
        page = await self._shelf.find(_MISSING) if b"html" in headers.get(b"accept", b"") else None
        if page is not None:
            return choose(page, headers, self._common, status=404)
        return self._short(404, "not found", (b"vary", b"Accept"))

    def _key(self, path: str) -> str | None:
        """Return the name to look up; None when the path lacks the token."""
        inside = path.removeprefix("/")
        if self._token is not None:
            first, slash, inside = inside.partition("/")
            known = hmac.compare_digest(first.encode(errors="replace"), self._token.encode())
            # Without the slash the page's relative links would lead out of the secret folder.
            if not known or not slash:
                return None
        return f"{inside}index.html" if not inside or inside.endswith("/") else inside

    def _short(self, status: int, text: str, *extra: tuple[bytes, bytes]) -> Answer:
        body = f"{text}\n".encode()
        length = str(len(body)).encode()
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)]
        # Whatever is wrong may be right the next time.
        more = [(b"cache-control", b"no-cache"), *extra, *self._common]
        return Answer(status=status, headers=(*head, *more), body=body)


def files(
    root: Path, *, token: str | None = None, hosts: Collection[str] = (), noindex: bool = False
) -> Files:
    """Return an ASGI app that serves the regular files below `root`.

    With a `token` everything lies below ``/<token>/`` and nothing elsewhere. With `hosts` only
    requests for one of those names (without a port, lower case) are answered: a page on another
    site can make its own name resolve to this machine, but not change what it asks for.
    """
    return Files(root, token=token, hosts=hosts, noindex=noindex)


def joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return each header once; a repeated one is a list (RFC 9110 §5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found


async def _send_piecewise(
    answer: Answer, stream: BinaryIO | None, receive: Receive, send: Send
) -> None:
    """Send a body as fast as the client takes it, as long as it is there.

    A file that was cut off meanwhile ends too soon: then the server ends the connection.
    """
    left = len(answer.body) if stream is None else answer.length
    gone = asyncio.create_task(_until_gone(receive))
    try:
        async for piece in _pieces(answer, stream):
            if gone.done():
                return
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
    finally:
        gone.cancel()


async def _pieces(answer: Answer, stream: BinaryIO | None) -> AsyncIterator[bytes]:
    if stream is None:
        for at in range(0, len(answer.body), PIECE):
            yield answer.body[at : at + PIECE]
        return
    stream.seek(answer.start)
    left = answer.length
    while left and (piece := await asyncio.to_thread(stream.read, min(left, PIECE))):
        left -= len(piece)
        yield piece


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _host_name(value: bytes) -> str:
    """Return the name in a Host header without its port, lower case."""
    text = value.decode("latin-1").lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]


async def _live(receive: Receive, send: Send) -> None:
    """Answer the lifespan protocol: there is nothing to start or to stop."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


__all__ = ["App", "AtHand", "Files", "Headers", "Message", "Receive", "Scope", "Send", "files"]
