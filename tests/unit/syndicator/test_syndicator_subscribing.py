"""What hubs are asked for, and what becomes of what they say."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode

import pytest
from helpers.clocks import MovableClock

from syndicate.errors import FetchError, Postponed
from syndicate.fetcher.websub import leases, signature
from syndicate.model import Hints, Offer, Outcome, Source
from syndicate.state.sqlite import Sqlite
from syndicate.turns.subscribing import MOST, Subscriber

TOPIC = "https://a.example/feed"
OFFER = Offer(hub="https://hub.example/", topic=TOPIC)
A = Source(id="a", url=TOPIC, interval=timedelta(hours=1), jitter=0)
BASE = "https://me.example/websub/"


class Fetcher:
    """Stand in for the network: note what hubs are sent, fail as the test wants."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, list[str]]]] = []
        self.error: Exception | None = None
        self.meanwhile = None

    @asynccontextmanager
    async def session(self, host, gate, clock, **how):
        yield SimpleNamespace(post=self._post)

    async def _post(self, url, form):
        self.sent.append((url, parse_qs(form.decode())))
        if self.meanwhile:
            await self.meanwhile()
        if self.error:
            raise self.error


class Bench:
    """A subscriber with real state, whose hub is the test."""

    def __init__(self) -> None:
        self.state = Sqlite.open(":memory:")
        self.clock = MovableClock()
        self.fetcher = Fetcher()
        self.arrived: list[tuple[str, bytes]] = []
        self.events = []
        self.room = True
        self.parts = SimpleNamespace(
            frontier=self.state.frontier,
            leases=self.state.leases,
            clock=self.clock,
            fetcher=self.fetcher,
            sources={"a": A},
            cron_next=None,
            report=self.events.append,
        )
        self.desk = self.sit()

    def sit(self, base: str = BASE) -> Subscriber:
        return Subscriber(self.parts, base, self.arrive)

    def arrive(self, source, page):
        self.arrived.append((source, page.body))
        return self.room

    async def offered(self, offer: Offer | None = OFFER, **hints) -> None:
        """Let a check end that found this offer; the next is in a day, as beside a hub."""
        now = self.clock.now()
        await self.state.frontier.sync([A], now)
        only = frozenset({"a"})
        turn = await self.state.frontier.open("a.example", "w", now, timedelta(1), only=only)
        due, said = now + timedelta(days=1), Hints(offer=offer, **hints)
        outcome = Outcome(source="a", due=due, checked_at=now, changed=True, hints=said)
        await self.state.frontier.close(turn, [outcome], now)
        await self.desk.follow(["a"])

    async def known(self):
        return await self.state.leases.all()

    async def only(self):
        (known,) = await self.known()
        return known

    async def verify(self, known, mode="subscribe", **said):
        query = {"hub.mode": mode, "hub.topic": TOPIC, "hub.challenge": "c", **said}
        return await self.desk.confirm(known.token, urlencode(query).encode())

    async def leased(self, **hints):
        """Get as far as a lease of ten days."""
        await self.offered(**hints)
        await self.desk.round()
        await self.verify(await self.only(), **{"hub.lease_seconds": "864000"})
        return await self.only()

    async def push(self, known, body=b"<rss/>", **headers):
        signed = {"x-hub-signature": f"sha256={signature.sign(known.secret, 'sha256', body)}"}
        return await self.desk.accept(known.token, {**signed, **headers}, body)

    async def due(self):
        (standing,) = await self.state.frontier.standings()
        return standing.due

    def kinds(self):
        return [event.kind for event in self.events]


@pytest.fixture
def at(loop):
    """Return what runs a test's steps over a fresh bench."""

    def run(steps):
        async def work():
            bench = Bench()
            try:
                await steps(bench)
            finally:
                await bench.state.close()

        loop(work())

    return run


def test_what_a_document_offers_is_asked_for_once(at):
    async def steps(bench):
        await bench.offered()
        await bench.desk.round()
        await bench.desk.follow()
        await bench.desk.round()

        ((url, form),) = bench.fetcher.sent
        assert url == OFFER.hub
        assert form["hub.callback"] == [(await bench.only()).callback]

    at(steps)


