"""What is remembered between turns, and what a turn does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from syndicate.model.announced import Entry, Validators
from syndicate.model.pushed import Offer, Subscription
from syndicate.model.watched import Baseline, Change, Condition

Verdict = Literal["feed", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Hold the names by which an announced article may already be known.

    `guid` is None when it can't tell articles apart (absent, or twice in one document); so are
    `urls` (canonical first). `key` is the identity that a new article gets. `ids` and `paths`
    are candidates for a new article's id and folder, best first: the first free one is taken.
    """

    source: str
    key: str
    guid: str | None = None
    urls: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Hold where an article lives, or is about to; `known` is True once it was recorded."""

    key: str
    id: str
    path: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Hold an announced entry that waits to become an article.

    `name` is the entry's own key inside its source. `ambiguous` says which of its names occur
    twice in their document ("guid", "url") and therefore identify nothing. `batch` names the
    backfill that brought it.
    """

    source: str
    name: str
    entry: Entry
    ambiguous: frozenset[str] = frozenset()
    fingerprint: str
    attempts: int = 0
    retry_at: datetime
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Hold what a source's document last said of its rhythm, as `Document` does.

    `gap` is the usual time between two of its announcements, `offer` the hub that it names.
    """

    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    gap: timedelta | None = None
    offer: Offer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold where a source stands: what we remember of it between turns.

    `learned` is the verdict on the source's own content ("feed", "page" or None: not yet known)
    with `votes` behind it. `moved_to` is a permanent redirect seen first at `moved_since`.
    `pending` counts entries that wait, the first until `pending_at`, `pending_why` it failed
    last; `given_up` those that failed for good.
    """

    id: str
    host: str
    due: datetime
    validators: Validators | None = None
    hints: Hints = Hints()
    condition: Condition = "ok"
    reason: str | None = None
    failures: int = 0
    since: datetime | None = None
    checked_at: datetime | None = None
    changed_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    learned: Verdict | None = None
    votes: int = 0
    started: bool = False
    articles: int = 0
    pending: int = 0
    pending_at: datetime | None = None
    pending_why: str | None = None
    given_up: int = 0
    baseline: Baseline | None = None
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Hold what politeness must remember of one host, asset hosts too.

    `delay` is the seconds between two requests; `robots` the body of its robots.txt as read at
    `robots_at` (empty: none).
    """

    name: str
    next_at: datetime | None = None
    delay: float = 0.0
    robots: bytes | None = None
    robots_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Hold one host's turn: the lease's token and the sources that are due in it.

    `waiting` says whether entries of the host wait whose time has come.
    """

    host: str
    token: str
    sources: tuple[Standing, ...] = ()
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold how a source's part of a turn ended; closing the turn remembers it.

    `validators`, `hints` and `baseline` None leave those of before; `change` is what the operator
    is told of it. `standing` fields that are not named
    here stay.
    """

    source: str
    due: datetime
    condition: Condition = "ok"
    reason: str | None = None
    failures: int = 0
    since: datetime | None = None
    checked_at: datetime | None = None
    changed: bool = False
    validators: Validators | None = None
    hints: Hints | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    baseline: Baseline | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Hold what a fresh checkout must know of a source beside what its archive says.

    `schedule` is the rhythm under which `standing.due` was chosen, `asked` until when its server
    asked not to be polled. `announced` is its newest announcement, `passed` how many names were
    passed over. `retries` (a mark of what was announced → attempts, and when the next may be)
    and `lost` (name → the beginning of its fingerprint) are entries that failed for now, and for
    good.
    """

    standing: Standing
    schedule: str = ""
    asked: datetime | None = None
    announced: datetime | None = None
    passed: int = 0
    retries: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
