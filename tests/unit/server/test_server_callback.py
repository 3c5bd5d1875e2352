"""Where hubs call, without a network."""

from __future__ import annotations

import asyncio

import pytest

from syndicate.server import callback

TOKEN = "t" * 43
PATH = f"/websub/{TOKEN}"


class Desk:
    """Know one callback; answer as the test wants."""

    def __init__(self) -> None:
        self.challenge: str | None = "chal<b>lenge"
        self.room = True
        self.posted: list[tuple[str, dict[str, str], bytes]] = []

    def knows(self, token):
        return token == TOKEN

    async def confirm(self, token, query):
        return self.challenge if query == b"hub.mode=subscribe" else None

    async def accept(self, token, headers, body):
        self.posted.append((token, dict(headers), body))
        return self.room


async def others(scope, receive, send):
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"a file"})


@pytest.fixture
def desk():
    return Desk()


def ask(desk, path=PATH, method="GET", query=b"", headers=(), parts=(b"",), wait=None):
    """Return status, headers and body of one request; `parts` are those of its own body."""
    return asyncio.run(
        asked(callback.callbacks(desk, others), path, method, query, headers, parts, wait)
    )


async def asked(app, path, method, query, headers, parts, wait=None):
    sent, left = [], list(parts)

    async def send(message):
        sent.append(message)

    async def receive():
        if wait:
            await wait()
        if not left:
            return {"type": "http.disconnect"}
        body = left.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    scope = {"type": "http", "method": method, "path": path, "query_string": query}
    await app({**scope, "headers": list(headers)}, receive, send)
    start, *rest = sent
    return start["status"], dict(start["headers"]), b"".join(part["body"] for part in rest)


def test_a_challenge_is_sent_back_as_plain_text(desk):
    status, headers, body = ask(desk, query=b"hub.mode=subscribe")

    assert (status, body) == (200, b"chal<b>lenge")
    assert headers[b"content-type"] == b"text/plain; charset=utf-8"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"cache-control"] == b"no-store"


def test_what_nobody_asked_for_is_not_found(desk):
    assert ask(desk, query=b"hub.mode=unsubscribe")[0] == 404


def test_a_post_is_taken_whole(desk):
    sent = [(b"x-hub-signature", b"sha1=0"), (b"link", b"<a>"), (b"link", b"<b>")]

    status, _, body = ask(desk, method="POST", headers=sent, parts=(b"<r", b"ss", b"/>"))

    assert (status, body) == (202, b"")
    assert desk.posted == [(TOKEN, {"x-hub-signature": "sha1=0", "link": "<a>, <b>"}, b"<rss/>")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/websub/" + "x" * 43),
    ],
)
def test_what_is_not_wanted_is_gone_before_it_is_read(desk, method, path):
    async def wait():
        raise AssertionError("the body was read")

    assert ask(desk, path, method, wait=wait)[0] == 410


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/websub",
        "/websub/",
        "/websub/short",
        PATH + "/",
        PATH + "x",
        "/x" + PATH,
        "/websub/" + "é" * 43,
    ],
)
def test_other_paths_are_those_of_files(desk, path):
    assert ask(desk, path)[0] == ask(desk, path, "POST")[0] == 299


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed(desk, method):
    status, headers, _ = ask(desk, method=method)

    assert (status, headers[b"allow"]) == (405, b"GET, POST")


@pytest.mark.parametrize(
    ("headers", "parts", "status"),
    [
        ([(b"content-length", b"5000001")], (b"",), 413),
        ([(b"content-length", b"9" * 5_000)], (b"",), 413),
        ([], (b"x" * 3_000_000, b"x" * 2_000_001), 413),
        ([(b"content-encoding", b"gzip")], (b"x",), 415),
    ],
)
def test_what_is_too_large_or_packed_is_refused(desk, headers, parts, status):
    assert ask(desk, method="POST", headers=headers, parts=parts)[0] == status
    assert desk.posted == []


def test_whoever_goes_away_has_sent_nothing(desk):
    ask(desk, method="POST", parts=())

    assert desk.posted == []


def test_a_slow_sender_is_not_waited_for(desk, monkeypatch):
    monkeypatch.setattr(callback, "SECONDS", 0.05)

    async def wait():
        await asyncio.sleep(5)

    assert ask(desk, method="POST", wait=wait)[0] == 408


def test_a_flood_is_put_off(desk):
    async def flood():
        app, gate = callback.callbacks(desk, others), asyncio.Event()
        posts = [
            asyncio.create_task(asked(app, PATH, "POST", b"", (), (b"x",), gate.wait))
            for _ in range(callback.AT_ONCE + 3)
        ]
        await asyncio.sleep(0.01)
        gate.set()
        return [status for status, _, _ in await asyncio.gather(*posts)]

    found = asyncio.run(flood())

    assert found.count(202) == callback.AT_ONCE
    assert found.count(503) == 3


def test_a_desk_without_room_has_the_hub_come_again(desk):
    desk.room = False

    status, headers, _ = ask(desk, method="POST")

    assert (status, headers[b"retry-after"]) == (503, b"60")
