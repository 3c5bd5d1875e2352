"""The only door to the network: one host's turn, one request after the other.

    url ─▶ http(s)? no userinfo? ─▶ public address? ─▶ robots.txt ─▶ admitted ─▶ request
         ─▶ redirect: the same again, at most 5 times ─▶ status ─▶ body, whole or an error ─▶ Page

A page comes back whole or not at all. Every failure is a FetchError that says whether asking
again can help and when it may. No cookie jar, no environment, no cache: what is remembered
(validators, robots.txt, waiting times) is given and handed back. What an operator wants to be
sent to a source's own origin (own.py) is sent there alone, and its secrets end here (veil.py).
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from math import inf

import httpx

from syndicate import log, urls
from syndicate.clock import Clock
from syndicate.errors import BadStatus, FetchError, Postponed, ProxyFailed, Refused
from syndicate.fetcher import exchange, own, receiving, robots
from syndicate.fetcher.admission import Admission, Budget
from syndicate.fetcher.exchange import Answer, Wish
from syndicate.fetcher.gate import Gate
from syndicate.fetcher.partial import Part
from syndicate.fetcher.policy import Network
from syndicate.fetcher.proxy import ProxyDown
from syndicate.fetcher.proxy import read as read_proxy
from syndicate.fetcher.resolution import Addresses, Resolve, resolve
from syndicate.fetcher.sessions import tls_context
from syndicate.fetcher.transport import Transport
from syndicate.fetcher.veil import Veil
from syndicate.model import Page, Source, Validators

FEED = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,"
    "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,*/*;q=0.5"
)
HTML = "text/html,application/xhtml+xml,*/*;q=0.5"
IMAGE = "image/avif,image/webp,image/png,image/jpeg,image/gif,image/*;q=0.5"

CUT_OFF = timedelta(minutes=10)
"""When what could not be asked for want of a proxy is asked again."""

_PORTS = {"http": 80, "https": 443}

_log = log.get(__name__)


class Fetcher:
    """Open sessions under one policy; `resolve` gives a name's addresses."""

    def __init__(self, network: Network, *, resolve: Resolve = resolve) -> None:
        self._network = network
        self._resolve = resolve

    @asynccontextmanager
    async def session(
        self,
        host: str,
        gate: Gate,
        clock: Clock,
        *,
        deadline: float = 120.0,
        followed: bool = True,
        held: bool = True,
    ) -> AsyncIterator[Session]:
        """Open one host's turn: at most `deadline` seconds; `host` as `urls.host_of` names it.

        A host that is not `followed`, of which only an article speaks, opens no way into the
        operator's own network. One that is not `held` is asked through the gate like any other.
        """
        addresses = Addresses(host if followed else "", self._network, self._resolve)
        proxy = read_proxy(self._network.proxy) if self._network.proxy else None
        transport = Transport(addresses, tls_context(self._network.ca_file), proxy)
        admission = Admission(host if held else "", gate, clock, deadline)
        async with transport:
            yield Session(self._network, transport, addresses, admission, gate, clock)


