"""One turn against a real origin: pages come back whole or not at all, and nobody is rushed."""

from __future__ import annotations

import asyncio
import gzip
import time
from datetime import UTC, datetime, timedelta

import pytest

from syndicate.clock import SystemClock
from syndicate.errors import BadStatus, FetchError, Refused, TooLarge
from syndicate.fetcher.client import HTML
from syndicate.fetcher.gate import OpenGate
from syndicate.model import Host, Source, Validators

TEXT = "<html><p>苏州的桥</p></html>".encode()
ROBOTS = b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.2\n"


class Doorman(OpenGate):
    """A gate that writes down who came and went."""

    def __init__(self) -> None:
        super().__init__(SystemClock())
        self.seen: list[tuple[object, ...]] = []

    async def enter(self, host: str) -> None:
        self.seen.append(("enter", host))

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        self.seen.append(("leave", host, delay, not_before and "later"))


def source(url: str) -> Source:
    return Source(id="a", url=url)


async def fails(request, kind=FetchError, match: str = ".") -> FetchError:
    with pytest.raises(kind, match=match) as caught:
        await request
    return caught.value


# What a request looks like, and what comes back


def test_a_page_comes_back_whole(visit, http):
    async def act(session, origin):
        page = await session.page(f"{origin.url}/a#part")
        sent = origin.asked[0].headers
        assert page.body == TEXT
        assert page.url == f"{origin.url}/a"
        assert page.moved_to is None
        assert page.content_type == "text/html; charset=utf-8"
        assert sent.keys() == {"host", "user-agent", "accept", "accept-encoding"}
        assert sent["host"] == f"127.0.0.1:{origin.port}"
        assert sent["user-agent"].startswith("syndicate/")

    answer = http.reply(
        gzip.compress(TEXT), Content_Encoding="gzip", Content_Type="text/html; charset=utf-8"
    )
    visit({"/a": answer}, act)


def test_cookies_are_neither_kept_nor_sent(visit, http):
    async def act(session, origin):
        for _ in range(2):
            await session.page(f"{origin.url}/a")
        assert all("cookie" not in asked.headers for asked in origin.asked)

    visit({"/a": http.reply(TEXT, Set_Cookie="id=1; Path=/")}, act)


