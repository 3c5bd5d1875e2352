"""What a source sends is compared with what it sent before as today's rules read both."""

import pytest
from helpers.articles import LATER, PATH, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive

MAIN = f"{PATH}/index.md"
READ_THEN = "The council met on Monday and chose a bridge.\n\nMore of this: see below."
READ_NOW = "The council met on Monday and chose a bridge.\n\nIt will be built of oak."
COUNTED = "1,204 views\n\n"
COUNTED_LATER = "1,377 views\n\n"


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


@pytest.fixture
def archive(storage: InMemory) -> Archive:
    archive = Archive(storage)
    put(archive, changed(markdown=READ_THEN))
    return archive


def test_a_change_of_rules_together_with_noise_is_no_revision(
    archive: Archive, storage: InMemory
) -> None:
    as_it_was = storage.values[MAIN]
    before = changed(markdown=COUNTED + READ_NOW)

    done = put(archive, changed(markdown=COUNTED_LATER + READ_NOW), LATER, before=before)

    assert done.kind == "unchanged"
    assert storage.values[MAIN] == as_it_was


def test_a_change_of_the_page_is_one_beside_noise_and_other_rules(archive: Archive) -> None:
    before = changed(markdown=COUNTED + READ_NOW)
    newer = COUNTED_LATER + READ_NOW.replace("oak", "steel")

    done = put(archive, changed(markdown=newer), LATER, before=before)

    assert done.kind == "revised"


def test_a_new_title_is_a_revision_where_the_text_has_noise_alone(archive: Archive) -> None:
    before = changed(markdown=COUNTED + READ_NOW)
    renamed = changed(title="Another bridge", markdown=COUNTED_LATER + READ_NOW)

    done = put(archive, renamed, LATER, before=before)

    assert done.kind == "revised"


def test_noise_in_what_a_person_edited_is_not_put_beside_it(
    archive: Archive, storage: InMemory
) -> None:
    storage.values[MAIN] = storage.values[MAIN].replace(b"Monday", b"Tuesday")
    before = changed(markdown=READ_THEN)

    done = put(archive, changed(markdown=COUNTED_LATER + READ_THEN), LATER, before=before)

    assert done.kind == "unchanged"
    assert archive.versions(PATH)[-1].number == 1
