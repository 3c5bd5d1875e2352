"""What was rewritten where it lies stays so, whatever the source sends again, in every profile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.articles import ARTICLE, LATER, MUCH_LATER, PATH, POT, changed, put
from helpers.storages import InMemory

from syndicate.archiver.archive import Archive
from syndicate.archiver.defects import mended
from syndicate.archiver.files import profiles
from syndicate.archiver.files.profiles import Files
from syndicate.model import Article

SENT = changed(
    title="Water &amp; leaves",
    markdown="Soft ****water.\n\n\n\n\nHard leaves.",
    image=None,
    assets=(),
    tags=("tea",),
)
MENDED = "Soft water.\n\nHard leaves."


@pytest.fixture(params=profiles.BUILT_IN)
def archive(request: pytest.FixtureRequest) -> Archive:
    archive = Archive(InMemory(), profiles.load(request.param))
    put(archive, SENT)
    return archive


def mend(archive: Archive) -> Article:
    return archive.amend(mended(archive.get(PATH)), PATH, assets={}).article


def edit(archive: Archive, old: str, new: str) -> None:
    storage, key = archive._storage, Files(PATH, archive.profile).main
    text = (storage.read(key) or b"").decode()
    assert old in text
    storage.write(key, text.replace(old, new, 1).encode())


def test_an_amended_article_is_the_same_version(archive: Archive) -> None:
    before = archive.get(PATH)

    article = mend(archive)

    assert article == archive.get(PATH)
    assert (article.title, article.markdown) == ("Water & leaves", MENDED)
    assert (article.revision, article.announced) == (before.revision, before.announced)
    assert not article.edited
    assert len(archive.versions(PATH)) == 1


def test_the_same_text_sent_again_leaves_what_was_mended(archive: Archive) -> None:
    article = mend(archive)

    done = put(archive, SENT, LATER)

    assert done.kind == "unchanged"
    assert archive.get(PATH) == article


def test_a_changed_detail_leaves_what_was_mended(archive: Archive) -> None:
    mend(archive)

    done = put(archive, replace(SENT, tags=("leaf",), lang="fr"), LATER)

    assert done.kind == "touched"
    assert (done.article.title, done.article.markdown) == ("Water & leaves", MENDED)
    assert done.article.lang == "fr"


def test_a_new_text_replaces_what_was_mended(archive: Archive) -> None:
    mend(archive)

    done = put(archive, replace(SENT, markdown="Other water."), LATER)

    assert (done.kind, done.article.markdown) == ("revised", "Other water.")
    assert archive.version(PATH, 1).markdown == MENDED


def test_what_a_person_wrote_is_still_a_persons(archive: Archive) -> None:
    edit(archive, "Water &amp; leaves", "My water")
    mend(archive)

    done = put(archive, replace(SENT, title="Their water", lang="fr"), LATER)

    assert archive.get(PATH).title == "My water"
    assert archive.get(PATH).markdown == MENDED
    assert done.article.title == "My water"


def test_an_image_that_came_home_is_shown_from_there(archive: Archive) -> None:
    remote = replace(SENT, markdown=f"Water.\n\n![a pot]({POT.url})", image=POT.url)
    put(archive, remote, LATER)
    home = replace(ARTICLE, title=remote.title, markdown=f"Water.\n\n![a pot](images/{POT.name})")

    archive.amend(
        replace(archive.get(PATH), markdown=home.markdown, assets=(POT,)), PATH, assets={}
    )
    done = put(archive, remote, MUCH_LATER)

    assert done.kind == "unchanged"
    assert done.article.markdown == home.markdown
    assert done.article.image == f"images/{POT.name}"


def test_nothing_to_amend_writes_nothing(archive: Archive) -> None:
    article = mend(archive)

    assert archive.amend(article, PATH, assets={}).kind == "unchanged"


def test_a_lead_image_that_was_chosen_here_stays_though_none_is_sent(archive: Archive) -> None:
    picture = f"images/{POT.name}"
    sent = replace(SENT, markdown=f"Water.\n\n![pot]({picture})", assets=(POT,))
    put(archive, sent, LATER)
    archive.amend(replace(archive.get(PATH), image=picture), PATH, assets={})
    before = archive.raw(PATH)

    done = put(archive, sent, MUCH_LATER)

    assert done.kind == "unchanged"
    assert archive.raw(PATH) == before
