"""What every `Memory` must know of announcements, and remember of how they were published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.states import NOW, pending, source

from syndicate.model import Revision, Shown
from syndicate.model.listed import Selection, Written

HOUR = timedelta(hours=1)


@pytest.fixture
def turn(desk):
    desk.frontier.sync([source("a"), source("a2")], NOW)
    return desk.turn()


def told(desk, **wanted):
    """Return the announcements of a selection, as the article's name and its version."""
    found = desk.memory.announcements(Selection(limit=None, **wanted))
    return " ".join(f"{each.id[-1]}.{each.number}" for each in found)


def revise(desk, turn, name, after, **fields):
    """Archive a second version of an article, as a turn does."""
    first = NOW + timedelta(minutes=int(name))
    earlier = (Revision(number=1, file="v1.md", archived=first, announced=first, hash="h"),)
    return desk.archive(
        turn, pending(name), announced=NOW + after, revision=2, earlier=earlier, **fields
    )


def first(desk, turn, name, **fields):
    return desk.archive(turn, pending(name), announced=NOW + timedelta(minutes=int(name)), **fields)


def test_every_version_was_announced_once_and_the_oldest_comes_first(desk, turn):
    first(desk, turn, "1")
    first(desk, turn, "2")
    revise(desk, turn, "1", HOUR)

    assert told(desk) == "1.1 2.1 1.2"
    assert told(desk, since=NOW + timedelta(minutes=2)) == "2.1 1.2"


def test_an_announcement_stands_in_the_lists_that_its_version_named(desk, turn):
    first(desk, turn, "1", tags=("tea",), lang="zh-CN")
    revise(desk, turn, "1", HOUR, tags=("maps",), lang="en")

    assert told(desk, tags=("tea",)) == "1.1"
    assert told(desk, tags=("maps",)) == "1.2"
    assert told(desk, langs=("zh",)) == told(desk, langs=("zh-CN",)) == "1.1"
    assert told(desk, langs=("zh-TW",)) == ""
    assert told(desk, sources=("a",), langs=("en", "zh")) == "1.1 1.2"


def test_a_batch_is_that_of_the_version_which_it_brought(desk, turn):
    first(desk, turn, "1", batch="import-1")
    revise(desk, turn, "1", HOUR)

    found = desk.memory.announcements(Selection(limit=None))

    assert [each.batch for each in found] == ["import-1", None]


def test_a_version_that_state_never_saw_is_read_once_and_then_known(desk, turn):
    written = revise(desk, turn, "1", HOUR, tags=("tea",))

    assert desk.memory.unread() == [(written.path, 1)]
    desk.memory.learn_versions(
        [replace(written, revision=1, announced=NOW + timedelta(minutes=1), tags=("maps",))]
    )

    assert desk.memory.unread() == []
    assert (told(desk, tags=("maps",)), told(desk, tags=("tea",))) == ("1.1", "1.2")


def test_what_is_forgotten_was_never_announced(desk, turn):
    first(desk, turn, "1")
    written = revise(desk, turn, "1", HOUR)
    first(desk, turn, "2")

    desk.memory.forget([written.path])

    assert told(desk) == "2.1"


def test_the_last_revisions_come_newest_first(desk, turn):
    for name in ("1", "2", "3"):
        first(desk, turn, name)
    revise(desk, turn, "1", 2 * HOUR)
    revise(desk, turn, "3", HOUR)

    assert [each.id[-1] for each in desk.memory.revised(5)] == ["1", "3"]
    assert [each.id[-1] for each in desk.memory.revised(1)] == ["1"]


def test_a_list_knows_how_many_articles_stand_in_it(desk, turn):
    first(desk, turn, "1", tags=("tea", "maps"))
    written = first(desk, turn, "2", tags=("tea",))

    assert desk.memory.tally("tag", 9) == [("tea", 2), ("maps", 1)]
    assert desk.memory.tally("tag", 1) == [("tea", 2)]
    desk.memory.forget([written.path])
    revise(desk, turn, "1", HOUR, tags=("boats",))
    assert desk.memory.tally("tag", 9) == [("boats", 1)]


