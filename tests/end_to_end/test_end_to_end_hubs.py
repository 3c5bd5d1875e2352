"""Hubs that are told of what was published, by the program as it is typed and as a daemon."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from helpers.daemons import Daemon
from helpers.folders import Folder, publish
from helpers.hub import Hub
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end

AT = "https://me.example/feeds/"
FORMATS = ("atom", "json", "rss")


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def hub():
    with Hub() as hub:
        yield hub


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def follow(folder: Folder, site: Origin, *hubs: Hub, url: str = "", more: str = "") -> None:
    """Write a config.toml of two sources whose feeds the first hub is told of."""
    folder.follow(
        f'id = "a"\nurl = "{site.url}/a"\ninterval = "1s"',
        f'id = "b"\nurl = "{site.url}/b"\ninterval = "1s"',
        allow=(site, *hubs),
        more='[site]\nbase_url = "https://me.example/"\n'
        f'[publish]\nhub = "{url or hubs[0].url}"\n{more}',
    )


def topics(*feeds: str) -> list[str]:
    return sorted(f"{AT}{feed}.{form}" for feed in feeds for form in FORMATS)


def told(hub: Hub) -> list[str]:
    """Return what the hub was told since the last time."""
    found = sorted(hub.told)
    hub.told.clear()
    return found


def owed(folder: Folder) -> list[str]:
    with closing(sqlite3.connect(folder.root / ".syndicate" / "state.db")) as state:
        return sorted(topic for (topic,) in state.execute("SELECT topic FROM ping"))


def test_a_hub_hears_of_exactly_the_documents_that_changed(folder, origin, hub):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    follow(folder, origin, hub)

    assert folder("run").code == 0
    assert told(hub) == topics("a", "all", "b")

    assert folder("run", "--force").code == 0
    assert told(hub) == []

    publish(origin, 2, 3, feed="/b")
    assert folder("run", "--force").code == 0
    assert told(hub) == topics("all", "b")
    assert owed(folder) == []


def test_a_feed_has_its_own_hub_or_none(folder, origin, hub):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    with Hub() as other:
        more = f'[[feed]]\nid = "a"\nhub = "{other.url}"\n[[feed]]\nid = "b"\nhub = false\n'
        follow(folder, origin, hub, other, more=more)

        assert folder("run").code == 0

        assert told(other) == topics("a")
    assert told(hub) == topics("all")


def test_a_hub_that_is_down_hears_of_it_in_the_next_run(folder, origin):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    with Hub() as gone:
        port = gone.port
    follow(folder, origin, gone)

    said = folder("run")

    assert said.code == 0
    assert said.err.count(f"the hub {gone.url} was not told what is new") == 1
    assert folder.titles() == ["Article 1", "Article 2"]
    with Hub(port=port) as hub:
        said = folder("run")
        assert (said.code, "hub" in said.err) == (0, False)
        assert told(hub) == topics("a", "all", "b")


def test_a_hub_that_wants_to_be_left_alone_is_asked_once(folder, origin, hub):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    follow(folder, origin, hub)
    hub.status, hub.headers = 429, {"Retry-After": "3600"}

    first, second = folder("run"), folder("run")

    assert (first.code, second.code) == (0, 0)
    assert hub.requests == 1
    assert "was not told" in first.err
    assert "hub" not in second.err
    assert owed(folder) == topics("a", "all", "b")


def test_a_hub_in_a_network_that_is_not_allowed_is_never_asked(folder, origin, hub):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    follow(folder, origin, url=hub.url)

    said = folder("run")

    assert said.code == 0
    assert "was not told" in said.err
    assert hub.requests == 0


def test_a_build_asks_nobody_and_the_next_run_tells_what_it_changed(folder, origin, hub):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    follow(folder, origin, hub)
    folder("run")
    told(hub)
    for path in (folder.root / "public" / "feeds").glob("b.*"):
        path.unlink()

    assert folder("build").code == 0
    assert told(hub) == []

    assert folder("run").code == 0
    assert told(hub) == topics("b")


def test_a_daemon_tells_hubs_within_seconds(folder, origin, hub):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    follow(folder, origin, hub)
    folder("run")
    told(hub)

    with Daemon(folder.root) as daemon:
        daemon.until(lambda: daemon.said("unchanged", "source=a"), seconds=30)
        publish(origin, 1, 3, feed="/a")
        daemon.until(lambda: len(hub.told) >= 6 and not owed(folder), seconds=30)
        assert daemon.stop() == 0

    assert told(hub) == topics("a", "all")


def test_a_daemon_tells_at_its_start_what_a_run_could_not(folder, origin):
    publish(origin, 1, feed="/a")
    publish(origin, 2, feed="/b")
    with Hub() as gone:
        port = gone.port
    follow(folder, origin, gone)
    folder("run")

    with Hub(port=port) as hub, Daemon(folder.root) as daemon:
        daemon.until(lambda: not owed(folder), seconds=30)
        assert daemon.stop() == 0

    assert told(hub) == topics("a", "all", "b")


def test_a_backfill_tells_hubs_too(folder, origin):
    publish(origin, 2, feed="/b")
    publish(origin, 3, feed="/older")
    publish(origin, 1, feed="/a")
    older = f'<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="{origin.url}/older"/>'
    text = origin.pages["/a"].body.decode().replace("</channel>", f"{older}</channel>")
    origin.feed("/a", text)
    with Hub() as gone:
        port = gone.port
    follow(folder, origin, gone)
    folder("run")

    with Hub(port=port) as hub:
        assert folder("backfill", "a").code == 0

    assert told(hub) == topics("a", "all", "b")
    assert folder.titles() == ["Article 1", "Article 2", "Article 3"]
    assert owed(folder) == []
