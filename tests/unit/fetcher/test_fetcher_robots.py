"""What a robots.txt says to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicate.fetcher.robots import allows, crawl_delay, is_known, means_none
from syndicate.model import Host

AGENT = "syndicate/0.1.0 (+https://bot.example/about)"
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

ROBOTS = b"""\xef\xbb\xbf# for everybody
User-agent: *
Disallow: /private/
Allow: /private/open$
Crawl-delay: 2.5

User-agent: Syndicate
Disallow: /articles/*.pdf
Crawl-delay: 7

User-agent: bot
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "agent", "allowed"),
    [
        ("/articles/1.html", AGENT, True),
        ("/articles/1.pdf", AGENT, False),
        ("/private/x", AGENT, True),
        ("/private/x", "other/1", False),
        ("/private/open", "other/1", True),
        ("/", "bot/2", False),
    ],
)
def test_the_group_of_the_product_token_decides(path, agent, allowed):
    assert allows(ROBOTS, f"https://a.example{path}", agent) is allowed


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (ROBOTS, 7.0),
        (ROBOTS.replace(b"Syndicate", b"nobody"), 2.5),
        (b"User-agent: *\nCrawl-delay: soon", 0.0),
        (b"User-agent: *\nCrawl-delay: -3", 0.0),
        (b"User-agent: *\nCrawl-delay: nan", 0.0),
        (b"User-agent: *\nCrawl-delay: inf", 0.0),
        (b"", 0.0),
        (None, 0.0),
    ],
)
def test_a_crawl_delay_is_in_seconds_and_junk_is_none(body, seconds):
    assert crawl_delay(body, AGENT) == seconds


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\0", b"<html>no robots here</html>", b"Disallow: /"]
)
def test_what_is_no_robots_txt_forbids_nothing(body):
    assert allows(body, "https://a.example/x", AGENT)


@pytest.mark.parametrize(
    ("status", "none"),
    [(404, True), (401, True), (403, True), (410, True), (429, False), (500, False), (503, False)],
)
def test_a_client_error_means_that_there_is_none(status, none):
    assert means_none(status) is none


@pytest.mark.parametrize(
    ("host", "known"),
    [
        (Host(name="a"), False),
        (Host(name="a", robots=b"", robots_at=NOW - timedelta(hours=23)), True),
        (Host(name="a", robots=b"x", robots_at=NOW - timedelta(hours=24)), False),
    ],
)
def test_a_copy_is_used_for_a_day(host, known):
    assert is_known(host, NOW) is known
