"""How fast the search index is filled, how large it gets, and how soon it answers.

    python benchmarks/search.py [--documents 100000] [--folder DIR] [--keep]

Half of the documents are Chinese, half English, of some 2 kB, with words as common as Zipf's law
makes them. Prints milliseconds of CPU for the first twenty hits, the newest first and the best first,
of words in more and more of the documents; each is the best of five. Every answer for a word is
compared with a look at all documents: what is missed, or wrongly found, is printed and fails.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from syndicate.search.base import Document, Order
from syndicate.search.query import parse
from syndicate.search.sqlite import Sqlite
from syndicate.search.words import words

HITS = 20
SHARES = (0.0005, 0.005, 0.05, 0.2, 0.5, 1.0)


def vocabulary(number: random.Random, size: int, *, dense: bool) -> list[str]:
    """Return words of two characters, or of some letters."""
    if dense:
        return [f"{chr(number.randrange(0x4E00, 0x5600))}{chr(number.randrange(0x4E00, 0x5600))}" for _ in range(size)]  # fmt: skip
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(number.choices(letters, k=number.randrange(3, 10))) for _ in range(size)]


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield texts in turns of both languages."""
    number = random.Random(seed)
    sides = [(vocabulary(number, 20_000, dense=True), 330, "的"), (vocabulary(number, 40_000, dense=False), 330, " ")]  # fmt: skip
    weights = [[1 / (rank + 5) for rank in range(len(known))] for known, _, _ in sides]
    cumulative = []
    for each in weights:
        total, row = 0.0, []
        for weight in each:
            total += weight
            row.append(total)
        cumulative.append(row)
    for at in range(count):
        known, length, gap = sides[at % 2]
        yield gap.join(number.choices(known, cum_weights=cumulative[at % 2], k=length))


def filled(index: Sqlite, count: int) -> tuple[float, int, dict[str, int]]:
    """Fill the index; return CPU seconds, bytes of text, and in how many documents words are."""
    size, seen = 0, defaultdict[str, int](int)

    def documents() -> Iterator[Document]:
        nonlocal size
        for at, text in enumerate(texts(count, 1)):
            size += len(text.encode())
            for word in set(text.replace("的", " ").split()):
                seen[word] += 1
            yield Document(
                path=f"s/{at}",
                stamp="1",
                announced=1_500_000_000_000_000 + at * 60_000_000,
                day="2026-03-01",
                sources=("s",),
                tags=(),
                lang=("zh", "en")[at % 2],
                parts={"title": words(f"Number {at}"), "text": words(text)},
            )

    before = time.process_time()
    for _ in texts(count, 1):
        pass
    spent = time.process_time() - before
    before = time.process_time()
    index.update(documents())
    return time.process_time() - before - spent, size, seen


def answered(index: Sqlite, typed: str, order: Order) -> float:
    """Return the least CPU milliseconds of five for the first hits."""
    best = float("inf")
    for _ in range(5):
        before = time.process_time()
        list(islice(index.find(parse(typed), order=order), HITS))
        best = min(best, (time.process_time() - before) * 1000)
    return best


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=100_000)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--keep", action="store_true")
    wanted = arguments.parse_args()
    folder = wanted.folder or Path(tempfile.mkdtemp(prefix="search-"))
    path = folder / "search.db"
    index = Sqlite.open(path)
    spent, size, seen = filled(index, wanted.documents)
    print(f"filled: {wanted.documents / spent:,.0f} documents/s of CPU", end="")
    print(f", {path.stat().st_size / size:.2f} of the text's {size / 1e6:,.0f} MB")
    wrong = 0
    ranked = sorted(seen.items(), key=lambda item: item[1])
    for share in SHARES:
        typed, count = min(ranked, key=lambda item: abs(item[1] / wanted.documents - share))
        found = sum(1 for _ in index.find(parse(typed)))
        wrong += found != count
        newest, best = answered(index, typed, "newest"), answered(index, typed, "rank")
        print(f"in {count / wanted.documents:7.2%}: newest first {newest:7.2f} ms, best first {best:7.2f} ms, {found} of {count} found")  # fmt: skip
    common = [word for word, _ in ranked[-3:]]
    for typed in (" ".join(common[:2]), f"{common[0]} OR {common[1]}", "一", "的", "a*", f'"{common[0]} {common[1]}"'):  # fmt: skip
        print(f"{typed}: newest first {answered(index, typed, 'newest'):.2f} ms, best first {answered(index, typed, 'rank'):.2f} ms")  # fmt: skip
    index.close()
    if not wanted.keep:
        shutil.rmtree(folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
