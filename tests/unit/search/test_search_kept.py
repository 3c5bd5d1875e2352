"""The index in use: it never hides what a file says now."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.profiles import Files
from syndicate.storage.local import Local
from syndicate.wiring.searching import Place, search

LATER = datetime.now(UTC) + timedelta(minutes=1)


@pytest.fixture
def kept(tmp_path):
    rows = []
    for name, text in (("a", "绿茶 in a teapot"), ("b", "coffee"), ("c", "苏州的茶")):
        file = tmp_path / "archive" / Files(name, Archive(Local(tmp_path)).profile).main
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        rows.append(SimpleNamespace(path=name, title=name))
    archive = Archive(Local(tmp_path / "archive"))
    files = {row.path: tmp_path / "archive" / Files(row.path, archive.profile).main for row in rows}
    place = Place(tmp_path / "search.db", files.__getitem__, LATER)

    def found(query):
        return [hit.document.path for hit in search(archive, rows, query, None, place)]

    return SimpleNamespace(found=found, files=files, place=place)


def test_the_second_search_finds_what_the_first_found(kept):
    assert kept.found("茶") == ["a", "c"]
    assert kept.found("茶") == ["a", "c"]
    assert kept.place.index.exists()


def test_an_edit_by_hand_of_the_same_size_is_found(kept):
    kept.found("coffee")
    before = kept.files["b"].stat()
    kept.files["b"].write_text("teapot", encoding="utf-8")
    os.utime(kept.files["b"], ns=(before.st_atime_ns, before.st_mtime_ns))

    assert (kept.found("teapot"), kept.found("coffee")) == (["a", "b"], [])


@pytest.mark.parametrize("damage", ["deleted", "noise", "folder"])
def test_an_index_that_is_lost_hides_nothing(kept, damage):
    kept.found("茶")
    kept.place.index.unlink()
    if damage == "noise":
        kept.place.index.write_bytes(b"\xff" * 9000)
    elif damage == "folder":
        kept.place.index.mkdir()

    assert kept.found("苏州") == ["c"]
