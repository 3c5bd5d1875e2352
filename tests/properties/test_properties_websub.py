"""Laws of what a hub may make us believe: signatures, challenges, leases."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from syndicate.fetcher.websub import intents, leases, offers, signature
from syndicate.model import Offer, Subscription

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SECRETS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=64)
METHODS = st.sampled_from(signature.METHODS)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


def known(topic: str, *, asked: bool = True) -> Subscription:
    offer = Offer(hub="https://hub.example/", topic=topic)
    return Subscription(source="a", host="h", offer=offer, next_at=NOW, asked=asked)


@given(SECRETS, METHODS, st.binary(max_size=500), st.booleans())
def test_what_the_hub_signed_is_believed(secret, method, body, upper):
    said = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    header = f"{method}={said.upper() if upper else said}"

    assert signature.is_signed(secret, header, body)


@given(SECRETS, SECRETS, METHODS, st.binary(max_size=100), st.binary(max_size=100))
def test_nothing_else_is(secret, other, method, body, changed):
    said = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()

    assert signature.is_signed(secret, f"{method}={said}", changed) == (body == changed)
    assert signature.is_signed(other, f"{method}={said}", body) == (secret == other)
    assert not signature.is_signed("", f"{method}={hmac.new(b'', body, method).hexdigest()}", body)


@given(SECRETS, METHODS, METHODS, st.binary(max_size=100))
def test_a_signature_is_one_of_its_method(secret, method, claimed, body):
    said = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()

    assert signature.is_signed(secret, f"{claimed}={said}", body) == (claimed == method)


@given(SECRETS, st.sampled_from(["sha224", "md5", "sha3_256", "blake2b"]), st.binary(max_size=9))
def test_a_method_that_the_specification_does_not_name_is_none(secret, method, body):
    said = hmac.new(secret.encode(), body, method).hexdigest()

    assert not signature.is_signed(secret, f"{method}={said}", body)


@given(SECRETS, TEXTS | st.from_regex(r"(sha1|sha256|md5|sha224)=[0-9a-f]{0,70}"), st.binary())
def test_a_header_of_any_kind_is_only_ever_refused(secret, header, body):
    assert signature.is_signed(secret, header, body) is False


@given(st.binary(max_size=300))
def test_a_query_of_any_kind_is_read_or_left(query):
    found = intents.read(query)

    assert found is None or isinstance(found.lease, int | None)


@given(TEXTS, TEXTS, st.integers(0, 10**12), st.sampled_from(["subscribe", "unsubscribe", "x"]))
def test_a_challenge_comes_back_as_it_was_or_not_at_all(topic, challenge, lease, mode):
    said = {
        "hub.mode": mode,
        "hub.topic": topic,
        "hub.challenge": challenge,
        "hub.lease_seconds": str(lease),
    }

    found = intents.read(urlencode(said).encode())

    assert found is not None
    assert (found.topic, found.challenge) == (topic, challenge)
    expected = mode == "subscribe" and challenge != "" and lease > 0
    assert intents.is_meant(found, known(topic)) == expected
    assert not intents.is_meant(found, known(topic, asked=False))
    assert not intents.is_meant(found, known(topic + "x"))


@given(st.none() | st.integers(0, 10**12))
def test_a_lease_ends_some_time_and_is_renewed_before_where_it_can(seconds):
    verified = leases.verify(known("t"), seconds, NOW)

    assert verified.expires is not None
    assert NOW < verified.expires <= NOW + leases.LONGEST
    assert verified.next_at >= NOW + leases.SOONEST
    if verified.expires > NOW + 2 * leases.SOONEST:
        assert verified.next_at < verified.expires


@given(st.integers(0, 10**6))
def test_a_hub_is_left_alone_for_ten_minutes_and_asked_within_a_day(tries):
    asked = leases.ask(replace(known("t"), tries=tries), NOW)

    assert timedelta(minutes=10) <= asked.next_at - NOW <= timedelta(days=1)


@given(st.lists(TEXTS, max_size=5))
def test_link_headers_of_any_kind_give_addresses_of_the_web(lines):
    for found in offers.links(lines, "https://a.example/").values():
        assert all(each.startswith(("http://", "https://")) for each in found)
