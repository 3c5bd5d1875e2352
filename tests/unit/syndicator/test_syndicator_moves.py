"""A feed that is gone is found again on its site, and no other is taken for it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from syndicate.errors import FetchError
from syndicate.fetcher.readers.inference.refind import Known
from syndicate.model import Document, Entry, Page, Select, Source
from syndicate.report import Found
from syndicate.wiring import moves, rehearsal

OLD = "https://tea.example/old.xml"
NEW = "https://tea.example/new.xml"
COMMENTS = "https://tea.example/comments.xml"
HOME = "https://tea.example/"
GREEN = Known(url="https://tea.example/green", title="Green")
TEA = Source(id="tea", url=OLD)


def entry(name: str) -> Entry:
    return Entry(url=f"https://tea.example/{name.lower()}", title=name)


def feed(url: str, *names: str, others: tuple[str, ...] = (), lists: tuple = ()) -> Found:
    document = Document(format="atom", title="Tea", entries=tuple(map(entry, names)))
    candidates = tuple(SimpleNamespace(url=each) for each in (url, *others))
    page = Page(url=url, body=b"")
    return Found(url=url, document=document, page=page, candidates=candidates, lists=lists)


@pytest.fixture
def find(monkeypatch):
    """Return what looks for a source's feed on a site of these pages; notes what was asked."""

    def run(pages, source=TEA, known=(GREEN,), start=HOME):
        async def discover(fetcher, url, clock):
            run.asked.append(url)
            if url not in pages:
                raise FetchError("nothing there", url=url)
            return pages[url]

        monkeypatch.setattr(rehearsal, "discover", discover)
        return asyncio.run(moves.find(None, source, start, known, None))

    run.asked = []
    return run


def test_the_feed_that_has_an_archived_article_stands_for_the_old_one(find):
    moved = find({HOME: feed(NEW, "Green", "Black")})

    assert (moved.url, moved.title, moved.entries, moved.archived) == (NEW, "Tea", 2, 1)


@pytest.mark.parametrize(
    "known", [Known(url="https://tea.example/green#top", title=""), Known(url="", title="Green")]
)
def test_an_article_is_known_by_its_address_or_its_title(find, known):
    assert find({HOME: feed(NEW, "Green")}, known=(known,)) is not None


def test_a_feed_of_comments_is_passed_over_for_the_one_beside_it(find):
    home = feed(COMMENTS, "I agree", others=(NEW,))

    assert find({HOME: home, NEW: feed(NEW, "Green")}).url == NEW


def test_where_nothing_is_archived_the_first_feed_with_entries_is_taken(find):
    home = feed(COMMENTS, others=(NEW,))

    assert find({HOME: home, NEW: feed(NEW, "Black")}, known=()).url == NEW


@pytest.mark.parametrize(
    "page",
    [feed(NEW), feed(NEW, "Black"), feed(OLD, "Green"), feed(NEW, "Green", lists=("a list",))],
    ids=["empty", "of others", "the old one", "a list"],
)
def test_what_does_not_stand_for_it_is_not_taken(find, page):
    assert find({HOME: page}) is None


def test_the_page_that_came_instead_is_asked_first_and_each_page_once(find):
    find({}, start="https://new.example/tea")

    assert find.asked == ["https://new.example/tea", "https://new.example/", HOME]


def test_of_one_page_only_so_many_feeds_are_looked_at(find):
    find({HOME: feed(COMMENTS, others=tuple(f"{HOME}{number}" for number in range(20)))})

    assert len(find.asked) == moves._MOST


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "listing"},
        {"select": Select(items="li")},
        {"url": f"{OLD}?key=abc", "shown": f"{OLD}?key=${{KEY}}"},
    ],
    ids=["a list", "with selectors", "with a secret"],
)
def test_some_sources_are_left_alone(find, fields):
    source = Source(**{"id": "tea", "url": OLD, **fields})

    assert find({HOME: feed(NEW, "Green")}, source=source) is None
    assert find.asked == []
