"""What is followed leaves as OPML and comes back as the same sources."""

from __future__ import annotations

import pytest
from helpers.folders import Folder

from syndicate import config

pytestmark = pytest.mark.end_to_end

CONFIG = """
[[source]]
id = "lake"
url = "https://lake.example/feed.xml"
title = "The lake"
tags = ["water", "north"]

[[source]]
id = "hill"
url = "https://hill.example/feed?a=1&b=2"
tags = ["north"]

[[source]]
id = "hill-two"
url = "https://hill.example/two"
"""


def test_a_list_of_sources_comes_back_as_the_same_sources(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Folder(tmp_path / "one"), Folder(tmp_path / "two")
    (one.root / "config.toml").write_text(CONFIG)
    (two.root / "config.toml").write_text("")

    listed = one("list", "sources", "--format", "opml").out
    (two.root / "list.opml").write_text(listed)
    added = two("add", "list.opml")

    assert added.code == 0
    before, after = (
        {
            source.id: (source.url, source.tags)
            for source in config.load(folder.root / "config.toml", {}).sources
        }
        for folder in (one, two)
    )
    assert after == before
    assert two("list", "sources", "--format", "opml").out == listed


def test_export_writes_the_same_list_into_a_file_or_out(tmp_path):
    folder = Folder(tmp_path)
    folder.config.write_text(CONFIG)
    listed = folder("list", "sources", "--format", "opml").out

    written = folder("export", "--opml", "list.opml")
    out = folder("export", "--opml", "-", "--source", "hill")

    assert (written.code, written.out, written.err) == (0, "", "")
    assert (tmp_path / "list.opml").read_text() == listed
    assert out.out.count("xmlUrl") == 1


@pytest.mark.parametrize(
    "words", [[], ["out", "--opml", "-"], ["--opml", "-", "--profile", "hugo"]]
)
def test_export_writes_either_articles_or_a_list(tmp_path, words):
    folder = Folder(tmp_path)
    folder.config.write_text(CONFIG)

    assert folder("export", *words).code == 2


def test_a_list_that_cannot_be_written_is_told(tmp_path):
    folder = Folder(tmp_path)
    folder.config.write_text(CONFIG)

    said = folder("export", "--opml", "nowhere/list.opml")

    assert said.code == 1
    assert "cannot be written" in said.err
