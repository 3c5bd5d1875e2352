"""Putting and getting articles, version after version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.articles import ARTICLE, IMAGES, LATER, MUCH_LATER, NOW, PATH, POT, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive
from syndicate.archiver.markdown.escape import destination
from syndicate.errors import ArchiveError, StorageError
from syndicate.model import Article, Asset

MAIN = f"{PATH}/index.md"
SIDECAR = f"{PATH}/.index.json"


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


@pytest.fixture
def archive(storage: InMemory) -> Archive:
    return Archive(storage)


def test_a_new_article_is_read_back_with_every_fact(archive: Archive) -> None:
    done = put(archive)

    assert done.kind == "new"
    assert done.article == archive.get(PATH)
    assert done.article == replace(
        ARTICLE,
        image="images/0123456789abcdef.png",
        archived=NOW,
        announced=NOW,
        revision=1,
        hash=done.article.hash,
        path=PATH,
    )


def test_images_come_first_then_the_sidecar_then_the_document(
    archive: Archive, storage: InMemory
) -> None:
    put(archive)
    put(archive, changed(title="Again"), LATER)

    assert storage.written == [
        f"{PATH}/images/0123456789abcdef.png",
        SIDECAR,
        MAIN,
        f"{PATH}/.index.revisions/0001.md",
        SIDECAR,
        MAIN,
    ]
    assert archive.asset(PATH, "0123456789abcdef.png") == IMAGES["0123456789abcdef.png"]
    assert archive.asset(PATH, "none.png") is None


def test_the_same_article_again_changes_no_byte(archive: Archive, storage: InMemory) -> None:
    first = put(archive)
    before = dict(storage.values)

    again = put(archive, at=LATER)

    assert again.kind == "unchanged"
    assert again.article == first.article
    assert storage.values == before


CONTENT = [
    {"title": "Other"},
    {"markdown": "Hard water."},
    {"markdown": ARTICLE.markdown.replace("Soft", "soft")},
    {"date": LATER},
    {"authors": ("Ming Zhao",)},
    {"enclosures": ()},
]


@pytest.mark.parametrize("fields", CONTENT, ids=[str(row) for row in CONTENT])
def test_other_content_is_a_new_version(
    archive: Archive, storage: InMemory, fields: dict[str, object]
) -> None:
    first = put(archive)
    old = storage.values[MAIN]

    done = put(archive, changed(**fields), LATER)

    assert done.kind == "revised"
    assert (done.article.revision, done.article.archived, done.article.announced) == (
        2,
        LATER,
        LATER,
    )
    assert storage.values[f"{PATH}/.index.revisions/0001.md"] == old
    assert archive.version(PATH, 1) == first.article
    assert archive.version(PATH, 2) == done.article
    assert archive.raw(PATH, 1) == old
    assert archive.raw(PATH) == archive.raw(PATH, 2) == storage.values[MAIN]


def test_the_versions_are_told_oldest_first(archive: Archive) -> None:
    put(archive, batch="import-1")
    put(archive, changed(title="Two"), LATER)
    put(archive, changed(title="Three"), MUCH_LATER)

    versions = archive.versions(PATH)

    assert [version.number for version in versions] == [1, 2, 3]
    assert [version.batch for version in versions] == ["import-1", None, None]
    assert [version.file for version in versions] == [
        ".index.revisions/0001.md",
        ".index.revisions/0002.md",
        "index.md",
    ]
    assert [version.announced for version in versions] == [NOW, LATER, MUCH_LATER]
    assert {version.images for version in versions} == {("0123456789abcdef.png",)}


DETAILS = [
    {"description": "Other."},
    {"tags": ("tea", "water")},
    {"lastmod": LATER},
    {"via": ("tea", "leaves")},
    {"guids": ("tea-1", "tea-2")},
    {"urls": ("https://tea.example/water", "https://leaves.example/1")},
    {"description": None, "rights": None},
    {"noarchive": True},
]


@pytest.mark.parametrize("fields", DETAILS, ids=[str(row) for row in DETAILS])
def test_other_details_touch_the_version_that_is_there(
    archive: Archive, storage: InMemory, fields: dict[str, object]
) -> None:
    put(archive)

    done = put(archive, changed(**fields), LATER)
    before = dict(storage.values)
    again = put(archive, changed(**fields), MUCH_LATER)

    assert (done.kind, again.kind) == ("touched", "unchanged")
    assert (done.article.revision, done.article.archived, done.article.announced) == (1, NOW, NOW)
    for name, value in fields.items():
        assert getattr(done.article, name) == value
    assert not done.article.edited
    assert storage.values == before


def test_the_same_instant_in_another_zone_is_no_change(archive: Archive) -> None:
    put(archive)
    assert ARTICLE.date is not None

    done = put(archive, changed(date=ARTICLE.date.astimezone(NOW.tzinfo)), LATER)

    assert done.kind == "unchanged"
    assert done.article.date is not None
    assert done.article.date.utcoffset() == timedelta(hours=8)


def test_trailing_blanks_are_no_change(archive: Archive) -> None:
    put(archive)

    assert put(archive, changed(markdown=ARTICLE.markdown + "  \n\n"), LATER).kind == "unchanged"


@pytest.mark.parametrize("url", [POT.url, "https://tea.example/pot_(1).png?a=1&amp;b"])
def test_an_image_that_came_home_later_is_no_new_version(archive: Archive, url: str) -> None:
    remote = f"Water.\n\n![a pot]({destination(url)})"
    pot = replace(POT, url=url)
    put(archive, changed(markdown=remote, assets=(Asset(url=url, problem="503"),)))
    home = changed(markdown=f"Water.\n\n![a pot](images/{POT.name})", assets=(pot,))

    done = put(archive, home, LATER)

    assert done.kind == "touched"
    assert done.article.markdown == home.markdown
    assert done.article.assets == (pot,)
    assert not done.article.edited
    assert put(archive, home, MUCH_LATER).kind == "unchanged"


def test_an_image_that_is_home_stays_when_its_origin_fails(archive: Archive) -> None:
    remote = ARTICLE.markdown.replace("images/0123456789abcdef.png", POT.url)
    first = put(archive)

    done = put(
        archive, changed(markdown=remote, assets=(Asset(url=POT.url, problem="404"),)), LATER
    )

    assert done.article.markdown == first.article.markdown
    assert done.article.assets == (POT,)
    assert done.article.revision == 1


def test_a_partial_article_becomes_whole_as_a_new_version(archive: Archive) -> None:
    assert put(archive, changed(status="partial", markdown="Soft…")).article.status == "partial"

    done = put(archive, at=LATER)

    assert (done.kind, done.article.status, done.article.revision) == ("revised", "whole", 2)


def test_a_whole_article_never_becomes_partial(archive: Archive, storage: InMemory) -> None:
    put(archive)
    document = storage.values[MAIN]

    lesser = changed(status="partial", markdown="Soft…", title="T", guids=("tea-9",))
    done = put(archive, lesser, LATER)

    assert done.kind == "touched"
    assert done.article.guids == ("tea-1", "tea-9")
    assert storage.values[MAIN] == document
    assert put(archive, lesser, LATER).kind == "unchanged"


def test_an_announcement_minted_before_is_the_versions_own(archive: Archive) -> None:
    minted = NOW + timedelta(microseconds=1)

    done = put(archive, announce=minted)

    assert done.article.announced == minted


def test_text_that_no_file_can_hold_is_left_out(archive: Archive) -> None:
    hostile = changed(
        title="T\ud800ea", markdown="wa\udfffter", guids=("g\ud83d",), tags=("\ud800",)
    )

    done = put(archive, hostile)
    again = put(archive, hostile, LATER)

    assert (done.article.title, done.article.markdown, done.article.tags) == ("Tea", "water", ())
    assert done.article.guids == ("g",)
    assert again.kind == "unchanged"


def test_what_is_not_there_is_an_error(archive: Archive) -> None:
    put(archive)

    for call in (
        lambda: archive.get("tea/none"),
        lambda: archive.raw("tea/none"),
        lambda: archive.version(PATH, 2),
        lambda: archive.raw(PATH, 7),
    ):
        with pytest.raises(ArchiveError):
            call()


def test_a_path_that_leaves_the_archive_is_an_error(archive: Archive) -> None:
    with pytest.raises(StorageError):
        archive.put(ARTICLE, "../out", now=NOW, announce=NOW, assets={}, extractor="test/1")


def _damaged(storage: InMemory) -> dict[str, tuple[str, bytes | None]]:
    return {
        "is missing beside its document": (SIDECAR, None),
        "index.md is missing": (MAIN, None),
        "no front matter": (MAIN, b"text"),
        "knows nothing": (MAIN, storage.values[MAIN].replace(b"revision: 1", b"revision: 9")),
        "version unknown": (MAIN, storage.values[MAIN].replace(b"revision: 1\n", b"")),
        "it is no JSON: Expecting value": (SIDECAR, b"nonsense"),
        "it is nested too deeply": (SIDECAR, b'{"format": ' + b"[" * 100_000),
        "byte 1 is not UTF-8": (SIDECAR, b"{\xff}"),
        "it has no 'versions'": (SIDECAR, b'{"format": 1, "key": "k", "guids": [], "urls": []}'),
        "format 2": (SIDECAR, b'{"format": 2}'),
        "not an object": (SIDECAR, b"[]"),
        "not a list": (SIDECAR, b'{"format": 1, "key": "k", "guids": 1}'),
    }


@pytest.mark.parametrize("reason", list(_damaged(InMemory({MAIN: b""}))))
def test_damage_is_reported_and_never_overwritten(
    archive: Archive, storage: InMemory, reason: str
) -> None:
    put(archive)
    key, data = _damaged(storage)[reason]
    if data is None:
        del storage.values[key]
    else:
        storage.values[key] = data
    before = dict(storage.values)

    with pytest.raises(ArchiveError, match=reason):
        archive.get(PATH)
    if reason != "index.md is missing":
        with pytest.raises(ArchiveError, match=reason):
            put(archive, changed(title="Other"), LATER)

        assert storage.values == before


def test_a_lost_document_of_one_version_is_written_again(archive: Archive) -> None:
    first = put(archive)
    archive._storage.delete(MAIN)

    assert put(archive, at=LATER).article == first.article


def test_a_lost_document_of_several_versions_is_damage(archive: Archive) -> None:
    put(archive)
    put(archive, changed(title="Other"), LATER)
    archive._storage.delete(MAIN)

    with pytest.raises(ArchiveError, match="is missing beside its sidecar"):
        put(archive, at=MUCH_LATER)


def test_all_articles_are_walked_in_path_order_and_damage_in_its_place(
    archive: Archive, storage: InMemory
) -> None:
    for path in ("tea/2026/02/28-b", "ale/2026/01/01-a", "tea/2026/02/28-a"):
        archive.put(ARTICLE, path, now=NOW, announce=NOW, assets=IMAGES, extractor="test/1")
    storage.values["tea/2026/02/28-a/index.md"] = b"broken"
    del storage.values["tea/2026/02/28-b/index.md"]
    storage.values["tea/_index.md"] = b"---\ntitle: Tea\n---\n"
    storage.values["tea/notes.md"] = b"mine"
    storage.values["tea/.hidden/index.md"] = b"mine"
    storage.values[".obsidian/index.md"] = b"mine"

    found = list(archive.articles())

    assert [type(item) for item in found] == [Article, ArchiveError, ArchiveError]
    assert [item.path for item in found] == [
        "ale/2026/01/01-a",
        "tea/2026/02/28-a/index.md",
        "tea/2026/02/28-b/index.md",
    ]


def test_announcements_are_read_back_merged_and_the_newest_wins(archive: Archive) -> None:
    put(archive, changed(announcements={"tea\na": "1" * 16, "tea\nb": "2" * 16}))

    done = put(archive, changed(announcements={"ale\nc": "3" * 16, "tea\na": "4" * 16}), LATER)

    assert done.kind == "touched"
    assert done.article == archive.get(PATH)
    assert done.article.announcements == {
        "tea\na": "4" * 16,
        "tea\nb": "2" * 16,
        "ale\nc": "3" * 16,
    }
    assert done.article.revision == 1


def test_the_same_announcement_again_changes_nothing(archive: Archive, storage: InMemory) -> None:
    put(archive, changed(announcements={"tea\na": "1" * 16}))
    put(archive, changed(announcements={"ale\nb": "2" * 16}), LATER)
    before = dict(storage.values)

    again = put(archive, changed(announcements={"tea\na": "1" * 16}), MUCH_LATER)

    assert (again.kind, storage.values) == ("unchanged", before)


def test_an_article_without_announcements_keeps_those_of_before(archive: Archive) -> None:
    put(archive, changed(announcements={"tea\na": "1" * 16}))

    assert put(archive, changed(markdown="Hard."), LATER).kind == "revised"
    assert archive.get(PATH).announcements == {"tea\na": "1" * 16}


def test_only_the_newest_announcements_are_kept(archive: Archive) -> None:
    names = [f"tea\n{number}" for number in range(25)]
    put(archive, changed(announcements=dict.fromkeys(names, "1" * 16)))
    assert list(archive.get(PATH).announcements) == names[-20:]

    put(archive, changed(announcements={names[5]: "2" * 16, "ale\nnew": "3" * 16}), LATER)

    kept = archive.get(PATH).announcements
    assert list(kept) == [*names[7:], names[5], "ale\nnew"]
    assert kept[names[5]] == "2" * 16


def test_announcements_stand_in_the_sidecar_whatever_they_are_named(
    archive: Archive, storage: InMemory
) -> None:
    put(archive, changed(announcements={"tea\nname \ud800水": "1" * 16}))

    assert '"tea\\nname 水": "1111111111111111"' in storage.values[SIDECAR].decode()
    assert archive.get(PATH).announcements == {"tea\nname 水": "1" * 16}
