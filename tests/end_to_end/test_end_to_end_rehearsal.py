"""A dry run says what a run would do: both look at the same sources, real HTTP and files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from helpers.feeds import page, rss
from helpers.folders import publish
from helpers.instances import Instance
from helpers.origin import Answer, Origin

from syndicate import identity, workers
from syndicate.workers import LARGE

pytestmark = pytest.mark.end_to_end

ZONELESS = (
    "<item><title>Ferry</title><guid>tag:test,2026:1</guid><description>Late.</description>"
    "<pubDate>2026-02-01 10:00:00</pubDate></item>"
)


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def source(instance: Instance, name: str = "a", more: str = "") -> str:
    return f'id = "{name}"\nurl = "{instance.origin.url}/{name}"\ninterval = "1h"\n{more}'


def told(instance: Instance, **how) -> list[tuple[str, str | None, dict[str, int]]]:
    """Run, and return what was reported of sources and articles."""
    instance.run(**how)
    told = ("checked", "unchanged", "archived", "revised", "failed")
    return [
        (event.kind, event.title, dict(event.counts) if event.kind == "checked" else {})
        for event in instance.events
        if event.kind in told
    ]


def forget(instance: Instance) -> None:
    """Lose the state, as whoever keeps nothing but the archive."""
    for path in (instance.root / ".syndicate").glob("state.db*"):
        path.unlink()


def test_a_date_without_a_zone_is_the_same_date_to_a_dry_run(instance):
    zone = 'timezone = "Asia/Shanghai"\nfull_text = "feed"'
    instance.follow(source(instance, more=zone))
    instance.origin.feed("/a", rss(ZONELESS))
    instance.run()
    instance.origin.feed("/a", rss(ZONELESS, title="Renamed"))
    instance.clock.move(hours=2)

    rehearsed = told(instance, dry=True)

    assert rehearsed == [("checked", None, {"entries": 1, "new": 0, "passed": 0})]
    assert rehearsed == told(instance)


def test_a_source_that_the_archive_knows_is_not_on_its_first_run_to_a_dry_run(instance):
    instance.follow(source(instance, more="backfill = 1"))
    instance.origin.feed("/a", rss())
    instance.run()
    forget(instance)
    publish(instance.origin, 1, 2, 3, feed="/a")

    rehearsed = told(instance, dry=True)

    assert [kind for kind, *_ in rehearsed] == ["checked", "archived", "archived", "archived"]
    assert rehearsed == told(instance)


def test_a_first_run_is_limited_in_a_dry_run_as_well(instance):
    instance.follow(source(instance, more="backfill = 1"))
    publish(instance.origin, 1, 2, 3, feed="/a")

    rehearsed = told(instance, dry=True)

    assert rehearsed[0] == ("checked", None, {"entries": 3, "new": 1, "passed": 2})
    assert rehearsed == told(instance)


def test_what_the_archive_alone_knows_as_passed_over_is_not_new_to_a_dry_run(instance):
    instance.follow(source(instance, more="backfill = 1"))
    publish(instance.origin, 1, 2, 3, feed="/a")
    instance.run()
    with closing(sqlite3.connect(instance.root / ".syndicate" / "state.db")) as state, state:
        state.execute("DELETE FROM entry WHERE fingerprint = ?", [identity.PASSED])
    publish(instance.origin, 1, 2, 3, feed="/a", title="Renamed")
    instance.clock.move(hours=2)

    rehearsed = told(instance, dry=True)

    assert rehearsed == [("checked", None, {"entries": 3, "new": 0, "passed": 0})]
    assert rehearsed == told(instance)


def test_a_revised_entry_is_not_counted_as_new_by_a_dry_run(instance):
    instance.follow(source(instance))
    publish(instance.origin, 1, feed="/a")
    instance.run()
    publish(instance.origin, 1, 2, feed="/a")
    body = instance.origin.pages["/a"].body.replace(b"Article 1", b"Ferry", 1)
    instance.origin.pages["/a"] = Answer(body, type="application/rss+xml")
    instance.clock.move(hours=2)

    rehearsed = told(instance, dry=True)

    assert rehearsed[0] == ("checked", None, {"entries": 2, "new": 1, "passed": 0})
    assert [kind for kind, *_ in rehearsed[1:]] == ["revised", "archived"]


def test_a_dry_run_asks_at_the_address_to_which_a_source_has_moved(instance):
    site = instance.origin
    instance.follow(source(instance))
    publish(site, 1, feed="/new")
    site.pages["/a"] = Answer(status=301, headers={"Location": "/new"})
    instance.run()
    instance.clock.move(days=8)
    before = len(site.hits)

    instance.run(dry=True)

    assert site.paths()[before:] == ["/new"]


def test_a_dry_run_counts_the_sources_that_fail(instance):
    instance.follow(source(instance), source(instance, "b"))
    publish(instance.origin, 1, feed="/a")

    summary = instance.run(dry=True)

    assert (summary.sources, summary.failed) == (2, 1)
    assert [problem.source for problem in summary.problems] == ["b"]


def test_a_dry_run_asks_no_source_whose_server_wants_to_be_left_alone(instance):
    instance.follow(source(instance))
    publish(instance.origin, 1, feed="/a")
    answer = instance.origin.pages["/a"]
    instance.origin.pages["/a"] = replace(answer, headers={"Cache-Control": "max-age=36000"})
    instance.run()
    instance.clock.move(hours=2)
    asked = len(instance.origin.hits)

    instance.run("a", dry=True)
    held, still = instance.kinds("a"), len(instance.origin.hits)
    instance.run("a", dry=True, force=True)

    assert held == ["waiting"]
    assert still == asked
    assert instance.kinds("a") == ["unchanged"]


def test_a_dry_run_leaves_a_host_alone_that_asks_for_it(instance):
    instance.follow(source(instance), source(instance, "b"))
    wait = {"Retry-After": "600"}
    instance.origin.pages["/a"] = Answer(status=429, headers=wait)
    publish(instance.origin, 1, feed="/b")

    summary = instance.run(dry=True)

    assert instance.origin.paths() == ["/a"]
    assert (instance.kinds("a"), instance.kinds("b")) == (["failed"], ["waiting"])
    assert summary.failed == 1


def test_the_large_pages_of_a_preview_are_read_by_the_same_processes(instance, monkeypatch):
    instance.follow(source(instance))
    publish(instance.origin, 1, 2, feed="/a")
    for path in ("/1", "/2"):
        instance.origin.html(path, page("Article", "Much is said. " * LARGE))
    started: list[int] = []
    start = workers._start
    monkeypatch.setattr(workers, "_start", lambda count: started.append(count) or start(count))

    with instance.app() as app:
        seen = app.preview(app.config.sources[0], 2)

    assert [draft.problem for draft in seen.drafts] == [None, None]
    assert len(started) == 1
