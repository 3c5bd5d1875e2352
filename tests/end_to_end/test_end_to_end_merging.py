"""Two machines archive, each for itself, and git puts them together: what comes of it is sound."""

import subprocess

import pytest
from helpers import demos
from helpers.feeds import SENTENCE, item, rss
from helpers.instances import Instance
from helpers.origin import Origin

from syndicate.upkeep import verifying

pytestmark = pytest.mark.end_to_end

TEXT = SENTENCE * 5


def git(folder, *words, check=True):
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture
def origin():
    with Origin() as served:
        yield served


@pytest.fixture
def machines(tmp_path, monkeypatch, origin):
    """Return two clones of one repository, each with its own state and clock."""
    monkeypatch.setenv("HOME", str(tmp_path))
    git(tmp_path, "config", "--global", "user.name", "Ann")
    git(tmp_path, "config", "--global", "user.email", "ann@lake.example")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "hub")
    first = machine(tmp_path, origin, "one")
    tables = "".join(
        f'[[source]]\nid = "{name}"\nurl = "{origin.url}/{name}.xml"\njitter = 0\nfull_text = "feed"\n'
        for name in ("lake", "hill")
    )
    (first.root / "config.toml").write_text(
        f'[fetch]\nallow = ["127.0.0.1:{origin.port}"]\n[archive]\ngit = "commit"\n{tables}'
    )
    publish(origin, "lake", 1)
    publish(origin, "hill", 1)
    first.run()
    git(first.root, "add", "config.toml")
    git(first.root, "commit", "-q", "-m", "follow")
    git(first.root, "push", "-q", "origin", "main")
    second = machine(tmp_path, origin, "two")
    second.clock.move(minutes=7)
    second.run()
    return first, second


def machine(tmp_path, origin, name):
    git(tmp_path, "clone", "-q", "hub", name)
    return Instance(tmp_path / name, origin)


def publish(origin, source, *numbers, text=TEXT, title="Number"):
    links = f"{origin.url}/{source}"
    body = (item(n, f"{links}/{n}", title=f"{title} {n}", content=text) for n in numbers)
    origin.feed(f"/{source}.xml", rss(*body))


def later(machine, **span):
    machine.clock.move(**span)
    summary = machine.run()
    reasons = [each.reason for each in summary.problems]
    told = ("articles that state did not know were taken up", "deleted by hand")
    assert [each for each in reasons if not each.startswith(told)] == []


def pull(machine):
    """Pull what the other pushed; return what git says is unmerged, settled by then."""
    done = git(
        machine.root, "pull", "-q", "--no-rebase", "--no-edit", "origin", "main", check=False
    )
    unmerged = git(machine.root, "ls-files", "--unmerged").stdout
    if done.returncode:
        assert unmerged
        settled = demos.run("-C", machine.root, "merge")
        assert settled.returncode == 0, settled.stderr
        git(machine.root, "commit", "-q", "--no-edit")
    return unmerged


def push(machine):
    git(machine.root, "push", "-q", "origin", "HEAD:main")


def sound(machine, *titles):
    """Require that nothing is damaged or double, and that the feeds show these articles."""
    later(machine, hours=2)
    with machine.app() as app:
        found = verifying.verify(app.config, app.archive.profile).findings
    assert [each for each in found if each.level != "note"] == []
    articles = machine.articles()
    assert sorted(each.title for each in articles) == sorted(titles)
    assert len({each.key for each in articles}) == len(articles)
    feed = machine.public("feeds/all.atom")
    assert all(feed.count(f"<title>{title}</title>") == titles.count(title) for title in titles)
    assert git(machine.root, "status", "--porcelain").stdout == ""


def test_what_each_archived_of_another_source_is_together(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2, title="Lake")
    later(one, hours=2)
    push(one)
    publish(origin, "lake", 1)
    publish(origin, "hill", 1, 3, title="Hill")
    later(two, hours=2)

    pull(two)

    publish(origin, "lake", 1, 2, title="Lake")
    sound(two, "Lake 1", "Lake 2", "Hill 1", "Hill 3")


