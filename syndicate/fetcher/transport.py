"""httpx over connections that go only where a turn may go.

This module and `client` alone know httpx, this one alone httpcore. The address is decided where
the connection is made, in httpcore's public `network_backend`: whatever is asked for and however
it came to be asked, no socket opens to an address that `Addresses` did not return. TLS still
verifies the name of the URL, because httpcore starts it above this layer.

httpx's own transport can't be given a backend, and its client keeps cookies, reads the
environment and costs 0.2 to 0.4 ms a request; neither is used.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpcore
import httpx

from syndicate.errors import FetchError
from syndicate.fetcher import faults
from syndicate.fetcher.resolution import Addresses, Endpoint

# A turn asks its own host and the few hosts of its images, one request at a time each.
_CONNECTIONS = 10
# Apache and Node close an idle connection after 5 s: one second less, and no request is ever
# sent into a connection that is just being closed.
_KEEPALIVE = 4.0
# With several addresses a dead one (IPv6 without a route, mostly) must leave time for the next.
_CONNECT = 5.0

_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


@functools.cache
def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return the process's one context: making it takes 20 ms, more than a request.

    `ca_file` (PEM) is trusted beside the public authorities. Raises OSError (ssl.SSLError is
    one) when it can't be read.
    """
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


class Transport(httpx.AsyncBaseTransport):
    """Send the requests of one turn. Whatever goes wrong on the wire is a FetchError."""

    def __init__(self, addresses: Addresses, tls: ssl.SSLContext) -> None:
        self._backend = _Backend(addresses)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEEPALIVE,
            network_backend=self._backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the response's body is still to be read, raw."""
        url = str(request.url)
        core = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.content,
        )
        with _wire_errors(url):
            answer = await self._pool.handle_async_request(core)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer, url),
            extensions=answer.extensions,
            request=request,
        )

    async def aclose(self) -> None:
        """Close every connection of the turn."""
        await self._pool.aclose()
        await self._backend.aclose()


class _Stream(httpx.AsyncByteStream):
    """Pass a body on as it came over the wire."""

    def __init__(self, answer: httpcore.Response, url: str) -> None:
        self._answer = answer
        self._url = url

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _wire_errors(self._url):
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()


class _Backend(httpcore.AsyncNetworkBackend):
    """Open sockets where `Addresses` says, and nowhere else."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._sockets = httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address that answers."""
        endpoints = await self._addresses.endpoints(host, port, url=f"//{host}:{port}/")
        for endpoint in endpoints[:-1]:
            try:
                return await self._connect(endpoint, _CONNECT, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connect(endpoints[-1], timeout, socket_options)

    async def _connect(
        self,
        endpoint: Endpoint,
        timeout: float | None,
        options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        address, port = endpoint
        stream = await self._sockets.connect_tcp(
            str(address), port, timeout=timeout, socket_options=options
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


@contextmanager
def _wire_errors(url: str) -> Iterator[None]:
    try:
        yield
    except _ERRORS as error:
        reason, hint = faults.explain(error)
        raise FetchError(f"{url} could not be read: {reason}", url=url, hint=hint) from error
