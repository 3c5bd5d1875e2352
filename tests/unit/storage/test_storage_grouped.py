"""What Grouped alone promises: nothing is there before its group is, and then in order."""

import os

import pytest

from syndicate.errors import StorageError
from syndicate.storage.grouped import Grouped
from syndicate.storage.local import Local


def test_a_group_is_there_for_others_once_it_is_committed(tmp_path):
    group, others = Grouped(tmp_path), Local(tmp_path)

    group.write("a/1", b"one")
    assert group.read("a/1") == b"one"
    assert group.exists("a/1")
    assert others.read("a/1") is None

    group.commit()
    assert others.read("a/1") == b"one"
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["1"]


def test_values_are_flushed_before_they_are_shown_in_the_order_of_writing(tmp_path, monkeypatch):
    seen = []
    sync, replace = os.sync, os.replace
    monkeypatch.setattr(os, "sync", lambda: (seen.append("sync"), sync()))
    monkeypatch.setattr(os, "replace", lambda a, b: (seen.append(b.name), replace(a, b)))
    group = Grouped(tmp_path)

    for name in ("b", "c", "a", "b"):
        group.write(name, name.encode() * len(seen or "x"))
    group.write("b", b"again")
    group.commit()
    group.commit()

    assert seen == ["sync", "c", "a", "b", "sync"]


def test_what_a_killed_group_left_is_swept(tmp_path):
    Grouped(tmp_path).write("a/1", b"one")

    assert Local(tmp_path).sweep() == 1
    assert list(Local(tmp_path).keys()) == []


def test_a_value_that_is_there_is_not_written_again(tmp_path):
    Local(tmp_path).write("a", b"one")
    group = Grouped(tmp_path)

    assert group.read("b") is None
    assert not group.write("a", b"one")
    assert group.write("b", b"two")
    assert not group.write("b", b"two")


@pytest.mark.parametrize("act", [lambda group: list(group.keys()), lambda group: group.sweep()])
def test_looking_at_the_whole_commits_first(tmp_path, act):
    group = Grouped(tmp_path)
    group.write("a", b"one")

    act(group)

    assert Local(tmp_path).read("a") == b"one"


def test_what_cannot_be_written_takes_its_group_with_it(tmp_path):
    group = Grouped(tmp_path)
    group.write("a", b"one")
    (tmp_path / "b").write_bytes(b"a file")

    with pytest.raises(StorageError, match="could not write b/c"):
        group.write("b/c", b"two")
    group.commit()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]


def test_what_cannot_be_shown_leaves_nothing_beside_it(tmp_path):
    group = Grouped(tmp_path)
    for name in ("a", "b", "c"):
        group.write(name, b"one")
    (tmp_path / "b").mkdir()

    with pytest.raises(StorageError, match="could not write b"):
        group.commit()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_what_is_abandoned_is_not_there(tmp_path):
    group = Grouped(tmp_path)
    group.write("a", b"one")
    group.abandon()
    group.commit()

    assert (group.read("a"), list(tmp_path.iterdir())) == (None, [])
