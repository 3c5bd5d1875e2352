"""Announcements cut into documents that stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from syndicate.generator.history import MOST, cut, keep
from syndicate.model.listed import Said

START = datetime(2026, 1, 30, tzinfo=UTC)
ORIGINS = {"a": "1"}


def said(number, hours=None, batch=None, of=None, version=1):
    """Return an announcement, hours after the start."""
    return Said(
        id=f"urn:{number if of is None else of}",
        path=f"a/{number}",
        source="a",
        number=version,
        announced=START + timedelta(hours=number if hours is None else hours),
        batch=batch,
        digest="d",
    )


def shape(documents):
    return [(each.name, len(each.said), each.closed) for each in documents]


histories = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from([None, None, None, "import-1", "backfill-2"])),
    max_size=40,
).map(
    lambda steps: [
        said(number, hours=sum(hours for hours, _ in steps[: number + 1]) + number, batch=batch)
        for number, (_, batch) in enumerate(steps)
    ]
)


def test_a_document_ends_with_its_month():
    documents = cut([said(0), said(1), said(2, hours=48)])

    assert shape(documents) == [("2026-01.1", 2, True), ("2026-02.1", 1, False)]
    assert (documents[0].newer, documents[1].older) == ("2026-02.1", "2026-01.1")


def test_months_are_those_of_utc():
    evening = datetime(2026, 2, 1, 7, tzinfo=timezone(timedelta(hours=8)))

    (document,) = cut([replace(said(0), announced=evening)])

    assert document.name == "2026-01.1"


def test_a_document_holds_a_hundred_announcements():
    documents = cut([said(0, hours=number / 100) for number in range(MOST * 2 + 1)])

    assert shape(documents) == [
        ("2026-01.1", MOST, True),
        ("2026-01.2", MOST, True),
        ("2026-01.3", 1, False),
    ]


def test_a_batch_has_documents_of_its_own_and_ends_closed():
    documents = cut([said(0), said(1, batch="b"), said(2, batch="b"), said(3)])

    assert shape(documents) == [
        ("2026-01.1", 1, True),
        ("2026-01.2", 2, True),
        ("2026-01.3", 1, False),
    ]
    assert documents[1].newer is None, "nothing had followed when it was closed"
    assert shape(cut([said(0), said(1, batch="b")]))[-1] == ("2026-01.2", 1, True)


def test_of_an_article_a_document_shows_the_last_version_newest_first():
    (document,) = cut([said(0, of=9), said(1), said(2, of=9, version=2)])

    assert [(each.id, each.number) for each in document.shown] == [("urn:9", 2), ("urn:1", 1)]


@given(histories, st.integers(1, 800), st.sampled_from([None, "backfill-3"]))
def test_what_is_announced_leaves_every_closed_document_as_it_is(history, hours, batch):
    news = said(len(history), hours=3000 * 30 + hours, batch=batch)
    if history:
        news = said(
            len(history),
            hours=(history[-1].announced - START) / timedelta(hours=1) + hours,
            batch=batch,
        )
    before, after = cut(history), cut([*history, news])

    for document in before:
        if document.closed:
            (same,) = [each for each in after if each.name == document.name]
            assert same == document
            assert same.written(ORIGINS) == document.written(ORIGINS)


@given(histories)
def test_whoever_follows_the_links_back_finds_everything(history):
    documents = {each.name: each for each in cut(history)}
    found = []
    name = list(documents)[-1] if documents else None
    while name:
        found += documents[name].said
        name = documents[name].older

    assert sorted(found, key=lambda each: each.announced) == history
    assert all(each.newer is None or each.newer in documents for each in documents.values())


@given(histories, st.data())
def test_cutting_from_where_something_changed_is_cutting_everything(history, data):
    known = [each.written(ORIGINS) for each in cut(history)]
    late = said(10_000, hours=data.draw(st.floats(-50, 4000)))
    changed = sorted([*history, late], key=lambda each: each.announced)
    whole = cut(changed)

    stays = keep(known, late.announced)
    since = known[stays].since if stays else None
    again = [each for each in changed if since is None or each.announced >= since]
    name = known[stays].name if stays else None

    assert cut(again, known[:stays], name) == whole[stays:]
    assert [each.written(ORIGINS) for each in whole[:stays]] == known[:stays]


def test_what_a_source_says_of_itself_is_part_of_its_documents():
    (document,) = cut([said(0)])

    assert document.written({"a": "1"}) != document.written({"a": "2"})
    assert document.written({"a": "1", "b": "1"}) == document.written({"a": "1", "b": "2"})
