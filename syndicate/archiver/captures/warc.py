"""WARC/1.1 (ISO 28500:2017): records ↔ bytes, one gzip member each. Pure.

The same record has the same bytes, and a name made of what it says. A file that ends in the
middle of a record, or is damaged there, reads as the records before it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from syndicate.errors import ArchiveError

Kind = Literal["warcinfo", "request", "response", "resource", "metadata"]

_KINDS: dict[str, Kind] = {
    "warcinfo": "warcinfo",
    "request": "request",
    "response": "response",
    "resource": "resource",
    "metadata": "metadata",
}

LARGEST = 64_000_000
"""Bytes of one record: several times the largest page that is fetched."""

_GZIP = 31
_PIECE = 1 << 14
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:syndicate:capture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Hold one record: its name (``urn:uuid:…``), its instant, and its block as `type` says.

    `of` is the name of the record it belongs to, `payload` how many bytes at the block's end
    are the body of a message.
    """

    kind: Kind
    id: str
    date: datetime
    block: bytes
    type: str
    uri: str | None = None
    of: str | None = None
    payload: int | None = None


def named(kind: Kind, *parts: bytes) -> str:
    """Return the name of a record of that kind which says `parts`."""
    digest = hashlib.sha256(kind.encode())
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return f"urn:uuid:{uuid.uuid5(_SPACE, digest.hexdigest())}"


def dumps(record: Record) -> bytes:
    """Return the record as one gzip member."""
    compress = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    head = "".join(f"{name}: {value}\r\n" for name, value in _fields(record).items())
    text = f"WARC/1.1\r\n{head}\r\n".encode() + record.block + b"\r\n\r\n"
    return compress.compress(text) + compress.flush()


def loads(data: bytes) -> Iterator[tuple[Record, int]]:
    """Yield the whole records from the beginning on, each with where it ends in `data`."""
    end = 0
    while end < len(data):
        try:
            text, end = _member(data, end)
            record = _read(text)
        except (zlib.error, ValueError, KeyError):
            return
        yield record, end


def _member(data: bytes, start: int) -> tuple[bytes, int]:
    """Return what is in the gzip member there, and where it ends; raise ValueError where it doesn't.

    It is given piece by piece: what lies behind a member is copied once for each.
    """
    member, found, size, at = zlib.decompressobj(_GZIP), list[bytes](), 0, start
    while not member.eof:
        piece = data[at : at + _PIECE]
        found.append(member.decompress(piece, LARGEST - size))
        at, size = at + len(piece), size + len(found[-1])
        if not piece or (size >= LARGEST and not member.eof):
            raise ValueError("it does not end, or is too large")
    return b"".join(found), at - len(member.unused_data)


def message(start: str, lines: Sequence[tuple[str, str]], body: bytes = b"") -> bytes:
    """Return an HTTP message as a record's block."""
    head = "".join(f"{name}: {text}\r\n" for name, text in lines)
    return f"{start}\r\n{head}\r\n".encode("latin-1", "replace") + body


def body_of(record: Record) -> bytes:
    """Return the body of a response, or what else a record holds; raise ArchiveError."""
    if record.kind != "response":
        return record.block
    _, blank, body = record.block.partition(b"\r\n\r\n")
    if not blank:
        raise ArchiveError(f"the capture {record.id} holds no answer", path=record.id)
    return body


def _fields(record: Record) -> Mapping[str, str]:
    size = len(record.block)
    found = {
        "WARC-Type": record.kind,
        "WARC-Record-ID": f"<{record.id}>",
        "WARC-Date": record.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    if record.uri is not None:
        found["WARC-Target-URI"] = _CONTROLS.sub(lambda it: f"%{ord(it[0]):02X}", record.uri)
    if record.of is not None:
        name = "WARC-Refers-To" if record.kind == "metadata" else "WARC-Concurrent-To"
        found[name] = f"<{record.of}>"
    found["WARC-Block-Digest"] = _digest(record.block)
    if record.payload is not None:
        found["WARC-Payload-Digest"] = _digest(record.block[size - record.payload :])
    return {**found, "Content-Type": record.type, "Content-Length": str(size)}


def _read(text: bytes) -> Record:
    """Return the record; raise ValueError or KeyError for what is none, or is damaged."""
    head, blank, rest = text.partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8").split("\r\n")
    if not blank or version not in ("WARC/1.1", "WARC/1.0"):
        raise ValueError(f"it begins with {version[:20]!r}")
    pairs = (line.partition(":") for line in lines)
    found = {name.lower(): value.strip() for name, _, value in pairs}
    block = rest[: int(found["content-length"])]
    if len(rest) != len(block) + 4 or found.get("warc-block-digest") not in (None, _digest(block)):
        raise ValueError("its block is not the one that was written")
    of = found.get("warc-concurrent-to") or found.get("warc-refers-to")
    return Record(
        kind=_KINDS[found["warc-type"]],
        id=found["warc-record-id"].strip("<>"),
        date=datetime.fromisoformat(found["warc-date"]),
        block=block,
        type=found.get("content-type", ""),
        uri=found.get("warc-target-uri"),
        of=of.strip("<>") if of else None,
    )


def _digest(data: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"
