"""What the note in an archive promises a stranger who has a shell and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from helpers import archives

NOTE = ".syndicate/README.txt"


@pytest.fixture
def folder(tmp_path) -> Path:
    archives.make(tmp_path)
    return next(each.parent for each in (tmp_path / "archive").rglob("images"))


def note(folder: Path) -> str:
    root = next(each for each in folder.parents if (each / NOTE).exists())
    return (root / NOTE).read_text("utf-8")


def shell(command: str, folder: Path) -> str:
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def versions(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((folder / ".index.json").read_bytes())["versions"]
    return found


def all_folders(folder: Path) -> list[Path]:
    root = next(each for each in folder.parents if (each / NOTE).exists())
    return [path.parent for path in root.rglob("index.md")]


def test_the_hash_of_a_text_is_computed_by_the_commands_of_the_note(folder):
    command = note(folder)[note(folder).index("  body=$(") :]

    for each in all_folders(folder):
        text = (each / "index.md").read_text("utf-8")
        if "harder leaves" not in text:
            hashed = re.search(r"^hash: (\w+)$", text, re.MULTILINE)
            assert hashed and shell(command, each).split()[0] == hashed[1]


def test_the_sum_of_a_sidecar_is_computed_by_the_command_of_the_note(folder):
    [command] = re.findall(r"^  (grep -v .* \| sha256sum)", note(folder), re.MULTILINE)

    summed = json.loads((folder / ".index.json").read_bytes())["sum"]
    assert shell(command, folder).split()[0] == summed


def test_documents_and_earlier_versions_have_the_sums_that_the_note_names(folder):
    assert "sha256sum index.md" in note(folder)
    whole = shell("sha256sum index.md", folder).split()[0]
    assert versions(folder)[-1]["written"]["document"] == whole

    for version in versions(folder):
        if ".index.revisions" in str(version["file"]):
            assert shell(f"sha256sum {version['file']}", folder).split()[0] == version["sha256"]


def test_pictures_are_named_by_their_sums(folder):
    for each in (path for one in all_folders(folder) for path in one.glob("images/*")):
        assert hashlib.sha256(each.read_bytes()).hexdigest().startswith(each.stem)


def test_articles_and_those_that_changed_are_found_by_the_commands_of_the_note(folder):
    [words, earlier] = re.findall(r"^  ((?:grep -rl|find) .*?)  ", note(folder), re.MULTILINE)
    root = next(each for each in folder.parents if (each / NOTE).exists())
    here = (root / NOTE).parent

    found = sorted(shell(words.replace("WORD", "harder"), here).split())
    changed = shell(earlier, here).split()

    assert [(here / name).resolve() for name in found] == sorted(
        each / "index.md"
        for each in all_folders(folder)
        if "harder" in (each / "index.md").read_text("utf-8")
    )
    assert {(here / name).resolve().parent for name in changed} == {
        each.parent for each in root.rglob(".index.revisions")
    }
