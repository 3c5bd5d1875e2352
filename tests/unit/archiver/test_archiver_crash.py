"""A kill between any two writes: nothing torn, and the same put again ends with the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from helpers.articles import ARTICLE, LATER, MUCH_LATER, PATH, POT, changed, put
from helpers.storages import InMemory, Killed, Mortal

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.cards import Card
from syndicate.errors import ArchiveError
from syndicate.model import Article, Asset

MAIN = f"{PATH}/index.md"
Values = dict[str, bytes]


def _empty() -> Values:
    return {}


def _one() -> Values:
    storage = InMemory()
    put(Archive(storage))
    return storage.values


def _two() -> Values:
    storage = InMemory(_one())
    put(Archive(storage), changed(title="Two", markdown="Two."), LATER)
    return storage.values


def _touched() -> Values:
    storage = InMemory(_one())
    put(Archive(storage), changed(description="Touched.", via=("tea", "x")), LATER)
    return storage.values


def _edited() -> Values:
    values = _one()
    values[MAIN] = values[MAIN].replace(b"Soft", b"Very soft").replace(b"lang: en-GB", b"lang: en")
    return values


def _kept() -> Values:
    storage = InMemory(_edited())
    put(Archive(storage), changed(markdown="Kept."), LATER)
    return storage.values


BEGINNINGS = [_empty, _one, _two, _touched, _edited, _kept]
NEXT = {
    "first": ARTICLE,
    "title": changed(title="Three"),
    "body": changed(markdown="Hard water."),
    "both": changed(title="Three", markdown="Hard water.", tags=("x",)),
    "details": changed(description="Other.", guids=("tea-1", "tea-7"), lang="fr"),
    "partial": changed(status="partial", markdown="So…"),
}


def _readable(values: Values) -> Article | None:
    try:
        return Archive(InMemory(values)).get(PATH)
    except ArchiveError:
        return None


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("name", NEXT)
def test_a_put_killed_after_any_write_converges(begin: Callable[[], Values], name: str) -> None:
    article = NEXT[name]
    whole = InMemory(begin())
    put(Archive(whole), article, MUCH_LATER)
    before, after = _readable(begin()), _readable(whole.values)

    for writes in range(len(whole.written)):
        mortal = Mortal(begin(), writes)
        with pytest.raises(Killed):
            put(Archive(mortal), article, MUCH_LATER)

        assert _comparable(_readable(mortal.values)) in (_comparable(before), _comparable(after))
        revived = InMemory(mortal.values)
        put(Archive(revived), article, MUCH_LATER)
        assert revived.values == whole.values


def _comparable(article: Article | None) -> object:
    """Names may be known before the version is: they belong to no version."""
    if article is None:
        return None
    facts = {name: getattr(article, name) for name in Article.__slots__}
    named = ("guids", "urls", "assets", "seal")
    return {name: fact for name, fact in facts.items() if name not in named}


@pytest.mark.parametrize("name", ["title", "body", "both"])
@pytest.mark.parametrize("begin", [_empty, _one, _touched])
def test_a_version_recorded_before_the_kill_keeps_its_announcement(
    begin: Callable[[], Values], name: str
) -> None:
    whole = InMemory(begin())
    put(Archive(whole), NEXT[name], MUCH_LATER)
    mortal = Mortal(begin(), len(whole.written) - 1)
    with pytest.raises(Killed):
        put(Archive(mortal), NEXT[name], MUCH_LATER)

    revived = InMemory(mortal.values)
    done = put(Archive(revived), NEXT[name], MUCH_LATER + timedelta(days=9))

    assert done.article.announced == MUCH_LATER
    assert revived.values == whole.values


@pytest.mark.parametrize("begin", [_one, _two, _touched])
def test_a_recorded_version_that_the_source_left_behind_is_forgotten(
    begin: Callable[[], Values],
) -> None:
    mortal = Mortal(begin(), 2)
    with pytest.raises(Killed):
        put(Archive(mortal), changed(title="Lost", markdown="Lost."), LATER)
    storage = InMemory(mortal.values)

    done = put(Archive(storage), changed(title="Last", markdown="Last."), MUCH_LATER)

    assert (done.kind, done.article.title) == ("revised", "Last")
    assert done.article.announced == MUCH_LATER
    numbers = [version.number for version in Archive(storage).versions(PATH)]
    assert numbers == list(range(1, done.article.revision + 1))


def test_versions_do_not_show_one_that_was_never_written() -> None:
    mortal = Mortal(_one(), 2)
    with pytest.raises(Killed):
        put(Archive(mortal), changed(title="Lost"), LATER)

    archive = Archive(InMemory(mortal.values))

    assert [version.number for version in archive.versions(PATH)] == [1]
    assert archive.get(PATH).title == ARTICLE.title
    with pytest.raises(ArchiveError, match="no version 2"):
        archive.version(PATH, 2)


def test_details_killed_before_the_document_are_not_taken_for_a_persons() -> None:
    mortal = Mortal(_one(), 1)
    with pytest.raises(Killed):
        put(Archive(mortal), changed(description="Lost."), LATER)
    storage = InMemory(mortal.values)

    done = put(Archive(storage), changed(description="Last.", title="Last"), MUCH_LATER)

    assert (done.article.description, done.article.title) == ("Last.", "Last")
    assert done.kind == "revised"


def test_an_image_that_came_home_in_a_killed_run_leaves_the_old_version_unedited() -> None:
    begin = InMemory()
    remote = ARTICLE.markdown.replace("images/0123456789abcdef.png", POT.url)
    put(Archive(begin), changed(markdown=remote, assets=(Asset(url=POT.url),)))
    mortal = Mortal(begin.values, 2)
    with pytest.raises(Killed):
        put(Archive(mortal), at=LATER)
    archive = Archive(InMemory(mortal.values))
    assert not archive.get(PATH).edited

    done = put(archive, changed(title="Last"), MUCH_LATER)

    assert done.kind == "revised"
    assert not archive.version(PATH, 1).edited
    assert archive.version(PATH, 1).markdown == remote


def test_a_card_killed_between_its_files_converges() -> None:
    old, new = Card(source="tea", title="Old"), Card(source="tea", title="New", lang="en")
    begin = InMemory()
    Archive(begin).put_card(old)
    whole = InMemory(begin.values)
    Archive(whole).put_card(new)

    mortal = Mortal(begin.values, 1)
    with pytest.raises(Killed):
        Archive(mortal).put_card(new)
    revived = InMemory(mortal.values)
    Archive(revived).put_card(new)

    assert len(whole.written) == 2
    assert revived.values == whole.values
