"""The demo: the main job, as a user sees it, byte for byte."""

from __future__ import annotations

import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from helpers import demos

pytestmark = pytest.mark.end_to_end

GOLDEN = Path(__file__).parent.parent / "golden" / "demo"
FOLDERS = ("archive", "public")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """Give a folder in which a demo ran through."""
    directory = tmp_path_factory.mktemp("demo") / "syndicate-demo"
    ended = demos.run("demo", directory)
    assert ended.returncode == 0, ended.stderr
    return directory


def test_the_demo_writes_what_it_always_wrote(finished):
    # Packed forms differ from one zlib to another, and styles and scripts are as they are.
    left_out = (".gz", ".css", ".js", ".svg")
    found = demos.tree(finished, *FOLDERS).items()
    written = {name: body for name, body in found if not name.endswith(left_out)}

    assert demos.differences(written, demos.tree(GOLDEN, *FOLDERS)) == []


def test_the_demo_says_where_everything_is_and_what_to_do_next(tmp_path):
    ended = demos.run("demo", tmp_path / "d")

    assert ended.returncode == 0
    assert str(tmp_path / "d") in ended.stdout
    assert "syndicate" in ended.stdout


def test_further_demos_change_no_byte_and_write_no_file(finished):
    before, stamps = demos.tree(finished, *FOLDERS), demos.stamps(finished, *FOLDERS)

    for _ in range(2):
        assert demos.run("demo", finished).returncode == 0

    assert demos.tree(finished, *FOLDERS) == before
    assert demos.stamps(finished, *FOLDERS) == stamps


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")

    ended = demos.run("demo", tmp_path)

    assert ended.returncode == 1
    assert "not a demo's folder" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def duration(tmp_path: Path) -> float:
    began = time.monotonic()
    demos.run("demo", tmp_path / "timed")
    return time.monotonic() - began


def test_a_demo_killed_anywhere_converges_and_writes_nothing_twice(tmp_path, finished):
    whole = demos.tree(finished, *FOLDERS)
    points = random.Random(20260301)
    span = duration(tmp_path)
    for number in range(6):
        directory = tmp_path / str(number)
        demos.kill_after(points.uniform(0.2, 1.0) * span, directory)
        assert demos.survives(directory, whole) == []
        shutil.rmtree(directory)


def test_a_second_daemon_gives_up_at_once(tmp_path, finished):
    directory = tmp_path / "d"
    shutil.copytree(finished, directory)
    first = demos.start("-C", directory, "daemon")
    try:
        assert "daemon started" in first.stderr.readline()
        began = time.monotonic()
        second = demos.run("-C", directory, "daemon")
        assert time.monotonic() - began < 2
    finally:
        first.send_signal(signal.SIGTERM)
        output = first.communicate(timeout=20)

    assert second.returncode == 11
    assert str(first.pid) in second.stderr
    assert first.returncode == 0, output
