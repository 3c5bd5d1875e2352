"""A sample of the bombs benchmark, in this process: each is told, soon, and nothing leaks out."""

from __future__ import annotations

import random
import shutil
import time

import pytest
from helpers import bombs, harms
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end

SOON = 5.0
"""Seconds of computing for four commands: one that is not stopped takes twenty, or all memory."""
CHEAP = sorted(name for name in bombs.BOMBS if "100 MB" not in name and "300 MB" not in name)
CHOSEN = random.Random(20260301).sample(CHEAP, 6)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bombs") / "whole"
    with Origin() as origin:
        harms.prepare(folder, harms.Site(origin))
    return folder


@pytest.mark.parametrize(
    "name", ["aliases", "merge keys", "deep lists", "document: a pipe", *CHOSEN]
)
def test_a_bomb_is_told_soon_and_nothing_leaks(whole, tmp_path, name):
    root, bomb = tmp_path / "bombed", bombs.BOMBS[name]
    shutil.copytree(whole, root)
    (tmp_path / "secret.md").write_bytes(bombs.SECRET)
    at = harms.place(root)
    path = at.folder.relative_to(root / "archive").as_posix()
    bomb.lay(at)
    began = time.process_time()

    said = [
        harms.typed(root, *typed) for typed in (["verify"], ["show", path], ["search", "ferry"])
    ]
    said.append(harms.typed(root, "rebuild"))

    assert time.process_time() - began < SOON
    assert bomb.finds is None or f"[{bomb.finds}]" in said[0].out
    assert not any(bombs.is_loud((each.out + each.err).encode()) for each in said)
    assert bombs.leaks(root) == []
