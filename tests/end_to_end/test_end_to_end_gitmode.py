"""An archive kept in git: a fresh checkout goes on where the last one was, and no news is no change."""

from __future__ import annotations

import json
import subprocess

import pytest
from helpers.daemons import Daemon
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end

GIT = (
    "git",
    "-c",
    "user.name=Ann",
    "-c",
    "user.email=ann@lake.example",
    "-c",
    "commit.gpgsign=false",
)


def git(folder, *words):
    done = subprocess.run([*GIT, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def instance(tmp_path):
    with Origin() as origin:
        root = tmp_path / "first"
        root.mkdir()
        git(root, "init", "-q", "-b", "main")
        yield Instance(root, origin)


def follow(instance, *names, more=""):
    tables = [
        f'id = "{name}"\nurl = "{instance.origin.url}/{name}.xml"\njitter = 0\n' for name in names
    ]
    instance.follow(*tables, more=f"{more}\n[archive]\ngit = true\n")


def articles(*numbers, site):
    return rss(*(item(n, f"{site.url}/{n}", content=SENTENCE * 5) for n in numbers))


def keep(instance):
    git(instance.root, "add", "-A")
    git(instance.root, "commit", "-q", "-m", "archive")


def checkout(instance, name="second"):
    """Clone what was committed into a new folder: the job of another day, with no state."""
    git(instance.root.parent, "clone", "-q", str(instance.root), name)
    other = Instance(instance.root.parent / name, instance.origin)
    other.clock = instance.clock
    return other


def changes(instance):
    return git(instance.root, "status", "--porcelain", "--untracked-files=all")


def lines(instance):
    text = (instance.root / ".syndicate/sources.jsonl").read_text()
    return {line["id"]: line for line in map(json.loads, text.splitlines())}


def test_a_fresh_checkout_asks_conditionally_and_changes_nothing(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, 2, site=site))
    follow(instance, "lake")
    instance.run()
    keep(instance)
    other = checkout(instance)
    site.hits.clear()
    instance.clock.move(hours=2)

    summary = other.run()

    assert [(hit.path, hit.status) for hit in site.hits] == [("/lake.xml", 304)]
    assert summary.not_modified == 1
    assert changes(other) == ""


def test_what_is_committed_is_what_belongs_there(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, site=site))
    follow(instance, "lake")
    instance.run()

    keep(instance)

    kept = git(instance.root, "ls-files").splitlines()
    assert ".syndicate/sources.jsonl" in kept
    assert not [name for name in kept if "state.db" in name or name.startswith("public/")]


@pytest.mark.parametrize("days", [1, 2])
def test_no_news_is_no_change_though_the_server_never_says_the_same_twice(instance, days):
    site = instance.origin
    asked = []

    def whimsical(headers):
        asked.append(headers)
        tail = f"<!-- answer {len(asked)} -->"
        body = (articles(1, site=site) + tail).encode()
        return Answer(body, type="application/rss+xml", headers={"ETag": f'"{len(asked)}"'})

    site.pages["/lake.xml"] = whimsical
    follow(instance, "lake")
    instance.run()
    keep(instance)

    for day in range(days):
        instance.clock.move(days=1)
        other = checkout(instance, f"day{day}")
        other.run()
        assert changes(other) == ""

    assert len(asked) == 1 + days


def test_news_of_a_fresh_checkout_is_a_commit_of_its_article_and_its_line(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, site=site))
    site.feed("/hill.xml", articles(8, site=site))
    follow(instance, "lake", "hill")
    instance.run()
    keep(instance)
    other = checkout(instance)
    before = lines(other)
    site.feed("/lake.xml", articles(1, 2, site=site))
    instance.clock.move(hours=2)

    summary = other.run()

    assert (summary.new, summary.revised) == (1, 0)
    after = lines(other)
    assert after["hill"] == before["hill"]
    assert after["lake"]["articles"] == 2
    assert after["lake"]["digest"] != before["lake"]["digest"]


def test_an_entry_that_waits_is_not_lost_to_a_fresh_checkout(instance):
    site = instance.origin
    site.feed("/lake.xml", rss(item(1, f"{site.url}/1", summary="Only a beginning …")))
    site.pages["/1"] = Answer(status=503)
    follow(instance, "lake", more="")
    instance.run()
    keep(instance)
    assert "etag" not in lines(instance)["lake"]
    other = checkout(instance)
    site.html("/1", page("The rest", "The rest. " + SENTENCE * 8))
    instance.clock.move(days=2)

    other.run()

    [article] = other.articles()
    assert "The rest." in article.markdown
    assert lines(other)["lake"]["etag"]


