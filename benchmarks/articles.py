"""The articles of the benchmarks that write: the made-up feeds' entries, with all that one may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feeds

import syndicate
from syndicate.generator.announcement import Item, Origin
from syndicate.model import Article, Enclosure, Entry, Feed, Site

SITE = Site(title="Lake Press", base_url="https://feeds.example/")
FEED = Feed(id="lake", title="The Lake", sources=("lake",))
LAKE = Origin(
    id="lake", title="Lake Journal", feed="https://lake.example/feed", link="https://lake.example/"
)
_ANNOUNCED = datetime(2026, 3, 1, tzinfo=UTC)


def items(number: int, count: int) -> Sequence[Item]:
    """Return articles ready for a feed, as many as wanted."""
    return [_item(entry, place) for place, entry in zip(range(count), _entries(number))]


def with_control_character(item: Item) -> Item:
    """Return it with a character in the title that XML can't hold."""
    return replace(item, article=replace(item.article, title=f"{item.article.title}\b"))


def _entries(number: int) -> Iterator[Entry]:
    later = 0
    while True:
        yield from syndicate.parse_feed(feeds.feed(number, later)).entries
        later += feeds.ENTRIES


def _item(entry: Entry, place: int) -> Item:
    article = Article(
        key=entry.url,
        id=entry.guid,
        source="lake",
        title=entry.title,
        markdown="",
        date=entry.published,
        authors=("Ada Brook", "王湖"),
        tags=("notes", "ferries & boats"),
        lang="en",
        canonical_url=entry.url,
        rights="© Lake Journal",
        enclosures=(Enclosure(url=f"{entry.url}.mp3", type="audio/mpeg", length=4321 + place),),
        announced=_ANNOUNCED + timedelta(minutes=place),
        revision=1,
    )
    return Item(article=article, html=entry.content, summary=entry.summary, way="full", source=LAKE)
