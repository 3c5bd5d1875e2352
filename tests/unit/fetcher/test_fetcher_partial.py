"""A large file on its way to the disk: what a crash, a full disk or a repository may do to it."""

import asyncio
import io
import json

import pytest

from syndicate.errors import FetchError, StorageError
from syndicate.fetcher import partial
from syndicate.fetcher.partial import Part

URL = "https://radio.example/1.mp3"
LATER = "Mon, 02 Nov 2026 09:00:00 GMT"
OLD, NEW = b"old " * 50, b"new " * 50


def head(body, *, etag='"one"', start=0, **more):
    """Return the headers of an answer that brings `body` from `start` on."""
    found = {"etag": etag, "content-length": str(len(body) - start)}
    if start:
        found["content-range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
    found |= {name.replace("_", "-"): value for name, value in more.items()}
    return [(name.encode(), value.encode()) for name, value in found.items()]


def receive(part, headers, *chunks, status=200, meanwhile=lambda: None):
    async def work():
        part.begin(URL, status, headers, 10_000)
        for chunk in chunks:
            await part.take(chunk, URL, 10_000)
        meanwhile()
        await part.leave()

    asyncio.run(work())


def broken_off(path, *, after=120):
    part = Part(path, URL)
    receive(part, head(OLD), OLD[:after])
    return Part(path, URL)


def test_after_a_kill_bytes_of_another_file_do_not_count_as_the_first_one_s(tmp_path):
    path = tmp_path / "part"
    part = broken_off(path)
    found = []

    def kill():
        found.append(Part(path, URL))

    receive(part, head(NEW, etag='"two"'), NEW[:40], meanwhile=kill)

    assert [(each.size, each.range()) for each in found] == [(0, [])]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"etag": '"one"'}, {"etag": '"two"'}),
        (
            {"etag": "", "last_modified": "Mon, 02 Nov 2026 07:00:00 GMT", "date": LATER},
            {"etag": "", "last_modified": "Mon, 02 Nov 2026 08:00:00 GMT"},
        ),
    ],
)
def test_a_server_that_heeds_no_if_range_joins_no_two_files(tmp_path, first, then):
    path = tmp_path / "part"
    receive(Part(path, URL), head(OLD, **first), OLD[:120])
    part = Part(path, URL)
    assert part.range()

    with pytest.raises(FetchError, match="another piece"):
        receive(part, head(NEW, start=120, **then), status=206)

    assert Part(path, URL).size == 0


@pytest.mark.parametrize(
    ("sent", "resumes"),
    [("07:00:01", True), ("07:00:00", False), ("", False), ("07:00", False)],
)
def test_a_time_of_change_counts_where_no_later_change_has_the_same(tmp_path, sent, resumes):
    date = {"date": f"Mon, 02 Nov 2026 {sent} GMT"} if sent else {}
    headers = head(OLD, etag="", last_modified="Mon, 02 Nov 2026 07:00:00 GMT", **date)

    receive(Part(tmp_path / "part", URL), headers, OLD[:120])

    assert bool(Part(tmp_path / "part", URL).range()) is resumes


def test_a_piece_that_names_no_validator_goes_on(tmp_path):
    path = tmp_path / "part"
    part = broken_off(path)

    receive(part, head(OLD, start=120)[1:], OLD[120:], status=206)

    assert path.read_bytes() == OLD


def test_a_disk_that_takes_less_than_it_was_given_leaves_no_hole(tmp_path, monkeypatch):
    class Short(io.FileIO):
        def write(self, data):
            return super().write(bytes(data)[:7])

    monkeypatch.setattr(partial.io, "FileIO", Short)

    receive(Part(tmp_path / "part", URL), head(OLD), OLD[:100], OLD[100:])

    assert (tmp_path / "part").read_bytes() == OLD


def test_a_whole_file_that_is_lost_is_not_whole(tmp_path):
    path = tmp_path / "part"
    part = Part(path, URL)
    receive(part, head(OLD), OLD)
    asyncio.run(part.end(URL))
    assert Part(path, URL).facts.is_whole

    path.unlink()

    assert not Part(path, URL).facts.is_whole


@pytest.mark.parametrize("name", ["part", "part.json.new"])
def test_no_file_that_a_link_names_is_written(tmp_path, name):
    theirs = tmp_path / "profile"
    theirs.write_bytes(b"mine")
    folder = tmp_path / "partial"
    folder.mkdir()
    (folder / name).symlink_to(theirs)

    with pytest.raises(StorageError, match="could not write"):
        receive(Part(folder / "part", URL), head(OLD), OLD)

    assert theirs.read_bytes() == b"mine"


def test_no_file_that_a_link_names_is_read(tmp_path):
    theirs = tmp_path / "secret"
    theirs.write_bytes(b"mine")
    path = tmp_path / "part"
    path.symlink_to(theirs)

    with pytest.raises(StorageError):
        b"".join(Part(path, URL).pieces())


@pytest.mark.parametrize(
    "wrong", [{"not_before": "soon"}, {"not_before": "2026-11-02"}, {"validator": 7}]
)
def test_facts_that_are_none_are_forgotten(tmp_path, wrong):
    path = tmp_path / "part"
    broken_off(path)
    beside = tmp_path / "part.json"
    beside.write_text(json.dumps({**json.loads(beside.read_text()), **wrong}))

    assert Part(path, URL).facts == partial.Facts(url=URL)
