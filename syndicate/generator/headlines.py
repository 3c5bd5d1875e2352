"""How pages list an article: a line that is found without reading it again. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from syndicate.generator.announcement import Announcement
from syndicate.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """Hold what lists of articles show of one; `path` is the archive's, `date` as RFC 3339.

    `changed` says that it is announced again, `image` is the address of its picture.
    """

    path: str
    title: str
    url: str | None
    source: str
    date: str | None
    summary: str
    lang: str | None
    tags: tuple[str, ...] = ()
    image: str | None = None
    changed: bool = False


def headline(said: Announcement, article: Article) -> Headline:
    """Return the line of an article of which that is announced."""
    return Headline(
        path=article.path or "",
        title=said.title,
        url=said.link,
        source=article.source,
        date=said.published.isoformat() if said.published else None,
        summary=said.summary,
        lang=said.lang,
        tags=said.tags,
        image=said.image,
        changed=article.revision > 1,
    )
