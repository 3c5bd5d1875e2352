"""Asking for an article's image, of servers that refuse who comes from elsewhere.

Most that guard their images want the article's site as Referer, which is what is told first.
Some refuse every Referer that they don't know, and let through who tells none. That is tried
once, and no third way: a refusal may be meant.
"""

from __future__ import annotations

from syndicate import log, urls
from syndicate.errors import BadStatus
from syndicate.fetcher.client import Session
from syndicate.model import Page

_FORBIDDEN = 403

_log = log.get(__name__)


async def picture(session: Session, url: str, referer: str | None) -> Page:
    """Ask for an image of the article at `referer`, after a 403 once more without Referer.

    Raises as `Session.get`; a server that says when to come again isn't asked before.
    """
    try:
        return await session.image(url, referer=referer)
    except BadStatus as error:
        waits = error.not_before is not None
        if error.status != _FORBIDDEN or waits or not _is_told(referer, url):
            raise
        _log.debug("image refused with Referer", image=url)
    return await session.image(url, referer=None)


def _is_told(referer: str | None, url: str) -> bool:
    """Tell whether the request had a Referer at all: one over TLS isn't told without TLS."""
    origin = urls.origin(referer) if referer else ""
    return bool(origin) and not (origin.startswith("https:") and url.startswith("http:"))
