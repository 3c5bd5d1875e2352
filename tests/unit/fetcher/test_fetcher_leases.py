"""What becomes of a subscription."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from syndicate.fetcher.websub import leases
from syndicate.model import Offer, Source

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
OFFER = Offer(hub="https://hub.example/", topic="https://a.example/feed?a=1&b=2")
SOURCE = Source(id="a", url="https://a.example/feed")
BASE = "https://me.example/websub/"


def begun():
    return leases.begin(SOURCE, OFFER, BASE, NOW)


def verified(seconds=864_000):
    return leases.verify(leases.ask(begun(), NOW), seconds, NOW)


def test_callbacks_and_secrets_are_never_the_same():
    first, second = begun(), begun()

    assert len(first.token) == 43
    assert first.callback == BASE + first.token
    assert 32 <= len(first.secret) < 200
    assert len({first.token, second.token, first.secret, second.secret}) == 4


def test_neither_is_shown():
    first = begun()

    assert first.token not in repr(first)
    assert first.secret not in repr(first)


def test_the_hub_is_sent_what_the_specification_names():
    said = parse_qs(leases.form(first := begun()).decode())

    assert said == {
        "hub.callback": [first.callback],
        "hub.mode": ["subscribe"],
        "hub.topic": [OFFER.topic],
        "hub.lease_seconds": ["864000"],
        "hub.secret": [first.secret],
    }
    left = parse_qs(leases.form(leases.leave(first, NOW)).decode())
    assert set(left) == {"hub.callback", "hub.mode", "hub.topic"}


def test_a_hub_that_does_not_verify_is_asked_ever_more_rarely():
    known, gaps, now = begun(), [], NOW
    for _ in range(12):
        known = leases.ask(known, now)
        gaps.append(known.next_at - now)
        now = known.next_at

    assert gaps[0] == timedelta(minutes=10)
    assert gaps == sorted(gaps)
    assert gaps[-1] == DAY


def test_a_lease_is_renewed_before_it_ends():
    known = verified()

    assert known.expires == NOW + 10 * DAY
    assert known.next_at == known.due == NOW + 8 * DAY
    assert not known.asked
    assert known.tries == 0


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [(None, 10 * DAY), (10**10, 30 * DAY), (3_600, timedelta(hours=1)), (0, timedelta(seconds=1))],
)
def test_a_lease_is_bounded(seconds, lease):
    assert verified(seconds).expires == NOW + lease


def test_a_short_lease_does_not_make_us_ask_all_the_time():
    assert verified(1).next_at == NOW + timedelta(minutes=1)


def test_what_is_published_comes_by_itself_once_something_came():
    known = verified()

    assert known.pushes_until is None
    assert replace(known, pushed_at=NOW).pushes_until == known.expires
    assert leases.leave(replace(known, pushed_at=NOW), NOW).pushes_until is None
    assert leases.deny(replace(known, pushed_at=NOW), "no", NOW).pushes_until is None


def test_a_denial_is_final_for_a_week():
    known = leases.deny(verified(), "too many", NOW)

    assert known.expires is None
    assert known.next_at == NOW + timedelta(days=7)
    assert known.reason == "the hub refused: too many"


def test_a_request_that_could_not_be_sent_does_not_count():
    asked = leases.ask(begun(), NOW)

    known = leases.put_off(asked, NOW + timedelta(seconds=5))

    assert (known.tries, known.asked) == (0, False)


def test_a_failed_request_waits_as_long_as_the_hub_wants():
    asked = leases.ask(begun(), NOW)

    assert leases.fail(asked, "503", NOW + DAY).next_at == NOW + DAY
    assert leases.fail(asked, "503", None).next_at == asked.next_at


def test_a_hub_is_silent_that_took_requests_and_verified_none():
    known = begun()
    for _ in range(leases.SILENT):
        assert leases.silence(known) is None
        known = leases.ask(known, NOW)

    assert "never verified" in leases.silence(known)
    assert leases.silence(leases.verify(known, 60, NOW)) is None
    assert leases.silence(leases.fail(known, "500", None)) is None


@pytest.mark.parametrize("ahead", [31 * DAY, 365 * DAY])
def test_a_lease_that_a_wrong_clock_granted_is_over(ahead):
    known = leases.verify(begun(), 864_000, NOW + ahead)

    assert leases.believed(known, NOW).due == NOW


def test_a_denial_that_a_wrong_clock_noted_is_over():
    known = leases.deny(begun(), "", NOW + 365 * DAY)

    assert leases.believed(known, NOW).due == NOW


def test_what_a_right_clock_wrote_is_believed():
    known = leases.verify(begun(), 10**9, NOW)

    assert leases.believed(known, NOW) == known
