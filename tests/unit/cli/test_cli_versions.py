"""`log` and `diff`: versions, and what each changed."""

from datetime import UTC, datetime

import pytest

PATH = "tea/2026/03/01-first-abcdef"


@pytest.fixture
def revised(fake, config, row, article):
    """Have an article with three versions, the newest kept beside an edit."""
    texts = ["12 people died.\n\nMore.\n", "13 people died.\n\nMore.\n", "茶很好。\n"]
    for number, text in enumerate(texts, 1):
        title = "First" if number < 3 else "Third"
        made = article(markdown=text, revision=number, title=title, edited=number == 2)
        fake.articles[PATH, number] = made
    fake.articles[PATH, None] = fake.articles[PATH, 2]
    fake.rows = (row(),)
    return fake


def test_the_log_tells_newest_first_what_changed(type_in, revised):
    lines = type_in("log", PATH).out.splitlines()

    assert [line.split()[0] for line in lines] == ["NO", "3", "2", "1"]
    assert "title: Third" in lines[1]
    assert "kept beside your edit" in lines[1]
    assert "text +1 −1, edited by hand" in lines[2]
    assert lines[3].endswith("first")


def test_without_an_article_the_newest_version_of_each_is_logged(type_in, revised):
    found = type_in("log", "--json", "--source", "tea").json["versions"]

    assert [(item["path"], item["number"]) for item in found] == [(PATH, 3)]
    assert found[0]["change"]["facts"] == [["title", "First", "Third"]]


def test_versions_before_a_day_are_left_out(type_in, revised):
    assert type_in("log", PATH, "--since", "2026-03-02").out == ""


def test_a_day_and_a_limit_choose_before_anything_is_read(type_in, revised):
    type_in("log", "--since", "2026-03-02", "--limit", "5")

    (wanted,) = [call[1] for call in revised.calls if call[0] == "list"]
    assert (wanted.since, wanted.limit) == (datetime(2026, 3, 2, tzinfo=UTC), 5)


def test_a_diff_marks_words_as_git_does(type_in, revised):
    out = type_in("diff", PATH, "1", "2").out

    assert out == "[-12-]{+13+} people died.\nMore.\n"


def test_a_diff_compares_the_last_two_versions(type_in, revised):
    out = type_in("diff", PATH).out

    assert out.startswith("title: [-First-]{+Third+}\n")
    assert "{+茶很好。+}" in out


def test_a_diff_counts(type_in, revised):
    assert type_in("diff", PATH, "1", "2", "--stat").out == "text: +1 −1\n"
    assert type_in("diff", PATH, "1", "2", "--stat", "--json").json["change"]["added"] == 1


def test_a_diff_for_programs_has_the_pieces(type_in, revised):
    found = type_in("diff", PATH, "1", "2", "--json").json

    assert found["text"][:2] == [{"kind": "removed", "text": "12"}, {"kind": "added", "text": "13"}]


def test_a_diff_is_coloured_only_where_that_is_wanted(type_in, revised):
    assert "\x1b[" in type_in("--color", "always", "diff", PATH, "1", "2").out
    assert "\x1b[" not in type_in("diff", PATH, "1", "2").out


def test_a_version_that_is_not_there_is_told_with_those_that_are(type_in, revised):
    typed = type_in("diff", PATH, "9")

    assert typed.code == 1
    assert "no version 9" in typed.err
