"""Which answer a request gets, decided without a network."""

import gzip

import pytest

from syndicate.server.answers import accepts_gzip, choose, is_fresh
from syndicate.server.kinds import kind_of
from syndicate.server.shelf import File

BODY = b"<feed/>" * 100
FILE = File(
    path="/site/feeds/all.atom",
    kind=kind_of("feeds/all.atom"),
    body=BODY,
    packed=gzip.compress(BODY),
    etag=b'"abc"',
    modified=1_770_000_000,  # Mon, 02 Feb 2026 02:40:00 GMT
    stamp=(0, 0, 0),
)


def test_a_client_that_knows_nothing_gets_the_file():
    status, headers, body = choose(FILE, {})

    assert (status, body) == (200, BODY)
    assert headers == [
        (b"etag", b'"abc"'),
        (b"last-modified", b"Mon, 02 Feb 2026 02:40:00 GMT"),
        (b"cache-control", b"max-age=300"),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        (b"vary", b"Accept-Encoding"),
        (b"content-type", b"application/atom+xml; charset=utf-8"),
        (b"content-length", b"700"),
    ]


def test_the_packed_form_has_a_tag_of_its_own():
    status, headers, body = choose(FILE, {b"accept-encoding": b"br, gzip"})

    assert (status, gzip.decompress(body)) == (200, BODY)
    assert (b"etag", b'"abc-gz"') in headers
    assert (b"content-encoding", b"gzip") in headers
    assert (b"content-length", str(len(body)).encode()) in headers


@pytest.mark.parametrize("accepted", [b"", b"gzip"])
def test_a_client_that_has_the_file_gets_nothing(accepted):
    status, headers, body = choose(FILE, {b"if-none-match": b'"abc"', b"accept-encoding": accepted})

    assert (status, body) == (304, b"")
    assert {name for name, _ in headers} >= {b"etag", b"cache-control", b"last-modified", b"vary"}
    assert b"content-length" not in dict(headers)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, False),
        ({b"if-none-match": b'"abc"'}, True),
        ({b"if-none-match": b'W/"abc"'}, True),
        ({b"if-none-match": b'"abc-gz"'}, True),
        ({b"if-none-match": b'"x", "abc" , "y"'}, True),
        ({b"if-none-match": b"*"}, True),
        ({b"if-none-match": b'"other"'}, False),
        ({b"if-none-match": b"abc"}, False),
        ({b"if-none-match": b""}, False),
        ({b"if-modified-since": b"Mon, 02 Feb 2026 02:40:00 GMT"}, True),
        ({b"if-modified-since": b"Mon, 02 Feb 2026 02:39:59 GMT"}, False),
        ({b"if-modified-since": b"Monday, 02-Feb-26 02:40:00 GMT"}, True),
        ({b"if-modified-since": b"Tue, 03 Feb 2026 02:40:00"}, True),
        ({b"if-modified-since": b"yesterday"}, False),
        ({b"if-modified-since": b"Mon, 02 Feb 99999 02:40:00 GMT"}, False),
        ({b"if-modified-since": b"\xff"}, False),
    ],
)
def test_what_the_client_says_it_has_is_believed(headers, fresh):
    assert is_fresh(FILE, headers) is fresh


@pytest.mark.parametrize("tag", [b'"other"', b""])
def test_the_tag_outweighs_the_date(tag):
    request = {b"if-none-match": tag, b"if-modified-since": b"Tue, 03 Feb 2026 00:00:00 GMT"}

    assert not is_fresh(FILE, request)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=0.001", True),
        ("identity", False),
        ("*", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_whoever_asks_for_it(header, accepted):
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("feeds/a.atom", "application/atom+xml; charset=utf-8"),
        ("feeds/a.rss", "application/rss+xml; charset=utf-8"),
        ("feeds/a.json", "application/feed+json; charset=utf-8"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("images/0123.PNG", "image/png"),
        ("images/0123.svg", "image/svg+xml"),
        ("whatever.exe", "application/octet-stream"),
        ("html", "text/html; charset=utf-8"),
        ("noname", "application/octet-stream"),
    ],
)
def test_every_file_has_a_type(name, type_):
    assert kind_of(name).type == type_


def test_only_the_page_may_have_style_and_nothing_may_have_scripts():
    policies = {name: kind_of(name).policy for name in ("index.html", "a.atom", "i.png", "x.svg")}

    assert all(policy.startswith("default-src 'none'; ") for policy in policies.values())
    assert not any("script" in policy for policy in policies.values())
    assert [name for name, policy in policies.items() if "sandbox" not in policy] == ["index.html"]


def test_an_image_named_by_its_content_is_kept_for_good():
    assert kind_of("images/0123456789abcdef.png").immutable
    assert not kind_of("logo.png").immutable
