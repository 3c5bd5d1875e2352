"""Which answer a request gets, decided without a network."""

import gzip
from dataclasses import replace

import pytest

from syndicate.server.answers import accepts_gzip, choose, is_fresh
from syndicate.server.kinds import kind_of, max_age
from syndicate.server.shelf import File

BODY = b"<feed/>" * 100
COMMON = [(b"x-content-type-options", b"nosniff")]
FILE = File(
    path="/site/feeds/all.atom",
    kind=kind_of("feeds/all.atom"),
    size=len(BODY),
    body=BODY,
    packed=gzip.compress(BODY),
    etag=b'"abc"',
    modified=1_770_000_000,  # Mon, 02 Feb 2026 02:40:00 GMT
    max_age=300,
    stamp=(0, 0, 0),
)


def ask(headers, file=FILE, status=200):
    """Return status, headers and body of the answer."""
    answer = choose(file, headers, COMMON, status=status)
    return answer.status, list(answer.headers), answer.body


def test_a_client_that_knows_nothing_gets_the_file():
    status, headers, body = ask({})

    assert (status, body) == (200, BODY)
    assert headers == [
        (b"etag", b'"abc"'),
        (b"last-modified", b"Mon, 02 Feb 2026 02:40:00 GMT"),
        (b"cache-control", b"max-age=300"),
        (b"content-security-policy", FILE.kind.policy.encode()),
        (b"vary", b"Accept-Encoding, Sec-Fetch-Dest"),
        (b"content-type", b"application/atom+xml; charset=utf-8"),
        (b"content-length", b"700"),
        *COMMON,
    ]


def test_the_packed_form_has_a_tag_of_its_own():
    status, headers, body = ask({b"accept-encoding": b"br, gzip"})

    assert (status, gzip.decompress(body)) == (200, BODY)
    assert (b"etag", b'"abc-gz"') in headers
    assert (b"content-encoding", b"gzip") in headers
    assert (b"content-length", str(len(body)).encode()) in headers


@pytest.mark.parametrize("accepted", [b"", b"gzip"])
def test_a_client_that_has_the_file_gets_nothing(accepted):
    status, headers, body = ask({b"if-none-match": b'"abc"', b"accept-encoding": accepted})

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
        ("gzip;q=0;x=1", False),
        ("gzip;x=1;q=0", False),
        ("gzip;q=0.001", True),
        ("identity", False),
        ("*", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_whoever_asks_for_it(header, accepted):
    assert accepts_gzip(header.encode()) is accepted


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
        ("articles/lake/style.css", "text/css; charset=utf-8"),
        ("search.js", "text/javascript; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("opensearch.xml", "application/opensearchdescription+xml; charset=utf-8"),
        ("media/talk.mp3", "audio/mpeg"),
        ("paper.pdf", "application/pdf"),
        ("whatever.exe", "application/octet-stream"),
        ("html", "text/html; charset=utf-8"),
        ("noname", "application/octet-stream"),
    ],
)
def test_every_file_has_a_type(name, type_):
    assert kind_of(name).type == type_


def test_only_pages_may_have_scripts_and_only_the_sites_own():
    names = ("index.html", "a.atom", "a.rss", "a.json", "i.png", "x.svg", "style.css", "x.exe")
    policies = {name: kind_of(name).policy for name in names}

    assert all(policy.startswith("default-src 'none'; ") for policy in policies.values())
    assert [name for name, policy in policies.items() if "script" in policy] == ["index.html"]
    assert "script-src 'self'" in policies["index.html"]
    assert "unsafe" not in policies["index.html"] + policies["a.atom"]


@pytest.mark.parametrize("name", ["a.atom", "a.rss"])
def test_a_browser_that_opens_a_feed_is_told_that_it_is_xml(name):
    feed = replace(FILE, kind=kind_of(name), made={})

    opened = dict(ask({b"sec-fetch-dest": b"document"}, feed)[1])
    fetched = dict(ask({b"sec-fetch-dest": b"empty"}, feed)[1])

    assert opened[b"content-type"] == b"text/xml; charset=utf-8"
    assert fetched[b"content-type"] == feed.kind.type.encode()
    assert b"Sec-Fetch-Dest" in opened[b"vary"]


def test_what_nobody_knows_is_saved_and_not_opened():
    assert (b"content-disposition", b"attachment") in ask(
        {}, replace(FILE, kind=kind_of("x.exe"), made={})
    )[1]


def test_an_errors_page_is_never_fresh():
    page = replace(FILE, kind=kind_of("404.html"), made={})

    status, headers, body = ask({b"if-none-match": b"*", b"range": b"bytes=0-1"}, page, status=404)

    assert (status, body) == (404, BODY)
    assert (b"cache-control", b"no-cache") in headers
    assert b"etag" not in dict(headers)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (b"bytes=0-0", 0, 0),
        (b"bytes=10-19", 10, 19),
        (b"bytes=690-", 690, 699),
        (b"bytes=690-10000", 690, 699),
        (b"bytes=-5", 695, 699),
        (b"bytes=-5000", 0, 699),
        (b"bytes= 1 - 2 ", 1, 2),
    ],
)
def test_a_part_of_a_file_is_sent_to_whoever_asks_for_it(asked, first, last):
    status, headers, body = ask({b"range": asked, b"accept-encoding": b"gzip"})

    assert (status, body) == (206, BODY[first : last + 1])
    assert (b"content-range", f"bytes {first}-{last}/700".encode()) in headers
    assert b"content-encoding" not in dict(headers)
    assert (b"etag", FILE.etag) in headers


