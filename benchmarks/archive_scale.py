"""What an archive of 100,000 articles costs to check, to rebuild, and to look through.

    python benchmarks/archive_scale.py [--articles 100000] [--images 2000] [--folder DIR] [--keep]

The articles are synthetic, Chinese and English, 2 kB each, in the neutral profile; every figure is
of a process of its own: CPU and wall seconds, and its peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicate import deletions
from syndicate.archiver.archive import Archive
from syndicate.clock import FixedClock
from syndicate.config import load
from syndicate.model import Article, Asset
from syndicate.report import nobody
from syndicate.upkeep import rebuilding, verifying
from syndicate.wiring import layout, workshop

_BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)
_WORDS = [
    "archive",
    "paper",
    "river",
    "under",
    "city",
    "light",
    "morning",
    "never",
    "between",
    "council",
    "report",
    "water",
]
_SIGNS = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工"
_SOURCES = 100
_IMAGE = 200_000
_PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000040000000408020000")


class Quick:
    """Write files without waiting for the disk: what is measured here is reading them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        """Return nothing: every article is new."""
        del key

    def exists(self, key: str) -> bool:
        """Tell that nothing is there."""
        del key
        return False

    def write(self, key: str, value: bytes) -> bool:
        """Write a file."""
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(value)
        return True

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield nothing."""
        del prefix
        yield from ()

    def delete(self, key: str) -> bool:
        """Delete nothing."""
        del key
        return False

    def sweep(self) -> int:
        """Sweep nothing."""
        return 0


def make(folder: Path, count: int, images: int) -> None:
    """Write a configuration and its archive."""
    (folder / "config.toml").write_text("", "utf-8")
    archive = Archive(Quick(folder / "archive"))
    archive.prepare()
    chance = random.Random(6)
    for number in range(count):
        now = _BEGINNING + timedelta(minutes=number * 80)
        shown = _images(chance) if number < images else ()
        article = _article(number, now, chance, shown)
        archive.put(
            article,
            archive.places(article, now)[0],
            now=now,
            announce=now,
            assets={asset.name or "": asset.body for asset in shown},
            extractor="synthetic",
        )


def _article(
    number: int, now: datetime, chance: random.Random, shown: tuple[Asset, ...]
) -> Article:
    chinese = number % 2 == 0
    url = f"https://{number % _SOURCES}.example/articles/{number}"
    words = chance.choices(_SIGNS if chinese else _WORDS, k=620 if chinese else 330)
    text = ("" if chinese else " ").join(words)
    step = len(text) // 5
    paragraphs = [text[at : at + step].strip() for at in range(0, len(text), step)]
    paragraphs += [f"![](images/{asset.name})" for asset in shown]
    return Article(
        key=url,
        id=f"urn:uuid:00000000-0000-5000-8000-{number:012x}",
        source=f"source-{number % _SOURCES}",
        title=f"{text[:24]} {number}",
        markdown="\n\n".join(paragraphs) + "\n",
        date=now,
        authors=("Synthetic Writer",),
        tags=("even" if chinese else "odd",),
        lang="zh" if chinese else "en",
        canonical_url=url,
        guids=(url,),
        urls=(url,),
        assets=shown,
        announcements={f"source-{number % _SOURCES}\n{url}": f"{number:016x}"},
    )


def _images(chance: random.Random) -> tuple[Asset, ...]:
    from syndicate.archiver import images
    from syndicate.model import Page

    body = _PNG + chance.randbytes(_IMAGE)
    url = f"https://0.example/{chance.randrange(10**12)}.png"
    page = Page(url=url, status=200, body=body, fetched=_BEGINNING)
    return (images.asset(page, url),)


def _rebuild(folder: Path) -> dict[str, object]:
    config = load(folder / "config.toml", os.environ)
    return {"articles": rebuilding.state(config, layout.archive(config)).articles}


def _rescan(folder: Path) -> dict[str, object]:
    """Look for deletions, as a run does before it asks anybody."""
    import asyncio

    config = load(folder / "config.toml", os.environ)
    clock = FixedClock(_BEGINNING + timedelta(days=9000))

    async def work() -> dict[str, object]:
        async with workshop.opened(
            config, layout.archive(config), clock, nobody, writes=True
        ) as parts:
            before = time.process_time()
            deleted = await deletions.take_up(parts)
            return {"deleted": len(deleted), "cpu of it": time.process_time() - before}

    return asyncio.run(work())


def _verify(folder: Path) -> dict[str, object]:
    config = load(folder / "config.toml", os.environ)
    checked = verifying.verify(config, layout.archive(config).profile)
    return {
        "documents": checked.articles,
        "image bytes": checked.image_bytes,
        "problems": len(checked.findings),
    }


_PHASES: dict[str, Callable[[Path], dict[str, object]]] = {
    "rebuild": _rebuild,
    "rescan": _rescan,
    "verify": _verify,
}


def main() -> None:
    """Make the archive unless it is there, then measure each phase in a process of its own."""
    arguments = _arguments()
    if arguments.phase:
        _measure(arguments.phase, arguments.folder)
        return
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="scale-"))
    if not (folder / "archive").exists():
        folder.mkdir(parents=True, exist_ok=True)
        make(folder, arguments.articles, arguments.images)
    for name in _PHASES:
        command = [sys.executable, __file__, "--phase", name, "--folder", str(folder)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")
    if not arguments.keep:
        shutil.rmtree(folder)


def _measure(name: str, folder: Path) -> None:
    wall = time.perf_counter()
    found = _PHASES[name](folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "phase": name,
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "wall": round(time.perf_counter() - wall, 2),
        "MB": used.ru_maxrss // 1024,
        **found,
    }
    print(json.dumps(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--images", type=int, default=2_000, help="how many have one, of 200 kB")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--phase", choices=_PHASES, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    os.umask(0o022)
    main()
