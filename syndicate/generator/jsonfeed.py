"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), written by hand: feedgen has none.

Where the format has no word for something, it stands under `_syndicate`, as the format asks of
extensions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from syndicate import dates
from syndicate.generator.announcement import Announcement
from syndicate.generator.paths import feed_url
from syndicate.model import Enclosure, Feed, Site

VERSION = "https://jsonfeed.org/version/1.1"

Value = str | int | Sequence["Value"] | dict[str, "Value"] | None


def dumps(feed: Feed, site: Site, items: Sequence[dict[str, Value]], language: str | None) -> bytes:
    """Return the document; absent values are left out."""
    document: dict[str, Value] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": site.base_url,
        "feed_url": feed_url(site, feed, "json"),
        "description": site.title,
        "language": language,
        "authors": _people([site.author or site.title]),
        "items": items,
    }
    text = json.dumps(_known(document), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def item(announcement: Announcement) -> dict[str, Value]:
    """Return the item; where only a summary may be shown it is the item's text."""
    published = announcement.published
    text = announcement.summary or announcement.title
    return _known(
        {
            "id": announcement.id,
            "url": announcement.link,
            "title": announcement.title,
            "content_html": announcement.html,
            "content_text": text if announcement.html is None else None,
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
