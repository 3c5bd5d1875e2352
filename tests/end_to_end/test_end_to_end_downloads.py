"""Media files are downloaded where the operator wants it, piece by piece if need be."""

import hashlib
import os
import time

import pytest
from helpers import demos
from helpers.instances import Instance
from helpers.media import File, Media

from syndicate import downloads
from syndicate.errors import StateError
from syndicate.upkeep import verifying

SOUND = bytes(range(256)) * 2_000
NAME = f"{hashlib.sha256(SOUND).hexdigest()[:16]}.mp3"


@pytest.fixture
def media():
    with Media() as served:
        served.files["/1.mp3"] = File(SOUND)
        yield served


@pytest.fixture
def instance(tmp_path, media):
    return Instance(tmp_path, media)


def follow(
    instance, media, *, wants='enclosures = "download"', archive="", files=None, path="/1.mp3"
):
    """Follow a feed with one episode, whose file is the same server's unless `files` says else."""
    url = f"{(files or media).url}{path}"
    feed = (
        "<rss version='2.0'><channel><title>Lake radio</title><item><title>Episode 1</title>"
        f"<guid>1</guid><enclosure url='{url}' type='audio/mpeg' length='9'/>"
        "<description>The ferry, heard from the shore at seven o'clock.</description>"
        "</item></channel></rss>"
    )
    media.files["/feed"] = File(feed.encode(), etag="", type="application/rss+xml")
    (instance.root / "config.toml").write_text(
        f'[fetch]\nallow = ["127.0.0.1:{media.port}"]\nmin_delay = "0s"\n[archive]\n{archive}\n'
        f'[[source]]\nid = "radio"\nurl = "{media.url}/feed"\nfull_text = "feed"\n{wants}\n'
    )


def asked(media):
    """Return the headers of the requests for the file."""
    return [headers for path, headers in media.asked if path == "/1.mp3"]


def kept(instance):
    """Return the media files of the archive by their names."""
    found = instance.files()
    return {key.rpartition("/")[2]: body for key, body in found.items() if "/images/" in key}


def enclosure(instance):
    (found,) = instance.article("Episode 1").enclosures
    return found


def partial(instance):
    folder = instance.root / ".syndicate" / "partial"
    return sorted(folder.iterdir()) if folder.exists() else []


def found_damage(instance):
    with instance.app() as app:
        found = verifying.verify(app.config, app.archive.profile).findings
    return [each.kind for each in found if each.level != "note"]


def test_a_media_file_is_kept_beside_its_article_and_feeds_name_its_origin(instance, media):
    follow(instance, media)

    summary = instance.run()

    assert summary.problems == ()
    assert kept(instance) == {NAME: SOUND}
    there = enclosure(instance)
    assert (there.name, there.size, there.length) == (NAME, len(SOUND), 9)
    assert there.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert f"{media.url}/1.mp3" in instance.public("feeds/radio.atom")
    assert partial(instance) == []
    assert found_damage(instance) == []


@pytest.mark.parametrize(
    ("path", "kind", "end"),
    [
        ("/1.html", "audio/mpeg", "mp3"),
        ("/1.svg", "application/octet-stream", "bin"),
        ("/1.md", "text/markdown", "bin"),
        ("/1.php", "application/x-php", "bin"),
        ("/1", "image/svg+xml", "bin"),
        ("/1.OPUS", "", "opus"),
    ],
)
def test_no_media_file_is_called_what_something_would_run(instance, media, path, kind, end):
    media.files[path] = File(SOUND, type=kind)
    follow(instance, media, path=path)

    instance.run()

    assert list(kept(instance)) == [NAME.replace("mp3", end)]


def test_no_media_file_is_downloaded_unless_it_is_wanted(instance, media):
    follow(instance, media, wants="")
    instance.run()
    assert asked(media) == []

    follow(instance, media, wants="", archive='enclosures = "download"')
    instance.clock.move(hours=2)
    instance.run()
    assert kept(instance) == {NAME: SOUND}


def test_a_source_may_leave_its_files_where_they_are(instance, media):
    follow(instance, media, wants='enclosures = "hotlink"', archive='enclosures = "download"')

    instance.run()

    assert asked(media) == []


def test_nothing_is_asked_for_twice(instance, media):
    follow(instance, media)
    instance.run()
    before = instance.files()

    instance.clock.move(hours=2)
    instance.run()

    assert len(asked(media)) == 1
    assert instance.files() == before


def test_a_download_goes_on_where_it_broke_off(instance, media):
    follow(instance, media)
    media.files["/1.mp3"].cut = 200_000

    instance.run()

    assert kept(instance) == {NAME: SOUND}
    assert [headers.get("range") for headers in asked(media)] == [
        None,
        "bytes=200000-",
        "bytes=400000-",
    ]
    assert {headers.get("if-range") for headers in asked(media)[1:]} == {'"one"'}
    assert media.sent["/1.mp3"] == len(SOUND)


