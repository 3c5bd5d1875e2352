"""Requests over connections that go only where a turn may go.

This module and `client` alone know httpx, of which they use its URLs; this one alone httpcore. The address is decided where
the connection is made: whatever is asked for and however it came to be asked, no socket opens to
an address that `Addresses` did not return. TLS still verifies the name of the URL. With the
operator's proxy there are two sets of connections: those to his own network, opened so, and
those to it, which are httpcore's.

httpx's own transport can't be told where to connect, and its client keeps cookies and reads the
environment; neither is used.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Protocol, Self

import httpcore
import httpx

from syndicate.errors import FetchError
from syndicate.fetcher import faults, wire
from syndicate.fetcher.headers import Headers
from syndicate.fetcher.proxy import Proxy, ProxyDown
from syndicate.fetcher.resolution import Addresses, Endpoint
from syndicate.fetcher.sessions import Context

_PORTS = {"http": 80, "https": 443}
_UNKNOWN_USER = "wants another user or password"

_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    *wire.ERRORS,
)


class Reply(Protocol):
    """Hold the head of an answer, and yield its body raw, as it comes."""

    @property
    def status(self) -> int:
        """Return the status code."""
        ...

    @property
    def headers(self) -> Headers:
        """Return the header lines."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece; raise FetchError when it breaks off."""
        ...

    async def aclose(self) -> None:
        """End the reading: what has not come is not waited for."""
        ...


class Transport:
    """Send the requests of one turn. Whatever goes wrong on the wire is a FetchError."""

    def __init__(self, addresses: Addresses, tls: Context, proxy: Proxy | None = None) -> None:
        self._addresses = addresses
        self._proxied = _ProxyBackend()
        self._tunnels = _tunnels(proxy, tls, self._proxied) if proxy else None
        self._direct = wire.Connections(self._endpoints, tls)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def send(
        self, method: str, url: httpx.URL, headers: Headers, content: bytes | None = None
    ) -> Reply:
        """Send a request; Host and, of a `content`, its length are added. The body is unread.

        Raises ProxyDown when the operator's proxy can't be used.
        """
        host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
        shown = str(url)
        sent = wire.Request(
            method.encode("ascii"), url.raw_path, _lines(url, headers, content), content or b""
        )
        if self._tunnels and await self._addresses.through_proxy(host, port, url=shown):
            return await self._through(self._tunnels, url, sent)
        with _wire_errors(shown):
            answer = await self._direct.send((url.scheme, host, port), sent)
        return _Direct(answer, shown)

    async def _through(
        self, tunnels: httpcore.AsyncHTTPProxy, url: httpx.URL, sent: wire.Request
    ) -> Reply:
        """Send a request through the operator's proxy."""
        core = httpcore.Request(
            method=sent.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=sent.target
            ),
            headers=sent.headers,
            content=sent.content,
        )
        with _wire_errors(str(url)):
            answer = await tunnels.handle_async_request(core)
        if answer.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            await answer.aclose()
            raise ProxyDown(_UNKNOWN_USER)
        return _Tunnelled(answer, str(url))

    async def _endpoints(self, host: str, port: int) -> Sequence[Endpoint]:
        return await self._addresses.endpoints(host, port, url=f"//{host}:{port}/")

    async def aclose(self) -> None:
        """Close every connection of the turn."""
        self._direct.close()
        if self._tunnels is not None:
            await self._tunnels.aclose()
        await self._proxied.aclose()


class _Direct:
    """Pass an answer on as it came over the wire."""

    def __init__(self, answer: wire.Answered, url: str) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._url = url

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _wire_errors(self._url):
            async for chunk in self._answer.body():
                yield chunk

    async def aclose(self) -> None:
        self._answer.close()


class _Tunnelled:
    """Pass an answer on as it came through the proxy."""

    def __init__(self, answer: httpcore.Response, url: str) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._url = url

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _wire_errors(self._url):
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()


class _Sockets(httpcore.AsyncNetworkBackend):
    """Open sockets, and know which."""

    def __init__(self) -> None:
        self._sockets = httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def _open(
        self,
        host: str,
        port: int,
        timeout: float | None,
        options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._sockets.connect_tcp(
            host, port, timeout=timeout, socket_options=options
        )
        self._opened.append(stream)
        return stream

    async def aclose(self) -> None:
        """Close what the pool never got: httpcore drops a socket cancelled in its handshake."""
        for stream in self._opened:
            await stream.aclose()

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no URL leads to a file."""
        raise httpcore.UnsupportedProtocol(f"no connection to the socket {path}")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _ProxyBackend(_Sockets):
    """Open sockets to the proxy: the pool above it asks for nothing else."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the proxy; raise ProxyDown."""
        try:
            return await self._open(host, port, wire.CONNECT, socket_options)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            reason, _ = faults.explain(error)
            raise ProxyDown(f"can't be reached: {reason}") from error


def _lines(url: httpx.URL, headers: Headers, content: bytes | None) -> list[tuple[bytes, bytes]]:
    """Return the header lines with those that every request has; whoever gave one knows better."""
    given = {name.lower() for name, _ in headers}
    ours = [(b"Host", url.netloc)]
    if content is not None:
        ours.append((b"Content-Length", b"%d" % len(content)))
    return [*(line for line in ours if line[0].lower() not in given), *headers]


def _tunnels(proxy: Proxy, tls: ssl.SSLContext, backend: _ProxyBackend) -> httpcore.AsyncHTTPProxy:
    """Return connections through a proxy: forwarded for http, tunnelled (CONNECT) for https."""
    return httpcore.AsyncHTTPProxy(
        proxy_url=httpcore.URL(scheme=proxy.scheme, host=proxy.host, port=proxy.port, target="/"),
        proxy_auth=proxy.auth,
        ssl_context=tls,
        proxy_ssl_context=tls if proxy.scheme == "https" else None,
        max_connections=wire.CONNECTIONS,
        keepalive_expiry=wire.KEEPALIVE,
        network_backend=backend,
    )


@contextmanager
def _wire_errors(url: str) -> Iterator[None]:
    try:
        yield
    except httpcore.ProxyError as error:
        said = str(error).strip()
        # tinyproxy answers CONNECT with 401, though nobody but a proxy is being asked there.
        if said.startswith(("401", "407")):
            raise ProxyDown(_UNKNOWN_USER) from error
        raise FetchError(f"{url} could not be read: the proxy answered {said}", url=url) from error
    except _ERRORS as error:
        reason, hint = faults.explain(error)
        raise FetchError(f"{url} could not be read: {reason}", url=url, hint=hint) from error
