"""Write feeds with Syndicate and with plain feedgen; say what each costs and what it loses.

    python benchmarks/writing.py [--entries 50] [--feeds 10] [--rounds 5]

Both are given the same articles, their HTML ready made, and write Atom and RSS. What the
documents say of the articles is read back from their bytes.
"""

from __future__ import annotations

import argparse
import functools
import time
from collections.abc import Callable, Mapping, Sequence

import articles
import contest
import written
from feedgen.feed import FeedGenerator

from syndicate.generator.announcement import Item
from syndicate.generator.render import render

WRITERS = ("syndicate", "plain feedgen")
FORMATS = ("atom", "rss")


def main() -> None:
    """Measure and print."""
    wanted = _arguments()
    feeds = [articles.items(number, wanted.entries) for number in range(wanted.feeds)]
    if wanted.contender:
        contest.work(passes(writer(wanted.contender), feeds))
        return
    arguments = ["--entries", str(wanted.entries), "--feeds", str(wanted.feeds)]
    pythons = contest.pythons(None, {"syndicate": "syndicate", "plain feedgen": "feedgen"})
    results = contest.measure(__file__, pythons, arguments, wanted.rounds)
    print(contest.table("feed in two formats", wanted.feeds, results))
    print()
    print(losses(feeds[0]))


Writer = Callable[[Sequence[Item], str], bytes]
"""Writes articles as a feed of a format."""


def passes(write: Writer, feeds: Sequence[Sequence[Item]]) -> Callable[[], Mapping[str, object]]:
    """Return what writes all feeds once in both formats."""

    def once() -> Mapping[str, object]:
        bodies = [write(items, format) for items in feeds for format in FORMATS]
        return {"documents": len(bodies), "kB": sum(map(len, bodies)) // 1_000}

    return once


def writer(name: str) -> Writer:
    """Return the contender with this name."""
    return _syndicate if name == "syndicate" else _feedgen


def _syndicate(items: Sequence[Item], format: str) -> bytes:
    return render(articles.FEED, articles.SITE, items, format).body


def _feedgen(items: Sequence[Item], format: str) -> bytes:
    """Write what feedgen's own methods can be told, as its documentation shows."""
    feed = FeedGenerator()
    feed.id(articles.SITE.base_url)
    feed.title(articles.FEED.title)
    feed.description(articles.SITE.title)
    feed.author(name="Lake Press")
    feed.link(href=f"{articles.SITE.base_url}lake.xml", rel="self")
    feed.link(href=articles.SITE.base_url, rel="alternate")
    for item in items:
        _feedgen_entry(feed.add_entry(order="append"), item)
    return (feed.atom_str if format == "atom" else feed.rss_str)(pretty=True)


def _feedgen_entry(entry: object, item: Item) -> None:
    article = item.article
    entry.id(article.id)
    entry.title(article.title)
    entry.link(href=article.canonical_url)
    entry.published(article.date)
    entry.updated(article.date)
    entry.summary(item.summary)
    entry.content(item.html, type="html")
    entry.rights(article.rights)
    entry.source(url=item.source.feed, title=item.source.title)
    for author in article.authors:
        entry.author(name=author)
    for tag in article.tags:
        entry.category(term=tag)
    for file in article.enclosures:
        entry.enclosure(url=file.url, length=str(file.length), type=file.type)


def losses(items: Sequence[Item]) -> str:
    """Return, as a table, of how many entries each document says what it was given."""
    columns = [(name, format) for name in WRITERS for format in FORMATS]
    bodies = [writer(name)(items, format) for name, format in columns]
    kept = [written.kept(body, items) for body in bodies]
    heads = [f"of {len(items)} entries, kept", *(f"{name}, {format}" for name, format in columns)]
    lines = [heads, ["---", *["---:"] * len(columns)]]
    lines += [[fact, *(str(each[fact]) for each in kept)] for fact in kept[0]]
    hostile = [articles.with_control_character(items[0]), *items[1:]]
    tried = [_count(functools.partial(writer(name), hostile, format)) for name, format in columns]
    lines.append(["entries written when one title holds U+0008", *map(str, tried)])
    # Dates in feeds are of whole seconds.
    time.sleep(1.01)
    again = [writer(name)(items, format) for name, format in columns]
    same = ["yes" if one == other else "no" for one, other in zip(bodies, again, strict=True)]
    lines.append(["the same bytes a second later", *same])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _count(write: Callable[[], bytes]) -> int:
    try:
        return len(written.entries(write()))
    except ValueError:  # what lxml raises: the whole document is lost
        return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--feeds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--as", dest="contender", choices=WRITERS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