def test_what_a_query_found_is_selected_from_then_on(desk, turn):
    first(desk, turn, "1", tags=("tea",))
    first(desk, turn, "2")
    first(desk, turn, "3")
    one, two, _ = desk.memory.announcements(Selection(limit=None))

    desk.memory.set_asked("feeds/f", None, [one, two])

    assert told(desk, query="feeds/f") == "1.1 2.1"
    assert told(desk, query="feeds/f", tags=("tea",)) == "1.1"
    assert [row.id[-1] for row in desk.memory.latest([Selection(query="feeds/f")])[0]] == ["2", "1"]
    desk.memory.set_asked("feeds/f", two.announced, [])
    assert told(desk, query="feeds/f") == "1.1"
    desk.memory.set_published({}, ["feeds/f"])
    assert told(desk, query="feeds/f") == ""


def settle(desk):
    desk.memory.set_published({}, mark=desk.memory.stale().mark)


def test_what_is_written_marks_its_lists_and_its_page(desk, turn):
    settle(desk)
    written = first(desk, turn, "1", tags=("tea",), lang="zh-CN")

    stale = desk.memory.stale()

    assert dict(stale.lists) == dict.fromkeys(
        [("", ""), ("source", "a"), ("tag", "tea"), ("lang", "zh"), ("lang", "zh-cn")],
        written.announced,
    )
    assert stale.pages == {written.path}
    settle(desk)
    assert (dict(desk.memory.stale().lists), desk.memory.stale().pages) == ({}, frozenset())


def test_a_revision_marks_nothing_before_itself(desk, turn):
    first(desk, turn, "1", tags=("tea",))
    settle(desk)

    written = revise(desk, turn, "1", HOUR, tags=("tea",))

    assert desk.memory.stale().lists[("source", "a")] == written.announced


def test_what_happens_between_a_mark_and_its_settling_stays_marked(desk, turn):
    first(desk, turn, "1")
    mark = desk.memory.stale().mark
    second = first(desk, turn, "2")

    desk.memory.set_published({"all": "1"}, mark=mark)

    assert desk.memory.stale().pages == {second.path}
    assert ("source", "a") in desk.memory.stale().lists


def test_a_removal_marks_every_announcement_there_was(desk, turn):
    one = first(desk, turn, "1", tags=("tea",))
    written = revise(desk, turn, "1", HOUR)
    settle(desk)

    desk.memory.forget([written.path])

    stale = desk.memory.stale()
    assert stale.lists[("", "")] == one.announced
    assert ("tag", "tea") in stale.lists
    assert stale.pages == {written.path}


def test_what_could_not_be_shown_is_taken_up_again(desk, turn):
    written = first(desk, turn, "1")
    settle(desk)

    desk.memory.again([written.path, "not/there"])

    assert desk.memory.stale().pages == {written.path}
    assert desk.memory.stale().lists[("source", "a")] == written.announced


def test_state_that_was_made_anew_knows_nothing_of_what_is_published(desk, turn):
    written = first(desk, turn, "1")
    settle(desk)

    desk.memory.restore([written], {})

    assert desk.memory.stale().lists is None


def document(name, hour, digest="1"):
    at = NOW + hour * HOUR
    return Written(name=name, since=at, until=at, batch=None, digest=digest)


def test_a_history_is_kept_from_a_document_on(desk):
    one, two, three = document("1", 1), document("2", 2), document("3", 3)
    desk.memory.set_documents("feeds/a", 0, [one, two])
    desk.memory.set_documents("feeds/b", 0, [three])

    desk.memory.set_documents("feeds/a", 1, [three])

    assert desk.memory.documents("feeds/a") == [one, three]
    desk.memory.set_published({}, ["feeds/a"])
    assert desk.memory.documents("feeds/a") == []
    assert desk.memory.documents("feeds/b") == [three]


def test_what_documents_said_is_kept_per_version_and_way(desk):
    def shown(number, way, text):
        return Shown(path="a/1", number=number, way=way, key="k", packed=text)

    desk.memory.set_shown([shown(1, "full", b"1"), shown(2, "full", b"2")])
    desk.memory.set_shown([shown(1, "link", b"3"), shown(2, "full", b"4")])

    found = {(each.number, each.way): each.packed for each in desk.memory.shown(["a/1", "a/2"])}
    assert found == {(1, "full"): b"1", (2, "full"): b"4", (1, "link"): b"3"}
    assert desk.memory.shown([]) == []
