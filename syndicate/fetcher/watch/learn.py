"""What a source's documents were like, and one more → what they are like. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from syndicate.model import Baseline, Facts, Select, Source

WEIGHT = 0.25
"""How much the newest document counts: what changed is the usual after ten more of its kind."""

KEPT = 20
"""Documents whose number of items is remembered: a day's, of a feed that changes hourly."""

ENOUGH = 3
"""Answers from which on the number of items is known: fewer of quiet sources than of others."""

QUIET = 8
"""Usual gaps without news after which a source is quiet: of sources whose news come at random
(Poisson) one gap in 3,000 is longer."""

WAVES = 4
"""Gaps from which on their usual length is known."""

SHORTEST = timedelta(days=3)
"""Silence that is nothing: weekends, holidays."""


def mark(source: Source) -> str:
    """Return a mark of what is followed: its address, without secrets, and how it is read."""
    said = f"{source.label}\n{source.kind}\n{_said(source.select)}"
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=6).hexdigest()


# Most sources are read like many others, and to say how takes as long as the digest of it.
@lru_cache(maxsize=256)
def _said(select: Select) -> str:
    return repr(select)


def of_source(baseline: Baseline | None, source: Source) -> Baseline:
    """Return the baseline of a source as it is configured now, an empty one where it is another."""
    known = mark(source)
    return baseline if baseline and baseline.of == known else Baseline(of=known)


def learn(known: Baseline, facts: Facts, now: datetime) -> Baseline:
    """Return the baseline with one more document, in which nothing was wrong."""
    known = _paced(known, facts, now)
    if not facts.items:
        counts = (*known.counts, 0)[-KEPT:]
        return replace(known, counts=counts, doubt=None, doubted=0)
    first = known.checks == 0

    def mixed(before: float, today: float) -> float:
        return today if first else before + WEIGHT * (today - before)

    def mixed_all(before: Mapping[str, float], today: Mapping[str, float]) -> Mapping[str, float]:
        return {part: round(mixed(before.get(part, 0.0), today[part]), 3) for part in today}

    return replace(
        known,
        checks=known.checks + 1,
        counts=(*known.counts, facts.items)[-KEPT:],
        title=round(mixed(known.title, facts.title), 1),
        text=round(mixed(known.text, facts.text), 1),
        shares=mixed_all(known.shares, facts.shares),
        common=mixed_all(known.common, facts.common),
        newest=max(filter(None, (known.newest, facts.newest)), default=None),
        garbled=round(mixed(known.garbled, facts.garbled), 5),
        script=facts.script if first or facts.script == known.script else "",
        doubt=None,
        doubted=0,
        stuck=_stuck(known, facts),
    )


def unchanged(known: Baseline) -> Baseline:
    """Return the baseline after an answer that was that of last time: it is so still."""
    if not known.counts or len(known.counts) >= ENOUGH:
        return known
    return replace(known, counts=(*known.counts, known.counts[-1]))


def doubted(known: Baseline, facts: Facts, now: datetime) -> Baseline:
    """Return the baseline after a document from which nothing is learned but its pace."""
    return replace(_paced(known, facts, now), stuck=_stuck(known, facts))


def is_quiet(known: Baseline, now: datetime) -> bool:
    """Tell whether a source has been silent for much longer than it usually is."""
    if known.news_at is None or known.waves < WAVES:
        return False
    return now - known.news_at > max(SHORTEST, timedelta(seconds=QUIET * known.gap))


def _paced(known: Baseline, facts: Facts, now: datetime) -> Baseline:
    if not facts.fresh:
        return known
    if known.news_at is None:
        return replace(known, news_at=now)
    seconds = (now - known.news_at).total_seconds()
    gap = seconds if not known.waves else known.gap + WEIGHT * (seconds - known.gap)
    return replace(known, news_at=now, gap=round(gap, 1), waves=known.waves + 1)


def _stuck(known: Baseline, facts: Facts) -> int:
    """Return for how many documents with news in a row the newest date has not moved."""
    if facts.newest is None or known.newest is None:
        return 0
    if facts.newest > known.newest:
        return 0
    return known.stuck + bool(facts.fresh)
