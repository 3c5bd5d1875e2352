"""The whole history of a feed, as whoever only follows its links finds it (RFC 5005)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import feedparser
import pytest
from helpers.feeds import item, rss
from helpers.instances import Instance
from helpers.origin import Origin
from lxml import etree

from syndicate.clock import Clock
from syndicate.state.base import Selection
from syndicate.wiring import withdrawing

pytestmark = pytest.mark.end_to_end

BASE = "http://127.0.0.1:8484/"
MONTHS = 3


def collected(public: Path, format: str, feed: str = "all") -> dict[str, str]:
    """Return id → title of every entry, as a client does that knows nothing but the links."""
    found: dict[str, str] = {}
    address: str | None = f"{BASE}feeds/{feed}.{format}"
    seen: set[str] = set()
    while address:
        assert address not in seen, "the links go round in a circle"
        seen.add(address)
        body = (public / address.removeprefix(BASE)).read_bytes()
        if format == "json":
            document = json.loads(body)
            entries = [(each["id"], each["title"]) for each in document["items"]]
            address = document.get("next_url")
        else:
            parsed = feedparser.parse(body)
            entries = [(each.id, each.title) for each in parsed.entries]
            links = {link.rel: link.href for link in parsed.feed.links}
            address = links.get("prev-archive")
        for name, title in entries:
            found.setdefault(name, title)
    return found


def closed(public: Path) -> dict[str, bytes]:
    """Return the documents of histories that say they stay as they are."""
    return {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in sorted((public / "feeds").rglob("*/*.*"))
        if path.suffix in (".atom", ".rss") and b"fh:archive/" in path.read_bytes()
    }


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    """A source that published five articles a month, and revised one of them each time."""
    made = Instance(tmp_path, origin)
    made.follow(
        f'id = "a"\nurl = "{origin.url}/feed"\ninterval = "1h"\nfull_text = "feed"',
        more='[[feed]]\nid = "all"\nlimit = 2\n[[feed]]\nid = "few"\nlimit = 2\nsources = ["a"]\n',
    )
    for month in range(MONTHS):
        tell(made, 5 * (month + 1), revised=month)
        made.clock.move(days=31)
    return made


def tell(instance: Instance, count: int, revised: int = 0) -> None:
    """Have the source announce so many articles; some of the first ones are other ones now."""
    site = instance.origin
    items = [
        item(
            number,
            f"{site.url}/{number}",
            title=f"Article {number}"
            + (" corrected" * (number <= revised) + f" {revised}" * (number <= revised)),
            summary=f"What number {number} says, {revised if number <= revised else 0}. " * 9,
        )
        for number in range(count, 0, -1)
    ]
    site.feed("/feed", rss(*items, link=site.url))
    instance.run(force=True)


def titles(instance: Instance) -> dict[str, str]:
    return {article.id: article.title for article in instance.articles()}


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
@pytest.mark.parametrize("feed", ["all", "a", "few"])
def test_whoever_follows_the_links_has_every_article_in_its_last_version(instance, format, feed):
    assert collected(instance.root / "public", format, feed) == titles(instance)


def test_what_is_published_or_revised_leaves_closed_documents_as_they_are(instance):
    public = instance.root / "public"
    before = closed(public)
    assert len(before) >= 2 * 2 * (MONTHS - 1)

    tell(instance, 5 * MONTHS + 1, revised=4)

    after = closed(public)
    assert {name: after[name] for name in before} == before
    assert collected(public, "atom") == titles(instance)


def test_a_document_names_its_neighbours_and_they_are_there(instance):
    public = instance.root / "public"

    for name, body in closed(public).items():
        links = feedparser.parse(body).feed.links
        named = {link.rel: link.href for link in links}
        assert named["self"] == BASE + name
        for rel in {"current", "prev-archive", "next-archive"} & named.keys():
            assert (public / named[rel].removeprefix(BASE)).is_file()


def test_a_withdrawal_changes_its_month_alone_and_is_told(instance):
    public = instance.root / "public"
    before = closed(public)
    with instance.app() as app:
        (row,) = [row for row in app.list(Selection(limit=None)) if row.title == "Article 9"]
        built = withdrawing.withdraw(app.config, app.archive, _clock(instance), [row])

    after = closed(public)
    changed = {name for name, body in before.items() if after.get(name) != body}
    assert changed
    assert changed <= {*built.recut, *built.removed}
    assert not any(name.endswith("2026-03.1.atom") for name in changed), "it is not of that month"
    assert row.id not in collected(public, "rss")
    assert collected(public, "rss") == titles(instance)


def _clock(instance: Instance) -> Clock:
    return instance.clock


def test_state_that_is_lost_leads_to_the_same_documents(instance):
    public = instance.root / "public"
    before = instance.files("public")
    (instance.root / ".syndicate" / "state.db").unlink()

    instance.build()

    after = instance.files("public")
    assert {name for name, body in before.items() if after.get(name) != body} == set()
    assert after.keys() == before.keys()
    assert collected(public, "atom") == titles(instance)


def test_a_feed_that_fits_into_a_document_says_that_it_is_complete(tmp_path, origin):
    small = Instance(tmp_path, origin)
    small.follow(f'id = "a"\nurl = "{origin.url}/feed"\nfull_text = "feed"')

    tell(small, 3)

    root = etree.fromstring((tmp_path / "public/feeds/a.atom").read_bytes())
    assert root.find("{http://purl.org/syndication/history/1.0}complete") is not None
    assert not (tmp_path / "public/feeds/a").exists()


def test_what_changed_is_a_feed_of_its_own(instance):
    body = instance.public("feeds/changes.atom")
    entries = feedparser.parse(body).entries

    assert {entry.title for entry in entries} == {"Article 1 corrected 2", "Article 2 corrected 2"}
    assert "<ins>" in entries[0].content[0].value or "<ins>" in entries[0].summary
    assert "feeds/changes.atom" in instance.public("feeds.html")


def test_a_page_of_the_site_leads_to_all_of_it(instance):
    public = instance.root / "public"
    seen: set[Path] = set()
    waiting = [public / "index.html"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.is_file() or page.suffix != ".html":
            continue
        seen.add(page)
        text = page.read_text(encoding="utf-8")
        for href in re.findall(r'href="(\.[^"#?]*)"', text):
            target = (page.parent / href).resolve()
            waiting.append(target / "index.html" if target.is_dir() else target)
            assert waiting[-1].is_file(), f"{page.relative_to(public)} leads to {href}"

    every = {path for path in public.rglob("*.html") if path.name != "404.html"}
    assert every - seen == set()


def test_a_feed_of_changes_ends_with_what_it_told_of(instance):
    with instance.app() as app:
        rows = [row for row in app.list(Selection(limit=None)) if row.revision > 1]
        withdrawing.withdraw(app.config, app.archive, _clock(instance), rows)

    public = instance.root / "public"
    assert not list(public.glob("feeds/changes.*"))
    assert "changes" not in instance.public("feeds.html")
    assert "feeds/changes.atom" in (public / ".gone").read_text()
