"""Entries as a document of a feed: Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1.

    what the document says of itself ─▶ envelope ─▶ head ┐
                              entries, as they were made ┼─▶ bytes
                                                    tail ┘

The same values give the same bytes: nothing here asks the time, the machine or the locale.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedgen.feed import FeedGenerator

from syndicate.generator import extension, jsonfeed
from syndicate.generator.announcement import Item, Origin, announce, language
from syndicate.generator.entries import Entries, numbered, written
from syndicate.generator.envelope import Envelope, envelope
from syndicate.generator.paths import FEED_STYLE, MEDIA_TYPES, relative
from syndicate.model import Feed, FeedFormat, Site

__all__ = ["Envelope", "Item", "Origin", "Rendered", "document", "render"]

# A feed in which nothing was announced yet must be dated all the same, and never by the clock: by
# the month in which Atom came out, for validators take what is before 1990 for an error.
NEVER = datetime(2005, 12, 1, tzinfo=UTC)

# What RSS 2.0 takes as a channel's picture: GIF, JPEG or PNG.
_PICTURE = re.compile(r"\.(?:gif|jpe?g|png)\Z", re.IGNORECASE)

# feedgen sets the locale of the whole process while it writes lastBuildDate, and puts back what
# it found: two threads at once left a process in locale "C" within 3 s.
_locale = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Hold a document, and a line for each article that no entry could be made of."""

    body: bytes
    problems: tuple[str, ...] = ()


def document(said: Envelope, entries: Iterable[str], format: FeedFormat) -> bytes:
    """Return the document in which the entries stand, in their order."""
    return b"".join(pieces(said, entries, format))


def pieces(said: Envelope, entries: Iterable[str], format: FeedFormat) -> Iterator[bytes]:
    """Yield the document piece by piece."""
    if format == "json":
        yield from jsonfeed.pieces(said, entries)
        return
    name = "feed" if format == "atom" else "channel"
    whole = _envelope(said, format)
    end = whole.rindex(f"</{name}>")
    end = whole.rindex("\n", 0, end) + 1
    yield whole[:end].encode()
    for entry in entries:
        yield entry.encode()
    yield whole[end:].encode()


def render(feed: Feed, site: Site, items: Sequence[Item], format: FeedFormat) -> Rendered:
    """Return the feed's subscription document, entries in the order of `items`."""
    entries: list[Entries] = []
    problems: list[str] = []
    for item in items:
        try:
            entries.append(written(announce(item, site)))
        except (ValueError, OverflowError) as error:
            problems.append(f"{item.article.path or item.article.id}: left out, {error}")
    announced = [item.article.announced for item in items if item.article.announced]
    said = envelope(
        feed,
        site,
        updated=max(announced, default=NEVER),
        lang=common([item.article.lang for item in items]),
    )
    body = document(said, [entry[format] for entry in entries], format)
    return Rendered(body=body, problems=tuple(problems))


def common(tongues: Iterable[str | None]) -> str | None:
    """Return the language that all have; None when they differ or one is unknown."""
    found = set(map(language, tongues))
    return found.pop() if len(found) == 1 else None


def _envelope(said: Envelope, format: FeedFormat) -> str:
    """Return the document without entries, as feedgen and `extension` write it."""
    made = FeedGenerator()
    made.register_extension(extension.NAME, extension.FeedExtension, extension.EntryExtension)
    made.syndicate.envelope = said
    made.id(said.id)
    made.title(said.title)
    made.subtitle(said.description)
    made.description(said.description)
    made.generator("Syndicate")
    made.author(name=said.author)
    made.updated(said.updated)
    if said.lang:
        made.language(said.lang)
    if said.ttl and format == "rss":
        made.ttl(said.ttl)
    made.link(href=said.address(format), rel="self", type=MEDIA_TYPES[format])
    # The last link is what RSS takes as the channel's.
    made.link(href=said.page, rel="alternate", type="text/html")
    if said.image and format == "rss" and _PICTURE.search(said.image):
        made.image(url=said.image, title=said.title, link=said.page)
    return _text(made, format, relative(said.path, FEED_STYLE))


def _text(made: Any, format: FeedFormat, style: str) -> str:
    with _locale:
        body: bytes = (made.atom_str if format == "atom" else made.rss_str)(pretty=True)
    text = body.decode()
    declared, rest = (numbered(text) if format == "rss" else text).split("\n", 1)
    return f'{declared}\n<?xml-stylesheet type="text/css" href="{style}"?>\n{rest}'
