from __future__ import annotations

import subprocess

import pytest

from syndicate.wiring.gitmode import IGNORED, ignore

OURS = "".join(f"{line}\n" for line in IGNORED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, OURS),
        ("", OURS),
        (OURS, OURS),
        ("*.pyc", f"*.pyc\n{OURS}"),
        ("/.syndicate/\n/public/\n", "/public/\n" + OURS.replace("/public/\n", "")),
        ("# mine\n\n.syndicate\n", f"# mine\n\n{OURS}"),
        ("*.pyc\r\n.syndicate\r\n", "*.pyc\r\n" + OURS.replace("\n", "\r\n")),
        (f"{OURS}# no newline", f"{OURS}# no newline"),
    ],
)
def test_the_lines_that_are_missing_are_added_and_what_hides_the_folder_goes(
    tmp_path, before, after
):
    path = tmp_path / ".gitignore"
    if before is not None:
        path.write_bytes(before.encode())

    ignore(tmp_path)

    assert path.read_bytes() == after.encode()


def test_what_is_no_utf_8_stays_as_it_is(tmp_path):
    path = tmp_path / ".gitignore"
    path.write_bytes("# caf\u00e9\n".encode("latin-1"))

    ignore(tmp_path)

    assert path.read_bytes() == "# caf\u00e9\n".encode("latin-1") + OURS.encode()


def test_git_then_sees_the_one_file_and_nothing_else_of_the_folder(tmp_path):
    (tmp_path / ".gitignore").write_text("/.syndicate/\n")
    (tmp_path / ".syndicate").mkdir()
    for name in ("sources.jsonl", "state.db", "lock", "token"):
        (tmp_path / ".syndicate" / name).touch()
    (tmp_path / ".syndicate" / "captures").mkdir()
    (tmp_path / ".syndicate" / "captures" / "one.warc.gz").touch()

    ignore(tmp_path)

    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    said = subprocess.run(status, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert said.splitlines() == ["?? .gitignore", "?? .syndicate/sources.jsonl"]
