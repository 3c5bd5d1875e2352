"""A person's edit and a newer text are joined where they do not touch."""

import pytest
from helpers.articles import ARTICLE, LATER, MUCH_LATER, PATH, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive

MAIN = f"{PATH}/index.md"
POT = "![a pot](https://tea.example/pot.png)"
FIRST = f"One stays.\n\n{POT}\n\nThree stays.\n\nFour stays."
LOCAL = FIRST.replace("https://tea.example/pot.png", "images/0123456789abcdef.png")
NEWER = LOCAL.replace("Four stays.", "Four changed.\n\nFive is new.")


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


@pytest.fixture
def archive(storage: InMemory) -> Archive:
    archive = Archive(storage)
    put(archive, changed(markdown=LOCAL))
    storage.values[MAIN] = storage.values[MAIN].replace(b"One stays", b"One is mine")
    return archive


def test_changes_apart_are_joined_into_a_version_that_still_counts_as_edited(
    archive: Archive, storage: InMemory
) -> None:
    mine = storage.values[MAIN]
    before = changed(markdown=FIRST, assets=())

    done = put(archive, changed(markdown=NEWER), LATER, before=before)

    assert done.kind == "revised"
    assert done.article.markdown.strip() == NEWER.replace("One stays", "One is mine")
    assert done.article.edited
    assert archive.raw(PATH, 1) == mine


def test_the_next_text_is_joined_with_what_was_joined(archive: Archive) -> None:
    put(archive, changed(markdown=NEWER), LATER, before=changed(markdown=LOCAL))
    last = NEWER.replace("Five is new", "Five is newer")

    again = put(archive, changed(markdown=NEWER), LATER, before=changed(markdown=NEWER))
    done = put(archive, changed(markdown=last), MUCH_LATER, before=changed(markdown=NEWER))

    assert again.kind == "unchanged"
    assert done.article.markdown.strip() == last.replace("One stays", "One is mine")


def test_a_change_of_the_same_line_is_kept_beside(archive: Archive, storage: InMemory) -> None:
    mine = storage.values[MAIN]
    theirs = LOCAL.replace("One stays", "One is theirs")

    done = put(archive, changed(markdown=theirs), LATER, before=changed(markdown=LOCAL))

    assert done.kind == "kept"
    assert storage.values[MAIN] == mine


def test_a_base_that_is_not_what_was_written_is_not_believed(archive: Archive) -> None:
    done = put(archive, changed(markdown=NEWER), LATER, before=ARTICLE)

    assert done.kind == "kept"
