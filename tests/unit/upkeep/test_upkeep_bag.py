"""An archive as a bag: checked as RFC 8493 has it, and an archive again."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers import archives, demos

from syndicate.clock import FixedClock
from syndicate.errors import SyndicateError
from syndicate.upkeep import exporting_bag
from syndicate.wiring import layout

CLOCK = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    return layout.archive(archives.make(made))


def manifest(bag: Path, name: str) -> dict[str, str]:
    lines = (bag / name).read_text("utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def sums(bag: Path, paths) -> dict[str, str]:
    return {path: hashlib.sha256((bag / path).read_bytes()).hexdigest() for path in paths}


def test_a_bag_names_the_sum_of_each_of_its_files(archive, tmp_path):
    bag = tmp_path / "bag"

    exporting_bag.write(archive, bag, CLOCK)

    payload = manifest(bag, "manifest-sha256.txt")
    tags = manifest(bag, "tagmanifest-sha256.txt")
    size = sum((bag / path).stat().st_size for path in payload)
    assert payload == sums(bag, (f"data/{name}" for name in demos.tree(bag / "data", ".")))
    assert tags == sums(bag, ("bag-info.txt", "bagit.txt", "manifest-sha256.txt"))
    assert (bag / "bagit.txt").read_text().startswith("BagIt-Version: 1.0\n")
    assert f"Payload-Oxum: {size}.{len(payload)}\n" in (bag / "bag-info.txt").read_text()
    assert "Bagging-Date: 2026-03-02\n" in (bag / "bag-info.txt").read_text()


def test_what_is_in_a_bag_is_the_archive_byte_for_byte(archive, tmp_path):
    exporting_bag.write(archive, tmp_path / "bag", CLOCK)

    there = demos.tree(tmp_path / "bag/data", ".")
    here = demos.tree(tmp_path / "made/archive", ".")
    del there[".syndicate-export"]
    assert there == here


def test_a_bag_of_the_same_archive_is_the_same_on_another_day(archive, tmp_path):
    bag, later = tmp_path / "bag", FixedClock(datetime(2026, 4, 2, tzinfo=UTC))
    exporting_bag.write(archive, bag, CLOCK)
    before = demos.tree(bag, ".")

    done = exporting_bag.write(archive, bag, later)

    assert done.written == 0
    assert demos.tree(bag, ".") == before


def test_a_folder_with_anything_else_is_left_alone(archive, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/diary.txt").write_text("mine")

    with pytest.raises(SyndicateError, match=r"it holds diary\.txt"):
        exporting_bag.write(archive, tmp_path / "home", CLOCK)

    assert list((tmp_path / "home").iterdir()) == [tmp_path / "home/diary.txt"]


def test_a_dry_run_writes_nothing(archive, tmp_path):
    done = exporting_bag.write(archive, tmp_path / "bag", CLOCK, dry=True)

    assert done.written > 0
    assert not (tmp_path / "bag").exists()