def test_the_next_run_goes_on_where_one_ended(instance, media):
    follow(instance, media)
    media.files["/1.mp3"].cut = 60_000
    summary = instance.run()
    assert "1.mp3" in summary.problems[0].reason
    assert len(partial(instance)) == 2

    media.files["/1.mp3"].cut = None
    instance.clock.move(hours=2)
    instance.run()

    assert kept(instance) == {NAME: SOUND}
    assert media.sent["/1.mp3"] == len(SOUND)


def test_a_process_that_was_killed_goes_on_from_what_was_flushed(instance, media):
    follow(instance, media)
    media.files["/1.mp3"].cut = 60_000
    instance.run()
    data = partial(instance)[0]
    data.write_bytes(data.read_bytes() + b"not flushed, and nobody knows what it is")
    media.files["/1.mp3"].cut = None

    instance.clock.move(hours=2)
    instance.run()

    assert kept(instance) == {NAME: SOUND}


@pytest.mark.parametrize("facts", [b"", b"{", b"[]", b'{"url": 1}', b"\xff" * 9, b"[" * 100_000])
def test_damaged_facts_of_a_download_begin_it_anew(instance, media, facts):
    follow(instance, media)
    media.files["/1.mp3"].cut = 60_000
    instance.run()
    partial(instance)[1].write_bytes(facts)
    media.files["/1.mp3"].cut = None

    instance.clock.move(hours=2)
    instance.run()

    assert kept(instance) == {NAME: SOUND}


@pytest.mark.parametrize(
    "change",
    [
        {"etag": '"two"', "body": SOUND[::-1]},
        {"ranges": False},
        {"lies": "bytes 7-511999/512000"},
        {"lies": "bytes 60000-511998/511999"},
        {"lies": "words"},
    ],
    ids=["another file", "no pieces", "another piece", "another length", "no piece"],
)
def test_a_file_is_never_put_together_of_two(instance, media, change):
    follow(instance, media)
    file = media.files["/1.mp3"]
    file.cut = 60_000
    instance.run()

    file.cut = None
    for name, value in change.items():
        setattr(file, name, value)
    for _ in range(3):
        instance.clock.move(hours=5)
        instance.run()

    (body,) = kept(instance).values()
    assert body == file.body


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_what_cannot_be_known_again_begins_anew(instance, media, etag):
    follow(instance, media)
    file = media.files["/1.mp3"]
    file.cut, file.etag = 60_000, etag
    instance.run()

    file.cut = None
    instance.clock.move(hours=2)
    instance.run()

    assert kept(instance) == {NAME: SOUND}
    assert "range" not in asked(media)[-1]


@pytest.mark.parametrize("length", [True, False])
def test_a_file_above_the_limit_stays_where_it_is(instance, media, length):
    follow(instance, media, archive='enclosures_max = "100kB"')
    media.files["/1.mp3"].length = length

    summary = instance.run()
    instance.clock.move(days=2)
    instance.run()

    assert "is larger than 100,000 bytes" in summary.problems[0].reason
    assert "larger" in enclosure(instance).problem
    assert len(asked(media)) == 1
    assert kept(instance) == {}
    assert partial(instance) == []
    assert found_damage(instance) == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_gone_is_not_asked_for_again(instance, media, status):
    follow(instance, media)
    media.files["/1.mp3"].status = status

    summary = instance.run()
    instance.clock.move(days=2)
    instance.run()

    assert str(status) in summary.problems[0].reason
    assert str(status) in enclosure(instance).problem
    assert len(asked(media)) == 1


def test_a_server_that_fails_is_asked_five_times(instance, media):
    follow(instance, media)
    media.files["/1.mp3"].status = 500

    for _ in range(8):
        instance.run()
        instance.clock.move(days=2)

    assert len(asked(media)) == downloads.TRIES
    assert "500" in enclosure(instance).problem


def test_a_server_that_falls_silent_is_not_waited_for(instance, media):
    follow(instance, media)
    config = instance.root / "config.toml"
    config.write_text(config.read_text().replace("[fetch]", '[fetch]\ntimeout = "1s"'))
    file = media.files["/1.mp3"]
    file.cut, file.hangs = 60_000, True
    began = time.monotonic()

    summary = instance.run()

    assert time.monotonic() - began < 10
    assert "sent nothing for 1 s" in summary.problems[0].reason
    file.cut, file.hangs = None, False
    instance.clock.move(hours=2)
    instance.run()
    assert kept(instance) == {NAME: SOUND}
    assert media.sent["/1.mp3"] == len(SOUND)


def test_a_web_page_is_not_taken_for_the_file(instance, media):
    follow(instance, media)
    media.files["/1.mp3"] = File(b"<p>Log in to hear it.</p>", type="text/html; charset=utf-8")

    summary = instance.run()
    assert "a web page in place of the file" in summary.problems[0].reason
    media.files["/1.mp3"] = File(SOUND)
    instance.clock.move(hours=2)
    instance.run()

    assert kept(instance) == {NAME: SOUND}


def test_a_file_in_a_private_network_is_not_asked_for(instance, media):
    with Media() as other:
        follow(instance, media, files=other)

        summary = instance.run()

        assert other.asked == []
    assert "127.0.0.1 is not a public address" in summary.problems[0].reason


