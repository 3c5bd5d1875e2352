"""Whole runs against a site on loopback: real HTTP, real files, a clock that the test moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

from syndicate.errors import ArchiveError

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def follow_three(instance: Instance, **more) -> None:
    site = instance.origin
    for number in (1, 2, 3):
        site.html(f"/{number}", page(f"Article {number}", f"Number {number}. " + SENTENCE * 8))
    site.feed("/feed", rss(*(item(n, f"{site.url}/{n}", summary="Short.") for n in (3, 2, 1))))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"\ninterval = "1h"')


def test_a_first_run_archives_and_publishes_what_the_feed_announces(instance):
    follow_three(instance)

    summary = instance.run()

    assert (summary.sources, summary.failed, summary.new) == (1, 0, 3)
    assert sorted(article.title for article in instance.articles()) == [
        "Article 1",
        "Article 2",
        "Article 3",
    ]
    published = instance.files("public")
    assert {"feeds/a.atom", "feeds/a.rss", "feeds/a.json", "feeds/all.atom"} <= set(published)
    assert published["feeds/a.atom"].count(b"<entry") == 3


def test_a_run_before_the_interval_asks_nothing(instance):
    follow_three(instance)
    instance.run()
    asked = len(instance.origin.hits)

    instance.run()

    assert len(instance.origin.hits) == asked


def test_a_source_without_news_costs_one_conditional_request_and_changes_no_byte(instance):
    follow_three(instance)
    instance.run()
    before = instance.files() | instance.files("public")
    asked = len(instance.origin.hits)
    instance.clock.move(hours=2)

    summary = instance.run()

    assert summary.not_modified == 1
    assert [hit.status for hit in instance.origin.hits[asked:]] == [304]
    assert instance.files() | instance.files("public") == before


def test_a_failing_page_costs_itself_and_is_kept_from_the_feed_as_partial(instance):
    follow_three(instance)
    instance.origin.pages["/2"] = Answer(b"oops", status=500)

    summary = instance.run()

    assert (summary.failed, summary.new, summary.partial) == (0, 3, 1)
    (partial,) = [each for each in instance.articles() if each.status == "partial"]
    assert partial.title == "Article 2"
    assert "Short." in partial.markdown


def test_a_partial_article_says_what_is_missing(instance):
    origin = instance.origin
    origin.feed(
        "/feed",
        rss(
            item(1, f"{origin.url}/same", title="One"),
            item(2, f"{origin.url}/same", title="Two"),
            item(3, "javascript:alert(1)", title="Three"),
            item(4, f"{origin.url}/nothing", title="Four"),
        ),
    )
    origin.html("/nothing", "<html><body><nav><a href=/x>x</a></nav></body></html>")
    instance.follow(f'id = "a"\nurl = "{origin.url}/feed"')

    instance.run()

    said = {event.title: event.reason for event in instance.events if event.kind == "partial"}
    assert "other entries have the same address" in said["One"]
    assert said["Two"] == said["One"]
    assert "neither its text nor an address" in said["Three"]
    assert "no article" in said["Four"]


def test_a_partial_article_becomes_whole_when_its_page_comes_back(instance):
    follow_three(instance)
    instance.origin.pages["/2"] = Answer(b"oops", status=500)
    instance.run()
    instance.origin.html("/2", page("Article 2", "Back again. " + SENTENCE * 8))
    instance.clock.move(hours=2)

    summary = instance.run()

    assert summary.revised == 1
    (article,) = [each for each in instance.articles() if each.title == "Article 2"]
    assert article.status == "whole"
    assert article.revision == 2
    assert "Back again." in article.markdown


def test_an_edited_article_becomes_a_revision_and_the_old_version_stays(instance):
    follow_three(instance)
    instance.run()
    site = instance.origin
    site.html("/3", page("Article 3", "Corrected. " + SENTENCE * 8))
    news = item(3, f"{site.url}/3", summary="Short, corrected.")
    site.feed("/feed", rss(news, *(item(n, f"{site.url}/{n}", summary="Short.") for n in (2, 1))))
    instance.clock.move(hours=2)

    summary = instance.run()

    assert (summary.new, summary.revised) == (0, 1)
    (article,) = [each for each in instance.articles() if each.title == "Article 3"]
    assert article.revision == 2
    with instance.app() as app:
        assert "Corrected." not in app.article(article.path, 1).markdown
        assert "Corrected." in app.article(article.path).markdown


def test_a_page_that_has_lost_its_text_never_replaces_the_article(instance):
    follow_three(instance)
    instance.run()
    site = instance.origin
    site.html("/3", page("Please log in", "To go on reading, please log in. " * 4))
    site.feed("/feed", rss(item(3, f"{site.url}/3", summary="Changed.")))
    instance.clock.move(hours=2)

    summary = instance.run()

    assert summary.revised == 0
    (article,) = [each for each in instance.articles() if each.title == "Article 3"]
    assert "Number 3." in article.markdown
    assert any(event.kind == "failed" and "lost most" in event.reason for event in instance.events)


def test_a_failing_source_stops_nobody_and_backs_off(instance):
    follow_three(instance)
    site = instance.origin
    good = f'id = "a"\nurl = "{site.url}/feed"'
    instance.follow(f'id = "bad"\nurl = "{site.url}/missing"', good)

    summary = instance.run()

    assert (summary.sources, summary.failed, summary.new) == (2, 1, 3)
    standing = instance.status("bad")
    assert (standing.condition, standing.failures) == ("failing", 1)
    assert "404" in standing.reason
    assert standing.due > instance.clock.now()


def test_a_source_that_recovers_is_ok_again(instance):
    follow_three(instance)
    feed = instance.origin.pages.pop("/feed")
    instance.run()
    instance.origin.pages["/feed"] = feed
    instance.clock.move(days=1)

    summary = instance.run()

    assert (summary.failed, summary.new) == (0, 3)
    assert instance.status("a").condition == "ok"
    assert instance.status("a").failures == 0


def test_a_host_that_asks_for_a_pause_is_left_alone(instance):
    follow_three(instance)
    instance.origin.pages["/feed"] = Answer(b"", status=429, headers={"Retry-After": "7200"})
    instance.run()
    instance.clock.move(hours=1.5)

    summary = instance.run(due_only=False)

    assert len(instance.origin.hits) == 1
    assert summary.waiting == 1
    instance.clock.move(hours=1)
    instance.run(due_only=False)
    assert len(instance.origin.hits) == 2


def test_force_asks_all_the_same(instance):
    follow_three(instance)
    site = instance.origin
    site.pages["/feed"] = Answer(b"", status=503, headers={"Retry-After": "7200"})
    instance.run()

    instance.run(due_only=False, force=True)

    assert len(site.hits) == 2


def test_max_age_is_obeyed_when_a_source_is_named(instance):
    follow_three(instance)
    feed = instance.origin.pages["/feed"]
    instance.origin.pages["/feed"] = Answer(
        feed.body, type=feed.type, headers={"Cache-Control": "max-age=7200"}
    )
    instance.run()
    asked = len(instance.origin.hits)
    instance.clock.move(hours=1)

    instance.run("a")

    assert len(instance.origin.hits) == asked


def test_a_source_that_is_gone_is_left_alone(instance):
    follow_three(instance)
    instance.origin.pages["/feed"] = Answer(b"", status=410)
    instance.run()
    instance.clock.move(days=30)

    instance.run()

    assert len(instance.origin.hits) == 1
    assert instance.status("a").condition == "gone"


def test_an_address_that_moved_for_good_is_asked_itself_after_a_week(instance):
    follow_three(instance)
    site = instance.origin
    site.pages["/new"] = site.pages["/feed"]
    site.pages["/feed"] = Answer(b"", status=301, headers={"Location": "/new"})

    asked = []
    for _ in range(9):
        site.hits.clear()
        instance.run()
        asked.append([hit.path for hit in site.hits if hit.path in ("/feed", "/new")])
        instance.clock.move(days=1)

    assert asked == [["/feed", "/new"]] * 7 + [["/new"]] * 2


def test_an_interval_is_learned_from_what_the_source_publishes(instance):
    site = instance.origin
    items = [item(number, f"{site.url}/{number}", content=SENTENCE * 8) for number in (1, 2, 3)]
    site.feed("/feed", rss(*items))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"\ninterval = "auto"\njitter = 0')
    begin = instance.clock.now()

    instance.run()

    assert instance.status("a").hints.gap == timedelta(days=1)
    assert instance.status("a").due == begin + timedelta(hours=12)


def test_the_same_article_from_two_sources_is_one(instance):
    follow_three(instance)
    site = instance.origin
    site.feed("/other", rss(item(1, f"{site.url}/1?utm_source=x", guid="other-1", summary="S.")))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"', f'id = "b"\nurl = "{site.url}/other"')

    instance.run()

    articles = instance.articles()
    assert len(articles) == 3
    (shared,) = [each for each in articles if each.via]
    assert set(shared.via) == {"a", "b"}
    assert instance.files("public")["feeds/b.atom"].count(b"<entry") == 1


def test_a_front_page_named_canonical_everywhere_folds_nothing(instance):
    site = instance.origin
    head = f'<link rel="canonical" href="{site.url}/blog/">'
    for number in (1, 2):
        site.html(
            f"/{number}", page(f"Article {number}", f"No {number}. " + SENTENCE * 8, head=head)
        )
    site.feed("/feed", rss(*(item(n, f"{site.url}/{n}", summary="Short.") for n in (2, 1))))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"')

    instance.run()

    assert len(instance.articles()) == 2


def test_images_come_home_and_a_missing_one_stays_remote(instance):
    site = instance.origin
    shown = '<p><img src="/i.png" alt="A lake"></p><p><img src="/gone.png" alt="Gone"></p>'
    site.html("/1", page("Article 1", extra=shown))
    site.pages["/i.png"] = Answer(png(64, 48), type="application/octet-stream")
    site.feed("/feed", rss(item(1, f"{site.url}/1", summary="Short.")))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"')

    instance.run()

    (article,) = instance.articles()
    (home,) = [asset for asset in article.assets if asset.name]
    assert f"![A lake](images/{home.name})" in article.markdown
    assert f"![Gone]({site.url}/gone.png)" in article.markdown
    assert (home.type, home.width, home.height) == ("image/png", 64, 48)
    assert f"images/{home.name}" in instance.files("public")
    hit = next(hit for hit in site.hits if hit.path == "/i.png")
    assert hit.headers["referer"].startswith(site.url)


@pytest.mark.parametrize("mode", ["hotlink", "none"])
def test_images_are_not_asked_for_unless_wanted(instance, mode):
    site = instance.origin
    site.html("/1", page("Article 1", extra='<p><img src="/i.png" alt="A lake"></p>'))
    site.feed("/feed", rss(item(1, f"{site.url}/1", summary="Short.")))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"', more=f'[archive]\nimages = "{mode}"\n')

    instance.run()

    (article,) = instance.articles()
    assert "/i.png" not in site.paths()
    assert ("/i.png" in article.markdown) == (mode == "hotlink")


def test_a_feed_with_whole_articles_is_believed_after_some_comparisons(instance):
    site = instance.origin
    whole = [f"<p>Number {n}. {SENTENCE * 8}</p>" for n in range(9)]
    for number in range(1, 9):
        site.html(f"/{number}", page(f"Article {number}", whole[number]))
    items = [item(n, f"{site.url}/{n}", content=whole[n]) for n in range(1, 9)]
    site.feed("/feed", rss(*items))
    instance.follow(f'id = "a"\nurl = "{site.url}/feed"')

    instance.run()

    assert len([path for path in site.paths() if path != "/feed"]) == 3
    assert all(article.status == "whole" for article in instance.articles())


def test_lost_state_is_made_again_from_the_archive_without_asking_for_pages(instance):
    follow_three(instance)
    instance.run()
    before = instance.files()
    for path in (instance.root / ".syndicate").glob("state.db*"):
        path.unlink()
    asked = len(instance.origin.hits)
    instance.clock.move(hours=2)

    summary = instance.run()

    assert summary.new == summary.revised == 0
    assert instance.origin.paths()[asked:] == ["/feed"]
    assert instance.files() == before


def test_damaged_state_is_put_aside_and_made_again(instance):
    follow_three(instance)
    instance.run()
    before = instance.files()
    (instance.root / ".syndicate" / "state.db").write_bytes(b"noise" * 4000)
    for extra in ("state.db-wal", "state.db-shm"):
        (instance.root / ".syndicate" / extra).unlink(missing_ok=True)
    instance.clock.move(hours=2)

    instance.run()

    assert len(instance.articles()) == 3
    assert instance.files() == before
    assert (instance.root / ".syndicate" / "state.db.damaged").exists()


def test_passed_over_entries_stay_passed_over_after_a_rebuild(instance):
    follow_three(instance)
    instance.follow(f'id = "a"\nurl = "{instance.origin.url}/feed"\nbackfill = 1')
    instance.run()
    for path in (instance.root / ".syndicate").glob("state.db*"):
        path.unlink()
    instance.clock.move(hours=2)

    instance.run()

    assert [article.title for article in instance.articles()] == ["Article 3"]


def test_a_raised_backfill_takes_what_the_first_run_left(instance):
    follow_three(instance)
    source = f'id = "a"\nurl = "{instance.origin.url}/feed"\nbackfill = '
    instance.follow(f"{source}1")
    first = instance.run()
    instance.follow(f"{source}2")

    second = instance.run()
    instance.follow(f'{source}"all"')
    third = instance.run()
    fourth = instance.run()

    assert (first.new, second.new, third.new, fourth.new) == (1, 1, 1, 0)
    assert len(instance.articles()) == 3


def test_a_dry_run_writes_nothing_and_says_what_a_run_would_do(instance):
    follow_three(instance)

    instance.run(dry=True)

    kinds = [kind for kind in instance.kinds("a") if kind != "checking"]
    assert kinds == ["checked", "archived", "archived", "archived"]
    assert not (instance.root / "archive").exists()
    assert not (instance.root / "public").exists()


def test_two_machines_with_one_clock_write_the_same_bytes(tmp_path, origin):
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        instance = Instance(tmp_path / name, origin)
        follow_three(instance)
        instance.run()
        written.append(instance.files() | instance.files("public"))

    assert written[0] == written[1]


def test_announcements_are_strictly_increasing_under_a_fixed_clock(instance):
    follow_three(instance)

    instance.run()

    announced = [article.announced for article in instance.articles()]
    assert announced == sorted(announced, reverse=True)
    assert len(set(announced)) == 3


def test_what_a_killed_run_left_half_written_is_swept_by_the_next(instance):
    follow_three(instance)
    instance.run()
    left = instance.root / "archive" / "a" / ".syndicate-0123456789abcdef.tmp"
    left.write_bytes(b"half")
    lock = instance.root / ".syndicate" / "lock"

    instance.run()
    assert left.exists()  # the last run ended well: nobody walks the archive
    lock.write_text("4194305\n")

    instance.run()
    assert not left.exists()


def test_a_correction_made_while_the_state_was_lost_arrives(instance):
    follow_three(instance)
    instance.run()
    for path in (instance.root / ".syndicate").glob("state.db*"):
        path.unlink()
    site = instance.origin
    site.html("/3", page("Article 3", "Corrected. " + SENTENCE * 8))
    news = item(3, f"{site.url}/3", summary="Short, corrected.")
    site.feed("/feed", rss(news, *(item(n, f"{site.url}/{n}", summary="Short.") for n in (2, 1))))
    asked = len(site.hits)
    instance.clock.move(hours=2)

    summary = instance.run()

    assert (summary.new, summary.revised) == (0, 1)
    assert site.paths()[asked:] == ["/feed", "/3"]


def test_a_missing_archive_is_not_begun_anew(instance):
    follow_three(instance)
    instance.run()
    published = instance.files("public")
    (instance.root / "archive").rename(instance.root / "elsewhere")
    instance.clock.move(hours=2)

    with pytest.raises(ArchiveError, match="is not there"):
        instance.run()

    assert instance.files("public") == published
    assert not (instance.root / "archive").exists()
    (instance.root / "elsewhere").rename(instance.root / "archive")
    assert instance.run().failed == 0


def test_a_run_says_where_the_new_version_of_an_edited_article_went(instance):
    follow_three(instance)
    instance.run()
    document = instance.document("Article 3")
    document.write_text(document.read_text("utf-8") + "\nMine.\n", encoding="utf-8")
    site = instance.origin
    site.html("/3", page("Article 3", "Theirs. " + SENTENCE * 8))
    site.feed("/feed", rss(item(3, f"{site.url}/3", summary="Changed.")))
    instance.clock.move(hours=2)

    summary = instance.run()

    (problem,) = summary.problems
    assert "you edited it" in problem.reason
    assert ".index.revisions/0002.md" in problem.reason
    assert "Mine." in document.read_text("utf-8")