@pytest.mark.parametrize("asked", [b"bytes=700-", b"bytes=700-800", b"bytes=-0", b"bytes=99999-"])
def test_a_part_that_is_not_there_is_refused(asked):
    status, headers, body = ask({b"range": asked})

    assert (status, body) == (416, b"")
    assert (b"content-range", b"bytes */700") in headers


@pytest.mark.parametrize(
    "asked",
    [b"bytes=0-1,5-6", b"bytes=5-1", b"bytes=-", b"bytes", b"lines=1-2", b"bytes=a-b", b"",
     b"bytes=0-" + b"9" * 99, b"bytes=1-2-3", b"bytes=" + b"0-0," * 2000 + b"1-1"],
)  # fmt: skip
def test_any_other_range_gets_the_whole_file(asked):
    assert ask({b"range": asked})[0] == 200


@pytest.mark.parametrize(
    ("only_if", "status"),
    [
        (b'"abc"', 206),
        (b'"other"', 200),
        (b'W/"abc"', 200),
        (b"Mon, 02 Feb 2026 02:40:00 GMT", 206),
        (b"Tue, 03 Feb 2026 02:40:00 GMT", 200),
    ],
)
def test_a_part_is_one_of_the_file_that_the_client_has(only_if, status):
    assert ask({b"range": b"bytes=0-9", b"if-range": only_if})[0] == status


def test_a_large_file_is_sent_from_the_disk():
    large = replace(FILE, kind=kind_of("a.mp4"), body=None, packed=None, size=10**9, made={})

    whole = choose(large, {}, COMMON)
    part = choose(large, {b"range": b"bytes=5-6"}, COMMON)

    assert (whole.file, whole.start, whole.length) == (large, 0, 10**9)
    assert (part.file, part.start, part.length) == (large, 5, 2)
    assert (b"accept-ranges", b"bytes") in whole.headers


def test_what_is_the_same_for_many_is_made_once():
    assert choose(FILE, {}, COMMON) is choose(FILE, {b"user-agent": b"x"}, COMMON)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("feeds/a.rss", b"<channel><ttl>60</ttl>", 1800),
        ("feeds/a.rss", b"<channel><ttl>1</ttl>", 300),
        ("feeds/a.rss", b"<channel><ttl>10080</ttl>", 3600),
        ("feeds/a.atom", (b"<sy:updatePeriod>hourly</sy:updatePeriod>"
         b"<sy:updateFrequency>2</sy:updateFrequency>"), 900),
        ("feeds/a.atom", (b"<sy:updatePeriod>daily</sy:updatePeriod>"
         b"<sy:updateFrequency>0</sy:updateFrequency>"), 300),
        ("feeds/a.json", b'{"_syndicate": {"ttl": 30}', 900),
        ("feeds/a.json", b" " * 5000 + b'"ttl": 60', 300),
        ("feeds/a/2026-01.2.rss", b"<ttl>1</ttl>", 3600),
        ("feeds/a/2026-01.2.html", b"", 3600),
        ("index.html", b"", 300),
        ("images/0123.png", b"<ttl>1</ttl>", 31_536_000),
        ("private/0a/images/0123.png", b"", 31_536_000),
        ("logo.png", b"", 86_400),
    ],
)  # fmt: skip
def test_an_answer_is_fresh_for_half_the_time_until_there_is_news(name, head, expected):
    assert max_age(name, kind_of(name), head) == expected


def test_an_image_named_by_its_content_is_kept_for_good():
    assert kind_of("images/0123456789abcdef.png").immutable
    assert not kind_of("logo.png").immutable


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({b"if-match": b'"abc"'}, 200),
        ({b"if-match": b'"x", "abc-gz"'}, 200),
        ({b"if-match": b"*"}, 200),
        ({b"if-match": b'W/"abc"'}, 412),
        ({b"if-match": b'"x"', b"range": b"bytes=0-1"}, 412),
        ({b"if-match": b'"abc"', b"range": b"bytes=0-1"}, 206),
        ({b"if-unmodified-since": b"Mon, 02 Feb 2026 02:40:00 GMT"}, 200),
        ({b"if-unmodified-since": b"Mon, 02 Feb 2026 02:39:59 GMT"}, 412),
        ({b"if-unmodified-since": b"no date"}, 200),
    ],
)
def test_a_client_may_want_this_very_file_or_nothing(headers, status):
    assert ask(headers)[0] == status


@pytest.mark.parametrize("known", [b'"abc"', b'"abc-gz"'])
def test_a_client_that_has_a_form_of_the_file_is_told_of_that_form(known):
    headers = ask({b"if-none-match": known, b"accept-encoding": b"gzip"})[1]

    assert (b"etag", known) in headers


def test_a_part_is_described_as_the_whole_is():
    unknown = replace(FILE, kind=kind_of("x.exe"), packed=None, made={})

    headers = ask({b"range": b"bytes=0-1"}, unknown)[1]

    assert (b"content-disposition", b"attachment") in headers


def test_what_is_searched_is_no_feed():
    assert kind_of("search/latest.json").type == "application/json; charset=utf-8"
    assert kind_of("feeds/search/latest.json").type == "application/feed+json; charset=utf-8"
