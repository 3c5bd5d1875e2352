"""Captures: WARC records that other tools read, and that survive what befalls a file."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from helpers.articles import ARTICLE
from helpers.storages import InMemory
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from syndicate.archiver.captures import takes, warc
from syndicate.archiver.captures.store import Captures, place
from syndicate.archiver.captures.takes import Asked, Take
from syndicate.errors import ArchiveError
from syndicate.model import Page
from syndicate.state import codec
from syndicate.turns.replaying import Replays

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
FILE = "a/2026/03/01-x-abcdef.warc.gz"
BODY = "<p>Füße 手艺</p>".encode()


def page(url: str = "https://a.example/1", body: bytes = BODY, **more) -> Page:
    said = {
        "received": (
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", "7"),
            ("Set-Cookie", "session=hush"),
        ),
        "sent": (("Accept", "*/*"), ("Authorization", "Basic hush"), ("Cookie", "hush")),
    }
    found = {"content_type": "text/html", "fetched": NOW, **said, **more}
    return Page(url=url, body=body, **found)


def take(*pages: Page, at: datetime = NOW, **more) -> Take:
    found = {
        "source": "a",
        "name": "1",
        "entry": '{"ambiguous":[],"entry":{"title":"One"}}',
        **more,
    }
    return Take(at=at, pages=tuple(Asked(url=each.url, page=each) for each in pages), **found)


def kept(*some: Take) -> tuple[Captures, InMemory, list[str]]:
    storage = InMemory()
    captures = Captures(storage)
    for each in some:
        captures.keep(FILE, each)
    return captures, storage, [captures.reference(FILE, each) for each in some]


def test_a_take_comes_back_as_it_was():
    given_ = take(
        page(robots=frozenset({"noarchive"})),
        page("https://a.example/2"),
        learned="page",
        card={"lang": "zh", "title": "A"},
        alone=True,
    )

    captures, _, (reference,) = kept(given_)

    assert captures.get(reference) == given_


def test_every_record_is_a_gzip_member_that_begins_with_its_version():
    _, storage, _ = kept(take(page()))

    text = gzip.decompress(storage.read(FILE) or b"")

    assert text.count(b"WARC/1.1\r\n") == 4
    assert [line for line in text.split(b"\r\n") if line.startswith(b"WARC-Type")] == [
        b"WARC-Type: warcinfo",
        b"WARC-Type: request",
        b"WARC-Type: response",
        b"WARC-Type: metadata",
    ]


def test_a_reader_of_warc_files_finds_the_page_and_no_digest_amiss():
    _, storage, _ = kept(take(page()), take(page(body=b"<p>newer</p>")))

    reader = ArchiveIterator(BytesIO(storage.read(FILE) or b""), check_digests="raise")
    found = [(each.rec_type, each.rec_headers, each.content_stream().read()) for each in reader]

    pages = [(said["WARC-Target-URI"], body) for kind, said, body in found if kind == "response"]
    assert pages == [("https://a.example/1", BODY), ("https://a.example/1", b"<p>newer</p>")]
    assert "request" in {kind for kind, _, _ in found}


def test_nothing_that_lets_somebody_in_is_kept():
    _, storage, _ = kept(take(page()))

    assert b"hush" not in gzip.decompress(storage.read(FILE) or b"")


def test_headers_say_how_the_body_is_kept_and_how_it_came():
    _, storage, _ = kept(take(page()))

    text = gzip.decompress(storage.read(FILE) or b"")

    assert b"X-Archive-Orig-Content-Encoding: gzip\r\n" in text
    assert f"\r\nContent-Length: {len(BODY)}\r\n\r\n".encode() + BODY in text


def test_the_same_again_writes_nothing():
    captures, storage, _ = kept(take(page()))
    before = storage.read(FILE)

    captures.keep(FILE, take(page(fetched=NOW + timedelta(days=1)), at=NOW + timedelta(days=1)))

    assert storage.read(FILE) == before


def test_a_page_that_is_there_already_is_named_and_not_repeated():
    first, second = take(page()), take(page(), entry='{"ambiguous":[],"entry":{"title":"Two"}}')

    captures, storage, references = kept(first, second)

    assert gzip.decompress(storage.read(FILE) or b"").count(BODY) == 1
    assert [captures.get(each) for each in references] == [first, second]


def test_equal_takes_have_equal_bytes():
    assert kept(take(page()))[1].read(FILE) == kept(take(page()))[1].read(FILE)


@given(st.integers(min_value=0, max_value=4_000))
def test_a_torn_file_reads_as_what_came_before_and_takes_more(cut):
    first, second, third = take(page()), take(page(body=b"other")), take(page(body=b"third"))
    captures, storage, references = kept(first)
    whole = len(storage.read(FILE) or b"")
    captures.keep(FILE, second)
    data = storage.read(FILE) or b""
    storage.write(FILE, data[: whole + cut % (len(data) - whole)])

    captures.keep(FILE, third)

    assert captures.get(references[0]) == first
    assert captures.get(captures.reference(FILE, second)) is None
    assert captures.get(captures.reference(FILE, third)) == third


@given(st.data())
def test_no_changed_byte_is_read_as_what_was_written(data):
    captures, storage, (reference,) = kept(take(page()))
    whole = bytearray(storage.read(FILE) or b"")
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    storage.write(FILE, bytes(whole))

    try:
        found = captures.get(reference)
    except ArchiveError:
        return
    # Some bits of a gzip header say nothing of what it holds.
    assert found in (None, take(page()))


def test_a_take_whose_page_is_gone_is_damage():
    name, records = takes.dumps(take(page()))

    with pytest.raises(ArchiveError, match="damaged"):
        takes.loads(name, [record for record in records if record.kind != "response"])


def test_the_instant_of_a_take_is_no_part_of_its_name():
    later = NOW + timedelta(hours=1)

    assert takes.dumps(take(page()))[0] == takes.dumps(take(page(fetched=later), at=later))[0]


def test_a_page_that_no_server_sent_is_a_resource():
    _, records = takes.dumps(take(page("", received=(), sent=())))

    assert [record.kind for record in records] == ["resource", "metadata"]


def test_what_a_take_was_made_of_is_json():
    _, records = takes.dumps(take(page()))

    assert json.loads(records[-1].block)["entry"]["entry"] == {"title": "One"}


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (f"{ARTICLE.source}/2026/02/24-x-abcdef", f"{ARTICLE.source}/2026/02/24-x-abcdef.warc.gz"),
        ("zh/news/s/id.zh", None),
    ],
)
def test_captures_lie_as_the_articles_do(path, file):
    found = place(replace(ARTICLE, path=path), NOW)

    assert found == file or (file is None and found.startswith(f"{ARTICLE.source}/"))
    assert len(found.split("/")) == 4


def test_a_line_break_in_an_address_makes_no_line():
    record = warc.Record(
        kind="resource", id="urn:x", date=NOW, block=b"", type="text/html", uri="http://a/\r\nX: y"
    )

    assert b"\r\nX: y" not in gzip.decompress(warc.dumps(record))


def test_a_take_needs_no_more_memory_than_its_own_pages():
    some = [take(page(body=str(number).encode() + b" " * 2_000_000)) for number in range(20)]
    captures, _, references = kept(*some)
    tracemalloc.start()

    found = captures.get(references[7])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == some[7]
    assert peak < 20_000_000


def test_many_small_records_are_read_in_time_linear_to_their_number():
    one = warc.dumps(takes.dumps(take())[1][0])
    begun = time.process_time()

    assert len(list(warc.loads(one * 60_000))) == 60_000

    assert time.process_time() - begun < 6


def test_a_record_that_unfolds_into_too_much_ends_the_file(monkeypatch):
    monkeypatch.setattr(warc, "LARGEST", 100_000)
    records = takes.dumps(take(page(body=b" " * 200_000)))[1]

    assert list(warc.loads(b"".join(map(warc.dumps, records))))[1:] == []


def test_an_announcement_that_is_none_is_damage():
    replays = Replays(captures=kept()[0], dump=codec.dump_pending, load=codec.load_pending)

    for entry in ("[]", "{}", "null", '{"entry": {"wrong": 1}, "ambiguous": []}'):
        with pytest.raises(ArchiveError, match="is damaged"):
            replays.pending(take(entry=entry))
