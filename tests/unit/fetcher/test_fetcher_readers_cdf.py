from datetime import UTC, datetime

import pytest

from syndicate.fetcher.readers.feed import read
from syndicate.model import Link, Text

URL = "https://e.example/channel.cdf"
CHANNEL = b"""<?xml version="1.0"?>
<CHANNEL HREF="https://e.example/" LASTMOD="2026-03-01T08:00:00Z" BASE="https://e.example/in/">
  <TITLE>Channel</TITLE><ABSTRACT>About &amp; so on</ABSTRACT><LOGO HREF="logo.gif" STYLE="ICON"/>
  <ITEM HREF="1" LASTMOD="2026-03-02T08:00:00Z"><TITLE>One</TITLE>
    <ABSTRACT>first &lt;a href="x"&gt;x&lt;/a&gt;</ABSTRACT><LOGO HREF="/one.gif"/></ITEM>
  <CHANNEL><TITLE>Below</TITLE><ITEM><A HREF="2">Two</A><TITLE>Two</TITLE></ITEM></CHANNEL>
</CHANNEL>"""


def test_a_channel_says_what_it_is():
    document = read(CHANNEL, url=URL)

    assert (document.format, document.tier) == ("cdf", "strict")
    assert (document.title, document.description) == ("Channel", "About & so on")
    assert document.link == "https://e.example/"
    assert document.image == "https://e.example/in/logo.gif"
    assert document.updated == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_items_say_what_they_are_in_channels_below_as_well():
    first, second = read(CHANNEL, url=URL).entries

    assert (first.title, first.url) == ("One", "https://e.example/in/1")
    assert first.updated == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert first.summary == 'first <a href="https://e.example/in/x">x</a>'
    assert first.image == "https://e.example/one.gif"
    assert (second.title, second.url) == ("Two", "https://e.example/in/2")


def test_a_channel_without_url_stands_on_its_own_address():
    document = read(b'<channel href="https://c.example/"><item href="1"/></channel>', url=None)

    assert document.link == "https://c.example/"
    assert document.entries[0].url == "https://c.example/1"


def test_items_are_told_in_detail():
    first, _ = read(CHANNEL, url=URL, detailed=True).entries

    assert first.details.summary.type == "text/html"
    assert first.details.title == Text(
        type="text/plain", markup="One", base="https://e.example/in/"
    )
    assert first.details.links == (Link(rel="alternate", url="https://e.example/in/1"),)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<item><title>x</title><link>https://e.example/1</link></item>", "rss"),
        ('<item href="/1"><title>x</title></item>', "cdf"),
        ("<item><title>x</title><abstract>y</abstract></item>", "cdf"),
    ],
)
def test_a_channel_of_rss_that_lost_its_root_is_no_cdf(inside, expected):
    document = read(f"<channel><title>T</title>{inside}</channel>".encode(), url=URL)

    assert document.format == expected
    assert document.entries[0].title == "x"


def test_a_broken_channel_is_read_as_well():
    body = CHANNEL.replace(b"About &amp; so on", b"About & so on")

    document = read(body, url=URL)

    assert (document.tier, len(document.entries)) == ("tidy", 2)
