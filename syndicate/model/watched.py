"""What is known of how a source usually is, and what its answers are measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Condition = Literal["ok", "quiet", "broken rule", "failing", "blocked", "gone"]

Fault = Literal[
    "captcha",
    "login",
    "consent wall",
    "forbidden",
    "soft 404",
    "maintenance",
    "parked domain",
    "script shell",
    "empty page",
    "page instead of feed",
    "list empty",
    "titles equal",
    "links equal",
    "dates equal",
    "titles gone",
    "links gone",
    "dates gone",
    "dates frozen",
    "texts gone",
    "items halved",
    "encoding",
    "language",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what one document of a source looks like.

    `items` is how many it lists, `fresh` how many of them were never seen. `title` and `text`
    are the median lengths, `shares` says by part in how much of the items it is (0..1), `common`
    how much of them have the commonest value of it. `newest` is the newest date that is not in
    the future. `garbled` is the share of characters that wrong decoding leaves, `script` the
    one of most letters, "" where none rules.
    """

    items: int
    fresh: int = 0
    title: float = 0.0
    text: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    common: Mapping[str, float] = field(default_factory=dict)
    newest: datetime | None = None
    garbled: float = 0.0
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Hold how a source's documents usually are, learned from `checks` of them.

    `of` is a mark of what is followed: another address or other rules have another baseline.
    `counts` are the items of the last ones. `news_at` is when it last had something new, `gap`
    the usual seconds between that, learned from `waves` of it. `stuck` counts documents in a row
    whose new items were all dated before those of old. `doubt` is a fault that was seen `doubted`
    times in a row and that may be how the source is from now on.
    """

    of: str = ""
    checks: int = 0
    counts: tuple[int, ...] = ()
    title: float = 0.0
    text: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    common: Mapping[str, float] = field(default_factory=dict)
    newest: datetime | None = None
    garbled: float = 0.0
    script: str = ""
    news_at: datetime | None = None
    gap: float = 0.0
    waves: int = 0
    stuck: int = 0
    doubt: Fault | None = None
    doubted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold what is amiss with a source, and what to do; `is_hard`: nothing of it is to be kept."""

    condition: Condition = "ok"
    fault: Fault | None = None
    reason: str | None = None
    hint: str | None = None
    is_hard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Hold a change of a source's condition that the operator was told of."""

    source: str
    at: datetime
    before: Condition
    after: Condition
    reason: str | None = None
    hint: str | None = None
