"""Articles that are cut into pages, from the feed to the archive."""

from __future__ import annotations

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.folders import Folder, Said
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end

PATHS = ("/story", "/story/2/", "/story/3/")
ARTICLE = '<meta property="og:type" content="article">'


@pytest.fixture
def instance(tmp_path):
    with Origin() as origin:
        for number, path in enumerate(PATHS, 1):
            origin.html(path, cut(number))
            origin.pages[f"/{number}.png"] = Answer(png(40 + number, 30), type="image/png")
        origin.feed("/feed", rss(item(1, f"{origin.url}/story", title="Story", summary="Short.")))
        instance = Instance(tmp_path, origin)
        instance.follow(f'id = "a"\nurl = "{origin.url}/feed"\ninterval = "1h"')
        yield instance


def cut(number: int) -> str:
    links = "".join(f'<a href="{path}">{n}</a> ' for n, path in enumerate(PATHS, 1) if n != number)
    after = f'<a href="{PATHS[number]}">Next page</a>' if number < len(PATHS) else ""
    extra = f'<p>Our series on ferries.</p><img src="/{number}.png"><div>{links}{after}</div>'
    return page("Story", f"Part {number}. " + SENTENCE * 8, head=ARTICLE, extra=extra)


def test_the_pages_of_an_article_become_one_with_the_images_of_all(instance):
    summary = instance.run()

    article = instance.article("Story")
    assert summary.problems == ()
    assert [article.markdown.count(f"Part {n}.") for n in (1, 2, 3)] == [1, 1, 1]
    assert article.markdown.index("Part 1.") < article.markdown.index("Part 3.")
    assert "Next page" not in article.markdown
    assert sum(asset.name is not None for asset in article.assets) == 3
    assert article.status == "whole"
    assert [path for path in instance.origin.paths() if path.startswith("/story")] == [*PATHS]


def test_a_page_that_fails_leaves_the_article_partial_until_it_is_back(instance):
    instance.origin.pages["/story/3/"] = Answer(b"down", status=503)
    instance.run()
    before = instance.article("Story")
    instance.origin.html("/story/3/", cut(3))
    instance.clock.move(hours=3)
    instance.run()

    after = instance.article("Story")
    assert (before.status, after.status) == ("partial", "whole")
    assert "Part 2." in before.markdown and "Part 3." not in before.markdown
    assert "Part 3." in after.markdown


def test_robots_are_obeyed_for_pages_that_nobody_named(instance):
    instance.origin.pages["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /story/", type="text/plain"
    )

    instance.run()

    article = instance.article("Story")
    assert article.status == "partial"
    assert "Part 1." in article.markdown
    assert "/story/2/" not in instance.origin.paths()


def typed(instance: Instance) -> Said:
    return Folder(instance.root)("extract", f"{instance.origin.url}/story")


def test_the_extract_command_puts_the_pages_together(instance):
    said = typed(instance)

    assert said.code == 0
    assert [said.out.count(f"Part {n}.") for n in (1, 2, 3)] == [1, 1, 1]
    assert f"{instance.origin.url}/3.png" in said.out


def test_the_extract_command_says_which_page_it_could_not_get(instance):
    instance.origin.pages["/story/3/"] = Answer(b"gone", status=404)

    said = typed(instance)

    assert said.code == 0
    assert [said.out.count(f"Part {n}.") for n in (1, 2, 3)] == [1, 1, 0]
    assert f"{instance.origin.url}/story/3/" in said.err


def test_what_a_person_picks_is_kept_though_the_feed_has_more(instance):
    site = instance.origin
    instance.follow(f'id = "a"\nurl = "{site.url}/b"\n[source.select]\ncontent = ".story"')
    site.feed("/b", rss(item(1, f"{site.url}/one", content=f"<p>{SENTENCE * 30}</p>")))
    site.html("/one", page("Article 1", extra='<div class="story">Picked.</div>'))

    summary = instance.run()

    assert summary.problems == ()
    assert instance.article("Article 1").markdown == "Picked."


def test_what_a_person_picks_and_is_not_there_is_told_once_and_fails_nothing(instance):
    site = instance.origin
    instance.follow(f'id = "a"\nurl = "{site.url}/b"\n[source.select]\ncontent = "#nope"')
    site.feed("/b", rss(*(item(n, f"{site.url}/{n}", summary="Short.") for n in (1, 2))))
    for number in (1, 2):
        site.html(f"/{number}", page(f"Article {number}"))

    summary = instance.run()

    (problem,) = summary.problems
    assert problem.reason == "select.content #nope found nothing in the page of an article"
    assert problem.hint == "syndicate preview a"
    assert (summary.new, summary.failed, summary.partial) == (2, 0, 0)
