"""The article of a page, for other programs: apart from the rest, so that nothing else is loaded.

Feeds, archives and what they need cost twice the time and the memory of all that reads a page.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path

from syndicate import urls
from syndicate.archiver.page import extract as extractor
from syndicate.archiver.rules.shelf import Shelf
from syndicate.errors import ConfigError
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

    Without a URL the page is where it says itself (``rel=canonical``); relative links stay
    relative where it doesn't. `content_type` is the HTTP header's value, `zone` that of dates
    which name none. `rules` is a folder of site rules: that of the page's host is heard. `now` is
    when the page was fetched: only with it dates like "2 hours ago" are read. Raises ExtractError
    when the page holds none or is no page, ConfigError where the folder can't be read.
    """
    _check(html, url, now)
    rule = None
    if rules is not None:
        shelf = _shelf(Path(rules))
        url = url or extractor.own_address(html, content_type)
        rule = shelf.of(url)
    return extractor.extract(html, url, content_type=content_type, zone=zone, rule=rule, now=now)


def _check(html: object, url: object, now: object) -> None:
    """Raise TypeError or ValueError for what a caller without types gets wrong."""
    if not isinstance(html, bytes | str):
        raise TypeError(f"html is a page's bytes or text, not {type(html).__name__}")
    if url and (not isinstance(url, str) or urls.absolute(None, url) is None):
        raise ValueError(f"url is an http or https address, not {url!r}")
    if now is not None and not isinstance(now, datetime):
        raise TypeError(f"now is a datetime, not {type(now).__name__}")
    if now is not None and now.utcoffset() is None:
        raise ValueError("now has no time zone: datetime.now(UTC) has one")


def _shelf(folder: Path) -> Shelf:
    try:
        return Shelf(folder)
    except OSError as error:
        why = f"the rules in {folder} cannot be read: {error.strerror or error}"
        raise ConfigError(why) from error