def test_an_entry_that_failed_elsewhere_is_not_tried_before_its_time(instance):
    site = instance.origin
    site.feed("/lake.xml", rss(item(1, f"{site.url}/1", summary="Only a beginning …")))
    site.pages["/1"] = Answer(status=503, headers={"Retry-After": "172800"})
    follow(instance, "lake")
    instance.run()
    keep(instance)
    assert lines(instance)["lake"]["retries"]
    site.hits.clear()
    instance.clock.move(hours=2)

    checkout(instance).run()

    assert "/1" not in site.paths()


def test_a_source_that_asked_for_a_pause_gets_it_from_a_fresh_checkout(instance):
    site = instance.origin
    site.pages["/lake.xml"] = Answer(status=429, headers={"Retry-After": "86400"})
    follow(instance, "lake")
    instance.run()
    keep(instance)
    site.hits.clear()

    instance.clock.move(hours=20)
    second = checkout(instance)
    second.run()
    assert site.hits == []
    assert changes(second) == ""

    instance.clock.move(hours=5)
    third = checkout(instance, "third")
    third.run()
    assert site.paths() == ["/lake.xml"]
    assert lines(third)["lake"]["failures"] == 2


def test_validators_without_their_articles_are_not_believed(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, 2, site=site))
    follow(instance, "lake")
    instance.run()
    keep(instance)
    other = checkout(instance)
    lost = other.root / next(
        name
        for name in git(other.root, "ls-files").splitlines()
        if name.endswith("index.md") and "/2026/" in name
    )
    for file in lost.parent.iterdir():
        if file.is_file():
            file.unlink()
    instance.clock.move(hours=2)
    site.hits.clear()

    other.run()

    assert (site.hits[0].path, site.hits[0].status) == ("/lake.xml", 200)
    assert len(other.articles()) == 2


def test_a_damaged_line_costs_one_request_and_is_told(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, site=site))
    follow(instance, "lake")
    instance.run()
    keep(instance)
    other = checkout(instance)
    file = other.root / ".syndicate/sources.jsonl"
    sound = file.read_text()
    file.write_text(f"<<<<<<< HEAD\n{sound}=======\n{sound}>>>>>>> other\n")
    instance.clock.move(hours=2)
    site.hits.clear()

    summary = other.run()

    assert [hit.status for hit in site.hits] == [200]
    assert [problem.reason for problem in summary.problems] == [
        f".syndicate/sources.jsonl: line {number} is left of a merge conflict; it was passed over"
        for number in (1, 3, 5)
    ]
    assert summary.failed == 0
    assert json.loads(file.read_text())["etag"]


def test_an_entry_that_was_given_up_is_not_fetched_by_every_checkout(instance):
    site = instance.origin
    items = [item(1, f"{site.url}/1", summary="Only a beginning …")]
    site.feed("/lake.xml", rss(*items))
    site.pages["/1"] = Answer(status=410)
    follow(instance, "lake")
    instance.run()
    given_up = instance.status("lake").given_up
    keep(instance)
    site.hits.clear()
    items.append(item(2, f"{site.url}/2", content=SENTENCE * 5))
    site.feed("/lake.xml", rss(*items))
    instance.clock.move(hours=2)
    other = checkout(instance)

    other.run()

    assert site.paths().count("/1") == 0
    assert other.status("lake").given_up == given_up


def test_a_secret_address_is_asked_conditionally_and_written_nowhere(instance, monkeypatch):
    monkeypatch.setenv("LAKE_KEY", "hunter2hunter2")
    site = instance.origin
    site.feed("/lake.xml", articles(1, site=site))
    url = f"{site.url}/lake.xml?key=${{LAKE_KEY}}"
    instance.follow(f'id = "lake"\nurl = "{url}"\njitter = 0\n', more="[archive]\ngit = true\n")
    instance.run()
    keep(instance)
    other = checkout(instance)
    instance.clock.move(hours=2)
    site.hits.clear()

    other.run()

    assert [(hit.path, hit.status) for hit in site.hits] == [("/lake.xml?key=hunter2hunter2", 304)]
    assert "hunter2" not in (other.root / ".syndicate/sources.jsonl").read_text()
    assert changes(other) == ""


def test_the_daemon_writes_what_came_and_what_failed(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, site=site))
    follow(instance, "lake", "hill")

    with Daemon(instance.root) as daemon:
        daemon.until_said("published", "written=")
        daemon.until_said("failed", "hill")
        assert daemon.stop() == 0

    assert lines(instance)["lake"]["articles"] == 1
    assert lines(instance)["hill"]["failures"] == 1
    assert changes(instance)


def test_nothing_is_written_where_git_was_not_asked_for(instance):
    site = instance.origin
    site.feed("/lake.xml", articles(1, site=site))
    instance.follow(f'id = "lake"\nurl = "{site.url}/lake.xml"\n')

    instance.run()

    assert not (instance.root / ".syndicate/sources.jsonl").exists()
    assert not (instance.root / ".gitignore").exists()
