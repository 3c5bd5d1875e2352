"""One source in full: where it stands, why, and what to do next. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from syndicate.cli.text import ago, clean, moment, plural, until
from syndicate.model import Source, Standing
from syndicate.report import LOOK_AGAIN

_AWAY = re.compile(r"answered (?:404|410)\b")
_STEPS = {
    "gone": LOOK_AGAIN,
    "blocked": "if it knows you in a browser: headers, credentials and cookies of the source",
}


def facts(source: Source, standing: Standing, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each fact that is known of a source."""
    asked = "never" if standing.condition == "gone" else until(standing.due, now)
    told = {
        "address": source.label,
        "kind": source.kind,
        "why": standing.reason or "",
        "next step": next_step(standing) or "",
        "failures": str(standing.failures) if standing.failures else "",
        "since": moment(standing.since) if standing.reason else "",
        "checked": ago(standing.checked_at, now),
        "changed": ago(standing.changed_at, now),
        "next": asked if source.enabled else "never: enabled = false",
        "articles": str(standing.articles),
        "waiting": plural(standing.pending, "entry", "entries") if standing.pending else "",
        "given up": plural(standing.given_up, "entry", "entries") if standing.given_up else "",
    }
    yield from ((name, clean(text)) for name, text in told.items() if text)


def next_step(standing: Standing) -> str | None:
    """Return what to do about a source, None where nothing is amiss."""
    if standing.condition in ("ok", "quiet"):
        return None
    if standing.condition == "broken rule":
        return f"syndicate preview {standing.id} shows what each selector finds"
    if _AWAY.search(standing.reason or ""):
        return LOOK_AGAIN
    return _STEPS.get(standing.condition, f"syndicate run {standing.id} tries it again now")
