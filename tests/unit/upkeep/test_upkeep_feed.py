"""An archive as a feed, and made of it again: the same, or nothing."""

import base64
import hashlib
from pathlib import Path

import pytest
from helpers import archives, demos
from lxml import etree

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.profiles import load
from syndicate.errors import SyndicateError
from syndicate.model import Site
from syndicate.storage.local import Local
from syndicate.upkeep import exporting_feed, importing_feed
from syndicate.wiring import layout

SITE = Site(title="Tea & more", base_url="https://me.example/", author=None)
PROFILES = ("neutral", "hugo", "jekyll", "mainroad", "obsidian")


def written(root: Path, *sources: str) -> Path:
    archive, damage = layout.archive(archives.opened(root)), []
    file = root / "archive.atom"
    file.write_bytes(b"".join(exporting_feed.feed(archive, SITE, sources, damage.append)))
    assert damage == []
    return file


def taken(folder: Path, file: Path, profile: str = "neutral", *, dry: bool = False):
    storage = Local(folder)
    return importing_feed.bring(Archive(storage, load(profile)), storage, file, dry=dry)


@pytest.fixture
def made(tmp_path):
    root = tmp_path / "made"
    root.mkdir()
    archives.make(root)
    return root


@pytest.mark.parametrize("profile", PROFILES)
def test_another_instance_makes_the_same_archive_of_it(tmp_path, profile):
    archives.make(tmp_path, profile)

    done = taken(tmp_path / "other", written(tmp_path), profile)

    assert set(done.counts) == {"new"}
    assert demos.tree(tmp_path / "other", ".") == demos.tree(tmp_path / "archive", ".")


def test_a_reader_sees_a_feed_with_every_article(made):
    root = etree.fromstring(written(made).read_bytes())

    names = {"f": "http://www.w3.org/2005/Atom"}
    articles = list(layout.archive(archives.opened(made)).articles())
    assert root.findtext("f:title", None, names) == "Tea & more"
    assert root.xpath("f:entry/f:id/text()", namespaces=names) == [each.id for each in articles]
    assert all(root.xpath("f:entry/f:content/text()", namespaces=names))


def test_the_same_feed_again_brings_nothing(made, tmp_path):
    file = written(made)
    taken(tmp_path / "other", file)
    before = demos.tree(tmp_path / "other", ".")

    done = taken(tmp_path / "other", file)

    assert set(done.counts) == {"known"}
    assert demos.tree(tmp_path / "other", ".") == before


def test_what_is_here_otherwise_stays(made, tmp_path):
    file = written(made)
    taken(tmp_path / "other", file)
    document = min((tmp_path / "other").rglob("index.md"))
    document.write_bytes(document.read_bytes() + b"\nMine.\n")
    before = demos.tree(tmp_path / "other", ".")

    done = taken(tmp_path / "other", file)

    assert done.counts["skipped"] == 1
    assert demos.tree(tmp_path / "other", ".") == before


def test_withdrawn_names_from_elsewhere_count_in_an_empty_archive_alone(made, tmp_path):
    other = tmp_path / "other"
    archive = Archive(Local(other))
    archive.prepare()
    archive.put(
        archives.article(9),
        "tea/2026/02/20-mine-000009",
        now=archives.NOW,
        announce=archives.NOW,
        assets={},
        extractor="test/1",
    )

    done = taken(other, written(made))

    assert not (other / ".syndicate/tombstones.jsonl").exists()
    assert [file.path for file in done.files] == [".syndicate/tombstones.jsonl"]


def test_a_dry_run_writes_nothing(made, tmp_path):
    assert taken(tmp_path / "other", written(made), dry=True).counts["new"] > 0
    assert not (tmp_path / "other").exists()


def file_of(key: str, data: bytes) -> bytes:
    body = base64.b64encode(data).decode()
    digest = hashlib.sha256(data).hexdigest()
    return f'<a:file key="{key}" sha256="{digest}"><a:data>{body}</a:data></a:file>'.encode()


@pytest.mark.parametrize(
    "key",
    [
        "../escaped.md",
        "/tmp/escaped.md",
        "tea/../../escaped.md",
        ".git/hooks/post-commit",
        "config.toml",
        ".syndicate/../../config.toml",
        "a/b/c/escaped.html",
        ".syndicate-0123456789abcdef.tmp",
    ],
)
@pytest.mark.parametrize("in_entry", [True, False])
def test_no_place_is_written_but_that_of_an_archives_file(made, tmp_path, key, in_entry):
    file, other = written(made), tmp_path / "room" / "other"
    mark = b"</entry>\n" if in_entry else b"<entry>\n"
    data = file.read_bytes()
    at = data.index(mark)
    file.write_bytes(data[:at] + file_of(key, b"mine") + data[at:])

    done = taken(other, file)

    assert done.counts.get("damaged", 0) == in_entry
    there = {path.name for path in (tmp_path / "room").rglob("*") if path.is_file()}
    assert not any(b"mine" == path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file())
    assert "escaped.md" not in there


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data[:-400], "is damaged"),
        (lambda data: data.replace(b"<a:data>LS0t", b"<a:data>LS0u", 1), "not what was written"),
        (lambda data: data.replace(b"<a:data>", b"<a:data>!", 1), "is damaged"),
        (lambda data: data.replace(b'format="1"', b'format="9"'), "format 9"),
        (lambda data: data.replace(b'profile="neutral"', b'profile="hugo"'), "of the profile hugo"),
        (lambda data: b"<feed/>", "no feed of an archive"),
        (
            lambda data: data.replace(b"<feed ", b'<!DOCTYPE feed [<!ENTITY a "b">]>\n<feed ', 1),
            "no feed of an archive",
        ),
        (lambda data: data.decode().encode("utf-16"), "no feed of an archive"),
    ],
)
def test_what_is_no_whole_feed_is_refused_with_the_reason(made, tmp_path, change, reason):
    file = written(made)
    file.write_bytes(change(file.read_bytes()))

    with pytest.raises(SyndicateError, match=reason):
        taken(tmp_path / "other", file)
