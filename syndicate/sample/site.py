"""The Sample as a pure function: a request and an instant in, a response out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from syndicate.sample import feeds, pages
from syndicate.sample.magazine import ORIGIN, Story, data, public, stories

__all__ = ["ORIGIN", "VISITS", "Response", "respond"]

VISITS = (datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC))
"""The instants of the demo's two passes; a correction lies between them."""

_LAUNCH = datetime(2026, 2, 20, 1, tzinfo=UTC)
_ROBOTS = b"User-agent: *\nDisallow: /comments/\n"
_HTML = "text/html; charset=utf-8"
_RSS = "application/rss+xml; charset=utf-8"
# The standard library's table depends on the machine: Python 3.11 alone knows no WebP.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Hold an HTTP answer; a 304 has no body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    body: bytes
    type: str
    modified: datetime
    max_age: int | None = None


def respond(path: str, headers: Mapping[str, str], at: datetime) -> Response:
    """Answer a GET for `path` (a query is ignored) with the site as it stood at `at`.

    `headers` are the request's, names in lower case. Every 200 has a strong ETag and a
    Last-Modified, and either makes the next request conditional (RFC 9110 §13.2.2).
    """
    bare = urlsplit(path).path
    if bare in _broken(at):
        return _page(500, pages.fill("broken"))
    found = _resource(bare, at)
    if found is None:
        return _page(404, pages.fill("missing"))
    sent = _validators(found)
    if _not_modified(headers, sent["ETag"], found.modified):
        return Response(status=304, headers=sent, body=b"")
    return Response(status=200, headers={"Content-Type": found.type, **sent}, body=found.body)


def _page(status: int, html: str) -> Response:
    return Response(status=status, headers={"Content-Type": _HTML}, body=html.encode())


def _broken(at: datetime) -> frozenset[str]:
    return frozenset(f"/articles/{each.slug}" for each in stories(at) if each.layout == "broken")


def _resource(path: str, at: datetime) -> _Resource | None:
    if path.startswith("/articles/"):
        return _article(path.removeprefix("/articles/"), at)
    if path.removeprefix("/") in public():
        return _file(path.removeprefix("/"))
    make = _DOCUMENTS.get(path)
    return make(at) if make else None


def _article(slug: str, at: datetime) -> _Resource | None:
    edition = stories(at)
    for story in edition:
        if story.slug == slug:
            html = pages.article(story, [other for other in edition if other is not story])
            # The old pages leave the charset to their meta element, which says gb2312 and means GBK.
            old = story.charset == "gb2312"
            kind = "text/html" if old else _HTML
            body = html.encode("gbk" if old else "utf-8")
            return _Resource(body=body, type=kind, modified=story.modified)
    return None


def _file(name: str) -> _Resource:
    kind = _MEDIA_TYPES[PurePosixPath(name).suffix]
    return _Resource(body=data(name), type=kind, modified=_LAUNCH)


def _feed(at: datetime) -> _Resource:
    return _rss("/feed.xml", "The Sample", None, stories(at))


def _chinese_feed(at: datetime) -> _Resource:
    chinese = [story for story in stories(at) if story.lang.startswith("zh")]
    return _rss("/zh.xml", "样本", "zh-CN", chinese)


def _rss(path: str, title: str, lang: str | None, chosen: Sequence[Story]) -> _Resource:
    updated = max(story.modified for story in chosen)
    xml = feeds.rss(chosen, path=path, title=title, lang=lang, updated=updated)
    return _Resource(body=xml.encode(), type=_RSS, modified=updated, max_age=600)


def _front(at: datetime) -> _Resource:
    edition = stories(at)
    changed = max(story.modified for story in edition)
    return _Resource(body=pages.front(edition).encode(), type=_HTML, modified=changed)


def _about(_at: datetime) -> _Resource:
    return _Resource(body=pages.fill("about").encode(), type=_HTML, modified=_LAUNCH)


def _robots(_at: datetime) -> _Resource:
    return _Resource(body=_ROBOTS, type="text/plain; charset=utf-8", modified=_LAUNCH)


_DOCUMENTS: Mapping[str, Callable[[datetime], _Resource]] = {
    "/": _front,
    "/about": _about,
    "/feed.xml": _feed,
    "/zh.xml": _chinese_feed,
    "/robots.txt": _robots,
}


def _validators(found: _Resource) -> dict[str, str]:
    sent = {
        "ETag": f'"{hashlib.sha256(found.body).hexdigest()[:20]}"',
        "Last-Modified": format_datetime(found.modified.astimezone(UTC), usegmt=True),
    }
    return sent if found.max_age is None else {**sent, "Cache-Control": f"max-age={found.max_age}"}


def _not_modified(headers: Mapping[str, str], etag: str, changed: datetime) -> bool:
    """Evaluate the preconditions: with If-None-Match present, the date isn't asked."""
    if (names := headers.get("if-none-match")) is not None:
        sent = {name.strip().removeprefix("W/") for name in names.split(",")}
        return "*" in sent or etag in sent
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed <= since
