"""Which hub a document names, and under which topic."""

import pytest

from syndicate.fetcher.websub.offers import links, may_subscribe, offer
from syndicate.model import Document, Offer, Page, Request, Source

HUB = "https://hub.example/"
TOPIC = "https://a.example/feed"


def page(*link: str) -> Page:
    return Page(url="https://a.example/now", body=b"", link=link)


def document(**links: tuple[str, ...]) -> Document:
    return Document(format="atom", links=links)


def test_a_feed_names_its_hub_and_its_topic():
    found = offer(page(), document(hub=(HUB,), self=(TOPIC,)))

    assert found == Offer(hub=HUB, topic=TOPIC)


def test_link_headers_win_over_what_the_document_says():
    headers = (f'<{HUB}>; rel="hub"', '</feed>; rel="self"; title="a, b"')

    found = offer(page(*headers), document(hub=("https://old.example/",), self=("https://o/",)))

    assert found == Offer(hub=HUB, topic=TOPIC)


def test_without_self_the_topic_is_the_address_that_answered():
    assert offer(page(), document(hub=(HUB,))) == Offer(hub=HUB, topic="https://a.example/now")


def test_a_hub_with_tls_is_taken_before_others():
    hubs = ("http://plain.example/", HUB)

    assert offer(page(), document(hub=hubs)).hub == HUB


@pytest.mark.parametrize(
    "hub",
    [
        "ftp://hub.example/",
        "hub",
        "https://",
        "https://[",
        "https://h/#x",
        "https://h/" + "x" * 2048,
    ],
)
def test_what_is_no_hub_is_no_offer(hub):
    assert offer(page(), document(hub=(hub,), self=(TOPIC,))) is None


@pytest.mark.parametrize(
    ("hub", "taken"),
    [
        ("http://hub.example/", False),
        ("http://192.168.1.7/", False),
        ("http://localhost.example/", False),
        ("http://127.0.0.1:8080/hub", True),
        ("http://[::1]/", True),
    ],
)
def test_no_hub_is_told_a_secret_in_the_clear(hub, taken):
    found = offer(page(), document(hub=(hub,), self=(TOPIC,)))

    assert (found is not None) == taken


def test_a_document_without_a_hub_offers_nothing():
    assert offer(page(f'<{TOPIC}>; rel="self"'), document(self=(TOPIC,))) is None


@pytest.mark.parametrize(
    ("line", "rels"),
    [
        ('<a>; rel="hub self"', {"hub", "self"}),
        ("<a>; rel=hub", {"hub"}),
        ("<a>;REL=HUB ; type=x, <b>;rel=self", {"hub", "self"}),
        ('<a>; title="x"; rel="hub"', {"hub"}),
        ("<a>", set()),
        ("a; rel=hub", set()),
        ("<", set()),
        ("", set()),
    ],
)
def test_link_headers_are_read_as_they_are_written(line, rels):
    assert set(links([line], "https://a.example/")) == rels


def test_link_headers_without_end_take_no_time():
    assert links(['<a>; x="' * 10_000 + ";" * 100_000], "https://a.example/") == {}


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"kind": "listing"}, True),
        ({"websub": False}, False),
        ({"enabled": False}, False),
        ({"kind": "folder"}, False),
        ({"kind": "sitemap"}, False),
        ({"command": ("x",)}, False),
        ({"secrets": {"KEY": "x"}}, False),
        ({"request": Request(credentials="a:b")}, False),
        ({"request": Request(headers={"X": "y"})}, False),
    ],
)
def test_no_hub_hears_of_a_source_that_is_not_public(change, may):
    assert may_subscribe(Source(id="a", url=TOPIC, **change)) is may
