"""A day of the daemon in simulated time, over a real database file."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from helpers.clocks import MovableClock
from helpers.states import LEASE, NOW

from syndicate.model import Outcome, Source
from syndicate.scheduler import Scheduler, cron_next
from syndicate.state.sqlite import Sqlite
from syndicate.urls import host_of

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(seconds=1)
DELAY = 1.0
CRONS = ("15 */3 * * *", "0 7,12,19 * * *", "30 2 * * *", "*/40 8-22 * * *")


def configured(dice, count):
    """Sources of every rhythm; a third shares a few hosts."""
    for number in range(count):
        host = dice.choice(["blogs", "video", "news"]) if number % 3 == 0 else f"site{number}"
        yield Source(
            id=f"s{number:03}",
            url=f"http://{host}.example/{number}.xml",
            interval=dice.choice([60, 120, 240, 600]) * MINUTE,
            jitter=dice.choice([0.0, 0.1, 0.5]),
            cron=dice.choice(CRONS) if number % 5 == 0 else None,
            timezone=dice.choice(["Asia/Shanghai", "Europe/Berlin"]),
        )


class Day:
    """Poll sources as a daemon does, and keep a diary of when each was polled and due."""

    def __init__(self, path, sources, dice):
        self.path = path
        self.sources = {source.id: source for source in sources}
        self.dice = dice
        self.clock = MovableClock(NOW)
        self.polled = defaultdict(list)
        self.due = defaultdict(lambda: [NOW])
        self.restarts = 0

    async def live(self, restarts):
        """Live from now for a day, killed at the given instants and started again."""
        end, state = NOW + DAY, await self.start()
        while self.clock.now() < end:
            if restarts and self.clock.now() >= restarts[0]:
                restarts.pop(0)
                state = await self.restart(state)
            await self.scheduler.tick(self.clock.now())
            await self.scheduler.idle()
            following = await self.frontier.next_due(self.clock.now())
            wake = min(restarts[0], following) if restarts else following
            self.clock.instant = max(self.clock.now() + TICK, wake)
        await state.close()

    async def start(self):
        state = await asyncio.to_thread(Sqlite.open, self.path)
        self.frontier = state.frontier
        self.scheduler = Scheduler(self.frontier, self.turn, self.rest, self.rest, self.clock)
        await self.frontier.free()
        await self.frontier.sync(list(self.sources.values()), self.clock.now())
        return state

    async def restart(self, state):
        """Die in the middle of whatever turns are due, and come back."""
        for host in await self.frontier.due(self.clock.now(), 3):
            assert await self.frontier.open(host, "dying", self.clock.now(), LEASE)
        await state.close()
        self.restarts += 1
        return await self.start()

    async def rest(self):
        """Do nothing."""

    async def turn(self, host):
        now = self.clock.now()
        turn = await self.frontier.open(host, "worker", now, LEASE)
        assert turn is not None, f"{host} was named as due and is not to be had"
        outcomes = [self.poll(self.sources[standing.id], host, now) for standing in turn.sources]
        await self.frontier.close(turn, outcomes, now, delay=DELAY)

    def poll(self, source, host, now):
        assert host_of(source.url) == host
        due = self.next_due(source, now)
        self.polled[source.id].append(now)
        self.due[source.id].append(due)
        return Outcome(source=source.id, due=due, checked_at=now)

    def next_due(self, source, now):
        if source.cron:
            return cron_next(source.cron, source.timezone, now)
        return now + source.interval * (1 + self.dice.random() * source.jitter)


def test_a_day_polls_every_source_when_due_none_twice_none_forgotten(tmp_path):
    dice = random.Random(1)
    day = Day(tmp_path / "state.db", configured(dice, 200), dice)
    restarts = sorted(NOW + DAY * dice.random() for _ in range(10))

    asyncio.run(day.live(restarts))

    assert day.restarts == 10
    assert set(day.polled) == set(day.sources)
    for name, polls in day.polled.items():
        *dues, after_the_end = day.due[name]
        assert len(polls) == len(dues)
        late = [poll - due for poll, due in zip(polls, dues, strict=True)]
        assert min(late) >= timedelta(0), f"{name} was polled before it was due"
        # The host's delay after another turn's end, and a tick.
        assert max(late) <= timedelta(seconds=DELAY) + TICK, f"{name} was polled late"
        assert after_the_end >= NOW + DAY - timedelta(seconds=DELAY) - TICK, f"{name} was forgotten"


def test_a_daemon_that_slept_through_a_night_polls_each_source_once_on_waking(tmp_path):
    dice = random.Random(3)
    day = Day(tmp_path / "state.db", configured(dice, 40), dice)

    async def nights():
        state = await day.start()
        for _ in range(2):
            for _ in range(6):
                await day.scheduler.tick(day.clock.now())
                await day.scheduler.idle()
            day.clock.move(days=1)
        await state.close()

    asyncio.run(nights())

    assert {len(polls) for polls in day.polled.values()} == {2}


BERLIN = ZoneInfo("Europe/Berlin")


def following(path, **rhythms):
    """A daemon that follows one source of each rhythm, each at a host of its own."""
    sources = [
        Source(id=name, url=f"http://{name}.example/", timezone="Europe/Berlin", jitter=0.0, **how)
        for name, how in rhythms.items()
    ]
    return Day(path / "state.db", sources, random.Random(5))


async def go_on(day, end):
    """Let the daemon tick whenever something is due, until the clock shows `end`."""
    while day.clock.now() < end:
        await day.scheduler.tick(day.clock.now())
        await day.scheduler.idle()
        wake = await day.frontier.next_due(day.clock.now())
        day.clock.instant = min(end, max(day.clock.now() + TICK, wake))


@pytest.mark.parametrize("hours", [3, 30, 24 * 400])
def test_what_came_due_while_the_clock_jumped_ahead_is_polled_once_and_at_once(tmp_path, hours):
    day = following(tmp_path, often={"interval": 60 * MINUTE}, daily={"cron": "0 7 * * *"})

    async def scenario():
        state = await day.start()
        await go_on(day, NOW + 20 * MINUTE)
        day.clock.move(hours=hours)
        woken = day.clock.now()
        await go_on(day, woken + 130 * MINUTE)
        await state.close()
        return woken

    woken = asyncio.run(scenario())

    late = [poll - woken for poll in day.polled["often"] if poll >= woken]
    assert [round(each / MINUTE) for each in late] == [0, 60, 120]
    missed = cron_next("0 7 * * *", "Europe/Berlin", NOW + 20 * MINUTE) <= woken
    assert [poll - woken < MINUTE for poll in day.polled["daily"] if poll >= woken] == (
        [True] if missed else []
    )


def test_a_clock_that_is_put_back_delays_a_source_by_no_more_than_that(tmp_path):
    day = following(tmp_path, often={"interval": 60 * MINUTE}, hourly={"cron": "15 * * * *"})

    async def scenario():
        state = await day.start()
        await go_on(day, NOW + 70 * MINUTE)
        polled = {name: len(polls) for name, polls in day.polled.items()}
        day.clock.move(hours=-2)
        await go_on(day, day.clock.now() + 185 * MINUTE)
        await state.close()
        return polled

    before = asyncio.run(scenario())

    assert all(len(polls) > before[name] for name, polls in day.polled.items())


@pytest.mark.parametrize("change", [datetime(2026, 3, 29), datetime(2026, 10, 25)])
def test_days_on_which_clocks_change_have_each_of_their_times_once(tmp_path, change):
    midnight = (change - DAY).replace(tzinfo=BERLIN).astimezone(UTC)
    end = (change + 2 * DAY).replace(tzinfo=BERLIN).astimezone(UTC)
    day = following(
        tmp_path,
        night={"cron": "5,30 2 * * *"},
        morning={"cron": "0 8 * * *"},
        hourly={"cron": "15 * * * *"},
        often={"interval": 60 * MINUTE},
    )
    day.clock.instant = midnight

    async def scenario():
        state = await day.start()
        await go_on(day, end)
        await state.close()

    asyncio.run(scenario())

    first = {name: polls.pop(0) for name, polls in day.polled.items()}
    assert set(first.values()) == {midnight}
    wall = {name: [poll.astimezone(BERLIN) for poll in polls] for name, polls in day.polled.items()}
    dates = [(change + number * DAY).date() for number in (-1, 0, 1)]
    assert [poll.date() for poll in wall["night"]] == sorted(2 * dates)
    assert [poll.date() for poll in wall["morning"]] == dates
    assert {poll.hour for poll in wall["morning"]} == {8}
    hours = round((end - midnight) / (60 * MINUTE))
    assert hours in (71, 73)
    assert len(wall["hourly"]) == hours
    assert len(wall["often"]) == hours - 1