def test_a_hub_may_verify_before_it_has_answered(at):
    async def steps(bench):
        async def meanwhile():
            await bench.verify(await bench.only())

        bench.fetcher.meanwhile = meanwhile
        bench.fetcher.error = FetchError("too late", url=OFFER.hub)
        await bench.offered()
        await bench.desk.round()

        known = await bench.only()
        assert known.expires == bench.clock.now() + leases.WISH
        assert known.reason is None
        assert bench.kinds() == ["subscribed"]

    at(steps)


def test_a_lease_is_renewed_with_the_same_callback_also_by_the_next_process(at):
    async def steps(bench):
        before = await bench.leased()
        bench.clock.move(days=8, seconds=1)
        bench.desk = bench.sit()
        await bench.desk.load()
        await bench.desk.round()
        await bench.verify(before, **{"hub.lease_seconds": "864000"})

        known = await bench.only()
        assert known.callback == before.callback
        assert known.expires == bench.clock.now() + timedelta(days=10)
        assert bench.kinds() == ["subscribed", "renewed"]

    at(steps)


def test_a_machine_that_slept_past_the_lease_asks_the_source_and_the_hub(at):
    async def steps(bench):
        await bench.push(await bench.leased())
        bench.clock.move(minutes=1)
        await bench.desk.round()
        bench.clock.move(days=20)
        await bench.desk.round()

        known = await bench.only()
        assert (known.expires, known.pushed_at) == (None, None)
        assert known.asked
        assert len(bench.fetcher.sent) == 2

    at(steps)


def test_a_lease_of_a_clock_that_was_ahead_is_asked_for_anew(at):
    async def steps(bench):
        bench.clock.move(days=365)
        await bench.push(await bench.leased())
        bench.clock.move(days=-365)
        await bench.desk.round()

        known = await bench.only()
        assert (known.expires, known.pushed_at) == (None, None)
        assert known.asked
        assert len(bench.fetcher.sent) == 2

    at(steps)


def test_what_was_pushed_while_nobody_listened_is_asked_for_once(at):
    async def steps(bench):
        await bench.push(await bench.leased())
        bench.clock.move(minutes=2)
        bench.desk = bench.sit()
        await bench.desk.load()
        later = await bench.due()
        await bench.desk.round()
        assert await bench.due() == bench.clock.now() + timedelta(minutes=58) < later

        await bench.offered()
        bench.clock.move(minutes=1)
        await bench.desk.round()
        assert await bench.due() > bench.clock.now()

    at(steps)


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        ({"secret": "guessed"}, {}),
        ({}, {"x-hub-signature": ""}),
        ({}, {"x-hub-signature": "md5=00"}),
        ({}, {"link": '<https://other.example/>; rel="self"'}),
    ],
)
def test_what_is_not_the_hubs_is_dropped_without_a_word(at, change, headers):
    async def steps(bench):
        known = replace(await bench.leased(), **change)
        assert await bench.push(known, **headers)

        assert bench.arrived == []
        assert (await bench.only()).pushed_at is None

    at(steps)


def test_what_comes_without_a_lease_is_dropped(at):
    async def steps(bench):
        await bench.offered()
        await bench.desk.round()
        await bench.push(await bench.only())
        assert bench.arrived == []

        await bench.verify(await bench.only(), **{"hub.lease_seconds": "60"})
        bench.clock.move(seconds=61)
        await bench.push(await bench.only())
        assert bench.arrived == []

    at(steps)


def test_what_is_signed_arrives(at):
    async def steps(bench):
        known = await bench.leased()
        assert await bench.push(known, b"<rss/>", link=f'<{TOPIC}>; rel="self"')
        assert bench.arrived == [("a", b"<rss/>")]
        assert (await bench.only()).pushes_until == known.expires

    at(steps)


def test_what_there_is_no_room_for_is_asked_for(at):
    async def steps(bench):
        known = await bench.leased()
        usual = bench.clock.now() + A.interval
        await bench.push(known)
        bench.clock.move(minutes=1)
        bench.room = False
        assert not await bench.push(known)

        assert (await bench.only()).pushes_until is None
        assert await bench.due() == usual

    at(steps)


