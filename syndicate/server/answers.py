"""Which answer a request for a file gets: 200, 206, 304, 412 or 416, packed or plain. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import cast

from syndicate.server.shelf import File

Headers = list[tuple[bytes, bytes]]

_ETAG = re.compile(rb'(?:W/)?("[^"]*")')
_STRONG = re.compile(rb'(?<!W/)("[^"]*")')
_NO_WEIGHT = re.compile(r"q=0(?:\.0{0,3})?")
_RANGE = re.compile(rb"bytes=([0-9]{0,15})-([0-9]{0,15})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Hold an answer; `body` is also given where HEAD will not send it.

    With a `file` the body is `length` bytes of it from `start` on, to be read from the disk.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = field(default=b"", repr=False)
    file: File | None = None
    start: int = 0
    length: int = 0
    wire: list[bytes] = field(default_factory=list, repr=False, compare=False)

    def head(self) -> bytes:
        """Return status line and headers as they are sent, without the date; made once."""
        if not self.wire:
            lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}".encode()]
            lines += [name + b": " + value for name, value in self.headers]
            self.wire.append(b"\r\n".join(lines) + b"\r\n")
        return self.wire[0]


def common_headers(*, noindex: bool) -> Headers:
    """Return what every answer carries."""
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]
    return [*headers, (b"x-robots-tag", b"noindex")] if noindex else headers


def choose(
    file: File,
    request: Mapping[bytes, bytes],
    common: Headers,
    *,
    status: int = 200,
    is_get: bool = True,
) -> Answer:
    """Return the answer to a request for a file; `status` is another one for an error's page.

    A part of a file is one of its plain form, one part only, and for GET (RFC 9110 §14.2 lets a
    server pass over the rest). Whatever is the same for many requests is made once for the file.
    """
    packed = file.packed is not None and accepts_gzip(request.get(b"accept-encoding", b""))
    fresh = False
    if status == 200:
        if not _is_still(file, request):
            return _made(file, ("412",), lambda: _changed(common))
        fresh = is_fresh(file, request)
        parts = request.get(b"range")
        if parts is not None and is_get and not fresh:
            part = _part(file, parts, request.get(b"if-range"))
            if part is not None:
                return _partial(file, part, common)
    if fresh:
        packed = _is_packed_known(file, request, packed)
        return _made(file, (304, packed), lambda: _unchanged(file, common, packed=packed))
    as_page = file.kind.shown is not None and request.get(b"sec-fetch-dest") == b"document"
    return _made(
        file,
        (status, packed, as_page),
        lambda: _whole(file, common, status, packed=packed, as_page=as_page),
    )


def _made(file: File, variant: object, make: Callable[[], Answer]) -> Answer:
    """Return what was made of the file the first time."""
    if variant not in file.made:
        file.made[variant] = make()
    return cast(Answer, file.made[variant])


def _unchanged(file: File, common: Headers, *, packed: bool) -> Answer:
    return Answer(status=304, headers=(*_validators(file, packed=packed), *common))


def _changed(common: Headers) -> Answer:
    head = ((b"content-length", b"0"), (b"cache-control", b"no-cache"))
    return Answer(status=412, headers=(*head, *common))


def _whole(file: File, common: Headers, status: int, *, packed: bool, as_page: bool) -> Answer:
    body = file.packed if packed else file.body
    length = file.size if body is None else len(body)
    headers = [
        *(_validators(file, packed=packed) if status == 200 else _of_an_error(file)),
        *_described(file, as_page=as_page),
        (b"content-length", str(length).encode()),
    ]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    if not file.kind.text:
        headers.append((b"accept-ranges", b"bytes"))
    return Answer(
        status=status,
        headers=(*headers, *common),
        body=body or b"",
        file=file if body is None else None,
        length=length,
    )


def _of_an_error(file: File) -> Headers:
    """Return what the page of an error says: it is sent to those who read pages."""
    return [
        (b"cache-control", b"no-cache"),
        (b"content-security-policy", file.kind.policy.encode()),
        (b"vary", b"Accept, Accept-Encoding"),
    ]


def _described(file: File, *, as_page: bool = False) -> Headers:
    """Return what a body is."""
    kind = file.kind
    headers = [(b"content-type", ((kind.shown if as_page else None) or kind.type).encode())]
    if kind.saved:
        headers.append((b"content-disposition", b"attachment"))
    return headers


def _part(file: File, asked: bytes, only_if: bytes | None) -> tuple[int, int] | None:
    """Return first and last byte of the part that is asked for; None: send the whole file.

    Where there is no such part the last byte lies before the first one.
    """
    found = _RANGE.fullmatch(asked.replace(b" ", b""))
    if found is None or found[1] == found[2] == b"":
        return None
    if only_if is not None and not _is_same(file, only_if.strip()):
        return None
    if not found[1]:
        return (file.size - min(int(found[2]), file.size), file.size - 1)
    first = int(found[1])
    last = min(int(found[2]), file.size - 1) if found[2] else file.size - 1
    if found[2] and int(found[2]) < first:
        return None
    return (first, last)


def _is_same(file: File, tag: bytes) -> bool:
    """Tell whether If-Range names this very file: its strong tag, or its date (§13.1.5)."""
    if tag.startswith(b'"'):
        return tag == file.etag
    return tag == _http_date(file.modified)


def _partial(file: File, part: tuple[int, int], common: Headers) -> Answer:
    first, last = part
    if last < first or first >= file.size:
        whole = (b"content-range", f"bytes */{file.size}".encode())
        return Answer(status=416, headers=(whole, (b"content-length", b"0"), *common))
    length = last - first + 1
    headers = (
        *_validators(file, packed=False),
        *_described(file),
        (b"content-length", str(length).encode()),
        (b"content-range", f"bytes {first}-{last}/{file.size}".encode()),
        *common,
    )
    body = file.body[first : last + 1] if file.body is not None else b""
    return Answer(
        status=206,
        headers=headers,
        body=body,
        file=file if file.body is None else None,
        start=first,
        length=length,
    )


def is_fresh(file: File, request: Mapping[bytes, bytes]) -> bool:
    """Tell whether the client has the file already (RFC 9110 §13.1).

    Whoever has either form of it has it: both hold the same text.
    """
    if (tags := request.get(b"if-none-match")) is not None:
        if tags == file.etag:
            return True
        known = {file.etag, packed_etag(file.etag)}
        return tags.strip() == b"*" or not known.isdisjoint(_ETAG.findall(tags))
    since = request.get(b"if-modified-since")
    return since is not None and file.modified <= _seconds(since)


def _is_still(file: File, request: Mapping[bytes, bytes]) -> bool:
    """Tell whether the file is the one that alone the client wants (RFC 9110 §13.1.1, §13.1.4)."""
    if (tags := request.get(b"if-match")) is not None:
        known = {file.etag, packed_etag(file.etag)}
        return tags.strip() == b"*" or not known.isdisjoint(_STRONG.findall(tags))
    since = request.get(b"if-unmodified-since")
    return since is None or file.modified <= _seconds(since, otherwise=float("inf"))


def _is_packed_known(file: File, request: Mapping[bytes, bytes], packed: bool) -> bool:
    """Tell which form a client that has the file has; `packed` is the one it would get."""
    known = _ETAG.findall(request.get(b"if-none-match", b""))
    return packed_etag(file.etag) in known if known else packed


@lru_cache(maxsize=64)
def accepts_gzip(header: bytes) -> bool:
    """Tell whether Accept-Encoding allows gzip (RFC 9110 §12.5.3); it must be named to be sent."""
    for item in header.decode("latin-1").lower().split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip() in ("gzip", "x-gzip"):
            weights = parameters.replace(" ", "").split(";")
            return not any(_NO_WEIGHT.fullmatch(weight) for weight in weights)
    return False


def _validators(file: File, *, packed: bool) -> Headers:
    """Return what 200, 206 and 304 all say."""
    kind = file.kind
    caching = ("private, " if file.is_private else "") + f"max-age={file.max_age}"
    caching += ", immutable" if kind.immutable else ""
    headers = [
        (b"etag", packed_etag(file.etag) if packed else file.etag),
        (b"last-modified", _http_date(file.modified)),
        (b"cache-control", caching.encode()),
        (b"content-security-policy", kind.policy.encode()),
    ]
    if kind.text:
        others = ", Sec-Fetch-Dest" if kind.shown else ""
        headers.append((b"vary", f"Accept-Encoding{others}".encode()))
    return headers


def packed_etag(etag: bytes) -> bytes:
    """Return the tag of the gzip form: other bytes, so another strong tag."""
    return etag[:-1] + b'-gz"'


def _http_date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode()


def _seconds(date: bytes, otherwise: float = float("-inf")) -> float:
    """Return the instant of an HTTP date; before all time when it is none, or `otherwise`."""
    try:
        parsed = parsedate_to_datetime(date.decode("latin-1"))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return otherwise
