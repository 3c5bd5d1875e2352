"""Half a simulated day of the politeness benchmark: no rule broken, and the judge sees what is."""

from __future__ import annotations

import importlib.util
import sys
from datetime import timedelta
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "politeness.py"


@pytest.fixture(scope="module")
def politeness():
    spec = importlib.util.spec_from_file_location("politeness", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["politeness"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["politeness"]


def test_half_a_day_of_visits_breaks_no_rule(politeness, tmp_path):
    clock = politeness.Clock()
    with politeness.Host("127.0.0.1", clock) as one, politeness.Host("127.0.0.2", clock) as two:
        politeness._follow(tmp_path, [one, two])
        politeness._visit(tmp_path, clock, politeness.BEGIN + timedelta(hours=14))

    assert +one.faults == +two.faults == {}
    assert {200, 301, 302, 304, 410, 429, 500, 503} <= set(one.statuses)


@pytest.mark.parametrize(
    ("fault", "path", "minutes", "headers"),
    [
        ("unconditional", "/tagged", 60, {}),
        ("bogus", "/tagged", 60, {"if-none-match": '"made up"'}),
        ("early", "/tagged", 59, {"if-none-match": 'W/"a b-0"'}),
        ("max-age", "/aged", 149, {"if-none-match": '"0"'}),
        ("max-age", "/expiring", 179, {"if-none-match": '"0"'}),
        ("ttl", "/slow", 149, {"if-none-match": '"0"'}),
        ("personal", "/tagged", 60, {"if-none-match": 'W/"a b-0"', "cookie": "who=you"}),
        ("personal", "/tagged", 60, {"if-none-match": 'W/"a b-0"', "accept-encoding": ""}),
    ],
)
def test_the_judge_sees_each_fault(politeness, fault, path, minutes, headers):
    clock = politeness.Clock()
    host = politeness.Host("127.0.0.1", clock)
    usual = {"user-agent": "x/1", "accept-encoding": "gzip"}
    host.answer(path, usual)
    clock.instant += timedelta(minutes=minutes)

    host.answer(path, usual | headers)

    host._server.server_close()
    assert +host.faults == {fault: 1}


def test_the_judge_sees_validators_from_before(politeness):
    clock = politeness.Clock()
    host = politeness.Host("127.0.0.1", clock)
    usual = {"user-agent": "x/1", "accept-encoding": "gzip"}
    for headers in ({}, {"if-none-match": 'W/"a b-0"'}, {"if-none-match": 'W/"a b-0"'}):
        host.answer("/tagged", usual | headers)
        clock.instant += timedelta(hours=7)

    host._server.server_close()
    assert +host.faults == {"old": 1}


def test_the_judge_sees_who_asks_within_retry_after(politeness):
    clock = politeness.Clock()
    host = politeness.Host("127.0.0.1", clock)
    usual = {"user-agent": "x/1", "accept-encoding": "gzip", "if-none-match": '"0"'}
    host.answer("/throttling", {**usual, "if-none-match": ""})
    host.faults.clear()
    for _ in range(3):
        clock.instant += timedelta(hours=1)
        host.answer("/throttling", usual)
    clock.instant += timedelta(minutes=179)

    host.answer("/tagged", {name: text for name, text in usual.items() if name != "if-none-match"})

    host._server.server_close()
    assert +host.faults == {"Retry-After": 1}
