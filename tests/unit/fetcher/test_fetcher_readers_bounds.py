"""What a feed says is bounded where it enters, in every format alike."""

from __future__ import annotations

import json

import pytest

from syndicate.fetcher.readers.feed import read
from syndicate.markup import limits
from syndicate.urls import LONGEST

HUGE = "x" * 100_000
PAGE = "https://e.example/a"


def rss(inside: str, head: str = "") -> bytes:
    channel = f"<channel>{head}<item><guid>g</guid>{inside}</item></channel>"
    return f'<rss version="2.0">{channel}</rss>'.encode()


def atom(inside: str, head: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry><id>g</id>{inside}</entry></feed>'
    ).encode()


def jsonfeed(facts: dict[str, object], **head: object) -> bytes:
    return json.dumps({**head, "items": [{"id": "g", **facts}]}).encode()


MANY_ENCLOSURES = "".join(
    f"<enclosure url='{PAGE}{number}{'x' * 1500}' type='{HUGE[:900]}'/>" for number in range(200)
)
HOSTILE = {
    "link": rss(f"<link>https://e.example/{HUGE}</link>"),
    "title": rss(f"<title>{HUGE}</title>"),
    "authors": rss(f"<author>{HUGE}</author>" * 2),
    "rights": atom(f"<rights>{HUGE}</rights>", f"<rights>{HUGE}</rights>"),
    "category": rss("".join(f"<category>{number}{HUGE[:900]}</category>" for number in range(200))),
    "people": atom(
        "".join(f"<author><name>{number}{HUGE[:900]}</name></author>" for number in range(200))
    ),
    "language": rss(f"<language>{'en' + '-abcdefgh' * 9999}</language>"),
    "enclosures": rss(MANY_ENCLOSURES),
    "channel": rss("", f"<title>{HUGE}</title><copyright>{HUGE}</copyright><link>{HUGE}</link>"),
    "description": rss("", f"<description>{HUGE}</description>"),
    "relations": atom(
        "",
        "".join(f"<link rel='r{number}' href='{PAGE}{number}'/>" for number in range(999))
        + "".join(f"<link rel='hub' href='{PAGE}{number}'/>" for number in range(999)),
    ),
    "relation": atom("", f"<link rel='{HUGE[:60_000]}' href='{PAGE}'/>"),
    "json": jsonfeed(
        {
            "title": HUGE,
            "url": f"https://e.example/{HUGE}",
            "authors": [{"name": f"{number}{HUGE}"} for number in range(200)],
            "tags": [f"{number}{HUGE[:900]}" for number in range(200)],
            "attachments": [{"url": f"{PAGE}{n}", "mime_type": HUGE[:900]} for n in range(200)],
            "language": "en" + "-abcdefgh" * 9999,
        },
        title=HUGE,
        description=HUGE,
        home_page_url=f"https://e.example/{HUGE}",
    ),
    "cdf": f"<CHANNEL HREF='x'><TITLE>{HUGE}</TITLE><ITEM HREF='{PAGE}'><TITLE>{HUGE}</TITLE></ITEM></CHANNEL>".encode(),
}


def sizes(value: object) -> int:
    return len(value) if isinstance(value, (str, tuple, dict)) else 0


@pytest.mark.parametrize("name", HOSTILE)
def test_no_fact_is_longer_than_its_limit(name):
    document = read(HOSTILE[name], url="https://e.example/feed")

    [entry] = document.entries
    texts = (document.title, document.description, document.rights, entry.title, entry.rights)
    assert max(map(sizes, (*texts, *entry.authors, *entry.tags))) <= limits.TEXT
    assert max(map(sizes, (entry.authors, entry.tags, entry.enclosures))) <= limits.MANY
    assert max(map(sizes, (document.lang, entry.lang))) <= limits.LANGUAGE
    assert max(map(sizes, (document.link, document.image, entry.url, entry.image))) <= LONGEST
    assert all(sizes(file.type) <= limits.MEDIA_TYPE for file in entry.enclosures)
    assert max(map(sizes, (document.links, *document.links.values()))) <= limits.MANY
    assert all(len(rel) <= limits.TEXT for rel in document.links)


def test_what_is_short_stays_as_it_is():
    inside = "<title>T</title><author><name>A</name></author><category term='t'/>"

    [entry] = read(atom(inside), url=None).entries

    assert (entry.guid, entry.title, entry.authors, entry.tags) == ("g", "T", ("A",), ("t",))


@pytest.mark.parametrize("scheme", ["https://e.example/", "tag:e.example,2026:", ""])
def test_a_long_guid_goes_by_its_digest(scheme):
    def guid(end: str) -> str:
        body = rss(f"<title>t</title><guid isPermaLink='false'>{scheme}{HUGE}{end}</guid>")
        [entry] = read(body.replace(b"<guid>g</guid>", b""), url=None).entries
        assert entry.guid
        return entry.guid

    assert guid("1").startswith("ni:///sha-256;")
    assert len(guid("1")) == 14 + 43
    assert guid("1") == guid("1") != guid("2")


def test_a_guid_as_long_as_a_url_is_kept():
    name = "https://e.example/".ljust(LONGEST, "x")

    [entry] = read(jsonfeed({"id": name}), url=None).entries

    assert (entry.guid, entry.url) == (name, name)


DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "inside",
    [
        f"<enclosure url='{PAGE}' length='{DIGITS}'/>",
        f"<description>&lt;a href='/&amp;#{DIGITS};'>x&lt;/a></description>",
        f"<media:thumbnail url='{PAGE}' width='{DIGITS}' xmlns:media='http://search.yahoo.com/mrss'/>",
        f"<pubDate>{DIGITS}</pubDate><title>&amp;#{DIGITS};</title>",
    ],
    ids=["length", "reference", "width", "date"],
)
def test_a_number_of_any_length_costs_at_most_itself(inside):
    [entry] = read(rss(inside), url="https://e.example/").entries

    assert entry.guid == "g"
    assert all(file.length is None for file in entry.enclosures)


def test_hours_and_minutes_of_any_length_are_none():
    head = f"<ttl>{DIGITS}</ttl><skipHours><hour>{DIGITS}</hour><hour>7</hour></skipHours>"

    document = read(rss("", head), url=None)

    assert (document.ttl, document.skip_hours) == (None, {7})


@pytest.mark.parametrize(
    "value",
    [
        DIGITS,
        f"-{DIGITS}",
        f"1e{DIGITS}",
        f"0.{DIGITS}",
        "NaN",
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 5000 + '"]}\\""' + "}" * 5000,
    ],
    ids=["integer", "negative", "exponent", "fraction", "constant", "lists", "objects"],
)
def test_a_json_value_that_nobody_can_hold_costs_only_itself(value):
    items = f'[{{"id": "a", "title": "A", "x": {value}}}, {{"id": "b", "date_published": {value}}}]'
    body = f'{{"title": "T", "y": {value}, "items": {items}}}'

    document = read(body.encode(), url="https://e.example/feed")

    assert document.title == "T"
    assert [entry.guid for entry in document.entries] == ["a", "b"]


@pytest.mark.parametrize("value", [DIGITS, "1e999", "Infinity"])
def test_a_number_that_is_none_names_no_entry(value):
    [entry] = read(f'{{"items": [{{"id": {value}, "title": "t"}}]}}'.encode(), url=None).entries

    assert entry.guid is None
