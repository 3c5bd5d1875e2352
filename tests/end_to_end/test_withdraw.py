"""`withdraw`: what is gone stays gone, also when it was interrupted."""

import hashlib
import json
import subprocess
import sys

import pytest

from syndicate.archiver.files import shapes
from syndicate.storage.local import Local

NOTE = "---\ntitle: {0}\ndate: 2026-01-02\nurl: https://tea.example/{0}\n---\nText of {0}, and some more.\n"


@pytest.fixture
def syndicate(tmp_path):
    def call(*words, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "syndicate", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert code in (None, done.returncode), done.stderr
        return done.stdout

    (tmp_path / "notes").mkdir()
    for name in ("one", "two"):
        (tmp_path / "notes" / f"{name}.md").write_text(NOTE.format(name))
    call("init")
    call("import", "notes", "--source", "tea")
    call("build")
    return call


def files(folder):
    return {key for key in Local(folder).keys("") if "/one" in key or "-one-" in key}


def test_what_is_withdrawn_is_gone_and_does_not_come_back(syndicate, tmp_path):
    assert files(tmp_path / "archive")

    syndicate("withdraw", "one", "-n")
    assert files(tmp_path / "archive")
    syndicate("withdraw", "one", "-y")

    assert not files(tmp_path / "archive")
    assert "Text of one" not in "".join(
        p.read_text() for p in (tmp_path / "public").rglob("*.atom")
    )
    syndicate("import", "notes", "--source", "tea")
    assert not files(tmp_path / "archive")
    syndicate("verify")


def records(tmp_path, change):
    """Let the record of the first article say something else, with a sum that fits."""
    found = {name: next((tmp_path / "archive").rglob(f"*-{name}-*")) for name in ("one", "two")}
    record = found["one"] / ".index.json"
    facts = json.loads(record.read_bytes())
    del facts["sum"]
    change(facts["versions"], found["two"])
    record.write_bytes(shapes.seal(shapes.dump(facts)))


def test_a_record_that_names_files_of_another_article_takes_none_of_them_along(syndicate, tmp_path):
    shared = tmp_path / "archive" / "tea" / "2026" / "01"

    def change(versions, other):
        bundle = next(shared.glob("*-one-*"))
        moved = bundle / "nested"
        other.rename(moved)
        text = (moved / "index.md").read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        versions.insert(0, {**versions[0], "file": "nested/index.md", "sha256": digest})
        versions[1]["number"] = 2
        document = bundle / "index.md"
        changed = document.read_bytes().replace(b"revision: 1", b"revision: 2")
        document.write_bytes(changed)
        versions[1]["written"]["document"] = hashlib.sha256(changed).hexdigest()

    records(tmp_path, change)
    syndicate("rebuild", code=None)

    syndicate("withdraw", "one", "-y")

    assert list(shared.glob("*-one-*/nested/index.md"))
    assert not list(shared.glob("*-one-*/index.md"))


@pytest.mark.parametrize(
    "capture",
    ["../../escaped.warc.gz#1", "/escaped.warc.gz#1", "#1", "a/b#1", f"{'中' * 90}.warc.gz#1"],
)
def test_a_record_that_names_no_capture_holds_nothing_up(syndicate, tmp_path, capture):
    (tmp_path / "escaped.warc.gz").write_bytes(b"mine")
    records(tmp_path, lambda versions, other: versions[0].update(capture=capture))

    syndicate("withdraw", "one", "-y")

    assert not files(tmp_path / "archive")
    assert (tmp_path / "escaped.warc.gz").exists()
    syndicate("build")


def test_nobody_there_to_be_asked_withdraws_nothing(syndicate, tmp_path):
    syndicate("withdraw", "one", code=1)

    assert files(tmp_path / "archive")


def test_an_interrupted_withdrawal_is_ended_by_the_next_command(syndicate, tmp_path):
    archive = tmp_path / "archive"
    journal = archive / ".syndicate" / "withdrawing.json"
    code = (
        "import sys, syndicate.storage.local as l\n"
        "real, left = l.Local.delete, [{0}]\n"
        "def delete(self, key):\n"
        "    if not left[0]: import os; os._exit(9)\n"
        "    left[0] -= 1\n"
        "    return real(self, key)\n"
        "l.Local.delete = delete\n"
        "from syndicate.cli import main\n"
        "sys.argv = ['syndicate', 'withdraw', 'one', '-y']\n"
        "sys.exit(main())\n"
    )
    subprocess.run([sys.executable, "-c", code.format(1)], cwd=tmp_path, check=False, timeout=60)
    assert journal.exists()

    syndicate("build")

    assert not journal.exists()
    assert not files(archive)
    syndicate("verify")


@pytest.mark.parametrize("name", ["index.md", ".index.json"])
def test_a_damaged_article_can_be_withdrawn_too(syndicate, tmp_path, name):
    (place,) = {
        path.parent for path in (tmp_path / "archive").rglob("index.md") if "one" in str(path)
    }
    (place / name).write_bytes(b"\0damaged")
    (place / "mine.txt").write_text("A note of mine.")

    syndicate("withdraw", place.relative_to(tmp_path / "archive").as_posix(), "-y")

    assert files(tmp_path / "archive") == {f"{place.relative_to(tmp_path / 'archive')}/mine.txt"}
    syndicate("import", "notes", "--source", "tea", code=None)
    assert not (place / "index.md").exists()


LOSSES = {
    "deleted": lambda path: path.unlink(),
    "cut at a line": lambda path: path.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n"),
}


@pytest.fixture
def withdrawn(syndicate, tmp_path):
    syndicate("withdraw", "one", "-y")
    syndicate("withdraw", "two", "-y")
    return tmp_path / "archive" / ".syndicate" / "tombstones.jsonl"


@pytest.mark.parametrize("loss", LOSSES)
def test_what_was_withdrawn_stays_away_though_its_tombstone_is_lost(syndicate, withdrawn, loss):
    before = withdrawn.read_bytes()

    LOSSES[loss](withdrawn)

    assert "tombstones-missing" in syndicate("verify", code=5)
    syndicate("import", "notes", "--source", "tea", code=None)
    syndicate("build", code=5)
    assert "Text of" not in "".join(path.read_text() for path in withdrawn.parents[1].rglob("*.md"))
    syndicate("verify", "--repair")
    assert set(withdrawn.read_bytes().splitlines()) == set(before.splitlines())


def test_whoever_takes_a_withdrawal_back_says_so(syndicate, withdrawn):
    LOSSES["cut at a line"](withdrawn)

    syndicate("rebuild", "--state")

    syndicate("verify")
    syndicate("import", "notes", "--source", "tea", code=None)
    assert [path.name for path in withdrawn.parents[1].rglob("index.md")] == ["index.md"]


def test_tombstones_of_another_checkout_are_known_from_the_next_run_on(syndicate, withdrawn):
    lines = withdrawn.read_bytes()
    withdrawn.write_bytes(lines.splitlines()[0] + b"\n")
    syndicate("rebuild", "--state")
    withdrawn.write_bytes(lines)

    syndicate("build")
    withdrawn.unlink()

    assert "(2)" in syndicate("verify", code=5)


def test_a_damaged_line_is_written_again_and_none_that_state_does_not_know(syndicate, withdrawn):
    lines = withdrawn.read_bytes()

    withdrawn.write_bytes(lines.replace(b"one", b"\x00ne", 1))
    syndicate("verify", "--repair")
    assert set(withdrawn.read_bytes().splitlines()) == set(lines.splitlines())

    damaged = withdrawn.read_bytes() + b'{"id": "of another checkout'
    withdrawn.write_bytes(damaged)
    assert "tombstones-damaged" in syndicate("verify", "--repair", code=5)
    assert withdrawn.read_bytes() == damaged
