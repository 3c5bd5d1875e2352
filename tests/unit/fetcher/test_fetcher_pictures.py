"""Images of servers that refuse who tells where he comes from."""

from __future__ import annotations

import pytest

from syndicate.errors import BadStatus
from syndicate.fetcher.pictures import picture

FORBIDDEN = "403 Forbidden"


def _guard(http, origin, refused):
    """Return an answer that refuses a request with, or without, a Referer."""

    async def answer(writer):
        told = "referer" in origin.asked[-1].headers
        body = http.reply(b"no", status=FORBIDDEN) if refused(told) else http.reply(b"png")
        writer.write(body)
        await writer.drain()

    return answer


def _told(origin) -> list[bool]:
    return ["referer" in asked.headers for asked in origin.asked]


def test_an_image_refused_for_its_referer_is_asked_for_once_more_without(visit, http):
    async def act(session, origin):
        origin.answers["/i.png"] = _guard(http, origin, lambda told: told)

        page = await picture(session, f"{origin.url}/i.png", f"{origin.url}/a")

        assert page.body == b"png"
        assert _told(origin) == [True, False]

    visit({}, act)


def test_an_image_that_wants_a_referer_is_asked_for_once(visit, http):
    async def act(session, origin):
        origin.answers["/i.png"] = _guard(http, origin, lambda told: not told)

        await picture(session, f"{origin.url}/i.png", f"{origin.url}/a")

        assert _told(origin) == [True]

    visit({}, act)


@pytest.mark.parametrize(
    ("status", "referer", "asked"),
    [
        (FORBIDDEN, "http://a.example/1", [True, False]),
        (FORBIDDEN, "https://a.example/1", [False]),
        (FORBIDDEN, None, [False]),
        ("404 Not Found", "http://a.example/1", [True]),
        ("410 Gone", "http://a.example/1", [True]),
    ],
)
def test_what_stays_refused_is_asked_for_twice_at_most(visit, http, status, referer, asked):
    async def act(session, origin):
        with pytest.raises(BadStatus):
            await picture(session, f"{origin.url}/i.png", referer)

        assert _told(origin) == asked

    visit({"/i.png": http.reply(b"no", status=status)}, act)
