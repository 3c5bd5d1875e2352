"""What others wrote, as a feed may say it."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.generator.texts import address, iri, line, markup, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Caf\u00e9 \ufffd and \x85more\x96", "Caf\u00e9 and more"),
        ("Caf\u00c3\u00a9", "Caf\u00e9"),
        ("\u00c3\u00a9t\u00c3\u00a9 \u2014 湖", "\u00c3\u00a9t\u00c3\u00a9 \u2014 湖"),
        ("\u00c2 alone \u00c3", "\u00c2 alone \u00c3"),
        ("a\x00\n b", "a b"),
    ],
)
def test_a_line_is_what_people_read(text, expected):
    assert line(text) == expected


def test_a_name_has_no_elements():
    assert name('Ann <a href="x">Shore</a>') == "Ann Shore"
    assert name("<b></b>") == ""
    assert name("a < b") == "a < b"
    assert name("Ada &#40;R&amp;D&#41; &#60;b&#62;") == "Ada (R&D)"


@pytest.mark.parametrize(
    "text", ["<p>caf\u00c3\u00a9</p>", '<img alt="\u00c3\u00a9crit">', "\u00c2\u00c3\u00a0"]
)
def test_what_seems_damage_in_html_is_kept_as_a_reference(text):
    assert "\u00c3" in text and not re.search("[\xc2\xc3][\x80-\xbf]", markup(text))
    assert html.unescape(markup(text)) == text


@given(st.text())
def test_no_damage_is_published(text):
    for found in (line(text), markup(text)):
        assert not any("\x80" <= each <= "\x9f" or each == "\ufffd" for each in found)
    assert "\n" not in line(text)


@pytest.mark.parametrize(
    "given",
    [
        "https://a.example/",
        "https://a.example/?p=1&x=2#c",
        "http://a.example:8080/a%20b/%E6%B9%96",
        "tag:a.example,2026:post-1",
        "tag:ann@a.example,2026-03-01:/x?y=z",
        "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "urn:isbn:0451450523",
    ],
)
def test_a_name_that_all_compare_alike_stays(given):
    assert iri(given) == given


@pytest.mark.parametrize(
    "given",
    [
        "yt:video:abc",
        "tag:https://a.example,2026:x",
        "tag:A.example,2026:x",
        "urn:uuid:6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
        "urn:uuid:1",
        "https://a.example",
        "https://A.example/",
        "https://a.example:443/",
        "https://a.example/a/../b",
        "https://a.example/%7euser",
        "https://a.example/%41",
        "https://a.example/湖",
        "https://a.example/a b",
        "https://a.example/|",
        "just a name",
        "mailto:ann@a.example",
    ],
)
def test_any_other_name_becomes_a_uuid_of_it(given):
    assert iri(given) == uuid.uuid5(uuid.NAMESPACE_URL, given).urn


@given(st.text(min_size=1))
def test_a_name_is_made_once(text):
    assert iri(iri(text)) == iri(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?q=1&r=%E6#f", "https://a.example/x?q=1&r=%E6#f"),
        ("https://a.example/湖 [1]|2", "https://a.example/%E6%B9%96%20%5B1%5D%7C2"),
        ("http://[2001:db8::1]:8080/a[1]", "http://[2001:db8::1]:8080/a%5B1%5D"),
        ("https://a.example/100%/50%zz?c=%4", "https://a.example/100%25/50%25zz?c=%254"),
        ("", None),
        (None, None),
    ],
)
def test_an_address_has_escaped_what_belongs_in_none(url, expected):
    assert address(url) == expected


@given(st.text())
def test_an_address_is_escaped_once(rest):
    once = address("https://a.example/" + rest)
    assert address(once) == once
