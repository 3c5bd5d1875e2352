"""Searching a real archive: found as the files are now, in order, by words of any script."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from helpers.feeds import SENTENCE, item, rss
from helpers.instances import Instance
from helpers.origin import Origin

from syndicate.state.base import Selection
from syndicate.upkeep import rebuilding, verifying

pytestmark = pytest.mark.end_to_end

EVERYTHING = Selection(limit=None)


@pytest.fixture
def instance(tmp_path):
    with Origin() as origin:
        site = origin.url
        origin.feed(
            "/lake.xml",
            rss(
                item(1, f"{site}/1", title="在西湖边", content="<p>渡轮七点出发。</p>" * 9),
                item(2, f"{site}/2", title="Ferries", content=f"<p>{SENTENCE * 5}</p>"),
                item(3, f"{site}/3", title="Tea", content=f"<p>{SENTENCE * 5} Green tea.</p>"),
            ),
        )
        instance = Instance(tmp_path, origin)
        instance.follow(f'id = "lake"\nurl = "{site}/lake.xml"\nfull_text = "feed"\n')
        instance.run()
        yield instance


def titles(instance, query, selection=EVERYTHING, limit=None):
    with instance.app() as app:
        return [hit.document.title for hit in app.search(query, selection, limit)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ferry", ["Tea", "Ferries"]),
        ("ferry TEA", ["Tea"]),
        ("湖", ["在西湖边"]),
        ("渡轮", ["在西湖边"]),
        ("西湖 七点", ["在西湖边"]),
        ('"walks round the lake"', ["Tea", "Ferries"]),
        ("lakes", []),
        ("title:tea OR title:湖", ["Tea", "在西湖边"]),
        ("ferry NOT tea", ["Ferries"]),
        ("tag:none ferry", []),
    ],
)
def test_articles_with_every_word_are_found_newest_first(instance, query, expected):
    assert titles(instance, query) == expected


def test_the_limit_takes_the_newest(instance):
    assert titles(instance, "ferry", limit=1) == ["Tea"]


def test_a_selection_is_looked_through_alone(instance):
    since = instance.article("Tea").announced

    assert titles(instance, "ferry", Selection(since=since, limit=None)) == ["Tea"]


def test_what_was_edited_by_hand_is_found_after_the_next_run_and_never_as_it_was(instance):
    document = instance.document("Ferries")
    document.write_text(document.read_text().replace("lake", "sea") + "\nA note about oolong.\n")

    assert titles(instance, "ferry lake") == ["Tea"]
    instance.run()

    assert titles(instance, "oolong sea") == ["Ferries"]


@pytest.mark.parametrize("harm", ["deleted", "noise", "folder", "another's"])
def test_an_index_that_is_lost_or_can_not_be_used_hides_nothing(instance, harm):
    index = instance.root / ".syndicate" / "search.db"
    assert titles(instance, "ferry") == ["Tea", "Ferries"]
    index.unlink()
    if harm == "noise":
        index.write_bytes(b"\xff" * 9000)
    elif harm == "folder":
        index.mkdir()
    elif harm == "another's":
        sqlite3.connect(index).executescript("CREATE TABLE document (a); PRAGMA user_version = 7;")

    assert titles(instance, "渡轮 source:lake") == ["在西湖边"]
    assert titles(instance, "ferry", limit=1) == ["Tea"]


def test_a_deleted_article_is_found_no_more(instance):
    shutil.rmtree(instance.document("Tea").parent)
    instance.run()

    assert titles(instance, "ferry") == ["Ferries"]


def test_a_document_that_is_gone_hides_no_other(instance):
    instance.document("Tea").unlink()

    assert titles(instance, "ferry") == ["Ferries"]


def verify(instance):
    with instance.app() as app:
        found = verifying.verify(app.config, app.archive.profile).findings
    return [each.kind for each in found if each.level != "note"]


HARMS = {
    "noise": lambda path: path.write_bytes(b"\xff" * 9000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-4096]),
    "a document less": lambda path: sql(path, "DELETE FROM document WHERE sources LIKE '%lake%'"),
    "another's digest": lambda path: sql(path, "UPDATE document SET stamp = 'x' || stamp"),
    "words lost": lambda path: sql(path, "DELETE FROM words_docsize"),
    "another version": lambda path: sql(path, "PRAGMA user_version = 7"),
    "not told of the last": lambda path: sql(
        path, "UPDATE fact SET value = '' WHERE name = 'mark'"
    ),
    "deleted": lambda path: path.unlink(),
}


def sql(path, statement):
    with closing(sqlite3.connect(path)) as index, index:
        index.execute(statement)


@pytest.mark.parametrize("harm", HARMS)
def test_verify_tells_an_index_that_would_hide_something(instance, harm):
    assert verify(instance) == []

    HARMS[harm](instance.root / ".syndicate" / "search.db")

    # Of these the next search sees itself that the index is not up to date.
    seen = harm in ("another version", "not told of the last", "deleted")
    assert verify(instance) == ([] if seen else ["search-damaged"])
    assert not (harm == "deleted" and (instance.root / ".syndicate" / "search.db").exists())


def test_what_was_edited_is_found_when_state_was_made_again(instance):
    for said in ("oolong", "assam"):
        document = instance.document("Ferries")
        document.write_text(document.read_text() + f"\nA note about {said}.\n")
        (instance.root / ".syndicate" / "state.db").unlink()

        with instance.app() as app:
            rebuilding.state(app.config, app.archive)

        assert titles(instance, said) == ["Ferries"]
    assert titles(instance, "渡轮") == ["在西湖边"]
    assert verify(instance) == []


def test_a_folder_in_place_of_the_index_is_nothing_that_rebuild_or_verify_stumble_over(instance):
    index = instance.root / ".syndicate" / "search.db"
    index.unlink()
    index.mkdir()

    with instance.app() as app:
        assert rebuilding.state(app.config, app.archive).articles == 3
    assert verify(instance) == []
