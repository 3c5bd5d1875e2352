"""The WebSub round trip with the daemon as a process and a hub by the specification."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from helpers import daemons
from helpers.daemons import Daemon
from helpers.feeds import SENTENCE, item, page, rss
from helpers.folders import Folder, publish
from helpers.hub import Hub, posted
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end

# The program itself, with a scheduler as it is, but leases that are renewed within the test.
SHORT = """
from datetime import timedelta
from syndicate.fetcher.websub import leases
leases.SOONEST = timedelta(seconds=0.5)
leases.RENEWED = 0.1
leases.FIRST_RETRY = timedelta(seconds=0.5)
from syndicate.cli import main
main()
"""


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


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(daemons, "HURRIED", SHORT)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def announced(site: Origin, hub: Hub, *numbers: int) -> str:
    """Let the site's feed name the hub; return the feed."""
    publish(site, *numbers)
    answer = site.pages["/feed"]
    site.pages["/feed"] = Answer(
        answer.body,
        type=answer.type,
        headers={"Link": f'<{hub.url}>; rel=hub, <{site.url}/feed>; rel="self"'},
    )
    return answer.body.decode()


def news(site: Origin, number: int) -> str:
    """Return what the hub sends of one new article alone, whose page the site has."""
    site.html(f"/{number}", page(f"Article {number}", f"Number {number}. " + SENTENCE * 8))
    return rss(item(number, f"{site.url}/{number}", summary="Short."), title="A test feed")


def follow(folder: Folder, site: Origin, hub: Hub, source: str = "", url: bool = True) -> str:
    """Write a config.toml whose daemon is reached by hubs; return where its server listens."""
    port = free_port()
    server = f"[server]\nport = {port}\n"
    if url:
        server += f'public_url = "http://127.0.0.1:{port}/"\n'
    table = f'id = "a"\nurl = "{site.url}/feed"\n{source}'
    folder.follow(table, allow=(site, hub), more=server)
    return f"http://127.0.0.1:{port}"


def until(daemon: Daemon, seen: Callable[[], object]) -> None:
    """Wait as long as a machine may take that has much else to do."""
    daemon.until(seen, seconds=30)


def shown(folder: Folder) -> str:
    feed = folder.root / "public" / "feeds" / "a.atom"
    return feed.read_text() if feed.exists() else ""


def standing(folder: Folder) -> dict[str, object]:
    return folder("--json", "status", "a").json["sources"][0]


def test_what_a_hub_sends_is_published_within_seconds(folder, origin, hub):
    announced(origin, hub, 1)
    topic = f"{origin.url}/feed"
    follow(folder, origin, hub)

    with Daemon(folder.root, "--serve", hurried=False) as daemon:
        until(daemon, lambda: hub.subscribed(topic))
        until(daemon, lambda: "Article 1" in shown(folder))
        before = origin.paths().count("/feed")
        began = time.monotonic()
        assert hub.push(topic, news(origin, 2)) == 202
        until(daemon, lambda: "Article 2" in shown(folder))
        took = time.monotonic() - began
        assert daemon.stop() == 0

    assert took < 3
    assert origin.paths().count("/feed") == before == 1
    (form,) = hub.asked
    assert form["hub.callback"].startswith("http://127.0.0.1:")
    assert len(form["hub.secret"]) >= 43
    assert hub.answers == [200]
    assert folder.titles() == ["Article 1", "Article 2"]
    assert not daemon.said(form["hub.secret"])
    assert not daemon.said(form["hub.callback"].rpartition("/")[2])


def test_a_lease_is_renewed_and_polling_is_rare_while_it_lasts(folder, origin, hub, quick):
    announced(origin, hub, 1)
    hub.lease = 20
    topic = f"{origin.url}/feed"
    follow(folder, origin, hub, 'interval = "1s"')

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: hub.subscribed(topic))
        hub.lease = 864_000
        until(daemon, lambda: daemon.said("renewed"))
        assert hub.push(topic, news(origin, 2)) == 202
        until(daemon, lambda: "Article 2" in shown(folder))
        time.sleep(0.5)
        before = origin.paths().count("/feed")
        time.sleep(2.5)
        assert origin.paths().count("/feed") == before
        assert standing(folder)["websub"]["state"] == "pushing"
        hub.deny(topic, "no more")
        until(daemon, lambda: origin.paths().count("/feed") > before + 1)
        assert daemon.stop() == 0

    assert set(hub.modes()) == {"subscribe"}
    assert len({form["hub.callback"] for form in hub.asked}) == 1
    assert standing(folder)["websub"]["reason"] == "the hub refused: no more"


