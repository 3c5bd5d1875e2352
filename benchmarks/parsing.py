"""Parse feeds with Syndicate, feedparser and fastfeedparser, and say what each costs.

    python benchmarks/parsing.py [--peer PYTHON] [--feeds FOLDER] [--count 40] [--rounds 5]

`--peer` is the Python of a virtual environment that holds `fastfeedparser`; feedparser is here
anyway. "with details" is Syndicate reading all that a feed says. `--feeds` is a folder of saved feeds, else `--count` made-up ones are parsed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import contest
import feeds

MODULES = {
    "syndicate": "syndicate",
    "with details": "syndicate",
    "feedparser": "feedparser",
    "fastfeedparser": "fastfeedparser",
}

Parser = Callable[[bytes], list[str]]
"""Reads a document; returns the whole text of each entry, so that no parser can put that off."""


def main() -> None:
    """Measure and print."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory() as made:
        folder = wanted.feeds or _made_up(Path(made), wanted.count)
        if wanted.contender:
            contest.work(passes(PARSERS[wanted.contender](), _documents(folder)))
            return
        documents = _documents(folder)
        size = sum(map(len, documents)) / len(documents) / 1_000
        print(f"{len(documents)} feeds of {size:.0f} kB", flush=True)
        pythons = contest.pythons(wanted.peer, MODULES)
        results = contest.measure(__file__, pythons, ["--feeds", str(folder)], wanted.rounds)
    print(contest.table("feed", len(documents), results))


def passes(parse: Parser, documents: Sequence[bytes]) -> Callable[[], Mapping[str, object]]:
    """Return what parses all documents once, and tells how many entries were found."""

    def once() -> Mapping[str, object]:
        found = [_entries(parse, document) for document in documents]
        texts = [text for entries in found for text in entries]
        return {
            "feeds with entries": sum(map(bool, found)),
            "entries": len(texts),
            "characters": sum(map(len, texts)),
        }

    return once


def _entries(parse: Parser, document: bytes) -> list[str]:
    try:
        return parse(document)
    except Exception:  # noqa: BLE001 each has its own way to refuse a feed
        return []


def _syndicate(*, details: bool = False) -> Parser:
    import syndicate

    def parse(document: bytes) -> list[str]:
        found = syndicate.parse_feed(document, details=details).entries
        return [entry.content or entry.summary or "" for entry in found]

    return parse


def _feedparser() -> Parser:
    import feedparser

    def parse(document: bytes) -> list[str]:
        return [_text(entry) for entry in feedparser.parse(document).entries]

    return parse


def _fastfeedparser() -> Parser:
    import fastfeedparser

    def parse(document: bytes) -> list[str]:
        return [_text(entry) for entry in fastfeedparser.parse(document).entries]

    return parse


def _text(entry: Mapping[str, Any]) -> str:
    content = entry.get("content")
    return (content[0].get("value") if content else entry.get("summary")) or ""


PARSERS = {
    "syndicate": _syndicate,
    "with details": partial(_syndicate, details=True),
    "feedparser": _feedparser,
    "fastfeedparser": _fastfeedparser,
}


def _made_up(folder: Path, count: int) -> Path:
    for number in range(count):
        (folder / f"{number:03}.xml").write_bytes(feeds.feed(number))
    return folder


def _documents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer", help="a Python that can import fastfeedparser")
    parser.add_argument("--feeds", type=Path, help="a folder of saved feeds")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as", dest="contender", choices=PARSERS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