class Session:
    """Ask for what one host's turn needs. Every method raises FetchError and its kinds."""

    def __init__(
        self,
        network: Network,
        transport: Transport,
        addresses: Addresses,
        admission: Admission,
        gate: Gate,
        clock: Clock,
    ) -> None:
        self._network = network
        self._transport = transport
        self._addresses = addresses
        self._admission = admission
        self._gate = gate
        self._clock = clock
        self._delays: dict[str, float] = {}
        self._source: Source | None = None
        self._veil: Veil | None = None

    @property
    def delay(self) -> float:
        """Return the seconds that the turn's own host is to be left alone after the turn."""
        return self._admission.delay

    def now(self) -> datetime:
        """Return the present instant, as answers are stamped with."""
        return self._clock.now()

    def on_behalf(self, source: Source) -> Session:
        """Return this session as it asks for one source.

        The source's origin is sent what the operator wants it to be; what comes back, errors
        too, shows the names of secrets in their place.
        """
        session = copy.copy(self)
        session._source, session._veil = source, Veil(source)
        return session

    async def check(
        self, source: Source, validators: Validators | None, *, at: str | None = None
    ) -> tuple[Page, bool]:
        """Ask for a source; return what came and whether that was read before.

        `at` is the address that it has moved to; a body, which may hold secrets, stays where it
        was meant for. True after a 304, whose page has no body, or when the bytes are those of
        `validators`. The page's validators are what to send next time in both cases.
        """
        body = source.request.body
        page = await self.on_behalf(source)._get(
            at if at and body is None else source.url,
            Wish(
                accept=FEED,
                limit=self._network.max_feed,
                validators=validators if body is None else None,
                posted=None if body is None else body.encode(),
            ),
        )
        before = validators.digests if validators else frozenset()
        after = page.validators.digest if page.validators else None
        return page, page.status == HTTPStatus.NOT_MODIFIED or after in before

    async def page(
        self, url: str, *, headers: Sequence[tuple[str, str]] = (), obey: bool = False
    ) -> Page:
        """Ask for a page that a feed announced or the operator named.

        `headers` are what its site's rule wants sent, and go to its host alone. `obey` is as
        for `get`: for a page that only another page names.
        """
        limit = self._network.max_page
        return await self._get(url, Wish(accept=HTML, limit=limit, headers=headers), obey=obey)

    async def post(self, url: str, form: bytes) -> None:
        """Send a form to a hub, wherever that leads; any 2xx has taken it."""
        await self._follow(url, exchange.to_hub(form), obey=False)

    async def image(self, url: str, *, referer: str | None) -> Page:
        """Ask for an image of the article at `referer`, of which only the origin is told."""
        return await self.get(url, accept=IMAGE, limit=self._network.max_image, referer=referer)

    async def save(self, url: str, part: Part, *, referer: str | None, limit: int) -> None:
        """Download a file of any size for as long as the turn lasts, from where `part` ends.

        Raises as `get`, and FetchError where nothing comes for as long as a request may take;
        what came is kept.
        """
        await self._get(url, Wish(accept="*/*", limit=limit, referer=referer, part=part))

    async def vet(self, url: str) -> None:
        """Raise Refused for an address that the turn may not ask, before a program asks it.

        A name without an address here is left to the program, which may go other ways.
        """
        asked = exchange.web(url)
        target = _parsed(asked, transient=False)
        host, port = target.raw_host.decode("ascii"), target.port or _PORTS[target.scheme]
        budget = self._admission.budget(url, self._network.timeout)
        try:
            async with budget.spend(url):
                if not await self._addresses.through_proxy(host, port, url=url):
                    await self._addresses.endpoints(host, port, url=url)
        except (Postponed, Refused):
            raise
        except FetchError as error:
            _log.info("address not known here", host=host, reason=error.message)

    async def get(
        self,
        url: str,
        *,
        accept: str,
        limit: int,
        validators: Validators | None = None,
        referer: str | None = None,
        obey: bool = False,
    ) -> Page:
        """Ask for `url`, at most `limit` decoded bytes of it; status 304 only with `validators`.

        `obey` is for an address that nobody named: robots.txt must allow it and every address
        that it leads to, unless the operator obeys none.
        Raises Refused (address, scheme, redirects, robots.txt, coding, the turn's time),
        TooLarge, BadStatus, else FetchError.
        """
        wish = Wish(accept=accept, limit=limit, validators=validators, referer=referer)
        return await self._get(url, wish, obey=obey)

    async def _get(self, url: str, wish: Wish, *, obey: bool = False) -> Page:
        policy = self._network.robots
        obey = policy == "all" or (obey and policy != "none")
        veil = self._veil
        if veil is None:
            return await self._follow(url, wish, obey=obey)
        asked = replace(wish, validators=veil.unveiled(wish.validators))
        with veil.over_errors():
            page = veil.page(await self._follow(veil.reveal(url), asked, obey=obey))
        return page if wish.accept == IMAGE else veil.text(page)

    async def _follow(self, url: str, wish: Wish, *, obey: bool) -> Page:
        """Ask hop by hop; the deadline spans them all."""
        budget = self._admission.budget(url, inf if wish.part else self._network.timeout)
        first = asked = exchange.web(url)
        permanent = True
        for _ in range(self._network.max_redirects + 1):
            if obey:
                await self._obey(asked)
            target = _parsed(asked, transient=asked != first)
            answer = await self._ask(asked, target, wish, budget)
            if answer.status not in exchange.REDIRECTS:
                moved = asked if permanent and asked != first else None
                return exchange.page(answer, wish, moved)
            # A POST is sent where it was meant to go, as long as the operator means it to.
            permanent = permanent and answer.status in exchange.PERMANENT and wish.posted is None
            asked = exchange.target(answer)
            wish = exchange.onward(answer, wish, asked)
        raise Refused(f"{url} leads on and on: {self._network.max_redirects} redirects", url=url)

    async def _ask(self, url: str, target: httpx.URL, wish: Wish, budget: Budget) -> Answer:
        """Send one request, once its address is known to be public and the host is free."""
        host, port = target.raw_host.decode("ascii"), target.port or _PORTS[target.scheme]
        name = urls.host_of(url)
        async with budget.spend(url):
            spared = await self._addresses.through_proxy(host, port, url=url)
            if not spared:
                await self._addresses.endpoints(host, port, url=url)
                spared = not await self._addresses.exempt(host, port, url=url)
        delay = await self._delay_of(name) if spared else 0.0
        not_before = None
        await self._admission.enter(name, url=url)
        try:
            async with budget.spend(url):
                answer = await self._exchange(url, target, wish)
            not_before = exchange.held_until(answer)
            return answer
        finally:
            await self._admission.leave(name, delay=delay, not_before=not_before)

    async def _exchange(self, url: str, target: httpx.URL, wish: Wish) -> Answer:
        """Send one request and read what comes back; only a 200 has a body that matters."""
        ours = own.lines(self._source, url, self._clock.now()) if self._source else ()
        sent = exchange.request_headers(url, wish, self._network.user_agent, ours)
        method = "GET" if wish.posted is None else "POST"
        patience = self._network.timeout if wish.part else None
        try:
            async with receiving.patiently(url, patience):
                reply = await self._transport.send(method, target, sent, wish.posted)
        except ProxyDown as error:
            raise self._cut_off(url, error) from error
        try:
            received = reply.headers
            exchange.require_short(url, received, self._network.max_header_bytes)
            body = b""
            if wish.part and reply.status in exchange.BRINGS:
                await receiving.into(wish.part, reply, url, wish.limit, self._network.timeout)
            elif reply.status == HTTPStatus.OK:
                body = await receiving.whole(reply, url, wish.limit)
            elif exchange.is_soon_over(reply.status, received):
                await receiving.drain(reply)
        finally:
            await reply.aclose()
        shown = self._veil.message(url) if self._veil else url
        _log.debug("answered", url=shown, status=reply.status, bytes=len(body))
        return Answer(
            at=self._clock.now(),
            url=url,
            status=reply.status,
            headers=received,
            body=body,
            sent=exchange.request_headers(url, wish, self._network.user_agent),
        )

    def _cut_off(self, url: str, error: ProxyDown) -> ProxyFailed:
        shown = read_proxy(self._network.proxy).shown if self._network.proxy else ""
        return ProxyFailed(
            f"the proxy {shown} {error}",
            url=url,
            not_before=self._clock.now() + CUT_OFF,
            hint="see proxy in [fetch] of config.toml",
        )

    async def _delay_of(self, name: str) -> float:
        """Return the seconds between two requests to a host: ours, or more if it wants more."""
        if name not in self._delays:
            known = await self._gate.host(name)
            wanted = robots.crawl_delay(known.robots, self._network.user_agent)
            self._delays[name] = max(self._network.min_delay, wanted)
        return self._delays[name]

    async def _obey(self, url: str) -> None:
        """Raise Refused when the host's robots.txt forbids `url`, or can't be had."""
        name, agent = urls.host_of(url), self._network.user_agent
        known = await self._gate.host(name)
        body = known.robots
        if body is None or not robots.is_known(known, self._clock.now()):
            body = await self._read_robots(url)
            self._delays.pop(name, None)
            await self._gate.remember_robots(name, body, robots.crawl_delay(body, agent))
        if not robots.allows(body, url, agent):
            raise Refused(f"{url} was not asked: robots.txt of {name} forbids it", url=url)

    async def _read_robots(self, url: str) -> bytes:
        """Return a host's robots.txt, empty when it has none (RFC 9309 §2.3.1)."""
        wish = Wish(accept=robots.ACCEPT, limit=robots.MAX_BYTES)
        try:
            return (await self._follow(f"{urls.origin(url)}/robots.txt", wish, obey=False)).body
        except Postponed:
            raise
        except FetchError as error:
            if isinstance(error, BadStatus) and robots.means_none(error.status):
                return b""
            raise Refused(
                f"{url} was not asked: {error.message}", url=error.url, not_before=error.not_before
            ) from error


def _parsed(url: str, *, transient: bool) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Refused(
            f"{url[:200]} is no valid URL: {error}", url=url, transient=transient
        ) from error
