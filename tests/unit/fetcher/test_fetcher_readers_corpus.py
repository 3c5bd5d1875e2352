"""Whole feeds of every kind and of every usual fault, with all that must be read from them."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicate.fetcher.readers.feed import read

CASES = sorted((Path(__file__).parents[2] / "corpus" / "feeds").iterdir())


def plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return sorted(value)


def filled(facts):
    """Leave out what is unknown, so that an expectation shows what was found."""
    return {
        key: value
        for key, value in facts.items()
        if value not in (None, (), {}, [], 0, frozenset())
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_everything_a_feed_says_is_read(case):
    [source] = case.glob("feed.*")
    expected = json.loads((case / "expected.json").read_text("utf-8"))

    document = asdict(
        read(source.read_bytes(), url="https://where.example/feed", zone=ZoneInfo("Asia/Shanghai"))
    )

    entries = [
        filled(entry | {"enclosures": [filled(file) for file in entry["enclosures"]]})
        for entry in document.pop("entries")
    ]
    found = json.loads(json.dumps(filled(document) | {"entries": entries}, default=plain))
    assert found == expected
