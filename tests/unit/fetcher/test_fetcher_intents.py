"""What a hub asks of a callback."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicate.fetcher.websub import intents
from syndicate.model import Offer, Subscription

TOPIC = "https://a.example/feed?x=1&y=ü"
ASKED = Subscription(
    source="a",
    host="a.example",
    offer=Offer(hub="https://hub.example/", topic=TOPIC),
    next_at=datetime(2026, 3, 1, tzinfo=UTC),
    asked=True,
)
INTENT = intents.Intent(mode="subscribe", topic=TOPIC, challenge="c", lease=60)


def test_a_verification_is_read():
    query = (
        b"k=1&hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ffeed%3Fx%3D1%26y%3D%C3%BC"
        b"&hub.challenge=a%2Bb+c&hub.lease_seconds=864000"
    )

    found = intents.read(query)

    assert found == intents.Intent(mode="subscribe", topic=TOPIC, challenge="a+b c", lease=864_000)


@pytest.mark.parametrize(
    "query",
    [
        b"",
        b"hub.mode=subscribe",
        b"hub.topic=x",
        b"\xff\xfe",
        b"hub.mode=subscribe&hub.topic=x" + b"&a=1" * 60,
    ],
)
def test_what_no_hub_wrote_is_nothing(query):
    assert intents.read(query) is None


@pytest.mark.parametrize("seconds", ["", "-1", "ten", "1e5", "٣"])
def test_a_lease_that_is_no_number_is_none(seconds):
    query = f"hub.mode=subscribe&hub.topic=x&hub.lease_seconds={seconds}"
    found = intents.read(query.encode("ascii", "xmlcharrefreplace"))

    assert found is not None
    assert found.lease is None


def test_what_was_asked_is_meant():
    assert intents.is_meant(INTENT, ASKED)
    leaving = replace(ASKED, mode="unsubscribe")
    assert intents.is_meant(replace(INTENT, mode="unsubscribe", lease=None), leaving)


@pytest.mark.parametrize(
    ("intent", "known"),
    [
        (replace(INTENT, topic="https://other.example/"), ASKED),
        (replace(INTENT, mode="unsubscribe"), ASKED),
        (replace(INTENT, mode="denied"), ASKED),
        (INTENT, replace(ASKED, asked=False)),
        (INTENT, replace(ASKED, mode="unsubscribe")),
        (replace(INTENT, challenge=""), ASKED),
        (replace(INTENT, challenge="c" * 1_025), ASKED),
        (replace(INTENT, lease=0), ASKED),
    ],
)
def test_what_was_not_asked_is_not_meant(intent, known):
    assert not intents.is_meant(intent, known)


def test_a_denial_is_of_the_topic():
    denial = intents.read(b"hub.mode=denied&hub.topic=x&hub.reason=no%0A++more")

    assert denial is not None
    assert denial.reason == "no more"
    assert not intents.is_denied(denial, ASKED)
    assert intents.is_denied(replace(denial, topic=TOPIC), ASKED)
