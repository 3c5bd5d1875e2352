"""A source's whole history, brought in by each way there is."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Answer, Origin

from syndicate.errors import SyndicateError
from syndicate.report import Backfilled, Wish

ATOM = 'xmlns:atom="http://www.w3.org/2005/Atom"'


@pytest.fixture
def origin():
    with Origin() as served:
        yield served


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def backfill(instance: Instance, source: str = "lake", dry: bool = False, **wish) -> Backfilled:
    instance.events = []
    with instance.app() as app:
        followed = next(each for each in app.config.sources if each.id == source)
        return app.backfill(followed, Wish(**wish), dry=dry, report=instance.events.append)


def written(origin: Origin, number: int) -> str:
    """Serve an article; return the item that announces it, older the smaller its number."""
    link = f"{origin.url}/news/{number}"
    origin.html(f"/news/{number}", page(f"Article {number}"))
    return item(number, link, summary=SENTENCE)


def feed(*items: str, rel: str = "", href: str = "", link: str = "") -> str:
    text = rss(*items, link=link)
    older = f'<atom:link {ATOM} rel="{rel}" href="{href}"/>' if rel else ""
    return text.replace("<channel>", f"<channel>{older}", 1)


def linked(origin: Origin, rel: str) -> None:
    """Serve a feed of two articles, and four older ones in two documents behind it."""
    items = {number: written(origin, number) for number in range(1, 7)}
    origin.feed("/feed", feed(items[6], items[5], rel=rel, href="/older/2"))
    origin.feed("/older/2", feed(items[4], items[3], rel=rel, href="/older/1"))
    origin.feed("/older/1", feed(items[2], items[1]))


def follow(instance: Instance, path: str = "/feed", more: str = "") -> None:
    instance.follow(f'id = "lake"\nurl = "{instance.origin.url}{path}"\n{more}')


def titles(instance: Instance) -> set[str]:
    return {article.title for article in instance.articles()}


def numbered(*numbers: int) -> set[str]:
    return {f"Article {number}" for number in numbers}


@pytest.mark.parametrize(("rel", "way"), [("prev-archive", "archive"), ("next", "pages")])
def test_a_history_that_documents_link_is_brought_in_whole(instance, origin, rel, way):
    linked(origin, rel)
    follow(instance)
    instance.run()

    done = backfill(instance)

    assert (done.way, done.entries, done.is_whole, done.run.new) == (way, 4, True, 4)
    assert titles(instance) == numbered(*range(1, 7))
    assert backfill(instance).entries == 0
    assert origin.paths().count("/news/1") == 1


def test_what_the_first_run_left_belongs_to_the_history(instance, origin):
    linked(origin, "prev-archive")
    follow(instance, more="backfill = 1")
    assert instance.run().new == 1

    assert backfill(instance).entries == 5
    assert instance.run().new == 0


def test_a_source_that_was_never_asked_is_first_asked_as_a_run_does(instance, origin):
    linked(origin, "prev-archive")
    follow(instance)

    done = backfill(instance)

    assert (done.entries, done.run.new) == (4, 6)
    assert origin.paths().count("/feed") == 1


def test_a_limit_is_kept_and_the_next_call_goes_on(instance, origin):
    linked(origin, "prev-archive")
    follow(instance)
    instance.run()

    assert backfill(instance, most=1).entries == 1
    assert titles(instance) == numbered(6, 5, 4)
    assert not backfill(instance, most=2).is_whole
    assert titles(instance) == numbered(6, 5, 4, 3, 2)
    asked = len(origin.hits)
    assert backfill(instance).is_whole
    assert titles(instance) == numbered(*range(1, 7))
    assert "/feed" not in origin.paths()[asked:]


def test_nothing_older_than_the_date_is_taken(instance, origin):
    linked(origin, "prev-archive")
    follow(instance)
    instance.run()

    backfill(instance, since=datetime(2026, 2, 4, tzinfo=UTC))

    assert titles(instance) == numbered(6, 5, 4)
    backfill(instance, since=datetime(2026, 2, 2, tzinfo=UTC))
    assert titles(instance) == numbered(6, 5, 4, 3, 2)


def test_articles_of_a_history_are_announced_as_one_batch(instance, origin):
    linked(origin, "prev-archive")
    follow(instance)
    instance.run()

    done = backfill(instance)

    with instance.app() as app:
        paths = {article.title: article.path for article in instance_articles(app)}
        batches = {title: app.archive.versions(path)[-1].batch for title, path in paths.items()}
    assert {title for title, batch in batches.items() if batch == done.batch} == numbered(
        1, 2, 3, 4
    )
    assert batches["Article 6"] is None
    assert done.batch == "backfill-20260301T080001Z" or done.batch.startswith("backfill-2026")


def instance_articles(app):
    from syndicate.state.base import Selection

    return [app.article(row.path) for row in app.list(Selection(limit=None))]


def told(origin: Origin, *numbers: int) -> list[str]:
    """Return items that bring their text along, so that nothing but the feed is asked for."""
    return [
        item(number, f"{origin.url}/news/{number}", content=f"<p>{SENTENCE * 6}</p>", day=1)
        for number in numbers
    ]


def feeds(instance: Instance) -> dict[str, bytes]:
    folder = instance.root / "public" / "feeds"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_long_history_leaves_the_newest_articles_in_the_feeds(instance, origin):
    older = {"/feed": range(155, 100, -1), "/older/2": range(100, 50, -1)}
    for address, href in (("/feed", "/older/2"), ("/older/2", "/older/1")):
        items = told(origin, *older[address])
        origin.feed(address, feed(*items, rel="prev-archive", href=href))
    origin.feed("/older/1", feed(*told(origin, *range(50, 0, -1))))
    follow(instance, more='full_text = "feed"\nbackfill = "all"\n')
    instance.run()
    before = feeds(instance)

    done = backfill(instance)

    assert done.entries == 100
    assert len(instance.articles()) == 155
    after = feeds(instance)
    for name in ("all.json", "lake.json"):
        assert json.loads(after[name])["items"] == json.loads(before[name])["items"][:50]
    (instance.root / ".syndicate" / "state.db").unlink()
    with instance.app() as app:
        assert app.build(check=True).written == ()


def test_a_source_of_which_only_history_is_there_shows_it_until_there_is_news(instance, origin):
    origin.feed("/feed", feed(*told(origin, 2), rel="prev-archive", href="/older/1"))
    origin.feed("/older/1", feed(*told(origin, 1)))
    follow(instance, more='full_text = "feed"\nbackfill = 0\n')
    instance.run()

    backfill(instance)
    with_history = feeds(instance)["lake.rss"]
    origin.feed("/feed", feed(*told(origin, 3, 2, 1)))
    instance.run(force=True)

    assert with_history.count(b"<item>") == 2
    assert feeds(instance)["lake.rss"].count(b"<item>") == 1


def test_an_archive_document_does_not_revise_what_is_known(instance, origin):
    linked(origin, "prev-archive")
    old = item(6, f"{origin.url}/news/6", title="As it was once", summary="Once.")
    origin.feed("/older/1", feed(old, written(origin, 1)))
    follow(instance)
    instance.run()

    done = backfill(instance)

    assert (done.run.revised, done.entries) == (0, 3)
    assert "As it was once" not in titles(instance)


def test_a_failing_document_ends_the_walk_and_the_next_call_goes_on_there(instance, origin):
    linked(origin, "prev-archive")
    last = origin.pages["/older/1"]
    origin.pages["/older/1"] = Answer(b"no", status=503, headers={"Retry-After": "3600"})
    follow(instance)
    instance.run()

    done = backfill(instance)

    assert (done.is_whole, done.entries, done.run.failed) == (False, 2, 1)
    assert titles(instance) == numbered(6, 5, 4, 3)
    origin.pages["/older/1"] = last
    asked = len(origin.hits)
    assert backfill(instance).until is not None
    assert len(origin.hits) == asked
    instance.clock.move(hours=2)
    assert backfill(instance).is_whole
    assert origin.paths()[asked] == "/older/1"


def test_a_server_that_asked_to_wait_is_not_asked_for_its_history(instance, origin):
    linked(origin, "prev-archive")
    answer = origin.pages["/feed"]
    origin.pages["/feed"] = Answer(
        answer.body, type=answer.type, headers={"Cache-Control": "max-age=7200"}
    )
    follow(instance)
    instance.run()
    asked = len(origin.hits)

    done = backfill(instance)

    assert (done.entries, done.is_whole, len(origin.hits)) == (0, False, asked)
    assert done.until == instance.status("lake").due or done.until is not None


def test_a_circle_of_links_ends(instance, origin):
    linked(origin, "prev-archive")
    items = [written(origin, 1), written(origin, 2)]
    origin.feed("/older/1", feed(*items, rel="prev-archive", href="/older/2"))
    follow(instance)

    assert backfill(instance).is_whole


def wordpress(origin: Origin, generator: str = "https://wordpress.org/?v=6.4") -> None:
    items = {number: written(origin, number) for number in range(1, 6)}

    def part(*numbers: int) -> str:
        text = feed(*(items[number] for number in numbers), link=f"{origin.url}/")
        return text.replace("<channel>", f"<channel><generator>{generator}</generator>", 1)

    for path in ("/feed/", "/category/boats/feed/"):
        origin.feed(path, part(5, 4))
        origin.feed(f"{path}?paged=2", part(3, 2))
        origin.feed(f"{path}?paged=3", part(1))
        origin.pages[f"{path}?paged=4"] = Answer(b"over", status=404)


@pytest.mark.parametrize("path", ["/feed/", "/category/boats/feed/"])
def test_wordpress_feeds_are_walked_by_number(instance, origin, path):
    wordpress(origin)
    origin.html("/", page("The lake"))
    follow(instance, path)
    instance.run()

    done = backfill(instance)

    assert (done.way, done.entries, done.is_whole) == ("paged", 3, True)
    assert titles(instance) == numbered(*range(1, 6))


def post(origin: Origin, number: int) -> dict[str, object]:
    written(origin, number)
    return {
        "id": number,
        "guid": {"rendered": f"tag:test,2026:{number}"},
        "link": f"{origin.url}/news/{number}",
        "title": {"rendered": f"Article {number} &#8211; on boats"},
        "date_gmt": f"2025-01-{number % 28 + 1:02}T08:00:00",
        "content": {"rendered": f"<p>{SENTENCE * 8}</p>"},
        "excerpt": {"rendered": f"<p>{SENTENCE}</p>"},
    }


@pytest.mark.parametrize("generator", ["https://wordpress.org/?v=6.4", ""])
def test_the_api_of_wordpress_is_preferred_for_a_whole_sites_feed(instance, origin, generator):
    wordpress(origin, generator)
    origin.html("/", page("The lake", head='<link rel="https://api.w.org/" href="/wp-json/">'))
    posts = [post(origin, number) for number in range(5, 57)]
    query = "per_page=50&page={}&_fields=id,date_gmt,modified_gmt,guid,link,title,content,excerpt"
    for number, some in ((1, posts[:50]), (2, posts[50:])):
        path = f"/wp-json/wp/v2/posts?{query.format(number)}"
        origin.pages[path] = Answer(json.dumps(some).encode(), type="application/json")
    follow(instance, "/feed/")
    instance.run()

    done = backfill(instance)

    assert (done.way, done.is_whole) == ("wordpress", True)
    # The fifth was in the feed, under the same guid.
    assert done.entries == 51
    assert "Article 56 – on boats" in titles(instance)


def listed(origin: Origin, path: str, numbers: range, onward: str) -> None:
    links = "".join(
        f'<li class="entry"><a href="/news/{number}">Article {number}</a></li>'
        for number in numbers
    )
    for number in numbers:
        written(origin, number)
    origin.html(path, f"<html><body><ul>{links}</ul><nav>{onward}</nav></body></html>")


@pytest.mark.parametrize(
    "onward",
    [
        ('<a rel="next" href="/list/2">…</a>', '<a rel="next" href="/list/3">…</a>', ""),
        (
            '<a href="/list/2">Older posts →</a>',
            '<a href="/list">Newer</a><a href="/list/3">»</a>',
            "",
        ),
        (
            '<b>1</b><a href="/list/2">2</a><a href="/list/3">3</a>',
            '<a href="/list">1</a><b>2</b><a href="/list/3">3</a>',
            '<a href="/list">1</a><a href="/list/2">2</a><b>3</b>',
        ),
        (
            '<a href="/list/2">下一页</a>',
            '<a href="/list/3">下一页</a>',
            '<a href="/list/3">下一页</a>',
        ),
    ],
)
def test_a_lists_further_pages_are_read_by_its_own_selectors(instance, origin, onward):
    listed(origin, "/list", range(5, 7), onward[0])
    listed(origin, "/list/2", range(3, 5), onward[1])
    listed(origin, "/list/3", range(1, 3), onward[2])
    follow(instance, "/list", 'kind = "listing"\n[source.select]\nitems = "li.entry"')
    instance.run()

    done = backfill(instance)

    assert (done.way, done.entries, done.is_whole) == ("list", 4, True)
    assert titles(instance) == numbered(*range(1, 7))


def sitemap(*addresses: str, root: str = "urlset", each: str = "url") -> str:
    inner = "".join(
        f"<{each}><loc>{url}</loc><lastmod>2026-01-{number:02}T10:00:00Z</lastmod></{each}>"
        for number, url in enumerate(addresses, start=1)
    )
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{root}>'


def test_a_sites_sitemaps_are_the_last_way_and_only_the_sources_own_part(instance, origin):
    items = [written(origin, number) for number in range(1, 7)]
    origin.feed("/feed", feed(items[5], items[4]))
    origin.pages["/robots.txt"] = Answer(
        f"Sitemap: {origin.url}/map.xml\n".encode(), type="text/plain"
    )
    origin.feed("/map.xml", sitemap(f"{origin.url}/map-1.xml", root="sitemapindex", each="sitemap"))
    pages = [f"{origin.url}/news/{number}" for number in range(1, 7)]
    origin.feed("/map-1.xml", sitemap(*pages, f"{origin.url}/about/us"))
    origin.html("/about/us", page("About us"))
    follow(instance)
    instance.run()

    done = backfill(instance)

    assert (done.way, done.entries, done.is_whole) == ("sitemap", 4, True)
    assert titles(instance) == numbered(*range(1, 7))
    assert "/about/us" not in origin.paths()


def test_robots_txt_is_obeyed_on_ways_that_nobody_named(instance, origin):
    items = [written(origin, number) for number in range(1, 4)]
    origin.feed("/feed", feed(*items))
    robots = f"User-agent: *\nDisallow: /map\nSitemap: {origin.url}/map.xml\n"
    origin.pages["/robots.txt"] = Answer(robots.encode(), type="text/plain")
    origin.feed("/map.xml", sitemap(f"{origin.url}/news/9"))
    follow(instance)
    instance.run()

    backfill(instance)

    assert "/map.xml" not in origin.paths()


@pytest.mark.parametrize("dry", [False, True])
def test_a_source_without_a_way_back_says_so(instance, origin, dry):
    origin.feed("/feed", feed(written(origin, 1)))
    follow(instance)
    instance.run()

    done = backfill(instance, dry=dry)

    (problem,) = done.run.problems
    assert "shows what is older" in problem.reason
    assert (done.run.failed, done.entries) == (1, 0)


def test_a_page_that_is_watched_has_no_history(instance, origin):
    origin.html("/page", page("A page"))
    follow(instance, "/page", 'kind = "page"')

    with pytest.raises(SyndicateError, match="of kind page: it has no history"):
        backfill(instance)


def test_a_dry_run_names_the_way_and_keeps_nothing(instance, origin):
    linked(origin, "prev-archive")
    follow(instance)
    instance.run()
    before = instance.files()

    done = backfill(instance, dry=True)

    assert (done.way, done.pages, done.entries) == ("archive", 1, 2)
    assert instance.files() == before
    assert backfill(instance).entries == 4


def test_who_is_stopped_in_the_middle_goes_on_and_asks_for_nothing_twice(instance, origin):
    linked(origin, "prev-archive")
    follow(instance)
    instance.run()

    class Killed(BaseException):
        pass

    def stop(event):
        if event.kind == "archived" and event.title == "Article 3":
            raise Killed

    with pytest.raises(Killed), instance.app() as app:
        followed = next(each for each in app.config.sources if each.id == "lake")
        app.backfill(followed, Wish(), dry=False, report=stop)
    instance.clock.move(hours=1)

    assert backfill(instance).is_whole
    assert titles(instance) == numbered(*range(1, 7))
    assert origin.paths().count("/feed") == 2
    assert {origin.paths().count(f"/older/{number}") for number in (1, 2)} == {1}
    with instance.app() as app:
        assert len(instance_articles(app)) == 6


def test_a_source_that_comes_late_is_not_asked_in_hours_that_it_wants_skipped(instance, origin):
    text = rss(written(origin, 1)).replace(
        "<channel>", "<channel><skipHours><hour>10</hour></skipHours>", 1
    )
    origin.feed("/feed", text)
    follow(instance)
    instance.run()
    asked = origin.paths().count("/feed")

    instance.clock.move(hours=2, minutes=5)
    instance.run()
    assert origin.paths().count("/feed") == asked
    instance.run("lake")
    assert origin.paths().count("/feed") == asked + 1
