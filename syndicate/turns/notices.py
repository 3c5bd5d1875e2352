"""Telling the operator when a source's condition changes, through the program that he named.

    standing before ─▶ outcome ─▶ changed for somebody who was told? ─▶ Notice ─▶ hooks

One failure is no news: most pass by themselves. A source counts as ill from its second failure
in a row, "gone" at once; whoever was told so is told when it is well again. This follows from
the number of failures alone, so that nothing need be remembered, and a kill between a turn's
end and its notices costs those notices.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from syndicate import hooks, log
from syndicate.dates import rfc3339
from syndicate.errors import HookError
from syndicate.model import Condition, Outcome, Source, Standing, Turn
from syndicate.parts import Parts
from syndicate.report import Event

PERSISTENT = 2
"""Failures in a row from which on a source is said to be ill."""

SECONDS = 30.0
"""What the program may take: to send a mail through a slow server takes ten."""

_OUTPUT = 65_536
_WELL: frozenset[Condition] = frozenset({"ok", "quiet"})
_CONTROL = re.compile("[\x00-\x1f\x7f]+")

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Hold what the program is told; `since` (RFC 3339) is when the trouble began."""

    source: str
    url: str
    before: Condition
    after: Condition
    reason: str | None
    since: str | None
    hint: str


def notice(source: Source, standing: Standing, outcome: Outcome, hint: str | None) -> Notice | None:
    """Return what there is to tell about a check, None when nothing has changed."""
    before = _told(standing.condition, standing.failures)
    after = _told(outcome.condition, outcome.failures)
    if before == after:
        return None
    since = outcome.since or standing.since
    return Notice(
        source=source.id,
        url=source.label,
        before=before,
        after=after,
        reason=outcome.reason,
        since=rfc3339(since) if since else None,
        hint=hint or f"syndicate status {source.id}",
    )


def _told(condition: Condition, failures: int) -> Condition:
    """Return a source's condition as the operator knows it."""
    ill = condition not in _WELL and (failures >= PERSISTENT or condition == "gone")
    return condition if ill else "ok"


async def tell(
    parts: Parts, turn: Turn, outcomes: Iterable[Outcome], hints: Mapping[str, str]
) -> None:
    """Run the program for each source of a turn whose condition has changed.

    Its failure is reported, never raised. The other notices of the turn are not tried then: a
    program that hangs would hold the host up for each of them.
    """
    notices = _notices(parts, turn, outcomes, hints) if parts.notify else []
    for number, each in enumerate(notices):
        try:
            await send(parts.notify, each, parts.root)
        except HookError as error:
            _complain(parts, error, notices[number:])
            return


def _notices(
    parts: Parts, turn: Turn, outcomes: Iterable[Outcome], hints: Mapping[str, str]
) -> Sequence[Notice]:
    standings = {standing.id: standing for standing in turn.sources}
    found = (
        notice(parts.sources[each.source], standings[each.source], each, hints.get(each.source))
        for each in outcomes
        if each.source in standings and each.source in parts.sources
    )
    return [each for each in found if each is not None]


async def send(command: Sequence[str], notice: Notice, root: Path) -> None:
    """Give the notice to a program: a line of JSON on stdin, and SYNDICATE_… in its environment.

    Raises HookError.
    """
    facts = asdict(notice)
    environ = {
        f"SYNDICATE_{name.upper()}": _CONTROL.sub(" ", value or "") for name, value in facts.items()
    }
    line = json.dumps({"type": "condition", **facts}, ensure_ascii=False) + "\n"
    await hooks.run(
        command,
        stdin=line.encode("utf-8", "replace"),
        environ=environ,
        timeout=SECONDS,
        limit=_OUTPUT,
        cwd=root,
    )
    _log.info("condition told", source=notice.source, before=notice.before, after=notice.after)


def _complain(parts: Parts, error: HookError, untold: Sequence[Notice]) -> None:
    names = ", ".join(each.source for each in untold)
    parts.report(
        Event(
            kind="failed",
            at=parts.clock.now(),
            reason=f"notify: {error.message}; not told of: {names}",
            hint=error.hint or "see notify in [health] of config.toml",
        )
    )
