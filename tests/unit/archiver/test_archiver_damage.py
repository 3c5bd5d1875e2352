"""Whatever hands or tools did to an article's files: its damage is told, or it is read rightly."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.articles import ARTICLE, LATER, MUCH_LATER, PATH, changed, put

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import stored
from syndicate.errors import ArchiveError
from syndicate.model import Article
from syndicate.storage.local import Local

MAIN, SIDECAR = f"{PATH}/index.md", f"{PATH}/.index.json"
LATE, EARLY = "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"


def line(key: str, value: str) -> Callable[[Path], None]:
    """Return what gives another value to a key of the document."""

    def edit(root: Path) -> None:
        lines = (root / MAIN).read_text().splitlines(keepends=True)
        [at] = [at for at, text in enumerate(lines) if text.startswith(f"{key}:")]
        lines[at] = f"{key}: {value}\n" if value else ""
        (root / MAIN).write_text("".join(lines))

    return edit


def added(text: str) -> Callable[[Path], None]:
    return lambda root: rewrite(
        root / MAIN, lambda data: data.replace(b"---\n", b"---\n" + text.encode(), 1)
    )


def fact(*names: str | int, value: object) -> Callable[[Path], None]:
    """Return what gives another value to a member of the sidecar."""

    def edit(root: Path) -> None:
        found = json.loads((root / SIDECAR).read_bytes())
        inner = found
        for name in names[:-1]:
            inner = inner[name]
        inner[names[-1]] = value
        (root / SIDECAR).write_text(json.dumps(found))

    return edit


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def folder(key: str, *inside: str) -> Callable[[Path], None]:
    def replace(root: Path) -> None:
        os.unlink(root / key)
        os.mkdir(root / key)
        for name in inside:
            (root / key / name).write_text("x")

    return replace


def both_folders(root: Path) -> None:
    folder(MAIN)(root)
    folder(SIDECAR)(root)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a date too late": line("date", LATE),
    "a date too early": line("date", EARLY),
    "a stamp too late": line("announced", LATE),
    "a date of a person's own": added(f"mine: {LATE}\n"),
    "no calendar's date": added("mine: !!timestamp never\n"),
    "no truth": added("mine: !!bool perhaps\n"),
    "no number": added("mine: !!int ''\n"),
    "no float": added("mine: !!float ''\n"),
    "no mapping": added("mine: !!set [1]\n"),
    "keys that are lists": added("mine: {[1]: 2}\n"),
    "another article's id": line("id", "urn:uuid:another"),
    "no id": line("id", ""),
    "no revision": line("revision", ""),
    "a folder": folder(MAIN),
    "a folder that holds something": folder(MAIN, "note.md"),
    "a folder for a sidecar": folder(SIDECAR),
    "folders for both": both_folders,
    "no sidecar": lambda root: os.unlink(root / SIDECAR),
    "no document": lambda root: os.unlink(root / MAIN),
    "a byte order mark": lambda root: rewrite(root / MAIN, lambda data: b"\xef\xbb\xbf" + data),
    "other line ends": lambda root: rewrite(
        root / MAIN, lambda data: data.replace(b"\n", b"\r\n")
    ),
    "nothing": lambda root: rewrite(root / MAIN, lambda data: b""),
    "zeros": lambda root: rewrite(root / MAIN, lambda data: b"\0" * len(data)),
    "half": lambda root: rewrite(root / MAIN, lambda data: data[: len(data) // 3]),
    "an empty sidecar": lambda root: rewrite(root / SIDECAR, lambda data: b""),
    "half a sidecar": lambda root: rewrite(root / SIDECAR, lambda data: data[: len(data) // 2]),
    "a list": lambda root: rewrite(root / SIDECAR, lambda data: b"[]"),
    "depth": lambda root: rewrite(root / SIDECAR, lambda data: b"[" * 100_000),
    "digits": lambda root: rewrite(root / SIDECAR, lambda data: b"9" * 5000),
    "no versions": fact("versions", value=[]),
    "a version twice": fact("versions", 0, "number", value=2),
    "a great version": fact("versions", 0, "number", value=10**400),
    "a version below none": fact("versions", 0, "number", value=-1),
    "a version elsewhere": fact("versions", 0, "file", value="../../../secret"),
    "a version at the root": fact("versions", 0, "file", value="/etc/passwd"),
    "a version of half a character": fact("versions", 0, "file", value="\ud800"),
    "a version without a name": fact("versions", 0, "file", value=""),
    "an image elsewhere": fact("versions", 1, "images", 0, "name", value="../index.md"),
    "a version too late": fact("versions", 0, "archived", value=LATE),
    "a change too late": fact("versions", 1, "lastmod", value=LATE),
    "a sidecar of a size": lambda root: os.truncate(root / SIDECAR, stored.LARGEST + 1),
    "a document of a size": lambda root: os.truncate(root / MAIN, stored.LARGEST + 1),
    "half a character": fact("key", value="\ud800"),
}  # fmt: skip
ACTIONS: dict[str, Callable[[Archive], object]] = {
    "get": lambda archive: archive.get(PATH),
    "put": lambda archive: put(archive, changed(title="Again"), MUCH_LATER).article,
    "put a new text": lambda archive: put(archive, changed(markdown="New."), MUCH_LATER).article,
    "articles": lambda archive: list(archive.articles()),
    "version": lambda archive: archive.version(PATH, 1),
    "versions": lambda archive: archive.versions(PATH),
    "raw": lambda archive: archive.raw(PATH),
    "raw version": lambda archive: archive.raw(PATH, 1),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told_or_the_article_is_right(damage: str, action: str, tmp_path: Path) -> None:
    archive = Archive(Local(tmp_path))
    put(archive)
    put(archive, changed(markdown="Hard."), LATER)
    DAMAGE[damage](tmp_path)

    try:
        found = ACTIONS[action](archive)
    except ArchiveError as error:
        assert error.path.startswith(PATH)
        assert error.path in error.message
        return

    articles = found if isinstance(found, list) else [found]
    for article in articles:
        if isinstance(article, Article):
            assert (article.id, article.key) == (ARTICLE.id, ARTICLE.key)


@pytest.mark.parametrize(
    "damage", ["a folder", "a folder that holds something", "folders for both"]
)
def test_a_folder_in_place_of_a_document_is_damage(damage: str, tmp_path: Path) -> None:
    archive = Archive(Local(tmp_path))
    put(archive)
    DAMAGE[damage](tmp_path)

    with pytest.raises(ArchiveError, match="folder"):
        put(archive, changed(markdown="Hard."), LATER)


def test_the_next_put_mends_an_id(tmp_path: Path) -> None:
    archive = Archive(Local(tmp_path))
    put(archive)
    before = (tmp_path / MAIN).read_bytes()
    line("id", "urn:uuid:another")(tmp_path)

    done = put(archive, at=LATER)

    assert done.article.id == ARTICLE.id
    assert (tmp_path / MAIN).read_bytes() == before


@pytest.mark.parametrize("key", [MAIN, SIDECAR])
def test_a_file_larger_than_any_of_ours_is_not_read(key: str, tmp_path: Path) -> None:
    archive = Archive(Local(tmp_path))
    put(archive)
    os.truncate(tmp_path / key, 1 << 40)

    with pytest.raises(ArchiveError, match="is larger than 32,000,000 bytes"):
        archive.get(PATH)


@pytest.mark.parametrize(
    ("text", "limit"), [("Tea" * 11_000_000, stored.LARGEST), ("茶" * 1_000, 3_010)]
)
def test_a_document_that_could_not_be_read_again_is_not_written(
    text: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "LARGEST", limit)
    archive = Archive(Local(tmp_path))
    put(archive)
    before = (tmp_path / MAIN).read_bytes()

    with pytest.raises(ArchiveError, match="would be larger than"):
        put(archive, changed(markdown=text), LATER)

    assert (tmp_path / MAIN).read_bytes() == before
    assert [path.name for path in tmp_path.rglob("*.revisions/*")] == []
