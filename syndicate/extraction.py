"""The article of a page, for other programs: apart from the rest, so that nothing else is loaded.

Feeds, archives and what they need cost twice the time and the memory of all that reads a page.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path

from syndicate.archiver.page import extract as extractor
from syndicate.archiver.rules.shelf import Shelf
from syndicate.model import Extraction


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str = "",
    zone: tzinfo = UTC,
    rules: Path | str | None = None,
    now: datetime | None = None,
) -> Extraction:
    """Find the article in a page: Markdown and metadata.

    Without a URL relative links stay relative. `content_type` is the HTTP header's value, `zone`
    that of dates which name none. `rules` is a folder of site rules: that of the
    URL's host is heard. `now` is when the page was fetched: only with it dates like "2 hours ago"
    are read. Raises ExtractError when the page holds none or is no page, OSError where the
    folder can't be read.
    """
    rule = Shelf(Path(rules)).of(url) if rules is not None else None
    return extractor.extract(html, url, content_type=content_type, zone=zone, rule=rule, now=now)
