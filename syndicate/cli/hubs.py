"""How a source stands with the hub that its document names: in a word, and in a line. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from syndicate.cli.text import moment, until
from syndicate.model import Standing, Subscription

State = Literal["offered", "asked", "subscribed", "pushing", "refused"]


def state(known: Subscription) -> State:
    """Return in a word what a hub was asked for, and granted."""
    if known.expires is not None:
        return "pushing" if known.pushed_at else "subscribed"
    return "refused" if known.reason else "asked"


def line(standing: Standing, now: datetime) -> str:
    """Return what to say of a source's hub, nothing where it has none."""
    known = standing.subscription
    if known is None:
        offer = standing.hints.offer
        return f"{offer.hub}: not asked; see [server] public_url" if offer else ""
    told = {
        "asked": "asked, not verified yet",
        "subscribed": f"subscribed until {moment(known.expires)}, nothing came yet",
        "pushing": f"sends what is new, until {moment(known.expires)}",
        "refused": f"{known.reason}; asked again {until(known.next_at, now)}",
    }
    return f"{known.offer.hub}: {told[state(known)]}"


def as_object(standing: Standing) -> dict[str, object] | None:
    """Return the same for programs."""
    known, offer = standing.subscription, standing.hints.offer
    if known is None:
        return {"hub": offer.hub, "topic": offer.topic, "state": "offered"} if offer else None
    return {
        "hub": known.offer.hub,
        "topic": known.offer.topic,
        "state": state(known),
        "until": known.expires,
        "pushed": known.pushed_at,
        "next": known.next_at,
        "reason": known.reason,
    }
