"""What every `Memory` must do with articles that are gone from the archive."""

from __future__ import annotations

import pytest
from helpers.states import NOW, VALIDATORS, identity, pending, source

from syndicate.errors import StateError
from syndicate.model import Shown, Tombstone
from syndicate.state.base import Selection


@pytest.fixture
def turn(desk):
    desk.frontier.sync([source("a"), source("a2")], NOW)
    return desk.turn()


def announce(desk, turn, *names: str):
    items = [pending(name) for name in names]
    desk.memory.discover(turn, "a", VALIDATORS, items, {}, NOW)
    return items


def test_every_article_has_its_path_and_source_and_a_reservation_has_none(desk, turn):
    first, second = announce(desk, turn, "1", "2")
    kept = desk.archive(turn, first)

    desk.memory.claim(turn, identity(second), NOW)

    assert desk.memory.paths() == {kept.path: "a"}


def test_a_forgotten_article_is_in_no_list_and_found_by_no_name(desk, turn):
    first, second = announce(desk, turn, "1", "2")
    gone, kept = desk.archive(turn, first), desk.archive(turn, second)
    desk.memory.set_shown([Shown(path=gone.path, number=1, way="full", key="k", packed=b"p")])

    (stone,) = desk.memory.names([gone.path])
    desk.memory.forget([gone.path])

    assert (stone.id, stone.keys[0]) == (gone.id, gone.key)
    assert ("a", first.entry.guid) in stone.guids
    (rows,) = desk.memory.latest([Selection(sources=("a",))])
    assert [row.path for row in rows] == [kept.path]
    assert desk.memory.find(gone.id) == []
    assert desk.memory.shown([gone.path]) == []
    assert desk.memory.names([gone.path]) == []


def test_the_entry_of_a_forgotten_article_stays_known(desk, turn):
    (item,) = announce(desk, turn, "1")
    article = desk.archive(turn, item)

    desk.memory.forget([article.path])

    assert item.name in desk.memory.known("a")


def test_a_settled_entry_waits_no_more(desk, turn):
    (item,) = announce(desk, turn, "1")

    desk.memory.settle(turn, item)

    assert desk.memory.pending(turn, NOW, 10) == []
    assert desk.frontier.standings()[0].pending == 0


def test_nothing_is_settled_by_a_turn_that_lost_its_lease(desk, turn):
    (item,) = announce(desk, turn, "1")
    desk.frontier.free()

    with pytest.raises(StateError):
        desk.memory.settle(turn, item)


def test_tombstones_are_known_once_until_they_alone_are_told(desk):
    one = Tombstone(id="1", keys=("https://a.example/1", "茶"), guids=(("a", "x"), ("b", "x")))
    other = Tombstone(id="2")

    assert desk.memory.buried() == []
    desk.memory.bury([one])
    desk.memory.bury([other, one])
    assert desk.memory.buried() == [one, other]
    desk.memory.bury([other], only=True)
    assert desk.memory.buried() == [other]