def test_a_push_that_comes_while_the_hub_lets_go_brings_nothing_back(at, monkeypatch):
    checked = threading.Event()
    monkeypatch.setattr(signature, "is_signed", lambda *_: checked.wait(10))

    async def steps(bench):
        known = await bench.leased()
        pushed = asyncio.create_task(bench.push(known))
        await asyncio.sleep(0)
        bench.parts.sources = {}
        await bench.desk.follow()
        await bench.desk.round()
        await bench.verify(known, "unsubscribe")
        checked.set()
        await pushed

        assert await bench.known() == []
        assert not bench.desk.knows(known.token)

    at(steps)


def test_what_is_left_while_its_lease_ends_stays_left(at):
    async def steps(bench):
        known = await bench.leased()

        async def leave(source, due, checked):
            await bench.desk.follow()

        bench.parts.sources = {"a": replace(A, websub=False)}
        standings = bench.state.frontier.standings
        bench.parts.frontier = SimpleNamespace(advance=leave, standings=standings)
        bench.clock.move(days=11)
        bench.desk._looked = bench.clock.now()
        await bench.desk.round()

        assert not bench.desk.knows(known.token)
        assert [form["hub.mode"] for _, form in bench.fetcher.sent] == [["subscribe"]]

    at(steps)


def test_a_turn_that_ends_meanwhile_has_the_last_word_on_when_a_source_is_asked(at):
    async def steps(bench):
        await bench.leased()
        bench.clock.move(days=2)
        kept = bench.state.frontier

        async def standings(names):
            seen = await kept.standings(names)
            await bench.offered()
            return seen

        bench.parts.frontier = SimpleNamespace(advance=kept.advance, standings=standings)
        await bench.desk.distrust("a")

        assert await bench.due() == bench.clock.now() + timedelta(days=1)

    at(steps)


def test_what_could_not_be_read_ends_the_rare_checks(at):
    async def steps(bench):
        await bench.push(await bench.leased())
        await bench.desk.distrust("a")

        assert (await bench.only()).pushes_until is None
        assert await bench.due() == bench.clock.now() + A.interval

    at(steps)


@pytest.mark.parametrize(
    ("hints", "hours"), [({}, 1), ({"ttl": timedelta(hours=3)}, 3), ({"skip_hours": range(24)}, 1)]
)
@pytest.mark.parametrize("what", ["denied", "unread", "restarted"])
def test_nothing_about_a_hub_has_a_source_asked_sooner_than_without_it(at, what, hints, hours):
    async def steps(bench):
        known = await bench.leased(**hints)
        began = bench.clock.now()
        for _ in range(3):
            bench.clock.move(minutes=5)
            await bench.push(known)
            if what == "denied":
                await bench.verify(known, what)
            elif what == "unread":
                await bench.desk.distrust("a")
            else:
                bench.desk = bench.sit()
                await bench.desk.load()
                await bench.desk.round()
            assert await bench.due() == began + timedelta(hours=hours)

        bench.clock.move(hours=5)
        await bench.desk.distrust("a")
        assert await bench.due() == began + timedelta(hours=hours)

    at(steps)


def test_nothing_about_a_hub_has_a_source_asked_that_is_gone(at):
    async def steps(bench):
        known = await bench.leased()
        now, later = bench.clock.now(), bench.clock.now() + timedelta(days=365)
        only = frozenset({"a"})
        turn = await bench.state.frontier.open("a.example", "w", now, timedelta(1), only=only)
        outcome = Outcome(source="a", due=later, condition="gone", failures=1)
        await bench.state.frontier.close(turn, [outcome], now)

        await bench.verify(known, "denied")

        assert await bench.due() == later

    at(steps)


def test_a_verification_comes_once(at):
    async def steps(bench):
        known = await bench.leased()

        assert await bench.verify(known) is None
        assert await bench.verify(known, "unsubscribe") is None
        assert await bench.desk.confirm("unknown", b"hub.mode=subscribe&hub.topic=x") is None
        assert await bench.desk.confirm(known.token, b"") is None

    at(steps)


