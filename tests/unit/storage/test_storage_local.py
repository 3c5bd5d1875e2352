"""What Local alone promises: temporary files, flushes, other people's files."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from syndicate.errors import NotAFile, StorageError
from syndicate.storage.local import Local

LEFT = ".syndicate-0123456789abcdef.tmp"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what reaches the disk, in order, by calling through."""
    seen: list[str] = []
    fsync, replace = os.fsync, os.replace

    def recording_fsync(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        seen.append(f"flush {kind} {Path(os.readlink(f'/proc/self/fd/{descriptor}')).name}")
        fsync(descriptor)

    def recording_replace(source: Path, target: Path) -> None:
        assert Path(source).parent == Path(target).parent
        seen.append(f"rename {Path(target).name}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", recording_fsync)
    monkeypatch.setattr(os, "replace", recording_replace)
    return seen


def test_a_value_is_flushed_before_it_is_renamed_and_its_folder_after(
    tmp_path: Path, calls: list[str]
) -> None:
    Local(tmp_path).write("one", b"x")

    assert calls[0].startswith("flush file .syndicate-")
    assert calls[1:] == ["rename one", f"flush folder {tmp_path.name}"]


def test_new_parents_are_flushed_from_the_top(tmp_path: Path, calls: list[str]) -> None:
    Local(tmp_path / "root").write("a/b/one", b"x")

    flushed = [call for call in calls if call.startswith("flush folder")]
    assert flushed == [f"flush folder {name}" for name in (tmp_path.name, "root", "a", "b")]


def test_an_equal_value_touches_nothing(tmp_path: Path, calls: list[str]) -> None:
    storage = Local(tmp_path)
    storage.write("one", b"x")
    before = (tmp_path / "one").stat()
    calls.clear()

    storage.write("one", b"x")

    assert calls == []
    assert (tmp_path / "one").stat().st_ino == before.st_ino


def test_a_failed_write_leaves_the_old_value_and_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Local(tmp_path)
    storage.write("one", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="could not write one: No space left") as caught:
        storage.write("one", b"new")

    assert isinstance(caught.value.__cause__, OSError)
    assert os.listdir(tmp_path) == ["one"]
    assert storage.read("one") == b"old"


def test_sweeping_takes_temporary_files_only(tmp_path: Path) -> None:
    storage = Local(tmp_path)
    storage.write("a/one", b"x")
    for name in (LEFT, f"a/{LEFT}", "a/notes.tmp", "a/.syndicate-mine.tmp"):
        (tmp_path / name).write_bytes(b"?")

    assert storage.sweep() == 2

    assert sorted(os.listdir(tmp_path / "a")) == [".syndicate-mine.tmp", "notes.tmp", "one"]


def test_sweeping_flushes_folders_changed_a_moment_ago(tmp_path: Path, calls: list[str]) -> None:
    for name in ("fresh", "settled"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "settled", (1, 1))

    Local(tmp_path).sweep()

    assert "flush folder fresh" in calls
    assert "flush folder settled" not in calls


def test_sweeping_a_root_that_is_not_there_finds_nothing(tmp_path: Path) -> None:
    assert Local(tmp_path / "none").sweep() == 0


def test_temporary_files_are_no_keys(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_bytes(b"?")

    assert list(Local(tmp_path).keys()) == []
    with pytest.raises(StorageError, match="temporary"):
        Local(tmp_path).write(f"a/{LEFT}", b"x")


def test_deleting_removes_empty_folders_but_never_the_root(tmp_path: Path) -> None:
    storage = Local(tmp_path)
    storage.write("a/b/c/one", b"x")

    storage.delete("a/b/c/one")

    assert os.listdir(tmp_path) == []


def test_deleting_leaves_folders_that_hold_somebody_elses_files(tmp_path: Path) -> None:
    storage = Local(tmp_path)
    storage.write("a/b/one", b"x")
    (tmp_path / "a" / "notes.txt").write_text("mine", encoding="utf-8")

    storage.delete("a/b/one")

    assert os.listdir(tmp_path / "a") == ["notes.txt"]


def test_deleting_a_folder_is_an_error(tmp_path: Path) -> None:
    storage = Local(tmp_path)
    storage.write("a/one", b"x")

    with pytest.raises(StorageError, match="could not delete a"):
        storage.delete("a")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")

    with pytest.raises(StorageError, match="loop is no file"):
        Local(tmp_path).read("loop")


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"of another program")
    storage = Local(tmp_path / "archive")
    storage.write("a/one", b"x")
    (tmp_path / "archive" / "a" / "two").symlink_to(tmp_path / "secret")

    with pytest.raises(NotAFile, match="a link, which is not followed"):
        storage.read("a/two")
    assert storage.write("a/two", b"of another program")

    assert not (tmp_path / "archive" / "a" / "two").is_symlink()
    assert (tmp_path / "secret").read_bytes() == b"of another program"


@pytest.mark.parametrize(
    "reach",
    [
        lambda storage: storage.read("up/secret"),
        lambda storage: storage.read("up/below/secret"),
        lambda storage: storage.write("up/new", b"x"),
        lambda storage: storage.fill("up/new", [b"x"]),
        lambda storage: list(storage.pieces("up/secret")),
        lambda storage: storage.delete("up/secret"),
        lambda storage: storage.exists("up/secret"),
        lambda storage: list(storage.keys("up")),
    ],
)
def test_a_link_in_place_of_a_folder_leads_nowhere(
    tmp_path: Path, reach: Callable[[Local], object]
) -> None:
    (tmp_path / "home" / "below").mkdir(parents=True)
    for folder in ("home", "home/below"):
        (tmp_path / folder / "secret").write_bytes(b"mine")
    storage = Local(tmp_path / "archive")
    storage.write("a", b"x")
    (tmp_path / "archive" / "up").symlink_to(tmp_path / "home")

    with pytest.raises(NotAFile, match="up is a link, which is not followed"):
        reach(storage)

    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["below", "secret"]


def test_the_root_may_lie_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "archive").symlink_to(tmp_path / "disk")

    Local(tmp_path / "archive").write("a/one", b"x")

    assert Local(tmp_path / "disk").read("a/one") == b"x"


def test_nobody_waits_for_a_pipe_in_place_of_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(NotAFile, match="a pipe or a device"):
        Local(tmp_path).read("pipe")
    assert Local(tmp_path).write("pipe", b"")

    assert Local(tmp_path).read("pipe") == b""


def test_links_to_folders_are_not_listed_and_links_to_files_are(tmp_path: Path) -> None:
    storage = Local(tmp_path)
    storage.write("a/one", b"x")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "two").symlink_to(tmp_path / "a" / "one")

    assert list(storage.keys()) == ["a/one", "two"]


def test_a_name_that_is_not_text_is_passed_over_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))).write_bytes(b"x")
    (tmp_path / "one").write_bytes(b"x")

    with caplog.at_level(logging.WARNING, "syndicate"):
        assert list(Local(tmp_path).keys()) == ["one"]

    assert caplog.messages == ["name passed over"]


def test_a_relative_root_stays_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    storage = Local(Path("root"))
    monkeypatch.chdir("/")

    storage.write("one", b"x")

    assert (tmp_path / "root" / "one").read_bytes() == b"x"
