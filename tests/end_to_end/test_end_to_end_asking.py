"""Whole runs of sources that want to be asked in their own way: filter, secrets, proxy, notices."""

from __future__ import annotations

import json
import stat
import sys

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin
from helpers.proxies import Proxy

from syndicate.errors import ProxyFailed

pytestmark = pytest.mark.end_to_end

TOKEN, KEY, PASSWORD = "t0ken-9f27c1", "k3y-55aa01", "pässw0rt-77"


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def publish(origin: Origin, *numbers: int, path: str = "/feed") -> None:
    entries = (item(n, f"{origin.url}/{n}", content=f"<p>{SENTENCE * 9}</p>") for n in numbers)
    origin.feed(path, rss(*entries))


# The filter


def test_what_a_filter_does_not_want_stays_away_also_after_a_rebuild(instance, origin):
    publish(origin, 1, 2, 3)
    source = f'id = "a"\nurl = "{origin.url}/feed"\n'
    instance.follow(source + '[source.filter]\nblock = [{ title = "[12]$" }]')

    summary = instance.run()
    (instance.root / ".syndicate" / "state.db").unlink()
    instance.follow(source)
    instance.clock.move(hours=2)
    again = instance.run()

    assert (summary.new, again.new) == (1, 0)
    assert [article.title for article in instance.articles()] == ["Article 3"]


def test_the_first_runs_limit_counts_what_the_filter_wants(instance, origin):
    publish(origin, 1, 2, 3, 4)
    instance.follow(
        f'id = "a"\nurl = "{origin.url}/feed"\nbackfill = 2\n[source.filter]\nblock = ["4"]'
    )

    instance.run()

    [checked] = [event for event in instance.events if event.kind == "checked"]
    assert checked.counts == {"entries": 4, "new": 2, "passed": 1, "filtered": 1}
    assert {article.title for article in instance.articles()} == {"Article 2", "Article 3"}


def test_a_dry_run_tells_what_is_passed_over_and_by_which_expression(instance, origin):
    publish(origin, 1, 2)
    instance.follow(f'id = "a"\nurl = "{origin.url}/feed"\n[source.filter]\nkeep = ["2$"]')

    instance.run(dry=True)

    [passed] = [event for event in instance.events if event.kind == "passed"]
    assert (passed.title, passed.reason) == ("Article 1", 'keep "2$"')


# Secrets


@pytest.fixture
def paywall(instance, origin, monkeypatch):
    """A site that shows nothing to strangers, and repeats the token to who it knows."""

    def guarded(answer: Answer):
        def admit(headers):
            known = headers.get("x-key") == KEY and headers.get("cookie") == "session=c00kie-31"
            return answer if known and "authorization" in headers else Answer(status=403)

        return admit

    text = page("Article 1", SENTENCE * 9, extra=f'<p><img src="/pic.png?t={TOKEN}"></p>')
    feed = rss(item(1, f"{origin.url}/1?t={TOKEN}"), link=f"{origin.url}/?t={TOKEN}")
    kinds = {
        f"/feed?t={TOKEN}": Answer(feed.encode(), type="application/rss+xml"),
        f"/1?t={TOKEN}": Answer(text.encode()),
        f"/pic.png?t={TOKEN}": Answer(png(40, 30), type="image/png"),
    }
    for path, answer in kinds.items():
        origin.pages[path] = guarded(answer)
    (instance.root / "jar").write_text("127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tc00kie-31\n")
    for name, value in (("T", TOKEN), ("K", KEY), ("PW", PASSWORD)):
        monkeypatch.setenv(f"TEST_{name}", value)
    instance.follow(
        f'id = "a"\nurl = "{origin.url}/feed?t=${{TEST_T}}"\n'
        'headers = { "X-Key" = "${TEST_K}" }\ncredentials = "jane:${TEST_PW}"\ncookies = "jar"'
    )
    return instance


def test_a_private_source_is_kept_whole_and_its_secrets_nowhere(paywall, caplog):
    with caplog.at_level("DEBUG", logger="syndicate"):
        summary = paywall.run()

    [article] = paywall.articles()
    said = f"{summary} {paywall.events} {[record.__dict__ for record in caplog.records]}"
    paths = [path for path in paywall.root.rglob("*") if path.is_file()]
    files = {str(path.relative_to(paywall.root)): path.read_bytes() for path in paths}
    files["said"] = said.encode()
    files.pop("jar")
    assert {"archive/.syndicate/sources/a.json", ".syndicate/state.db"} <= set(files)
    assert b"?t=${TEST_T}" in files["archive/.syndicate/sources/a.json"]
    assert "The ferry leaves" in article.markdown
    assert "images/" in article.markdown
    assert "?t=$%7BTEST_T%7D" in (article.canonical_url or "")
    for secret in (TOKEN, KEY, PASSWORD, "c00kie-31", "cMOkc3N3MHJ0"):
        assert [name for name, body in files.items() if secret.encode() in body] == []


def test_a_private_source_is_asked_conditionally_and_its_failures_tell_no_secret(paywall, origin):
    paywall.run()
    paywall.clock.move(hours=2)
    paywall.run()
    [*_, last] = origin.hits
    origin.pages.clear()
    paywall.clock.move(hours=3)

    summary = paywall.run()

    assert last.status == 304
    [problem] = summary.problems
    assert "404" in problem.reason
    assert TOKEN not in f"{problem} {paywall.events} {paywall.status('a')}"


