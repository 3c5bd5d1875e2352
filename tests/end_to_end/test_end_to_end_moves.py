"""A feed that is gone is found again on its site, and followed there: real HTTP, real commands."""

from __future__ import annotations

import pytest
from helpers.feeds import item, page, rss
from helpers.folders import Folder, publish
from helpers.origin import Answer, Origin

from syndicate import config

pytestmark = pytest.mark.end_to_end

LINK = '<link rel="alternate" type="application/rss+xml" href="{}">'


@pytest.fixture
def site():
    with Origin() as origin:
        publish(origin, 1, 2, 3)
        yield origin


@pytest.fixture
def folder(tmp_path, site):
    folder = Folder(tmp_path)
    folder.follow(f'url = "{site.url}/feed"  # mine', allow=(site,))
    folder("run")
    return folder


def name(folder: Folder) -> str:
    return config.load(folder.config, {}).sources[0].id


def redesign(site: Origin, there: Answer, *paths: str) -> None:
    """Let the feed's old address say something else, and the site name its feeds of now."""
    publish(site, 2, 3, 4, feed="/news/rss")
    links = "".join(map(LINK.format, paths))
    site.html("/", page("Home", head=links))
    site.pages["/feed"] = there


@pytest.mark.parametrize(
    "there",
    [
        Answer(b"nothing here", status=404),
        Answer(b"never again", status=410),
        Answer(page("Home", head=LINK.format("/news/rss")).encode()),
    ],
    ids=["not found", "gone", "a page instead"],
)
def test_a_feed_that_is_gone_is_found_on_its_site_and_followed_there(folder, site, there):
    redesign(site, there, "/shop/rss", "/news/rss")
    site.feed("/shop/rss", rss(item(9, f"{site.url}/shop/9", title="A lamp"), title="Shop"))
    source = name(folder)

    looked = folder("doctor", source)
    told = folder("--json", "doctor", source, "--apply")
    folder("run", source)

    assert looked.code == 1
    assert "/news/rss" in looked.out
    assert "3 entries · 2 of them in the archive" in looked.out
    assert "next step" not in looked.out
    assert (told.code, told.json["applied"]) == (0, True)
    assert told.json["moved"] == {
        "url": f"{site.url}/news/rss", "title": "A test feed", "entries": 3, "archived": 2,
    }  # fmt: skip
    assert "# mine" in folder.config.read_text()
    assert name(folder) == source
    assert folder.titles() == [f"Article {number}" for number in (1, 2, 3, 4)]


def test_a_feed_without_any_archived_article_is_not_what_was_followed(folder, site):
    redesign(site, Answer(b"nothing here", status=404), "/shop/rss")
    site.feed("/shop/rss", rss(item(9, f"{site.url}/shop/9", title="A lamp"), title="Shop"))
    written = folder.config.read_text()

    told = folder("--json", "doctor", name(folder), "--apply")

    assert (told.code, told.json["applied"], told.json["moved"]) == (1, False, None)
    assert folder.config.read_text() == written


def test_a_feed_that_answers_is_not_looked_for(folder, site):
    before = len(site.hits)

    told = folder("--json", "doctor", name(folder))

    assert told.json["moved"] is None
    assert set(site.paths()[before:]) == {"/feed"}
