"""Runs that are killed, or whose disk fails, at a system call: the sample of benchmarks/crash.py."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from helpers import crashes, scenes
from helpers.crashes import Fault, Scene

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(crashes.unable() is not None, reason=f"{crashes.unable()}"),
]

SEED = 20260301


@pytest.fixture(scope="module")
def first_run(tmp_path_factory) -> Iterator[Scene]:
    with scenes.magazine() as ports:
        yield scenes.visit(tmp_path_factory.mktemp("crashes"), ports)


def test_a_run_that_is_killed_tears_nothing_and_is_ended_by_the_next(tmp_path, first_run):
    points = crashes.kills(first_run, 3, random.Random(SEED))

    verdicts = [crashes.crash(first_run, point, tmp_path / "run") for point in points]

    assert any(each.struck for each in verdicts)
    assert {str(each.fault): each.wrong for each in verdicts if each.wrong} == {}


@pytest.mark.parametrize(
    "fault",
    [Fault("fsync", 60, "error=EIO"), Fault("write", 30, "error=ENOSPC")],
    ids=str,
)
def test_a_disk_that_fails_is_told_of_and_loses_nothing(tmp_path, first_run, fault):
    verdict = crashes.crash(first_run, fault, tmp_path / "run")

    assert verdict.wrong == []


def test_a_withdrawal_that_is_killed_is_ended_by_the_next_run(tmp_path):
    with scenes.magazine() as ports:
        scene = scenes.withdrawal(tmp_path, ports)

        verdict = crashes.crash(scene, Fault("unlink", 3), tmp_path / "run")

    assert (verdict.struck, verdict.wrong) == (True, [])


def test_what_a_run_never_wrote_is_called_torn(tmp_path, first_run):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/half.md").write_bytes(b"half a doc")

    assert crashes.torn(first_run, tmp_path, killed=True) == ["torn: archive/half.md"]
