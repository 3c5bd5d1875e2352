"""What a new user does, command by command, through the program as it is installed."""

from __future__ import annotations

import asyncio
import signal
import time
import tomllib
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from helpers import demos
from helpers.feeds import SENTENCE, item, page, rss
from helpers.folders import Folder, publish
from helpers.origin import Origin

from syndicate.config import load
from syndicate.state.lock import Lock
from syndicate.wiring import service

pytestmark = pytest.mark.end_to_end

OPML = """<?xml version="1.0"?>
<opml version="2.0"><head><title>mine</title></head><body>
<outline text="Lakes"><outline type="rss" text="Lake news" xmlUrl="{url}/lake"/></outline>
<outline type="rss" text="Known" xmlUrl="{url}/feed"/>
</body></opml>
"""
URLS = '# newsboat\n{url}/hill "high" "~Hill news"\n\n{url}/dale\n'


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture
def begun(folder, origin):
    """A folder after ``init``, which may ask the site on loopback."""
    assert folder("init").code == 0
    line = f'allow = ["127.0.0.1:{origin.port}"] # mine\n'
    written = folder.config.read_text().replace("#allow ", f"{line}#allow ")
    folder.config.write_text(written)
    return folder


def homepage(site: Origin) -> None:
    """Give the site a front page that declares its feed."""
    head = '<link rel="alternate" type="application/rss+xml" href="/feed" title="Ferry">'
    site.html("/", page("Ferry", head=head))


def sources(folder: Folder) -> dict[str, dict[str, object]]:
    found = tomllib.loads(folder.config.read_text()).get("source", [])
    return {each["id"]: each for each in found}


def test_from_nothing_to_a_feed(begun, origin):
    homepage(origin)
    publish(origin, 1, 2)
    before = begun.config.read_text()

    added = begun("add", f"{origin.url}/")
    ran = begun("run")

    assert (added.code, added.out) == (0, f"Follows 127.0.0.1  {origin.url}/feed\n")
    assert "Article 2" in added.err
    assert begun.config.read_text().startswith(before)
    assert ran.code == 0
    assert ran.quiet
    assert origin.paths().count("/feed") == 1
    assert begun.titles() == ["Article 1", "Article 2"]
    assert (begun.root / "public" / "feeds" / "all.atom").read_text().count("<entry") == 2


def test_init_leaves_what_is_there_alone(folder):
    (folder.root / ".gitignore").write_text("*.pyc\n/public/")
    first = folder("init")
    written = folder.files(".")

    second = folder("init")

    assert (first.code, second.code) == (0, 1)
    assert "exists already" in second.err
    assert folder.files(".") == written
    assert (folder.root / ".gitignore").read_text() == (
        "*.pyc\n/public/\n/.syndicate/*\n!/.syndicate/sources.jsonl\n.syndicate-*.tmp\n"
    )


def test_what_is_only_tried_is_not_written(begun, origin):
    homepage(origin)
    publish(origin, 1)
    before = begun.files(".")

    tried = [
        begun("add", "-n", f"{origin.url}/"),
        begun("preview", f"{origin.url}/", "--limit", "1"),
        begun("status"),
        begun("list"),
        begun("list", "feeds"),
    ]

    assert [said.code for said in tried] == [0] * 5
    assert tried[0].out == f"Would follow 127.0.0.1  {origin.url}/feed\n"
    assert "Number 1." in tried[1].out
    assert begun.files(".") == before


def test_an_address_without_a_feed_is_told_and_nothing_is_written(begun, origin):
    origin.html("/", page("No feed"))
    before = begun.config.read_text()

    said = begun("add", f"{origin.url}/")

    assert said.code == 1
    assert "no feed" in said.err
    assert begun.config.read_text() == before


def test_feeds_of_opml_and_newsboat_files_are_added_once(begun, origin):
    publish(origin, 1)
    (begun.root / "feeds.opml").write_text(OPML.format(url=origin.url))
    (begun.root / "urls").write_text(URLS.format(url=origin.url))
    begun("add", "--as", "known", f"{origin.url}/feed")
    asked = len(origin.hits)

    codes = [begun("add", "feeds.opml", "urls").code for _ in range(2)]

    assert codes == [0, 0]
    assert len(origin.hits) == asked
    found = {each["url"].removeprefix(origin.url): each for each in sources(begun).values()}
    assert sorted(found) == ["/dale", "/feed", "/hill", "/lake"]
    assert found["/lake"]["tags"] == ["Lakes"]
    assert found["/hill"]["tags"] == ["high"]
    assert found["/hill"]["title"] == "Hill news"
    assert begun("config", "check").code == 0


