"""Do harm to a state and to an archive in every way at hand; tell what is said and what is lost.

    python benchmarks/damage.py [WAY…]

After each harm the folder is verified, run, run again when its sources have news (an article of
the damaged one's among them), and verified and listed once more. What is expected of each way
stands in tests/helpers/harms.py: nothing may pass in silence, no text or picture may be lost, no
article may be there twice.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from helpers import harms
from helpers.origin import Origin


def main(chosen: list[str]) -> int:
    """Try all ways, or the chosen; print a table, and return 1 when anything is wrong."""
    wrong = 0
    print("| what was done | verify finds | a run says | exit | afterwards | wrong |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, Origin() as origin:
        work, site = Path(folder), harms.Site(origin)
        harms.prepare(work / "whole", site)
        for kind, ways in (("state", harms.STATE), ("files", harms.FILES)):
            for name, way in ways.items():
                if not chosen or name in chosen:
                    wrong += _try(work, site, f"{kind}: {name}", way)
    return 1 if wrong else 0


def _try(work: Path, site: harms.Site, name: str, way: harms.Way) -> bool:
    root = work / "harmed"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(work / "whole", root, symlinks=True)
    course = harms.course(root, site, way)
    said = course.said.strip().splitlines()[:1]
    cells = (
        name,
        way.finds or "–",
        (said[0] if said else "–").replace(str(root), "…"),
        course.codes[0],
        "to be mended" if way.lasts else "as it was",
        ", ".join(course.wrong) or "–",
    )
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return bool(course.wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
