"""Where things lie below the published folder, and what they are called on the way out.

The only place that knows these names: `render` writes them into feeds, `site` into the index,
the syndicator onto the disk.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from syndicate.model import Feed, FeedFormat, Site

INDEX = "index.html"
OPML = "feeds.opml"
IMAGES = "images/"

MEDIA_TYPES: Mapping[FeedFormat, str] = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
        "json": "application/feed+json",
    }
)


def feed_path(feed_id: str, format: FeedFormat) -> str:
    """Return the path of a subscription document, e.g. ``feeds/all.atom``."""
    return f"feeds/{feed_id}.{format}"


def feed_url(site: Site, feed: Feed, format: FeedFormat) -> str:
    """Return the address under which a subscription document is published."""
    return site.base_url + feed_path(feed.id, format)


def feed_urn(site: Site, feed: Feed) -> str:
    """Return the feed's atom:id, the same in every format: a UUID (version 5) of its address.

    The suffix stays out of it, so that a feed that drops a format is still the same feed.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site.base_url}feeds/{feed.id}").urn
