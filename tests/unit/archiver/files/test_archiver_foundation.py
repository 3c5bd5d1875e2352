"""What stands at an archive's root, and what was withdrawn."""

from __future__ import annotations

import json

import pytest
from helpers.articles import ARTICLE, changed
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.tombstones import Tombstones
from syndicate.errors import ArchiveError
from syndicate.model import Identity, Tombstone

STONES = ".syndicate/tombstones.jsonl"


def test_an_archive_says_its_format_and_how_to_read_it() -> None:
    storage = InMemory()

    Archive(storage).prepare()

    assert storage.values[".syndicate/format"] == b"1\n"
    assert storage.values[".gitattributes"] == b"*.md text eol=lf\n"
    assert b"sha256sum" in storage.values[".syndicate/README.txt"]
    assert storage.written[-1] == ".syndicate/format"


def test_what_a_person_made_of_these_files_stays() -> None:
    storage = InMemory({".gitattributes": b"mine", ".syndicate/README.txt": b"mine"})

    Archive(storage).prepare()

    assert storage.written == [".syndicate/format"]


@pytest.mark.parametrize(
    ("data", "reason"), [(b"2\n", "has format 2, this Syndicate knows 1"), (b"x", "is no number")]
)
def test_an_archive_of_another_format_is_refused_untouched(data: bytes, reason: str) -> None:
    storage = InMemory({".syndicate/format": data})

    with pytest.raises(ArchiveError, match=reason):
        Archive(storage).prepare()

    assert storage.written == []


def test_an_archive_without_tombstones_covers_nothing() -> None:
    assert not Tombstones.of(Archive(InMemory()).stones()).cover(ARTICLE)


STONE = {"id": "urn:x", "keys": ["https://tea.example/gone"], "guids": [["tea", "gone"]]}
COVERED = [
    (changed(id="urn:x"), True),
    (changed(key="https://tea.example/gone"), True),
    (changed(urls=("https://tea.example/gone",)), True),
    (changed(guids=("gone",)), True),
    (changed(source="ale", via=("tea",), guids=("gone",)), True),
    (changed(source="ale", guids=("gone",)), False),
    (ARTICLE, False),
]


@pytest.mark.parametrize(("article", "covered"), COVERED)
def test_a_tombstone_covers_every_name_of_its_article(article: object, covered: bool) -> None:
    storage = InMemory({STONES: json.dumps(STONE).encode() + b"\n"})

    assert Tombstones.of(Archive(storage).stones()).cover(article) is covered


@pytest.mark.parametrize("line", [b"x", b"{}", b'{"id": "a", "keys": [], "guids": ["g"]}', b"[]"])
def test_a_damaged_tombstone_is_an_error_that_names_its_line(line: bytes) -> None:
    data = json.dumps(STONE).encode() + b"\n" + line

    with pytest.raises(ArchiveError, match="tombstones.jsonl:2 is damaged"):
        Archive(InMemory({STONES: data})).stones()


def named(url: str | None, guid: str | None, source: str = "tea") -> Identity:
    key = url or f"{source}\n{guid}"
    urls = (url,) if url else ()
    return Identity(source=source, key=key, guid=guid, urls=urls, ids=())


GONE, ELSEWHERE = "https://tea.example/gone", "https://tea.example/other"
NAMED = [
    (named(GONE, None), True),
    (named(GONE, "new"), True),
    (named(ELSEWHERE, "gone"), False),
    (named(None, "gone"), True),
    (named(None, "gone", source="ale"), False),
    (named(ELSEWHERE, "urn:gone"), True),
    (named(ELSEWHERE, "other"), False),
]


@pytest.mark.parametrize(("names", "matches"), NAMED)
def test_a_guid_of_one_source_alone_does_not_speak_against_an_address(
    names: Identity, matches: bool
) -> None:
    storage = InMemory()
    guids = (("tea", "gone"), ("tea", "urn:gone"))
    Archive(storage).bury([Tombstone(id="urn:x", keys=(GONE,), guids=guids)])

    assert Tombstones.of(Archive(storage).stones()).match(names) is matches


def test_the_same_tombstone_is_kept_once_and_after_those_that_are_there() -> None:
    storage = InMemory({STONES: json.dumps(STONE).encode()})
    stone = Tombstone(id="urn:y", keys=(GONE,))

    Archive(storage).bury([stone])
    Archive(storage).bury([stone])

    lines = storage.read(STONES).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["urn:x", "urn:y"]
