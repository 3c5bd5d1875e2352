"""Articles that a person moved or renamed within the archive: known by their id, and kept up."""

from __future__ import annotations

import shutil

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Origin

from syndicate.errors import ArchiveError

pytestmark = pytest.mark.end_to_end

TEXTS = ("It came first.", "A second sentence, about boats, came after it.", "Then the third.")


def say(instance: Instance, version: int) -> None:
    """Let the source have a page of this version, and announce it."""
    site = instance.origin
    site.html("/1", page("Article 1", " ".join(TEXTS[:version]) + SENTENCE * 8))
    site.html("/2", page("Article 2"))
    entries = (item(1, f"{site.url}/1", summary=TEXTS[version - 1]), item(2, f"{site.url}/2"))
    site.feed("/feed", rss(*entries))
    site.feed("/other", rss(item(9, f"{site.url}/2", title="Article 9")))


@pytest.fixture
def follow(tmp_path):
    with Origin() as site:

        def begin(profile: str) -> Instance:
            instance = Instance(tmp_path, site)
            source = 'id = "{}"\nurl = "{}/{}"\ninterval = "1h"'
            instance.follow(
                source.format("a", site.url, "feed"),
                source.format("b", site.url, "other"),
                more=f'[archive]\nprofile = "{profile}"',
            )
            say(instance, 1)
            instance.run()
            return instance

        yield begin


def again(instance: Instance, version: int):
    say(instance, version)
    instance.clock.move(hours=3)
    return instance.run()


@pytest.mark.parametrize("to", ["a/2026/02/mine", "a/2020/01/01-x", "b/2026/02/01-x", "a/x/y/z/x"])
def test_a_moved_folder_is_kept_up_where_it_lies(follow, to):
    instance = follow("neutral")
    again(instance, 2)
    there, home = instance.document("Article 1").parent, instance.root / "archive" / to
    first = (there / ".index.revisions" / "0001.md").read_bytes()
    home.parent.mkdir(parents=True, exist_ok=True)
    there.rename(home)

    again(instance, 3)
    still = again(instance, 3)

    article = instance.article("Article 1")
    assert (article.path, article.revision) == (to, 3)
    assert (home / ".index.revisions" / "0001.md").read_bytes() == first
    assert sorted(path.name for path in home.iterdir()) == [
        ".index.json", ".index.revisions", "index.md",
    ]  # fmt: skip
    assert not there.exists()
    assert still.new == still.revised == 0
    assert sum(each.title == "Article 1" for each in instance.articles()) == 1


def test_a_note_that_was_renamed_with_its_sidecar_is_kept_up_under_its_new_name(follow):
    instance = follow("obsidian")
    again(instance, 2)
    old = instance.root / "archive" / f"{instance.article('Article 1').path}.md"
    stem = old.stem
    first = (old.parent / f".{stem}.revisions" / "0001.md").read_bytes()
    for name in (f"{stem}.md", f".{stem}.json", f".{stem}.revisions"):
        new = name.replace(stem, "Mine 1")
        (old.parent / name).rename(old.parent / new)

    again(instance, 3)

    article = instance.article("Article 1")
    assert (article.path, article.revision) == ("a/Mine 1", 3)
    kept = sorted(path.name for path in (old.parent / ".Mine 1.revisions").iterdir())
    assert kept == ["0001.md", "0002.md"]
    assert b"Article 1.md" not in (old.parent / ".Mine 1.json").read_bytes()
    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()
    with instance.app() as app:
        assert app.raw("a/Mine 1", 1) == first


def test_the_copy_of_a_note_is_damage_and_the_original_stays(follow):
    instance = follow("obsidian")
    old = instance.root / "archive" / "a" / "Article 1.md"
    for name in ("{}.md", ".{}.json"):
        shutil.copy(old.parent / name.format("Article 1"), old.parent / name.format("Copy"))

    with pytest.raises(ArchiveError, match="a/Copy is the same article as a/Article 1"):
        again(instance, 2)


def test_what_was_moved_and_cannot_be_read_is_damage_and_no_deletion(follow):
    instance = follow("neutral")
    there = instance.document("Article 1").parent
    home = there.with_name("01-mine")
    there.rename(home)
    document = home / "index.md"
    whole = document.read_text("utf-8")
    document.write_text(whole.replace("title: ", 'title: "'), "utf-8")

    with pytest.raises(ArchiveError, match="01-mine/index.md is damaged"):
        again(instance, 1)
    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()

    document.write_text(whole, "utf-8")
    assert again(instance, 2).revised == 1
    assert instance.document("Article 1") == document
