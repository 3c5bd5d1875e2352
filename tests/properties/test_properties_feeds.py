"""Laws of reading: any bytes end well, canonical forms stand still, plain text stays plain."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate import dates, urls
from syndicate.errors import ParseError
from syndicate.fetcher import discover, subscriptions
from syndicate.fetcher.readers.feed import read
from syndicate.markup.decode import decode
from syndicate.markup.text import plain, squash, xml_safe
from syndicate.model import Document

NOW = datetime(2025, 2, 14, 9, tzinfo=UTC)

# Pieces of feeds, whole and broken, so that nonsense gets past the front door.
SCRAPS = st.sampled_from(
    """<?xml version="1.0" encoding="gbk"?>|<!DOCTYPE x [<!ENTITY a "b">]>|<rss>|<rss version="2.0"|
<channel>|</channel>|<item>|</item>|<entry>|</entry>|<feed xmlns="http://www.w3.org/2005/Atom">|</feed>|<title>|
</title>|<title type="html">|<link>|<link href="/x" rel='alternate'/>|</link>|https://e.example/?a=1&b=2|<guid>|</guid>|
<description>|</description>|<content type="xhtml">|</content>|<content mode="base64">|<content:encoded>|</content:encoded>|
<![CDATA[|]]>|<!--|-->|&amp;|&nbsp;|&a;|&#0;|&#x110000;|&#99999999999;|<b>|</b>|<p title="|'|">|<media:group>|
</media:group>|<media:content url="http://[" medium=image>|<pubDate>|2025年02月13日 17:10|</pubDate>|<ttl>99999999999999999</ttl>|
<rdf:RDF>|</rdf:RDF>|<skipHours><hour>²</hour></skipHours>|<CHANNEL HREF="x">|<html>|{|"items"|:|[|]|}|"id"|"\\ud800"|1e999|null|
xml:base="http://[::"|xml:lang="xx"|\x00|\ufffe|<a:b|x""".replace("\n", "").split("|")
)
BODIES = st.one_of(
    st.binary(max_size=400),
    st.lists(SCRAPS, max_size=40).map(lambda scraps: "".join(scraps).encode()),
    st.lists(SCRAPS, max_size=40).map(lambda scraps: "".join(scraps).encode("utf-16")),
    st.lists(SCRAPS, max_size=40).map(
        lambda scraps: f"<rss><channel><item>{''.join(scraps)}</item></channel></rss>".encode()
    ),
    st.lists(SCRAPS, max_size=40).map(
        lambda scraps: (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{''.join(scraps)}"
        ).encode()
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
JSON_KEYS = st.sampled_from([
    "id", "url", "title", "content_html", "content_text", "date_published", "authors", "author",
    "tags", "attachments", "image", "language", "summary", "external_url",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(BODIES, st.sampled_from(["", "text/xml; charset=utf-7", "x; charset=base64"]))
def test_any_bytes_are_a_document_or_a_parse_error(body, content_type):
    try:
        document = read(body, url="https://e.example/feed", content_type=content_type, now=NOW)
    except ParseError:
        return

    assert isinstance(document, Document)
    for entry in document.entries:
        texts = (entry.title, entry.guid, entry.summary, entry.content, *entry.tags)
        assert all(xml_safe(text) == text for text in texts if text)
        assert entry.url is None or urls.absolute(None, entry.url) == entry.url


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(JSON_KEYS, JSON, max_size=6), max_size=3))
def test_any_json_items_are_a_document(items):
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()

    document = read(body, url=None, now=NOW)

    assert len(document.entries) + document.dropped == len(items)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_decode(body, content_type):
    assert isinstance(decode(body, content_type), str)


@given(st.text(max_size=200))
def test_valid_utf_8_is_utf_8_whatever_it_is_called(text):
    text = f"é{text}".replace("\x1b", "").replace("~{", "")

    assert (
        decode(text.encode("utf-8", "replace"), "text/xml; charset=gbk")
        == text.encode("utf-8", "replace").decode()
    )


URLS = st.one_of(
    st.text(max_size=60),
    st.from_regex(
        r"\A[hH]ttps?://[a-zA-Zäé.\-]{1,20}(:[0-9]{1,5})?(/[a-z%0-9.éA-F /]*){0,4}"
        r"(\?[a-z_=&%0-9+]*)?(#[!/a-z%]*)?\Z"
    ),
)


@settings(max_examples=400)
@given(URLS)
@example("http://e.example/%4%31")
@example("http://e.example../a/%2e%2E/./b")
@example("http://e.example?&&utm_source=x")
def test_a_canonical_url_stands_still(url):
    once = urls.canonical(url)

    assert urls.canonical(once) == once


@settings(max_examples=300)
@given(URLS, st.none() | URLS)
def test_an_absolute_url_is_one_or_nothing(url, base):
    found = urls.absolute(base, url)

    if found is not None:
        assert re.match(r"https?://[^/@\s]+", found, re.IGNORECASE)
        assert found.isascii() and urls.absolute(None, found) == found
        assert urls.host_of(found) == urls.host_of(urls.canonical(found))


INSTANTS = st.datetimes(
    min_value=datetime(1971, 1, 1),
    max_value=datetime(2199, 1, 1),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


@given(INSTANTS)
def test_a_date_that_we_wrote_is_read_again(moment):
    assert dates.parse(dates.rfc3339(moment), UTC) == moment
    assert dates.parse(dates.rfc2822(moment), UTC) == moment.replace(microsecond=0)
    assert dates.parse(dates.rfc3339(moment), UTC).utcoffset() == moment.utcoffset()


@settings(max_examples=300)
@given(st.text(max_size=60) | st.from_regex(r"[0-9:年月日T+Z .,/-]{1,40}", fullmatch=True))
@example("9999-12-31T23:59:59-12:00")
@example("2025-02-13T17:10:30+99:99")
@example("0前")
def test_a_date_is_aware_or_nothing(text):
    moment = dates.parse(text, UTC, NOW)

    assert moment is None or moment.utcoffset() is not None


@given(st.text(max_size=200))
def test_squashed_text_stands_still_and_has_no_control_characters(text):
    squashed = squash(text)

    assert squash(squashed) == squashed
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u202e]", squashed)


@given(st.text(alphabet=st.characters(exclude_characters="<&\r")))
def test_text_without_markup_keeps_its_words(text):
    assert plain(text).split() == text.split()


@settings(deadline=None)
@given(BODIES)
@example(b"\x00<?xml")
@example(b"<?xml <?xml <a href=/feed>")
def test_any_page_leads_to_some_feeds_or_none(body):
    for candidate in discover.feeds_in(body, "", "https://e.example/"):
        assert urls.absolute(None, candidate.url) == candidate.url


@pytest.mark.parametrize("law", [subscriptions.read_opml])
@settings(max_examples=100, deadline=None)
@given(body=BODIES)
def test_any_bytes_are_a_list_or_a_parse_error(law, body):
    try:
        law(body)
    except ParseError:
        pass