def test_the_environment_changes_nothing(visit, http, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    async def act(session, origin):
        assert (await session.page(f"{origin.url}/a")).body == TEXT

    visit({"/a": http.reply(TEXT)}, act)


def test_a_second_source_of_the_host_uses_the_same_connection(visit, http):
    async def act(session, origin):
        before = Validators(url=f"{origin.url}/a", etag='"1"')
        await session.check(source(f"{origin.url}/a"), before)
        await session.page(f"{origin.url}/old")
        assert origin.targets() == ["/a", "/old", "/new"]
        assert {asked.connection for asked in origin.asked} == {1}

    visit(
        {
            "/a": http.reply(status="304 Not Modified"),
            "/old": http.reply(b"moved", status="301 Moved", Location="/new"),
            "/new": http.reply(TEXT),
        },
        act,
    )


# Conditional requests


def test_the_first_check_is_unconditional_and_the_second_is_not(visit, http):
    async def act(session, origin):
        page, same = await session.check(source(f"{origin.url}/feed"), None)
        assert not same
        assert page.validators.etag == '"1"'

        again, same = await session.check(source(f"{origin.url}/feed"), page.validators)
        assert same
        assert again.validators == page.validators

        first, second = (asked.headers for asked in origin.asked)
        assert "if-none-match" not in first
        assert second["if-none-match"] == '"1"'
        assert second["if-modified-since"] == "Sun, 01 Mar 2026 07:00:00 GMT"

    answer = http.reply(TEXT, ETag='"1"', Last_Modified="Sun, 01 Mar 2026 07:00:00 GMT")
    visit({"/feed": answer}, act)


def test_a_304_is_not_modified_and_brings_its_own_validators(visit, http):
    async def act(session, origin):
        kept = Validators(url=f"{origin.url}/feed", etag='"1"', digest="d")
        page, same = await session.check(source(f"{origin.url}/feed"), kept)
        assert same
        assert page.body == b""
        assert page.validators == Validators(url=f"{origin.url}/feed", etag='"2"', digest="d")
        assert page.not_before is not None

    visit(
        {"/feed": http.reply(status="304 Not Modified", ETag='"2"', Cache_Control="max-age=9")}, act
    )


def test_the_same_bytes_under_new_validators_are_not_modified(visit, http):
    async def act(session, origin):
        page, _ = await session.check(source(f"{origin.url}/feed"), None)
        kept = Validators(url=f"{origin.url}/feed", etag='"0"', digest=page.validators.digest)
        again, same = await session.check(source(f"{origin.url}/feed"), kept)
        assert same
        assert again.body == TEXT
        assert again.validators.etag == '"1"'

    visit({"/feed": http.reply(TEXT, ETag='"1"')}, act)


def test_validators_go_to_the_url_behind_the_redirect_that_sent_them(visit, http):
    async def act(session, origin):
        page, _ = await session.check(source(f"{origin.url}/feed"), None)
        assert page.validators.url == f"{origin.url}/real"
        await session.check(source(f"{origin.url}/feed"), page.validators)
        assert ["if-none-match" in asked.headers for asked in origin.asked[2:]] == [False, True]

    visit({"/feed": http.redirect("/real"), "/real": http.reply(TEXT, ETag='"1"')}, act)


def test_a_redirect_that_leads_back_is_asked_with_what_was_sent_there(visit, http):
    answers = {
        "/feed": http.redirect("/a"),
        "/a": http.reply(TEXT, ETag='"of a"'),
        "/b": http.reply(b"another", ETag='"of b"'),
    }

    async def act(session, origin):
        known = None
        for target in ("/a", "/b", "/a"):
            origin.answers["/feed"] = http.redirect(target)
            page, same = await session.check(source(f"{origin.url}/feed"), known)
            known = page.validators
        assert same
        asked = [
            each.headers.get("if-none-match") for each in origin.asked if each.target != "/feed"
        ]
        assert asked == [None, None, '"of a"']

    visit(answers, act)


# Redirects


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [
        ("301 Moved", "308 Permanent Redirect", True),
        ("301 Moved", "302 Found", False),
        ("307 Temporary Redirect", "301 Moved", False),
        ("303 See Other", "303 See Other", False),
    ],
)
def test_only_a_wholly_permanent_chain_moves_a_source(visit, http, first, second, moved):
    async def act(session, origin):
        page = await session.page(f"{origin.url}/a")
        assert page.url == f"{origin.url}/c"
        assert page.moved_to == (page.url if moved else None)

    visit(
        {
            "/a": http.redirect("/b", first),
            "/b": http.redirect("/c", second),
            "/c": http.reply(TEXT),
        },
        act,
    )


def test_five_redirects_are_followed_and_a_sixth_is_not(visit, http):
    async def act(session, origin):
        assert (await session.page(f"{origin.url}/1")).body == TEXT
        error = await fails(session.page(f"{origin.url}/0"), Refused, "5 redirects")
        assert error.transient
        assert len(origin.asked) == 6 + 6

    hops = {f"/{number}": http.redirect(f"/{number + 1}") for number in range(6)}
    visit({**hops, "/6": http.reply(TEXT)}, act)


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.2:{}/", "http://localhost:{}/", "http://0x7f000001:{}/", "http://[::1]:{}/"]
    + [
        "http://[::ffff:127.0.0.1]:{}/",
        "//127.1:{}/",
        "http://192.168.0.1/",
        "http://rebound.example/",
    ],
)
def test_no_redirect_and_no_image_leads_into_the_private_network(visit, http, location):
    async def scenario():
        hits = []
        canary = await asyncio.start_server(
            lambda _, writer: (hits.append(1), writer.close()), "127.0.0.1", 0
        )
        port = canary.sockets[0].getsockname()[1]
        return hits, canary, location.format(port)

    gate = Doorman()

    async def act(session, origin):
        hits, canary, target = await scenario()
        origin.answers["/out"] = http.redirect(target)
        try:
            await fails(session.page(f"{origin.url}/out"), Refused, "is not a public address")
            image = target if "://" in target else f"http:{target}"
            await fails(session.image(image, referer=None), Refused, "is not a public address")
        finally:
            canary.close()
            await canary.wait_closed()
        assert hits == []
        assert origin.targets() == ["/out"]
        assert gate.seen == []

    loopback = {"localhost": "127.0.0.1", "0x7f000001": "127.0.0.1", "127_1": "127.0.0.1"}
    resolve = http.names(**loopback, rebound_example=["93.184.216.34", "127.0.0.1"])
    visit({}, act, resolve=resolve, gate=gate)


