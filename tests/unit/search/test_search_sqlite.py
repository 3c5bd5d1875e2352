"""The index: it answers as a look through every document would, the newest first."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.errors import StateError
from syndicate.search.base import Document, chooses
from syndicate.search.query import parse
from syndicate.search.sqlite import Sqlite
from syndicate.search.words import words

TEXTS = st.lists(st.text("苏州湖西智能ガス한국ab é，1", max_size=20), min_size=1, max_size=6)
QUERIES = st.lists(
    st.text("苏州湖西智能ガス한국abé1*-", min_size=1, max_size=5)
    | st.sampled_from(["OR", "title:a", "text:b", '"a 苏"', "tag:a", "lang:zh", "source:s"]),
    min_size=1,
    max_size=4,
)


def document(name: str, text: str = "", at: int = 0, **fields: object) -> Document:
    given = {
        "stamp": "1",
        "day": "2026-03-01",
        "sources": ("s",),
        "tags": (),
        "lang": "en",
        "parts": {"title": words(name), "text": words(text)},
    }
    return Document(path=name, announced=at * 1_000_000, **{**given, **fields})  # type: ignore[arg-type]


@pytest.fixture
def index(tmp_path):
    opened = Sqlite.open(tmp_path / "search.db")
    yield opened
    opened.close()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS, QUERIES)
def test_it_answers_as_a_look_through_every_document(tmp_path, texts, typed):
    try:
        query = parse(" ".join(typed))
    except ValueError:
        return
    tags = ((), ("a",))
    every = [
        document(str(at), text, at, tags=tags[at % 2], lang=("zh-CN", "en")[at % 2])
        for at, text in enumerate(texts)
    ]
    (tmp_path / "search.db").unlink(missing_ok=True)
    index = Sqlite.open(tmp_path / "search.db")
    index.update(every)

    found = list(index.find(query))

    index.close()
    assert found == [
        each.path for each in reversed(every) if query.fits(each.parts) and chooses(query, each)
    ]


def test_documents_of_one_second_keep_their_order(index):
    index.update([document(str(at), "tea", 5) for at in range(4)])
    index.update([document("late", "tea", 6)])
    index.update([document("early", "tea", 1)])

    assert list(index.find(parse("tea"))) == ["late", "3", "2", "1", "0", "early"]


def test_characters_that_stand_apart_are_no_phrase(index):
    index.update([document("a", "州长在湖边", 1)])

    assert list(index.find(parse('"州 湖"'))) == []
    assert list(index.find(parse("州 湖"))) == ["a"]


def test_the_newest_come_first_and_the_best_on_request(index):
    index.update([document("tea", "green", 1), document("b", "tea", 2), document("c", "tea", 3)])

    assert list(index.find(parse("tea"))) == ["c", "b", "tea"]
    assert next(index.find(parse("tea"), order="rank")) == "tea"


def test_a_document_that_changes_is_found_by_what_it_says_now(index):
    index.update([document("a", "tea", 1)])
    index.update([document("a", "coffee", 1, stamp="2")])

    assert list(index.find(parse("tea"))) == []
    assert list(index.find(parse("coffee"))) == ["a"]
    assert index.stamps() == {"a": "2"}


def test_a_forgotten_document_is_not_found_and_lends_its_words_to_no_other(index):
    index.update([document("a", "tea", 1)])
    index.update([], ["a", "unknown"])
    index.update([document("b", "coffee", 1)])

    assert list(index.find(parse("tea"))) == []
    assert list(index.find(parse("coffee"))) == ["b"]


def test_documents_are_chosen_by_source_tag_language_day_and_announcement(index):
    index.update(
        [
            document("a", "tea", 1, sources=("s", "other"), tags=("Green",), lang="zh-CN"),
            document("b", "tea", 2, day="2026-04-01"),
        ]
    )

    assert list(index.find(parse("tea source:other"))) == ["a"]
    assert list(index.find(parse("tag:green"))) == ["a"]
    assert list(index.find(parse("tea lang:zh"))) == ["a"]
    assert list(index.find(parse("tea until:2026-03"))) == ["a"]
    assert list(index.find(parse("date:2026-04 -coffee"))) == ["b"]
    assert list(index.find(parse("tea"), since=2_000_000)) == ["b"]


def test_the_mark_is_kept_once_all_is_taken_in(index):
    assert index.mark() is None

    def broken():
        yield document("a", "tea", 1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.update(broken(), mark="1")
    assert index.mark() is None
    index.update([document("a", "tea", 1)], mark="1")

    assert index.mark() == "1"


def test_an_index_of_little_but_old_documents_is_wasteful(index):
    for stamp in range(30):
        index.update([document("a", "tea", stamp)])

    assert index.is_wasteful()


def test_what_is_no_index_is_made_anew(tmp_path):
    path = tmp_path / "search.db"
    path.write_bytes(b"no index" * 2000)

    index = Sqlite.open(path)
    index.update([document("a", "tea")])

    assert list(index.find(parse("tea"))) == ["a"]
    index.close()


def test_an_index_of_another_version_is_made_anew(tmp_path):
    with sqlite3.connect(tmp_path / "search.db") as other:
        other.execute("PRAGMA user_version = 99")
        other.execute("CREATE TABLE document (old)")
    other.close()

    index = Sqlite.open(tmp_path / "search.db")

    assert index.stamps() == {}
    index.close()


def test_an_index_that_can_not_be_opened_is_told(tmp_path):
    (tmp_path / "search.db").mkdir()

    with pytest.raises(StateError, match="could not open the search index"):
        Sqlite.open(tmp_path / "search.db")
