"""What every backend remembers of hubs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.states import LEASE, NOW, Plain

from syndicate.model import Hints, Offer, Outcome, Source, Subscription

OFFER = Offer(hub="https://hub.example/", topic="http://a.example/feed")
A = Source(id="a", url="http://a.example/feed")
B = Source(id="b", url="http://b.example/feed")
KNOWN = Subscription(
    source="a",
    host="a.example",
    offer=OFFER,
    next_at=NOW,
    callback="https://me.example/websub/token",
    secret="secret",
)
WHOLE = replace(
    KNOWN,
    asked=True,
    tries=2,
    expires=NOW + timedelta(days=10),
    pushed_at=NOW,
    reason="because",
)


@pytest.fixture
def leases(desk):
    return Plain(desk.state.leases, desk._run)


def checked(desk, source: Source, hints: Hints) -> None:
    """Let a check of the source end that said this of it."""
    host = source.url.split("/")[2]
    turn = desk.frontier.open(host, "worker", NOW, LEASE)
    outcome = Outcome(source=source.id, due=NOW, checked_at=NOW, changed=True, hints=hints)
    desk.frontier.close(turn, [outcome], NOW)


@pytest.mark.parametrize("known", [KNOWN, WHOLE, replace(WHOLE, mode="unsubscribe")])
def test_a_subscription_is_kept_as_it_is(leases, known):
    leases.keep(KNOWN)
    leases.keep(known)

    assert leases.all() == [known]


def test_what_is_forgotten_is_gone(leases):
    other = replace(KNOWN, callback="https://me.example/websub/other")
    leases.keep(KNOWN)
    leases.keep(other)

    leases.forget([KNOWN.callback, "unknown"])

    assert leases.all() == [other]


def test_offers_are_those_of_active_sources(desk, leases):
    desk.frontier.sync([A, B], NOW)
    checked(desk, A, Hints(offer=OFFER))
    checked(desk, B, Hints(gap=timedelta(hours=1)))

    assert leases.offers() == {"a": OFFER}
    assert leases.offers(["b"]) == leases.offers([]) == {}
    assert leases.offers(["a"]) == {"a": OFFER}
    desk.frontier.sync([B], NOW)
    assert leases.offers() == {}


def test_another_address_has_no_offer_yet(desk, leases):
    desk.frontier.sync([A], NOW)
    checked(desk, A, Hints(offer=OFFER))

    desk.frontier.sync([replace(A, url="http://a.example/other")], NOW)

    assert leases.offers() == {}


def test_a_standing_shows_the_lease_without_its_secrets(desk, leases):
    desk.frontier.sync([A], NOW)
    leases.keep(WHOLE)
    leases.keep(replace(KNOWN, mode="unsubscribe", callback="https://me.example/websub/old"))

    (standing,) = desk.frontier.standings()
    turn = desk.frontier.open("a.example", "worker", NOW, LEASE)

    assert standing.subscription == replace(WHOLE, callback="", secret="")
    assert turn.sources[0].subscription == standing.subscription


def test_a_turn_that_asks_nothing_opens_what_may_not_be_asked(desk):
    desk.frontier.sync([A], NOW)
    turn = desk.frontier.open("a.example", "worker", NOW, LEASE)
    later = NOW + timedelta(hours=2)
    outcome = Outcome(source="a", due=later, checked_at=NOW)
    desk.frontier.close(turn, [outcome], NOW, asked={"a": later})
    only = frozenset({"a"})

    asking = desk.frontier.open("a.example", "worker", NOW, LEASE, only=only)
    desk.frontier.close(asking, [], NOW)
    given = desk.frontier.open("a.example", "worker", NOW, LEASE, only=only, asks=False)

    assert asking.sources == ()
    assert [each.id for each in given.sources] == ["a"]


def test_what_came_unasked_leaves_what_the_server_asked_for(desk):
    desk.frontier.sync([A], NOW)
    turn = desk.frontier.open("a.example", "worker", NOW, LEASE)
    later = NOW + timedelta(hours=2)
    outcome = Outcome(source="a", due=later, checked_at=NOW)
    desk.frontier.close(turn, [outcome], NOW, asked={"a": later})
    only = frozenset({"a"})

    given = desk.frontier.open("a.example", "worker", NOW, LEASE, only=only, asks=False)
    desk.frontier.close(given, [Outcome(source="a", due=later, changed=True)], NOW)
    desk.frontier.hurry(["a"], NOW, force=False)

    (standing,) = desk.frontier.standings()
    assert standing.due == later
