"""What real readers see of the demo's feeds is what the archive holds."""

from __future__ import annotations

import contextlib
import html
import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers import demos
from markdown_it import MarkdownIt

import syndicate
from syndicate.model import Article
from syndicate.sample.site import VISITS
from syndicate.wiring.demo import demo

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def instance(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("readers") / "demo"
    assert demos.run("demo", directory).returncode == 0
    return directory


@contextlib.contextmanager
def served(directory: Path) -> Iterator[str]:
    """Serve the instance on a free port as a user does; yield the address."""
    process = demos.start("-C", directory, "serve", "--port", "0")
    try:
        line = process.stderr.readline()
        yield re.search(r"http://\S+/", line)[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def archived(directory: Path) -> dict[str, Article]:
    articles = syndicate.open_archive(directory / "archive").articles()
    return {article.id: article for article in articles if isinstance(article, Article)}


def instants(articles: dict[str, Article]) -> dict[str, datetime]:
    return {name: article.date.astimezone(UTC) for name, article in articles.items()}


def text(body: str) -> str:
    """Return the letters and digits that a body shows, whatever marks it up."""
    shown = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return "".join(re.findall(r"\w+", shown))


def same_text(seen: str, article: Article) -> bool:
    """Compare what a reader shows with what the archived Markdown says, marks aside."""
    return text(seen) == text(MarkdownIt().enable("table").render(article.markdown))


class Newsboat:
    """Newsboat with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.program = tool("newsboat")
        home.mkdir()

    def reload(self, url: str) -> None:
        (self.home / "urls").write_text(url + "\n", encoding="utf-8")
        (self.home / "config").write_text("", encoding="utf-8")
        files = ["-u", self.home / "urls", "-c", self.home / "cache.db", "-C", self.home / "config"]
        subprocess.run(
            [self.program, *files, "-x", "reload"],
            check=True,
            capture_output=True,
            env={**os.environ, "HOME": str(self.home)},
            timeout=60,
        )

    def items(self) -> list[sqlite3.Row]:
        with contextlib.closing(sqlite3.connect(self.home / "cache.db")) as cache:
            cache.row_factory = sqlite3.Row
            found = "SELECT guid, title, url, pubDate, content FROM rss_item WHERE deleted = 0"
            return cache.execute(found).fetchall()


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_newsboat_sees_what_is_archived(instance, tmp_path, form):
    newsboat = Newsboat(tmp_path / "home")
    articles = archived(instance)

    with served(instance) as address:
        newsboat.reload(f"{address}feeds/sample.{form}")

    seen = {item["guid"]: item for item in newsboat.items()}
    assert set(seen) == set(articles)
    for name, article in articles.items():
        assert seen[name]["title"] == article.title
        assert seen[name]["url"] == article.canonical_url
        assert same_text(seen[name]["content"], article), article.title
        if form == "rss":
            shown = datetime.fromtimestamp(seen[name]["pubDate"], UTC)
            assert shown == article.date.astimezone(UTC)


def test_newsboat_sees_no_duplicate_after_the_second_visit(tmp_path):
    directory = tmp_path / "demo"
    demo(directory, visits=VISITS[:1])
    newsboat = Newsboat(tmp_path / "home")
    with served(directory) as address:
        url = f"{address}feeds/sample.atom"
    with served_on(directory, url):
        newsboat.reload(url)
    assert demos.run("demo", directory).returncode == 0

    with served_on(directory, url):
        newsboat.reload(url)

    titles = [item["title"] for item in newsboat.items()]
    assert len(titles) == len(set(titles)) == 6


@contextlib.contextmanager
def served_on(directory: Path, url: str) -> Iterator[None]:
    """Serve at the address that a reader knows already."""
    port = re.search(r":(\d+)/", url)[1]
    process = demos.start("-C", directory, "serve", "--port", port)
    try:
        process.stderr.readline()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


def test_sfeed_sees_what_is_archived(instance):
    sfeed = tool("sfeed")
    articles = archived(instance)
    for form in ("atom", "rss"):
        body = (instance / "public" / "feeds" / f"sample.{form}").read_bytes()

        lines = subprocess.run([sfeed], input=body, capture_output=True, check=True).stdout

        rows = [line.split("\t") for line in lines.decode().splitlines()]
        seen = {row[5]: row for row in rows}
        assert set(seen) == set(articles)
        for name, article in articles.items():
            stamp, title, link, content, _, _, *_ = seen[name]
            assert title == article.title
            assert link == article.canonical_url
            assert same_text(content.replace("\\n", "\n").replace("\\t", "\t"), article)
            if form == "rss":
                assert datetime.fromtimestamp(int(stamp), UTC) == article.date.astimezone(UTC)
