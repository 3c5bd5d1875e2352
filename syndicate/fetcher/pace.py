"""When a source is asked again, and a failed entry tried again. Pure: `now` in, an instant out.

    interval (learned, where it is "auto") or cron
                     ─▶ not before what the server and the feed asked for ─▶ jitter
                     ─▶ out of the hours and days that the feed wants to be skipped

Jitter only ever delays: a poll that comes early counts as too fast. It follows from the name and
`now`, so a fixed clock gives the same bytes twice. Nothing is ever given up: the longest wait
after failures is a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from syndicate.model import Source

CronNext = Callable[[str, str, datetime], datetime]
"""Cron expression, IANA zone, instant → the first matching instant after it."""

MAX_BACKOFF = timedelta(hours=24)
FIRST_RETRY = timedelta(minutes=10)
RETRY_JITTER = 0.1

MAX_TTL = timedelta(days=7)
"""As for max-age: a feed that asks for a year was written by mistake."""

LEAST = timedelta(minutes=15)
"""The shortest interval that is learned; what comes within it was published at one time."""

MOST = timedelta(hours=24)
"""The longest interval that is learned: a source that wakes up is noticed within a day."""

# Two weeks of a daily source, a morning of a newspaper: older ones say what it was like once.
_RECENT = 20
# From two gaps the larger one is taken; one alone says nothing.
_GAPS = 2

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = timedelta(hours=1)


def usual_gap(dates: Iterable[datetime]) -> timedelta | None:
    """Return the median time between the latest announcements; None when they are too few.

    Those within a quarter of an hour are one: what a site publishes at a time.
    """
    apart: list[datetime] = []
    for date in sorted(dates, reverse=True)[:_RECENT]:
        if not apart or apart[-1] - date >= LEAST:
            apart.append(date)
    gaps = sorted(later - earlier for later, earlier in pairwise(apart))
    return gaps[len(gaps) // 2] if len(gaps) >= _GAPS else None


def learned(gap: timedelta, quiet: timedelta) -> timedelta:
    """Return how often to ask a source that announces every `gap`, `quiet` since its last change.

    Twice in a gap, so that news is half a gap old at most; less often the longer nothing comes.
    """
    return min(max(gap / 2, quiet / 10, LEAST), MOST)


def paced(
    source: Source, gap: timedelta | None, changed_at: datetime | None, now: datetime
) -> Source:
    """Return the source with the interval that was learned, if it is to be and can be."""
    if not source.adaptive or gap is None:
        return source
    quiet = now - changed_at if changed_at else timedelta()
    return replace(source, interval=learned(gap, quiet))


def slowed(source: Source, until: datetime | None, now: datetime) -> Source:
    """Return the source as it is asked while a hub sends what it publishes, until an instant.

    Once a day is enough to notice what the hub lost; never more often than without it. Times
    that a cron names stay: somebody wants them.
    """
    if until is None or until <= now:
        return source
    return replace(source, interval=max(source.interval, min(MOST, until - now)))


def next_due(
    source: Source,
    now: datetime,
    *,
    not_before: datetime | None,
    ttl: timedelta | None,
    skip_hours: frozenset[int],
    skip_days: frozenset[str],
    failures: int,
    cron_next: CronNext | None,
) -> datetime:
    """Return when to ask the source again, after `failures` failed checks in a row.

    `cron_next` is needed only by a source that has a `cron`; its times carry no jitter.
    """
    floor = _floor(now, not_before, ttl)
    if failures:
        floor = max(floor, now + _doubled(source.interval, failures - 1))
    skipped = _skipped(skip_hours, skip_days)
    if source.cron is not None and cron_next is not None:
        return _cron_due(source, now, floor, skipped, cron_next)
    spread = _share(source.id, now) * source.jitter
    due = max(now + source.interval, floor) + source.interval * spread
    awake = _awake(due, skipped)
    # Whoever was moved to the end of a pause does not come on the stroke of the hour with all
    # others; within that hour it stays, whatever the interval.
    return due if awake == due else awake + min(source.interval, _HOUR) * spread


def awake_at(now: datetime, skip_hours: frozenset[int], skip_days: frozenset[str]) -> datetime:
    """Return when a source may be asked whose turn comes late, past hours that it wants skipped."""
    return _awake(now, _skipped(skip_hours, skip_days))


def retry_at(attempts: int, now: datetime, *, not_before: datetime | None, name: str) -> datetime:
    """Return when to try an entry again that failed now, after `attempts` failures before."""
    wait = _doubled(FIRST_RETRY, attempts)
    wait = min(wait * (1 + RETRY_JITTER * _share(name, now)), MAX_BACKOFF)
    return max(now + wait, not_before or now)


def _floor(now: datetime, not_before: datetime | None, ttl: timedelta | None) -> datetime:
    return max(now, not_before or now, now + min(ttl or timedelta(), MAX_TTL))


def _doubled(first: timedelta, times: int) -> timedelta:
    """Double at most up to `MAX_BACKOFF`; what begins above it stays."""
    # Past 2^20 every interval that config accepts is over the limit.
    return max(first, min(first * (1 << min(times, 20)), MAX_BACKOFF))


def _cron_due(
    source: Source,
    now: datetime,
    floor: datetime,
    skipped: frozenset[tuple[int, int]],
    cron_next: CronNext,
) -> datetime:
    """Return the first cron time that is not below the floor nor in a skipped hour."""
    cron = source.cron or ""
    due = cron_next(cron, source.timezone, max(now, floor - timedelta(microseconds=1)))
    # A week of hours is all that can be skipped; a cron whose every time is skipped keeps its own.
    for _ in range(7 * 24):
        awake = _awake(due, skipped)
        if awake == due:
            return due
        due = cron_next(cron, source.timezone, awake - timedelta(microseconds=1))
    return due


def _skipped(hours: frozenset[int], days: frozenset[str]) -> frozenset[tuple[int, int]]:
    """Return the (weekday, hour) pairs in GMT that a feed wants to be left alone in.

    A feed that skips the whole week says nothing. RSS counts hours 0 to 23; some write 24 for 0.
    """
    named = {day.strip().lower() for day in days}
    mutes = {hour % 24 for hour in hours}
    pairs = frozenset(
        (weekday, hour)
        for weekday, name in enumerate(_DAYS)
        for hour in range(24)
        if name in named or hour in mutes
    )
    return pairs if len(pairs) < 7 * 24 else frozenset()


def _awake(due: datetime, skipped: frozenset[tuple[int, int]]) -> datetime:
    """Return `due`, or the next full hour after it that is not skipped."""
    moment = due.astimezone(UTC)
    while (moment.weekday(), moment.hour) in skipped:
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due if moment == due else moment


def _share(name: str, now: datetime) -> float:
    """Return a number in [0, 1) that only `name` and `now` decide."""
    seed = f"{name}\n{now.astimezone(UTC).isoformat()}".encode()
    return int.from_bytes(hashlib.blake2b(seed, digest_size=6).digest()) / 2**48
