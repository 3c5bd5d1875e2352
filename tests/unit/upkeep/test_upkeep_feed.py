"""An archive as a feed, and made of it again: the same, or nothing."""

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import archives, demos
from lxml import etree

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import shapes
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


def changed(root: Path, change) -> Path:
    """Write the feed of an archive that somebody changed, with sums that fit."""
    folder = min((root / "archive").rglob(".index.revisions")).parent
    record = folder / ".index.json"
    found = json.loads(record.read_bytes())
    del found["sum"]
    change(found, folder)
    record.write_bytes(shapes.seal(shapes.dump(found)))
    return written(root)


def renamed(name: str):
    def change(found, folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        earlier = next(each for each in found["versions"] if each["file"] != "index.md")
        (folder / earlier["file"]).rename(folder / name)
        earlier["file"] = name

    return change


def added(name: str, data: bytes):
    def change(found, folder):
        (folder / "images").mkdir(exist_ok=True)
        (folder / "images" / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        media = {"url": "https://a.example/x", "name": name, "size": len(data), "sha256": digest}
        found["versions"][-1].setdefault("enclosures", []).append(media)

    return change


def elsewhere(found, folder):
    text = (folder / "index.md").read_bytes().replace(b"source: tea", b"source: ../../tea")
    (folder / "index.md").write_bytes(text)
    found["versions"][-1]["written"]["document"] = hashlib.sha256(text).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        renamed(".git/config"),
        renamed(".obsidian/plugins/a/main.js"),
        renamed("index.html"),
        renamed(".index.revisions/0001.html"),
        renamed(".index.revisions/1.md"),
        added("0123456789abcdef.html", b"<script>"),
        added("0123456789abcdef.md", b"---\n---\n"),
        added("0123456789abcdef.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>'),
        added("run.mp3", b"sound"),
        elsewhere,
    ],
)
def test_a_record_names_no_file_that_an_archive_would_not_have(made, tmp_path, change):
    file = changed(made, change)

    done = taken(tmp_path / "other", file)

    assert done.counts["damaged"] == 1
    mine = {path.suffix for path in (tmp_path / "other").rglob("*") if path.is_file()}
    assert mine <= {".md", ".json", ".jsonl", ".png", ".jpg", ".txt", ""}
    assert not list((tmp_path / "other").rglob("config"))


def test_media_files_come_along(made, tmp_path):
    file = changed(made, added(f"{hashlib.sha256(b'sound').hexdigest()[:16]}.mp3", b"sound"))

    assert "damaged" not in taken(tmp_path / "other", file).counts
    assert next((tmp_path / "other").rglob("*.mp3")).read_bytes() == b"sound"


@pytest.mark.parametrize(
    ("key", "data"),
    [
        (".syndicate/tombstones.jsonl", b"withdrawn\n"),
        (".syndicate/format", b"99\n"),
        (".syndicate/sources/new.json", b"{"),
        (".syndicate/sources/new.json", b'{"source": "old"}'),
        (".syndicate/sources/...json", b'{"source": ".."}'),
        ("new/_index.md", b"<script>"),
        ("n w/_index.md", b"---\ntitle: new\n---\n"),
    ],
)
def test_nothing_comes_that_can_not_be_read_again(tmp_path, key, data):
    file = tmp_path / "archive.atom"
    file.write_bytes(exporting_feed.HEAD + file_of(key, data) + b"</feed>")

    done = taken(tmp_path / "other", file)

    assert [each.path for each in done.files] == [key]
    assert not (tmp_path / "other").exists()


def test_what_means_nothing_in_a_feed_takes_no_memory(tmp_path):
    file, much = tmp_path / "archive.atom", b"<x/>" * 150_000
    file.write_bytes(exporting_feed.HEAD + much + b"<entry>" + much + b"</entry></feed>")
    read = (
        "import sys, resource\n"
        "from syndicate.upkeep.importing_feed import _read\n"
        "with open(sys.argv[1], 'rb') as stream:\n"
        "    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "    assert list(_read(stream, 'it', 'neutral')) == [('an entry', {})]\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )

    told = subprocess.run([sys.executable, "-c", read, file], capture_output=True, check=True)

    assert int(told.stdout) < 15_000
