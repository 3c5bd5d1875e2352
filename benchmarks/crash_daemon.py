"""A daemon that is killed over and over while its sources change, beside one that is left alone.

Every round a source announces something new, corrects a text, or shows another picture; at the end
both are let finish. Then they must hold the same articles with the same text and pictures, and
each entry once: in the archive, in state, and in the feeds.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from pathlib import Path

from helpers import crashes, demos
from helpers.daemons import Daemon
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import png
from helpers.origin import Answer, Origin

SOURCES = ("a", "b")


class News:
    """Two feeds of one site, of which every step changes a little, the same for every seed."""

    def __init__(self, origin: Origin, seed: int) -> None:
        self._origin = origin
        self._chosen = random.Random(seed)
        self._texts: dict[str, list[str]] = {name: [] for name in SOURCES}
        for _ in SOURCES * 2:
            self.step()

    def step(self) -> None:
        """Announce, correct, or illustrate."""
        name = self._chosen.choice(SOURCES)
        texts = self._texts[name]
        number = self._chosen.randrange(len(texts)) if texts else 0
        if not texts or self._chosen.random() < 0.4:
            number = len(texts)
            texts.append("")
        texts[number] = f"Edition {self._chosen.randrange(10**6)} corrects the figures. "
        grey = self._chosen.randrange(256)
        path = f"/{name}/{number}"
        picture = f"{path}-{grey}.png"
        self._origin.pages[picture] = Answer(png(120, 90, grey), type="image/png")
        extra = f'<p>{SENTENCE * 2}</p><img src="{picture}" alt="a chart">'
        self._origin.html(
            path, page(f"Article {name}{number}", texts[number] + SENTENCE * 8, extra=extra)
        )
        self._announce(name)

    def _announce(self, name: str) -> None:
        url = self._origin.url
        # A text that was corrected is announced as such: its summary says so.
        items = [
            item(
                n,
                f"{url}/{name}/{n}",
                title=f"Article {name}{n}",
                summary=text,
                guid=f"{name}{n}",
                day=1,
            )
            for n, text in enumerate(self._texts[name])
        ]
        self._origin.feed(f"/{name}", rss(*reversed(items), title=name, link=url))

    @property
    def expected(self) -> int:
        """Return how many entries were announced."""
        return sum(map(len, self._texts.values()))

    def is_kept(self, root: Path) -> bool:
        """Tell whether each entry's last text is in the archive."""
        kept = "".join(path.read_text() for path in root.glob("archive/*/*/*/*/index.md"))
        return all(text.strip() in kept for texts in self._texts.values() for text in texts)


def main(work: Path, points: int, seed: int) -> int:
    """Kill a daemon so many times; return 1 when it ends otherwise than one left alone."""
    began = time.monotonic()
    with Origin() as origin:
        chosen, news = random.Random(seed), News(origin, seed)
        roots = [_follow(work / name, origin) for name in ("killed", "alone")]
        torn: list[str] = []
        with Daemon(roots[1]):
            for _ in range(points):
                with Daemon(roots[0]) as daemon:
                    time.sleep(chosen.uniform(0.3, 2.6))
                    news.step()
                    time.sleep(chosen.uniform(0.0, 0.6))
                    daemon.kill()
                torn += _torn(roots[0])
            with Daemon(roots[0]) as daemon:
                _settle(news, roots)
                daemon.stop()
        wrong = torn + _compared(*roots, news.expected)
    print(f"daemon: {points} kills, {news.expected} entries, {len(wrong)} wrong", end=", ")
    print(f"{time.monotonic() - began:.0f} s")
    for each in wrong[:10]:
        print(f"  {each}")
    return 1 if wrong else 0


def _follow(root: Path, origin: Origin) -> Path:
    root.mkdir()
    tables = "".join(
        f'[[source]]\nid = "{name}"\nurl = "{origin.url}/{name}"\ninterval = "1s"\n'
        for name in SOURCES
    )
    manners = f'[fetch]\njitter = "0%"\nmin_delay = "0s"\nallow = ["127.0.0.1:{origin.port}"]\n'
    (root / "config.toml").write_text(manners + tables, encoding="utf-8")
    return root


def _settle(news: News, roots: list[Path], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(map(news.is_kept, roots)):
        time.sleep(0.2)
    time.sleep(3)  # The feeds are published every half second.


def _torn(root: Path) -> list[str]:
    """Return files that can't be read as what they are: each is written whole or not at all."""
    wrong = []
    for name, body in demos.tree(root, "archive", "public").items():
        try:
            if name.endswith(".json"):
                json.loads(body)
            elif name.endswith(("index.md", ".rss", ".atom")) and not body.endswith((b"\n", b">")):
                wrong.append(f"torn: {name}")
        except ValueError:
            wrong.append(f"torn: {name}")
    return wrong + [f"torn: {name}" for name in _temporary(root)]


def _temporary(root: Path) -> list[str]:
    """Return temporary files under another name than theirs; there is no such thing."""
    names = [path.name for path in root.glob("archive/**/*.tmp")]
    return [name for name in names if not re.fullmatch(r"\.syndicate-[0-9a-f]{16}\.tmp", name)]


def _compared(killed: Path, alone: Path, expected: int) -> list[str]:
    wrong = [f"afterwards: {each}" for each in crashes.damage(killed, litter=True)]
    ours, theirs = _articles(killed), _articles(alone)
    if ours != theirs:
        wrong.append(f"articles: {sorted(ours.items() ^ theirs.items())[:2]}")
    for root in (killed, alone):
        ids = _ids(root / "public/feeds/all.json")
        wrong += [f"twice in a feed: {name}" for name, times in ids.items() if times > 1]
        folders = len(list(root.glob("archive/*/*/*/*/index.md")))
        if folders != expected or len(_articles(root)) != expected:
            wrong.append(f"{root.name}: {folders} articles of {expected} entries")
    return wrong


def _articles(root: Path) -> dict[str, str]:
    """Return what each document says below its front matter, with the pictures' digests, by id."""
    found = {}
    for path in sorted(root.glob("archive/*/*/*/*/index.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        name = re.search(r"^id: (.+)$", front, re.MULTILINE)
        pictures = re.findall(r"images/[0-9a-f]{16}\.png", body)
        there = [(path.parent / each).exists() for each in pictures]
        found[name[1] if name else str(path)] = f"{body}{there}"
    return found


def _ids(feed: Path) -> Counter[str]:
    return Counter(each["id"] for each in json.loads(feed.read_text())["items"])
