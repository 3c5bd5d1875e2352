"""Which answer a request for a file gets: 200 or 304, packed or plain. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

from syndicate.server.kinds import Kind
from syndicate.server.shelf import File

Headers = list[tuple[bytes, bytes]]

_ETAG = re.compile(rb'(?:W/)?("[^"]*")')
_NO_WEIGHT = re.compile(r"0(?:\.0{0,3})?")


def common_headers(*, noindex: bool) -> Headers:
    """Return what every answer carries."""
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]
    return [*headers, (b"x-robots-tag", b"noindex")] if noindex else headers


def choose(file: File, request: Mapping[bytes, bytes]) -> tuple[int, Headers, bytes]:
    """Return status, headers and body; the body is also given where HEAD will not send it."""
    accepted = request.get(b"accept-encoding", b"").decode("latin-1")
    packed = file.packed if file.packed and accepts_gzip(accepted) else None
    etag = packed_etag(file.etag) if packed else file.etag
    if is_fresh(file, request):
        return 304, list(_validators(etag, file.modified, file.kind)), b""
    body = packed or file.body
    headers = [
        *_validators(etag, file.modified, file.kind),
        (b"content-type", file.kind.type.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    return 200, headers, body


def is_fresh(file: File, request: Mapping[bytes, bytes]) -> bool:
    """Tell whether the client has the file already (RFC 9110 §13.1).

    Whoever has either form of it has it: both hold the same text.
    """
    if (tags := request.get(b"if-none-match")) is not None:
        known = {file.etag, packed_etag(file.etag)}
        return tags.strip() == b"*" or not known.isdisjoint(_ETAG.findall(tags))
    since = request.get(b"if-modified-since")
    return since is not None and file.modified <= _seconds(since)


@lru_cache(maxsize=64)
def accepts_gzip(header: str) -> bool:
    """Tell whether Accept-Encoding allows gzip (RFC 9110 §12.5.3); it must be named to be sent."""
    for item in header.lower().split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip() in ("gzip", "x-gzip"):
            weight = parameters.replace(" ", "").removeprefix("q=")
            return not _NO_WEIGHT.fullmatch(weight)
    return False


@lru_cache(maxsize=1024)
def _validators(etag: bytes, modified: int, kind: Kind) -> tuple[tuple[bytes, bytes], ...]:
    """Return what 200 and 304 both say; made once, it was a third of an answer's time."""
    caching = f"max-age={kind.max_age}" + (", immutable" if kind.immutable else "")
    headers = (
        (b"etag", etag),
        (b"last-modified", formatdate(modified, usegmt=True).encode()),
        (b"cache-control", caching.encode()),
        (b"content-security-policy", kind.policy.encode()),
    )
    return (*headers, (b"vary", b"Accept-Encoding")) if kind.text else headers


def packed_etag(etag: bytes) -> bytes:
    """Return the tag of the gzip form: other bytes, so another strong tag."""
    return etag[:-1] + b'-gz"'


def _seconds(date: bytes) -> float:
    """Return the instant of an HTTP date; before all time when it is none."""
    try:
        parsed = parsedate_to_datetime(date.decode("latin-1"))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return float("-inf")
