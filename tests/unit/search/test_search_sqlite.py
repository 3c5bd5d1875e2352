from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.errors import StateError
from syndicate.search.base import Known
from syndicate.search.query import fold
from syndicate.search.sqlite import SqliteIndex

TEXTS = st.text(st.sampled_from("苏州湖西智能茶ガｶﾞス한국abTéé\u0301🍵 ，-_\n9𠀀Ａ"), max_size=40)


@pytest.fixture
def index(tmp_path):
    with SqliteIndex(tmp_path / "search.db") as opened:
        yield opened


def likely(index, term):
    return {path for path, known in index.look([term]).items() if known.likely}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, min_size=1, max_size=6), st.data())
def test_no_document_that_has_a_piece_of_text_is_left_out(tmp_path, texts, data):
    (tmp_path / "search.db").unlink(missing_ok=True)
    folded = [fold(text) for text in texts]
    begin = data.draw(st.integers(0, len(folded[0])))
    term = folded[0][begin : begin + data.draw(st.integers(1, 8))]

    with SqliteIndex(tmp_path / "search.db") as index:
        index.add((str(at), "s", text) for at, text in enumerate(folded))
        found = likely(index, term)

    assert {str(at) for at, text in enumerate(folded) if term in text} <= found


@pytest.mark.parametrize("word", ["苏州", "智能", "人工智能", "한국", "ガス"])
def test_every_pair_of_characters_finds_the_documents_that_have_it_and_no_other(index, word):
    index.add([("has", "s", f"abc在{word}边9"), ("not", "s", "".join(reversed(word)))])

    assert likely(index, word) == {"has"}


@pytest.mark.parametrize("term", ["ea", "teapo", "tea", "pot", "湖", "边"])
def test_pieces_of_words_and_single_characters_are_found(index, term):
    index.add([("has", "s", "a teapot 湖边"), ("not", "s", "coffee 山")])

    assert likely(index, term) == {"has"}


def test_a_document_read_anew_is_found_by_what_it_says_now(index):
    index.add([("a", "1", "green")])
    index.add([("a", "2", "black")])

    assert index.look(["black"]) == {"a": Known("2", likely=True)}
    assert index.look(["green"]) == {"a": Known("2", likely=False)}


def test_a_run_too_long_for_a_word_hides_nothing(index):
    index.add([("a", "1", "x" * 500 + "needle" + "y" * 500)])

    assert likely(index, "needle") == {"a"}


@pytest.mark.parametrize(
    "term", ['"', "a* OR b", "NEAR(a b)", "';--", "\x00", "\udc80", "x" * 10000]
)
def test_nothing_that_is_typed_is_an_error(index, term):
    index.add([("a", "1", f"it has {fold(term)} in it".encode("utf-8", "replace").decode())])

    likely(index, term)


def test_an_index_of_old_documents_is_begun_anew(index):
    for at in range(12):
        index.add((str(each), f"{at}", "tea") for each in range(100))

    assert len(index.look([])) in (0, 100)


def test_a_file_that_is_no_index_is_begun_anew(tmp_path):
    (tmp_path / "search.db").write_bytes(b"no index " * 1000)

    with SqliteIndex(tmp_path / "search.db") as index:
        assert index.look(["tea"]) == {}


def test_a_place_that_cannot_be_written_is_an_error_that_names_it(tmp_path):
    with pytest.raises(StateError, match=r"search\.db could not be used"):
        SqliteIndex(tmp_path / "none" / "search.db")