def test_a_public_turn_has_no_use_of_what_is_allowed_to_others(visit, http):
    async def act(session, origin):
        await fails(session.image(f"{origin.url}/a.png", referer=None), Refused)
        assert origin.asked == []

    visit(
        {"/a.png": http.reply(b"x")}, act, host="a.example", resolve=http.names(a_example="8.8.8.8")
    )


def test_the_name_is_checked_once_and_the_connection_goes_where_it_was_checked(visit, http):
    answers = iter(["127.0.0.1", "8.8.8.8"])

    async def flip(host):
        return await http.names(**{host.replace(".", "_"): next(answers)})(host)

    async def act(session, origin):
        page = await session.page(f"http://flip.example:{origin.port}/a")
        again = await session.page(f"http://flip.example:{origin.port}/a")
        assert page.body == again.body == TEXT
        assert origin.asked[0].headers["host"] == f"flip.example:{origin.port}"

    visit({"/a": http.reply(TEXT)}, act, resolve=flip, allow=["127.0.0.0/8"], host="127.0.0.1")


@pytest.mark.parametrize(
    ("url", "transient"),
    [("file:///etc/passwd", False), ("http://[::1/", False), ("http://u@127.0.0.1/", False)]
    + [("http://nowhere.example/", True), ("http://a..example/", True)],
)
def test_what_is_never_asked_says_whether_it_may_be_later(visit, url, transient):
    async def act(session, origin):
        assert (await fails(session.page(url))).transient is transient

    visit({}, act)


# Bodies and deadlines


@pytest.mark.parametrize(
    ("answer", "kind", "match"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\nConnection: close\r\n\r\nhalf", FetchError, "closed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nff\r\nhalf", FetchError, "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: br\r\n\r\nhalf", Refused, "br"),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\nhalf", BadStatus, "206"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde", FetchError, "Content-Length"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1001, TooLarge, "1,000"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\nContent-Length: 0\r\n\r\n", TooLarge, "headers"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", FetchError, "."),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", BadStatus, "304"),
        (b"<html>no status line</html>\r\n\r\nConnection: close", FetchError, "."),
        (b"connection: close", FetchError, "."),
    ],
)  # fmt: skip
def test_what_is_not_a_whole_page_is_an_error(visit, answer, kind, match):
    async def act(session, origin):
        error = await fails(session.page(f"{origin.url}/a"), kind, match)
        assert error.url == f"{origin.url}/a"

    visit({"/a": answer}, act, max_page=1000)


async def drip(writer, prefix: bytes) -> None:
    writer.write(prefix)
    for _ in range(100):
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "prefix",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 9,
    ],
    ids=["status", "headers", "body", "continue"],
)
def test_a_server_that_drips_is_cut_off_at_the_deadline(visit, prefix):
    async def act(session, origin):
        began = time.monotonic()
        error = await fails(session.page(f"{origin.url}/a"), FetchError, r"longer than 0\.3 s")
        assert error.transient
        assert 0.25 < time.monotonic() - began < 1.3

    visit({"/a": lambda writer: drip(writer, prefix)}, act, timeout=0.3)


def test_the_deadline_spans_redirects_and_resolution(visit, http):
    async def slow(host):
        await asyncio.sleep(0.2)
        return await http.names(slow_example="127.0.0.1")(host)

    async def hop(writer):
        await asyncio.sleep(0.2)
        writer.write(http.redirect("/a", "302 Found"))

    async def act(session, origin):
        began = time.monotonic()
        await fails(session.page(f"http://slow.example:{origin.port}/a"), FetchError, "longer than")
        assert time.monotonic() - began < 1.5
        assert len(origin.asked) < 3

    visit({"/a": hop}, act, timeout=0.5, resolve=slow, allow=["127.0.0.0/8"], host="127.0.0.1")