def test_a_body_makes_a_post_and_the_same_answer_is_no_news(instance, origin):
    publish(origin, 1)
    instance.follow(f'''id = "a"\nurl = "{origin.url}/feed"\nbody = '{{"page": 1}}\'''')

    instance.run()
    instance.clock.move(hours=2)
    again = instance.run()

    posts = [hit.body for hit in origin.hits if hit.path == "/feed"]
    assert posts == [b'{"page": 1}'] * 2
    assert (again.not_modified, len(instance.articles())) == (1, 1)


def test_a_list_behind_a_post_becomes_articles(instance, origin):
    rows = {"data": [{"t": "Article 1", "u": "/1"}, {"t": "Article 2", "u": "/2"}]}
    origin.pages["/api"] = Answer(json.dumps(rows).encode(), type="application/json")
    for number in (1, 2):
        origin.html(f"/{number}", page(f"Article {number}", SENTENCE * 9))
    instance.follow(
        f'id = "a"\nurl = "{origin.url}/api"\nkind = "json"\nbody = "page=1"\n'
        '[source.select]\nitems = "data"\ntitle = "t"\nlink = "u"'
    )

    instance.run()

    assert origin.hits[0].body == b"page=1"
    assert {article.title for article in instance.articles()} == {"Article 1", "Article 2"}


@pytest.mark.parametrize(
    ("more", "hint"), [("", "if it knows you"), ('headers = { "X" = "1" }', "right no longer")]
)
def test_a_site_that_does_not_know_us_gets_a_hint(instance, origin, more, hint):
    origin.pages["/feed"] = Answer(b"no", status=403)
    instance.follow(f'id = "a"\nurl = "{origin.url}/feed"\n{more}')

    [problem] = instance.run().problems

    assert hint in (problem.hint or "")


# The proxy


def test_a_run_through_a_proxy_and_one_while_it_is_down(instance, origin):
    publish(origin, 1)
    feed = rss(item(1, "http://tea.example/1", content=f"<p>{SENTENCE * 9}</p>"))
    origin.feed("/feed", feed)
    source = 'id = "a"\nurl = "http://tea.example/feed"'
    with Proxy(hosts={"tea.example:80": origin.port}) as proxy:
        instance.follow(source, more=f'proxy = "{proxy.url}"')
        summary = instance.run()
    instance.clock.move(hours=2)

    with pytest.raises(ProxyFailed, match="can't be reached"):
        instance.run()

    status = instance.status("a")
    assert summary.new == 1
    assert proxy.asked[0] == "GET http://tea.example/feed"
    assert (status.condition, status.failures) == ("ok", 0)
    assert (status.due - instance.clock.now()).total_seconds() == 600


# Notices


@pytest.fixture
def noticed(instance, origin):
    """An instance whose program writes what it is told into a file, line by line."""
    told = instance.root / "told.jsonl"
    told.touch()
    program = instance.root / "tell"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "line = sys.stdin.read()\n"
        "names = sorted(name for name in os.environ if name.startswith('SYNDICATE_'))\n"
        "assert os.environ['SYNDICATE_AFTER'] in line and len(names) == 7, names\n"
        "open('told.jsonl', 'a').write(line)\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    publish(origin, 1)
    source = f'id = "a"\nurl = "{origin.url}/feed"'
    instance.follow(source, more='[health]\nnotify = "./tell"')

    def changes() -> list[tuple[str, str]]:
        lines = map(json.loads, told.read_text("utf-8").splitlines())
        return [(line["before"], line["after"]) for line in lines]

    instance.changes = changes
    return instance


def visit(instance: Instance, status: int | None = None) -> None:
    """Run once when the source is due; with `status` it answers so, else well."""
    if status is None:
        publish(instance.origin, 1)
    else:
        instance.origin.pages["/feed"] = Answer(b"no", status=status)
    instance.run("a", force=True)
    instance.clock.move(minutes=5)


def test_a_source_that_was_always_well_is_no_news(noticed):
    visit(noticed)
    visit(noticed)

    assert noticed.changes() == []


def test_a_failure_that_passes_is_no_news(noticed):
    visit(noticed)
    visit(noticed, 500)
    visit(noticed)

    assert noticed.changes() == []


def test_trouble_that_lasts_is_told_once_and_so_is_its_end(noticed):
    visit(noticed)
    for status in (500, 500, 500, 403, 403, None, None):
        visit(noticed, status)

    assert noticed.changes() == [("ok", "failing"), ("failing", "blocked"), ("blocked", "ok")]


def test_a_source_that_is_gone_is_told_at_once(noticed):
    visit(noticed)
    visit(noticed, 410)
    visit(noticed, 410)

    [line] = (noticed.root / "told.jsonl").read_text("utf-8").splitlines()
    told = json.loads(line)
    assert told["type"] == "condition"
    assert (told["source"], told["before"], told["after"]) == ("a", "ok", "gone")
    assert told["url"] == f"{noticed.origin.url}/feed"
    assert "410" in told["reason"]
    assert told["since"] == "2026-03-01T08:05:00Z"
    assert told["hint"].startswith("syndicate doctor a looks for it on its site")


def test_a_program_that_fails_is_told_and_stops_nothing(noticed):
    (noticed.root / "tell").write_text("#!/bin/sh\necho no mail today >&2\nexit 7\n")
    visit(noticed, 410)
    noticed.origin.pages["/feed"] = Answer(b"no", status=410)
    noticed.clock.move(days=400)
    publish(noticed.origin, 1)

    summary = noticed.run()

    assert summary.new == 1
    assert [(problem.source, problem.reason) for problem in summary.problems] == [
        (None, "notify: tell failed with status 7: no mail today; not told of: a")
    ]
