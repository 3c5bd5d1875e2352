"""Contenders do the same work in turn, each in a process of its own; their costs come side by side.

    measure ─▶ one process per contender ─▶ a pass to warm up ─▶ rounds: each in turn, every other
                                                                 round in the opposite order
Whatever else the machine does hits all of them alike, so that the ratios hold where the
milliseconds do not. A contender is a script that calls `work`; it may run under another Python.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from children import child
from measured import Span


@dataclass
class Result:
    """What a contender cost in each round, in CPU milliseconds, and what came of its last one."""

    costs: list[float] = field(default_factory=list)
    facts: Mapping[str, object] = field(default_factory=dict)


def measure(
    script: str, pythons: Mapping[str, str], arguments: Sequence[str], rounds: int
) -> dict[str, Result]:
    """Return the results of the contenders, which are named by the script's first argument."""
    results = {name: Result() for name in pythons}
    with ExitStack() as stack:
        children = {
            name: stack.enter_context(child(python, script, "--as", name, *arguments))
            for name, python in pythons.items()
        }
        for each in children.values():
            each.ask("warm up")
        for number in range(rounds):
            for name in sorted(children, reverse=bool(number % 2)):
                answer = json.loads(children[name].ask("go"))
                results[name].costs.append(answer["cpu"] * 1_000)
                results[name].facts = answer["facts"]
    return results


def work(do: Callable[[], Mapping[str, object]]) -> None:
    """Do it once for every line of the input, and answer with what it cost."""
    for _ in sys.stdin:
        with Span() as span:
            facts = do()
        print(json.dumps({"cpu": span.cpu, "facts": facts}), flush=True)


def table(unit: str, count: int, results: Mapping[str, Result]) -> str:
    """Return the medians as a table of Markdown; ratios are to the first contender."""
    facts = list(next(iter(results.values())).facts)
    lines = [["", f"CPU ms per {unit}", "ratio", *facts], ["---", *["---:"] * (2 + len(facts))]]
    first = statistics.median(next(iter(results.values())).costs)
    for name, result in results.items():
        cost = statistics.median(result.costs)
        found = (f"{result.facts[fact]}" for fact in facts)
        lines.append([name, f"{cost / count:.3f}", f"{cost / first:.1f}×", *found])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def pythons(peer: str | None, modules: Mapping[str, str]) -> dict[str, str]:
    """Return which Python runs each contender, given the module it needs; none for the missing.

    This Python where it has the module, else the peer's.
    """
    found = {}
    for name, module in modules.items():
        if importlib.util.find_spec(module):
            found[name] = sys.executable
        elif peer and _has(peer, module):
            found[name] = peer
        else:
            print(f"{name} is left out: no Python at hand has it (--peer names one)")
    return found


def _has(python: str, module: str) -> bool:
    command = [python, "-c", f"import importlib.util as u; assert u.find_spec({module!r})"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
