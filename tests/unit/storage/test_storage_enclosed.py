"""A stranger's folder: what lies in it can be read, and nothing else."""

import os

import pytest

from syndicate.errors import StorageError
from syndicate.storage import enclosed
from syndicate.storage.enclosed import Enclosed


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tree/sub").mkdir(parents=True)
    (tmp_path / "tree/sub/a.md").write_text("inside")
    (tmp_path / "secret").write_text("outside")
    return Enclosed(tmp_path / "tree")


@pytest.mark.parametrize("target", ["../secret", "/etc/hostname", "sub/../../secret"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tree, tmp_path, target):
    (tmp_path / "tree/link.md").symlink_to(target)

    with pytest.raises(StorageError, match="outside of the folder"):
        tree.read("link.md")


def test_a_linked_folder_is_outside_too(tree, tmp_path):
    (tmp_path / "tree/up").symlink_to("..")

    with pytest.raises(StorageError, match="outside of the folder"):
        tree.read("up/secret")


def test_a_link_within_the_folder_is_followed(tree, tmp_path):
    (tmp_path / "tree/link.md").symlink_to("sub/a.md")

    assert tree.read("link.md") == b"inside"


def test_a_tree_that_is_a_link_itself_is_read(tree, tmp_path):
    (tmp_path / "alias").symlink_to("tree")

    assert Enclosed(tmp_path / "alias").read("sub/a.md") == b"inside"


def test_links_without_end_and_pipes_are_no_files(tree, tmp_path):
    (tmp_path / "tree/loop").symlink_to("loop")
    os.mkfifo(tmp_path / "tree/pipe.md")

    with pytest.raises(StorageError):
        tree.read("loop")
    assert list(tree.keys()) == ["sub/a.md"]


def test_a_file_without_measure_is_not_read(tree, monkeypatch):
    monkeypatch.setattr(enclosed, "LARGEST", 5)

    with pytest.raises(StorageError, match="larger than 5 bytes"):
        tree.read("sub/a.md")


def test_what_is_missing_is_none(tree):
    assert tree.read("nothing.md") is None
