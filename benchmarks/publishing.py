"""What a feed costs to write, beside feedgen alone and a plain lxml writer, in one run.

    python benchmarks/publishing.py [--entries 50] [--document FILE.md]

CPU milliseconds, the median of nine, for the three formats together (the peers: Atom and RSS).
Articles are synthetic unless a Markdown document is given. It ends with 1 where 50 entries take
more than 60 ms cold, 20 ms from HTML, 1 ms from entries that were made before, or 10,000 of those
more than 500 ms.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedgen.feed import FeedGenerator
from lxml import etree

from syndicate.generator import content, render
from syndicate.generator.announcement import Item, Origin, announce
from syndicate.generator.entries import Entries, written
from syndicate.generator.envelope import envelope
from syndicate.model import Article, Feed, Site

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example/")
FEED = Feed(id="lake", title="The Lake")
LAKE = Origin(
    id="lake", title="Lake", feed="https://lake.example/feed", link="https://lake.example/"
)
IMAGES = "https://feeds.example/images/"
BARS = {"cold": 60.0, "from HTML": 20.0, "from entries": 1.0, "10,000 from entries": 500.0}

# As articles are: most paragraphs plain, a few with an emphasis, a link, a picture, a list.
_PLAIN = [
    "渡船七点开，不等人。来晚的人绕湖走一天，路边有三座亭子，最后一座叫望归，从前等船的人在那里过夜。",
    "The ferry leaves at seven, and whoever is late walks round the lake, which takes a day.",
]
_TEXT = "\n\n".join(
    [
        *_PLAIN * 4,
        "![The pier](images/0123456789abcdef.png)",
        "第二天的船*早一刻钟*开，[时刻表](https://lake.example/times)贴在门上。",
        *_PLAIN * 4,
        "- bread\n- tea\n- a lamp for the way back",
        "Nobody has ever missed it **twice**.",
    ]
)


def articles(count: int, text: str) -> list[Article]:
    """Return articles that differ in their names and last lines."""
    return [
        Article(
            key=f"k{number}", id=f"urn:uuid:00000000-0000-5000-8000-{number:012x}", source="lake",
            title=f"Ferry {number}", markdown=f"{text}\n\nNumber {number}.\n", date=NOW,
            authors=("Ann Shore",), tags=("lake", "ferry"), lang="zh-CN", path=f"lake/{number}",
            canonical_url=f"https://lake.example/{number}", archived=NOW, revision=1,
            announced=NOW + timedelta(microseconds=number),
        )
        for number in range(count)
    ]  # fmt: skip


def items(found: Sequence[Article]) -> list[Item]:
    """Render each article's Markdown."""
    made = [(each, content.both(each, 300, images_url=IMAGES)) for each in found]
    return [
        Item(article=each, html=html, summary=summary, way="full", source=LAKE, images_url=IMAGES)
        for each, (html, summary) in made
    ]


def entries(found: Sequence[Item]) -> list[Entries]:
    """Write each item's entries."""
    return [written(announce(each, SITE)) for each in found]


def documents(made: Sequence[Entries]) -> int:
    """Put entries into documents; return how many bytes there are."""
    said = envelope(FEED, SITE, updated=NOW)
    return sum(
        len(piece)
        for format in ("atom", "rss", "json")
        for piece in render.pieces(said, (each[format] for each in made), format)
    )


def by_feedgen(found: Sequence[Item]) -> int:
    """Write Atom and RSS with feedgen alone."""
    made = FeedGenerator()
    made.id("https://feeds.example/")
    made.title("The Lake")
    made.link(href="https://feeds.example/", rel="alternate")
    made.description("The Lake")
    for item in found:
        entry = made.add_entry(order="append")
        entry.id(item.article.id)
        entry.title(item.article.title)
        entry.link(href=item.article.canonical_url)
        entry.author(name="Ann Shore")
        entry.published(NOW)
        entry.updated(NOW)
        entry.content(item.html, type="html")
    return len(made.atom_str(pretty=True)) + len(made.rss_str(pretty=True))


def by_lxml(found: Sequence[Item]) -> int:
    """Write Atom and RSS element by element."""
    feed, rss = etree.Element("feed", xmlns="http://www.w3.org/2005/Atom"), etree.Element("rss")
    channel = etree.SubElement(rss, "channel")
    for item in found:
        entry, one = etree.SubElement(feed, "entry"), etree.SubElement(channel, "item")
        for parent, name, text in (
            (entry, "id", item.article.id), (entry, "title", item.article.title),
            (entry, "updated", NOW.isoformat()), (entry, "content", item.html),
            (one, "guid", item.article.id), (one, "title", item.article.title),
            (one, "pubDate", "Sun, 01 Mar 2026 00:00:00 +0000"), (one, "description", item.html),
        ):  # fmt: skip
            etree.SubElement(parent, name).text = text
    return len(etree.tostring(feed, pretty_print=True)) + len(
        etree.tostring(rss, pretty_print=True)
    )


def cost(work: Callable[[], object], times: int = 9) -> float:
    """Return the median CPU milliseconds of some runs."""
    took = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return sorted(took)[times // 2] * 1000


def main() -> int:
    """Measure, print, and compare with the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--document", type=Path)
    options = parser.parse_args()
    text = options.document.read_text("utf-8") if options.document else _TEXT
    text = text.split("\n---\n", 1)[1] if text.startswith("---\n") else text
    found = articles(options.entries, text)
    rendered = items(found)
    made = entries(rendered)
    many = (made * (10_000 // max(len(made), 1) + 1))[:10_000]
    figures = {
        "cold": cost(lambda: documents(entries(items(found)))),
        "from HTML": cost(lambda: documents(entries(rendered))),
        "from entries": cost(lambda: documents(made)),
        "10,000 from entries": cost(lambda: documents(many), 3),
        "feedgen alone, from HTML": cost(lambda: by_feedgen(rendered)),
        "plain lxml, from HTML": cost(lambda: by_lxml(rendered)),
    }
    print(f"{options.entries} entries of {len(rendered[0].html)} characters of HTML\n")
    print("| | CPU ms | bar |\n|---|---|---|")
    for name, taken in figures.items():
        print(f"| {name} | {taken:.2f} | {BARS.get(name, '')} |")
    return int(options.entries == 50 and any(figures[name] > bar for name, bar in BARS.items()))


if __name__ == "__main__":
    sys.exit(main())
