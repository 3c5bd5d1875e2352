"""Searching a real archive: found as the files are now, in order, by words of any script."""

from __future__ import annotations

import pytest
from helpers.feeds import SENTENCE, item, rss
from helpers.instances import Instance
from helpers.origin import Origin

from syndicate.state.base import Selection

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
    ],
)
def test_articles_with_every_word_are_found_newest_first(instance, query, expected):
    assert titles(instance, query) == expected


def test_the_limit_takes_the_newest(instance):
    assert titles(instance, "ferry", limit=1) == ["Tea"]


def test_a_selection_is_looked_through_alone(instance):
    since = instance.article("Tea").announced

    assert titles(instance, "ferry", Selection(since=since, limit=None)) == ["Tea"]


def test_what_was_edited_by_hand_is_found_as_it_is_now(instance):
    document = instance.document("Ferries")
    document.write_text(document.read_text() + "\nA note about oolong.\n")

    assert titles(instance, "oolong") == ["Ferries"]


def test_a_document_that_is_gone_hides_no_other(instance):
    instance.document("Tea").unlink()

    assert titles(instance, "ferry") == ["Ferries"]
