"""Runs over several hosts that lead to one another: nobody is lost, nothing runs for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.clocks import HurriedClock
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

from syndicate.errors import ArchiveError

pytestmark = pytest.mark.end_to_end

A, B = "http://a.example", "http://b.example"


@pytest.fixture
def instance(tmp_path):
    with Origin() as origin:
        yield Instance(tmp_path, origin)


def follow(instance: Instance, **feeds: str) -> None:
    """Follow a feed of each host, all of which the origin answers for."""
    port = instance.origin.port
    ways = ", ".join(f'"{host}.example:80" = "127.0.0.1:{port}"' for host in "abc")
    tables = "".join(f'[[source]]\nid = "{name}"\nurl = "{url}"\n' for name, url in feeds.items())
    text = f"[fetch]\nconnect_to = {{ {ways} }}\n{tables}"
    (instance.root / "config.toml").write_text(text, encoding="utf-8")


def paths(instance: Instance, host: str) -> list[str]:
    return [hit.path for hit in instance.origin.hits if hit.headers["host"] == f"{host}.example"]


def whole(title: str) -> str:
    return page(title, f"{title}. " + SENTENCE * 8)


def test_a_feed_that_leads_to_a_host_wanting_a_pause_waits_with_it(instance):
    site = instance.origin
    for name in ("one", "two"):
        site.pages[f"/{name}"] = Answer(status=302, headers={"Location": f"{B}/feed"})
    site.pages["/feed"] = Answer(status=429, headers={"Retry-After": "3600"})
    site.feed("/good", rss(item(1, f"{A}/1", content=SENTENCE * 5)))
    follow(instance, one=f"{A}/one", two=f"{A}/two", zgood=f"{A}/good")

    instance.run()

    assert len(paths(instance, "b")) == 1
    assert paths(instance, "a")[:3] == ["/one", "/two", "/good"]
    assert [article.title for article in instance.articles()] == ["Article 1"]
    assert instance.status("two").due >= instance.clock.now() + timedelta(minutes=59)


def test_two_hosts_whose_entries_lie_with_one_another_are_archived(instance):
    site = instance.origin
    for number in range(1, 5):
        site.html(f"/{number}", whole(f"Article {number}"))
    site.feed("/fa", rss(item(1, f"{B}/1"), item(2, f"{B}/2")))
    site.feed("/fb", rss(item(3, f"{A}/3"), item(4, f"{A}/4")))
    follow(instance, a=f"{A}/fa", b=f"{B}/fb")
    instance.clock = HurriedClock(speed=30)

    instance.run()

    assert len(instance.articles()) == 4
    assert all(article.status == "whole" for article in instance.articles())


def test_a_planets_words_never_replace_the_articles_own(instance):
    site = instance.origin
    site.html("/1", whole("Article 1"))
    site.feed("/fa", rss(item(1, f"{A}/1", summary="Own words.")))
    follow(instance, a=f"{A}/fa", planet=f"{B}/fb")
    instance.run("a")
    for number in range(4):
        lie = item(
            9, f"{A}/1", title=f"Lie {number}", content=f"Lie {number}. " * 60, day=number + 1
        )
        site.feed("/fb", rss(lie))
        instance.clock.move(hours=2)
        instance.run()

    (article,) = instance.articles()
    assert (article.title, article.revision, article.source) == ("Article 1", 1, "a")
    assert article.via == ("a", "planet")
    assert "Lie" not in article.markdown
    assert "Lie" not in instance.files("public")["feeds/a.atom"].decode()
    assert instance.files("public")["feeds/planet.atom"].count(b"<entry") == 1


def test_the_articles_own_site_wins_over_who_came_first(instance):
    site = instance.origin
    site.html("/1", whole("Article 1"))
    lie = item(9, f"{A}/1", title="Lie", content="A lie. " * 80)
    site.feed("/fb", rss(lie))
    site.feed("/fa", rss(item(1, f"{A}/1", summary="Own words.")))
    follow(instance, a=f"{A}/fa", planet=f"{B}/fb")
    instance.run("planet")

    instance.run("a")

    (article,) = instance.articles()
    assert article.title == "Article 1"


def test_articles_with_one_title_and_one_canonical_url_stay_apart(instance):
    site = instance.origin
    head = f'<link rel="canonical" href="{A}/links/">'
    for number in (1, 2, 3):
        text = f"Week {number}. " + SENTENCE * 8
        site.html(f"/{number}", page("Links of the week", text, head=head))
    entries = [item(n, f"{A}/{n}", title="Links of the week") for n in (3, 2, 1)]
    site.feed("/fa", rss(*entries))
    follow(instance, a=f"{A}/fa")

    instance.run()

    articles = instance.articles()
    assert len(articles) == 3
    assert {article.revision for article in articles} == {1}


def test_images_that_can_not_be_had_now_come_later(instance):
    site = instance.origin
    shown = "".join(f'<p><img src="{C}/{n}.png" alt="{n}"></p>' for n in range(4))
    site.html("/1", page("Article 1", extra=shown))
    site.feed("/fa", rss(item(1, f"{A}/1")))
    for number in range(4):
        site.pages[f"/{number}.png"] = Answer(png(8 + number, 8), type="image/png")
    picture = site.pages["/2.png"]
    site.pages["/2.png"] = Answer(status=429, headers={"Retry-After": "600"})
    follow(instance, a=f"{A}/fa")
    instance.run()
    (before,) = instance.articles()
    assert len([asset for asset in before.assets if asset.name]) == 2
    site.pages["/2.png"] = picture
    instance.clock.move(minutes=20)

    instance.run()

    (after,) = instance.articles()
    assert len([asset for asset in after.assets if asset.name]) == 4
    assert (after.revision, after.announced) == (1, before.announced)
    assert paths(instance, "c").count("/0.png") == 1


C = "http://c.example"


def test_an_image_that_is_gone_is_not_asked_for_again(instance):
    site = instance.origin
    site.html("/1", page("Article 1", extra=f'<p><img src="{C}/gone.png" alt="x"></p>'))
    site.feed("/fa", rss(item(1, f"{A}/1")))
    follow(instance, a=f"{A}/fa")

    for _ in range(3):
        instance.run()
        instance.clock.move(days=1)

    assert paths(instance, "c") == ["/gone.png"]


def test_a_document_missing_beside_its_sidecar_costs_itself_alone(instance):
    site = instance.origin
    for number in (1, 2):
        site.html(f"/{number}", whole(f"Article {number}"))
    site.feed("/fa", rss(item(1, f"{A}/1", summary="Old.")))
    site.feed("/other", rss(item(2, f"{A}/2", summary="Old.")))
    follow(instance, a=f"{A}/fa", z=f"{A}/other")
    instance.run()
    gone = next(each for each in instance.articles() if each.title == "Article 1")
    document = instance.root / "archive" / gone.path / "index.md"
    document.unlink()
    site.feed("/fa", rss(item(1, f"{A}/1", summary="Changed.")))
    site.html("/3", whole("Article 3"))
    site.feed("/other", rss(item(3, f"{A}/3"), item(2, f"{A}/2", summary="Old.")))
    instance.clock.move(hours=2)

    with pytest.raises(ArchiveError, match="missing"):
        instance.run()

    assert any(event.kind == "archived" and event.title == "Article 3" for event in instance.events)
    assert any(event.kind == "failed" and "missing" in event.reason for event in instance.events)
    assert not document.exists()
    assert instance.files("public")["feeds/z.atom"].count(b"<entry") == 2


def test_poison_in_one_source_stops_no_other(instance):
    site = instance.origin
    long = "x" * 100_000
    site.feed("/poison", rss(item(1, f"{B}/{long}", guid=f"urn:{long}", title=long), title=long))
    site.html("/1", whole("Article 1"))
    site.feed("/fa", rss(item(1, f"{A}/1", summary="Short.")))
    follow(instance, a=f"{A}/fa", bad=f"{B}/poison")

    instance.run()

    assert "Article 1" in {article.title for article in instance.articles()}
    assert instance.files("public")["feeds/a.atom"].count(b"<entry") == 1
