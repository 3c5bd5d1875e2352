"""What is kept of a source, and the page that shows it."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.cards import Card
from syndicate.errors import ArchiveError

PAGE = "tea/_index.md"
KEY = ".syndicate/sources/tea.json"
CARD = Card(
    source="tea",
    title="Tea: 茶",
    link="https://tea.example/",
    feed="https://tea.example/feed",
    rights="CC0",
    lang="en",
    image="https://tea.example/pot.png",
    passed=("0123456789abcdef", "fedcba9876543210"),
)


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


@pytest.fixture
def archive(storage: InMemory) -> Archive:
    return Archive(storage)


def test_a_card_is_read_back_equal(archive: Archive) -> None:
    assert archive.card("tea") is None

    assert archive.put_card(CARD)

    assert archive.card("tea") == CARD
    assert not archive.put_card(CARD)


def test_a_damaged_card_is_yielded_in_its_place(archive: Archive, storage: InMemory) -> None:
    for name in ("a", "tea", "z"):
        archive.put_card(replace(CARD, source=name))
    storage.values[KEY] = b"{"

    first, damage, last = archive.cards()

    assert (first, last) == (replace(CARD, source="a"), replace(CARD, source="z"))
    assert isinstance(damage, ArchiveError)
    assert damage.path == KEY


def test_the_page_of_a_source_shows_its_card(archive: Archive, storage: InMemory) -> None:
    archive.put_card(CARD)

    assert storage.values[PAGE].decode() == (
        '---\ntitle: "Tea: 茶"\ncanonical_url: https://tea.example/\n'
        "feed: https://tea.example/feed\nlang: en\nimage: https://tea.example/pot.png\n"
        "rights: CC0\n---\n"
    )


def test_a_source_without_a_title_is_called_by_its_id(archive: Archive, storage: InMemory) -> None:
    archive.put_card(Card(source="tea"))

    assert storage.values[PAGE] == b"---\ntitle: tea\n---\n"
    assert archive.card("tea") == Card(source="tea")


def test_news_of_a_source_reach_its_page(archive: Archive, storage: InMemory) -> None:
    archive.put_card(CARD)

    archive.put_card(Card(source="tea", title="New", lang="en"))

    assert storage.values[PAGE] == b"---\ntitle: New\nlang: en\n---\n"


def test_what_a_person_changed_in_the_page_stays(archive: Archive, storage: InMemory) -> None:
    archive.put_card(CARD)
    mine = storage.values[PAGE].decode().replace("rights: CC0", "rights: mine # ask\nweight: 010")
    storage.values[PAGE] = f"{mine}\nAbout tea.\n".encode()

    archive.put_card(Card(source="tea", title="New", rights="CC BY"))

    assert storage.values[PAGE].decode() == (
        "---\ntitle: New\nrights: mine # ask\nweight: 010\n---\n\nAbout tea.\n"
    )


def test_a_broken_page_is_left_alone_and_the_card_is_kept(
    archive: Archive, storage: InMemory, caplog: pytest.LogCaptureFixture
) -> None:
    storage.values[PAGE] = b"just text"

    with caplog.at_level(logging.WARNING, "syndicate"):
        archive.put_card(CARD)

    assert storage.values[PAGE] == b"just text"
    assert archive.card("tea") == CARD
    assert caplog.messages == ["source page left alone"]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"source": 1}', b'{"source": "tea", "passed": 1}']
)
def test_a_damaged_card_is_an_error(archive: Archive, storage: InMemory, data: bytes) -> None:
    storage.values[KEY] = data

    with pytest.raises(ArchiveError, match="tea.json is damaged"):
        archive.card("tea")


def test_a_card_tells_what_a_filter_refused_from_what_lay_beyond_the_first_limit(archive):
    card = replace(CARD, refused=("0123456789abcdef",), backfill=0)

    archive.put_card(card)

    assert archive.card("tea") == card
