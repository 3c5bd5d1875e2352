"""Extract articles with Syndicate and trafilatura, and say what each costs.

    python benchmarks/extraction.py [--peer PYTHON] [--pages FOLDER] [--count 40] [--rounds 5]

`--peer` is the Python of a virtual environment that holds `trafilatura`. `--pages` is a folder of
saved pages (*.html, *.htm), else `--count` made-up ones are read.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import contest
import pages

MODULES = {"syndicate": "syndicate", "trafilatura": "trafilatura"}

Extractor = Callable[[bytes, str], tuple[str, str | None]]
"""Finds the article in a page at an address; returns its Markdown and title."""

_TITLE = re.compile(r"^title: (.+)$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]+\)")


def main() -> None:
    """Measure and print."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory() as made:
        folder = wanted.pages or _made_up(Path(made), wanted.count)
        found = [path.read_bytes() for path in sorted(folder.rglob("*.htm*"))]
        if wanted.contender:
            contest.work(passes(EXTRACTORS[wanted.contender](), found))
            return
        size = sum(map(len, found)) / len(found) / 1_000
        print(f"{len(found)} pages of {size:.0f} kB", flush=True)
        pythons = contest.pythons(wanted.peer, MODULES)
        results = contest.measure(__file__, pythons, ["--pages", str(folder)], wanted.rounds)
    print(contest.table("page", len(found), results))


def passes(extract: Extractor, documents: Sequence[bytes]) -> Callable[[], Mapping[str, object]]:
    """Return what extracts from all pages once, and tells what was found in them."""

    def once() -> Mapping[str, object]:
        found = [_found(extract, page) for page in documents]
        return {
            "articles": sum(bool(markdown) for markdown, _ in found),
            "titles": sum(bool(title) for _, title in found),
            "characters": sum(len(markdown) for markdown, _ in found),
            "images": sum(len(_IMAGE.findall(markdown)) for markdown, _ in found),
        }

    return once


def _found(extract: Extractor, page: bytes) -> tuple[str, str | None]:
    try:
        return extract(page, "https://example.com/news/article")
    except Exception:  # noqa: BLE001 each has its own way to refuse a page
        return "", None


def _syndicate() -> Extractor:
    import syndicate

    def extract(page: bytes, url: str) -> tuple[str, str | None]:
        found = syndicate.extract(page, url)
        return found.markdown, found.title

    return extract


def _trafilatura() -> Extractor:
    from trafilatura import extract as extracted

    def extract(page: bytes, url: str) -> tuple[str, str | None]:
        found = extracted(
            page,
            url=url,
            output_format="markdown",
            with_metadata=True,
            include_comments=False,
            include_images=True,
            include_links=True,
        )
        head, _, markdown = (found or "").removeprefix("---\n").partition("\n---\n")
        return markdown, next(iter(_TITLE.findall(head)), None)

    return extract


EXTRACTORS = {"syndicate": _syndicate, "trafilatura": _trafilatura}


def _made_up(folder: Path, count: int) -> Path:
    for number in range(count):
        (folder / f"{number:03}.html").write_bytes(pages.page(number))
    return folder


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer", help="a Python that can import trafilatura")
    parser.add_argument("--pages", type=Path, help="a folder of saved pages")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as", dest="contender", choices=EXTRACTORS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
