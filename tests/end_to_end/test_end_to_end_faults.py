"""A sample of the faults benchmark: each is told within three polls, and nothing of it is kept."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from syndicate.cli.root import run

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "faults.py"


@pytest.fixture(scope="module")
def faults():
    spec = importlib.util.spec_from_file_location("faults", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["faults"] = module
    spec.loader.exec_module(module)
    module.GOOD = 3
    yield module
    del sys.modules["faults"]


@pytest.fixture
def site(faults):
    with faults.Site() as site:
        yield site


@pytest.mark.parametrize("fault", ["captcha", "titles equal"])
def test_a_fault_is_told_of_every_source_and_nothing_of_it_is_kept(faults, site, tmp_path, fault):
    score = faults.try_fault(tmp_path, site, fault)

    assert (score.told, score.rightly, score.missed) == (10, 10, ())
    assert (score.overwritten, score.stray) == (0, 0)


def test_half_a_day_without_faults_is_one_without_alarms(faults, site, tmp_path):
    assert faults.month(tmp_path, site, 0.4) == (0, {})


def feeds(tmp_path, capsysbinary):
    run(["-C", str(tmp_path), "--json", "list", "feeds"])
    return {feed["id"] for feed in json.loads(capsysbinary.readouterr().out)["feeds"]}


def test_a_change_of_state_is_an_entry_of_the_health_feed_and_so_is_the_recovery(
    faults, site, tmp_path, capsysbinary
):
    there = faults.Instance(tmp_path, site)
    there.visit()
    assert "health" not in feeds(tmp_path, capsysbinary)
    site.fault = "login"
    there.visit()
    untold = there.changes()
    there.visit()
    site.fault = None
    there.visit()

    items = json.loads((tmp_path / "public" / "feeds" / "health.json").read_bytes())["items"]

    assert untold == 0
    assert "health" in feeds(tmp_path, capsysbinary)
    assert sum("blocked" in item["title"] for item in items) == 10
    assert sum("ok again" in item["title"] for item in items) == 10


def test_doctor_finds_a_list_again_and_writes_where_it_is(
    faults, site, tmp_path, capsysbinary, monkeypatch
):
    there = faults.Instance(tmp_path, site)
    for _ in range(2):
        there.visit()
    site.fault = "redesign"
    there.visit()
    monkeypatch.chdir(tmp_path)

    code = run(["doctor", "plain", "--apply", "--json"])

    told = json.loads(capsysbinary.readouterr().out)
    assert (code, told["condition"], told["applied"]) == (0, "broken rule", True)
    assert told["repaired"]["confidence"] > 0.8
    assert there.visit()["plain"][0] == "ok"


def test_what_is_accepted_is_how_the_source_is(faults, site, tmp_path, monkeypatch):
    there = faults.Instance(tmp_path, site)
    for _ in range(2):
        there.visit()
    site.fault = "titles equal"
    refused = there.visit()["harbour"][0]
    monkeypatch.chdir(tmp_path)

    run(["doctor", "harbour", "--accept"])

    assert (refused, there.visit()["harbour"][0]) == ("failing", "ok")
