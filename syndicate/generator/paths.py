"""Where things lie below the published folder, and what they are called on the way out.

The only place that knows these names: `render` writes them into feeds, `site` into the index,
the syndicator onto the disk.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote as _percent

from syndicate.model import Feed, FeedFormat, Site

FEEDS = "feeds"
PRIVATE = "private"
INDEX = "index.html"
OPML = "feeds.opml"
IMAGES = "images/"
ARTICLES = "articles"
TAGS = "tags"
FEED_STYLE = "feed.css"
FEED_LIST = "feeds.html"
GONE = ".gone"
"""Lists what was published once and is not any more: one path a line."""

MEDIA_TYPES: Mapping[FeedFormat, str] = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
        "json": "application/feed+json",
    }
)

_FORMATS = "|".join(MEDIA_TYPES)
_NAME = r"[a-z0-9][a-z0-9._-]*"
_MONTH = r"[0-9]{4}-[0-9]{2}\.[1-9][0-9]*"
# An id is what `config.values.identifier` accepts.
_STEM = rf"(?:{FEEDS}|{PRIVATE}/[0-9a-f]{{32}})/{_NAME}"
_SECRET = re.compile(rf"{PRIVATE}/[0-9a-f]{{32}}/")
_SUBSCRIPTION = re.compile(rf"{_STEM}\.(?:{_FORMATS})")
_DOCUMENT = re.compile(
    rf"{_STEM}(?:/{_MONTH})?\.(?:{_FORMATS}|html)|{TAGS}/[^/]+(?:/{_MONTH})?\.html"
)

_TAG_BYTES = 100
_HEX = 6


def feed_stem(feed: Feed) -> str:
    """Return the path of a feed's documents without their suffix, e.g. ``feeds/all``."""
    return f"{feed.folder}/{feed.id}"


def feed_path(feed: Feed, format: FeedFormat) -> str:
    """Return the path of a subscription document, e.g. ``feeds/all.atom``."""
    return f"{feed_stem(feed)}.{format}"


def feed_page(feed: Feed) -> str:
    """Return the path of the page about a feed; that of everything is the site's root.

    A feed of notices has none but the one that lists all feeds.
    """
    if feed.kind == "notices":
        return FEED_LIST
    return "" if feed.kind == "all" else f"{feed_stem(feed)}.html"


def is_document(path: str) -> bool:
    """Tell whether some feed has a document at this path: anything else is not ours."""
    return _DOCUMENT.fullmatch(path) is not None


def is_subscription(path: str) -> bool:
    """Tell whether a reader may subscribe to what some feed has at this path."""
    return _SUBSCRIPTION.fullmatch(path) is not None


def is_secret(path: str) -> bool:
    """Tell whether this lies in the folder of a private feed."""
    return _SECRET.match(path) is not None


def feed_url(site: Site, feed: Feed, format: FeedFormat) -> str:
    """Return the address under which a subscription document is published."""
    return site.base_url + feed_path(feed, format)


def feed_urn(site: Site, feed: Feed) -> str:
    """Return the feed's atom:id, the same in every format: a UUID (version 5) of its address.

    The suffix stays out of it, so that a feed that drops a format is still the same feed.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site.base_url}{FEEDS}/{feed.id}").urn


def article_page(path: str) -> str:
    """Return the path of the page of the article at `path` in the archive."""
    stem = f"{ARTICLES}/{path}"
    head, _, name = stem.rpartition("/")
    if len(name.encode()) > _LONGEST:
        digest = hashlib.sha256(name.encode()).hexdigest()[:16]
        name = f"{name.encode()[: _LONGEST - 20].decode(errors='ignore')}-{digest}"
    return f"{head}/{name}.html"


def changes_page(path: str) -> str:
    """Return the path of the page that shows what changed in an article."""
    return f"{article_page(path).removesuffix('.html')}.changes.html"


def tag_name(tag: str) -> str:
    """Return what a tag is called in paths: itself where every file system takes it as it is.

    Else its letters and digits, and six hexadecimal digits of it.
    """
    plain = "-".join(_WORD.findall(tag.casefold()))
    if plain == tag and len(plain.encode()) <= _TAG_BYTES:
        return plain
    digest = hashlib.sha256(tag.encode(errors="surrogatepass")).hexdigest()[:_HEX]
    return f"{plain.encode()[:_TAG_BYTES].decode(errors='ignore')}-{digest}"


def relative(path: str, target: str) -> str:
    """Return the reference from the document at `path` to another one, both from the root."""
    return "../" * path.count("/") + quote(target)


def quote(path: str) -> str:
    """Return a path as it stands in an address (RFC 3986 §3.3)."""
    return _percent(path, safe="/~!$&'()*+,;=:@-._")


# Bytes of a file's name: what stands behind it (".changes.html.gz", the name of a temporary file)
# must find its place within 255.
_LONGEST = 200
_WORD = re.compile(r"\w+")
