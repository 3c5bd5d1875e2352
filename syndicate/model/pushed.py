"""What a hub was asked to send of a source, and what it granted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Mode = Literal["subscribe", "unsubscribe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Hold where a document's news can be had without asking: `hub` sends what `topic` says."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Hold one subscription to a source's topic at a hub (WebSub §5).

    `host` is the source's, whose network the hub may lie in; `callback` is where the hub sends, its last segment unguessable; with `secret` it signs. Both
    are empty where they are only looked at. `mode` is what is wanted of the hub, `asked` says
    that a request is out which it has not verified, `tries` counts those since it last did.
    `next_at` is when something is to be done. There is a lease while `expires` is not None;
    `pushed_at` is when something came within it. `reason` is why there is none.
    """

    source: str
    host: str
    offer: Offer
    next_at: datetime
    callback: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    mode: Mode = "subscribe"
    asked: bool = False
    tries: int = 0
    expires: datetime | None = None
    pushed_at: datetime | None = None
    reason: str | None = None

    @property
    def token(self) -> str:
        """Return the part of the callback that nobody can guess."""
        return self.callback.rpartition("/")[2]

    @property
    def due(self) -> datetime:
        """Return when something is to be done, or noticed: a lease that ends."""
        return min(self.next_at, self.expires) if self.expires else self.next_at

    @property
    def pushes_until(self) -> datetime | None:
        """Return until when what is published comes by itself, None unless it was seen to."""
        is_seen = self.pushed_at is not None and self.mode == "subscribe"
        return self.expires if is_seen else None
