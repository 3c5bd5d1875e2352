"""Files that cost whoever reads them dearly, or are none, laid into an archive."""

from __future__ import annotations

import os
import re
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from helpers.harms import Place

SECRET = b"---\ntitle: Of another program\n---\n\nOUTSIDE OF THE ARCHIVE\n"


@dataclass(frozen=True)
class Bomb:
    """How it is laid, and the class of what `verify` is to find (None: it is no damage)."""

    lay: Callable[[Place], object]
    finds: str | None


def _front(lines: bytes, body: bytes = b"\n\nText.\n") -> Bomb:
    """Put lines into the front matter, which is otherwise as it was."""

    def lay(at: Place) -> None:
        _, front, _ = at.document.read_bytes().split(b"---\n", 2)
        at.document.write_bytes(b"---\n" + front + lines + b"---\n" + body)

    return Bomb(lay, "document-damaged")


def _beside(data: bytes) -> Bomb:
    return Bomb(lambda at: at.sidecar.write_bytes(data), "sidecar-damaged")


def _grow(at: Place) -> None:
    at.sidecar.write_bytes(b'{"format": 1, "key": "' + b"x" * 100_000_000 + b'"}')


_oversized = Bomb(_grow, "unreadable")


def _within(find: str, put: str) -> Bomb:
    """Replace something of the sidecar."""

    def lay(at: Place) -> None:
        at.sidecar.write_text(re.sub(find, put, at.sidecar.read_text("utf-8"), count=1), "utf-8")

    return Bomb(lay, None)


def _stones(data: bytes) -> Bomb:
    path = "archive/.syndicate/tombstones.jsonl"
    return Bomb(lambda at: (at.root / path).write_bytes(data), "tombstones-damaged")


def _card(data: bytes) -> Bomb:
    path = "archive/.syndicate/sources/a.json"
    return Bomb(lambda at: (at.root / path).write_bytes(data), "card-damaged")


def _capture(data: Callable[[], bytes]) -> Bomb:
    def lay(at: Place) -> None:
        name = at.folder.relative_to(at.root / "archive").as_posix()
        path = at.root / ".syndicate" / "captures" / f"{name}.warc.gz"
        path.write_bytes(data())

    return Bomb(lay, "capture-damaged")


def _instead(what: Callable[[Path], object], which: str = "document") -> Bomb:
    """Put what is no file into the place of one."""

    def lay(at: Place) -> None:
        path: Path = getattr(at, which)
        path.unlink()
        what(path)

    return Bomb(lay, "unreadable")


def _link(path: Path) -> None:
    path.symlink_to(
        next(each for each in path.parents if each.name == "bombed").parent / "secret.md"
    )


def _linked_folder(at: Place) -> None:
    """Let the article's folder be a link to one outside."""
    outside = at.root.parent / "outside"
    shutil.rmtree(outside, ignore_errors=True)
    shutil.copytree(at.folder, outside)
    (outside / "index.md").write_bytes(
        at.document.read_bytes().replace(b"Number 2", b"OUTSIDE OF THE ARCHIVE")
    )
    shutil.rmtree(at.folder)
    at.folder.symlink_to(outside)


def _names(at: Place) -> None:
    """Lay files there whose names are no text, or move the cursor."""
    for name in (b"\xff\xfe.md", b"two\nlines.md", b"\x1b[31mred.md", b"\xe2\x80\xaereversed.md"):
        with open(os.path.join(os.fsencode(at.folder), name), "wb") as file:
            file.write(SECRET)


def _grown() -> bytes:
    """Return a capture of which one kilobyte unpacks to 300 MB."""
    head = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: http://e.example/\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: 300000000\r\n\r\n"
    )
    packed = zlib.compressobj(9, wbits=31)
    parts = [packed.compress(head + b"HTTP/1.1 200 OK\r\n\r\n")]
    parts += [packed.compress(b"a" * 1_000_000) for _ in range(300)]
    return b"".join(parts) + packed.flush()


def _nested(open_: bytes, close: bytes, depth: int) -> bytes:
    return open_ * depth + close * depth


_LAUGHS = b"a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
)
_MERGES = b"b0: &b0 {k: v}\n" + b"".join(
    b"b%d: &b%d {<<: [%s]}\n" % (n, n, b",".join([b"*b%d" % (n - 1)] * 9)) for n in range(1, 12)
)