def test_a_run_tells_how_it_went_by_its_exit_code(folder, origin):
    publish(origin, 1)
    good, bad = f'url = "{origin.url}/feed"\nid = "good"', f'url = "{origin.url}/no"\nid = "bad"'
    assert folder("run").code == 10

    folder.follow(good, bad, allow=(origin,))
    some = folder("run")
    folder.follow(bad, allow=(origin,))
    everything = folder("run", "--all")
    with Lock.take(folder.root / ".syndicate" / "lock"):
        locked = folder("run")
    folder.config.write_text('[fetch]\nintervall = "1h"\n[[source]]\ntitle = "x"\n')
    wrong = folder("run")

    assert (some.code, everything.code, locked.code, wrong.code) == (3, 4, 11, 78)
    assert "bad: " in some.err
    assert "404" in some.err
    assert some.out == everything.out == ""
    assert "config.toml:2" in wrong.err
    assert "config.toml:3" in wrong.err
    assert "Traceback" not in "".join(said.err for said in (some, everything, locked, wrong))


def test_who_follows_nothing_any_more_publishes_what_is_kept(folder, origin):
    publish(origin, 1)
    folder.follow(f'url = "{origin.url}/feed"\nid = "a"', allow=(origin,))
    assert folder("run").code == 0
    folder.config.write_text("")

    ran = folder("run")

    feeds = {path.name for path in (folder.root / "public" / "feeds").glob("*.atom")}
    assert (ran.code, ran.err) == (0, "")
    assert feeds == {"all.atom"}


