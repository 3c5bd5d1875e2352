"""Archives of format 1, written once: every later version reads, verifies and publishes them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import feedparser
import pytest
from helpers import demos

pytestmark = pytest.mark.end_to_end

CORPUS = Path(__file__).parents[1] / "corpus" / "format-1"
PROFILES = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())


@pytest.fixture(params=PROFILES)
def root(request, tmp_path) -> Path:
    return Path(shutil.copytree(CORPUS / request.param, tmp_path / "copy"))


def test_there_is_one_in_every_profile():
    assert PROFILES == ["hugo", "jekyll", "mainroad", "neutral", "obsidian"]


def test_nothing_is_wrong_with_it(root):
    done = demos.run("-C", root, "verify", "--json")

    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == 0
    assert [each for each in findings if each["level"] != "note"] == []


def test_its_feeds_are_published_as_they_were_and_no_file_of_it_is_changed(root):
    before = demos.tree(root, "archive")

    done = demos.run("-C", root, "rebuild")

    assert done.returncode == 0, done.stderr
    for path in (root / "feeds").iterdir():
        format, now = path.suffix.removeprefix("."), root / "public/feeds" / path.name
        assert told(now.read_bytes(), format) == told(path.read_bytes(), format)
    assert demos.tree(root, "archive") == before


def told(body: bytes, format: str) -> list[dict[str, object]]:
    """Return what a reader makes of a document's entries."""
    found = feedparser.parse(body)["entries"] if format != "json" else json.loads(body)["items"]
    keys = ("id", "title", "link", "url", "summary", "content", "content_html", "published",
            "date_published", "author", "authors", "tags", "language")  # fmt: skip
    return [{key: each.get(key) for key in keys} for each in found]


def test_its_earlier_versions_are_shown(root):
    listed = json.loads(demos.run("-C", root, "list", "--json").stdout)["articles"]
    [path] = [each["path"] for each in listed if " 1:" in each["title"]]

    for number, text in enumerate(("First.", "Second.", "Third."), start=1):
        shown = demos.run("-C", root, "show", path, "--revision", str(number))
        assert text in shown.stdout
