"""Sixty days of the year benchmark: nothing twice, nothing lost, every hand edit there."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def year():
    loaded = []
    before = list(sys.path)
    for name in ("year_world", "year"):
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        loaded.append(name)
    yield sys.modules["year"]
    sys.path[:] = before
    for name in loaded:
        del sys.modules[name]


def test_sixty_days_of_changes_leave_every_story_there_once(year, tmp_path):
    wrong, told = year.live(tmp_path, 60, 3)

    assert wrong == [], told


def test_what_is_there_twice_is_seen(year, tmp_path):
    with year.begun(tmp_path, 3) as there:
        for number in range(2):
            there.day(number, 60)
        (path,) = there.documents()[1001]
        double = path.parent.with_name("02-double")
        double.mkdir()
        (double / "index.md").write_bytes(path.read_bytes())

        there.verify(2)

    assert any(each.startswith("twice: 1001:") for each in there.wrong)
