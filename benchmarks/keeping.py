"""Import a tree of articles, publish it, export it again; say how many documents a second.

    python benchmarks/keeping.py [--documents 2000] [--profile mainroad] [--rounds 1]

The tree is made up, flat files as a Hugo site with the theme Mainroad has them. Each command runs
in a process of its own, its start included, in a new folder each round.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import feeds


def main() -> None:
    """Measure and print."""
    wanted = _arguments()
    costs: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as made:
        tree = Path(made) / "tree"
        grow(tree, wanted.documents)
        for number in range(wanted.rounds):
            folder = Path(made) / str(number)
            for name, cost in keep(folder, tree, wanted.profile).items():
                costs.setdefault(name, []).append(cost)
            shutil.rmtree(folder)
    print(table(costs, wanted.documents))


def keep(folder: Path, tree: Path, profile: str) -> Mapping[str, tuple[float, float]]:
    """Return the CPU and wall seconds of every command in a new folder."""
    folder.mkdir()
    (folder / "config.toml").write_text(f'[archive]\nprofile = "{profile}"\n', encoding="utf-8")
    out = folder / "out"
    costs = {
        "import": timed(folder, "import", str(tree)),
        "import again": timed(folder, "import", str(tree)),
        "build": timed(folder, "build"),
        "export": timed(folder, "export", str(out)),
    }
    found = len(list(out.rglob("*.md")))
    if found < len(list(tree.rglob("*.md"))):
        raise SystemExit(f"only {found} documents came out again")
    return costs


def timed(folder: Path, *command: str) -> tuple[float, float]:
    """Run a command of Syndicate to its end; return its CPU and wall seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-m", "syndicate", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise SystemExit(f"{command[0]} ended with {ended.returncode}: {ended.stderr}")
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return cpu, wall


def grow(tree: Path, documents: int) -> None:
    """Write the made-up tree."""
    for number in range(documents):
        language = ("en", "zh-CN")[number % 2]
        folder = tree / language / "news" / f"paper{number % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        text = document(number, language)
        (folder / f"{number:06}.{language}.md").write_text(text, encoding="utf-8")


def document(number: int, language: str) -> str:
    """Return one article: title, facts as the theme wants them, text, link to where it stood."""
    title, body = feeds.text(number % 1_000, number // 1_000)
    minute = f"2026-{number // 28 % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:30:00"
    return f'''---
title: "{title}"
date: "{minute}"
summary: "{body[:50]}..."
categories:
  - "paper{number % 7}"
lang:
  - "{language}"
translations:
  - "{language}"
tags:
  - "paper{number % 7}"
menu: ""
thumbnail: ""
lead: ""
comments: false
authorbox: false
pager: true
toc: false
mathjax: false
sidebar: "right"
widgets:
  - "search"
  - "recent"
  - "taglist"
---

{body}

[paper{number % 7}](https://paper{number % 7}.example/{number})
'''


def table(costs: Mapping[str, Sequence[tuple[float, float]]], documents: int) -> str:
    """Return the medians as a table of Markdown."""
    lines = [["", "documents per CPU second", "documents per second"], ["---", "---:", "---:"]]
    for name, pairs in costs.items():
        cpu, wall = (statistics.median(each) for each in zip(*pairs, strict=True))
        lines.append([name, f"{documents / cpu:.0f}", f"{documents / wall:.0f}"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--profile", default="mainroad", help="the profile of the archive")
    parser.add_argument("--rounds", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
