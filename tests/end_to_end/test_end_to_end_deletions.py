"""Articles that a person deletes from the archive, and files that are merely lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from helpers.daemons import Daemon
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Origin

from syndicate.errors import ArchiveError

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    instance = Instance(tmp_path, origin)
    announce(instance)
    instance.follow(f'id = "a"\nurl = "{origin.url}/feed"\ninterval = "1h"')
    instance.run()
    return instance


def announce(instance: Instance, said: str = "Short.") -> None:
    site = instance.origin
    for number in (1, 2, 3):
        site.html(f"/{number}", page(f"Article {number}", f"Number {number}. " + SENTENCE * 8))
    site.feed("/feed", rss(*(item(n, f"{site.url}/{n}", summary=said) for n in (3, 2, 1))))


def folder(instance: Instance, title: str) -> Path:
    return instance.document(title).parent


def titles(instance: Instance) -> list[str]:
    return sorted(article.title for article in instance.articles())


def again(instance: Instance, hours: int = 2):
    instance.clock.move(hours=hours)
    return instance.run()


def test_an_article_whose_folder_was_deleted_leaves_the_feeds_and_is_told_once(instance):
    gone = folder(instance, "Article 2")
    shutil.rmtree(gone)

    summary = again(instance)
    after = again(instance)

    path = gone.relative_to(instance.root / "archive").as_posix()
    assert [problem.reason for problem in summary.problems] == [f"deleted by hand: {path}"]
    assert after.problems == ()
    assert titles(instance) == ["Article 1", "Article 3"]
    assert "Article 2" not in instance.public("feeds/a.atom")
    (line,) = (instance.root / "archive/.syndicate/tombstones.jsonl").read_text().splitlines()
    assert f"{instance.origin.url}/2" in json.loads(line)["keys"]


@pytest.mark.parametrize("lost", [False, True], ids=["same state", "rebuilt state"])
def test_its_source_does_not_bring_a_deleted_article_back(instance, lost):
    shutil.rmtree(folder(instance, "Article 2"))
    again(instance)
    asked = len(instance.origin.hits)
    if lost:
        (instance.root / ".syndicate" / "state.db").unlink()

    announce(instance, said="Said in other words.")
    summary = again(instance)

    told = [problem.reason for problem in summary.problems]
    assert titles(instance) == ["Article 1", "Article 3"]
    assert told == lost * ["state was made again from the archive (2 articles)"]
    assert "/2" not in {hit.path for hit in instance.origin.hits[asked:]}
    assert instance.status("a").pending == 0


def test_a_build_takes_a_deletion_up_too(instance):
    shutil.rmtree(folder(instance, "Article 2"))

    built = instance.build()

    assert next(problem.reason for problem in built.problems).startswith("deleted by hand: a/")
    assert "Article 2" not in instance.public("feeds/all.rss")
    assert again(instance).problems == ()


def test_a_build_that_only_compares_takes_nothing_up(instance):
    shutil.rmtree(folder(instance, "Article 2"))

    built = instance.build(check=True)

    assert built.written
    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()


def test_a_document_missing_beside_its_sidecar_is_damage_and_no_deletion(instance):
    document = instance.document("Article 2")
    kept = document.read_bytes()
    document.unlink()

    with pytest.raises(ArchiveError, match="index.md is missing beside its sidecar"):
        again(instance)
    built = instance.build()
    assert built.damaged
    assert "index.md is missing beside its sidecar" in built.problems[0].reason

    document.write_bytes(kept)
    again(instance)
    assert titles(instance) == ["Article 1", "Article 2", "Article 3"]
    assert "Article 2" in instance.public("feeds/a.atom")


def test_a_source_whose_whole_tree_is_missing_is_damage_and_comes_back_with_it(instance):
    tree = instance.root / "archive" / "a"
    tree.rename(instance.root / "away")

    with pytest.raises(ArchiveError, match="all of a is missing"):
        again(instance)

    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()
    shutil.rmtree(tree, ignore_errors=True)
    (instance.root / "away").rename(tree)
    assert again(instance).problems == ()
    assert titles(instance) == ["Article 1", "Article 2", "Article 3"]
    assert "Article 2" in instance.public("feeds/a.atom")


def test_what_a_lost_tree_got_since_makes_no_deletion_of_the_loss(instance):
    tree = instance.root / "archive" / "a"
    tree.rename(instance.root / "away")
    site = instance.origin
    site.html("/4", page("Article 4", "Number 4. " + SENTENCE * 8))
    site.feed("/feed", rss(item(4, f"{site.url}/4"), title="Renamed"))
    with pytest.raises(ArchiveError, match="all of a is missing"):
        again(instance)

    with pytest.raises(ArchiveError, match="the page about a and more of it are missing"):
        again(instance)

    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()
    shutil.copytree(instance.root / "away", tree, dirs_exist_ok=True)
    assert again(instance).problems == ()
    assert titles(instance) == [f"Article {number}" for number in (1, 2, 3, 4)]


def test_all_articles_may_be_deleted_where_the_page_of_their_source_stays(instance):
    for title in titles(instance):
        shutil.rmtree(folder(instance, title))
        again(instance)

    assert titles(instance) == []
    assert "<entry" not in instance.public("feeds/a.atom")


def test_an_article_that_was_moved_within_the_archive_is_not_deleted(instance):
    old = folder(instance, "Article 2")
    new = old.with_name("29-elsewhere")
    old.rename(new)

    summary = again(instance)

    assert summary.problems == ()
    assert folder(instance, "Article 2") == new
    assert "Article 2" in instance.public("feeds/a.atom")
    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()


def test_articles_that_only_the_archive_knows_are_taken_up_and_told(instance):
    state = instance.root / ".syndicate" / "state.db"
    site, older = instance.origin, state.read_bytes()
    site.html("/4", page("Article 4", "Number 4. " + SENTENCE * 8))
    site.feed("/feed", rss(item(4, f"{site.url}/4")))
    again(instance)
    site.feed("/feed", rss(item(3, f"{site.url}/3", summary="Short.")))
    state.write_bytes(older)

    summary = again(instance)

    told = [problem.reason for problem in summary.problems]
    assert told == ["articles that state did not know were taken up: 1"]
    assert titles(instance) == [f"Article {number}" for number in (1, 2, 3, 4)]
    assert "Article 4" in instance.public("feeds/a.atom")
    assert again(instance).problems == ()


def test_the_copy_of_a_folder_is_damage_and_the_original_stays(instance):
    there = folder(instance, "Article 2")
    shutil.copytree(there, there.with_name("01-copy"))

    with pytest.raises(ArchiveError, match=f"01-copy is the same article as .*{there.name}"):
        again(instance)

    assert folder(instance, "Article 2") == there


def test_a_dry_run_buries_nothing(instance):
    shutil.rmtree(folder(instance, "Article 2"))
    instance.clock.move(hours=2)

    instance.run(dry=True)

    assert not (instance.root / "archive/.syndicate/tombstones.jsonl").exists()


def test_a_daemon_takes_up_what_was_deleted_before_it_began(instance):
    gone = folder(instance, "Article 2")
    shutil.rmtree(gone)

    with Daemon(instance.root) as daemon:
        line = daemon.until_said("deleted", "path=")
        daemon.until(lambda: "Article 2" not in instance.public("feeds/a.atom"))
        assert daemon.stop() == 0

    assert gone.name in line


def test_a_daemon_says_what_is_damaged_and_goes_on(instance):
    instance.document("Article 2").unlink()

    with Daemon(instance.root) as daemon:
        daemon.until_said("archive damaged", "missing beside its sidecar")
        assert daemon.stop() == 0


def test_a_source_that_goes_over_to_https_brings_no_article_twice_and_none_back(instance):
    def announced(scheme: str) -> str:
        links = (f"{scheme}://e.example/{number}" for number in (1, 2, 3))
        return rss(
            *(
                item(
                    n,
                    link,
                    title=f"Elsewhere {n}",
                    content=f"<p>{n}. {SENTENCE * 8}</p>",
                    guid=link,
                )
                for n, link in enumerate(links, start=1)
            )
        )

    site = instance.origin
    site.feed("/feed", announced("http"))
    instance.follow(f'id = "b"\nurl = "{site.url}/feed"\ninterval = "1h"\nfull_text = "feed"')
    again(instance)
    shutil.rmtree(folder(instance, "Elsewhere 2"))
    again(instance)

    site.feed("/feed", announced("https"))
    summary = again(instance)

    assert summary.new == 0
    assert [title for title in titles(instance) if "Else" in title] == [
        "Elsewhere 1",
        "Elsewhere 3",
    ]


def test_a_deleted_article_stays_deleted_while_its_names_change_one_by_one(instance):
    def announced(link: str, guid: str) -> str:
        content = f"<p>{SENTENCE * 8}</p>"
        return rss(
            item(1, f"http://e.example/{link}", title="Elsewhere", content=content, guid=guid)
        )

    site = instance.origin
    site.feed("/feed", announced("a", "tag:e.example,2026:1"))
    instance.follow(f'id = "b"\nurl = "{site.url}/feed"\ninterval = "1h"\nfull_text = "feed"')
    again(instance)
    shutil.rmtree(folder(instance, "Elsewhere"))
    again(instance)

    for link, guid in (("b", 1), ("b", 2), ("c", 2), ("c", 3)):
        site.feed("/feed", announced(link, f"tag:e.example,2026:{guid}"))
        again(instance)

    assert "Elsewhere" not in titles(instance)
