"""Poll many feeds on loopback, and say what it costs: CPU time per feed, beside lemon24/reader.

    python benchmarks/polling.py [--peer PYTHON] [--rounds 2] [--feeds 150]

`--peer` is the Python of a virtual environment that holds `reader`; without it only Syndicate is
measured. README.md beside this file tells what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from children import Child, child


@dataclass(frozen=True)
class Phase:
    """One poll of every feed: what the origin answers, and what must come of it."""

    name: str
    title: str
    origin: str
    status: int | None
    new: int | None
    ours_alone: bool = False


PHASES = (
    Phase("first", "first run", "conditional", 200, None),
    Phase("304", "304", "conditional", 304, 0),
    Phase("unchanged", "200, unchanged bytes", "unchanged", 200, 0),
    Phase("news", "200, one new entry", "news", 200, 1),
    Phase("archive", "  archiving and publishing it", "news", None, 0, ours_alone=True),
)


def main() -> None:
    """Measure and print."""
    wanted = _arguments()
    pollers = {"syndicate": (sys.executable, "poll_syndicate.py")}
    if wanted.peer:
        pollers["reader"] = (wanted.peer, "poll_reader.py")
    costs: dict[tuple[str, str], list[float]] = {}
    with child(sys.executable, "origin.py", str(wanted.feeds)) as origin:
        urls = [f"http://127.0.0.1:{port}/feed.xml" for port in json.loads(origin.hear())]
        for number in range(wanted.rounds):
            # Side by side in every round, each first in turn: what else runs here hits both.
            for name in sorted(pollers, reverse=bool(number % 2)):
                found = measure(origin, pollers[name], urls, ours=name == "syndicate")
                for phase, cost in found.items():
                    costs.setdefault((name, phase), []).append(cost)
                told = ", ".join(f"{phase} {cost:.2f}" for phase, cost in found.items())
                print(f"round {number + 1}, {name}: {told}", flush=True)
    print(table(costs, list(pollers)))


def measure(
    origin: Child, poller: tuple[str, str], urls: Sequence[str], *, ours: bool
) -> Mapping[str, float]:
    """Return the CPU milliseconds per feed of every phase, each checked to be what it says."""
    costs = {}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        polling = stack.enter_context(child(*poller, folder))
        polling.ask(json.dumps(urls))
        for phase in PHASES:
            if phase.ours_alone and not ours:
                continue
            origin.ask(phase.origin)
            result = json.loads(polling.ask(phase.name))
            check(phase, json.loads(origin.ask(phase.origin)), result["new"], len(urls))
            costs[phase.name] = result["cpu"] / len(urls) * 1_000
    return costs


def check(phase: Phase, answered: Mapping[str, int], new: int, feeds: int) -> None:
    """End the benchmark when a phase was not what it is called."""
    expected = {str(phase.status): feeds} if phase.status else {}
    if answered != expected:
        raise SystemExit(f"{phase.name}: answers were {answered}, not {expected}")
    if phase.new is not None and new != phase.new * feeds:
        raise SystemExit(f"{phase.name}: {new} new entries were found, not {phase.new * feeds}")


def table(costs: Mapping[tuple[str, str], Sequence[float]], names: Sequence[str]) -> str:
    """Return the medians as a table of Markdown; the last column says how often ours fits into the peer's."""
    head = ["CPU ms per feed", *names, *(["ratio"] if len(names) > 1 else [])]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for phase in PHASES:
        found = [statistics.median(costs.get((name, phase.name), [0.0])) for name in names]
        ratio = [f"{found[1] / found[0]:.1f}×" if found[1] else ""] if len(found) > 1 else []
        lines.append([phase.title, *(f"{cost:.2f}" if cost else "–" for cost in found), *ratio])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer", help="a Python that can import reader")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--feeds", type=int, default=150)
    return parser.parse_args()


if __name__ == "__main__":
    main()
