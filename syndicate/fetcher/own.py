"""What a source's own origin is sent, and no other: headers, credentials, cookies.

It is asked anew for every request and every hop of it. Origin means scheme, host and port: what
is meant for ``https://example.org`` goes neither to its ``http://`` nor to a subdomain of it,
wherever a redirect, an article's address or a picture's leads.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime

from syndicate import urls
from syndicate.errors import Refused
from syndicate.fetcher import cookies
from syndicate.model import Request, Source


def owns(source: Source, url: str) -> bool:
    """Tell whether a URL is of the source's own origin."""
    origin = urls.origin(source.url)
    return bool(origin) and urls.origin(url) == origin


def lines(source: Source, url: str, now: datetime) -> Sequence[tuple[str, str]]:
    """Return the header lines that one request carries beside those that all carry.

    Raises Refused when the file of cookies can't be used.
    """
    if not owns(source, url):
        return ()
    request = source.request
    found = list(request.headers.items())
    if request.credentials is not None:
        found.append(("Authorization", _basic(request.credentials)))
    if request.cookies is not None and (said := _cookies(request, url, now)):
        found.append(("Cookie", said))
    return found


def _basic(credentials: str) -> str:
    """Return what RFC 7617 makes of ``user:password``, in UTF-8."""
    return f"Basic {base64.b64encode(credentials.encode()).decode('ascii')}"


def _cookies(request: Request, url: str, now: datetime) -> str | None:
    path = request.cookies
    if path is None:
        return None
    try:
        return cookies.header(cookies.load(path), url, now)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Refused(
            f"{url} was not asked: the file of cookies {path} {reason or 'cannot be read'}",
            url=url,
            hint="export it again, in Netscape's format (cookies.txt)",
        ) from error
