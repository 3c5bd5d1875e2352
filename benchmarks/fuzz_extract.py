"""Look for bytes that `extract` fails on, guided by which lines of Syndicate they reach.

    python benchmarks/fuzz_extract.py FOLDER [--seconds N]

FOLDER keeps the pages that reached something new, for the next time; it begins with a small page
of each shape of `shapes.py`. Ends at the first page of which anything but an article or an
ExtractError came, and writes it there as ``crash-…``. Needs atheris.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris
import shapes

with atheris.instrument_imports(include=["syndicate"]):
    from syndicate.archiver.page.extract import extract
    from syndicate.errors import ExtractError

SEED = 600
LONGEST = 8_000
_NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
_TYPES = ("", "text/html; charset=gbk", "text/html; charset=utf-8", "text/html; charset=shift_jis")


def main() -> None:
    """Fuzz until the time is over."""
    arguments = _arguments()
    corpus = Path(arguments.folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(shapes.SHAPES):
        (corpus / f"shape-{number}").write_bytes(b"\x04" + shapes.page(name, SEED))
    options = [
        f"-max_total_time={arguments.seconds}", f"-max_len={LONGEST}", "-timeout=60",
        f"-artifact_prefix={corpus}/", str(corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], _read)
    atheris.Fuzz()


def _read(data: bytes) -> None:
    """Read a page; its first byte says with which header, and if address and time are known."""
    kind = data[0] if data else 0
    url = "https://e.org/a" if kind & 4 else None
    now = _NOW if kind & 8 else None
    try:
        extract(data[1:], url, content_type=_TYPES[kind % 4], now=now)
    except ExtractError:
        return


def _arguments() -> argparse.Namespace:
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("folder")
    parser.add_argument("--seconds", type=int, default=1800)
    return parser.parse_args()


if __name__ == "__main__":
    main()