BOMBS = {
    "aliases": _front(_LAUGHS),
    "merge keys": _front(_MERGES),
    "anchors without end": _front(b"".join(b"c%d: &c%d x\n" % (n, n) for n in range(400_000))),
    "deep lists": _front(b"d: " + _nested(b"[", b"]", 5_000) + b"\n"),
    "deep lists without end": _front(b"d: " + b"[" * 200_000 + b"\n"),
    "deep maps": _front(b"d: " + _nested(b"{a: ", b"}", 5_000) + b"\n"),
    "deep blocks": _front(b"".join(b" " * n + b"k:\n" for n in range(1, 3_000))),
    "ten megabytes in a value": _front(b"d: " + b"x" * 10_000_000 + b"\n"),
    "a million keys": _front(b"".join(b"k%d: 1\n" % n for n in range(1_000_000))),
    "no end of front matter": Bomb(
        lambda at: at.document.write_bytes(b"---\n" + b"a: b\n" * 2_000_000), "document-damaged"
    ),
    "a huge number": _front(b"d: " + b"9" * 60_000 + b"\n"),
    "an object of Python": _front(b"d: !!python/object/apply:os.system ['touch owned']\n"),
    "sidecar: deep": _beside(b"[" * 300_000),
    "sidecar: deep, closed": _beside(_nested(b'{"a":', b"}", 50_000).replace(b"}", b"1}", 1)),
    "sidecar: 100 MB": _oversized,
    "sidecar: a huge number": _beside(b'{"format":' + b"9" * 3_000_000 + b"}"),
    "sidecar: NaN": _beside(b'{"format": NaN}'),
    "sidecar: a width like the sky": _within(r'"width": \d+', '"width": ' + "9" * 4_000),
    "sidecar: Infinity": _within(r'"width": \d+', '"width": Infinity'),
    "sidecar: keys twice": _within(r'"key":', '"key": "http://e.example/",\n "key":'),
    "sidecar: a version out of the folder": _within(
        r'"file": "[^"]+"', '"file": "../../../../../../secret.md"'
    ),
    "tombstones: deep": _stones(b"[" * 300_000 + b"\n"),
    "tombstones: 100 MB": _stones(b'{"id": "' + b"x" * 100_000_000),
    "card: deep": _card(b"[" * 300_000),
    "card: 100 MB": _card(b'{"source": "a", "title": "' + b"x" * 100_000_000),
    "capture: 300 MB of one kilobyte": _capture(_grown),
    "capture: noise": _capture(lambda: b"\x1f\x8b\x08\x00" + b"noise" * 1000),
    "capture: no gzip": _capture(lambda: b"WARC/1.1\r\n" * 100_000),
    "document: a link out": _instead(_link),
    "document: a pipe": _instead(os.mkfifo),
    "document: a device": _instead(lambda path: path.symlink_to("/dev/zero")),
    "document: a folder": _instead(Path.mkdir),
    "sidecar: a link out": _instead(_link, "sidecar"),
    "sidecar: a pipe": _instead(os.mkfifo, "sidecar"),
    "picture: a link out": _instead(_link, "picture"),
    "picture: a pipe": _instead(os.mkfifo, "picture"),
    "earlier version: a pipe": _instead(os.mkfifo, "earlier"),
    "folder: a link out": Bomb(_linked_folder, None),
    "document: a second name of a file outside": Bomb(
        lambda at: os.link(at.document, at.root.parent / f"second-{os.urandom(4).hex()}"), None
    ),
    "odd names": Bomb(_names, None),
}


def is_loud(said: bytes) -> bool:
    """Tell whether what a command said would move a cursor, or turn text round."""
    text = said.decode("utf-8", "replace")
    return bool(re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text))


def leaks(root: Path) -> list[str]:
    """Return what of another program's text came into an archive or its feeds, or was written."""
    found = [
        f"leaked into {path.relative_to(root)}"
        for folder in ("public", "archive")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not any(each.is_symlink() for each in path.parents)
        and path.read_bytes() != SECRET
        and b"OUTSIDE OF THE ARCHIVE" in path.read_bytes()
    ]
    if (root.parent / "secret.md").read_bytes() != SECRET:
        found.append("the file outside was written over")
    return found
