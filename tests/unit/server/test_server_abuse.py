"""Whatever is asked, in whatever form: nothing outside the published folder, and no breakdown."""

from __future__ import annotations

import asyncio
import re
import socket
from urllib.parse import urlsplit

import pytest

from syndicate.server.files import files
from syndicate.server.run import serve

SECRET = b"nobody's business"
PAGE = b"<p>index" * 200


@pytest.fixture
def app(tmp_path):
    root = tmp_path / "public"
    (root / "feeds").mkdir(parents=True)
    (root / "index.html").write_bytes(PAGE)
    (root / "feeds" / "all.atom").write_bytes(b"<feed/>" * 200)
    (root / ".hidden").write_bytes(SECRET)
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "up").symlink_to(tmp_path)
    (tmp_path / "secret").write_bytes(SECRET)
    return files(root)


def answers(app, *requests: bytes) -> list[bytes]:
    """Return what comes back on a connection of its own for each request."""

    def ask(address: tuple[str, int]) -> list[bytes]:
        found = []
        for request in requests:
            client = socket.create_connection(address, timeout=1)
            client.sendall(request)
            parts = []
            try:
                while part := client.recv(1 << 20):
                    parts.append(part)
            except (ConnectionError, TimeoutError):
                pass
            client.close()
            found.append(b"".join(parts))
        return found

    async def both() -> list[bytes]:
        ready = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve(app, "127.0.0.1", 0, ready.set_result, app.at_hand))
        split = urlsplit(await asyncio.wait_for(ready, 5))
        try:
            return await asyncio.to_thread(ask, (split.hostname, split.port))
        finally:
            serving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await serving

    return asyncio.run(both())


def get(target: bytes, *headers: bytes, version: bytes = b"HTTP/1.1") -> bytes:
    lines = [b"GET " + target + b" " + version, b"Host: a.example", b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


TARGETS = (
    b"/../secret", b"/..%2fsecret", b"/%2e%2e/secret", b"/%252e%252e%252fsecret", b"/feeds/../../secret",
    b"//secret", b"/./secret", b"/..\\secret", b"/%5c..%5csecret", b"/link", b"/up/secret", b"/up/",
    b"/.hidden", b"/%2ehidden", b"/feeds/..", b"/index.html%00", b"/%00", b"/index.html/", b"/feeds",
    b"/%c0%ae%c0%ae/secret", b"/%ff%fe", b"/%", b"/%zz", b"/" + b"a/" * 3000, b"/" + b"%2e" * 5000,
    b"http://a.example/../secret", b"http://a.example/secret", b"https://b.example/.hidden",
    b"*", b"a.example:443", b"/index.html?x=../secret/..", b"/?file=/etc/passwd", b"/;/secret",
)  # fmt: skip


def test_no_target_leads_out_of_the_folder(app):
    for target, answer in zip(TARGETS, answers(app, *map(get, TARGETS)), strict=True):
        assert SECRET not in answer, target
        assert set(statuses(answer)) <= {200, 400, 404}, target


@pytest.mark.parametrize("target", [b"/index.html", b"/feeds/all.atom"])
def test_what_is_published_is_found_in_every_form(app, target):
    forms = (
        get(target), get(target), get(b"http://other.example" + target), get(target + b"?x=1"),
        get(target.replace(b"a", b"%61")), get(target, version=b"HTTP/1.0"),
        get(target, b"Accept-Encoding: gzip"), get(target, b"X: " + b"y" * 8000),
    )  # fmt: skip

    assert [statuses(answer) for answer in answers(app, *forms)] == [[200]] * len(forms)


def test_no_name_in_the_host_header_changes_what_is_served(app):
    names = (b"", b"evil.example", b"127.0.0.1:1", b"[::1]", b"a b", b"../..", b"x" * 5000)
    requests = [
        b"GET / HTTP/1.1\r\nHost: " + name + b"\r\nConnection: close\r\n\r\n" for name in names
    ]

    for answer in answers(app, *requests, *requests):
        assert PAGE in answer
        assert b"evil" not in answer


def test_two_requests_are_not_made_of_one(app):
    inner = b"GET /.hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    forms = [
        get(b"/", b"Content-Length: 5", b"Content-Length: 6") + b"hello" + inner,
        get(b"/", b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"0\r\n\r\n" + inner,
        get(b"/", b"Transfer-Encoding: xchunked") + b"0\r\n\r\n" + inner,
        get(b"/", b"Content-Length: -1") + inner,
        b"GET / HTTP/1.1\nHost: x\n\n" + inner,
        b"GET  /  HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\x00" * 5000,
    ]

    for form, answer in zip(forms, answers(app, *forms), strict=True):
        assert SECRET not in answer, form
        assert 500 not in statuses(answer), form


def test_ranges_cost_no_more_than_the_file(app):
    ranges = [
        b"bytes=" + b",".join(b"%d-%d" % (at, at + 1) for at in range(500)), b"bytes=0-,0-,0-",
        b"bytes=-999999999999", b"bytes=5-4", b"bytes=" + b"9" * 3000 + b"-", b"bytes=--1", b"\xff",
    ]  # fmt: skip

    for answer in answers(app, *(get(b"/", b"Range: " + each) for each in ranges)):
        assert set(statuses(answer)) <= {200, 206, 416}
        assert len(answer) < len(PAGE) + 2000


def test_what_is_asked_in_one_breath_is_answered_in_its_order(app):
    names = [b"/index.html", b"/feeds/all.atom", b"/no", b"/index.html?x", b"/feeds/all.atom"] * 40
    asked = b"".join(b"GET " + name + b" HTTP/1.1\r\nHost: x\r\n\r\n" for name in names)

    (answer,) = answers(app, asked + get(b"/index.html"))

    codes = [404 if name == b"/no" else 200 for name in names]
    assert statuses(answer) == [*codes, 200]


def test_what_is_at_hand_is_sent_as_it_was_the_first_time(app):
    first, second = answers(
        app, *[get(b"/feeds/all.atom").replace(b"Connection: close\r\n", b"")] * 2
    )

    dateless = [
        sorted(re.sub(rb"(?m)^date: .*\r\n", b"", each).split(b"\r\n")) for each in (first, second)
    ]
    assert dateless[0] == dateless[1]
    assert b"\r\ndate: " in second
