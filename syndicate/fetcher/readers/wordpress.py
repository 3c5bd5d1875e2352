"""Posts of WordPress' REST API (wp/v2) → Document, named as its feeds name them. Pure."""

from __future__ import annotations

from datetime import UTC

from syndicate import dates, urls
from syndicate.errors import ParseError
from syndicate.fetcher.readers import html, pieces
from syndicate.fetcher.readers.pieces import Context
from syndicate.markup import jsontext
from syndicate.markup.text import unescape
from syndicate.model import Document, Entry

Object = dict[str, object]


def read(text: str, context: Context, *, url: str) -> Document:
    """Return the posts that an answer of the API holds; raise ParseError when it is none."""
    try:
        found = jsontext.loads(text)
    except ValueError as error:
        raise ParseError(f"reading WordPress' posts failed: {error}", url=url) from error
    if not isinstance(found, list):
        raise ParseError("this is no list of WordPress' posts", url=url)
    entries = [_entry(dict(post), context) for post in found if isinstance(post, dict)]
    return Document(format="wordpress", entries=tuple(entries))


def _entry(post: Object, context: Context) -> Entry:
    address = _text(post, "link")
    link = urls.absolute(context.base, address) if address else None
    content = html.absolute_links(_rendered(post, "content"), link or context.base)
    summary = html.absolute_links(_rendered(post, "excerpt"), link or context.base)
    return Entry(
        guid=unescape(_rendered(post, "guid")) or None,
        url=link,
        title=pieces.title(_rendered(post, "title")),
        published=dates.parse(_text(post, "date_gmt"), UTC, None),
        updated=dates.parse(_text(post, "modified_gmt"), UTC, None),
        content=content or None,
        summary=summary or None,
        lang=context.lang,
    )


def _rendered(post: Object, name: str) -> str:
    part = post.get(name)
    value = part.get("rendered") if isinstance(part, dict) else None
    return value if isinstance(value, str) else ""


def _text(post: Object, name: str) -> str:
    value = post.get(name)
    return value if isinstance(value, str) else ""
