"""The operator's proxy: how it is written, what it is called, what may not go through it. Pure.

Through a proxy it is the proxy that resolves names, so that no address can be checked here. What
is evidently not of the public Internet is refused by its name instead; for what a public name
leads to, the proxy's own rules must do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from syndicate.fetcher.address import is_public, literal

# RFC 6761, 6762 (with appendix G), 8375, and ICANN's promise that "internal" is nobody's.
_LOCAL = frozenset(
    ["corp", "home", "internal", "intranet", "lan", "local", "localdomain", "localhost", "private"]
)
_PORTS = {"http": 80, "https": 443}


class ProxyDown(Exception):
    """Say why a proxy could not be used: it is the operator's to mend, and no source's fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Hold where the proxy is; `shown` is its address without user and password."""

    scheme: str
    host: str
    port: int
    shown: str
    auth: tuple[bytes, bytes] | None = field(default=None, repr=False)


def read(address: str) -> Proxy:
    """Read ``http://user:password@proxy.lan:3128``."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    bracketed = f"[{host}]" if ":" in host else host
    auth = None
    if parts.username is not None:
        auth = (unquote(parts.username).encode(), unquote(parts.password or "").encode())
    return Proxy(
        scheme=parts.scheme,
        host=host,
        port=port,
        shown=f"{parts.scheme}://{bracketed}:{port}",
        auth=auth,
    )


def may_pass(host: str) -> bool:
    """Tell whether a proxy may be asked for a host: for a public address or name."""
    number = literal(host)
    if number is not None:
        return is_public(number)
    name, _, last = host.lower().rstrip(".").rpartition(".")
    # A last label that begins with a digit is a number in disguise (0x7f.1): no such domain exists.
    return bool(name) and not last[:1].isdigit() and last not in _LOCAL | {"arpa"}
