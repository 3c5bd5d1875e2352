"""What every state tells whoever keeps something in step with its articles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.states import NOW, VALIDATORS, pending, source

from syndicate.model import Enclosure


@pytest.fixture
def turn(desk):
    desk.frontier.sync([source("a")], NOW)
    return desk.turn()


def archive(desk, turn, name, **fields):
    item = pending(name)
    desk.memory.discover(turn, "a", VALIDATORS, [item], {}, NOW)
    return desk.archive(turn, item, **fields)


def test_the_mark_changes_with_whatever_is_written_of_an_article_or_forgotten(desk, turn):
    marks = [desk.memory.mark()]
    article = archive(desk, turn, "1")
    marks.append(desk.memory.mark())
    archive(desk, turn, "1", title="Another")
    marks.append(desk.memory.mark())
    desk.memory.forget([article.path])
    marks.append(desk.memory.mark())

    assert len(set(marks)) == 4


def test_the_mark_stays_while_nothing_is_written(desk, turn):
    archive(desk, turn, "1")

    before = desk.memory.mark()
    desk.memory.discover(turn, "a", VALIDATORS, [pending("2")], {}, NOW)

    assert desk.memory.mark() == before


def test_every_article_is_listed_with_its_digest_and_found_by_its_path(desk, turn):
    first, second = archive(desk, turn, "1"), archive(desk, turn, "2")

    rows = desk.memory.rows([second.path, "unknown", first.path])

    assert [row.path for row in rows] == [second.path, first.path]
    assert desk.memory.listed() == {row.path: row.digest for row in rows}


def test_articles_lack_their_media_until_each_is_there_or_cannot_be_had(desk, turn):
    def found():
        return [row.path for row in desk.memory.lacking(["a"])]

    there, here = Enclosure(url="https://a.example/1.mp3"), Enclosure(url="b", name="0.mp3")
    archive(desk, turn, "1", enclosures=[here])
    assert found() == []
    article = archive(desk, turn, "2", enclosures=(there, here))
    assert found() == [article.path]
    assert desk.memory.lacking(["b"]) == []
    archive(desk, turn, "2", enclosures=(replace(there, problem="it is gone"), here))
    assert found() == []
    archive(desk, turn, "2", enclosures=(there,))
    desk.memory.forget([article.path])
    assert found() == []
