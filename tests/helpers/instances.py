"""An instance inside this process: real files and HTTP, a clock that the test moves."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

from helpers import demos
from helpers.clocks import MovableClock
from helpers.origin import Origin

from syndicate import config
from syndicate.app import App, open_app
from syndicate.model import Article, Standing
from syndicate.report import Built, Event, Summary
from syndicate.state.base import Selection


class Instance:
    """A folder with config.toml, and what happens to it."""

    def __init__(self, root: Path, origin: Origin) -> None:
        self.root = root
        self.origin = origin
        self.clock = MovableClock()
        self.events: list[Event] = []

    def follow(self, *sources: str, more: str = "") -> None:
        """Write a config.toml; a source is its id and what its table holds besides."""
        tables = "".join(f"[[source]]\n{source}\n" for source in sources)
        text = f'[fetch]\nallow = ["127.0.0.1:{self.origin.port}"]\n{more}\n{tables}'
        (self.root / "config.toml").write_text(text, encoding="utf-8")

    def app(self) -> App:
        loaded = config.load(self.root / "config.toml", os.environ)
        return open_app(loaded, clock=self.clock, lock=True)

    def run(self, *only: str, **how: bool) -> Summary:
        self.events = []
        with self.app() as app:
            return app.run(frozenset(only) or None, report=self.events.append, **how)

    def build(self, *, check: bool = False) -> Built:
        with self.app() as app:
            return app.build(check=check)

    def articles(self) -> list[Article]:
        with self.app() as app:
            return [app.article(row.path) for row in app.list(Selection(limit=None))]

    def article(self, title: str) -> Article:
        return next(each for each in self.articles() if each.title == title)

    def document(self, title: str) -> Path:
        """Return the file of the article with this title."""
        return self.root / "archive" / (self.article(title).path or "") / "index.md"

    def public(self, name: str) -> str:
        """Return a published file's text."""
        return (self.root / "public" / name).read_text(encoding="utf-8")

    def status(self, name: str) -> Standing:
        """Return where a source stands."""
        with self.app() as app:
            return next(each for each in app.status() if each.id == name)

    def files(self, folder: str = "archive") -> dict[str, bytes]:
        """Return every file below a folder with its bytes."""
        inside = demos.tree(self.root, folder)
        return {name.removeprefix(f"{folder}/"): body for name, body in inside.items()}

    def stamps(self) -> dict[str, tuple[int, int]]:
        return demos.stamps(self.root, "public")

    def kinds(self, source: str) -> list[str]:
        """Return what the last run reported of a source."""
        return [event.kind for event in self.events if event.source == source]


def rewritten(before: dict[str, object], after: dict[str, object]) -> set[str]:
    """Return the published files that are new, or were written again, between two stamps."""
    changed = (name for name, stamp in after.items() if before.get(name) != stamp)
    return {name.removeprefix("public/") for name in changed}


def png(width: int, height: int, grey: int = 127) -> bytes:
    """Return a picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
