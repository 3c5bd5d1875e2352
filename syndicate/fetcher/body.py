"""A body, decoded as it comes and never past its limit. Pure: chunks in, bytes out.

The content coding is undone here and not by the HTTP library, because three things matter that
no library promises: the limit holds for decoded bytes (a gigabyte of nothing is 1 MB of gzip),
a stream that ends early is an error and not half an article, and a coding that we did not ask
for is never taken for text.
"""

from __future__ import annotations

import zlib
from typing import Protocol

from syndicate.errors import FetchError, Refused, TooLarge

ACCEPT_ENCODING = "gzip, deflate"

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_BARE_DEFLATE = -zlib.MAX_WBITS
# What is decoded at once: memory stays at the limit plus this, however good the compression.
_PIECE = 1 << 20


class _Inflate(Protocol):
    """What `zlib.decompressobj` returns; zlib gives the type no name."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class Body:
    """Gather the body of one answer from `url`; `limit` in decoded bytes.

    Raises Refused for a coding other than one gzip or deflate.
    """

    def __init__(self, url: str, coding: str, limit: int) -> None:
        self._url = url
        self._limit = limit
        self._received = 0
        self._held = b""
        self._decoded = bytearray()
        self._inflate = _inflate(url, coding)

    def feed(self, chunk: bytes) -> None:
        """Take what came over the wire; raise TooLarge or, for broken compression, FetchError."""
        self._received += len(chunk)
        # Honest compression shrinks: who sends more than may come out sends padding.
        self._require(self._received)
        if self._inflate is None:
            self._decoded += chunk
            return
        chunk = self._held + chunk
        # Two bytes tell a zlib header from bare deflate.
        self._held = chunk if self._received < 2 else b""
        if self._held:
            return
        try:
            self._feed_compressed(chunk)
        except zlib.error as error:
            raise FetchError(
                f"{self._url} sent broken compression: {error}", url=self._url
            ) from error

    def finish(self) -> bytes:
        """Return the whole body; raise FetchError when a compressed one ended too early."""
        if self._inflate is not None and self._received and not self._inflate.eof:
            raise FetchError(f"{self._url} broke off inside its compressed body", url=self._url)
        return bytes(self._decoded)

    def _feed_compressed(self, chunk: bytes) -> None:
        while True:
            if self._inflate is None or self._inflate.eof:
                # RFC 1952 §2.2: members may follow one another. Else what follows is padding.
                if not chunk.startswith(b"\x1f"):
                    return
                self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
            piece = self._decompress(self._inflate, chunk)
            self._decoded += piece
            self._require(len(self._decoded))
            chunk = self._inflate.unused_data or self._inflate.unconsumed_tail
            # A piece of full length may have left decoded bytes inside, with no input to show.
            if not chunk and (self._inflate.eof or len(piece) < _PIECE):
                return

    def _decompress(self, inflate: _Inflate, chunk: bytes) -> bytes:
        try:
            return inflate.decompress(chunk, _PIECE)
        except zlib.error:
            # Some servers send deflate bare, without the zlib header of RFC 9110 §8.4.1.2.
            if self._decoded or self._received != len(chunk) or chunk.startswith(b"\x1f\x8b"):
                raise
            self._inflate = zlib.decompressobj(_BARE_DEFLATE)
            return self._inflate.decompress(chunk, _PIECE)

    def _require(self, size: int) -> None:
        if size > self._limit:
            raise TooLarge(
                f"{self._url} is longer than {self._limit:,} bytes", url=self._url, transient=False
            )


def _inflate(url: str, coding: str) -> _Inflate | None:
    codings = [name for part in coding.split(",") if (name := part.strip().lower())]
    match [name for name in codings if name != "identity"]:
        case []:
            return None
        case ["gzip" | "x-gzip" | "deflate"]:
            return zlib.decompressobj(_GZIP_OR_ZLIB)
        case _:
            raise Refused(
                f"{url} came as {coding[:80]!r}: only {ACCEPT_ENCODING} was asked for", url=url
            )
