"""Articles as JSON Lines: an object each, for databases, notebooks and other programs.

Names are those of front matter and sidecar; what is unknown or empty is left out. Instants are
RFC 3339. The order is that of paths, and the same archive gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from datetime import datetime

from syndicate.archiver.archive import Archive
from syndicate.errors import ArchiveError
from syndicate.model import Article, Asset

_ASSET = ("name", "url", "type", "size", "width", "height", "sha256", "alt", "problem")
_LEFT = frozenset({"assets", "markdown", "announcements", "seal", "earlier"})
"""Fields told otherwise, at the end, or of use to nobody else."""


def lines(
    archive: Archive,
    sources: Collection[str],
    damaged: Callable[[ArchiveError], None],
    *,
    history: bool = False,
) -> Iterator[bytes]:
    """Yield a line for each article of the `sources`, all if empty; with `history`, each version.

    Versions come oldest first, also those kept beside a person's edit.
    """
    for found in archive.articles():
        if isinstance(found, ArchiveError):
            damaged(found)
        elif not sources or {found.source, *found.via} & set(sources):
            try:
                told = list(_versions(archive, found)) if history else [found]
            except ArchiveError as error:
                damaged(error)
            else:
                yield from map(line, told)


def line(article: Article) -> bytes:
    """Return an article as a line of JSON, its text last."""
    facts = {name: value for name in _names() if (value := getattr(article, name)) not in _NOTHING}
    if article.enclosures:
        facts["enclosures"] = [_present(asdict(each)) for each in article.enclosures]
    if article.assets:
        facts["images"] = [_picture(asset) for asset in article.assets]
    text = json.dumps({**facts, "markdown": article.markdown}, ensure_ascii=False, default=_plain)
    return f"{text}\n".encode(errors="ignore")


_NOTHING: tuple[object, ...] = (None, "", (), {}, False)


def _names() -> Iterator[str]:
    return (name for name in Article.__dataclass_fields__ if name not in _LEFT)


def _versions(archive: Archive, article: Article) -> Iterator[Article]:
    path = article.path or ""
    for record in archive.versions(path):
        yield archive.version(path, record.number)


def _picture(asset: Asset) -> dict[str, object]:
    return _present({name: getattr(asset, name) for name in _ASSET})


def _present(found: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in found.items() if value not in _NOTHING}


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