def test_a_turn_that_is_over_asks_nothing_more(visit, http):
    async def act(session, origin):
        await asyncio.sleep(0.06)
        await fails(session.page(f"{origin.url}/a"), Refused, "time is used up")
        assert origin.asked == []

    visit({"/a": http.reply(TEXT)}, act, deadline=0.05)


def test_a_port_where_nobody_listens_is_a_passing_failure(visit):
    async def act(session, origin):
        error = await fails(session.page("http://127.0.0.1:1/"), FetchError, "connection refused")
        assert error.transient

    visit({}, act, allow=["127.0.0.1"], host="127.0.0.1")


# Politeness


def test_requests_to_the_own_host_keep_their_distance(visit, http):
    async def act(session, origin):
        times = []
        for _ in range(3):
            await session.page(f"{origin.url}/a")
            times.append(time.monotonic())
        assert times[1] - times[0] >= 0.15
        assert times[2] - times[1] >= 0.15
        assert session.delay == 0.15

    visit({"/a": http.reply(TEXT)}, act, min_delay=0.15, spared=True)


def test_a_crawl_delay_that_is_known_counts_although_robots_txt_is_not_asked_for(visit, http):
    class Knowing(OpenGate):
        async def host(self, name):
            return Host(name=name, robots=ROBOTS)

    async def act(session, origin):
        await session.page(f"{origin.url}/private")
        assert session.delay == 0.2

    visit(
        {"/private": http.reply(TEXT)}, act, spared=True, min_delay=0.1, gate=Knowing(SystemClock())
    )


def test_the_operators_own_machine_is_not_spared(visit, http):
    async def act(session, origin):
        began = time.monotonic()
        for _ in range(3):
            await session.page(f"{origin.url}/a")
        assert time.monotonic() - began < 5
        assert session.delay == 0.0

    visit({"/a": http.reply(TEXT)}, act, min_delay=30.0)


def test_another_host_is_entered_and_left_with_what_it_asked_for(visit, http):
    gate = Doorman()

    async def act(session, origin):
        origin.answers["/a"] = http.redirect(f"http://b.example:{origin.port}/busy")
        error = await fails(session.page(f"{origin.url}/a"), BadStatus, "429")
        assert error.not_before is not None
        b = f"b.example:{origin.port}"
        assert gate.seen == [("enter", b), ("leave", b, 0.0, "later")]
        assert (await session.page(f"{origin.url}/ok")).body == TEXT

    visit(
        {"/busy": http.reply(status="429 Too Many Requests", Retry_After="60"), "/ok": http.reply(TEXT)},
        act, gate=gate, resolve=http.names(b_example="127.0.0.1"), allow=["127.0.0.0/8"],
    )  # fmt: skip


def test_a_gate_is_left_also_when_the_request_failed(visit, http):
    gate = Doorman()

    async def act(session, origin):
        b = f"b.example:{origin.port}"
        await fails(session.page(f"http://{b}/a"), FetchError, "longer than")
        assert [seen[:2] for seen in gate.seen] == [("enter", b), ("leave", b)]

    visit(
        {"/a": lambda writer: drip(writer, b"")},
        act, gate=gate, timeout=0.2, resolve=http.names(b_example="127.0.0.1"), allow=["127.0.0.0/8"],
    )  # fmt: skip


def test_after_retry_after_the_turn_leaves_its_host_alone(visit, http):
    async def act(session, origin):
        error = await fails(session.page(f"{origin.url}/busy"), BadStatus, "503")
        assert error.not_before > datetime.now(UTC) + timedelta(seconds=50)
        again = await fails(session.page(f"{origin.url}/ok"), Refused, "left alone")
        assert again.not_before == error.not_before
        assert origin.targets() == ["/busy"]

    visit(
        {"/busy": http.reply(status="503 Unavailable", Retry_After="60"), "/ok": http.reply(TEXT)},
        act,
    )


