"""What becomes of a subscription: wanted, asked, verified, renewed, denied, left. Pure.

    begun ─▶ asked ─▶ verified ─▶ (at 80 % of the lease) asked ─▶ verified …
               │ the hub fails, or never verifies: asked again, ever more rarely
               └ denied: asked again in a week

Instants are kept, not timers: a machine that slept or was restarted sees what is due at once.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from syndicate import urls
from syndicate.model import Offer, Source, Subscription

WISH = timedelta(days=10)
"""The lease that is asked for: what public hubs grant at most."""

LONGEST = timedelta(days=30)
"""The longest lease that is believed: a hub that forgot us is asked anew after that."""

SOONEST = timedelta(seconds=60)
"""How soon a lease is renewed at the earliest, however short it is."""

RENEWED = 0.8
"""After which share of a lease it is renewed: two days before the end of ten."""

FIRST_RETRY = timedelta(minutes=10)
LAST_RETRY = timedelta(days=1)
DENIED = timedelta(days=7)

GIVEN_UP = 3
"""Requests after which a hub that does not verify an unsubscription is left alone: it forgets at
the lease's end by itself, and what it sends until then is answered 410."""

SILENT = 3
"""Requests after which a hub that took them all and verified none has somebody look."""


def begin(source: Source, offer: Offer, base: str, now: datetime) -> Subscription:
    """Return a subscription that is to be asked for; `base` is the callback's folder."""
    return Subscription(
        source=source.id,
        host=urls.host_of(source.url),
        offer=offer,
        callback=base + secrets.token_urlsafe(32),
        secret=secrets.token_urlsafe(48),
        next_at=now,
    )


def ask(known: Subscription, now: datetime) -> Subscription:
    """Return it as a request goes out: by `next_at` the hub should have verified."""
    wait = min(FIRST_RETRY * (1 << min(known.tries, 10)), LAST_RETRY)
    return replace(known, asked=True, tries=known.tries + 1, next_at=now + wait)


def put_off(known: Subscription, until: datetime) -> Subscription:
    """Return it as before a request that could not be sent yet."""
    return replace(known, asked=False, tries=max(0, known.tries - 1), next_at=until)


def fail(known: Subscription, reason: str, not_before: datetime | None) -> Subscription:
    """Return it after a request that the hub did not take."""
    return replace(
        known,
        asked=False,
        reason=reason,
        next_at=max(known.next_at, not_before or known.next_at),
    )


def verify(known: Subscription, seconds: int | None, now: datetime) -> Subscription:
    """Return it with the lease that the hub grants; without one, with that which was asked for."""
    told = WISH if seconds is None else timedelta(seconds=seconds)
    lease = min(max(told, timedelta(seconds=1)), LONGEST)
    return replace(
        known,
        asked=False,
        tries=0,
        reason=None,
        expires=now + lease,
        next_at=now + max(lease * RENEWED, SOONEST),
    )


def deny(known: Subscription, reason: str, now: datetime) -> Subscription:
    """Return it as the hub wants it: without a lease, and left alone for a week."""
    why = f"the hub refused: {reason}" if reason else "the hub refused"
    return replace(end(known), asked=False, tries=0, reason=why, next_at=now + DENIED)


def end(known: Subscription) -> Subscription:
    """Return it without a lease: what is published comes no longer by itself."""
    return replace(known, expires=None, pushed_at=None)


def leave(known: Subscription, now: datetime) -> Subscription:
    """Return it as to be ended at the hub."""
    return replace(known, mode="unsubscribe", asked=False, tries=0, next_at=now)


def believed(known: Subscription, now: datetime) -> Subscription:
    """Return it without waits and leases that only a clock which was ahead can have written."""
    latest = now + LONGEST
    if known.next_at > latest:
        known = replace(known, next_at=now)
    if known.expires is not None and known.expires > latest:
        known = replace(known, expires=now)
    return known


def form(known: Subscription) -> bytes:
    """Return what the hub is sent (WebSub §5.1)."""
    said = {
        "hub.callback": known.callback,
        "hub.mode": known.mode,
        "hub.topic": known.offer.topic,
    }
    if known.mode == "subscribe":
        said["hub.lease_seconds"] = str(int(WISH.total_seconds()))
        said["hub.secret"] = known.secret
    return urlencode(said).encode()


def silence(known: Subscription) -> str | None:
    """Return what to say of a hub that takes requests and verifies none, None for any other."""
    if known.mode != "subscribe" or not known.asked or known.tries < SILENT or known.expires:
        return None
    return f"the hub {known.offer.hub} was asked {known.tries} times and never verified"
