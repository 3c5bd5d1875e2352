"""What a person changed in a document stays, and nothing the source sends is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.articles import ARTICLE, LATER, MUCH_LATER, NOW, PATH, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive

MAIN = f"{PATH}/index.md"


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


@pytest.fixture
def archive(storage: InMemory) -> Archive:
    archive = Archive(storage)
    put(archive)
    return archive


def edit(storage: InMemory, old: str, new: str) -> None:
    text = storage.values[MAIN].decode()
    assert old in text
    storage.values[MAIN] = text.replace(old, new).encode()


def test_an_edited_body_is_seen(archive: Archive, storage: InMemory) -> None:
    edit(storage, "Soft water", "Very soft water")

    article = archive.get(PATH)

    assert article.edited
    assert article.markdown.startswith("Very soft water")


def test_blank_lines_at_the_end_are_no_edit(archive: Archive, storage: InMemory) -> None:
    storage.values[MAIN] += b"\n\n"

    assert not archive.get(PATH).edited


def test_an_edited_body_stays_and_the_new_text_goes_to_the_revisions(
    archive: Archive, storage: InMemory
) -> None:
    edit(storage, "Soft water", "Very soft water")
    mine = storage.values[MAIN]

    done = put(archive, changed(markdown="Hard water.", title="Hard"), LATER)

    assert (done.kind, done.saved) == ("kept", f"{PATH}/.index.revisions/0002.md")
    assert storage.values[MAIN] == mine
    assert done.article == archive.get(PATH)
    assert done.article.revision == 1
    kept = archive.version(PATH, 2)
    assert (kept.markdown, kept.title, kept.edited) == ("Hard water.", "Hard", False)


def test_a_kept_text_is_kept_once(archive: Archive, storage: InMemory) -> None:
    edit(storage, "Soft water", "Very soft water")
    put(archive, changed(markdown="Hard water."), LATER)
    before = dict(storage.values)

    again = put(archive, changed(markdown="Hard water."), MUCH_LATER)

    assert again.kind == "unchanged"
    assert storage.values == before


def test_every_later_text_is_kept(archive: Archive, storage: InMemory) -> None:
    edit(storage, "Soft water", "Very soft water")
    put(archive, changed(markdown="Hard water."), LATER)

    done = put(archive, changed(markdown="Iron water."), MUCH_LATER)

    assert (done.kind, done.saved) == ("kept", f"{PATH}/.index.revisions/0003.md")
    assert [version.number for version in archive.versions(PATH)] == [1, 2, 3]
    assert archive.version(PATH, 2).markdown == "Hard water."


def test_an_edit_taken_back_lets_the_next_text_in(archive: Archive, storage: InMemory) -> None:
    edit(storage, "Soft water", "Very soft water")
    put(archive, changed(markdown="Hard water."), LATER)
    edit(storage, "Very soft water", "Soft water")

    done = put(archive, changed(markdown="Iron water."), MUCH_LATER)

    assert (done.kind, done.article.revision) == ("revised", 3)
    assert done.article.markdown == "Iron water."
    assert [version.file for version in archive.versions(PATH)] == [
        ".index.revisions/0001.md",
        ".index.revisions/0002.md",
        "index.md",
    ]


def test_an_edited_body_stays_while_the_title_is_revised(
    archive: Archive, storage: InMemory
) -> None:
    edit(storage, "Soft water", "Very soft water")
    mine = storage.values[MAIN]

    done = put(archive, changed(title="Hard"), LATER)

    assert (done.kind, done.article.title, done.article.edited) == ("revised", "Hard", True)
    assert done.article.markdown.startswith("Very soft water")
    assert archive.raw(PATH, 1) == mine
    assert archive.version(PATH, 1).edited
    assert put(archive, changed(title="Hard"), MUCH_LATER).kind == "unchanged"


def test_an_edited_body_keeps_its_images(archive: Archive, storage: InMemory) -> None:
    edit(storage, "Soft water", "Very soft water")

    done = put(archive, changed(title="Hard", assets=()), LATER)

    assert done.kind == "kept"
    assert archive.get(PATH).assets == ARTICLE.assets


def test_keys_and_comments_of_a_person_survive_a_revision(
    archive: Archive, storage: InMemory
) -> None:
    edit(storage, "title:", "# to read\ntitle:")
    edit(storage, "lang: en-GB\n", "lang: en-GB  # British\nrating: 010\nmine: {a: [1.10]}\n")

    done = put(archive, changed(markdown="Hard water.", description="New."), LATER)

    text = storage.values[MAIN].decode()
    assert done.kind == "revised"
    assert text.startswith("---\n# to read\ntitle:")
    assert "\nlang: en-GB  # British\n" in text
    assert "\nrating: 010\nmine: {a: [1.10]}\n---\n\nHard water.\n" in text
    assert "\ndescription: New.\n" in text
    assert list(done.article.extra) == ["rating", "mine"]


def test_a_changed_key_wins_over_a_later_value_of_the_source(
    archive: Archive, storage: InMemory
) -> None:
    edit(storage, "description: On water.", "description: Mine.")

    first = put(archive, changed(description="Theirs."), LATER)
    second = put(archive, changed(description="Theirs again.", title="Hard"), MUCH_LATER)

    assert first.article.description == second.article.description == "Mine."
    assert (first.kind, second.kind) == ("touched", "revised")


def test_a_removed_key_stays_away_and_an_added_one_stays(
    archive: Archive, storage: InMemory
) -> None:
    edit(storage, "rights: CC BY 4.0\n", "")
    edit(storage, "date:", "lastmod: 2026-05-01\ndate:")

    done = put(archive, changed(rights="CC0", lastmod=LATER, title="Hard"), MUCH_LATER)

    assert done.kind == "revised"
    assert done.article.rights is None
    assert done.article.lastmod is not None
    assert done.article.lastmod.date().isoformat() == "2026-05-01"


def test_a_changed_title_is_no_new_version_by_itself(archive: Archive, storage: InMemory) -> None:
    edit(storage, f'title: "{ARTICLE.title}"', "title: Mine")

    assert put(archive, at=LATER).kind == "unchanged"
    assert archive.get(PATH).title == "Mine"


def test_when_both_changed_the_title_only_the_sources_is_kept_beside(
    archive: Archive, storage: InMemory
) -> None:
    edit(storage, f'title: "{ARTICLE.title}"', "title: Mine")
    mine = storage.values[MAIN]

    done = put(archive, changed(title="Theirs"), LATER)

    assert done.kind == "kept"
    assert storage.values[MAIN] == mine
    assert archive.version(PATH, 2).title == "Theirs"


def test_the_archives_own_keys_are_not_a_persons(archive: Archive, storage: InMemory) -> None:
    edit(storage, "announced: 2026-03-01T08:00:00Z", "announced: 1999-01-01")

    article = archive.get(PATH)

    assert article.announced == NOW
    assert put(archive, changed(title="Hard"), LATER).article.announced == LATER


def test_an_edit_after_a_crash_before_the_document_is_not_lost(
    archive: Archive, storage: InMemory
) -> None:
    old = storage.values[MAIN]
    put(archive, changed(markdown="Hard water."), LATER)
    storage.values[MAIN] = old
    edit(storage, "Soft water", "Very soft water")

    done = put(archive, changed(markdown="Hard water."), LATER + timedelta(hours=1))

    assert done.kind == "kept"
    assert archive.get(PATH).markdown.startswith("Very soft water")
    assert archive.version(PATH, 2).markdown == "Hard water."
    assert [version.file for version in archive.versions(PATH)] == [
        "index.md",
        ".index.revisions/0002.md",
    ]
