"""What a source's own origin is sent, and no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate.errors import Refused
from syndicate.fetcher import own
from syndicate.model import Request, Source

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
FEED = "https://tea.example/feed.xml"


def source(url: str = FEED, **request) -> Source:
    return Source(id="tea", url=url, request=Request(**request))


@pytest.mark.parametrize(
    "url",
    ["https://tea.example/", "https://tea.example/a/b?c=d", "https://tea.example:443/a"],
)
def test_its_own_origin_gets_what_the_operator_wrote(url):
    asking = source(headers={"X-Key": "k"}, credentials="jane:pässword")

    assert dict(own.lines(asking, url, NOW)) == {
        "X-Key": "k",
        "Authorization": "Basic amFuZTpww6Rzc3dvcmQ=",
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://tea.example/feed.xml",
        "https://tea.example:8443/feed.xml",
        "https://www.tea.example/feed.xml",
        "https://tea.example.evil.example/feed.xml",
        "https://evil.example/https://tea.example/",
        "https://tea.example@evil.example/",
        "",
    ],
)
def test_any_other_origin_gets_nothing(url, tmp_path):
    jar = tmp_path / "cookies.txt"
    jar.write_text(".example\tTRUE\t/\tFALSE\t0\tid\t7\n", encoding="utf-8")
    asking = source(headers={"X-Key": "k"}, credentials="jane:p", cookies=jar)

    assert not own.lines(asking, url, NOW)


def test_a_source_without_an_origin_owns_nothing():
    assert not own.owns(source("file:///tmp/pages"), "file:///tmp/pages")


def test_cookies_go_where_the_file_says(tmp_path):
    jar = tmp_path / "cookies.txt"
    jar.write_text("tea.example\tFALSE\t/in\tTRUE\t0\tid\t7\n", encoding="utf-8")
    asking = source(cookies=jar)

    assert own.lines(asking, "https://tea.example/in/feed", NOW) == [("Cookie", "id=7")]
    assert own.lines(asking, "https://tea.example/out", NOW) == []


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file"), ("{}", "holds no")])
def test_a_file_of_cookies_that_cannot_be_used_is_told(content, reason, tmp_path):
    jar = tmp_path / "cookies.txt"
    if content is not None:
        jar.write_text(content, encoding="utf-8")

    with pytest.raises(Refused, match=reason) as caught:
        own.lines(source(cookies=jar), FEED, NOW)

    assert "cookies.txt" in (caught.value.hint or "")
