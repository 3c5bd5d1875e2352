"""Where a turn's connections go: every name is resolved once, every answer checked.

    host, port ─▶ connect_to ─▶ literal address or one resolution ─▶ each answer public,
                                or allowed to this turn ─▶ the addresses to connect to

The answer that was checked is the answer that is used, so a name that changes its address
between the check and the connection (DNS rebinding) gains nothing. One bad answer among good
ones refuses the name.

`allow` and `connect_to` are the operator's own network. They hold for a turn whose own host
lies in it; to every other turn these addresses are as private as any. A feed of the public
Internet can therefore never make us ask what stands beside us.

With a proxy, all but the operator's own network is asked through it, and what its name or number
shows to be private not at all (proxy.py).
"""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from syndicate.addresses import Address
from syndicate.errors import FetchError, Refused
from syndicate.fetcher.address import is_public, literal, plain
from syndicate.fetcher.policy import Network
from syndicate.fetcher.proxy import may_pass

Resolve = Callable[[str], Awaitable[Sequence[Address]]]
Endpoint = tuple[Address, int]

# A stuck name server holds a thread for 10 s and more. The loop's own executor (6 threads on two
# cores) is shared with all file work, which a few dead names would stop.
_THREADS = 32
# Behind a proxy the local resolver may know no public name, and be slow to say so.
_LOOK_UP = 5.0


async def resolve(host: str) -> Sequence[Address]:
    """Ask the system's resolver in a thread; raise OSError when the name has no address."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), _lookup, host)


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="resolve")


def _lookup(host: str) -> Sequence[Address]:
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host!r} is no host name") from error
    found = (literal(str(answer[4][0])) for answer in answers)
    return list(dict.fromkeys(address for address in found if address is not None))


class Addresses:
    """Know where one turn may connect to; `own` is its host, as `urls.host_of` gives it.

    Without a host of its own, as a folder's, a turn asks the public Internet alone.
    """

    def __init__(self, own: str, network: Network, resolve: Resolve) -> None:
        self._own = own
        self._rules = network.rules
        self._routes = network.routes
        self._targets = network.targets
        self._resolve = resolve
        self._answers: dict[str, Sequence[Address]] = {}
        self._trusted: bool | None = None
        self._proxy = network.proxy is not None
        self._own_machines: dict[tuple[str, int], bool] = {}

    async def endpoints(self, host: str, port: int, *, url: str) -> Sequence[Endpoint]:
        """Return where a request for `url` may connect to, best first.

        Raises FetchError when the name has no address, Refused when one of them is not public
        and not allowed to this turn.
        """
        found = await self._find(host, port, url)
        private = [there for there in found if not is_public(there[0])]
        if private and not (await self._is_trusted() and self._allowed(host, port, private)):
            raise Refused(
                f"{url} was not asked: {_named(host, private[0][0])} is not a public address",
                url=url,
                hint=_allowing(host, port),
            )
        return found

    async def through_proxy(self, host: str, port: int, *, url: str) -> bool:
        """Tell whether a request for `url` goes through the operator's proxy.

        Raises Refused when it would, and is not for the public Internet.
        """
        if not self._proxy or await self._is_own(host, port, url):
            return False
        if not may_pass(host):
            raise Refused(
                f"{url} was not asked: {host} is not of the public Internet",
                url=url,
                hint=_allowing(host, port),
            )
        return True

    async def _is_own(self, host: str, port: int, url: str) -> bool:
        """Tell whether the operator's own machine answers; who has a proxy may have no resolver."""
        if (host, port) not in self._own_machines:
            try:
                async with asyncio.timeout(_LOOK_UP):
                    own = await self.exempt(host, port, url=url)
            except (FetchError, TimeoutError):
                own = False
            self._own_machines[host, port] = own
        return self._own_machines[host, port]

    async def exempt(self, host: str, port: int, *, url: str) -> bool:
        """Tell whether the operator's own machine answers there: it need not be spared."""
        if not (self._rules or self._routes) or not await self._is_trusted():
            return False
        return self._allowed(host, port, await self._find(host, port, url))

    async def _find(self, host: str, port: int, url: str) -> Sequence[Endpoint]:
        routed = self._routes.get((host.rstrip("."), port))
        if routed is not None:
            return [routed]
        number = literal(host)
        if number is not None:
            return [(number, port)]
        if host not in self._answers:
            self._answers[host] = await self._ask(host, url)
        return [(address, port) for address in self._answers[host]]

    async def _ask(self, host: str, url: str) -> Sequence[Address]:
        try:
            answers = await self._resolve(host)
        except OSError as error:
            reason = error.strerror or str(error)
            raise FetchError(f"{url} has no address: {host}: {reason}", url=url) from error
        if not answers:
            raise FetchError(f"{url} has no address: {host} does not exist", url=url)
        return answers

    def _allowed(self, host: str, port: int, found: Sequence[Endpoint]) -> bool:
        """Tell whether `allow` or `connect_to` names every one of these endpoints."""
        return all(
            endpoint in self._targets
            or any(rule.permits(host, plain(endpoint[0]), endpoint[1]) for rule in self._rules)
            for endpoint in found
        )

    async def _is_trusted(self) -> bool:
        """Tell whether the turn's own host lies in the operator's network, all of it."""
        if self._trusted is None:
            self._trusted = await self._lies_within()
        return self._trusted

    async def _lies_within(self) -> bool:
        if not self._own or not (self._rules or self._routes):
            return False
        host, ports = _host_and_ports(self._own)
        for port in ports:
            try:
                found = await self._find(host, port, self._own)
            except FetchError:
                continue
            if self._allowed(host, port, found):
                return True
        return False


def _host_and_ports(own: str) -> tuple[str, tuple[int, ...]]:
    """Return a host and the ports it may mean: without one, those of http and https."""
    host, colon, port = own.rpartition(":")
    if not colon or not port.isdigit():
        return own.strip("[]"), (80, 443)
    return host.strip("[]"), (int(port),)


def _named(host: str, address: Address) -> str:
    return host if literal(host) is not None else f"{host} ({address})"


def _allowing(host: str, port: int) -> str:
    """Return the line of [fetch] that permits what was refused."""
    shown = f"[{host}]" if ":" in host else host
    line = f'allow = ["{shown}:{port}"]'
    return f"if it belongs to your own network, say in the table [fetch] of config.toml: {line}"
