"""How an entry's page is asked for and read by a site's rule, and its images."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from helpers.articles import ARTICLE
from helpers.instances import png

from syndicate.archiver.rules.shelf import Shelf
from syndicate.errors import BadStatus, FetchError
from syndicate.model import Entry, Page, Pending, Source
from syndicate.turns.gathering import gather, show
from syndicate.workers import Workers

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SITE = "https://wernau.example"
SOURCE = Source(id="wernau", url=f"{SITE}/feed")
ENTRY = Entry(url=f"{SITE}/1")
TEXT = "The river rose in the night, and by the morning it stood in the cellars of the town. "
PART = f"<h1>Part</h1><div class=a><p>{TEXT * 4}</p></div><a class=all href=/all>All</a>"
WHOLE = f"<h1>Whole</h1><div class=a><p>{TEXT * 9}</p></div><div class=b>More.</div>"


class Answers:
    """A session that answers from a table, and remembers what was asked, with which headers."""

    def __init__(self, pages):
        self.pages = pages
        self.asked = []

    def now(self):
        return NOW

    async def page(self, url, *, headers=(), obey=False):
        self.asked.append((url.removeprefix(SITE), dict(headers)))
        body = self.pages[url.removeprefix(SITE)]
        if isinstance(body, Exception):
            raise body
        return Page(url=url, body=f"<html><body>{body}</body></html>".encode(), fetched=NOW)


def gathered(folder, rule, pages, name="wernau.example.txt", *, entry=ENTRY, source=SOURCE):
    (folder / name).write_text(rule, "utf-8")
    session, workers = Answers(pages), Workers()
    pending = Pending(source="wernau", name="1", entry=entry, fingerprint="f", retry_at=None)
    try:
        material, failure = asyncio.run(
            gather(session, workers, source, pending, None, root=folder, rules=Shelf(folder))
        )
    finally:
        workers.close()
    assert failure is None
    assert material.page is not None
    return session, material


def test_a_rule_says_how_a_page_is_asked_for_and_read(tmp_path):
    rule = "body: //div[@class='b']\nhttp_header(User-Agent): Reader"

    session, material = gathered(tmp_path, rule, {"/1": WHOLE})

    assert session.asked == [("/1", {"user-agent": "Reader"})]
    assert material.page.markdown == "More.\n"


@pytest.mark.parametrize("name", ["wernau.example.toml", "global.toml"])
def test_the_whole_article_is_fetched_from_where_it_stands(tmp_path, name):
    rule = 'content = "div"\nsingle_page = "a.all"\ntitle = "h1"'

    session, material = gathered(tmp_path, rule, {"/1": PART, "/all": WHOLE}, name)

    assert [url for url, _ in session.asked] == ["/1", "/all"]
    assert material.page.title == "Whole"
    assert material.url == f"{SITE}/all"
    assert material.page.markdown.endswith("More.\n")


@pytest.mark.parametrize(
    "there",
    [
        "<p>Please log in to read on, it takes a minute.</p>" * 3,
        FetchError("down", url=f"{SITE}/all"),
    ],
)
def test_a_single_page_that_is_none_leaves_the_part(tmp_path, there):
    session, material = gathered(
        tmp_path, "single_page_link: //a[@class='all']", {"/1": PART, "/all": there}
    )

    assert len(session.asked) == 2
    assert material.url == f"{SITE}/1"
    assert TEXT.strip() in material.page.markdown


def test_a_rule_that_finds_nothing_is_told(tmp_path, caplog):
    _, material = gathered(tmp_path, "body: //div[@class='gone']", {"/1": WHOLE})

    assert material.page.missed == ("wernau.example.txt: content",)
    assert "selectors found nothing" in caplog.text
    assert TEXT.strip() in material.page.markdown


AGO = f"<article><h1>Part</h1><p>3 hours ago</p><p>{TEXT * 4}</p></article>"


def test_hours_are_counted_back_from_when_a_page_was_fetched(tmp_path):
    _, material = gathered(tmp_path, "", {"/1": AGO})

    assert material.page.date == NOW - timedelta(hours=3)
    assert material.page.reckoned == {"date"}


def test_nothing_is_counted_back_from_a_page_that_its_entry_brings(tmp_path):
    _, material = gathered(tmp_path, "", {}, entry=replace(ENTRY, page=f"<body>{AGO}</body>"))

    assert material.page.date is None


def test_a_rules_date_is_counted_back_too(tmp_path):
    stated = "<meta name=date content=2026-02-01>"
    rule = "date: //p[1]"

    _, material = gathered(tmp_path, rule, {"/1": stated + AGO})

    assert material.page.date == NOW - timedelta(hours=3)
    assert material.page.reckoned == {"date"}


class Hosts:
    """A session whose hosts answer for images: bytes, or a status."""

    def __init__(self, **images):
        self.images = images
        self.asked = []

    async def image(self, url, *, referer):
        name = url.rpartition("/")[2]
        self.asked.append(name)
        found = self.images[name]
        if isinstance(found, int):
            final = found in (404, 410)
            raise BadStatus(f"{url} answered {found}", url=url, status=found, transient=not final)
        return Page(url=url, body=found)


def shown(session, known=None, files=None, **options):
    """Show an article with the images a, b and c, of which `known` is an earlier version."""
    text = "".join(f"![]({SITE}/{name})\n\n" for name in "abc")
    draft = replace(ARTICLE, markdown=text, image=None)
    named = {f"{SITE}/{name}": body for name, body in (files or {}).items()}
    return asyncio.run(show(session, "download", draft, known, None, named, **options))


def test_an_image_that_is_gone_from_its_host_is_asked_for_once():
    first = Hosts(a=404, b=410, c=500)
    found = shown(first)
    again = Hosts(c=png(6, 6))

    later = shown(again, found.article)

    assert [asset.status for asset in found.article.assets] == [404, 410, 500]
    assert isinstance(found.failure, BadStatus)
    assert found.failure.status == 500
    assert (first.asked, again.asked) == (["a", "b", "c"], ["c"])
    assert later.article.assets[:2] == found.article.assets[:2]
    assert later.failure is None


def test_an_image_that_is_gone_is_asked_for_again_where_that_is_wanted():
    known = shown(Hosts(a=404, b=404, c=404)).article
    session = Hosts(a=png(6, 6), b=404, c=404)

    found = shown(session, known, retry=True).article

    assert session.asked == ["a", "b", "c"]
    assert [asset.is_gone for asset in found.assets] == [False, True, True]
    assert found.assets[0].status is None


def test_an_image_that_was_gone_may_come_along_with_the_page():
    known = shown(Hosts(a=404, b=404, c=404)).article
    session = Hosts()

    found = shown(session, known, {"a": png(6, 6)})

    assert session.asked == []
    assert [bool(asset.name) for asset in found.article.assets] == [True, False, False]
