"""When a change of a source's condition is told, and what the program gets."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from helpers.clocks import MovableClock

from syndicate.errors import HookError
from syndicate.model import Outcome, Source, Standing, Turn
from syndicate.turns.notices import Notice, notice, send, tell

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SOURCE = Source(id="tea", url="https://tea.example/?k=abc", shown="https://tea.example/?k=${K}")


def told(before, after) -> tuple[str, str] | None:
    """Return what is told of a check; each side is a condition and its failures in a row."""
    standing = Standing(
        id="tea", host="tea.example", due=NOW, condition=before[0], failures=before[1]
    )
    outcome = Outcome(source="tea", due=NOW, condition=after[0], failures=after[1])
    found = notice(SOURCE, standing, outcome, None)
    return found and (found.before, found.after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("ok", 0), ("ok", 0)),
        (("ok", 0), ("failing", 1)),
        (("failing", 1), ("ok", 0)),
        (("failing", 2), ("failing", 3)),
        (("gone", 1), ("gone", 2)),
        (("ok", 0), ("blocked", 1)),
        (("ok", 0), ("quiet", 0)),
    ],
)
def test_nothing_is_told(before, after):
    assert told(before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("failing", 1), ("failing", 2), ("ok", "failing")),
        (("failing", 1), ("broken rule", 2), ("ok", "broken rule")),
        (("failing", 2), ("ok", 0), ("failing", "ok")),
        (("failing", 5), ("blocked", 6), ("failing", "blocked")),
        (("ok", 0), ("gone", 1), ("ok", "gone")),
        (("gone", 1), ("ok", 0), ("gone", "ok")),
        (("gone", 1), ("failing", 2), ("gone", "failing")),
        (("broken rule", 3), ("quiet", 0), ("broken rule", "ok")),
    ],
)
def test_a_change_is_told(before, after, expected):
    assert told(before, after) == expected


def test_a_notice_says_where_why_and_since_when_without_secrets():
    began = NOW - timedelta(hours=3)
    standing = Standing(id="tea", host="tea.example", due=NOW, failures=1, since=began)
    outcome = Outcome(
        source="tea", due=NOW, condition="failing", reason="500", failures=2, since=began
    )

    assert notice(SOURCE, standing, outcome, "look at it") == Notice(
        source="tea",
        url="https://tea.example/?k=${K}",
        before="ok",
        after="failing",
        reason="500",
        since="2026-03-01T05:00:00Z",
        hint="look at it",
    )


NOTICE = Notice(
    source="tea", url="u", before="ok", after="gone", reason="410\n苏州\0", since=None, hint="h"
)


def test_the_program_gets_a_line_of_json_and_variables(tmp_path):
    program = 'read -r line; printf "%s\\n" "$line" "$SYNDICATE_AFTER" "$SYNDICATE_REASON" > told'

    asyncio.run(send(("sh", "-c", program), NOTICE, tmp_path))

    line, after, reason = (tmp_path / "told").read_text("utf-8").splitlines()
    assert json.loads(line) == {
        "type": "condition",
        "source": "tea",
        "url": "u",
        "before": "ok",
        "after": "gone",
        "reason": "410\n苏州\0",
        "since": None,
        "hint": "h",
    }
    assert (after, reason) == ("gone", "410 苏州 ")


def test_a_program_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(HookError, match="absent"):
        asyncio.run(send(("./absent",), NOTICE, tmp_path))


def test_a_program_that_fails_is_not_tried_again_for_the_turns_other_notices(tmp_path):
    names = ("tea", "lake", "map")
    heard = []
    parts = SimpleNamespace(
        notify=("sh", "-c", "echo x >> tried; exit 1"),
        root=tmp_path,
        sources={name: replace(SOURCE, id=name) for name in names},
        clock=MovableClock(NOW),
        report=heard.append,
    )
    standings = [Standing(id=name, host="tea.example", due=NOW, failures=1) for name in names]
    turn = Turn(host="tea.example", token="t", sources=tuple(standings))
    failing = {"condition": "failing", "failures": 2, "due": NOW}

    asyncio.run(tell(parts, turn, [Outcome(source=name, **failing) for name in names], {}))

    assert (tmp_path / "tried").read_text() == "x\n"
    (event,) = heard
    assert event.reason.endswith("not told of: tea, lake, map")
