import gzip
import os
import socket
import time
from datetime import timedelta

import pytest

from syndicate.errors import ParseError
from syndicate.fetcher.readers.feed import read


def rss(items, *, attributes='version="2.0"', head=""):
    return f"<rss {attributes}><channel><title>T</title>{head}{items}</channel></rss>".encode()


def item(number, inside=""):
    return (
        f"<item><title>Title {number}</title><link>https://e.example/{number}</link>"
        f'<guid isPermaLink="false">id:{number}</guid>{inside}</item>'
    )


def entries(body, **facts):
    return read(body, url="https://e.example/feed", **facts).entries


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"\xef\xbb\xbf",
        b"\0\0",
        b"words",
        b"{",
        b"[]",
        b'{"items": 1}',
        b'{"a": 1}',
        b"<a/>",
    ],
)
def test_what_is_no_feed_is_a_parse_error(body):
    with pytest.raises(ParseError) as raised:
        entries(body)

    assert raised.value.url == "https://e.example/feed"


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><html><head><title>x</title></head><body>y</body></html>",
        b'<?xml version="1.0"?><!-- a --><!DOCTYPE html PUBLIC "x" "y">\n<html xmlns="z"><a/></html>',
        b"<HTML><script>'<rss><channel><item>'</script>",
    ],
)
def test_a_web_page_is_a_parse_error_with_a_hint(page):
    with pytest.raises(ParseError, match="web page") as raised:
        entries(page)

    assert "syndicate add" in raised.value.hint


def test_an_image_without_address_is_no_picture():
    body = rss(item(1, "<image><title>x</title></image>"), head="<image><title>x</title></image>")

    document = read(body, url="https://e.example/feed")

    assert document.image is None
    assert document.entries[0].image is None


def test_a_prefix_that_nobody_declared_is_known_in_tags_and_attributes():
    inside = (
        '<media:content medium="image" url="/a.png" yt:x = "1"/>&nbsp;<dc:creator>A</dc:creator>'
    )

    document = read(rss(item(1, inside)), url="https://e.example/feed")

    [entry] = document.entries
    assert document.tier == "tidy"
    assert (entry.authors, entry.image) == (("A",), "https://e.example/a.png")


def test_an_article_is_not_its_enclosures_address():
    [entry] = entries(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="enclosure">/a.mp3</link>'
        b'<link rel="alternate">/1</link></entry></feed>'
    )

    assert entry.url == "https://e.example/1"
    assert [file.url for file in entry.enclosures] == ["https://e.example/a.mp3"]


def test_a_reference_that_nobody_defined_is_no_element():
    with pytest.raises(ParseError, match="before its first entry"):
        entries(b'<feed a="x\n<![CDATA[y<!z0">\n<channel&foo;p>')


def test_an_html_doctype_before_a_feed_changes_nothing():
    assert len(entries(b"<!DOCTYPE html>" + rss(item(1)))) == 1


@pytest.mark.parametrize("body", [b"<rss>", b'<rss version="2.0"><channel><title>T</title>'])
def test_a_feed_that_breaks_off_before_its_first_entry_is_a_parse_error(body):
    with pytest.raises(ParseError, match="before its first entry"):
        entries(body)


def test_an_encoding_that_hides_markup_is_never_believed():
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-rss version=+ACI-2.0+ACI-+AD4-'

    with pytest.raises(ParseError, match="no feed"):
        entries(hidden)


def test_a_feed_without_entries_is_a_document():
    document = read(rss(""), url=None)

    assert (document.title, document.entries, document.tier) == ("T", (), "strict")


@pytest.mark.parametrize(
    ("faulty", "tier"),
    [
        (item(2), "strict"),
        (item(2, "<description>a & b &nbsp;</description>"), "tidy"),
        (item(2, "<x:y>z</x:y>"), "tidy"),
        (item(2, "<description>\x08&#8;</description>"), "tidy"),
        (item(2, "<description><p>a<br>b</p></description>"), "split"),
        (item(2, "<description>a</descriptionx>"), "split"),
        (item(2, "<description><![CDATA[<p>a</description>"), "split"),
        (item(2).replace("</item>", ""), "split"),
        (item(2).replace('"false"', "false"), "split"),
        (item(2, "<enclosure url='x"), "split"),
    ],
)
def test_a_broken_entry_costs_at_most_itself(faulty, tier):
    document = read(rss(item(1) + faulty + item(3)), url=None)

    assert [entry.guid for entry in document.entries] == ["id:1", "id:2", "id:3"]
    assert [entry.title for entry in document.entries] == ["Title 1", "Title 2", "Title 3"]
    assert document.tier == tier


def test_a_feed_that_was_cut_off_keeps_no_half_values():
    whole = rss(item(1) + item(2, "<description>the whole text</description>"))

    document = read(whole[: whole.index(b"whole text")], url=None)

    assert [entry.guid for entry in document.entries] == ["id:1", "id:2"]
    assert document.entries[1].summary is None


