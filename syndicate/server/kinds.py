"""What a published file is, by its suffix: media type, policy, how long it may be kept.

Readers refuse feeds of a wrong type, and browsers run what they guess: so every type is named
here, anything else is bytes to be saved.
"""

from __future__ import annotations

from dataclasses import dataclass

# A client that comes sooner is told by its cache; publishing more often than that is rare.
_FEED_AGE = 300
_IMAGE_AGE = 86_400

_INERT = "default-src 'none'; sandbox"
# A picture opened on its own shows its own style, and does nothing.
_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# The page's own style, named by its hash in the page; its links must still work.
_PAGE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Hold how files of a kind are sent; `text` is worth packing, `max_age` in seconds."""

    type: str
    text: bool = False
    policy: str = _INERT
    max_age: int = _FEED_AGE
    immutable: bool = False


_IMAGES = "images/"
_UNKNOWN = Kind("application/octet-stream")
_KINDS = {
    "atom": Kind("application/atom+xml; charset=utf-8", text=True),
    "rss": Kind("application/rss+xml; charset=utf-8", text=True),
    "json": Kind("application/feed+json; charset=utf-8", text=True),
    "opml": Kind("text/x-opml; charset=utf-8", text=True),
    "html": Kind("text/html; charset=utf-8", text=True, policy=_PAGE),
    "txt": Kind("text/plain; charset=utf-8", text=True),
}
_IMAGE_TYPES = {
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
}


def kind_of(name: str) -> Kind:
    """Return the kind of a published file; images are named by their content, so never change."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in _IMAGE_TYPES:
        named_by_content = name.startswith(_IMAGES)
        age = _IMAGE_AGE if named_by_content else _FEED_AGE
        policy, text = (_PICTURE, True) if suffix == "svg" else (_INERT, False)
        return Kind(
            _IMAGE_TYPES[suffix],
            text=text,
            policy=policy,
            max_age=age,
            immutable=named_by_content,
        )
    return _KINDS.get(suffix, _UNKNOWN)
