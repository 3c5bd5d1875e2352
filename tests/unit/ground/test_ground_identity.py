"""Names of entries, keys and ids of articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate import identity
from syndicate.model import Enclosure, Entry


def test_a_guid_names_its_entry():
    entry = Entry(guid="tag:a,2026:1", url="https://a.example/1")

    assert identity.name(entry, guid=True, url=True) == "tag:a,2026:1"


def test_without_a_guid_the_canonical_url_names_the_entry():
    entry = Entry(url="HTTPS://A.example:443/1?utm_source=feed#top")

    assert identity.name(entry, guid=True, url=True) == "https://a.example/1"


def test_an_entry_without_names_is_named_by_its_text():
    one, two = Entry(title="One"), Entry(title="Two")

    names = {identity.name(entry, guid=True, url=True) for entry in (one, two)}

    assert len(names) == 2


def test_a_guid_given_twice_identifies_nothing():
    entries = [
        Entry(guid="1", url="https://a.example/1"),
        Entry(guid="1", url="https://a.example/2"),
    ]

    guids, shared = identity.ambiguous(entries)

    assert guids == {"1"}
    assert not shared


def test_a_url_under_different_guids_identifies_nothing():
    entries = [Entry(guid=str(n), url="https://a.example/") for n in range(3)]

    guids, shared = identity.ambiguous(entries)

    assert not guids
    assert shared == {"https://a.example/"}


def test_a_url_shared_by_different_titles_identifies_nothing_where_guids_fail_too():
    front = "https://a.example/"
    entries = [Entry(guid=front, url=front, title=title) for title in ("One", "Two")]

    guids, shared = identity.ambiguous(entries)

    assert guids == {front}
    assert shared == {front}


def test_the_same_entry_announced_twice_is_one():
    entries = [Entry(guid="1", url="https://a.example/1", title="One")] * 2

    _, shared = identity.ambiguous(entries)

    assert not shared


def test_the_same_guid_and_link_for_different_texts_identify_nothing():
    entries = [Entry(guid="1", url="https://a.example/1", title="T", summary=s) for s in "ab"]

    assert identity.ambiguous(entries) == ({"1"}, {"https://a.example/1"})


def test_entries_that_nothing_names_are_named_by_all_they_say():
    notes = [Entry(summary=text) for text in ("cats", "dogs")]

    assert len({identity.name(note, guid=True, url=True) for note in notes}) == 2


@pytest.mark.parametrize(
    "url", ["https://a.example", "https://a.example/#x", "HTTP://A.example/?utm_source=x"]
)
def test_a_front_page_is_known(url):
    assert identity.is_front_page(url)


@pytest.mark.parametrize(
    "url", ["https://a.example/1", "https://a.example/?p=1", "https://a.example/#!/1"]
)
def test_other_pages_are_no_front_pages(url):
    assert not identity.is_front_page(url)


def test_an_article_without_a_url_is_known_by_source_and_name():
    assert identity.key("qq", "guid-1", None) == "qq\nguid-1"


@pytest.mark.parametrize(
    "guid",
    [
        "tag:a.example,2026:1",
        "urn:uuid:9f6c0b1e-7d0f-4b57-9d0c-1f6f7b1a2c3d",
        "https://a.example/?p=1",
    ],
)
def test_an_absolute_iri_is_kept_as_id(guid):
    candidates = identity.ids(Entry(guid=guid), guid=True, article_key="k")

    assert candidates[0] == guid


@pytest.mark.parametrize("guid", ["1234", "a b:c", "", None, "tag:with space", "x:<script>"])
def test_anything_else_gives_an_id_that_two_machines_agree_on(guid):
    candidates = identity.ids(Entry(guid=guid), guid=True, article_key="https://a.example/1")

    assert len(candidates) == 1
    assert candidates == identity.ids(Entry(), guid=True, article_key="https://a.example/1")


def test_an_ambiguous_guid_is_no_id():
    candidates = identity.ids(Entry(guid="tag:a,2026:1"), guid=False, article_key="k")

    assert candidates[0].startswith("urn:uuid:")


CHANGES = [
    {"title": "other"},
    {"url": "https://a.example/2"},
    {"summary": "other"},
    {"content": "other"},
    {"updated": datetime(2026, 1, 2, tzinfo=UTC)},
    {"published": datetime(2026, 1, 2, tzinfo=UTC)},
    {"authors": ("other",)},
    {"tags": ("other",)},
    {"image": "https://a.example/i.png"},
    {"enclosures": (Enclosure(url="https://a.example/a.mp3"),)},
    {"rights": "other"},
    {"page": "<p>other"},
    {"edition": ""},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_the_fingerprint_tells_every_change(change):
    entry = {"guid": "1", "title": "One"}

    assert identity.fingerprint(Entry(**entry)) != identity.fingerprint(
        Entry(**{**entry, **change})
    )


def test_an_edition_stands_in_the_place_of_dates():
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)

    assert identity.fingerprint(Entry(published=early, edition="")) == identity.fingerprint(
        Entry(published=late, edition="")
    )


@given(st.lists(st.text()), st.lists(st.text()))
def test_authors_and_tags_are_not_mixed_up(authors, tags):
    one = Entry(authors=tuple(authors), tags=tuple(tags))
    other = Entry(authors=(), tags=tuple(authors + tags))

    assert (identity.fingerprint(one) == identity.fingerprint(other)) == (one == other)
