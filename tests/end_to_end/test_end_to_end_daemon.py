"""The daemon as a process: what it asks, what it takes up, how it ends, what it says."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import pytest
from helpers.daemons import Daemon
from helpers.folders import Folder, publish
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def other():
    with Origin() as site:
        yield site


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def source(name: str, site: Origin, path: str = "/feed", interval: str = "1h") -> str:
    return f'id = "{name}"\nurl = "{site.url}{path}"\ninterval = "{interval}"'


def timed(site: Origin, path: str) -> list[float]:
    """Note when the site is asked for a path."""
    asked: list[float] = []
    answer = site.pages[path]

    def note(headers) -> Answer:
        asked.append(time.monotonic())
        return answer(headers) if callable(answer) else answer

    site.pages[path] = note
    return asked


def slowly(site: Origin, path: str, seconds: float) -> None:
    """Let the site take its time with a path."""
    answer = site.pages[path]

    def wait(headers) -> Answer:
        time.sleep(seconds)
        return answer

    site.pages[path] = wait


def gaps(instants: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(instants)]


def archived(folder: Folder) -> list[Path]:
    """Return the documents that are there, beside a daemon that writes more."""
    return list((folder.root / "archive").glob("*/[0-9][0-9][0-9][0-9]/*/*/index.md"))


def shows(address: str, text: str) -> Callable[[], bool]:
    """Return what tells whether the text is served at the address."""

    def look() -> bool:
        with urlopen(address, timeout=5) as answer:
            return text in answer.read().decode()

    return look


def test_a_source_is_asked_when_due_and_its_news_are_served(folder, origin):
    publish(origin, 1)
    asked = timed(origin, "/feed")
    folder.follow(source("a", origin, interval="1s"), allow=(origin,), more="[server]\nport = 0")

    with Daemon(folder.root, "--serve") as daemon:
        line = daemon.until_said("serving", "address=http://127.0.0.1:")
        feed = line.partition("address=")[2] + "feeds/a.atom"
        daemon.until(lambda: (folder.root / "public" / "feeds" / "a.atom").exists())
        daemon.until(shows(feed, "Article 1"))
        publish(origin, 1, 2)
        again = timed(origin, "/feed")
        daemon.until(shows(feed, "Article 2"))
        daemon.until(lambda: len(again) > 1)
        assert daemon.stop() == 0

    assert all(gap >= 0.95 for gap in [*gaps(asked), *gaps(again)])
    assert origin.paths().count("/1") == origin.paths().count("/2") == 1
    feeds = [hit for hit in origin.hits if hit.path == "/feed"]
    assert "if-none-match" not in feeds[0].headers
    assert all("if-none-match" in hit.headers for hit in feeds[1:])


def test_an_idle_daemon_ends_at_once(folder, origin):
    publish(origin, 1)
    folder.follow(source("a", origin), allow=(origin,))

    with Daemon(folder.root, hurried=False) as daemon:
        daemon.until(lambda: archived(folder))
        began = time.monotonic()
        code = daemon.stop()

    assert code == 0
    assert time.monotonic() - began < 3
    assert (folder.root / "public" / "feeds" / "a.atom").read_text().count("<entry") == 1
    assert daemon.lines[-1] == "info: daemon stopped"


def test_a_turn_under_way_is_ended_and_published_before_the_daemon_goes(folder, origin):
    publish(origin, 1)
    slowly(origin, "/1", 1.5)
    asked = timed(origin, "/1")
    folder.follow(source("a", origin), allow=(origin,))

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: asked)
        code = daemon.stop()

    assert code == 0
    assert "Article 1" in (folder.root / "public" / "feeds" / "a.atom").read_text()


def test_a_changed_configuration_is_taken_up(folder, origin):
    publish(origin, 1, feed="/old")
    publish(origin, 2, feed="/new")
    folder.follow(source("old", origin, "/old", "1s"), allow=(origin,))

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: archived(folder))
        folder.follow(source("new", origin, "/new", "1s"), allow=(origin,))
        daemon.until(lambda: origin.paths().count("/new") == 1)
        last = origin.paths().count("/old")
        daemon.until(lambda: origin.paths().count("/new") == 3)
        assert daemon.stop() == 0

    assert origin.paths().count("/old") == last
    assert daemon.said("configuration read", "sources=1")
    assert len(archived(folder)) == 2


def test_a_source_that_is_added_meanwhile_is_followed_at_once(folder, origin):
    publish(origin, 1, feed="/old")
    publish(origin, 2, feed="/new")
    folder.follow(source("old", origin, "/old", "1s"), allow=(origin,))

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: "/old" in origin.paths())
        added = folder("add", "--as", "new", f"{origin.url}/new")
        daemon.until(lambda: len(archived(folder)) == 2)
        assert daemon.stop() == 0

    assert added.code == 0
    assert origin.paths().count("/new") <= 2
    assert [hit.status for hit in origin.hits if hit.path == "/new"][1:] in ([], [304])
    assert not daemon.said("turn failed")


def test_a_broken_configuration_is_reported_and_the_old_one_stays(folder, origin):
    publish(origin, 1)
    folder.follow(source("a", origin, interval="1s"), allow=(origin,))

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: "/feed" in origin.paths())
        folder.config.write_text("[fetch]\nintervall = 3\n", encoding="utf-8")
        refused = daemon.until_said("configuration refused")
        before = len(origin.paths())
        daemon.until(lambda: len(origin.paths()) > before)
        assert daemon.stop() == 0

    assert "config.toml:2" in refused
    assert len(daemon.said("configuration refused")) == 1


@pytest.mark.parametrize(
    ("options", "before", "after"),
    [
        ((), "", '[archive]\nprofile = "hugo"'),
        ((), "", '[archive]\npath = "elsewhere"'),
        (("--serve",), "[server]\nport = 0", '[server]\nport = 0\n[site]\nvisibility = "public"'),
    ],
)
def test_what_can_change_only_by_a_restart_is_refused(folder, origin, options, before, after):
    publish(origin, 1)
    folder.follow(source("a", origin), allow=(origin,), more=before)

    with Daemon(folder.root, *options) as daemon:
        daemon.until(lambda: archived(folder))
        folder.follow(source("a", origin), allow=(origin,), more=after)
        daemon.until(lambda: daemon.said("configuration refused") or daemon.said("read", "sources"))
        assert daemon.stop() == 0

    assert daemon.said("configuration refused", "restart")
    assert not daemon.said("configuration read")


def test_a_signal_or_a_new_title_is_heeded_without_news_of_any_source(folder, origin):
    publish(origin, 1)
    folder.follow(source("a", origin), allow=(origin,))

    with Daemon(folder.root) as daemon:
        index = folder.root / "public" / "index.html"
        daemon.until(lambda: index.exists() and "Article 1" in index.read_text())
        daemon.send(signal.SIGHUP)
        daemon.until_said("configuration read")
        folder.follow(source("a", origin), allow=(origin,), more='[site]\ntitle = "Renamed"')
        daemon.until(lambda: "Renamed" in index.read_text())
        assert daemon.stop() == 0


def test_after_a_power_cut_nothing_is_lost_or_asked_again_before_it_is_due(folder, origin):
    publish(origin, 1, 2, 3)
    folder.follow(source("a", origin), allow=(origin,))
    feed = folder.root / "public" / "feeds" / "a.atom"
    with Daemon(folder.root, hurried=False) as daemon:
        daemon.until(lambda: len(archived(folder)) == 3)
        daemon.until(lambda: folder("--json", "status").json["sources"][0]["pending"] == 0)
        daemon.kill()
    before, asked = folder.files("archive"), len(origin.hits)

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: feed.read_text().count("<entry") == 3)
        daemon.until_said("daemon started")
        time.sleep(0.5)
        assert daemon.stop() == 0

    assert len(origin.hits) == asked
    assert folder.files("archive") == before


def test_a_turn_cut_short_goes_on_where_it_was(folder, origin):
    publish(origin, 1, 2, 3)
    slowly(origin, "/2", 1)
    asked = timed(origin, "/2")
    folder.follow(source("a", origin), allow=(origin,))
    with Daemon(folder.root) as daemon:
        daemon.until(lambda: asked)
        daemon.kill()
    whole = {name: body for name, body in folder.files("archive").items() if "/2026/" in name}

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: len(archived(folder)) == 3)
        assert daemon.stop() == 0

    assert origin.paths().count("/1") == 1
    assert [hit.status for hit in origin.hits if hit.path == "/feed"] in ([200], [200, 304])
    after = folder.files("archive")
    assert {name: after[name] for name in whole} == whole


def test_a_failing_site_is_asked_ever_less_often_and_stops_nobody(folder, origin, other):
    other.pages["/feed"] = Answer(b"oops", status=500)
    asked = timed(other, "/feed")
    publish(origin, 1)
    folder.follow(
        source("bad", other, interval="1s"),
        source("good", origin, interval="1s"),
        allow=(origin, other),
    )

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: len(asked) == 3)
        assert daemon.stop() == 0

    first, second = gaps(asked)
    assert first >= 0.95
    assert second >= 1.95
    assert origin.paths().count("/feed") >= 3
    assert len(archived(folder)) == 1


def test_the_log_has_one_line_for_each_decision(folder, origin, other):
    other.pages["/feed"] = Answer(b"oops", status=500)
    publish(origin, 1, 2)
    origin.pages["/2"] = Answer(b"oops", status=500)
    folder.follow(
        source("bad", other), source("good", origin, interval="1s"), allow=(origin, other)
    )

    with Daemon(folder.root) as daemon:
        daemon.until_said("unchanged", "source=good")
        daemon.until(lambda: len(daemon.said("published")) == 2)
        assert daemon.stop() == 0

    (failed,) = daemon.said("failed", "source=bad")
    assert failed.startswith("warning: ")
    assert "500" in failed
    assert len(daemon.said("checked", "source=good", "new=2")) == 1
    assert len(daemon.said("archived", "source=good", "path=good/2026/02/")) == 1
    assert len(daemon.said("partial", "source=good", "500")) == 1
    assert len(daemon.said("unchanged", "source=good")) >= 1
    assert len(daemon.said("published", "written=")) == 2, "the empty feeds, then the news"
    assert len(daemon.said("daemon started")) == len(daemon.said("daemon stopped")) == 1
    assert all(re.match(r"(info|warning): [a-z]", line) for line in daemon.lines), daemon.lines


def test_a_taken_port_ends_the_daemon_with_a_sentence(folder, origin):
    publish(origin, 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        folder.follow(source("a", origin), allow=(origin,), more=f"[server]\nport = {port}")

        with Daemon(folder.root, "--serve") as daemon:
            code = daemon.end()

    assert code == 1
    assert daemon.said("cannot listen", str(port))
    assert not daemon.said("Traceback")
