"""Where things lie below the published folder, and what they are called on the way out.

The only place that knows these names: `render` writes them into feeds, `site` into the index,
the syndicator onto the disk.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from syndicate.model import Feed, FeedFormat, Site

FEEDS = "feeds"
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


# An id is what `config.values.identifier` accepts.
_FEED_PATH = re.compile(rf"{FEEDS}/[a-z0-9][a-z0-9._-]*\.(?:{'|'.join(MEDIA_TYPES)})")


def feed_path(feed_id: str, format: FeedFormat) -> str:
    """Return the path of a subscription document, e.g. ``feeds/all.atom``."""
    return f"{FEEDS}/{feed_id}.{format}"


def is_feed_path(path: str) -> bool:
    """Tell whether `feed_path` gives this path to some feed: anything else is not ours."""
    return _FEED_PATH.fullmatch(path) is not None


def feed_url(site: Site, feed: Feed, format: FeedFormat) -> str:
    """Return the address under which a subscription document is published."""
    return site.base_url + feed_path(feed.id, format)


def feed_urn(site: Site, feed: Feed) -> str:
    """Return the feed's atom:id, the same in every format: a UUID (version 5) of its address.

    The suffix stays out of it, so that a feed that drops a format is still the same feed.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site.base_url}{FEEDS}/{feed.id}").urn
