"""The operator's proxy: what goes through it, what does not, and whose fault it is."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.proxies import Proxy

from syndicate.clock import SystemClock
from syndicate.errors import BadStatus, FetchError, ProxyFailed, Refused
from syndicate.fetcher import resolution
from syndicate.fetcher.proxy import may_pass, read
from syndicate.model import Request, Source

TLS = Path(__file__).parent / "tls"


@pytest.fixture
def proxy():
    with Proxy() as running:
        yield running


# What is written


def test_a_proxy_is_shown_without_user_and_password():
    found = read("http://j%40ne:p%C3%A4ss@proxy.lan:3128/")

    assert found.shown == "http://proxy.lan:3128"
    assert found.auth == (b"j@ne", "päss".encode())
    assert "ss" not in repr(found).replace("address", "")


@pytest.mark.parametrize(
    ("address", "port", "shown"),
    [
        ("http://proxy.lan", 80, "http://proxy.lan:80"),
        ("https://proxy.lan", 443, "https://proxy.lan:443"),
        ("http://[::1]:3128", 3128, "http://[::1]:3128"),
    ],
)
def test_a_proxy_has_its_schemes_port(address, port, shown):
    assert (read(address).port, read(address).shown) == (port, shown)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.1",
        "localhost", "LOCALHOST.", "printer", "nas.lan", "db.internal", "metadata.google.internal",
        "x.local", "box.home.arpa", "a.localhost", "0x7f.1", "127.1", "2130706433", "0177.0.0.1",
        "", ".",
    ],
)  # fmt: skip
def test_what_is_evidently_private_may_not_pass(host):
    assert not may_pass(host)


@pytest.mark.parametrize("host", ["tea.example", "93.184.216.34", "2606:4700::1111", "xn--fiq.cn"])
def test_what_is_public_may_pass(host):
    assert may_pass(host)


# What goes through it


def test_http_is_forwarded_and_the_name_left_to_the_proxy(visit, http, proxy):
    async def act(session, origin):
        proxy.hosts = {"tea.example:80": origin.port}
        page = await session.page("http://tea.example/a?b=c")

        assert page.body == b"tea"
        assert proxy.asked == ["GET http://tea.example/a?b=c"]
        assert origin.asked[0].headers["host"] == "tea.example"

    # No name is known here: whoever resolved one would fail.
    visit({"/a?b=c": http.reply(b"tea")}, act, proxy=proxy.url, allow=[], min_delay=0.0)


def test_https_is_tunnelled_and_its_certificate_checked(visit, http, proxy):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(TLS / "secure.example.pem")

    async def act(session, origin):
        proxy.hosts = {"secure.example:443": origin.port, "other.example:443": origin.port}
        page = await session.page("https://secure.example/a")
        with pytest.raises(FetchError, match="certificate"):
            await session.page("https://other.example/a")

        assert page.body == b"tea"
        assert proxy.asked == ["CONNECT secure.example:443", "CONNECT other.example:443"]

    visit(
        {"/a": http.reply(b"tea")},
        act,
        proxy=proxy.url,
        allow=[],
        tls=tls,
        ca_file=TLS / "authority.pem",
        min_delay=0.0,
    )


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://127.0.0.1:1/", "http://localhost/", "http://db.internal/a"],
)
def test_nothing_private_is_asked_through_it(visit, http, proxy, url):
    async def act(session, origin):
        proxy.hosts = {"tea.example:80": origin.port}
        origin.answers["/leads"] = http.redirect(url)

        with pytest.raises(Refused, match="not of the public Internet"):
            await session.page(url)
        with pytest.raises(Refused, match="not of the public Internet"):
            await session.page("http://tea.example/leads")

        assert proxy.asked == ["GET http://tea.example/leads"]

    visit({}, act, proxy=proxy.url, allow=[], min_delay=0.0)


def test_the_operators_own_network_is_asked_directly(visit, http, proxy):
    async def act(session, origin):
        await session.page(f"{origin.url}/a")
        await session.page("http://nas.example/a")

        assert [asked.target for asked in origin.asked] == ["/a", "/a"]
        assert proxy.asked == []

    visit({"/a": http.reply(b"x")}, act, proxy=proxy.url, connect_to=["nas.example:80"])


def test_a_resolver_that_never_answers_does_not_keep_the_proxy_from_it(
    visit, http, proxy, monkeypatch
):
    monkeypatch.setattr(resolution, "_LOOK_UP", 0.05)

    async def never(host):
        await asyncio.sleep(60)

    async def act(session, origin):
        proxy.hosts = {"tea.example:80": origin.port}

        assert (await session.page("http://tea.example/a")).body == b"tea"

    answers = {"/a": http.reply(b"tea")}
    visit(answers, act, proxy=proxy.url, host="tea.example", resolve=never, min_delay=0.0)


def test_another_turn_reaches_the_operators_network_neither_way(visit, http, proxy):
    async def act(session, origin):
        with pytest.raises(Refused):
            await session.page(f"{origin.url}/a")

        assert proxy.asked == origin.asked == []

    visit({"/a": http.reply(b"x")}, act, proxy=proxy.url, host="tea.example")


def test_it_gets_its_user_and_the_origin_does_not(visit, http, proxy):
    async def act(session, origin):
        proxy.hosts = {"tea.example:80": origin.port}
        proxy.credentials = "amFuZTpwdw=="
        source = Source(
            id="a", url="http://tea.example/f", request=Request(credentials="kim:secret")
        )
        await session.check(source, None)

        assert "Proxy-Authorization: Basic amFuZTpwdw==" in proxy.heads[0]
        assert origin.asked[0].headers["authorization"] == "Basic a2ltOnNlY3JldA=="

    address = proxy.url.replace("//", "//jane:pw@")
    visit({"/f": http.reply(b"x")}, act, proxy=address, allow=[], min_delay=0.0)


# Whose fault it is


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://tea.example/", "407 Proxy Authentication Required"),
        ("https://tea.example/", "407 Proxy Authentication Required"),
        ("https://tea.example/", "401 Unauthorized"),
    ],
)
def test_a_proxy_that_wants_a_password_is_the_operators_to_mend(visit, proxy, url, answer):
    proxy.credentials, proxy.stranger = "other", answer

    async def act(session, origin):
        with pytest.raises(ProxyFailed, match="wants another user or password") as caught:
            await session.page(url)

        later = caught.value.not_before - SystemClock().now()
        assert timedelta(minutes=9) < later <= timedelta(minutes=10)
        assert "pw1234" not in f"{caught.value} {caught.value.hint}"

    visit({}, act, proxy=proxy.url.replace("//", "//jane:pw1234@"), allow=[], min_delay=0.0)


def test_a_proxy_that_is_down_is_the_operators_to_mend(visit):
    async def act(session, origin):
        with pytest.raises(ProxyFailed, match=r"the proxy http://127.0.0.1:9 can't be reached"):
            await session.page("http://tea.example/")

    visit({}, act, proxy="http://127.0.0.1:9", allow=[], min_delay=0.0)


def test_robots_that_the_proxy_kept_from_us_forbid_nothing(visit):
    async def act(session, origin):
        with pytest.raises(ProxyFailed):
            await session.page("http://tea.example/")

    visit({}, act, proxy="http://127.0.0.1:9", allow=[], min_delay=0.0, robots="all")


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("http://gone.example/", BadStatus, "502 Bad Gateway"),
        ("https://gone.example/", FetchError, "the proxy answered 502"),
    ],
)
def test_what_the_proxy_cannot_reach_is_the_sources_fault(visit, proxy, url, kind, said):
    async def act(session, origin):
        with pytest.raises(kind, match=said) as caught:
            await session.page(url)

        assert not isinstance(caught.value, ProxyFailed)

    visit({}, act, proxy=proxy.url, allow=[], min_delay=0.0)
