"""Who may read what is published: decided by the site's visibility and by where we listen.

A private site is read by its owner on his own machine, or by whoever knows the token.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from syndicate.errors import SyndicateError
from syndicate.model import Site

_LOOPBACK_NAMES = frozenset(("localhost", "127.0.0.1", "::1"))
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}", re.ASCII)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address to listen on; names are not resolved."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def needs_token(site: Site, host: str) -> bool:
    """Tell whether files must lie below a secret path when listening on `host`."""
    return site.visibility == "private" and not is_loopback(host)


def hosts(site: Site, host: str) -> frozenset[str]:
    """Return the only names to answer to; empty means any.

    On loopback no token protects a private site, so a web page whose name was made to resolve
    to this machine must not read it: we answer to our own names, and to the one that the site
    is published under (a proxy before us may pass it on).
    """
    if site.visibility == "public" or not is_loopback(host):
        return frozenset()
    published = urlsplit(site.base_url).hostname
    return _LOOPBACK_NAMES | {host.lower()} | ({published} if published else frozenset())


def token(path: Path) -> str:
    """Return the token kept in the file, made and kept (mode 600) when there is none.

    Raises SyndicateError when the file can't be used.
    """
    try:
        kept = _kept(path)
        return kept if kept is not None else _make(path)
    except OSError as error:
        raise SyndicateError(f"cannot keep the secret path in {path}: {error}") from error


def _kept(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    if not _TOKEN.fullmatch(text):
        hint = f"delete {path} to have a new one made"
        raise SyndicateError(f"{path} holds no token of at least 22 letters and digits", hint=hint)
    return text


def _make(path: Path) -> str:
    made = secrets.token_urlsafe(24)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and linked: of several that start at once, one wins for all.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{made}\n")
    try:
        os.link(temporary, path)
    except FileExistsError:
        return _kept(path) or made
    finally:
        temporary.unlink()
    return made
