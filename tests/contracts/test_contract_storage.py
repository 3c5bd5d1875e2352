"""The promises of storage.base.Storage, asked of every backend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.storages import InMemory

from syndicate.errors import Oversized, StorageError
from syndicate.storage.base import Storage
from syndicate.storage.grouped import Grouped
from syndicate.storage.local import Local


@pytest.fixture(params=["local", "grouped", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    kinds = {"local": Local, "grouped": Grouped}
    kind = kinds.get(request.param)
    return kind(tmp_path / "root") if kind else InMemory()


def test_a_written_value_is_read_back_whole(storage: Storage) -> None:
    value = bytes(range(256)) * 300

    assert storage.write("a/b/c.bin", value)

    assert storage.read("a/b/c.bin") == value
    assert storage.exists("a/b/c.bin")


def test_an_empty_value_is_a_value(storage: Storage) -> None:
    storage.write("empty", b"")

    assert storage.read("empty") == b""
    assert storage.exists("empty")


def test_writing_the_same_value_again_says_so(storage: Storage) -> None:
    storage.write("a", b"one")

    assert not storage.write("a", b"one")
    assert storage.write("a", b"two")
    assert storage.read("a") == b"two"


def test_a_value_of_equal_length_is_still_another_value(storage: Storage) -> None:
    storage.write("a", b"one")

    assert storage.write("a", b"eno")
    assert storage.read("a") == b"eno"


def test_what_was_never_written_is_none(storage: Storage) -> None:
    storage.write("folder/file", b"x")

    assert storage.read("nothing") is None
    assert storage.read("folder") is None
    assert storage.read("folder/file/below") is None
    assert not storage.exists("folder")


def test_a_value_above_the_limit_is_not_read(storage: Storage) -> None:
    storage.write("a", b"four")

    assert storage.read("a", limit=4) == b"four"
    assert storage.read("b", limit=0) is None
    with pytest.raises(Oversized, match="a is larger than 3 bytes"):
        storage.read("a", limit=3)


def test_a_value_of_any_size_comes_and_goes_in_pieces(storage: Storage) -> None:
    storage.fill("a/b", (bytes([each]) * 700_000 for each in range(3)))

    assert storage.read("a/b") == b"".join(storage.pieces("a/b"))
    assert len(storage.read("a/b") or b"") == 2_100_000
    with pytest.raises(StorageError, match="c is missing"):
        list(storage.pieces("c"))


def test_a_value_whose_pieces_break_off_stays_as_it_was(storage: Storage) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("no more")

    storage.write("a", b"whole")
    with pytest.raises(ValueError, match="no more"):
        storage.fill("a", broken())

    assert storage.read("a") == b"whole"
    assert list(storage.keys()) == ["a"]
    assert storage.sweep() == 0


def test_keys_are_sorted_as_whole_strings(storage: Storage) -> None:
    names = ["a/z", "a-b", "a.b", "a0", "b/a/c", "b/a.c", "文/一", "é"]
    for name in names:
        storage.write(name, b"x")

    assert list(storage.keys()) == sorted(names)


def test_keys_below_a_folder_are_not_those_of_its_namesakes(storage: Storage) -> None:
    for name in ("ab/c", "a/c", "a/d/e", "a.c"):
        storage.write(name, b"x")

    assert list(storage.keys("a")) == ["a/c", "a/d/e"]
    assert list(storage.keys("nowhere")) == []
    assert list(storage.keys(but=["a/d", "ab"])) == ["a.c", "a/c"]
    assert list(storage.keys("a", but=["a"])) == []


def test_dot_names_are_keys_like_others(storage: Storage) -> None:
    storage.write("a/.index.json", b"{}")

    assert list(storage.keys()) == ["a/.index.json"]


def test_a_deleted_value_is_gone_and_its_neighbours_stay(storage: Storage) -> None:
    storage.write("a/b/one", b"1")
    storage.write("a/two", b"2")

    assert storage.delete("a/b/one")
    assert not storage.delete("a/b/one")
    assert not storage.delete("a/b/one/below")

    assert list(storage.keys()) == ["a/two"]


def test_a_folder_emptied_by_deletion_can_become_a_value(storage: Storage) -> None:
    storage.write("a/b", b"1")
    storage.delete("a/b")

    assert storage.write("a", b"2")


def test_a_value_below_a_value_is_an_error(storage: Storage) -> None:
    storage.write("a", b"1")

    with pytest.raises(StorageError):
        storage.write("a/b", b"2")


def test_a_value_in_place_of_a_folder_is_an_error(storage: Storage) -> None:
    storage.write("a/b", b"1")

    with pytest.raises(StorageError):
        storage.write("a", b"2")


HOSTILE = [
    "",
    "/",
    "/etc/passwd",
    "..",
    "../x",
    "a/../../x",
    "a/..",
    "a//b",
    "a/",
    ".",
    "./a",
    "a/./b",
] + ["a\0b", "a/" + "x" * 256, "a/" + "文" * 86, "a\ud800"]


@pytest.mark.parametrize("key", HOSTILE, ids=range(len(HOSTILE)))
def test_a_key_that_leaves_the_root_is_an_error(storage: Storage, key: str) -> None:
    for call in (storage.read, storage.exists, storage.delete):
        with pytest.raises(StorageError):
            call(key)
    with pytest.raises(StorageError):
        storage.write(key, b"x")
    if key:
        with pytest.raises(StorageError):
            list(storage.keys(key))


def test_the_longest_name_is_a_key(storage: Storage) -> None:
    name = "文" * 85

    storage.write(f"a/{name}", b"x")

    assert list(storage.keys()) == [f"a/{name}"]
