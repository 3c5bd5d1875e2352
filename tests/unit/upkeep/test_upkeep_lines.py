"""Articles as JSON Lines: whole, in order, and the same for the same archive."""

import json

import pytest
from helpers import archives

from syndicate.errors import ArchiveError
from syndicate.upkeep.exporting_lines import lines
from syndicate.wiring import layout


@pytest.fixture
def root(tmp_path):
    archives.make(tmp_path)
    return tmp_path


def told(root, *sources, history=False):
    archive, damage = layout.archive(archives.opened(root)), []
    found = [json.loads(line) for line in lines(archive, sources, damage.append, history=history)]
    return found, damage


def test_each_article_is_a_line_with_what_is_known_of_it(root):
    found, damage = told(root)

    archive = layout.archive(archives.opened(root))
    articles = [each for each in archive.articles() if not isinstance(each, ArchiveError)]
    assert damage == []
    assert [each["path"] for each in found] == [article.path for article in articles]
    assert [each["markdown"] for each in found] == [article.markdown for article in articles]
    assert [list(each)[-1] for each in found] == ["markdown"] * len(articles)
    first, article = found[0], articles[0]
    assert first["date"] == article.date.isoformat()
    assert first["tags"] == list(article.tags)
    assert [each["name"] for each in first.get("images", ())] == [
        asset.name for asset in article.assets
    ]
    assert all(value not in (None, "", [], {}) for each in found for value in each.values())


def test_with_history_each_version_is_a_line_oldest_first(root):
    found, _ = told(root, history=True)

    numbers = {}
    for each in found:
        numbers.setdefault(each["id"], []).append(each["revision"])
    assert max(len(each) for each in numbers.values()) > 1
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())


def test_only_articles_of_the_sources_that_are_asked_for_come(root):
    assert told(root, "tea")[0] == told(root)[0]
    assert told(root, "coffee")[0] == []


def test_a_damaged_article_is_told_and_costs_itself_alone(root):
    whole, _ = told(root)
    document = max((root / "archive").rglob("index.md"))
    document.write_bytes(b"---\ntitle: [\n---\n")

    found, damage = told(root)

    assert len(found) == len(whole) - 1
    assert [error.path.endswith("index.md") for error in damage] == [True]
