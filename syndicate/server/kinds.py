"""What a published file is, by its name: media type, policy, how long it may be kept.

Readers refuse feeds of a wrong type, and browsers run what they guess: so every type is named
here, anything else is bytes to be saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SOON, LATE = 300, 3600
"""Seconds for which an answer is fresh, at least and at most: whoever comes sooner is told by his
own cache, and nobody is to wait longer for a correction."""

_MEDIA_AGE = 86_400
HEAD = 4096
"""Bytes of a document in which it says its feed's rhythm: that stands before its entries."""

_DAY = 24 * 60

_INERT = "default-src 'none'; sandbox"
# A picture opened on its own shows its own style, and does nothing.
_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# A feed opened in a browser is a page with a style of ours.
_FEED = "default-src 'none'; style-src 'self'; img-src 'self' http: https:; base-uri 'none'"
_PAGE = (
    "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self';"
    " img-src 'self' http: https:; media-src 'self' http: https:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Hold how files of a kind are sent; `text` is worth packing, `max_age` in seconds.

    `shown` is the type for a browser that opens the file as a page, where that is another one:
    browsers show a feed's source as it is, unless it is called XML; then they take its style.
    `saved` files are offered for saving.
    """

    type: str
    text: bool = False
    policy: str = _INERT
    max_age: int = SOON
    immutable: bool = False
    shown: str | None = None
    saved: bool = False


_XML = "text/xml; charset=utf-8"
_IMAGES = "images/"
_UNKNOWN = Kind("application/octet-stream", saved=True)
_INDEX = Kind("application/json; charset=utf-8", text=True)
_OPENSEARCH = Kind("application/opensearchdescription+xml; charset=utf-8", text=True)
_KINDS = {
    "atom": Kind("application/atom+xml; charset=utf-8", text=True, policy=_FEED, shown=_XML),
    "rss": Kind("application/rss+xml; charset=utf-8", text=True, policy=_FEED, shown=_XML),
    "json": Kind("application/feed+json; charset=utf-8", text=True),
    "opml": Kind("text/x-opml; charset=utf-8", text=True),
    "html": Kind("text/html; charset=utf-8", text=True, policy=_PAGE),
    "txt": Kind("text/plain; charset=utf-8", text=True),
    "xml": Kind("application/xml; charset=utf-8", text=True),
    "css": Kind("text/css; charset=utf-8", text=True),
    "js": Kind("text/javascript; charset=utf-8", text=True),
}
_MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "woff2": "font/woff2",
}
_CLOSED = re.compile(r"/[0-9]{4}-[0-9]{2}\.[0-9]+\.[a-z]+\Z")
_TTL = re.compile(rb'<ttl>([0-9]{1,6})</ttl>|"ttl": ?([0-9]{1,6})\b')
_PERIOD = re.compile(rb"<sy:updatePeriod>(hourly|daily)</sy:updatePeriod>")
_TIMES = re.compile(rb"<sy:updateFrequency>([0-9]{1,4})</sy:updateFrequency>")


def kind_of(name: str) -> Kind:
    """Return the kind of a published file; images are named by their content, so never change."""
    folder, _, last = name.rpartition("/")
    suffix = last.rpartition(".")[2].lower()
    if last == "opensearch.xml":
        return _OPENSEARCH
    if folder == "search" and suffix == "json":
        return _INDEX
    if suffix in _MEDIA_TYPES:
        named_by_content = f"/{folder}/".endswith(f"/{_IMAGES}")
        policy, text = (_PICTURE, True) if suffix == "svg" else (_INERT, False)
        return Kind(
            _MEDIA_TYPES[suffix],
            text=text,
            policy=policy,
            max_age=365 * _MEDIA_AGE if named_by_content else _MEDIA_AGE,
            immutable=named_by_content,
        )
    return _KINDS.get(suffix, _UNKNOWN)


def max_age(name: str, kind: Kind, body: bytes) -> int:
    """Return for how many seconds a file is fresh: a feed for half the time until there is news.

    Documents of a history are fresh for as long as any: they hardly ever change.
    """
    if kind.immutable or not kind.text:
        return kind.max_age
    if _CLOSED.search(name):
        return LATE
    minutes = _rhythm(body[:HEAD])
    return min(max(minutes * 30, SOON), LATE) if minutes else kind.max_age


def _rhythm(head: bytes) -> int:
    """Return how many minutes a feed says to pass until there is news; 0 where it says nothing."""
    if found := _TTL.search(head):
        return int(found[1] or found[2])
    period, times = _PERIOD.search(head), _TIMES.search(head)
    if period and times and int(times[1]):
        return (60 if period[1] == b"hourly" else _DAY) // int(times[1])
    return 0
