"""The published folder over HTTP: a raw ASGI app that answers from memory.

    request ─▶ door (method, host, token) ─▶ shelf (path → file) ─▶ choose (304, gzip) ─▶ answer

Nothing of a request ever becomes a path: it is looked up among the files that `Shelf` found.
Only GET and HEAD exist. Whether an answer is fresh is for the client to ask: strong ETags are
made from bytes, If-None-Match comes before If-Modified-Since (RFC 9110 §13.2.2).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from pathlib import Path
from typing import Any

from syndicate.server.answers import Headers, choose, common_headers
from syndicate.server.shelf import Shelf

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_METHODS = ("GET", "HEAD")


def files(
    root: Path, *, token: str | None = None, hosts: Collection[str] = (), noindex: bool = False
) -> App:
    """Return an ASGI app that serves the regular files below `root`.

    With a `token` everything lies below ``/<token>/`` and nothing elsewhere. With `hosts` only
    requests for one of those names (without a port, lower case) are answered: a page on another
    site can make its own name resolve to this machine, but not change what it asks for.
    """
    shelf = Shelf(root)
    common = common_headers(noindex=noindex)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            status, headers, body = await _answer(scope, shelf, token, hosts)
            start = {"status": status, "headers": [*headers, *common]}
            await send({"type": "http.response.start", **start})
            shown = body if scope["method"] != "HEAD" else b""
            await send({"type": "http.response.body", "body": shown})

    return app


async def _answer(
    scope: Scope, shelf: Shelf, token: str | None, hosts: Collection[str]
) -> tuple[int, Headers, bytes]:
    headers = _joined(scope["headers"])
    if scope["method"] not in _METHODS:
        return _short(405, "method not allowed", (b"allow", b"GET, HEAD"))
    if hosts and _host_name(headers.get(b"host", b"")) not in hosts:
        return _short(421, "not served under this name")
    key = _key(scope["path"], token)
    file = await shelf.find(key) if key is not None else None
    if file is None:
        return _short(404, "not found")
    return choose(file, headers)


def _key(path: str, token: str | None) -> str | None:
    """Return the name to look up; None when the path lacks the token."""
    inside = path.removeprefix("/")
    if token is not None:
        first, slash, inside = inside.partition("/")
        known = hmac.compare_digest(first.encode(errors="replace"), token.encode())
        # Without the slash the page's relative links would lead out of the secret folder.
        if not known or not slash:
            return None
    return f"{inside}index.html" if not inside or inside.endswith("/") else inside


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return each header once; a repeated one is a list (RFC 9110 §5.3)."""
    joined: dict[bytes, bytes] = {}
    for name, value in headers:
        joined[name] = joined[name] + b", " + value if name in joined else value
    return joined


def _host_name(value: bytes) -> str:
    """Return the name in a Host header without its port, lower case."""
    text = value.decode("latin-1").lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]


def _short(status: int, text: str, *extra: tuple[bytes, bytes]) -> tuple[int, Headers, bytes]:
    body = f"{text}\n".encode()
    length = str(len(body)).encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)]
    return status, [*head, *extra], body


async def _live(receive: Receive, send: Send) -> None:
    """Answer the lifespan protocol: there is nothing to start or to stop."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
