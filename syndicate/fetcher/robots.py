"""What a host's robots.txt says (RFC 9309). Pure: its bytes in, verdicts out.

This module alone knows Protego, which reads the `*` and `$` patterns of RFC 9309 §2.2.3 and the
Crawl-delay that is older than the RFC.
"""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from protego import Protego

from syndicate.model import Host

MAX_AGE = timedelta(hours=24)
"""How long a copy may be used (RFC 9309 §2.4)."""

MAX_BYTES = 512_000
"""The least that must be read is 500 kibibytes (RFC 9309 §2.5)."""

ACCEPT = "text/plain,*/*;q=0.5"


def is_known(host: Host, now: datetime) -> bool:
    """Tell whether the host's robots.txt was read, and lately enough to rely on."""
    return host.robots is not None and host.robots_at is not None and now - host.robots_at < MAX_AGE


def allows(body: bytes, url: str, user_agent: str) -> bool:
    """Tell whether a robots.txt lets `user_agent` ask for `url`."""
    return not body or _parse(body).can_fetch(url, _product(user_agent))


def crawl_delay(body: bytes | None, user_agent: str) -> float:
    """Return the seconds a robots.txt wants between two requests; 0 when it does not say."""
    if not body:
        return 0.0
    return max(0.0, _parse(body).crawl_delay(_product(user_agent)) or 0.0)


def means_none(status: int) -> bool:
    """Tell whether a status for robots.txt says that there is none (RFC 9309 §2.3.1.3).

    429 is no such answer: a host that is too busy to say has not said yes.
    """
    return 400 <= status < 500 and status != 429


@functools.lru_cache(maxsize=32)
def _parse(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8-sig", errors="replace"))


def _product(user_agent: str) -> str:
    """Return the product token (RFC 9309 §2.2.1): a contact URL behind it names no robot."""
    return user_agent.partition("/")[0].strip() or user_agent
