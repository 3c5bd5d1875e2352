"""When things happen: crontab times, and the clockwork of the daemon.

APScheduler, which nothing else imports, holds a handful of jobs and no source: which host is
due stands in the frontier, so that next times survive a restart and a million sources cost a
look at the head of an index.

    every second    tick ─▶ frontier.due ─▶ a task per host, at most `concurrency` at once
    every ten       publish, when a turn has changed something since the last time
    every hour      tidy

A tick only hands hosts over; it never waits for a turn. While more hosts stand in line than
there is room for, the end of a turn is a tick too, and so is a place that a slow one leaves. A
turn that fails is logged, and its host comes again when its lease has run out.
"""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from syndicate import log
from syndicate.clock import Clock
from syndicate.errors import SyndicateError
from syndicate.state.base import Frontier
from syndicate.turns.places import Places

TICK = timedelta(seconds=1)
TIDY = timedelta(hours=1)
PUBLISH = timedelta(seconds=10)
"""A reader polls by the half hour at best; more often would only write the same files again."""

DRAIN = timedelta(seconds=60)
"""How long running turns may take to end: service managers kill after 90 seconds."""

# APScheduler's defaults drop a run when the machine slept or the loop was busy for a second.
_JOB = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[1-9]\d*))?")

# The longest jump that a clock change makes is two hours (Troll station).
_JUMP = timedelta(hours=2)
_MICROSECOND = timedelta(microseconds=1)

_log = log.get(__name__)


def cron_next(expression: str, timezone: str, after: datetime) -> datetime:
    """Return the first instant (UTC) after `after` that a crontab line means.

    As crontab(5): minute, hour, day of month, month, weekday (0 and 7 are Sunday); with both
    days given either is enough. Where clocks jump ahead, a time that the jump leaves out comes
    as much later; where they are put back, a time comes once, unless it means every hour.
    Raises ValueError when the expression or the zone makes no sense, or no day ever matches.
    """
    after = after.astimezone(UTC)
    zone, every_hour, triggers = _read_cron(expression, timezone)
    follow = _follow_clock if every_hour else _follow_wall
    times = [time for trigger in triggers if (time := follow(trigger, zone, after))]
    if not times:
        raise ValueError(f"cron {expression!r} never comes: no such month has such a day")
    return min(times)


