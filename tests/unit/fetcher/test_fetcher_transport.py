"""Connections: TLS is verified against the name of the URL, and only checked addresses are used."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from syndicate.errors import FetchError
from syndicate.fetcher.sessions import tls_context

TLS = Path(__file__).parent / "tls"
AUTHORITY = TLS / "authority.pem"
SECURE = ["secure.example:443", "other.example:443"]


def secure() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "secure.example.pem")
    return context


def test_a_certificate_of_the_operators_authority_is_trusted_for_its_name(visit, http):
    async def act(session, origin):
        page = await session.page("https://secure.example/a")
        assert page.body == b"hello"
        assert origin.asked[0].headers["host"] == "secure.example"

    visit(
        {"/a": http.reply(b"hello")},
        act,
        tls=secure(),
        host="secure.example",
        connect_to=SECURE,
        ca_file=AUTHORITY,
    )


@pytest.mark.parametrize(
    ("name", "ca_file"), [("other.example", AUTHORITY), ("secure.example", None)]
)
def test_a_certificate_of_another_name_or_a_stranger_is_refused(visit, http, name, ca_file):
    async def act(session, origin):
        with pytest.raises(FetchError, match="certificate") as caught:
            await session.page(f"https://{name}/a")
        assert caught.value.transient
        assert origin.asked == []

    visit(
        {"/a": http.reply(b"hello")},
        act,
        tls=secure(),
        host=name,
        connect_to=SECURE,
        ca_file=ca_file,
    )


def test_there_is_one_context_for_all_turns():
    assert tls_context(AUTHORITY) is tls_context(AUTHORITY)
    assert tls_context(None) is not tls_context(AUTHORITY)


def test_a_ca_file_that_cannot_be_read_is_an_oserror(tmp_path):
    (tmp_path / "empty.pem").write_bytes(b"no certificate")

    with pytest.raises(OSError):
        tls_context(tmp_path / "empty.pem")
    with pytest.raises(OSError):
        tls_context(tmp_path / "absent.pem")


def test_plain_http_on_a_tls_port_is_a_passing_failure(visit, http):
    async def act(session, origin):
        with pytest.raises(FetchError) as caught:
            await session.page("https://secure.example/a")
        assert caught.value.transient

    visit({}, act, host="secure.example", connect_to=SECURE, timeout=0.3)


def test_a_dead_address_leaves_the_next_one_its_chance(visit, http):
    async def act(session, origin):
        page = await session.page(f"http://two.example:{origin.port}/a")
        assert page.body == b"hello"

    visit(
        {"/a": http.reply(b"hello")},
        act,
        host="two.example",
        resolve=http.names(two_example=["127.0.0.9", "127.0.0.1"]),
        allow=["127.0.0.0/8"],
    )
