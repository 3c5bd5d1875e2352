"""Lines of the log: whatever a fact holds, one line that no terminal obeys."""

from __future__ import annotations

import json
import logging

import pytest

from syndicate.log import Formatter

HOSTILE = "a\x1b[2J\nb\x9b31m\u202ec\ud800 茶"


def record(**facts: object) -> logging.LogRecord:
    made = logging.LogRecord("syndicate", logging.INFO, "", 0, "archived", (), None)
    made.facts = facts
    return made


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_fact_is_told_without_what_steers_a_terminal(style):
    line = Formatter(style).format(record(title=HOSTILE))

    assert line.isprintable()
    assert "茶" in line


def test_nothing_of_a_fact_is_lost():
    text = Formatter("text").format(record(title=HOSTILE))
    whole = Formatter("json").format(record(title=HOSTILE))

    assert json.loads(text.removeprefix("info: archived title=")) == HOSTILE
    assert json.loads(whole)["title"] == HOSTILE