def test_an_image_is_asked_for_with_the_articles_origin(visit, http):
    async def act(session, origin):
        await session.image(f"{origin.url}/i.png", referer=f"{origin.url}/article/1?secret=2")
        await session.page(f"{origin.url}/i.png")
        assert origin.asked[0].headers["referer"] == f"{origin.url}/"
        assert "referer" not in origin.asked[1].headers

    visit({"/i.png": http.reply(b"png")}, act)


# robots.txt


def test_robots_txt_is_not_asked_for_unless_it_binds_everything(visit, http):
    async def act(session, origin):
        await session.page(f"{origin.url}/private")
        assert origin.targets() == ["/private"]

    visit({"/private": http.reply(TEXT), "/robots.txt": http.reply(ROBOTS)}, act)


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        ("discovered", ["/robots.txt", "/to"]),
        ("all", ["/robots.txt", "/to"]),
        ("none", ["/private", "/to", "/private"]),
    ],
)
def test_robots_txt_is_obeyed_for_what_nobody_named(visit, http, robots, asked):
    async def act(session, origin):
        for path in ("/private", "/to"):
            answer = session.get(f"{origin.url}{path}", accept=HTML, limit=99, obey=True)
            if robots == "none":
                await answer
            else:
                await fails(answer, Refused, "/private was not asked: robots.txt of .* forbids it")
        assert origin.targets() == asked

    answers = {
        "/private": http.reply(TEXT),
        "/to": http.redirect("/private"),
        "/robots.txt": http.reply(ROBOTS),
    }
    visit(answers, act, robots=robots)


def test_robots_txt_is_read_once_remembered_and_obeyed(visit, http):
    gate = OpenGate(SystemClock())

    async def act(session, origin):
        assert (await session.page(f"{origin.url}/a")).body == TEXT
        error = await fails(session.page(f"{origin.url}/private"), Refused, "robots.txt")
        assert error.transient
        assert origin.targets() == ["/robots.txt", "/a"]
        known = await gate.host(f"127.0.0.1:{origin.port}")
        assert (known.robots, known.delay) == (ROBOTS, 0.2)

    answers = {
        "/private": http.reply(TEXT),
        "/a": http.reply(TEXT),
        "/robots.txt": http.reply(ROBOTS),
    }
    visit(answers, act, gate=gate, robots="all")


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "403 Forbidden"])
def test_a_host_without_robots_txt_allows_everything(visit, http, status):
    async def act(session, origin):
        assert (await session.page(f"{origin.url}/a")).body == TEXT
        assert (await session.page(f"{origin.url}/a")).body == TEXT
        assert origin.targets() == ["/robots.txt", "/a", "/a"]

    visit(
        {"/a": http.reply(TEXT), "/robots.txt": http.reply(b"no", status=status)}, act, robots="all"
    )


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n",
        b"connection: close",
    ],
)
def test_a_robots_txt_that_cannot_be_had_refuses_for_now(visit, http, answer):
    async def act(session, origin):
        error = await fails(session.page(f"{origin.url}/a"), Refused, "was not asked")
        assert error.transient
        assert origin.targets() == ["/robots.txt"]

    visit({"/a": http.reply(TEXT), "/robots.txt": answer}, act, robots="all")


PRIVATE = (
    "http://10.0.0.1/",
    "http://2130706433/",
    "http://[::ffff:7f00:1]/",
    "http://nas.example/",
)


@pytest.mark.parametrize("url", [*PRIVATE, "file:///etc/passwd", "http://user@a.example/"])
def test_an_address_is_vetted_for_whoever_else_asks_it(url, visit, http):
    async def act(session, origin):
        await fails(session.vet(url), Refused)

    visit(
        {},
        act,
        host="feed.example",
        resolve=http.names(
            **{
                "nas.example": "192.168.1.5",
                "2130706433": "127.0.0.1",
                "feed.example": "93.184.216.34",
            }
        ),
    )


def test_an_address_that_only_a_program_knows_is_left_to_it(visit, http):
    async def act(session, origin):
        await session.vet("http://hidden.onion/")
        await session.vet(f"{origin.url}/a")

    visit({}, act, resolve=http.names())
