"""Where hubs call (WebSub §5.3, §7): ``/websub/<token>``, beside the published files.

    GET   ─▶ desk.confirm ─▶ 200 and the challenge as plain text │ 404
    POST  ─▶ known? short enough? ─▶ whole body ─▶ desk.accept ─▶ 202 │ 503

The path is all that opens this door, so it opens under every name. What a desk makes of a body is
never told: whoever guesses at signatures learns nothing. Memory and time are bounded before
anything is read.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from syndicate.server.answers import Headers, common_headers
from syndicate.server.files import App, Receive, Scope, Send

PATH = "websub/"

LARGEST = 5_000_000
"""Bytes of a body: Google's hub sends a megabyte, FreshRSS takes three."""

AT_ONCE = 8
"""Bodies that are read at once."""

SECONDS = 10.0
"""Within which a body has to be there: hubs wait as long for an answer."""

_CALLBACK = re.compile(rf"/{PATH}([A-Za-z0-9_-]{{43}})", re.ASCII)
_AGAIN = (b"retry-after", b"60")


class Desk(Protocol):
    """Know what hubs were asked for."""

    def knows(self, token: str) -> bool:
        """Tell whether something may be posted there."""
        ...

    async def confirm(self, token: str, query: bytes) -> str | None:
        """Return what to answer a verification, or a denial; None when nobody asked for it."""
        ...

    async def accept(self, token: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take what was posted, or drop it; False when there is no room for it now."""
        ...


def callbacks(desk: Desk, others: App) -> App:
    """Return an ASGI app that answers hubs, and leaves all else to `others`."""
    reading = asyncio.Semaphore(AT_ONCE)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found = _CALLBACK.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await others(scope, receive, send)
            return
        if scope["method"] == "GET":
            answer = await desk.confirm(found[1], scope["query_string"])
            await _say(send, *((404, "not found\n") if answer is None else (200, answer)))
        elif scope["method"] == "POST":
            await _say(send, *await _posted(desk, found[1], scope, receive, reading))
        else:
            await _say(send, 405, "method not allowed\n", (b"allow", b"GET, POST"))

    return app


async def _posted(
    desk: Desk, token: str, scope: Scope, receive: Receive, reading: asyncio.Semaphore
) -> tuple[int, str] | tuple[int, str, tuple[bytes, bytes]]:
    """Return what a POST is answered with."""
    headers = _headers(scope["headers"])
    if not desk.knows(token):
        return 410, "not wanted any more\n"
    if headers.get("content-encoding", "identity").lower() != "identity":
        return 415, "send it uncompressed\n"
    if _length(headers) > LARGEST:
        return 413, "too large\n"
    if reading.locked():
        return 503, "busy\n", _AGAIN
    async with reading:
        try:
            async with asyncio.timeout(SECONDS):
                body = await _body(receive)
        except TimeoutError:
            return 408, "too slow\n"
        if body is None:
            return 413, "too large\n"
        if not await desk.accept(token, headers, body):
            return 503, "busy\n", _AGAIN
    return 202, ""


async def _body(receive: Receive) -> bytes | None:
    """Return the body; None where it is too large, or its sender went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _say(send: Send, status: int, text: str, *extra: tuple[bytes, bytes]) -> None:
    body = text.encode()
    headers: Headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *common_headers(noindex=True),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _headers(lines: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    """Return each header once; a repeated one is a list (RFC 9110 §5.3)."""
    found: dict[str, str] = {}
    for name, value in lines:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _length(headers: Mapping[str, str]) -> int:
    text = headers.get("content-length", "0")
    return int(text[:12]) if text.isascii() and text.isdigit() else 0
