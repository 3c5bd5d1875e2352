"""State, feeds and site made again from the files: the same as they were before."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from helpers import archives, demos

from syndicate.errors import StateError
from syndicate.upkeep import rebuilding
from syndicate.wiring import layout

_TABLES = {
    "article": "key, id, path, source, via, title, url, date, announced, revision, tags, status,"
    " digest",
    "place": "kind, name, announced, id",
    "alias": "kind, name",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "demo"
    assert demos.run("demo", root).returncode == 0
    return root


@pytest.fixture
def root(demo, tmp_path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "copy"))


def tables(root: Path) -> dict[str, set[tuple[object, ...]]]:
    with closing(sqlite3.connect(root / ".syndicate" / "state.db")) as state:
        return {
            name: set(state.execute(f"SELECT {columns} FROM {name}"))
            for name, columns in _TABLES.items()
        }


def forget(root: Path) -> None:
    for path in (root / ".syndicate").glob("state.db*"):
        path.unlink()


def rebuild(root: Path, *options: str) -> int:
    return demos.run("-C", root, "rebuild", *options).returncode


def test_deleted_state_and_feeds_are_made_again_byte_for_byte(root):
    known, public = tables(root), demos.tree(root, "public")
    forget(root)
    shutil.rmtree(root / "public")

    assert rebuild(root) == 0

    assert demos.tree(root, "public") == public
    assert tables(root) == known


def test_the_state_alone_is_made_again(root):
    known = tables(root)
    forget(root)
    shutil.rmtree(root / "public")

    assert rebuild(root, "--state") == 0

    assert tables(root) == known
    assert not (root / "public").exists()


def test_where_all_is_as_it_should_be_nothing_is_written(root):
    stamps = demos.stamps(root, "public", "archive")

    assert rebuild(root) == 0

    assert demos.stamps(root, "public", "archive") == stamps


def test_a_dry_run_says_whether_anything_would_change(root):
    assert rebuild(root, "-n") == 0
    document = next((root / "archive").rglob("index.md"))
    shutil.move(document.parent, document.parent.with_name("moved"))

    assert rebuild(root, "-n") == 6
    assert rebuild(root) == 0
    assert rebuild(root, "-n") == 0


def test_a_damaged_article_is_left_out_and_named(root):
    document = next((root / "archive").rglob("index.md"))
    document.write_bytes(b"")

    done = demos.run("-C", root, "rebuild")

    assert done.returncode == 5
    assert document.parent.name in done.stderr


@pytest.mark.parametrize("profile", ["hugo", "jekyll", "mainroad", "obsidian"])
def test_the_state_of_an_archive_in_another_profile_is_made_again(tmp_path, profile):
    loaded = archives.make(tmp_path, profile)

    done = rebuilding.state(loaded, layout.archive(loaded))

    assert (done.articles, done.damage) == (3, [])


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _noise(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\x5a" * 90_000)


def _noise_in_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\x5a" * 4096
    path.write_bytes(data)


def _without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as state:
        state.execute("DROP TABLE place")


def _without_an_index(path: Path) -> None:
    with closing(sqlite3.connect(path)) as state:
        state.execute("DROP INDEX article_latest")


def _older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as state:
        for trigger in ("place_added", "place_removed"):
            state.execute(f"DROP TRIGGER {trigger}")
        for table in ("brought", "earlier", "once", "tally", "stale", "stale_page", "subscription"):
            state.execute(f"DROP TABLE {table}")


HARMS = {
    "deleted": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "truncated": _truncated,
    "noise": _noise,
    "noise in the middle": _noise_in_the_middle,
    "a text": lambda path: path.write_text("not a database"),
    "another program's": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "without a table": _without_a_table,
    "without an index": _without_an_index,
    "of an older version": _older,
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("way", ["rebuild", "build"])
def test_whatever_happened_to_the_state_it_is_made_again(root, harm, way):
    known, public = tables(root), demos.tree(root, "public/feeds")
    path = root / ".syndicate" / "state.db"
    for beside in (root / ".syndicate").glob("state.db-*"):
        beside.unlink()
    HARMS[harm](path)

    done = demos.run("-C", root, way)

    assert done.returncode == 0, done.stderr
    assert tables(root) == known
    assert demos.tree(root, "public/feeds") == public


def test_a_state_of_a_newer_version_is_refused_and_left_alone(root):
    path = root / ".syndicate" / "state.db"
    with closing(sqlite3.connect(path)) as state:
        state.execute("PRAGMA user_version = 99")
    loaded = archives.opened(root)

    with pytest.raises(StateError, match="newer"):
        rebuilding.state(loaded, layout.archive(loaded))
