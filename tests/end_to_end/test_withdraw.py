"""`withdraw`: what is gone stays gone, also when it was interrupted."""

import subprocess
import sys

import pytest

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
        assert done.returncode == code, done.stderr
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
