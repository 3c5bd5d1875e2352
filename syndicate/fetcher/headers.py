"""What an answer's headers ask of us. Pure: raw header lines in, values out, junk is None.

Headers stay the bytes that came, in their order: a validator must go back byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

Headers = Sequence[tuple[bytes, bytes]]

MAX_FRESH = timedelta(days=7)
"""How far a server may put off the next request: a year of max-age is a mistake, not a wish."""

MAX_RETRY = timedelta(days=1)
"""How long Retry-After may hold a host: an hour is usual, a day is a ban, more is junk."""

_DIRECTIVE = re.compile(r"""\s*([a-z-]+)\s*(?:=\s*"?([^",\s]*)"?)?""")
# Directives that hold a colon of their own; any other colon ends a robot's name.
_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")


def values(headers: Headers, name: str) -> list[str]:
    """Return every value of a header, in order; `name` in any case."""
    wanted = name.lower().encode("ascii")
    return [value.decode("latin-1") for key, value in headers if key.lower() == wanted]


def lines(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return all lines, as text."""
    return tuple((name.decode("latin-1"), text.decode("latin-1")) for name, text in headers)


def value(headers: Headers, name: str) -> str | None:
    """Return the first value of a header; None when there is none."""
    return next(iter(values(headers, name)), None)


def instant(headers: Headers, name: str) -> datetime | None:
    """Return the first value of a header as the instant that it is; None when it is none."""
    return _date(value(headers, name))


def freshness(headers: Headers, now: datetime) -> datetime | None:
    """Return when the answer stops being fresh (RFC 9111 §4.2.1), at most `MAX_FRESH` from now.

    None when nothing says so, or when the server wants to be asked each time.
    """
    directives = _cache_control(headers)
    if "no-cache" in directives or "no-store" in directives:
        return None
    lifetime = _seconds(directives.get("max-age"), MAX_FRESH)
    if lifetime is None and "max-age" not in directives:
        lifetime = _until_expiry(headers, now)
    if lifetime is None:
        return None
    age = _seconds(value(headers, "age"), MAX_FRESH) or timedelta()
    left = min(lifetime - age, MAX_FRESH)
    return now + left if left > timedelta() else None


def retry_after(headers: Headers, now: datetime) -> datetime | None:
    """Return the instant of Retry-After (RFC 9110 §10.2.3), at most `MAX_RETRY` from now."""
    text = value(headers, "retry-after")
    wait = _seconds(text, MAX_RETRY)
    if wait is None:
        moment = _date(text)
        wait = moment - now if moment else timedelta()
    return now + min(wait, MAX_RETRY) if wait > timedelta() else None


def x_robots(headers: Headers, agent: str = "syndicate") -> frozenset[str]:
    """Return X-Robots-Tag's lower-cased directives for all robots and for `agent`."""
    found: set[str] = set()
    for line in values(headers, "x-robots-tag"):
        found.update(_directives_for(agent, line.lower()))
    return frozenset(found)


def _directives_for(agent: str, line: str) -> list[str]:
    """Return one line's directives that `agent` must mind: a robot's name holds to line's end."""
    robot, found = "", []
    for part in line.split(","):
        name, colon, rest = part.partition(":")
        named = bool(colon) and name.strip() not in _WITH_VALUE
        robot = name.strip() if named else robot
        directive = " ".join((rest if named else part).split())
        if directive and robot in ("", "*", agent):
            found.append(directive)
    return found


def _cache_control(headers: Headers) -> dict[str, str]:
    parts = ",".join(values(headers, "cache-control")).lower().split(",")
    matches = (_DIRECTIVE.match(part) for part in parts)
    return {found[1]: found[2] or "" for found in matches if found}


def _until_expiry(headers: Headers, now: datetime) -> timedelta | None:
    """Measure Expires on the server's own clock, which Date tells, else on ours."""
    expires = _date(value(headers, "expires"))
    if expires is None:
        return None
    return expires - (_date(value(headers, "date")) or now)


def _seconds(text: str | None, most: timedelta) -> timedelta | None:
    """Read a delta-seconds (RFC 9111 §1.2.2): digits only; huge numbers mean `most`."""
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdigit():
        return None
    # Twenty digits overflow timedelta; 4,300 are refused by int() itself.
    return timedelta(seconds=min(int(digits[:10]), most.total_seconds()))


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else _utc(moment)


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
