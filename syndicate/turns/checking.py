"""One source's check, once its answer is there: what is remembered of it, and when it is next due.

    page ─▶ news.look_for ─▶ archive.put_card ─▶ memory.discover ─▶ Outcome

Validators and entries are remembered in one transaction: with the validators alone, the next
304 would lose the entries for ever.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from syndicate import log
from syndicate.errors import (
    ArchiveError,
    BadStatus,
    FaultError,
    Postponed,
    ProxyFailed,
    RuleError,
    SourceError,
)
from syndicate.fetcher import pace
from syndicate.fetcher.watch import diagnose
from syndicate.fetcher.websub import offers
from syndicate.model import (
    Change,
    Condition,
    Document,
    Hints,
    Outcome,
    Page,
    Request,
    Source,
    Standing,
    Turn,
    Validators,
)
from syndicate.parts import Parts, tell
from syndicate.report import look_again, look_for_rules
from syndicate.turns import news, notices, passing, watching
from syndicate.turns.course import Course

MOVED = timedelta(days=7)
"""How long a permanent redirect must hold before the new address is asked directly."""

GONE = timedelta(days=365)
"""When a source that answered 410 is looked at once more."""

_log = log.get(__name__)

_AWAY = frozenset({404, 410})
_STRANGER = frozenset({401, 403})
_BLOCKED = frozenset({401, 402, 403, 407, 429, 451})


class Checking:
    """Remember what checks of one turn found."""

    def __init__(self, parts: Parts, turn: Turn, course: Course) -> None:
        self._parts = parts
        self._turn = turn
        self._course = course

    async def take(self, source: Source, standing: Standing, page: Page, same: bool) -> Outcome:
        """Take in what a source answered; `same` when that is what it answered last time.

        Raises ParseError when it is no document of the source's kind.
        """
        if same:
            document = None
            watched = watching.unchanged(source, standing, self._parts.clock.now())
            tell(self._parts, "unchanged", source)
        else:
            document, watched = await self._discover(source, standing, page)
        now = self._parts.clock.now()
        self._heed(source, page.not_before)
        hints = _hints(page, document) if document else standing.hints
        there = standing.moved_to if page.url == standing.moved_to else None
        moved = page.moved_to or there
        outcome = Outcome(
            source=source.id,
            due=self._next(
                self._paced(source, standing, hints, now if document else standing.changed_at),
                now,
                page.not_before,
                hints,
                failures=0,
            ),
            checked_at=now,
            changed=document is not None,
            validators=page.validators,
            hints=hints,
            moved_to=moved,
            moved_since=_since(standing, moved, now),
        )
        return self._told(source, standing, self._doubted(outcome, watched, standing))

    async def take_pushed(self, source: Source, standing: Standing, page: Page) -> Outcome:
        """Take in what a hub sent of a source: its news alone perhaps, so only entries count.

        What is known of the document at its own address stays as it is. Raises ParseError.
        """
        now = self._parts.clock.now()
        found = await news.look_for(self._parts, source, standing, page, now)
        await self._remember(source, found, None, now)
        tell(self._parts, "pushed", source, counts=found.counts)
        paced = self._paced(source, standing, standing.hints, now)
        due = self._next(paced, now, None, standing.hints, failures=0)
        later = standing.due if standing.failures else max(standing.due, due)
        return replace(_as_before(standing, later), changed=True)

    def put_off(self, source: Source, standing: Standing, error: Postponed) -> Outcome | None:
        """Let a source wait that may not be asked before an instant; None when that is unknown."""
        if error.not_before is None:
            return None
        self._heed(source, error.not_before)
        return _as_before(standing, error.not_before)

    def asleep(self, standing: Standing) -> Outcome | None:
        """Let a source wait that is due but came late, into hours that it wants skipped."""
        now, hints = self._parts.clock.now(), standing.hints
        later = pace.awake_at(now, hints.skip_hours, hints.skip_days)
        return _as_before(standing, later) if later > now else None

    def cut_off(self, source: Source, standing: Standing, error: ProxyFailed) -> Outcome:
        """Let a source wait for the operator's proxy; where it stands stays as it was."""
        tell(self._parts, "failed", source, reason=error.message, hint=error.hint)
        self._parts.complain(error)
        return _as_before(standing, error.not_before or self._parts.clock.now())

    def went_wrong(
        self, source: Source, standing: Standing, error: SourceError | ArchiveError
    ) -> Outcome:
        """Say when to try again; a remembered address that fails is forgotten."""
        hint = advice(source, error) or error.hint
        tell(self._parts, "failed", source, reason=error.message, hint=hint)
        if hint:
            self._course.hints[source.id] = hint
        now = self._parts.clock.now()
        not_before = error.not_before if isinstance(error, SourceError) else None
        self._heed(source, not_before)
        failures = standing.failures + 1
        condition = condition_of(error, source)
        paced = pace.paced(source, standing.hints.gap, standing.changed_at, now)
        due = self._next(paced, now, not_before, standing.hints, failures=failures)
        outcome = Outcome(
            source=source.id,
            due=now + GONE if condition == "gone" else due,
            condition=condition,
            reason=error.message,
            failures=failures,
            since=standing.since or now,
            checked_at=now,
        )
        return self._told(source, standing, outcome)

    def _doubted(self, outcome: Outcome, watched: watching.Watched, standing: Standing) -> Outcome:
        """Say in a good check's outcome what is amiss with what it found."""
        found, baseline = watched.finding, watched.baseline
        if found.fault is None:
            return replace(
                outcome, baseline=baseline, condition=found.condition, reason=found.reason
            )
        _log.warning("answer doubted", source=outcome.source, reason=found.reason)
        if found.hint:
            self._course.hints[outcome.source] = found.hint
        return replace(
            outcome,
            baseline=baseline,
            condition=found.condition,
            reason=found.reason,
            failures=standing.failures + 1,
            since=standing.since or outcome.checked_at,
        )

    def _told(self, source: Source, standing: Standing, outcome: Outcome) -> Outcome:
        """Add to an outcome what the operator is told of it."""
        hint = self._course.hints.get(source.id)
        notice = notices.notice(source, standing, outcome, hint)
        if notice is None:
            return outcome
        change = Change(
            source=source.id,
            at=self._parts.clock.now(),
            before=notice.before,
            after=notice.after,
            reason=notice.reason,
            hint=notice.hint,
        )
        return replace(outcome, change=change)

    async def _discover(
        self, source: Source, standing: Standing, page: Page
    ) -> tuple[Document, watching.Watched]:
        """Read the document and remember its entries together with its validators."""
        now = self._parts.clock.now()
        found = await news.look_for(self._parts, source, standing, page, now)
        document, entries = found.document, found.entries
        fresh = sum(map(found.is_new, entries.pending)) + len(entries.skipped)
        watched = watching.judge(source, standing, page, document, fresh, now)
        validators = page.validators or Validators(url=page.url)
        await self._remember(source, found, validators, now, _hints(page, document))
        tell(self._parts, "checked", source, counts=found.counts)
        return document, watched

    async def _remember(
        self,
        source: Source,
        found: news.News,
        validators: Validators | None,
        now: datetime,
        hints: Hints | None = None,
    ) -> None:
        """Keep what a document announced, and what it says of itself."""
        archive, memory, entries = self._parts.archive, self._parts.memory, found.entries
        said = passing.card(source, found.document, found.card, entries)
        if said != found.card:
            self._course.changed = True
            await asyncio.to_thread(archive.put_card, said)
        await memory.discover(
            self._turn, source.id, validators, entries.pending, entries.passed, now, hints
        )
        self._course.found |= bool(entries.pending)
        for entry, why in entries.objections:
            _log.debug("entry passed over", source=source.id, title=entry.title, filter=why)

    def _paced(
        self, source: Source, standing: Standing, hints: Hints, changed_at: datetime | None
    ) -> Source:
        """Return the source with the interval that holds now: learned, or that beside a hub."""
        now, lease = self._parts.clock.now(), standing.subscription
        paced = pace.paced(source, hints.gap, changed_at, now)
        return pace.slowed(paced, lease.pushes_until if lease else None, now)

    def _heed(self, source: Source, not_before: datetime | None) -> None:
        if not_before is not None:
            self._course.asked[source.id] = not_before

    def _next(
        self,
        source: Source,
        now: datetime,
        not_before: datetime | None,
        hints: Hints,
        *,
        failures: int,
    ) -> datetime:
        return pace.next_due(
            source,
            now,
            not_before=not_before,
            ttl=hints.ttl,
            skip_hours=hints.skip_hours,
            skip_days=hints.skip_days,
            failures=failures,
            cron_next=self._parts.cron_next,
        )


