"""A body comes out whole, within its limit, or not at all."""

from __future__ import annotations

import gzip
import itertools
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import FetchError, Refused, TooLarge
from syndicate.fetcher.body import Body

URL = "http://a.example/"
TEXT = "The archive is the truth. 苏州的桥。 ".encode() * 2000


def bare(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


def halves(data: bytes) -> bytes:
    middle = len(data) // 2
    return gzip.compress(data[:middle]) + gzip.compress(data[middle:])


PACKED = [
    ("", bytes),
    ("identity", bytes),
    ("gzip", gzip.compress),
    ("GZip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("identity, gzip", gzip.compress),
    ("gzip", halves),
    ("gzip", zlib.compress),
    ("deflate", zlib.compress),
    ("deflate", bare),
    ("deflate", gzip.compress),
]


def read(chunks: list[bytes], coding: str, limit: int = 10_000_000) -> bytes:
    body = Body(URL, coding, limit)
    for chunk in chunks:
        body.feed(chunk)
    return body.finish()


@pytest.mark.parametrize(("coding", "pack"), PACKED)
def test_a_body_comes_out_as_it_went_in(coding, pack):
    assert read([pack(TEXT)], coding) == TEXT


@given(
    st.binary(max_size=3000),
    st.sampled_from([gzip.compress, zlib.compress, bare, halves]),
    st.data(),
)
def test_a_body_does_not_depend_on_how_it_was_cut(text, pack, data):
    wire = pack(text)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(wire)), max_size=20)))
    edges = [0, *cuts, len(wire)]

    chunks = [wire[start:end] for start, end in itertools.pairwise(edges)]

    assert read(chunks, "gzip") == text


def test_a_body_longer_than_one_piece_of_decoding_comes_out_whole():
    text = bytes(5_000_001)

    assert read([gzip.compress(text)], "gzip") == text
    assert read([bare(text)], "deflate") == text


@pytest.mark.parametrize("length", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 1 << 21])
def test_a_body_that_ends_with_a_piece_of_decoding_is_not_taken_for_broken_off(length):
    wire = gzip.compress(bytes(length))

    for keep in range(12):
        chunks = [wire[: len(wire) - keep], wire[len(wire) - keep :]]
        assert len(read(chunks, "gzip")) == length


def test_bare_deflate_that_ends_behind_a_full_piece_comes_out_whole():
    # Without a trailer, zlib may hold the last bytes of a match while all input is used up.
    for more in (1, 100, 257, 258, 259):
        assert len(read([bare(bytes((1 << 20) + more))], "deflate")) == (1 << 20) + more


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("missing", [1, 4, 8, 100])
def test_a_compressed_body_that_broke_off_is_an_error(pack, missing):
    with pytest.raises(FetchError, match="broke off") as caught:
        read([pack(TEXT)[:-missing]], "gzip")

    assert caught.value.transient


def test_a_second_member_that_broke_off_is_an_error():
    with pytest.raises(FetchError, match="broke off"):
        read([halves(TEXT)[:-20]], "gzip")


@pytest.mark.parametrize(
    "wire",
    [
        b"<html>not compressed at all</html>",
        gzip.compress(TEXT, mtime=0)[:200] + b"\0" * 300,
        zlib.compress(TEXT)[:-4] + b"\0\0\0\0",
    ],
)
def test_broken_compression_is_an_error(wire):
    with pytest.raises(FetchError):
        read([wire], "gzip")


def test_padding_behind_a_compressed_body_is_no_part_of_it():
    assert read([gzip.compress(TEXT) + b"\0" * 100], "gzip") == TEXT
    assert read([gzip.compress(TEXT), b"\0" * 100], "gzip") == TEXT


def test_an_empty_body_is_empty_whatever_its_coding():
    assert read([], "gzip") == b""


@pytest.mark.parametrize(
    "coding", ["br", "zstd", "klingon", "gzip, gzip", "deflate, gzip", "gzip;q=1"]
)
def test_a_coding_nobody_asked_for_is_refused(coding):
    with pytest.raises(Refused, match="only gzip, deflate was asked for"):
        Body(URL, coding, 100)


@pytest.mark.parametrize(("coding", "pack"), PACKED)
def test_a_body_may_be_as_long_as_its_limit_and_no_longer(coding, pack):
    assert read([pack(TEXT)], coding, len(TEXT)) == TEXT
    with pytest.raises(TooLarge, match="longer than") as caught:
        read([pack(TEXT)], coding, len(TEXT) - 1)

    assert not caught.value.transient


def test_a_bomb_ends_at_the_limit_without_filling_memory():
    compressor = zlib.compressobj(9, wbits=31)
    bomb = compressor.compress(bytes(1 << 20)) * 1
    bomb += b"".join(compressor.compress(bytes(1 << 20)) for _ in range(255)) + compressor.flush()
    limit = 4_000_000

    tracemalloc.start()
    with pytest.raises(TooLarge):
        read([bomb], "gzip", limit)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 3 * limit


def test_compression_that_grows_is_cut_off_on_the_wire():
    # Empty deflate blocks: bytes without end that decode to nothing.
    with pytest.raises(TooLarge):
        read([gzip.compress(b"")[:10]] + [b"\0\0\0\xff\xff" * 100] * 100, "gzip", 10_000)
