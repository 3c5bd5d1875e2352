"""`import` and `doctor`: what they tell of what was done and found."""

from __future__ import annotations

import pytest

from syndicate.report import Class, Diagnosis, Imported

FOUND = Class(
    name="title-entity",
    says="the title shows entities",
    articles=2,
    times=2,
    mendable=True,
    paths=("tea/a", "tea/b"),
)


@pytest.fixture
def notes(folder):
    (folder / "notes").mkdir()
    return "notes"


def test_the_sources_of_an_import_come_first_with_their_documents(type_in, fake, config, notes):
    fake.imported = Imported(
        tree="obsidian", counts={"new": 4}, sources=("a", "b"), documents={"a": 3, "b": 1}
    )

    assert type_in("import", notes, "-n").out.splitlines() == [
        "a: 3 documents",
        "b: 1 document",
        "Would come from an obsidian tree: 4 new articles",
    ]


def test_of_many_sources_the_first_are_named(type_in, fake, config, notes):
    documents = {f"source-{number:02}": 1 for number in range(12)}
    fake.imported = Imported(tree="hugo", counts={"new": 1, "touched": 2}, documents=documents)

    lines = type_in("import", notes, "-n").out.splitlines()

    assert len(lines) == 12
    assert lines[-2:] == [
        "and 2 more sources",
        "Would come from a hugo tree: 1 new article, 2 changed in its details",
    ]


@pytest.mark.parametrize("option", [[], ["--archive"]])
def test_the_archive_is_looked_at_without_being_asked_to(type_in, fake, config, option):
    fake.diagnosis = Diagnosis(articles=2, classes=(FOUND,))

    typed = type_in("doctor", *option)

    assert "title-entity" in typed.out
    assert fake.asked("examine") == [(None,)]


def test_what_was_mended_is_told_before_what_was_found(type_in, fake, config):
    fake.diagnosis = Diagnosis(articles=2, classes=(FOUND,), mended=("tea/a",), kept=("tea/b",))

    plain, long = type_in("doctor", "--fix"), type_in("-v", "doctor", "--fix")

    assert plain.err.splitlines()[:2] == ["tea/b: you edited it, so it stays", "1 article mended"]
    assert "mended tea/a" not in plain.out
    assert long.out.splitlines()[0] == "mended tea/a"


def test_the_next_command_is_said_to_who_looks(type_in, fake, config, notes, terminal):
    fake.diagnosis = Diagnosis(articles=2, classes=(FOUND,), mended=("tea/a",))

    assert "syndicate build" in type_in("doctor", "--fix").err
    assert "syndicate doctor --fix" in type_in("doctor").err
    assert "syndicate import notes, then syndicate doctor --fix" in type_in("doctor", notes).err


def test_articles_go_out_as_lines_of_json(type_in, fake, config):
    told = type_in("export", "--jsonl", "-", "--with-history", "--source", "a")

    assert told.out == "{}\n" * len(fake.rows)
    assert ("versions", ("a",)) in fake.calls


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--jsonl", "-", "out"),
        ("--jsonl", "-", "--opml", "-"),
        ("--jsonl", "-", "-n"),
        ("--jsonl", "-", "--feed", "-"),
        ("--feed", "-", "--with-history"),
        ("--bag",),
        ("out", "--bag", "--profile", "hugo"),
        ("out", "--bag", "--with-history"),
    ],
)
def test_an_export_goes_one_way(type_in, fake, config, options):
    assert type_in("export", *options).code == 2
    assert not any(call[0] in ("export", "articles", "versions", "feed") for call in fake.calls)


def test_a_bag_is_an_export_of_the_archive_as_it_is(type_in, fake, config):
    type_in("export", "out", "--bag")

    assert ("export", "out", None, (), False, False, True) in fake.calls