def test_what_is_not_from_the_hub_is_taken_and_dropped(folder, origin, hub):
    announced(origin, hub, 1)
    topic = f"{origin.url}/feed"
    server = follow(folder, origin, hub)

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: hub.subscribed(topic))
        (wanted,) = hub.subscribed(topic)
        forged = hub.push(topic, news(origin, 2), secret="guessed")
        other = hub.push(topic, news(origin, 3), of=f"{origin.url}/other")
        unsigned = posted(wanted.callback, news(origin, 4).encode(), {})
        elsewhere = posted(f"{server}/websub/{'x' * 43}", b"<rss/>", {})
        large = posted(wanted.callback, b" " * 5_000_001, {})
        assert hub.push(topic, news(origin, 5), method="sha512") == 202
        until(daemon, lambda: "Article 5" in shown(folder))
        assert daemon.stop() == 0

    assert (forged, other, unsigned, elsewhere) == (202, 202, 202, 410)
    assert large in (413, 0)
    assert folder.titles() == ["Article 1", "Article 5"]
    assert len(daemon.said("push dropped")) == 3


def test_a_restarted_daemon_keeps_its_lease_and_asks_once_what_it_missed(folder, origin, hub):
    announced(origin, hub, 1)
    topic = f"{origin.url}/feed"
    follow(folder, origin, hub, 'interval = "5s"')
    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: hub.subscribed(topic))
        hub.push(topic, news(origin, 2))
        until(daemon, lambda: "Article 2" in shown(folder))
        daemon.kill()
    announced(origin, hub, 1, 2, 3)

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: "Article 3" in shown(folder))
        assert hub.push(topic, news(origin, 4)) == 202
        until(daemon, lambda: "Article 4" in shown(folder))
        assert daemon.stop() == 0

    assert hub.modes() == ["subscribe"]
    assert standing(folder)["condition"] == "ok"
    first, *later = [hit for hit in origin.hits if hit.path == "/feed"]
    assert "if-none-match" not in first.headers
    assert all("if-none-match" in hit.headers for hit in later)


@pytest.mark.parametrize("change", ["websub = false", "enabled = false", None])
def test_a_source_that_is_switched_off_is_unsubscribed(folder, origin, hub, change):
    announced(origin, hub, 1)
    topic = f"{origin.url}/feed"
    follow(folder, origin, hub)

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: hub.subscribed(topic))
        callback = hub.subscribed(topic)[0].callback
        text = folder.config.read_text()
        table = f"{text}{change}\n" if change else text.partition("[[source]]")[0]
        folder.config.write_text(table)
        until(daemon, lambda: not hub.known)
        assert posted(callback, b"<rss/>", {}) == 410
        assert daemon.stop() == 0

    assert hub.modes() == ["subscribe", "unsubscribe"]
    assert "hub.secret" not in hub.asked[1]


def test_a_hub_that_moved_is_found_and_one_that_changed_is_left(folder, origin, hub, quick):
    announced(origin, hub, 1)
    topic = f"{origin.url}/feed"
    hub.moved = "/new"
    follow(folder, origin, hub, 'interval = "1s"')

    with Daemon(folder.root, "--serve") as daemon, Hub() as other:
        text = folder.config.read_text()
        folder.config.write_text(text.replace("allow = [", f'allow = ["127.0.0.1:{other.port}", '))
        until(daemon, lambda: hub.subscribed(topic))
        announced(origin, other, 1, 2)
        until(daemon, lambda: other.subscribed(topic) and not hub.known)
        assert daemon.stop() == 0

    assert other.modes() == ["subscribe"]


def test_no_hub_hears_of_a_daemon_that_it_could_not_reach(folder, origin, hub):
    announced(origin, hub, 1)
    follow(folder, origin, hub, url=False)

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: "Article 1" in shown(folder))
        time.sleep(1.5)
        assert daemon.stop() == 0

    assert hub.asked == []


def test_a_feed_cannot_have_a_stranger_in_our_network_asked(folder, origin, hub):
    announced(origin, hub, 1)
    follow(folder, origin, hub)
    text = folder.config.read_text()
    folder.config.write_text(text.replace(f', "127.0.0.1:{hub.port}"', ""))

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: daemon.said("hub failed", "not a public address"))
        assert daemon.stop() == 0

    assert hub.asked == []
    assert standing(folder)["websub"]["state"] == "refused"


def test_a_hub_that_never_verifies_is_told_of(folder, origin, hub, quick):
    announced(origin, hub, 1)
    hub.verifies = False
    follow(folder, origin, hub)

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: len(hub.asked) >= 3)
        assert daemon.stop() == 0

    said = folder("doctor", "a")
    assert "was asked" in said.out
    assert "never verified" in said.out


def test_what_cannot_be_read_is_asked_for_instead(folder, origin, hub):
    announced(origin, hub, 1)
    topic = f"{origin.url}/feed"
    follow(folder, origin, hub, 'interval = "5s"')

    with Daemon(folder.root, "--serve") as daemon:
        until(daemon, lambda: hub.subscribed(topic))
        announced(origin, hub, 1, 2)
        assert hub.push(topic, escape("<ping of a hub that sends none>")) == 202
        until(daemon, lambda: "Article 2" in shown(folder))
        assert daemon.stop() == 0