def test_a_run_as_json_tells_everything_that_happened(folder, origin):
    publish(origin, 1)
    folder.follow(f'url = "{origin.url}/feed"\nid = "a"', allow=(origin,))

    said = folder("run", "--json")

    kinds = [line["type"] for line in said.lines]
    assert kinds == ["checking", "checked", "archived", "finished", "published", "summary"]
    assert said.lines[-1]["new"] == 1
    assert said.err == ""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with two articles, one of which has been corrected, and a source that fails."""
    folder = Folder(tmp_path_factory.mktemp("kept"))
    with Origin() as site:
        publish(site, 1, 2)
        feeds = (f'url = "{site.url}/feed"\nid = "a"', f'url = "{site.url}/missing"\nid = "b"')
        folder.follow(*feeds, allow=(site,))
        assert folder("run").code == 3
        site.html("/1", page("Article 1", "Corrected. " + SENTENCE * 8))
        news = item(1, f"{site.url}/1", summary="Short, corrected.")
        site.feed("/feed", rss(item(2, f"{site.url}/2", summary="Short."), news))
        assert folder("run", "a").code == 0
    return folder


def test_an_article_is_shown_by_whatever_names_it(kept):
    (row,) = [each for each in kept("--json", "list").json["articles"] if each["title"][-1] == "1"]

    shown = [kept("show", row[name]) for name in ("id", "url", "path")]
    begun = kept("show", row["path"][:-3])
    raw, old = kept("show", "--raw", row["path"]), kept("show", "--raw", "--revision", 1, row["id"])
    vague, unknown = kept("show", "a/2026"), kept("show", "nothing")

    assert [said.code for said in (*shown, begun, raw, old)] == [0] * 6
    assert len({said.out for said in (*shown, begun)}) == 1
    assert "Corrected." in begun.out
    assert raw.out.encode() == (kept.root / "archive" / row["path"] / "index.md").read_bytes()
    assert old.out.startswith("---\ntitle: Article 1\n")
    assert "Number 1." in old.out
    assert (vague.code, unknown.code) == (1, 1)
    assert "2 articles" in vague.err
    assert 'no article "nothing"' in unknown.err


def test_lists_tell_what_is_kept_followed_and_published(kept):
    urls = kept("list", "--format", "urls").out.split()
    followed = kept("list", "sources", "--format", "urls").out.split()
    published = kept("list", "feeds", "--format", "urls").out.split()

    assert [urlsplit(url).path for url in sorted(urls)] == ["/1", "/2"]
    assert [urlsplit(url).path for url in followed] == ["/feed", "/missing"]
    assert "http://127.0.0.1:8484/feeds/a.atom" in published
    assert len(published) == 12, "all, a, b, and changes"


def test_status_says_who_needs_somebody(kept):
    everybody, failing, fine = kept("status"), kept("status", "--failing"), kept("status", "a")

    assert (everybody.code, failing.code, fine.code) == (3, 3, 0)
    assert len(everybody.out.splitlines()) == 3
    (line,) = failing.out.splitlines()[1:]
    assert line.startswith("■ failing  b ")
    assert "404" in line


def test_a_build_says_what_it_would_write_and_writes_it(kept):
    feed = kept.root / "public" / "feeds" / "a.json"
    before = feed.read_bytes()
    feed.unlink()

    pending = kept("build", "-n")
    assert not feed.exists()
    built = kept("build")

    assert (pending.code, pending.out) == (6, "would write feeds/a.json\n")
    assert (built.code, built.quiet) == (0, True)
    assert feed.read_bytes() == before
    assert kept("build", "-n").code == 0


def test_a_page_becomes_markdown_wherever_it_comes_from(begun, origin):
    text = page("Ferry", head='<meta name="author" content="Ann Shore">')
    origin.html("/1", text)
    (begun.root / "page.html").write_text(text)

    of_file, of_stdin = begun("extract", "page.html"), begun("extract", "-", typed=text.encode())
    of_url = begun("extract", f"{origin.url}/1", "--json")

    assert of_file.out == of_stdin.out
    assert SENTENCE.strip() in of_file.out
    assert of_url.json["title"] == "Ferry"
    assert of_url.json["authors"] == ["Ann Shore"]
    assert of_url.json["markdown"].strip() == of_file.out.strip()
    assert {"date", "lang", "images", "score"} <= of_url.json.keys()


def test_a_feed_becomes_json_lines_wherever_it_comes_from(begun, origin):
    publish(origin, 1, 2)
    text = origin.pages["/feed"].body
    (begun.root / "feed.xml").write_bytes(text)

    found = [begun("parse", "feed.xml"), begun("parse", "-", typed=text)]
    found.append(begun("parse", f"{origin.url}/feed"))

    assert found[0].out == found[1].out == found[2].out
    first, *entries = found[0].lines
    assert (first["type"], first["title"]) == ("feed", "A test feed")
    assert [entry["title"] for entry in entries] == ["Article 2", "Article 1"]


@pytest.mark.parametrize("command", ["extract", "parse"])
def test_what_is_no_page_and_no_feed_is_an_error(folder, command):
    said = folder(command, "-", typed=b"\x00\x01")
    missing = folder(command, "missing.html")

    assert (said.code, missing.code) == (1, 1)
    assert "Traceback" not in said.err + missing.err
    assert "missing.html" in missing.err


def test_the_configuration_is_checked_and_shown_with_secrets_kept(folder):
    folder.config.write_text('[site]\nauthor = "${HOME}"\n[[source]]\nurl = "https://a.example/"\n')

    checked, shown = folder("config", "check"), folder("config", "show")

    assert checked.out == f"{folder.config}: right (1 source, 0 feeds of its own)\n"
    found = tomllib.loads(shown.out)
    assert found["site"]["author"] == "${HOME}"
    assert found["source"][0]["id"] == "a.example"
    assert found["fetch"]["interval"] == "1h"


def get(address: str, method: str = "GET", **headers: str):
    wanted = Request(address, method=method, headers=headers)
    try:
        with urlopen(wanted, timeout=5) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def served(kept):
    """The address at which ``serve`` answers."""
    process = demos.start("-C", kept.root, "serve", "--port", "0")
    try:
        line = process.stderr.readline()
        assert process.stderr.readline().startswith("The feeds say ")
        yield line.split(" at ")[1].strip()
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


def test_feeds_are_served_as_readers_want_them(served, kept):
    status, headers, body = get(f"{served}feeds/a.atom")

    assert status == 200
    assert body == (kept.root / "public" / "feeds" / "a.atom").read_bytes()
    assert headers["Content-Type"].startswith("application/atom+xml")
    assert headers["X-Robots-Tag"] == "noindex"
    again = get(f"{served}feeds/a.atom", **{"If-None-Match": headers["ETag"]})
    assert (again[0], again[2]) == (304, b"")
    head = get(f"{served}feeds/a.atom", "HEAD")
    assert (head[0], head[2]) == (200, b"")
    assert head[1]["Content-Length"] == str(len(body))
    assert get(f"{served}feeds/a.rss")[1]["Content-Type"].startswith("application/rss+xml")
    assert get(f"{served}feeds/a.json")[1]["Content-Type"].startswith("application/feed+json")
    assert get(f"{served}")[1]["Content-Type"].startswith("text/html")
    assert get(f"{served}../config.toml")[0] == get(f"{served}.syndicate/state.db")[0] == 404
    assert get(f"{served}feeds/a.atom", "POST")[0] == 405
    assert get(f"{served}feeds/a.atom", Host="evil.example")[0] == 421


def test_what_is_published_meanwhile_is_served(served, kept):
    feed, before = kept.root / "public" / "feeds" / "a.json", get(f"{served}feeds/a.json")
    whole = feed.read_bytes()
    feed.write_bytes(whole.replace(b"A test feed", b"Renamed"))

    try:
        deadline = time.monotonic() + 5
        while b"Renamed" not in (after := get(f"{served}feeds/a.json"))[2]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        feed.write_bytes(whole)

    assert after[1]["ETag"] != before[1]["ETag"]


def test_beyond_this_machine_private_feeds_lie_under_a_secret_path(kept, monkeypatch):
    listening = []
    monkeypatch.setattr(service, "serve_until_stopped", lambda *args: listening.append(args))
    monkeypatch.chdir(kept.root)
    addresses = []
    config = load(kept.config, {})

    service.serve(config, "0.0.0.0", 8484, addresses.append)

    ((app, host, port, ready, at_hand),) = listening
    assert at_hand == app.at_hand
    ready("http://0.0.0.0:8484/")
    token = config.token_path.read_text().strip()
    assert (host, port, addresses) == ("0.0.0.0", 8484, [f"http://0.0.0.0:8484/{token}/"])
    assert asked(app, "/feeds/a.atom") == asked(app, "/wrong/feeds/a.atom") == 404
    assert asked(app, f"/{token}/feeds/a.atom") == 200


def asked(app, path: str) -> int:
    """Return the status that an ASGI app answers with."""
    sent = []

    async def send(message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    asyncio.run(app(scope, None, send))
    return sent[0]["status"]
