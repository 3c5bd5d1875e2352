"""What a request says and what an answer means, without any network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicate import urls
from syndicate.errors import BadStatus, Refused, TooLarge
from syndicate.fetcher import exchange
from syndicate.fetcher.exchange import Answer, Wish
from syndicate.model import Validators

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
URL = "https://a.example/feed"
KEPT = Validators(url=URL, etag='W/"\xe9 1"', last_modified="Yesterday, about noon", digest="d1")


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    lines = [
        (name.replace("_", "-").encode(), text.encode("latin-1")) for name, text in headers.items()
    ]
    return Answer(at=NOW, url=URL, status=status, headers=lines, body=body)


def wish(**said) -> Wish:
    return Wish(accept="text/html", limit=1000, **said)


def sent(url: str = URL, **said) -> dict[bytes, bytes]:
    return dict(exchange.request_headers(url, wish(**said), "syndicate/1"))


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://a.example/x#part", "https://a.example/x"),
        (" HTTP://A.example:80/x y ", "http://a.example/x%20y"),
    ],
)
def test_a_url_is_asked_for_in_its_plain_form(url, asked):
    assert exchange.web(url) == asked


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://u:p@a.example/",
        "javascript:1",
        "http://",
    ],
)
def test_what_is_no_address_of_the_web_will_never_be_one(url):
    with pytest.raises(Refused, match="is not an address of the web") as caught:
        exchange.web(url)

    assert not caught.value.transient


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/next", "https://a.example/next"),
        ("//b.example/x", "https://b.example/x"),
        ("http://b.example/x#frag", "http://b.example/x"),
        ("?page=2", "https://a.example/feed?page=2"),
        ("/%E8%8B%8F", "https://a.example/%E8%8B%8F"),
        ("/苏".encode().decode("latin-1"), "https://a.example/%E8%8B%8F"),
        ("/caf\xe9", "https://a.example/caf%C3%A9"),
    ],
)
def test_a_redirect_leads_where_browsers_go(location, target):
    assert exchange.target(answer(302, Location=location)) == target


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://u@b.example/", "gopher://b.example/"]
)
def test_a_redirect_out_of_the_web_is_refused_and_may_be_gone_tomorrow(location):
    with pytest.raises(Refused) as caught:
        exchange.target(answer(302, Location=location))

    assert caught.value.transient


def test_a_redirect_without_a_target_is_a_bad_status():
    with pytest.raises(BadStatus, match="302 Found without saying where to"):
        exchange.target(answer(302))


def test_validators_go_back_byte_for_byte_to_the_url_they_came_from():
    lines = sent(validators=KEPT)

    assert lines[b"If-None-Match"] == b'W/"\xe9 1"'
    assert lines[b"If-Modified-Since"] == b"Yesterday, about noon"


@pytest.mark.parametrize(
    "url", ["https://a.example/other", "http://a.example/feed", "https://b.example/feed"]
)
def test_validators_go_to_no_other_url(url):
    assert not {b"If-None-Match", b"If-Modified-Since"} & sent(url, validators=KEPT).keys()


def test_every_address_that_a_source_led_to_gets_its_own_validators_back():
    other = Validators(url=f"{URL}/2", etag='"of 2"')
    known = replace(KEPT, others=(other,))

    assert sent(validators=known)[b"If-None-Match"] == b'W/"\xe9 1"'
    assert sent(other.url, validators=known)[b"If-None-Match"] == b'"of 2"'
    assert b"If-Modified-Since" not in sent(other.url, validators=known)


def test_the_address_that_answered_comes_first_and_three_are_kept():
    first, second = (Validators(url=f"{URL}/{n}", etag='"1"', digest=f"{n}") for n in (1, 2))
    known = replace(first, others=(KEPT, second))

    renewed = exchange.page(answer(304, ETag='"2"'), wish(validators=known), None)
    strange = exchange.page(
        replace(answer(body=b"x"), url=f"{URL}/3"), wish(validators=known), None
    )

    assert renewed.validators == replace(KEPT, etag='"2"', others=(first, second))
    assert strange.validators.others == (first, KEPT)


def test_a_request_says_who_we_are_and_what_we_understand_and_no_more():
    assert sent() == {
        b"User-Agent": b"syndicate/1",
        b"Accept": b"text/html",
        b"Accept-Encoding": b"gzip, deflate",
    }


@pytest.mark.parametrize(
    ("url", "referer", "told"),
    [
        ("https://i.example/1.png", "https://a.example/news/1?u=me", b"https://a.example/"),
        ("https://i.example/1.png", "http://a.example:8080/news/1", b"http://a.example:8080/"),
        ("http://i.example/1.png", "http://a.example/news/1", b"http://a.example/"),
        ("http://i.example/1.png", "https://a.example/news/1", None),
        ("https://i.example/1.png", "file:///home/me/1.html", None),
    ],
)
def test_a_referer_is_an_origin_and_never_leaves_tls(url, referer, told):
    assert sent(url, referer=referer).get(b"Referer") == told


def test_a_page_takes_the_new_validators_and_what_the_server_asks_for():
    page = exchange.page(
        answer(
            body=b"hello",
            ETag='"2"',
            Last_Modified="Sun, 01 Mar 2026 07:00:00 GMT",
            Content_Type="text/html; charset=gbk",
            Cache_Control="max-age=60",
            X_Robots_Tag="noarchive",
        ),
        wish(validators=KEPT),
        None,
    )

    assert page.validators == Validators(
        url=URL,
        etag='"2"',
        last_modified="Sun, 01 Mar 2026 07:00:00 GMT",
        digest="46fb7408d4f285228f4af516ea25851b",
    )
    assert (page.body, page.status, page.content_type) == (b"hello", 200, "text/html; charset=gbk")
    assert page.not_before == NOW + timedelta(seconds=60)
    assert page.robots == {"noarchive"}


def test_a_page_that_sends_no_validators_has_only_its_digest():
    page = exchange.page(answer(body=b"hello"), wish(validators=KEPT), None)

    assert (page.validators.etag, page.validators.last_modified) == (None, None)


def test_not_modified_keeps_the_digest_and_what_was_not_renewed():
    page = exchange.page(answer(304, ETag='"2"'), wish(validators=KEPT), None)

    assert page.status == 304
    assert page.validators == Validators(
        url=URL, etag='"2"', last_modified=KEPT.last_modified, digest="d1"
    )


@pytest.mark.parametrize("kept", [None, Validators(url=URL), Validators(url=f"{URL}2", etag='"1"')])
def test_not_modified_to_an_unconditional_request_is_an_error(kept):
    with pytest.raises(BadStatus, match="304 Not Modified"):
        exchange.page(answer(304), wish(validators=kept), None)


@pytest.mark.parametrize(
    ("status", "transient"),
    [(201, True), (204, True), (206, True), (300, True), (400, True), (401, True), (403, True)]
    + [
        (404, False),
        (410, False),
        (451, False),
        (429, True),
        (500, True),
        (503, True),
        (999, True),
    ],
)
def test_a_status_says_whether_asking_again_can_help(status, transient):
    with pytest.raises(BadStatus) as caught:
        exchange.page(answer(status, body=b"error"), wish(), None)

    assert (caught.value.status, caught.value.transient) == (status, transient)
    assert caught.value.url == URL


@pytest.mark.parametrize(
    ("status", "held"), [(429, True), (503, True), (500, False), (403, False), (200, False)]
)
def test_only_a_busy_server_holds_its_host(status, held):
    said = answer(status, Retry_After="60")

    assert exchange.held_until(said) == (NOW + timedelta(seconds=60) if held else None)


@pytest.mark.parametrize("said", [{}, {"Retry_After": "soon"}, {"Retry_After": "-5"}])
def test_a_throttled_host_is_left_alone_also_when_it_does_not_say_for_how_long(said):
    assert exchange.held_until(answer(429, **said)) == NOW + timedelta(minutes=10)
    assert exchange.held_until(answer(503, **said)) is None


@pytest.mark.parametrize("etag", ["e" * 1025, "a\tb\x00", " ", "\x7f"])
def test_a_validator_that_could_do_harm_is_not_kept(etag):
    assert exchange.page(answer(ETag=etag), wish(), None).validators.etag is None


def test_headers_may_be_as_long_as_their_limit_and_no_longer():
    lines = [(b"a", b"b" * 10), (b"c", b"d")]

    exchange.require_short(URL, lines, 21)
    with pytest.raises(TooLarge, match="20 bytes of headers"):
        exchange.require_short(URL, lines, 20)


@pytest.mark.parametrize(
    ("status", "length", "soon"),
    [(304, None, True), (304, "99999", True), (302, "154", True), (302, "10000", False)]
    + [(302, None, False), (302, "-1", False), (404, "154", False)],
)
def test_what_is_short_is_read_to_the_end(status, length, soon):
    lines = [] if length is None else [(b"Content-Length", length.encode())]

    assert exchange.is_soon_over(status, lines) is soon


def test_a_wish_may_say_what_is_sent_in_place_of_ours_and_the_operator_in_place_of_it():
    asked = wish(headers=(("user-agent", "Reader"), ("cookie", "a=b")))

    lines = exchange.request_headers(URL, asked, "syndicate/1", [("Cookie", "mine")])

    sent = [(name.lower(), text) for name, text in lines]
    assert (b"user-agent", b"Reader") in sent
    assert (b"cookie", b"mine") in sent
    assert len({name for name, _ in sent}) == len(sent)


@pytest.mark.parametrize(
    ("there", "kept"),
    [("https://{}/other", True), ("http://{}/x", True), ("https://elsewhere.example/", False)],
)
def test_what_a_wish_says_is_sent_to_its_own_host_alone(there, kept):
    moved = answer(302)
    asked = wish(headers=(("cookie", "a=b"),))

    onward = exchange.onward(moved, asked, there.format(urls.host_of(URL)))

    assert bool(onward.headers) is kept


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_form_for_a_hub_goes_wherever_the_hub_has_moved(status):
    asked = exchange.to_hub(b"hub.mode=subscribe")

    assert exchange.onward(answer(status), asked, "https://elsewhere.example/") == asked
    assert exchange.onward(answer(303), asked, "https://elsewhere.example/").posted is None


@pytest.mark.parametrize(("status", "taken"), [(200, True), (202, True), (204, True), (400, False)])
def test_a_hub_has_taken_a_form_with_any_success(status, taken):
    asked = exchange.to_hub(b"hub.mode=subscribe")

    if taken:
        assert exchange.page(answer(status), asked, None).status == status
    else:
        with pytest.raises(BadStatus):
            exchange.page(answer(status), asked, None)
    with pytest.raises(BadStatus):
        exchange.page(answer(202), wish(), None)


def test_link_headers_come_with_the_page():
    assert exchange.page(answer(Link="<a>; rel=hub"), wish(), None).link == ("<a>; rel=hub",)


def test_what_is_posted_to_a_hub_follows_it_anywhere_but_out_of_tls():
    wish = Wish(accept="*/*", limit=1, posted=b"hub.secret=s", again=True)
    led = replace(answer(307), url="https://hub.example/")

    assert exchange.onward(led, wish, "https://other.example/hub").posted == wish.posted
    with pytest.raises(Refused, match="out of TLS"):
        exchange.onward(led, wish, "http://hub.example/")
