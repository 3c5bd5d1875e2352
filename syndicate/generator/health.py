"""Changes of sources' conditions → what the `health` feed shows of them. Pure.

An entry per change, as the operator is told of it, so that whoever reads feeds anyway learns
that one of them broke.
"""

from __future__ import annotations

import uuid
from html import escape

from syndicate.generator.announcement import Item, Origin
from syndicate.markup.text import xml_safe
from syndicate.model import Article, Change, Feed, Site

HEALTH = "health"
"""The id that is reserved for it."""

FEED = Feed(id=HEALTH, title="How sources are", kind="notices")


def item(change: Change, site: Site, title: str) -> Item:
    """Return a change as an entry of a feed; `title` is what its source is called."""
    ill = change.after not in ("ok", "quiet")
    head = f"{title}: {change.after}" if ill else f"{title}: ok again"
    lines = [change.reason or "", f"Next: {change.hint}" if ill and change.hint else ""]
    text = "\n\n".join(filter(None, lines)) or f"It was {change.before}."
    name = f"{site.base_url}{HEALTH}/{change.source}/{change.at.isoformat()}"
    article = Article(
        key=name,
        id=uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        source=change.source,
        title=head,
        markdown=text,
        date=change.at,
        announced=change.at,
        archived=change.at,
        revision=1,
    )
    paragraphs = "".join(
        f"<p>{escape(xml_safe(line), quote=False)}</p>" for line in text.split("\n\n")
    )
    origin = Origin(id=change.source, title=title, feed=None)
    return Item(article=article, html=paragraphs, summary=text, way="full", source=origin)
