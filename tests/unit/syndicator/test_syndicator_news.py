"""What is new in an answer, and where it is read."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from syndicate.errors import ExtractError
from syndicate.fetcher.intake import Intake
from syndicate.identity import PASSED
from syndicate.model import Document, Entry, Page, Pending, Select, Source
from syndicate.turns.news import News, read_beside
from syndicate.workers import Workers

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
OLD = "https://a.example/feed"


def pending(name: str) -> Pending:
    return Pending(source="a", name=name, entry=Entry(), fingerprint="f" * 32, retry_at=NOW)


def news(known, **entries) -> News:
    document = Document(format="rss", entries=(Entry(), Entry(), Entry()))
    return News(document=document, card=None, known=known, entries=Intake(**entries))


def test_what_was_passed_over_and_is_taken_now_counts_as_new():
    found = news(
        {"back": PASSED, "old": "f" * 32}, pending=tuple(map(pending, ("back", "old", "1")))
    )

    assert [found.is_new(item) for item in found.entries.pending] == [True, False, True]
    assert found.counts == {"entries": 3, "new": 2, "passed": 0}


def test_what_a_filter_passed_over_is_counted_by_itself():
    found = news({}, skipped=("1", "2"), objections=((Entry(), "block"),))

    assert found.counts == {"entries": 3, "new": 0, "passed": 1, "filtered": 1}


def test_a_path_that_computes_without_end_costs_its_source_alone():
    workers, began = Workers(processes=1, seconds=0.5), time.monotonic()
    select = Select(items="//div[preceding-sibling::div]")
    source = Source(id="a", url=OLD, kind="listing", select=select)
    page = Page(url=OLD, body=b"<div><a href=x>y</a></div>" * 5_000, content_type="text/html")

    try:
        with pytest.raises(ExtractError, match="took more than"):
            asyncio.run(read_beside(workers, source, page, NOW))
    finally:
        workers.close()

    assert time.monotonic() - began < 20


def test_a_path_that_ends_is_read_all_the_same():
    workers = Workers(processes=1)
    source = Source(id="a", url=OLD, kind="listing", select=Select(items="//li"))
    page = Page(url=OLD, body=b"<ul><li><a href=/1>One</a></ul>", content_type="text/html")

    try:
        document = asyncio.run(read_beside(workers, source, page, NOW))
    finally:
        workers.close()

    assert [entry.title for entry in document.entries] == ["One"]
