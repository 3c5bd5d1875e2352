"""The random life of an instance: what its sources publish, and what its operator does to it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from helpers.feeds import item, rss
from helpers.instances import Instance

from syndicate.state.base import Row, Selection
from syndicate.wiring import withdrawing

WORDS = ("ferry", "lake", "hill", "river", "mill", "boat")
TEXT = "What it says is long enough to be a text of its own, and then some more of it. " * 3

SITES = (
    'title = "One"\n',
    'title = "Two"\nlanguage = "zh-TW"\n',
    'visibility = "public"\n',
)
FEEDS = {
    "all": ("limit = 2", "limit = 5", None),
    "few": ('limit = 2\nsources = ["a"]', 'formats = ["atom"]', None),
    "found": ('query = "ferry OR lake"\nlimit = 3', 'query = "title:hill"\ncontent = "link"', None),
    "tagged": ('tags = ["news"]\nlimit = 2', 'tags = ["water", "news"]\ncontent = "summary"', None),
    "mine": ("private = true\nlimit = 2", None),
    "english": ('langs = ["en"]\nlimit = 4', None),
}
KEYS = {
    "tags": ("[]", '["news"]', '["news", "water"]'),
    "title": ('"Lake"', '"Hill & Dale"'),
    "publish": ('"full"', '"summary"', '"link"'),
}


class Life:
    """Let things happen to an instance, the same ones for the same seed."""

    def __init__(self, instance: Instance, seed: int) -> None:
        self.instance = instance
        self.done: list[str] = []
        self._chance = random.Random(seed)
        self._site = SITES[0]
        self._feeds: dict[str, str | None] = {}
        self._sources: dict[str, dict[str, str]] = {"a": {}, "b": {}}
        self._said: dict[str, dict[int, tuple[str, str]]] = {name: {} for name in "abc"}
        for name in "abc":
            self._publish(name, 3)
        self._configure()
        instance.run(force=True)

    def step(self) -> None:
        """Let one thing happen, and be published as its operator would: by a run or a build."""
        happen = self._chance.choice(_STEPS)
        self.done.append(happen.__name__.strip("_"))
        happen(self)
        self._configure()
        self.instance.clock.move(hours=2)
        if happen is Life._edit:
            self.instance.build()
        else:
            self.instance.run(force=True)

    def _news(self) -> None:
        self._publish(self._any_source(), self._chance.choice((1, 1, 2, 5)))

    def _revise(self) -> None:
        name = self._any_source()
        number = self._chance.choice(sorted(self._said[name]))
        text = f"{self._word()} changed all of it {self._chance.random()} " * 6
        self._said[name][number] = (f"{self._said[name][number][0]} x", text)
        self._announce(name)

    def _withdraw(self) -> None:
        if row := self._any_article():
            with self.instance.app() as app:
                withdrawing.withdraw(app.config, app.archive, self.instance.clock, [row])

    def _edit(self) -> None:
        if row := self._any_article():
            file = self.instance.root / "archive" / row.path / "index.md"
            file.write_text(file.read_text() + "\nEdited by hand, the lake.\n")

    def _delete(self) -> None:
        if row := self._any_article():
            shutil.rmtree(self.instance.root / "archive" / row.path)

    def _wait(self) -> None:
        self.instance.clock.move(days=self._chance.choice((1, 10, 31, 40)))

    def _define(self) -> None:
        name = self._chance.choice(sorted(FEEDS))
        self._feeds[name] = self._chance.choice(FEEDS[name])

    def _say(self) -> None:
        key = self._chance.choice(sorted(KEYS))
        self._sources[self._any_source()][key] = self._chance.choice(KEYS[key])

    def _follow(self) -> None:
        name = self._chance.choice("bc")
        if self._sources.pop(name, None) is None:
            self._sources[name] = {}

    def _rename(self) -> None:
        self._site = self._chance.choice(SITES)

    def _any_source(self) -> str:
        return self._chance.choice(sorted(self._sources))

    def _any_article(self) -> Row | None:
        with self.instance.app() as app:
            rows = sorted(app.list(Selection(limit=None)), key=lambda row: row.path)
        return self._chance.choice(rows) if rows else None

    def _word(self) -> str:
        return self._chance.choice(WORDS)

    def _publish(self, name: str, count: int) -> None:
        for _ in range(count):
            number = max(self._said[name], default=0) + 1
            said = (f"{self._word()} {number}", f"{self._word()} {TEXT}{number}")
            self._said[name][number] = said
        self._announce(name)

    def _announce(self, name: str) -> None:
        url = self.instance.origin.url
        items = (
            item(number, f"{url}/{name}/{number}", title=title, summary=text,
                 guid=f"tag:test,2026:{name}{number}", day=1 + number % 28)
            for number, (title, text) in sorted(self._said[name].items(), reverse=True)[:15]
        )  # fmt: skip
        self.instance.origin.feed(f"/{name}", rss(*items, link=url, title=f"Feed {name}"))

    def _configure(self) -> None:
        url = self.instance.origin.url
        sources = (
            f'id = "{name}"\nurl = "{url}/{name}"\ninterval = "1h"\nfull_text = "feed"\n'
            + "".join(f"{key} = {value}\n" for key, value in said.items())
            for name, said in self._sources.items()
        )
        feeds = (f'[[feed]]\nid = "{id}"\n{said}\n' for id, said in self._feeds.items() if said)
        site = f'[site]\nbase_url = "https://f.example/"\n{self._site}'
        self.instance.follow(*sources, more=site + "".join(feeds))


_STEPS: tuple[Callable[[Life], None], ...] = (
    *(Life._news,) * 3, *(Life._revise,) * 2, *(Life._wait,) * 2, *(Life._define,) * 3,
    Life._withdraw, Life._edit, Life._delete, Life._say, Life._follow, Life._rename,
)  # fmt: skip


def anew(instance: Instance, root: Path) -> Instance:
    """Return an instance with the same archive, configuration and token, and nothing else."""
    shutil.rmtree(root, ignore_errors=True)
    (root / ".syndicate").mkdir(parents=True)
    shutil.copytree(instance.root / "archive", root / "archive")
    shutil.copy(instance.root / "config.toml", root)
    if (token := instance.root / ".syndicate" / "token").exists():
        shutil.copy(token, root / ".syndicate")
    other = Instance(root, instance.origin)
    other.clock = instance.clock
    return other