def test_what_both_archived_is_there_once(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    push(one)
    later(two, hours=3)

    assert "index.md" in pull(two)

    sound(two, "Number 1", "Number 1", "Number 2")
    announced = next(each.announced for each in two.articles() if each.title == "Number 2")
    assert announced == next(each.announced for each in one.articles() if each.title == "Number 2")
    push(two)
    pull(one)
    sound(one, "Number 1", "Number 1", "Number 2")
    assert articles_of(one) == articles_of(two)


def articles_of(machine):
    found = machine.files()
    return {key: body for key, body in found.items() if "/2026/" in key}


def test_the_side_with_more_versions_has_the_article(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    publish(origin, "lake", 1, 2, text=TEXT + "From Monday on it leaves at nine.")
    later(one, hours=2)
    push(one)
    publish(origin, "lake", 1, 2)
    later(two, hours=9)
    publish(origin, "lake", 1, 2, text=TEXT + "From Monday on it leaves at nine.")

    pull(two)

    sound(two, "Number 1", "Number 1", "Number 2")
    (there,) = [each for each in two.articles() if each.title == "Number 2"]
    assert (there.revision, "at nine" in there.markdown) == (2, True)


def test_an_edit_by_hand_wins_and_one_that_gives_way_is_told(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    push(one)
    later(two, hours=3)
    document = two.document("Number 2")
    document.write_text(document.read_text().replace("The ferry leaves", "My ferry leaves"))
    git(two.root, "commit", "-q", "-a", "-m", "edit")

    pull(two)

    sound(two, "Number 1", "Number 1", "Number 2")
    assert "My ferry leaves" in two.article("Number 2").markdown


def test_what_one_withdrew_is_gone_although_the_other_has_news_of_it(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    push(one)
    pull(two)
    later(two, hours=2)
    demos.run("-C", two.root, "withdraw", "--yes", two.article("Number 2").id)
    later(two, hours=2)
    push(two)
    publish(origin, "lake", 1, 2, text=TEXT + "From Monday on it leaves at nine.")
    later(one, hours=2)

    pull(one)

    sound(one, "Number 1", "Number 1")


def test_an_article_that_both_archived_under_two_names_is_there_once(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    push(one)
    publish(origin, "lake", 1, 2, title="Another name of")
    later(two, hours=3)

    pull(two)

    later(two, hours=2)
    assert len({each.key for each in two.articles()}) == len(two.articles()) == 3
    assert demos.run("-C", two.root, "verify").returncode == 0


def test_names_that_either_removed_stay_removed(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2, 3)
    later(one, hours=2)
    push(one)
    pull(two)
    later(two, hours=2)
    demos.run("-C", one.root, "withdraw", "--yes", one.article("Number 2").id)
    later(one, hours=2)
    push(one)
    demos.run("-C", two.root, "withdraw", "--yes", two.article("Number 3").id)
    later(two, hours=2)

    assert "tombstones.jsonl" in pull(two)

    sound(two, "Number 1", "Number 1")


def test_news_that_git_brought_of_a_known_article_is_shown(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, title="A new name of")
    later(one, hours=2)
    push(one)
    origin.pages["/lake.xml"] = origin.pages["/hill.xml"]

    pull(two)
    two.clock.move(hours=1)
    two.run("hill")

    assert "A new name of 1" in two.public("feeds/lake.atom")


def test_without_a_merge_there_is_nothing_to_settle(machines):
    done = demos.run("-C", machines[0].root, "merge")

    assert done.returncode == 1
    assert "no merge is under way" in done.stderr


def test_what_is_not_of_the_archive_is_left_to_a_person(machines):
    one, two = machines
    for each in machines:
        config = each.root / "config.toml"
        config.write_text(f"{config.read_text()}# {each.root.name}\n")
        git(each.root, "commit", "-q", "-a", "-m", "say who")
    push(one)
    git(two.root, "pull", "-q", "--no-rebase", "origin", "main", check=False)
    git(two.root, "checkout", "--ours", "config.toml")

    done = demos.run("-C", two.root, "merge")

    assert done.returncode == 1
    assert "still unmerged: config.toml" in done.stderr


def test_an_article_that_one_side_moved_is_not_lost(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    push(one)
    pull(two)
    later(two, hours=2)
    folder = two.document("Number 2").parent
    folder.rename(folder.with_name("under-another-name"))
    publish(origin, "hill", 1, title="Changed")
    later(two, hours=2)
    push(two)
    later(one, hours=3)

    assert pull(one)

    sound(one, "Number 1", "Changed 1", "Number 2")
    assert one.document("Number 2").parent.name == "under-another-name"


def test_each_commit_of_a_rebase_is_settled(machines, origin):
    one, two = machines
    publish(origin, "lake", 1, 2)
    later(one, hours=2)
    publish(origin, "lake", 1, 2, 3)
    later(one, hours=2)
    push(one)
    publish(origin, "lake", 1, 2, title="Another name of")
    later(two, hours=3)
    publish(origin, "lake", 1, 2, 3, title="Another name of")
    later(two, hours=2)

    stopped = git(two.root, "pull", "-q", "--rebase", "origin", "main", check=False)
    for _ in range(9):
        if not stopped.returncode:
            break
        settled = demos.run("-C", two.root, "merge")
        assert settled.returncode == 0, settled.stderr
        stopped = git(two.root, "-c", "core.editor=true", "rebase", "--continue", check=False)

    assert stopped.returncode == 0, stopped.stderr
    later(two, hours=2)
    assert len({each.key for each in two.articles()}) == len(two.articles()) == 4
    assert demos.run("-C", two.root, "verify").returncode == 0


def test_an_article_that_neither_side_can_read_is_told(machines):
    one, two = machines
    for each in machines:
        (sidecar,) = (each.root / "archive" / "lake").rglob(".index.json")
        sidecar.write_text(f"{each.root.name}\n")
        git(each.root, "commit", "-q", "-a", "-m", "spoil")
    push(one)
    git(two.root, "pull", "-q", "--no-rebase", "origin", "main", check=False)

    done = demos.run("-C", two.root, "merge")

    assert done.returncode == 1
    assert "still unmerged: archive/lake/" in done.stderr
