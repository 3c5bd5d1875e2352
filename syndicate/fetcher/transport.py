"""httpx over connections that go only where a turn may go.

This module and `client` alone know httpx, this one alone httpcore. The address is decided where
the connection is made, in httpcore's public `network_backend`: whatever is asked for and however
it came to be asked, no socket opens to an address that `Addresses` did not return. TLS still
verifies the name of the URL, because httpcore starts it above this layer. With the operator's
proxy there are two sets of connections: those to his own network, opened so, and those to it.

httpx's own transport can't be given a backend, and its client keeps cookies, reads the
environment and costs 0.2 to 0.4 ms a request; neither is used.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpcore
import httpx

from syndicate.errors import FetchError
from syndicate.fetcher import faults
from syndicate.fetcher.proxy import Proxy, ProxyDown
from syndicate.fetcher.resolution import Addresses, Endpoint

# A turn asks its own host and the few hosts of its images, one request at a time each.
_CONNECTIONS = 10
# Apache and Node close an idle connection after 5 s: one second less, and no request is ever
# sent into a connection that is just being closed.
_KEEPALIVE = 4.0
# With several addresses a dead one (IPv6 without a route, mostly) must leave time for the next.
_CONNECT = 5.0

_PORTS = {"http": 80, "https": 443}
_UNKNOWN_USER = "wants another user or password"

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

    def __init__(
        self, addresses: Addresses, tls: ssl.SSLContext, proxy: Proxy | None = None
    ) -> None:
        self._addresses = addresses
        self._proxy = proxy
        self._proxied = _ProxyBackend()
        self._tunnels = _tunnels(proxy, tls, self._proxied) if proxy else None
        self._backend = _Backend(addresses)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEEPALIVE,
            network_backend=self._backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the response's body is still to be read, raw.

        Raises ProxyDown when the operator's proxy can't be used.
        """
        url = str(request.url)
        pool = await self._way(request.url)
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
            answer = await pool.handle_async_request(core)
        if pool is self._tunnels and answer.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            await answer.aclose()
            raise ProxyDown(_UNKNOWN_USER)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer, url),
            extensions=answer.extensions,
            request=request,
        )

    async def _way(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        """Return the connections that a request may use; what a proxy may not be asked raises."""
        if self._tunnels is None:
            return self._pool
        host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
        through = await self._addresses.through_proxy(host, port, url=str(url))
        return self._tunnels if through else self._pool

    async def aclose(self) -> None:
        """Close every connection of the turn."""
        for pool in filter(None, (self._pool, self._tunnels)):
            await pool.aclose()
        await self._backend.aclose()
        await self._proxied.aclose()


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


class _Backend(_Sockets):
    """Open sockets where `Addresses` says, and nowhere else."""

    def __init__(self, addresses: Addresses) -> None:
        super().__init__()
        self._addresses = addresses

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
        return await self._open(str(address), port, timeout, options)


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
            return await self._open(host, port, _CONNECT, socket_options)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            reason, _ = faults.explain(error)
            raise ProxyDown(f"can't be reached: {reason}") from error


def _tunnels(proxy: Proxy, tls: ssl.SSLContext, backend: _ProxyBackend) -> httpcore.AsyncHTTPProxy:
    """Return connections through a proxy: forwarded for http, tunnelled (CONNECT) for https."""
    return httpcore.AsyncHTTPProxy(
        proxy_url=httpcore.URL(scheme=proxy.scheme, host=proxy.host, port=proxy.port, target="/"),
        proxy_auth=proxy.auth,
        ssl_context=tls,
        proxy_ssl_context=tls if proxy.scheme == "https" else None,
        max_connections=_CONNECTIONS,
        keepalive_expiry=_KEEPALIVE,
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
