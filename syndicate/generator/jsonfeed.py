"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), written by hand: feedgen has none.

Where the format has no word for something, it stands under `_syndicate`, as the format asks of
extensions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from syndicate import dates
from syndicate.generator.announcement import Announcement
from syndicate.generator.envelope import Envelope
from syndicate.model import Enclosure

VERSION = "https://jsonfeed.org/version/1.1"

Value = str | int | bool | Sequence["Value"] | dict[str, "Value"] | None


def pieces(said: Envelope, entries: Iterable[str]) -> Iterator[bytes]:
    """Yield the document, in which the entries stand as they were written; absent values left out.

    `next_url` leads to older items: in history, to the document before.
    """
    beyond: dict[str, Value] = {
        "ttl": said.ttl,
        "archive": said.archive or None,
        "complete": said.complete or None,
        "current_url": said.address("json", said.subscription) if said.subscription else None,
        "newer_url": said.address("json", said.newer) if said.newer else None,
    }
    head: dict[str, Value] = {
        "version": VERSION,
        "title": said.title,
        "home_page_url": said.page,
        "feed_url": said.address("json"),
        "description": said.description,
        "next_url": said.address("json", said.older) if said.older else None,
        "icon": said.image,
        "language": said.lang,
        "authors": _people([said.author]),
        "hubs": [{"type": "WebSub", "url": said.hub}] if said.hub else None,
        "_syndicate": _known(beyond) or None,
    }
    text = json.dumps(_known(head), ensure_ascii=False, indent=1)
    yield f'{text.removesuffix("}").rstrip()},\n "items": ['.encode()
    before = b"\n"
    for entry in entries:
        yield before
        yield entry[:-1].encode()
        before = b",\n"
    yield b"]\n}\n" if before == b"\n" else b"\n ]\n}\n"


def item(announcement: Announcement) -> dict[str, Value]:
    """Return the item; where only a summary may be shown it is the item's text."""
    published = announcement.published
    return _known(
        {
            "id": announcement.id,
            "url": announcement.link,
            "title": announcement.title,
            "content_html": announcement.html,
            "content_text": announcement.text if announcement.html is None else None,
            "summary": announcement.summary or None,
            "image": announcement.image,
            "date_published": dates.rfc3339(published) if published else None,
            "date_modified": dates.rfc3339(announcement.updated),
            "authors": _people(announcement.authors),
            "tags": announcement.tags or None,
            "language": announcement.lang,
            "attachments": [_attachment(each) for each in announcement.enclosures] or None,
            "_syndicate": _beyond(announcement),
        }
    )


def _beyond(announcement: Announcement) -> dict[str, Value]:
    """Return what JSON Feed has no word for: the origin and its rights."""
    origin = announcement.origin
    return _known(
        {
            "source": origin.title,
            "source_url": origin.link,
            "source_feed_url": origin.feed,
            "rights": announcement.rights,
        }
    )


def _attachment(enclosure: Enclosure) -> dict[str, Value]:
    return _known(
        {
            "url": enclosure.url,
            "mime_type": enclosure.type,
            "size_in_bytes": enclosure.length or None,
        }
    )


def _people(names: Sequence[str]) -> Value:
    return [{"name": name} for name in names] or None


def _known(values: dict[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None}