def test_a_denial_ends_the_lease_and_the_source_is_asked(at):
    async def steps(bench):
        known = await bench.leased()
        await bench.push(known)
        assert await bench.verify(known, "denied", **{"hub.reason": "no more"}) == ""

        after = await bench.only()
        assert (after.expires, after.reason) == (None, "the hub refused: no more")
        assert await bench.due() == bench.clock.now() + A.interval
        assert bench.kinds() == ["subscribed", "refused"]
        assert bench.desk.knows(known.token)

    at(steps)


@pytest.mark.parametrize(
    ("sources", "offer"),
    [
        ({}, OFFER),
        ({"a": replace(A, websub=False)}, OFFER),
        ({"a": A}, None),
        ({"a": A}, Offer(hub="https://new.example/", topic=TOPIC)),
    ],
)
def test_what_is_not_wanted_any_more_is_unsubscribed(at, sources, offer):
    async def steps(bench):
        known = await bench.leased()
        bench.parts.sources = sources
        await bench.offered(offer)
        assert not bench.desk.knows(known.token)
        await bench.desk.round()
        assert await bench.verify(known, "unsubscribe") == "c"

        assert known.callback not in [each.callback for each in await bench.known()]
        modes = [form["hub.mode"][0] for _, form in bench.fetcher.sent]
        assert modes.count("unsubscribe") == 1
        assert "unsubscribed" in bench.kinds() or not sources

    at(steps)


def test_a_hub_that_does_not_let_go_is_left_alone(at):
    async def steps(bench):
        await bench.leased()
        bench.parts.sources = {}
        await bench.desk.follow()
        for _ in range(10):
            await bench.desk.round()
            bench.clock.move(days=1)

        assert await bench.known() == []
        assert len(bench.fetcher.sent) == 1 + leases.GIVEN_UP

    at(steps)


def test_a_topic_that_changes_each_time_does_not_flood_the_hub(at):
    async def steps(bench):
        for number in range(10):
            await bench.offered(replace(OFFER, topic=f"{TOPIC}?{number}"))
            await bench.desk.round()

        assert len(await bench.known()) <= MOST

    at(steps)


def test_another_address_of_ours_makes_all_new(at):
    async def steps(bench):
        before = await bench.leased()
        bench.desk = bench.sit("https://other.example/websub/")
        await bench.desk.load()
        await bench.desk.follow()

        after = await bench.only()
        assert after.callback.startswith("https://other.example/websub/")
        assert after.token != before.token

    at(steps)


def test_a_hub_that_fails_is_asked_again_and_told_of_in_the_end(at):
    async def steps(bench):
        bench.fetcher.error = FetchError("answered 500", url=OFFER.hub)
        await bench.offered()
        for _ in range(5):
            await bench.desk.round()
            bench.clock.move(days=1)

        assert len(bench.fetcher.sent) == 5
        assert bench.kinds() == ["refused"]
        assert (await bench.only()).reason == "answered 500"

    at(steps)


def test_a_hub_that_may_not_be_asked_yet_is_no_failure(at):
    async def steps(bench):
        then = bench.clock.now() + timedelta(seconds=30)
        bench.fetcher.error = Postponed("not yet", url=OFFER.hub, not_before=then)
        await bench.offered()
        await bench.desk.round()

        known = await bench.only()
        assert (known.next_at, known.tries) == (then, 0)

    at(steps)


def test_many_hubs_are_asked_at_once_but_not_all(at):
    async def steps(bench):
        running, most = 0, 0

        async def meanwhile():
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

        bench.fetcher.meanwhile = meanwhile
        for number in range(40):
            source = replace(A, id=f"s{number}")
            begun = leases.begin(source, OFFER, BASE, bench.clock.now())
            await bench.state.leases.keep(begun)
        await bench.desk.load()
        await bench.desk.round()

        assert len(bench.fetcher.sent) == 16
        assert most > 1

    at(steps)
