"""How often a feed has news, from when it had some. Pure.

What comes at one poll of a source is announced within seconds: that is once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

STEPS = (15, 30, 60, 120, 180, 360, 720, 1440)
"""Minutes that a feed names, so that one new gap seldom changes them."""

_TOGETHER = timedelta(minutes=5)
_FEWEST = 3


def minutes(announced: Iterable[datetime]) -> int | None:
    """Return how long it usually takes until there is news, None where nothing tells yet.

    The longest step that is not longer than the usual gap: whoever asks that often misses
    little, and asks seldom for nothing.
    """
    times = sorted(announced)
    apart = [later - sooner for sooner, later in pairwise(times) if later - sooner > _TOGETHER]
    if len(apart) < _FEWEST:
        return None
    usual = median(gap / timedelta(minutes=1) for gap in apart)
    return max((step for step in STEPS if step <= usual), default=STEPS[0])