def test_entries_are_counted_when_they_are_dropped():
    assert read(rss(item(1) + "<item/>" + item(2)), url=None).dropped == 1
    assert read(rss(item(1) + item(2) + item(3)), url=None, limit=2).dropped == 1


def test_junk_around_the_feed_is_no_part_of_it():
    body = b"<br />\n<b>Warning</b>: line 3<br />" + rss(item(1)) + b"<script>1 < 2</script>"

    assert [entry.guid for entry in entries(body)] == ["id:1"]


def test_a_quoted_feed_is_no_entry():
    quoted = f"<description><![CDATA[<pre>{item(7)}</pre>]]></description>"

    document = read(rss(item(1, quoted) + item(2, "<description><p></description>")), url=None)

    assert [entry.guid for entry in document.entries] == ["id:1", "id:2"]


def test_a_feed_in_a_gzip_file_is_unpacked():
    body = rss(item(1))

    assert len(entries(gzip.compress(body))) == 1
    with pytest.raises(ParseError, match="cut off"):
        entries(gzip.compress(body)[:-10])
    with pytest.raises(ParseError, match="unpacking"):
        entries(b"\x1f\x8b" + b"x" * 40)


def test_a_gzip_bomb_is_a_parse_error():
    with pytest.raises(ParseError, match="64 MB"):
        entries(gzip.compress(b"\0" * (65 * 1024 * 1024)))


def test_a_doctype_defines_nothing(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{bomb}<!ENTITY x SYSTEM "file://{secret}">]>'
    body = doctype.encode() + rss(
        item(1, "<description>&l9; &x;</description>"), attributes="a='&l9;'"
    )

    begun = time.process_time()
    [entry] = entries(body)

    assert time.process_time() - begun < 1
    assert "lol" not in entry.summary
    assert "hunter2" not in entry.summary


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-8"])
def test_a_doctype_hides_in_no_encoding(codec):
    doctype = '<!DOCTYPE rss [<!ENTITY x "expanded">]>'
    text = doctype + rss(item(1, "<description>a&x;b</description>")).decode()

    [entry] = entries(text.encode(codec))

    assert "expanded" not in entry.summary


def test_reading_opens_neither_files_nor_connections(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("the reader left its room")

    read(b"<CHANNEL HREF='x'><ITEM HREF='y'/></CHANNEL>", url=None)
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(os, "open", refuse)

    for body in (b"/etc/passwd", b"http://127.0.0.1:1/feed", b"<CHANNEL HREF='x'/>", b"<x>"):
        try:
            entries(body)
        except ParseError:
            continue


def test_a_monstrous_start_tag_is_refused_before_parsing():
    attributes = " ".join(f'a{number}="x"' for number in range(20_000))

    with pytest.raises(ParseError, match="start tag"):
        entries(rss(item(1), attributes=attributes))


@pytest.mark.parametrize(
    "inside",
    [
        "<description>" + "x" * 200_000 + "</description>",
        "<description><![CDATA[<img src='data:" + "x" * 200_000 + "'>]]></description>",
        "<description>&lt;img src='" + "x" * 200_000 + "'&gt;</description>",
        "<!-- " + "x" * 200_000 + " -->",
    ],
)
def test_long_text_is_no_monstrous_tag(inside):
    assert len(entries(rss(item(1, inside)))) == 1


@pytest.mark.parametrize(
    "body",
    [
        rss(item(1) + "<x>" * 5000 + "</x>" * 5000),
        rss(item(1, "<description>" + "<div>" * 5000 + "</description>")),
        rss(item(1) * 1000 + "<item>" * 5000),
        rss(item(1, "<![CDATA[" * 50_000)),
        rss(item(1, "<description>" * 60_000)),
        rss(item(1) + "&" * 500_000),
        b"{" + b'"a":[' * 100_000,
        b"<rss>" * 50_000,
        b"<!--" * 200_000 + b"<html>",
    ],
    ids=["depth", "divs", "items", "cdata", "elements", "ampersands", "json", "roots", "comments"],
)
def test_a_hostile_feed_ends_soon(body):
    begun = time.process_time()
    try:
        entries(body)
    except ParseError:
        pass

    assert time.process_time() - begun < 2


def test_no_more_broken_entries_are_mended_than_wanted():
    body = rss("<item><title>a & b</title><x></item>" * 50)

    document = read(body, url=None, limit=10)

    assert (len(document.entries), document.dropped) == (10, 40)


def test_an_article_of_many_megabytes_is_read_whole():
    [entry] = entries(rss(item(1, f"<description>{'x' * 11_000_000}</description>")))

    assert len(entry.summary) == 11_000_000


def test_times_between_polls_are_bounded():
    def ttl(head):
        return read(rss("", head=head), url=None).ttl

    assert ttl("<ttl>60</ttl>") == timedelta(hours=1)
    assert ttl("<ttl>-5</ttl>") is None
    assert ttl("<ttl>99999999999999</ttl>") == timedelta(days=365)
    assert ttl("<ttl>" + "9" * 5000 + "</ttl>") is None
