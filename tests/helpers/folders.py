"""A user's folder: config.toml, and the program as it is typed there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from helpers import demos
from helpers.feeds import SENTENCE, item, page, rss
from helpers.origin import Origin


class Folder:
    """Type commands in a folder; the sites it follows are on loopback."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def config(self) -> Path:
        return self.root / "config.toml"

    def follow(self, *sources: str, allow: tuple[Origin, ...], more: str = "") -> None:
        """Write a config.toml that follows the sources, each the lines of its table."""
        allowed = ", ".join(f'"127.0.0.1:{origin.port}"' for origin in allow)
        tables = "".join(f"[[source]]\n{source}\n" for source in sources)
        text = f'[fetch]\njitter = "0%"\nallow = [{allowed}]\n{more}\n{tables}'
        self.config.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str | Path, typed: bytes | None = None) -> Said:
        """Run one command to its end."""
        ended = subprocess.run(
            [*demos.SYNDICATE, *map(str, arguments)],
            cwd=self.root,
            env=demos.environment(),
            input=typed,
            stdin=subprocess.DEVNULL if typed is None else None,
            capture_output=True,
            timeout=30,
            check=False,
        )
        return Said(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def files(self, *folders: str) -> dict[str, bytes]:
        return demos.tree(self.root, *folders)

    def titles(self) -> list[str]:
        """Return the titles in the archive, in order."""
        return sorted(row["title"] for row in self("--json", "list").json["articles"])


class Said:
    """What a command printed, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"

    @property
    def quiet(self) -> bool:
        return not self.out and not self.err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def publish(site: Origin, *numbers: int, feed: str = "/feed", title: str = "A test feed") -> None:
    """Let the site have a page for each number, and a feed that announces them."""
    for number in numbers:
        site.html(f"/{number}", page(f"Article {number}", f"Number {number}. " + SENTENCE * 8))
    items = (item(n, f"{site.url}/{n}", summary="Short.") for n in sorted(numbers, reverse=True))
    site.feed(feed, rss(*items, title=title, link=site.url))
