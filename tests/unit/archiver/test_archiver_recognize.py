"""Which article an entry is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate.archiver.recognize import identify, may_change, same, settle, steady
from syndicate.model import Article, Claim, Entry, Extraction, Identity, Pending, Source

URL = "https://a.example/1"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)


def pending(entry: Entry, *ambiguous: str) -> Pending:
    return Pending(
        source="a",
        name=entry.guid or "name",
        entry=entry,
        ambiguous=frozenset(ambiguous),
        fingerprint="f",
        retry_at=NOON,
    )


def article(**fields) -> Article:
    given = {"key": URL, "id": "i", "source": "a", "title": "T", "markdown": "x\n", **fields}
    return Article(**given)


def test_the_key_is_the_canonical_url():
    names = identify(pending(Entry(guid="g", url=URL + "?utm_source=x")), None)

    assert (names.key, names.guid, names.urls) == (URL, "g", (URL,))


def test_a_pages_own_canonical_url_is_the_key_and_the_announced_one_a_name():
    page = Extraction(canonical_url="https://a.example/story")

    names = identify(pending(Entry(url=URL)), page)

    assert names.key == "https://a.example/story"
    assert names.urls == ("https://a.example/story", URL)


def test_a_front_page_is_nobodys_canonical_url():
    page = Extraction(canonical_url="https://a.example/")

    assert identify(pending(Entry(url=URL)), page).key == URL


def test_ambiguous_names_identify_nothing():
    names = identify(pending(Entry(guid="g", url=URL), "guid", "url"), None)

    assert (names.guid, names.urls) == (None, ())
    assert names.key == "a\ng"


SAME = [
    ("its own address", Entry(url=URL + "?utm_source=x"), {"urls": (URL,)}, True),
    ("an IRI as guid", Entry(guid="tag:a,2026:1", url="https://a.example/2"), {}, True),
    ("guid and title", Entry(guid="1", url="https://a.example/2", title="t "), {}, True),
    ("guid and date", Entry(guid="1", url="https://a.example/2", published=NOON), {}, True),
    ("guid, and no address to differ", Entry(guid="1"), {}, True),
    ("guid counted anew", Entry(guid="1", url="https://a.example/2", title="X"), {}, False),
    (
        "canonical alone, other guid",
        Entry(guid="9", url="https://a.example/2", title="T"),
        {},
        False,
    ),
    ("canonical and title", Entry(url="https://a.example/2", title="T"), {}, True),
    ("canonical, other title", Entry(url="https://a.example/2", title="U"), {}, False),
    ("canonical, no title", Entry(url="https://a.example/2"), {}, False),
    (
        "canonical and title, guid of another source",
        Entry(guid="9", url="https://a.example/2", title="T"),
        {"source": "b"},
        True,
    ),
]


@pytest.mark.parametrize(("why", "entry", "fields", "expected"), SAME, ids=[row[0] for row in SAME])
def test_whether_an_article_is_the_entrys(why, entry, fields, expected):
    known = article(guids=("tag:a,2026:1", "1"), date=NOON, **fields)

    assert same(known, pending(entry)) is expected


def test_an_address_that_tells_nothing_agrees_with_nothing():
    known = article(urls=(URL,), title="Other")

    assert not same(known, pending(Entry(url=URL, title="T"), "url"))


def test_a_guid_left_out_is_no_name():
    assert identify(pending(Entry(guid="g", url=URL)), None, guid=False).guid is None


HOME = Source(id="home", url="https://a.example/feed")
PLANET = Source(id="planet", url="https://planet.example/feed")


@pytest.mark.parametrize(
    ("source", "home", "expected"),
    [
        (HOME, HOME, True),
        (PLANET, HOME, False),
        (HOME, PLANET, True),
        (PLANET, None, True),
        (PLANET, Source(id="b", url="https://b.example/feed"), False),
    ],
)
def test_only_the_first_source_and_the_articles_own_site_change_it(source, home, expected):
    assert may_change(source, home, article(canonical_url=URL)) is expected


def test_an_article_from_a_second_source_stays_with_its_first_and_names_both():
    names = Identity(source="a", key=URL, guid="g", urls=(URL,))
    claim = Claim(key=URL, id="i", path="b/2026/03/x", known=True)

    settled = settle(article(), claim, article(source="b", guids=("h",)), names)

    assert (settled.source, settled.via) == ("b", ("b", "a"))
    assert settled.guids == ("h", "g")
    assert settled.path == "b/2026/03/x"


def test_an_article_of_one_source_names_no_via():
    names = Identity(source="a", key=URL)
    claim = Claim(key=URL, id="i", path="a/2026/03/x", known=False)

    assert settle(article(), claim, None, names).via == ()


@pytest.mark.parametrize(
    ("entry", "page", "date", "lastmod"),
    [
        (Entry(), Extraction(date=LATER), LATER, None),
        (Entry(), Extraction(date=LATER, reckoned=frozenset({"date"})), NOON, None),
        (Entry(published=LATER), Extraction(reckoned=frozenset({"date"})), LATER, None),
        (Entry(published=LATER, edition=""), None, NOON, None),
        (Entry(), Extraction(modified=LATER, reckoned=frozenset({"modified"})), None, NOON),
        (Entry(), Extraction(modified=LATER), None, LATER),
    ],
)
def test_a_date_that_was_counted_back_is_what_it_was_at_first(entry, page, date, lastmod):
    known = article(date=NOON, lastmod=NOON)
    draft = article(date=entry.published or (page and page.date), lastmod=page and page.modified)

    found = steady(draft, known, pending(entry), page)

    assert (found.date, found.lastmod) == (date, lastmod)


def test_an_article_without_a_date_takes_one_that_was_counted_back():
    page = Extraction(date=NOON, reckoned=frozenset({"date"}))

    assert steady(article(date=NOON), article(), pending(Entry()), page).date == NOON