def address(source: Source, standing: Standing, now: datetime) -> str:
    """Return where to ask: the new address once a permanent redirect has held for a week."""
    held = standing.moved_since is not None and now - standing.moved_since >= MOVED
    return standing.moved_to if standing.moved_to and held else source.url


def _since(standing: Standing, moved: str | None, now: datetime) -> datetime | None:
    if moved is None:
        return None
    return standing.moved_since if moved == standing.moved_to else now


def _as_before(standing: Standing, due: datetime) -> Outcome:
    """Return the outcome of a check that did not come about."""
    return Outcome(
        source=standing.id,
        due=due,
        condition=standing.condition,
        reason=standing.reason,
        failures=standing.failures,
        since=standing.since,
        moved_to=standing.moved_to,
        moved_since=standing.moved_since,
    )


def _hints(page: Page, document: Document) -> Hints:
    dates = [entry.published or entry.updated for entry in document.entries]
    return Hints(
        ttl=document.ttl,
        skip_hours=document.skip_hours,
        skip_days=document.skip_days,
        gap=pace.usual_gap(date for date in dates if date),
        offer=offers.offer(page, document),
    )


def advice(source: Source, error: SourceError | ArchiveError) -> str | None:
    """Return what to do about a source whose rules fit no longer, or whose site knows us not."""
    if isinstance(error, RuleError):
        return look_for_rules(source)
    if isinstance(error, BadStatus) and error.status in _AWAY:
        return look_again(source)
    if not isinstance(error, BadStatus) or error.status not in _STRANGER:
        return None
    if source.request == Request():
        return "if it knows you in a browser: headers, credentials and cookies of the source"
    return "its headers, credentials or cookies may be right no longer"


def condition_of(error: SourceError | ArchiveError, source: Source) -> Condition:
    """Return the condition that an error puts a source in."""
    if isinstance(error, FaultError):
        return diagnose.condition(error.fault, source)
    if isinstance(error, RuleError):
        return "broken rule"
    if isinstance(error, BadStatus):
        if error.status == 410:
            return "gone"
        if error.status in _BLOCKED:
            return "blocked"
    return "failing"
