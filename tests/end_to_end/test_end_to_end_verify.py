"""``syndicate verify --repair`` as it is typed, and ``verify`` beside somebody who writes."""

from __future__ import annotations

import json
import os
import threading

import pytest
from helpers import archives, demos

from syndicate.upkeep import rebuilding
from syndicate.wiring import layout


@pytest.fixture
def root(tmp_path):
    loaded = archives.make(tmp_path)
    rebuilding.state(loaded, layout.archive(loaded))
    return tmp_path


def verify(root, *more):
    done = demos.run("-C", root, "verify", "--json", *more)
    return done.returncode, json.loads(done.stdout)


def test_what_can_be_put_right_is_and_the_rest_is_told(root):
    form, picture = root / "archive/.syndicate/format", min((root / "archive").rglob("*.png"))
    form.unlink()
    picture.with_name("0123456789abcdef.png").write_bytes(b"nobody's")

    first, found = verify(root)
    tried, _ = verify(root, "--repair", "-n")
    last, mended = verify(root, "--repair")
    after, left = verify(root)

    assert (first, tried, last, after) == (5, 5, 0, 0)
    assert {each["class"] for each in found["findings"]} >= {"format-damaged", "orphan"}
    assert all(each["done"] for each in mended["repairs"])
    assert {each["class"] for each in left["findings"]} <= {"edited"}
    assert form.is_file()


@pytest.mark.parametrize("what", ["link", "pipe"])
def test_what_is_no_file_is_damage_that_nobody_follows_or_waits_for(root, tmp_path, what):
    document = min((root / "archive").rglob("index.md"))
    secret = tmp_path / "secret.md"
    secret.write_bytes(document.read_bytes().replace(b"---\n\n", b"---\n\nOF ANOTHER PROGRAM\n\n"))
    document.unlink()
    if what == "link":
        document.symlink_to(secret)
    else:
        os.mkfifo(document)

    code, said = verify(root)
    built = demos.run("-C", root, "build")
    shown = demos.run("-C", root, "show", document.parent.relative_to(root / "archive"))

    assert code == 5
    assert "unreadable" in {each["class"] for each in said["findings"]}
    assert shown.returncode == 5
    assert "index.md is" in built.stdout + built.stderr
    published = (path for path in (root / "public").rglob("*") if path.is_file())
    assert not any(b"OF ANOTHER PROGRAM" in path.read_bytes() for path in published)


def test_nothing_is_damaged_while_somebody_writes(root):
    archive, stop = archives._archive(archives.opened(root)), threading.Event()

    def write():
        for number in range(1, 10_000):
            if stop.is_set():
                return
            archives._put(archive, archives.article(1, f"Text {number}."), 10 + number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        _, said = verify(root)
    finally:
        stop.set()
        writer.join()

    # Of what it writes, this writer tells state nothing.
    damaged = {each["class"] for each in said["findings"] if each["level"] == "damage"}
    assert damaged <= {"row-wrong"}
