"""What `add` makes of what somebody typed: addresses, ids, and the lines of a [[source]]. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import count
from urllib.parse import unquote, urlsplit

from syndicate import urls
from syndicate.config.edit import Block, Value
from syndicate.config.sources import RESERVED, default_id

_LONGEST = 63
_WRAPPED = re.compile(r"feed:(?://)?(?=https?://)", re.IGNORECASE)
_FEED = re.compile(r"feed:(?=//)", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#].*)?")
# Path segments that say nothing of whose feed it is.
_DULL = frozenset(
    [
        "rss",
        "atom",
        "feed",
        "feeds",
        "xml",
        "json",
        "index",
        "rss2",
        "rss.xml",
        "atom.xml",
        "feed.xml",
        "feed.json",
        "index.xml",
        "index.rss",
        "index.html",
        "news",
        "blog",
        "videos.xml",
    ]
)


def address(typed: str) -> str | None:
    """Return the http(s) URL that was meant: ``example.org`` and ``feed:`` URLs are some."""
    text = _FEED.sub("http:", _WRAPPED.sub("", typed.strip(), count=1), count=1)
    if "://" not in text and _HOST.fullmatch(text):
        text = f"https://{text}"
    return urls.absolute(None, text)


def free_id(url: str, title: str | None, taken: Collection[str]) -> str:
    """Return an id for a source that nobody has: its host, else the host and what tells it apart.

    A folder is named after itself.
    """
    folder = _slug(unquote(url.rstrip("/").rpartition("/")[2])) if url.startswith("file:") else ""
    host = _fit(default_id(url)) or _fit(folder) or "source"
    names = [host, *(_fit(f"{host}-{_slug(word)}") for word in _words(url, title) if _slug(word))]
    numbered = (f"{host[: _LONGEST - 5]}-{number}" for number in count(2))
    for name in names:
        if name not in taken and name not in RESERVED:
            return name
    return next(name for name in numbered if name not in taken)


def block(
    identifier: str,
    url: str,
    *,
    title: str | None = None,
    tags: Iterable[str] = (),
    backfill: int | str | None = None,
) -> Block:
    """Return the keys of a new [[source]]: only those that say something."""
    settings: dict[str, Value] = {"id": identifier, "url": url}
    if title:
        settings["title"] = title
    if found := list(dict.fromkeys(tags)):
        settings["tags"] = found
    if backfill is not None:
        settings["backfill"] = backfill
    return settings


def _words(url: str, title: str | None) -> Iterable[str]:
    segments = urlsplit(url).path.strip("/").split("/")
    yield title or ""
    for segment in reversed(segments):
        if segment.lower() not in _DULL:
            yield segment.rpartition(".")[0] or segment


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _fit(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "", name).lstrip("._-")[:_LONGEST]
