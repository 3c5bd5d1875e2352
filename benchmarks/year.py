"""Follow four sources for a year of a clock that is moved, by a person who also meddles; count harm.

    python benchmarks/year.py [--days 365] [--seed N]

Every day the sources publish, correct, rename, move, lose and bring back stories, and a run is
made; now and then a person edits, renames and deletes articles. In between the rules of
extraction change twice, state is rebuilt, and state is replaced by an older copy. Every week
newsboat reads the feeds, where it is installed; every thirty days the archive is verified.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(Path(__file__).parent)]

from helpers.clocks import MovableClock
from helpers.origin import Origin
from year_world import HOST, SOURCES, Story, World

from syndicate import config
from syndicate.app import open_app
from syndicate.turns import archiving
from syndicate.upkeep import rebuilding, verifying
from syndicate.wiring import layout

TLS = TESTS / "unit" / "fetcher" / "tls"
BEGIN = datetime(2026, 1, 1, 7, tzinfo=UTC)


@dataclass
class Person:
    """What somebody did to the archive by hand, by the stories' numbers."""

    notes: dict[int, str] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)


class Year:
    """A folder that is run day by day, and what is wrong with it."""

    def __init__(self, root: Path, world: World, ports: tuple[int, int], seed: int) -> None:
        self.root, self.world, self.person = root, world, Person()
        self.clock = MovableClock(BEGIN)
        self.wrong: list[str] = []
        self._chosen = random.Random(seed + 1)
        self._follow(ports)

    def _follow(self, ports: tuple[int, int]) -> None:
        ways = f'"{HOST}:80" = "127.0.0.1:{ports[0]}", "{HOST}:443" = "127.0.0.1:{ports[1]}"'
        tables = "".join(
            f'[[source]]\nid = "{name}"\nurl = "http://{HOST}/{name}.xml"\nbackfill = "all"\n'
            for name in SOURCES
        )
        text = (
            f'[fetch]\nca_file = "{TLS / "authority.pem"}"\nconnect_to = {{ {ways} }}\n'
            f'min_delay = "0s"\njitter = "0%"\n[archive]\nrules = "rules"\n{tables}'
        )
        (self.root / "rules").mkdir()
        (self.root / "config.toml").write_text(text, encoding="utf-8")

    def day(self, number: int, days: int) -> None:
        """Live one day, run, and let the person do something."""
        self.clock.instant = BEGIN + timedelta(days=number)
        self._turning_points(number, days)
        self.world.live(self.clock.instant)
        with open_app(self._config(), clock=self.clock, lock=True) as app:
            summary = app.run()
        told = [each.reason for each in summary.problems if "deleted by hand" not in each.reason]
        self._note(f"day {number}", [each for each in told if not _is_expected(each)])
        if number % 5 == 4:
            self._meddle()
        if number % 30 == 29 or number == days - 1:
            self.verify(number)

    def _turning_points(self, number: int, days: int) -> None:
        """Let happen what happens once a year, each at its part of the time."""
        state = self.root / ".syndicate" / "state.db"
        part = {round(days * share): name for share, name in _POINTS}
        match part.get(number):
            case "guids":
                self.world.new_guids("bote")
            case "https":
                self.world.secure("harbour")
            case "rebuild":
                rebuilding.state(self._config(), layout.archive(self._config()))
            case "upgrade":
                archiving.EXTRACTOR = f"syndicate/{number}"
                rule = 'remove = ["article p:nth-of-type(2)"]\n'
                (self.root / "rules" / f"{HOST}.toml").write_text(rule, encoding="utf-8")
            case "upgrade again":
                archiving.EXTRACTOR = f"syndicate/{number}"
                (self.root / "rules" / f"{HOST}.toml").unlink()
            case "copy":
                shutil.copy(state, self.root / "older.db")
            case "restore":
                shutil.copy(self.root / "older.db", state)

    def _config(self) -> config.Config:
        return config.load(self.root / "config.toml", os.environ)

    def _meddle(self) -> None:
        """Edit, rename or delete an article, as a person does."""
        there = self.documents()
        number = self._chosen.choice(sorted(there))
        path = there[number][0]
        match self._chosen.choice(("text", "title", "rename", "delete")):
            case "text":
                note = f"A note of mine on {number}."
                path.write_text(f"{path.read_text('utf-8')}\n{note}\n", encoding="utf-8")
                self.person.notes[number] = note
            case "title":
                note = f"Story {number}: as I call it"
                old = path.read_text("utf-8")
                new = re.sub(r"^title: .*$", f"title: '{note}'", old, count=1, flags=re.MULTILINE)
                path.write_text(new, encoding="utf-8")
                self.person.notes[number] = note
            case "rename":
                path.parent.rename(path.parent.with_name(f"01-mine-{number}"))
                self.person.moved.add(number)
            case "delete":
                shutil.rmtree(path.parent)
                self.person.deleted.add(number)
                self.person.notes.pop(number, None)

    def documents(self) -> dict[int, list[Path]]:
        """Return where the articles of each story lie."""
        found: dict[int, list[Path]] = {}
        for path in sorted(self.root.glob("archive/*/*/*/*/index.md")):
            number = re.search(r"^title: '?\"?Story (\d+)", path.read_text("utf-8"), re.MULTILINE)
            found.setdefault(int(number[1]) if number else 0, []).append(path)
        return found

    def verify(self, number: int) -> None:
        """Check what is to be true at any time."""
        loaded = self._config()
        checked = verifying.verify(loaded, layout.archive(loaded).profile)
        bad = [f"{each.kind}: {each.path}" for each in checked.findings if each.level != "note"]
        # What the person did since the last run is not taken up yet.
        self._note(f"verify on day {number}", [each for each in bad if "01-mine-" not in each])
        there, person = self.documents(), self.person
        self._note("twice", [f"{n}: {paths}" for n, paths in there.items() if len(paths) > 1])
        self._note("back", sorted(map(str, person.deleted & there.keys())))
        lost = {n for n, note in person.notes.items() if not _holds(there.get(n, []), note)}
        self._note("a hand edit lost", sorted(map(str, lost)))

    def end(self) -> tuple[int, int]:
        """Check what is to be true in the end; return how many versions and real edits there are."""
        there = self.documents()
        expected = {story.number for story in self.world.stories} - self.person.deleted
        self._note("never archived", sorted(map(str, expected - there.keys() - self._unseen())))
        announced, versions = [], 0
        for (path,) in there.values():
            listed = json.loads((path.parent / ".index.json").read_text("utf-8"))["versions"]
            instants = [each["announced"] for each in listed]
            self._note("not in order", [] if instants == sorted(instants) else [str(path)])
            announced += instants
            versions += len(listed) - 1
        twice = [each for each, count in Counter(announced).items() if count > 1]
        self._note("announced twice", twice)
        return versions, sum(story.edits for story in self.world.stories if story.number in there)

    def _unseen(self) -> set[int]:
        """Return the stories that no run could have got: away since the day they were written."""
        return {story.number for story in self.world.stories if _was_away(story)}

    def _note(self, what: str, wrong: list[str]) -> None:
        self.wrong += [f"{what}: {each}" for each in wrong]


