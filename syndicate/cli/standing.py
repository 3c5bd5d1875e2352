"""One source in full: where it stands, why, and what to do next. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from syndicate.cli import hubs
from syndicate.cli.text import ago, clean, moment, plural, until
from syndicate.config.values import write_duration
from syndicate.fetcher import pace
from syndicate.model import Source, Standing
from syndicate.report import look_again, look_for_rules

_AWAY = re.compile(r"answered (?:404|410)\b")
_STRANGER = "if it knows you in a browser: headers, credentials and cookies of the source"


def facts(source: Source, standing: Standing, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each fact that is known of a source."""
    asked = "never" if standing.condition == "gone" else until(standing.due, now)
    told = {
        "address": source.label,
        "kind": source.kind,
        "why": standing.reason or "",
        "next step": next_step(source, standing) or "",
        "failures": str(standing.failures) if standing.failures else "",
        "since": moment(standing.since) if standing.reason else "",
        "checked": ago(standing.checked_at, now),
        "changed": ago(standing.changed_at, now),
        "rhythm": rhythm(source, standing),
        "hub": hubs.line(standing, now) if source.websub else "",
        "next": asked if source.enabled else "never: enabled = false",
        "articles": str(standing.articles),
        "waiting": waiting(standing, now) if standing.pending else "",
        "given up": plural(standing.given_up, "entry", "entries") if standing.given_up else "",
    }
    yield from ((name, clean(text)) for name, text in told.items() if text)


def waiting(standing: Standing, now: datetime) -> str:
    """Return how many entries wait, until when the first does, and why."""
    count = plural(standing.pending, "entry", "entries")
    told = f"{count}, tried {until(standing.pending_at, now)}" if standing.pending_at else count
    return f"{told}: {standing.pending_why}" if standing.pending_why else told


def usual(source: Source) -> str:
    """Return what config says of when a source is asked."""
    if source.cron:
        return source.cron
    return "auto" if source.adaptive else f"every {write_duration(source.interval)}"


def rhythm(source: Source, standing: Standing) -> str:
    """Return how often a source is asked, and why."""
    checked = standing.checked_at
    if source.cron or checked is None:
        return f"{usual(source)}: config"
    paced = pace.paced(source, standing.hints.gap, standing.changed_at, checked)
    pushes = standing.subscription.pushes_until if standing.subscription else None
    if pushes is not None:
        slowed = pace.slowed(paced, pushes, checked)
        about = timedelta(minutes=round(slowed.interval / timedelta(minutes=1)))
        return f"every {write_duration(about)}: its hub sends what is new"
    known = source.adaptive and standing.hints.gap is not None
    minutes = timedelta(minutes=round(paced.interval / timedelta(minutes=1)))
    told = f"every {write_duration(minutes or paced.interval)}: {'learned' if known else 'config'}"
    latest = checked + paced.interval * (1 + paced.jitter)
    if standing.due <= latest or standing.condition == "gone":
        return told
    return f"{told}; not before {moment(standing.due)}: {_why_later(standing)}"


def _why_later(standing: Standing) -> str:
    """Return what keeps a source from being asked when its interval is over."""
    if standing.failures:
        return "it failed, and is asked less often"
    if standing.hints.ttl or standing.hints.skip_hours or standing.hints.skip_days:
        return "its feed or its server asks for it (ttl, skipHours, max-age)"
    return "its server asks for it (max-age, Retry-After)"


def next_step(source: Source, standing: Standing) -> str | None:
    """Return what to do about a source, None where nothing is amiss."""
    if standing.condition in ("ok", "quiet"):
        return None
    if standing.condition == "broken rule":
        return look_for_rules(source)
    if standing.condition == "gone" or _AWAY.search(standing.reason or ""):
        return look_again(source)
    if standing.condition == "blocked":
        return _STRANGER
    return f"syndicate run {standing.id} tries it again now"
