"""An archive checked: whatever happened to a file is found, and nothing is where nothing did."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from helpers import archives
from helpers.archives import HARMS

from syndicate.archiver.captures import warc
from syndicate.archiver.files.profiles import Files
from syndicate.storage.local import Local
from syndicate.upkeep import rebuilding, verifying, verifying_article
from syndicate.upkeep.verifying_classes import CLASSES, Finding
from syndicate.wiring import layout

PROFILES = ("neutral", "hugo", "jekyll", "mainroad", "obsidian")
SEEDS = 3
_RANDOM = ("flip", "truncate", "zero", "latin")
DOCUMENTED = Path(__file__).parents[3] / "docs" / "how-to" / "verify.md"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("made")
    loaded = archives.make(root)
    rebuilding.state(loaded, layout.archive(loaded))
    return root


@pytest.fixture
def root(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def found(root: Path) -> list[Finding]:
    loaded = archives.opened(root)
    return verifying.verify(loaded, layout.profile(loaded)).findings


def kinds(root: Path) -> list[str]:
    return sorted(finding.kind for finding in found(root))


def files(root: Path) -> list[Path]:
    return sorted(path for path in (root / "archive").rglob("*") if path.is_file())


def the(root: Path, pattern: str) -> Path:
    return min((root / "archive").rglob(pattern))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_sound_archive_has_no_problem_in_any_profile(tmp_path, profile):
    loaded = archives.make(tmp_path, profile)
    rebuilding.state(loaded, layout.archive(loaded))

    assert [each for each in found(tmp_path) if each.level != "note"] == []


def test_a_hand_edit_is_told_and_is_no_damage(root):
    assert kinds(root) == ["edited"]


@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_to_every_file_is_found(root, harm):
    before, missed = found(root), []
    for number, path in enumerate(files(root)):
        original = path.read_bytes()
        for seed in range(SEEDS if harm in _RANDOM else 1):
            HARMS[harm](path, random.Random(f"{seed} {number}"))
            after = found(root)
            if path.exists() and path.read_bytes() == original and harm != "duplicate":
                continue
            if after == before and not _is_known_gap(path, harm):
                missed.append((path.relative_to(root).as_posix(), seed))
            for other in set(files(root)) - {path}:
                if "copy" in other.name or other.name == f"x{path.name}":
                    other.unlink()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(original)

    assert missed == []


def _is_known_gap(path: Path, harm: str) -> bool:
    """Tell what nothing can tell: what a person's text was before."""
    return "-3-" in path.parent.name and path.name == "index.md" and harm in ("flip", "truncate")


def test_two_pictures_that_changed_places_are_found(root):
    one, other = sorted((root / "archive").rglob("*.png"))[:2]
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)

    assert kinds(root) == ["edited", "image-damaged", "image-damaged"]


def test_a_sidecar_in_which_one_word_was_changed_is_damage(root):
    sidecar = the(root, ".index.json")
    sidecar.write_bytes(sidecar.read_bytes().replace(b"test/1", b"test/2"))

    assert "sidecar-changed" in kinds(root)


@pytest.mark.parametrize("line", ["", 'source: ""', "source: ../../x", f"source: {'a' * 300}"])
def test_a_document_of_no_source_that_can_be_is_damage(root, line):
    document = the(root, "index.md")
    document.write_bytes(document.read_bytes().replace(b"\nsource: tea\n", f"\n{line}\n".encode()))

    assert "record-changed" in kinds(root)
    rebuilding.state(archives.opened(root), layout.archive(archives.opened(root)))
    assert "record-changed" in kinds(root)


def test_a_copied_folder_is_a_twin(root):
    folder = the(root, "index.md").parent
    shutil.copytree(folder, folder.with_name("copy"))

    assert "twin" in kinds(root)


def test_pictures_without_an_article_are_orphans(root):
    folder = the(root, "images").parent
    for name in ("index.md", ".index.json"):
        (folder / name).unlink()

    assert {"orphan", "row-gone"} <= set(kinds(root))


def test_an_article_in_another_folder_is_unknown_to_state_until_it_is_taken_up(root):
    folder = the(root, "index.md").parent
    folder.rename(folder.with_name("moved"))

    assert {"row-gone", "row-missing"} <= set(kinds(root))


def test_a_source_of_which_nothing_is_left_is_damage(root):
    shutil.rmtree(root / "archive" / "tea")

    assert "source-missing" in kinds(root)


@pytest.mark.parametrize("column", ["title", "url", "announced", "tags", "digest", "source"])
def test_a_row_of_state_in_which_one_value_was_changed_is_told(root, column):
    with closing(sqlite3.connect(root / ".syndicate/state.db")) as state, state:
        state.execute(f"UPDATE article SET {column} = 7 WHERE number = 1")

    assert "row-wrong" in kinds(root)


def no_media(key):
    raise AssertionError(f"{key} was asked for")


def test_a_document_that_is_as_it_was_written_is_not_read_again(root):
    loaded = archives.opened(root)
    storage, profile = Local(loaded.archive.path), layout.profile(loaded)
    path = (
        max((root / "archive").rglob("index.md")).parent.relative_to(loaded.archive.path).as_posix()
    )
    seal = layout.archive(loaded).get(path).seal

    known = verifying_article.check(Files(path, profile), storage.read, no_media, seal)
    other = verifying_article.check(Files(path, profile), storage.read, no_media, "0" * 64)

    assert (known.article, known.names) == (None, (other.article.key, other.article.id))
    assert known.named == other.named


@pytest.mark.parametrize("noise", [b"", b"no database" * 999], ids=["emptied", "noise"])
def test_a_state_that_is_no_database_is_told(root, noise):
    (root / ".syndicate" / "state.db").write_bytes(noise)

    assert {"state-damaged", "state-missing"} & set(kinds(root))


@pytest.mark.parametrize("harm", ["flip", "truncate", "empty"])
def test_a_kept_page_that_can_not_be_read_is_damage(root, harm):
    kept = root / ".syndicate" / "captures" / "tea" / "1.warc.gz"
    kept.parent.mkdir(parents=True)
    name, block = warc.named("warcinfo", b"test"), b"x: y\r\n" * 99
    record = warc.Record(
        kind="warcinfo", id=name, date=archives.NOW, block=block, type="application/warc-fields"
    )
    kept.write_bytes(warc.dumps(record))
    assert "capture-damaged" not in kinds(root)

    HARMS[harm](kept, random.Random(6))

    assert "capture-damaged" in kinds(root)


def test_only_the_articles_that_are_asked_for_are_checked(root):
    loaded = archives.opened(root)
    for path in (root / "archive").rglob("*.png"):
        path.unlink()
    plain = next(each for each in layout.archive(loaded).articles() if "2:" in each.title)

    checked = verifying.verify(loaded, layout.profile(loaded), only={plain.path})

    assert (checked.articles, checked.findings) == (1, [])


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_is_documented(kind):
    assert f"`{kind}`" in DOCUMENTED.read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["tea", ".syndicate", ".syndicate/sources", ".syndicate/README.txt", "tea/_index.md"]
)
def test_a_link_in_place_of_anything_is_found_and_hides_nothing_else(root, name):
    place = root / "archive" / name
    place.rename(root / "moved")
    place.symlink_to(root / "moved")
    (root / "archive" / "0123456789abcdef.png").write_bytes(b"")

    told = found(root)

    amiss = [each for each in told if each.level == "damage"]
    assert any("a link, which is not followed" in each.detail for each in amiss)
    assert "orphan" in [each.kind for each in told]
