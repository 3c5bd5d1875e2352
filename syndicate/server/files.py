"""The published folder over HTTP: a raw ASGI app that answers from memory.

    request ─▶ door (method, host, token) ─▶ shelf (name → file) ─▶ choose (304, 206, gzip) ─▶ answer
                                                  └ none ─▶ 410 for what is gone for good, else 404

Nothing of a request ever becomes a path: it is looked up among the names that `Shelf` found.
Only GET and HEAD exist. Whether an answer is fresh is for the client to ask: strong ETags are
made from bytes, If-None-Match comes before If-Modified-Since (RFC 9110 §13.2.2).
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, MutableMapping
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
_PIECE = 256 * 1024
"""Bytes of a large file that are in memory at a time, for each client."""


class Files:
    """Serve the regular files below a folder; an ASGI app."""

    def __init__(
        self, root: Path, *, token: str | None, hosts: Collection[str], noindex: bool
    ) -> None:
        self._shelf = Shelf(root)
        self._gone = Gone(root)
        self._token = token
        self._hosts = hosts
        self._common = common_headers(noindex=noindex)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, send)

    def at_hand(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer | None:
        """Return the answer where nothing has to be read for it; None elsewhere."""
        if method not in _METHODS:
            return self._short(405, "method not allowed", (b"allow", b"GET, HEAD"))
        if self._hosts and _host_name(headers.get(b"host", b"")) not in self._hosts:
            return self._short(421, "not served under this name")
        key = self._key(path)
        file = self._shelf.at_hand(key) if key is not None else None
        return choose(file, headers, self._common) if file is not None else None

    async def _serve(self, scope: Scope, send: Send) -> None:
        headers = joined(scope["headers"])
        answer = await self._answer(scope["method"], scope["path"], headers)
        stream = None
        is_head = scope["method"] == "HEAD"
        if answer.file is not None and not is_head:
            stream = await asyncio.to_thread(opened, answer.file)
            answer = answer if stream else self._short(404, "not found")
        head = {"status": answer.status, "headers": list(answer.headers)}
        await send({"type": "http.response.start", **head})
        if stream is None:
            body = b"" if is_head else answer.body
            await send({"type": "http.response.body", "body": body})
        else:
            with stream:
                await _send_piecewise(stream, answer, send)

    async def _answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        found = self.at_hand(method, path, headers)
        key = self._key(path)
        if found is not None or key is None:
            return found or self._short(404, "not found")
        file = await self._shelf.find(key)
        if file is not None:
            return choose(file, headers, self._common)
        if await asyncio.to_thread(self._gone.holds, key):
            return self._short(410, "gone for good")
        page = await self._shelf.find(_MISSING) if b"html" in headers.get(b"accept", b"") else None
        if page is not None:
            return choose(page, headers, self._common, status=404)
        return self._short(404, "not found")

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
        return Answer(status=status, headers=(*head, *extra, *self._common), body=body)


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


async def _send_piecewise(stream: BinaryIO, answer: Answer, send: Send) -> None:
    """Send a stretch of a file as fast as the client takes it."""
    stream.seek(answer.start)
    left = answer.length
    while left:
        piece = await asyncio.to_thread(stream.read, min(left, _PIECE))
        if not piece:
            # It was cut off: what was promised can't be sent, and the connection ends.
            return
        left -= len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": left > 0})


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
