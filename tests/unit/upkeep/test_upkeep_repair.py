"""What `verify --repair` puts right, what it leaves, and that it deletes nothing."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import archives
from helpers.archives import picture

from syndicate.errors import FetchError
from syndicate.model import Page
from syndicate.storage import local
from syndicate.upkeep import rebuilding, verifying, verifying_repair, verifying_state
from syndicate.upkeep.verifying_repair import Fetch, Repair, Workbench
from syndicate.wiring import layout, memories, searching


@pytest.fixture
def root(tmp_path) -> Path:
    loaded = archives.make(tmp_path)
    rebuilding.state(loaded, layout.archive(loaded))
    return tmp_path


def offline(url: str) -> Page:
    raise FetchError("no answer", url=url)


def repair(root: Path, fetch: Fetch = offline) -> list[Repair]:
    loaded = archives.opened(root)
    archive = layout.archive(loaded)
    bench = Workbench(
        root=loaded.archive.path,
        lost=root / ".syndicate" / "lost+found",
        archive=archive,
        fetch=fetch,
        rebuild=lambda: memories.rebuild_now(loaded, archive),
        buried=lambda: verifying_state.buried(loaded.state_path),
        forget_index=lambda: searching.forget(searching.place(loaded, archive)),
    )
    return list(verifying_repair.repair(check(root).findings, bench))


def check(root: Path) -> verifying.Verified:
    loaded = archives.opened(root)
    return verifying.verify(loaded, layout.profile(loaded))


def problems(root: Path) -> list[str]:
    return [each.kind for each in check(root).findings if each.level != "note"]


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "archive").rglob("*"))
        if path.is_file()
    }


def the(root: Path, pattern: str) -> Path:
    return max((root / "archive").rglob(pattern))


def rewrite(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


MENDED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "document renamed": ("index.md", lambda path: path.rename(path.with_name("article.md"))),
    "document with a mark": ("index.md", rewrite(lambda data: b"\xef\xbb\xbf" + data)),
    "document with CRLF": ("index.md", rewrite(lambda data: data.replace(b"\n", b"\r\n"))),
    "document in UTF-16": ("index.md", rewrite(lambda data: data.decode().encode("utf-16"))),
    "revision renamed": ("0001.md", lambda path: path.rename(path.with_name("first.md"))),
    "picture renamed": ("*.png", lambda path: path.rename(path.with_name("pot.png"))),
    "page deleted": ("_index.md", Path.unlink),
    "note deleted": ("README.txt", Path.unlink),
    "format emptied": ("format", rewrite(lambda data: b"")),
    "settings of git deleted": (".gitattributes", Path.unlink),
}


@pytest.mark.parametrize("case", MENDED)
def test_what_is_elsewhere_or_follows_from_the_rest_is_restored(root, case):
    pattern, harm = MENDED[case]
    before, path = tree(root), the(root, pattern)
    harm(path)
    assert problems(root)

    done = repair(root)

    assert all(each.done for each in done)
    assert problems(root) == []
    assert path.read_bytes() == before[path.relative_to(root).as_posix()]


def test_a_person_s_text_with_a_mark_is_saved_as_that_person_left_it(root):
    path = the(root, "index.md")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"Third", b"My third"))

    repair(root)

    assert path.read_bytes().startswith(b"---\n")
    assert b"My third" in path.read_bytes()
    assert problems(root) == []


def test_a_lost_picture_is_asked_for_again_and_taken_only_if_it_is_the_same(root):
    images = {asset.url: asset.body for asset in map(picture, ("pot", "cup", "leaf"))}
    for path in (root / "archive").rglob("*.png"):
        path.unlink()

    repair(root, lambda url: Page(url=url, body=b"\x89PNG\r\n\x1a\n another"))
    assert problems(root) == ["image-missing"] * 3

    repair(root, lambda url: Page(url=url, body=images[url]))
    assert problems(root) == []


def test_what_can_not_be_restored_is_said(root):
    the(root, "*.png").unlink()

    [done] = repair(root)

    assert (done.done, done.says) == (False, "no answer")


def test_a_repair_that_is_killed_has_the_file_still_where_it_was(root, monkeypatch):
    document = the(root, "index.md")
    spoilt = document.read_bytes().replace(b"\n", b"\r\n")
    document.write_bytes(spoilt)
    with monkeypatch.context() as killed:
        killed.setattr(local, "_replace", only_below(root / ".syndicate"))
        repair(root)
    assert document.read_bytes() == spoilt

    repair(root)

    assert problems(root) == []
    lost = [path.read_bytes() for path in (root / ".syndicate/lost+found").rglob("*.*")]
    assert lost == [spoilt]


def only_below(folder: Path) -> Callable[[Path, bytes], None]:
    """Return what writes as a disk does on which only this folder is writable."""
    inner = local._replace

    def replace(path: Path, value: bytes) -> None:
        if folder not in path.parents:
            raise OSError(errno.EROFS, "Read-only file system")
        inner(path, value)

    return replace


def test_litter_goes_to_lost_and_found_on_another_device(root, monkeypatch):
    litter = the(root, "index.md").with_name(".syndicate-0123456789abcdef.tmp")
    litter.write_bytes(b"left")

    def refuse(path: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(Path, "rename", refuse)
    repair(root)

    lost = [path.read_bytes() for path in (root / ".syndicate/lost+found").rglob("*.*")]
    assert lost == [b"left"]
    assert not litter.exists()


def test_litter_goes_to_lost_and_found_and_nothing_is_deleted(root):
    folder = the(root, "index.md").parent
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / "0123456789abcdef.png").write_bytes(b"litter")
    (folder / ".syndicate-0123456789abcdef.tmp").write_bytes(b"left")

    repair(root)

    lost = [path.read_bytes() for path in (root / ".syndicate/lost+found").rglob("*.*")]
    assert {b"litter", b"left"} <= set(lost)
    assert problems(root) == []


def test_a_state_that_knows_an_article_wrongly_is_made_again(root):
    folder = the(root, "index.md").parent
    folder.rename(folder.with_name("moved"))
    assert "row-missing" in problems(root)

    repair(root)

    assert problems(root) == []


def test_findings_name_what_to_do_as_json(root):
    from syndicate.cli import verify

    the(root, "index.md").write_bytes(b"")
    [finding] = [each for each in check(root).findings if each.level == "damage"]

    told = json.loads(json.dumps(verify._fields(finding)))

    assert told["class"] == "document-damaged"
    assert told["remedy"]


def test_a_damaged_search_index_is_deleted(root):
    index = root / ".syndicate" / "search.db"
    index.write_bytes(b"no database" * 999)

    (done,) = repair(root)

    assert done.done and done.finding.kind == "search-damaged"
    assert not index.exists()
    assert not check(root).is_damaged


def test_a_picture_written_over_in_one_article_comes_from_another(root):
    archive, leaf = layout.archive(archives.opened(root)), picture("leaf")
    sent = archives.article(7, "Seventh.", leaf)
    path = archive.places(sent, archives.NOW)[0]
    now, body = archives.NOW, {leaf.name: leaf.body}
    archive.put(sent, path, now=now, announce=now, assets=body, extractor="test/1")
    one, other = sorted((root / "archive").rglob(leaf.name))

    with open(one, "r+b") as file:
        file.write(b"scribble")

    assert other.read_bytes() == leaf.body
    assert "image-damaged" in problems(root)
    (done,) = [each for each in repair(root) if each.finding.kind == "image-damaged"]
    assert (done.done, "the same picture found at" in done.says) == (True, True)
    assert one.read_bytes() == leaf.body


def test_a_repair_waits_for_no_pipe_and_reads_no_device(root):
    lost = the(root, "*.png")
    kept = root / "archive" / "kept.png"
    lost.rename(kept)
    os.mkfifo(root / "archive" / ".syndicate-0123456789abcdef.tmp")
    (root / "archive" / "zero").symlink_to("/dev/zero")
    (root / "archive" / "home").symlink_to(root)

    repair(root)

    assert lost.read_bytes() == kept.read_bytes()


def test_a_repair_writes_nothing_behind_a_link(root):
    lost, home = the(root, "*.png"), root / "home"
    home.mkdir()
    lost.rename(root / "archive" / "kept.png")
    lost.parent.rename(root / "moved")
    lost.parent.symlink_to(home)

    done = repair(root)

    assert done and not any(each.done for each in done)
    assert list(home.iterdir()) == []


def test_litter_goes_behind_no_link_that_went_before_it(root):
    name, home = ".syndicate-0123456789abcdef.tmp", root / "home"
    home.mkdir()
    (root / "archive" / name).symlink_to(home)
    repair(root)
    (root / "archive" / name).mkdir()
    (root / "archive" / name / "0123456789abcdef.png").write_bytes(b"theirs")

    repair(root)

    assert list(home.iterdir()) == []


def test_a_file_that_only_begins_as_a_version_s_does_stays_where_it_is(root):
    copy = the(root, "0001.md").with_name("0001.md.bak")
    copy.write_bytes(b"mine")

    repair(root)

    assert copy.read_bytes() == b"mine"
