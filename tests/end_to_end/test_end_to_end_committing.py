"""`git = "commit"`: a run commits what it changed, and nothing else."""

import subprocess

import pytest
from helpers.feeds import SENTENCE, item, rss
from helpers.instances import Instance
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end


def git(folder, *words):
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with Origin() as origin:
        root = tmp_path / "lake"
        root.mkdir()
        git(root, "init", "-q", "-b", "main")
        yield Instance(root, origin)


def follow(instance, *, more=""):
    source = f'id = "lake"\nurl = "{instance.origin.url}/lake.xml"\njitter = 0\n'
    instance.follow(source, more=f'{more}\n[archive]\ngit = "commit"\n')


def publish(instance, *numbers, text=SENTENCE * 5):
    site = instance.origin
    body = rss(*(item(n, f"{site.url}/{n}", title=f"#{n} leaves", content=text) for n in numbers))
    site.feed("/lake.xml", body)


def messages(instance):
    return git(instance.root, "log", "--format=%B%x00").split("\0\n")[:-1]


def test_a_run_commits_what_came_and_names_it(instance):
    publish(instance, 1, 2)
    follow(instance)

    summary = instance.run()

    assert summary.problems == ()
    (message,) = messages(instance)
    subject, _, *named = message.strip().splitlines()
    assert subject == "Archive 2 articles"
    assert [line.partition(": ")[2] for line in named] == ["#1 leaves", "#2 leaves"]
    assert git(instance.root, "status", "--porcelain", "archive", ".syndicate") == ""


def test_nothing_came_and_nothing_is_committed(instance):
    publish(instance, 1)
    follow(instance)
    instance.run()

    instance.clock.move(hours=2)
    instance.run()

    assert len(messages(instance)) == 1


def test_what_changed_and_what_was_deleted_is_told_as_such(instance):
    publish(instance, 1, 2, 3)
    follow(instance)
    instance.run()
    publish(instance, 1, 2, 3, text=SENTENCE * 5 + "From tomorrow on it leaves at nine o'clock.")
    for path in instance.document("#2 leaves").parent.rglob("*"):
        if path.is_file():
            path.unlink()
    instance.clock.move(hours=2)

    instance.run()

    subject = messages(instance)[0].splitlines()[0]
    assert subject == "Change 2 articles, remove 1 article"


def test_what_else_is_staged_or_changed_stays_as_it_is(instance):
    follow(instance)
    (instance.root / "mine.txt").write_text("staged")
    git(instance.root, "add", "mine.txt")
    publish(instance, 1)

    instance.run()

    assert "mine.txt" not in git(instance.root, "ls-tree", "-r", "--name-only", "HEAD")
    assert git(instance.root, "diff", "--cached", "--name-only") == "mine.txt\n"


def test_the_name_of_whoever_commits_is_the_one_that_git_knows(instance):
    publish(instance, 1)
    follow(instance)
    instance.run()
    assert git(instance.root, "log", "-1", "--format=%an") == "Syndicate\n"

    git(instance.root, "config", "user.name", "Ann")
    git(instance.root, "config", "user.email", "ann@lake.example")
    publish(instance, 1, 2)
    instance.clock.move(hours=2)
    instance.run()
    assert git(instance.root, "log", "-1", "--format=%an") == "Ann\n"


def test_an_archive_below_the_root_of_a_repository_is_committed_too(instance, tmp_path):
    inner = instance.root / "feeds"
    inner.mkdir()
    other = Instance(inner, instance.origin)
    publish(other, 1)
    follow(other)

    assert other.run().problems == ()

    assert messages(instance)[0].startswith("Archive 1 article\n")


def test_where_git_refuses_the_run_says_so_and_keeps_what_came(instance):
    hook = instance.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho no such day >&2\nexit 1\n")
    hook.chmod(0o755)
    publish(instance, 1)
    follow(instance)

    summary = instance.run()

    assert "not committed: git" in summary.problems[0].reason
    assert "no such day" in summary.problems[0].reason
    assert len(instance.articles()) == 1

    hook.unlink()
    instance.clock.move(hours=2)
    assert instance.run().problems == ()
    assert messages(instance)[0].startswith("Archive 1 article\n")


def test_a_folder_that_is_no_repository_is_told(instance, tmp_path):
    other = Instance(tmp_path / "bare", instance.origin)
    other.root.mkdir()
    publish(other, 1)
    follow(other)

    assert "not a git repository" in other.run().problems[0].reason


def test_a_long_list_of_articles_is_cut(instance):
    publish(instance, *range(1, 121))
    follow(instance)
    config = instance.root / "config.toml"
    config.write_text(config.read_text() + 'backfill = "all"\n')

    instance.run()

    lines = messages(instance)[0].strip().splitlines()
    assert lines[0] == "Archive 120 articles"
    assert lines[-1] == "… and 20 more"


def test_a_file_that_is_being_written_is_not_committed(instance):
    publish(instance, 1)
    follow(instance)
    instance.run()
    folder = instance.document("#1 leaves").parent
    (folder / f".syndicate-{'0' * 16}.tmp").write_bytes(b"half of it")

    git(instance.root, "add", "--all", "--", "archive")

    assert git(instance.root, "diff", "--cached", "--name-only") == ""


def test_no_file_is_written_that_a_repository_names_for_git(instance, tmp_path):
    publish(instance, 1)
    follow(instance)
    instance.run()
    head, theirs = instance.root / ".syndicate" / "head", tmp_path / "profile"
    head.write_text(f"--output={theirs}")

    instance.clock.move(hours=2)
    instance.run()

    assert not theirs.exists()
    assert head.read_text() != f"--output={theirs}"
