"""What a hub asks of a callback with GET (WebSub §5.2, §5.3): pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from syndicate.model import Subscription

_FIELDS = 50
"""Parameters of a query that are read: five have a meaning, a callback may bring its own."""

_CHALLENGE = 1_024
"""Characters of a challenge: hubs send 10 to 100, and we send them back."""

_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Hold what a hub wants confirmed, or tells; `lease` is in seconds."""

    mode: str
    topic: str
    challenge: str = ""
    lease: int | None = None
    reason: str = ""


def read(query: bytes) -> Intent | None:
    """Return what a callback's query says, None when a hub did not write it."""
    try:
        said = dict(reversed(_pairs(query)))
    except ValueError:
        return None
    if "hub.mode" not in said or "hub.topic" not in said:
        return None
    seconds = said.get("hub.lease_seconds", "")
    is_number = seconds.isascii() and seconds.isdigit()
    return Intent(
        mode=said["hub.mode"],
        topic=said["hub.topic"],
        challenge=said.get("hub.challenge", ""),
        lease=int(seconds[:10]) if is_number else None,
        reason=" ".join(said.get("hub.reason", "").split())[:_REASON],
    )


def is_meant(intent: Intent, known: Subscription) -> bool:
    """Tell whether a verification is of what was asked of the hub, and is still unanswered."""
    return (
        known.asked
        and intent.mode == known.mode
        and intent.topic == known.offer.topic
        and 0 < len(intent.challenge) <= _CHALLENGE
        and (intent.mode == "unsubscribe" or intent.lease != 0)
    )


def is_denied(intent: Intent, known: Subscription) -> bool:
    """Tell whether the hub says that it won't send this topic, or no longer."""
    return intent.mode == "denied" and intent.topic == known.offer.topic


def _pairs(query: bytes) -> list[tuple[str, str]]:
    text = query.decode("ascii", "strict")
    return parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS)