def test_localize_asks_again_for_what_was_given_up_or_lost(instance, media):
    follow(instance, media)
    media.files["/1.mp3"].status = 404
    instance.run()
    media.files["/1.mp3"].status = 200

    with instance.app() as app:
        listed = app.localize(dry=True)
        assert app.localize().fetched == 1
        assert app.localize(dry=True).missing == ()
    (missing,) = listed.missing
    assert (listed.fetched, missing.url) == (1, f"{media.url}/1.mp3")
    assert missing.reason.endswith(" answered 404 Not Found")
    assert kept(instance) == {NAME: SOUND}
    assert enclosure(instance).problem is None

    (path,) = instance.root.rglob(NAME)
    path.unlink()
    assert found_damage(instance) == ["media-missing"]
    with instance.app() as app:
        assert app.localize().fetched == 1
    assert found_damage(instance) == []


def test_a_damaged_file_is_found(instance, media):
    follow(instance, media)
    instance.run()
    (path,) = instance.root.rglob(NAME)
    path.write_bytes(SOUND[:-1] + b"?")

    assert found_damage(instance) == ["media-damaged"]


def test_a_newer_version_of_the_article_keeps_the_file(instance, media):
    follow(instance, media)
    instance.run()
    page = media.files["/feed"]
    page.body = page.body.replace(b"seven o'clock", b"eight o'clock in the evening")
    instance.clock.move(hours=2)

    assert instance.run().revised == 1

    assert enclosure(instance).name == NAME
    assert len(asked(media)) == 1
    assert found_damage(instance) == []


def test_an_article_that_a_person_edited_keeps_its_text_and_gets_its_file(instance, media):
    follow(instance, media)
    media.files["/1.mp3"].cut = 60_000
    instance.run()
    document = instance.document("Episode 1")
    document.write_text(document.read_text().replace("heard", "seen"))
    edited = document.read_bytes()
    media.files["/1.mp3"].cut = None

    instance.clock.move(hours=2)
    instance.run()

    assert kept(instance) == {NAME: SOUND}
    assert document.read_bytes() == edited


def test_what_was_downloaded_is_known_after_a_rebuild(instance, media):
    follow(instance, media)
    instance.run()
    before = instance.files()
    for path in (instance.root / ".syndicate").glob("state.db*"):
        path.unlink()

    instance.clock.move(hours=2)
    instance.run()

    assert len(asked(media)) == 1
    assert instance.files() == before


def test_a_withdrawn_article_takes_its_files_along(instance, media):
    follow(instance, media)
    instance.run()

    done = demos.run("-C", instance.root, "withdraw", "--yes", instance.article("Episode 1").id)

    assert done.returncode == 0, done.stderr
    assert kept(instance) == {}


@pytest.mark.parametrize("profile", [(), ("--profile", "hugo")])
def test_an_export_with_history_takes_files_along(instance, media, tmp_path, profile):
    follow(instance, media)
    instance.run()

    done = demos.run("-C", instance.root, "export", "copy", "--with-history", *profile)

    assert done.returncode == 0, done.stderr
    assert [path.read_bytes() for path in (instance.root / "copy").rglob(NAME)] == [SOUND]


def test_a_feed_of_the_archive_brings_files_along(instance, media, tmp_path):
    follow(instance, media)
    instance.run()
    demos.run("-C", instance.root, "export", "--feed", "all.atom")
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.toml").write_text("")

    done = demos.run("-C", other, "import", instance.root / "all.atom")

    assert done.returncode == 0, done.stderr
    assert [path.read_bytes() for path in other.rglob(NAME)] == [SOUND]
    assert demos.run("-C", other, "verify").returncode == 0


def test_a_disk_that_takes_no_file_is_told(instance, media):
    follow(instance, media)
    instance.run(dry=True)
    (instance.root / ".syndicate").mkdir(exist_ok=True)
    (instance.root / ".syndicate" / "partial").write_text("no folder")

    summary = instance.run()

    assert "could not write" in summary.problems[0].reason
    assert kept(instance) == {}
    assert instance.article("Episode 1").status == "whole"


def test_what_nobody_goes_on_with_does_not_stay_for_ever(instance, media):
    follow(instance, media)
    instance.run(dry=True)
    folder = instance.root / ".syndicate" / "partial"
    folder.mkdir(parents=True)
    now = instance.clock.now().timestamp()
    for name, days in (("old", 31), ("old.json", 31), ("new", 29)):
        (folder / name).write_bytes(b"a piece")
        os.utime(folder / name, (now - days * 86_400,) * 2)

    instance.run()

    assert [path.name for path in partial(instance)] == ["new"]


def test_a_state_that_fails_under_a_download_is_told(instance, media, monkeypatch):
    follow(instance, media)

    async def fail(parts, job, enclosure):
        raise StateError("state.db is shut")

    monkeypatch.setattr(downloads, "_attach", fail)

    summary = instance.run()

    assert "state.db is shut" in summary.problems[0].reason