_POINTS = (
    (0.20, "guids"), (0.30, "rebuild"), (0.40, "upgrade"), (0.50, "https"), (0.55, "copy"),
    (0.65, "restore"), (0.80, "upgrade again"),
)  # fmt: skip


def _was_away(story: Story) -> bool:
    return story.back is not None and story.back > story.at


def _is_expected(reason: str) -> bool:
    """Tell whether a run says only what this year is made of."""
    words = ("you edited it", "404", "were taken up", "lost most of its text", "made again")
    return any(word in reason for word in words)


def _holds(paths: list[Path], note: str) -> bool:
    return any(note in path.read_text("utf-8") for path in paths)


class Newsboat:
    """A reader that has its own memory, and reads the published files."""

    def __init__(self, home: Path, public: Path) -> None:
        self._home, self._program = home, shutil.which("newsboat")
        home.mkdir()
        (home / "config").write_text("")
        feeds = ("all.atom", "all.rss", *(f"{name}.rss" for name in SOURCES))
        urls = "".join(f"file://{public}/feeds/{feed}\n" for feed in feeds)
        (home / "urls").write_text(urls, encoding="utf-8")

    def reload(self) -> None:
        """Read all feeds."""
        if self._program is None:
            return
        files = ["-u", self._home / "urls", "-c", self._home / "cache.db"]
        subprocess.run(
            [self._program, *files, "-C", self._home / "config", "-x", "reload"],
            check=True,
            capture_output=True,
            env={**os.environ, "HOME": str(self._home)},
            timeout=60,
        )

    def twice(self) -> tuple[int, list[str]]:
        """Return how many items there are, and which stories a feed has twice."""
        if self._program is None:
            return 0, []
        with closing(sqlite3.connect(self._home / "cache.db")) as cache:
            rows = cache.execute("SELECT feedurl, title FROM rss_item WHERE deleted = 0").fetchall()
        found = Counter((feed, title.partition(":")[0]) for feed, title in rows)
        return len(rows), [f"newsboat: {key}" for key, count in found.items() if count > 1]


@contextmanager
def begun(root: Path, seed: int) -> Iterator[Year]:
    """Yield a year that has not begun."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(TLS / "secure.example.pem")
    before = archiving.EXTRACTOR
    with ExitStack() as stack:
        plain, secure = (stack.enter_context(Origin(each)) for each in (None, tls))
        stack.callback(setattr, archiving, "EXTRACTOR", before)
        yield Year(root, World(seed, plain, secure), (plain.port, secure.port), seed)


def live(root: Path, days: int, seed: int) -> tuple[list[str], str]:
    """Live so many days; return what is wrong, and a line about the rest."""
    with begun(root, seed) as year:
        newsboat = Newsboat(root / "newsboat", root / "public")
        for number in range(days):
            year.day(number, days)
            if number % 7 == 6 or number == days - 1:
                newsboat.reload()
        versions, edits = year.end()
        items, twice = newsboat.twice()
        person = year.person
        told = (
            f"{days} days, {len(year.world.stories)} stories, {versions} revisions of {edits} edits, "
            f"{len(person.notes)} hand edits, {len(person.deleted)} deleted, "
            f"{len(person.moved)} moved, {items} items in newsboat, {len(twice)} of them twice"
        )
        return year.wrong + twice, told


def main() -> int:
    """Live a year, and print what came of it; return 1 when anything is wrong."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--days", type=int, default=365)
    arguments.add_argument("--seed", type=int, default=1)
    wanted = arguments.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wrong, told = live(Path(folder), wanted.days, wanted.seed)
    print(f"{told}: {len(wrong)} wrong, {time.monotonic() - began:.0f} s")
    for each in wrong[:20]:
        print(f"  {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
