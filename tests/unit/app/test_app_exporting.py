"""An archive is written out: the same bytes for the same archive, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.articles import ARTICLE, IMAGES, LATER, MUCH_LATER, PATH, changed, put
from helpers.clocks import MovableClock
from helpers.storages import InMemory, Killed, Mortal

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import profiles
from syndicate.archiver.files.cards import Card
from syndicate.archiver.files.profiles import NEUTRAL, Profile
from syndicate.errors import SyndicateError
from syndicate.report import Exported
from syndicate.storage.base import Storage
from syndicate.upkeep import exporting

MAIN = f"{PATH}/index.md"
OTHERS = [profiles.load(name) for name in profiles.BUILT_IN if name != "neutral"]


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


@pytest.fixture
def archive(storage: InMemory) -> Archive:
    archive = Archive(storage)
    archive.prepare()
    archive.put_card(Card(source="tea", title="The Tea Paper", passed=("c0ffee",)))
    put(archive)
    put(archive, changed(markdown="Hard water."), LATER)
    return archive


def export(archive: Archive, out: Storage, profile: Profile = NEUTRAL, **more: bool) -> Exported:
    return exporting.write(archive, out, profile, MovableClock(MUCH_LATER), **more)


def test_a_copy_with_history_is_byte_for_byte_the_archive(
    archive: Archive, storage: InMemory
) -> None:
    storage.values[MAIN] = storage.values[MAIN].replace(b"Hard", b"My # hard")
    put(archive, changed(markdown="Other water."), MUCH_LATER)
    out = InMemory()

    done = export(archive, out, history=True)

    assert done.problems == ()
    assert out.values.pop(exporting.LIST)
    assert out.values == storage.values


@pytest.mark.parametrize("profile", OTHERS, ids=lambda each: each.name)
def test_the_same_export_with_history_again_writes_nothing(
    archive: Archive, profile: Profile
) -> None:
    out = InMemory()
    export(archive, out, profile, history=True)
    before = dict(out.values)

    done = export(archive, out, profile, history=True)

    assert (done.written, done.removed, done.problems) == (0, 0, ())
    assert out.values == before


@pytest.mark.parametrize("profile", OTHERS, ids=lambda each: each.name)
def test_every_version_and_card_is_in_another_profile_too(
    archive: Archive, profile: Profile
) -> None:
    out = InMemory()

    export(archive, out, profile, history=True)

    copy = Archive(out, profile)
    (article,) = copy.articles()
    assert replace(article, path=PATH) == archive.get(PATH)
    assert copy.versions(article.path) == tuple(
        replace(each, file=copied.file)
        for each, copied in zip(archive.versions(PATH), copy.versions(article.path), strict=True)
    )
    assert copy.version(article.path, 1).markdown == ARTICLE.markdown
    assert copy.asset(article.path, "0123456789abcdef.png") == IMAGES["0123456789abcdef.png"]
    assert list(copy.cards()) == list(archive.cards())


@pytest.mark.parametrize("second", [True, False])
def test_an_export_of_the_other_kind_leaves_nothing_of_the_first(
    archive: Archive, second: bool
) -> None:
    out, alone = InMemory(), InMemory()
    export(archive, alone, profiles.load("jekyll"), history=second)

    export(archive, out, history=not second)
    export(archive, out, profiles.load("jekyll"), history=second)

    assert out.values == alone.values


def test_an_edit_by_hand_goes_along_and_what_was_kept_beside_it_is_told(
    archive: Archive, storage: InMemory
) -> None:
    storage.values[MAIN] = storage.values[MAIN].replace(b"Hard", b"My hard")
    put(archive, changed(markdown="Other water."), MUCH_LATER)
    out, profile = InMemory(), profiles.load("hugo")

    done = export(archive, out, profile, history=True)

    (article,) = Archive(out, profile).articles()
    assert article.markdown == "My hard water."
    assert [each.reason for each in done.problems] == [
        f"{PATH}: version 3, kept beside your edit, stays behind"
    ]


def test_a_copy_without_history_has_documents_pictures_and_sections_alone(archive: Archive) -> None:
    put(archive, at=MUCH_LATER)
    out = InMemory()

    export(archive, out)

    assert sorted(out.values) == [
        ".syndicate-export",
        f"{PATH}/images/0123456789abcdef.png",
        MAIN,
        "tea/_index.md",
    ]


def test_what_is_gone_goes_but_not_for_a_damage(archive: Archive, storage: InMemory) -> None:
    out = InMemory()
    export(archive, out)

    storage.values[MAIN] = b"broken"
    damaged = export(archive, out)
    kept = MAIN in out.values
    del storage.values[MAIN], storage.values[f"{PATH}/.index.json"]
    gone = export(archive, out)

    assert (len(damaged.problems), damaged.removed, kept) == (1, 0, True)
    assert (gone.removed, MAIN in out.values) == (3, False)


def test_an_export_that_was_killed_goes_on(archive: Archive) -> None:
    whole = InMemory()
    writes = export(archive, whole, history=True).written

    for count in range(1, writes + 2):
        torn = Mortal({}, count)
        with pytest.raises(Killed):
            export(archive, torn, history=True)
        again = InMemory(torn.values)
        export(archive, again, history=True)
        assert again.values == whole.values


def test_a_strangers_folder_is_left_alone(archive: Archive) -> None:
    out = InMemory({"mine.md": b"mine"})

    with pytest.raises(SyndicateError, match="it holds mine.md"):
        export(archive, out)

    assert out.values == {"mine.md": b"mine"}


def test_a_dry_export_says_what_would_be_written(archive: Archive) -> None:
    out = InMemory()

    said = export(archive, out, history=True, dry=True)
    nothing = dict(out.values)
    done = export(archive, out, history=True)

    assert said == done
    assert nothing == {}