@lru_cache(maxsize=1024)
def _read_cron(expression: str, timezone: str) -> tuple[ZoneInfo, bool, tuple[CronTrigger, ...]]:
    """Return the zone, whether the line means every hour, and a trigger for each kind of day."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{timezone!r} is no timezone") from error
    fields = expression.lower().split()
    if len(fields) != 5:
        raise ValueError(
            f"cron {expression!r} has {len(fields)} fields instead of 5:"
            " minute, hour, day of month, month, weekday"
        )
    minute, hour, day, month, weekday = fields
    every_hour = hour.startswith("*")
    either = not day.startswith("*") and not weekday.startswith("*")
    try:
        days = _weekdays(weekday)
        pairs = [(day, "*"), ("*", days)] if either else [(day, days)]
        triggers = tuple(
            CronTrigger(
                minute=minute,
                hour=hour,
                day=month_day,
                month=month,
                day_of_week=week_day,
                timezone=zone if every_hour else UTC,
            )
            for month_day, week_day in pairs
        )
    except ValueError as error:
        raise ValueError(f"cron {expression!r} makes no sense: {error}") from error
    return zone, every_hour, triggers


def _weekdays(field: str) -> str:
    """Name the weekdays that a crontab field means: for APScheduler 0 is Monday."""
    if field == "*":
        return field
    chosen: set[str] = set()
    for part in field.split(","):
        found = _WEEKDAY.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is no weekday")
        first = _weekday(found["first"] or "0")
        last = _weekday(found["last"]) if found["last"] else first
        if found["first"] is None or (found["step"] and found["last"] is None):
            last = 6
        elif last == 0 < first:
            last = 7
        if first > last:
            raise ValueError(f"{part!r} ends before it begins")
        chosen.update(_WEEKDAYS[first : last + 1 : int(found["step"] or 1)])
    return ",".join(sorted(chosen))


def _weekday(name: str) -> int:
    if name in _WEEKDAYS:
        return _WEEKDAYS.index(name)
    if name.isdigit() and int(name) <= 7:
        return int(name)
    raise ValueError(f"{name!r} is no weekday")


def _follow_clock(trigger: CronTrigger, zone: ZoneInfo, after: datetime) -> datetime | None:
    """Return the next time of a line that means every hour: hours pass however clocks are set."""
    time: datetime | None = trigger.get_next_fire_time(None, after + _MICROSECOND)
    return time.astimezone(UTC) if time else None


def _follow_wall(trigger: CronTrigger, zone: ZoneInfo, after: datetime) -> datetime | None:
    """Return the next time of a line that means hours of the day, each of them once a day.

    The trigger counts on the wall's clock, as if it were UTC. It begins before a jump that may
    just have been: what the jump left out comes after it.
    """
    wall = after.astimezone(zone).replace(tzinfo=UTC, fold=0) - _JUMP
    while wall := trigger.get_next_fire_time(None, wall + _MICROSECOND):
        time: datetime = wall.replace(tzinfo=zone).astimezone(UTC)
        if time > after:
            return time
    return None


async def _at_once() -> None:
    """Begin without preparations."""


class Scheduler:
    """Give due hosts their turns, publish and tidy, until told to stop.

    `turn` takes a host's name and says whether anything changed, `publish` and `tidy` nothing.
    `changed` says, at every tick, whether the configuration should be read again; `reload` does
    that, after SIGHUP too. `beat` is called after every tick, `stopping` when no more will come.
    """

    def __init__(
        self,
        frontier: Frontier,
        turn: Callable[[str], Awaitable[bool]],
        publish: Callable[[], Awaitable[object]],
        tidy: Callable[[], Awaitable[object]],
        clock: Clock,
        *,
        concurrency: int = 16,
        changed: Callable[[], bool] = lambda: False,
        reload: Callable[[], Awaitable[object]] | None = None,
        beat: Callable[[], None] = lambda: None,
        stopping: Callable[[], None] = lambda: None,
    ) -> None:
        self._frontier = frontier
        self._turn = turn
        self._publish = publish
        self._tidy = tidy
        self._clock = clock
        self._concurrency = concurrency
        self._places = Places(concurrency, self._place_left)
        self._changed = changed
        self._reload = reload
        self._beat = beat
        self._stopping = stopping
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._backlog = False
        self._unpublished = False
        self._stop = asyncio.Event()
        self._job = asyncio.Lock()
        self._said: dict[str, str] = {}
        self._told_to_reload = False

    async def run(self, begin: Callable[[], Awaitable[None]] = _at_once) -> None:
        """Begin, work until `stop` or SIGTERM or SIGINT, then let running turns end, and publish.

        Whoever asks to stop while it begins is heard when that is done. Turns longer than `DRAIN`
        are cancelled, as are all on a second signal: what they had not recorded comes again.
        """
        # What its jobs do is logged here; what it thinks of them is nobody's news.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        jobs = AsyncIOScheduler(timezone=UTC, job_defaults=_JOB)
        for job, often in (self._tick_now, TICK), (self.publish, PUBLISH), (self._tidy_now, TIDY):
            jobs.add_job(job, "interval", seconds=often.total_seconds())
        self._listen()
        try:
            await begin()
            await self._work(jobs)
        finally:
            self._deafen()

    async def _work(self, jobs: AsyncIOScheduler) -> None:
        jobs.start()
        _log.info("daemon started", concurrency=self._concurrency)
        try:
            await self._stop.wait()
        finally:
            jobs.pause()
            self._stopping()
            await self._drain()
            jobs.shutdown(wait=False)
        _log.info("daemon stopped")

    def stop(self) -> None:
        """Ask `run` to end; asked again, it no longer waits for running turns."""
        if self._stop.is_set():
            for flight in self._flights.values():
                flight.cancel()
        self._stop.set()

    async def tick(self, now: datetime) -> None:
        """Hand the due hosts over, as many as there is room for; wait for none of them."""
        if self._stop.is_set() or not self._places.free():
            return
        due = await self._frontier.due(now, self._concurrency + len(self._flights))
        waiting = [host for host in due if host not in self._flights]
        room = self._places.free()
        self._backlog = len(waiting) >= room
        for host in waiting[:room]:
            self._places.take(host)
            self._flights[host] = asyncio.create_task(self._fly(host))

    async def idle(self) -> None:
        """Return once no turn is running and no due host is left in line."""
        while self._flights:
            await asyncio.wait(self._flights.values())

    def note(self) -> None:
        """Have something published that changed outside of a turn."""
        self._unpublished = True

    async def publish(self) -> None:
        """Publish when a turn has changed something since the last time; a failure is tried again."""
        if not self._unpublished:
            return
        self._unpublished = False
        async with self._job:
            if not await self._guard("publication", self._publish()):
                self._unpublished = True

    async def _fly(self, host: str) -> None:
        try:
            await self._guard("turn", self._give(host), host=host)
        finally:
            del self._flights[host]
            self._places.leave(host)
        if self._backlog:
            await self._guard("tick", self.tick(self._clock.now()))

    def _place_left(self) -> None:
        """Give the place that a slow turn left to whoever stands in line."""
        if self._backlog:
            self._backlog = False  # until that tick is over: sixteen places come free at once
            self._extra = asyncio.create_task(self._guard("tick", self.tick(self._clock.now())))

    async def _give(self, host: str) -> None:
        """Give a turn; one that fails may have changed something all the same."""
        changed = True
        try:
            changed = await self._turn(host)
        finally:
            self._unpublished = self._unpublished or changed

    async def _tick_now(self) -> None:
        if self._told_to_reload or self._changed():
            self._told_to_reload = False
            if self._reload is not None:
                await self._guard("reload", self._reload())
        await self._guard("tick", self.tick(self._clock.now()))
        self._beat()

    def _reload_soon(self) -> None:
        self._told_to_reload = True

    async def _tidy_now(self) -> None:
        async with self._job:
            await self._guard("tidying", self._tidy())

    async def _guard(self, what: str, work: Awaitable[object], **facts: object) -> bool:
        """Do some work that must not end the daemon; return whether it went well."""
        try:
            await work
        except SyndicateError as error:
            self._complain(what, error.message, **facts)
        except Exception as error:  # noqa: BLE001 a bug in one turn must not end all the others
            trace = "".join(traceback.format_exception(error))
            self._complain(what, str(error), **facts, traceback=trace)
        else:
            self._said.pop(what, None)
            return True
        return False

    def _complain(self, what: str, reason: str, **facts: object) -> None:
        """Log a failure; a tick that fails every second for one reason says so once."""
        if what == "turn" or self._said.get(what) != reason:
            _log.error(f"{what} failed", reason=reason, **facts)
        self._said[what] = reason

    async def _drain(self) -> None:
        """Let running turns and jobs end, within bounds, and publish what they brought."""
        if self._flights:
            _log.info("waiting for running turns", turns=len(self._flights))
            await asyncio.wait(self._flights.values(), timeout=DRAIN.total_seconds())
        for flight in self._flights.values():
            flight.cancel()
        await self.idle()
        await self.publish()
        async with self._job:
            pass  # a publication or tidying that was under way has now ended

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload_soon)

    def _deafen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)
