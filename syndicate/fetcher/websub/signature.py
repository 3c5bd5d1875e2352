"""Whether a hub, and nobody else, sent this body (WebSub §8): pure."""

from __future__ import annotations

import hashlib
import hmac
import re

METHODS = ("sha1", "sha256", "sha384", "sha512")

_HEADER = re.compile(r"(sha\d{1,3})=([0-9a-fA-F]{40,128})")


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """Tell whether X-Hub-Signature (``method=hex``) is that of `body`; takes the same time for
    every wrong one.
    """
    found = _HEADER.fullmatch(header.strip())
    if found is None or found[1] not in METHODS or not secret:
        return False
    return hmac.compare_digest(sign(secret, found[1], body), found[2].lower())


def sign(secret: str, method: str, body: bytes) -> str:
    """Return the HMAC of a body in hexadecimal digits; `method` is one of `METHODS`."""
    return hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
