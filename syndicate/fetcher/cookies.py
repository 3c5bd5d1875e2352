"""Cookies that a person exported from a browser: which of them go with a request.

The file is Netscape's, as browsers' extensions, curl and yt-dlp write it: a line per cookie,
seven fields between tabs. What a server sets is neither kept nor written. Matching is that of
RFC 6265 §5.1.3 and §5.1.4.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from syndicate.fetcher.address import literal

LARGEST = 1_000_000
"""Bytes of a file: all cookies of a browser are fewer."""

_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7
# A control character or a semicolon would end the cookie, or the header line.
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """Hold one cookie; `expires` in seconds since 1970, 0 for the browser's session."""

    domain: str
    subdomains: bool
    path: str
    secure: bool
    expires: int
    name: str
    value: str


def load(path: Path) -> Sequence[Cookie]:
    """Return the file's cookies, read again whenever it has changed.

    Raises OSError when it can't be read, ValueError when it holds none.
    """
    found = path.stat()
    return _read(path, found.st_mtime_ns, found.st_size)


def header(cookies: Iterable[Cookie], url: str, now: datetime) -> str | None:
    """Return what the Cookie header of a request for `url` says, None for nothing."""
    fitting = {
        (cookie.name, cookie.domain, cookie.path): cookie
        for cookie in cookies
        if _fits(cookie, url, now)
    }
    # RFC 6265 §5.4: longer paths first.
    ordered = sorted(fitting.values(), key=lambda cookie: -len(cookie.path))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in ordered) or None


@functools.lru_cache(maxsize=64)
def _read(path: Path, changed: int, size: int) -> Sequence[Cookie]:
    if size > LARGEST:
        raise ValueError(f"is larger than {LARGEST:,} bytes")
    found = tuple(parse(path.read_text("utf-8", "replace")))
    if not found:
        raise ValueError("holds no cookies in Netscape's format")
    return found


def parse(text: str) -> Iterator[Cookie]:
    """Yield the cookies of a file's text; lines that are none are passed over."""
    for line in text.split("\n"):
        fields = line.removeprefix(_HTTP_ONLY).rstrip("\r").split("\t")
        if line.startswith("#") and not line.startswith(_HTTP_ONLY):
            continue
        if len(fields) == _FIELDS - 1:
            fields.append("")
        if len(fields) == _FIELDS and (cookie := _cookie(*fields)):
            yield cookie


def _cookie(
    domain: str, subdomains: str, path: str, secure: str, expires: str, name: str, value: str
) -> Cookie | None:
    whole = expires.partition(".")[0]
    if not domain.strip(".") or not whole.removeprefix("-").isdecimal():
        return None
    if not name or _UNSENDABLE.search(name + value):
        return None
    return Cookie(
        domain=domain.strip(".").lower(),
        subdomains=domain.startswith(".") or subdomains.upper() == "TRUE",
        path=path if path.startswith("/") else "/",
        secure=secure.upper() == "TRUE",
        expires=int(whole),
        name=name,
        value=value,
    )


def _fits(cookie: Cookie, url: str, now: datetime) -> bool:
    parts = urlsplit(url)
    if cookie.secure and parts.scheme != "https":
        return False
    if cookie.expires and cookie.expires <= now.timestamp():
        return False
    return _of_domain(cookie, parts.hostname or "") and _of_path(cookie.path, parts.path or "/")


def _of_domain(cookie: Cookie, host: str) -> bool:
    if host == cookie.domain:
        return True
    below = cookie.subdomains and host.endswith(f".{cookie.domain}")
    return below and literal(host) is None


def _of_path(wanted: str, path: str) -> bool:
    if not path.startswith(wanted):
        return False
    return wanted.endswith("/") or path[len(wanted) : len(wanted) + 1] in ("", "/")
