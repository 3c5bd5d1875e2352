"""Each kind of source, from config.toml to the archived article."""

import gzip
import json
import shutil
import sys
import threading
from datetime import UTC, datetime

import pytest
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

from syndicate.fetcher import intake
from syndicate.fetcher.readers import reading

PARAGRAPH = (
    "The harbour of Wernau was dredged again in the spring, because the river had carried more"
    " sand than in any year since the gauge was built, and the ferries ran aground at low water."
)


@pytest.fixture
def origin():
    with Origin() as serving:
        yield serving


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def page(title, extra="", text=PARAGRAPH):
    body = "".join(f"<p>{text} Part {number}.</p>" for number in (1, 2, 3))
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head>"
        f"<body><main><article><h1>{title}</h1>{body}{extra}</article></main></body></html>"
    )


def test_a_listing_becomes_articles(instance, origin):
    origin.html(
        "/news/",
        "<html><head><base href='/n/'></head><body><ul class=news>"
        "<li><h2><a href='1.html'>Sand in the harbour</a></h2><span class=d>2026年3月5日 14:30</span>"
        "<li><h2><a href='2.html'>Ferries run again</a></h2><span class=d>2026-03-06 09:00</span>"
        "</ul></body></html>",
    )
    origin.html("/n/1.html", page("Sand in the harbour"))
    origin.html("/n/2.html", page("Ferries run again"))
    instance.follow(
        f'id = "harbour"\nurl = "{origin.url}/news/"\nkind = "listing"\ntimezone = "Asia/Shanghai"\n'
        '[source.select]\nitems = "ul.news > li"\ndate = ".d"\n'
    )

    summary = instance.run()

    sand = instance.article("Sand in the harbour")
    assert (summary.new, summary.failed) == (2, 0)
    assert PARAGRAPH in sand.markdown
    assert sand.date is not None
    assert sand.date.isoformat() == "2026-03-05T14:30:00+08:00"
    assert sand.canonical_url == f"{origin.url}/n/1.html"


def test_a_relative_date_that_moved_on_is_no_news(instance, origin):
    origin.html("/", "<ul><li><a href='/a'>Once upon a time</a><time>2 hours ago</time></ul>")
    origin.html("/a", page("Once upon a time"))
    instance.follow(f'id = "tales"\nurl = "{origin.url}/"\nkind = "listing"\nselect.items = "li"\n')
    instance.run()
    origin.html("/", "<ul><li><a href='/a'>Once upon a time</a><time>3 hours ago</time></ul>")

    instance.clock.move(minutes=80)
    again = instance.run("tales")

    assert again.revised == 0
    assert origin.paths().count("/a") == 1


def test_a_list_that_matches_nothing_any_more_is_a_broken_rule(instance, origin):
    origin.html("/", "<ul><li><a href='/a'>Once</a></ul>")
    origin.html("/a", page("Once"))
    instance.follow(f'id = "tales"\nurl = "{origin.url}/"\nkind = "listing"\nselect.items = "li"\n')
    instance.run()
    origin.html("/", "<div><div><a href='/a'>Once</a></div></div>")

    summary = instance.run("tales")

    standing = instance.status("tales")
    assert summary.failed == 1
    assert standing.condition == "broken rule"
    assert standing.reason is not None
    assert 'select.items "li" matched nothing' in standing.reason


def test_other_rules_read_a_list_anew_that_has_not_changed(instance, origin):
    origin.html("/", "<ul><li class=a><a href='/a'>Alpha</a><li class=b><a href='/b'>Beta</a></ul>")
    origin.html("/a", page("Alpha"))
    origin.html("/b", page("Beta"))
    rule = f'id = "list"\nurl = "{origin.url}/"\nkind = "listing"\nselect.items = "{{}}"\n'
    instance.follow(rule.format("li.a"))
    instance.run()
    instance.follow(rule.format("li"))

    changed = instance.run("list")
    again = instance.run("list")

    assert (changed.new, again.new, again.not_modified) == (1, 0, 1)


def test_another_selector_makes_a_watched_page_news(instance, origin):
    origin.html("/rules", page("House rules", f"<div id=new><p>{PARAGRAPH} Twice.</p></div>"))
    watched = f'id = "rules"\nurl = "{origin.url}/rules"\nkind = "page"\n'
    instance.follow(watched)
    instance.run()
    instance.follow(watched + 'select.content = "#new"\n')

    summary = instance.run("rules")

    assert summary.revised == 1
    assert "Part 1" not in instance.article("House rules").markdown


def test_a_json_api_becomes_articles(instance, origin):
    listed = {
        "data": {
            "list": [
                {"no": 7, "head": "Seven", "ctime": 1772800000, "pics": [{"u": "/7.png"}]},
                {"no": 8, "head": "Eight", "ctime": 1772803600, "pics": []},
            ]
        }
    }
    origin.pages["/api"] = Answer(json.dumps(listed).encode(), type="application/json")
    origin.html("/story/7", page("Seven of them"))
    origin.html("/story/8", page("Eight of them"))
    origin.pages["/7.png"] = Answer(png(64, 64), type="image/png")
    instance.follow(
        f'id = "api"\nurl = "{origin.url}/api"\nkind = "json"\n[source.select]\n'
        f'items = "data.list"\nid = "no"\ntitle = "head"\ndate = "ctime"\nimage = "pics.*.u"\n'
        f'link = "{origin.url}/story/{{no}}"\n'
    )

    summary = instance.run()

    seven = instance.article("Seven")
    assert (summary.new, summary.failed) == (2, 0)
    assert seven.canonical_url == f"{origin.url}/story/7"
    assert seven.date == datetime.fromtimestamp(1772800000, UTC)
    assert seven.image is not None
    assert seven.image.startswith("images/")


@pytest.mark.parametrize("redirect", [None, 302, 303])
def test_a_json_api_is_asked_with_a_body_and_its_answer_read(instance, origin, redirect):
    question = '{"page": 1, "channel": "harbour"}'
    rows = {"rows": [{"no": "a7", "head": "Seven", "when": "2026-03-05 14:30:00"}]}
    answer = Answer(json.dumps(rows).encode(), type="application/json")
    origin.pages["/answer"] = answer
    origin.pages["/api"] = (
        Answer(status=redirect, headers={"Location": "/answer"}) if redirect else answer
    )
    origin.html("/story/a7", page("Seven of them"))
    instance.follow(
        f'id = "api"\nurl = "{origin.url}/api"\nkind = "json"\nbody = \'{question}\'\n'
        'timezone = "Asia/Shanghai"\n[source.select]\nitems = "rows"\nid = "no"\ntitle = "head"\n'
        f'date = "when"\nlink = "{origin.url}/story/{{no}}"\n'
    )

    first = instance.run()
    again = instance.run("api")

    (seven,) = instance.articles()
    asked = [(hit.path, hit.body.decode()) for hit in origin.hits if hit.path != "/story/a7"]
    one_turn = [("/api", question), ("/answer", "")] if redirect else [("/api", question)]
    assert asked == one_turn * 2
    assert (first.new, first.failed, again.new, again.not_modified) == (1, 0, 0, 1)
    assert (seven.title, seven.canonical_url) == ("Seven", f"{origin.url}/story/a7")
    assert seven.date is not None
    assert seven.date.isoformat() == "2026-03-05T14:30:00+08:00"
    assert PARAGRAPH in seven.markdown


def test_an_api_that_has_the_articles_is_compared_with_their_pages(instance, origin):
    whole = "".join(f"<p>{PARAGRAPH} Part {number}.</p>" for number in range(1, 4))
    texts = [whole, whole, whole, whole, "<p>The harbour was dredged …</p>"]
    rows = [
        {"id": number, "title": f"Story {number}", "url": f"/{number}", "main": text}
        for number, text in enumerate(texts)
    ]
    origin.pages["/api"] = Answer(json.dumps({"rows": rows}).encode(), type="application/json")
    for number in range(len(texts)):
        shown = page(f"Story {number}", text=f"{PARAGRAPH} Page {number}.")
        # An element that is called like the member is none of its business.
        origin.html(f"/{number}", shown.replace("<main>", "<main><p>Menu</p></main>"))
    instance.follow(
        f'id = "api"\nurl = "{origin.url}/api"\nkind = "json"\n'
        '[source.select]\nitems = "rows"\ncontent = "main"\n'
    )

    summary = instance.run()

    asked = [path for path in origin.paths() if path != "/api"]
    assert (summary.new, summary.failed) == (5, 0)
    assert len(asked) == 4
    assert "/4" in asked
    assert "Page 4" in instance.article("Story 4").markdown
    assert sum("Page" in each.markdown for each in instance.articles()) == 1


def test_a_watched_page_is_one_article_whose_text_alone_makes_a_revision(instance, origin):
    origin.html("/rules", page("House rules", "<script>nonce=1</script>"))
    instance.follow(f'id = "rules"\nurl = "{origin.url}/rules"\nkind = "page"\n')
    first = instance.run()
    origin.html("/rules", page("House rules", "<script>nonce=2</script>"))
    noise = instance.run("rules")
    origin.html("/rules", page("House rules", "<p>No bicycles in the corridor from now on.</p>"))

    news = instance.run("rules")

    (article,) = instance.articles()
    assert (first.new, noise.revised, news.new, news.revised) == (1, 0, 0, 1)
    assert article.revision == 2
    assert "No bicycles" in article.markdown


def test_a_watched_front_page_is_one_article_too(instance, origin):
    origin.html("/", page("Status of everything"))
    instance.follow(f'id = "status"\nurl = "{origin.url}/"\nkind = "page"\n')

    summary = instance.run()

    assert summary.new == 1
    assert PARAGRAPH in instance.article("Status of everything").markdown


def test_selectors_narrow_what_is_watched(instance, origin):
    origin.html(
        "/prices",
        "<html><title>Prices</title><body><p>Visitor number 1 of this fine page, be welcome.</p>"
        "<table id=prices><tr><td>Bread<td>3.10<tr><td class=old>Milk<td>1.20</table></body></html>",
    )
    instance.follow(
        f'id = "prices"\nurl = "{origin.url}/prices"\nkind = "page"\n'
        '[source.select]\ncontent = "#prices"\nremove = [".old"]\n'
    )

    instance.run()

    markdown = instance.article("Prices").markdown
    assert "Bread" in markdown
    assert "Visitor" not in markdown
    assert "Milk" not in markdown


def test_a_sitemap_and_those_it_names_become_articles(instance, origin):
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    origin.pages["/map.xml"] = Answer(
        f"<sitemapindex {ns}><sitemap><loc>{origin.url}/old.xml</loc><lastmod>2026-01-01T08:00Z</lastmod>"
        f"</sitemap><sitemap><loc>{origin.url}/new.xml.gz</loc><lastmod>2026-03-01T10:00Z</lastmod>"
        "</sitemap></sitemapindex>".encode(),
        type="application/xml",
    )
    origin.pages["/old.xml"] = Answer(
        f"<urlset {ns}><url><loc>{origin.url}/</loc></url><url><loc>{origin.url}/1</loc>"
        "<lastmod>2025-01-01</lastmod></url></urlset>".encode()
    )
    origin.pages["/new.xml.gz"] = Answer(
        gzip.compress(
            f"<urlset {ns}><url><loc>{origin.url}/2</loc><lastmod>2026-03-01T10:00:00Z</lastmod>"
            "</url></urlset>".encode()
        ),
        type="application/gzip",
    )
    origin.html("/1", page("The first"))
    origin.html("/2", page("The second"))
    instance.follow(f'id = "map"\nurl = "{origin.url}/map.xml"\nkind = "sitemap"\n')

    summary = instance.run()
    hits = len(origin.hits)
    again = instance.run("map")

    assert (summary.new, summary.failed) == (2, 0)
    assert {each.title for each in instance.articles()} == {"The first", "The second"}
    assert (again.new, again.not_modified) == (0, 1)
    assert len(origin.hits) == hits + 1


def test_what_comes_later_on_the_day_that_an_index_names_is_found(instance, origin):
    today = f"{instance.clock.now():%Y-%m-%d}"
    lines = f"{origin.url}/1\n"
    origin.pages["/map.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{origin.url}/a.txt</loc><lastmod>{today}</lastmod></sitemap>"
        "</sitemapindex>".encode()
    )
    origin.pages["/a.txt"] = Answer(lines.encode(), type="text/plain")
    origin.html("/1", page("The first"))
    origin.html("/2", page("The second"))
    instance.follow(f'id = "map"\nurl = "{origin.url}/map.xml"\nkind = "sitemap"\n')
    instance.run()
    origin.pages["/a.txt"] = Answer(f"{lines}{origin.url}/2\n".encode(), type="text/plain")

    news = instance.run("map")

    assert news.new == 1


def test_the_event_loop_is_free_while_a_document_is_worked_on(instance, origin, monkeypatch):
    on_the_loop = []

    def noting(work):
        def noted(*args, **named):
            on_the_loop.append(threading.current_thread() is threading.main_thread())
            return work(*args, **named)

        return noted

    monkeypatch.setattr(reading, "read", noting(reading.read))
    monkeypatch.setattr(intake, "sort_out", noting(intake.sort_out))
    lines = "".join(f"{origin.url}/{number}\n" for number in range(30))
    origin.pages["/map.txt"] = Answer(lines.encode(), type="text/plain")
    instance.follow(f'id = "map"\nurl = "{origin.url}/map.txt"\nkind = "sitemap"\nbackfill = 0\n')

    instance.run()

    assert on_the_loop == [False, False]


def test_an_index_without_dates_is_read_whole_each_time(instance, origin):
    origin.pages["/map.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{origin.url}/a.xml</loc></sitemap></sitemapindex>".encode()
    )
    origin.pages["/a.xml"] = Answer(
        f"<urlset><url><loc>{origin.url}/1</loc></url></urlset>".encode()
    )
    origin.html("/1", page("The first"))
    origin.html("/2", page("The second"))
    instance.follow(f'id = "map"\nurl = "{origin.url}/map.xml"\nkind = "sitemap"\n')
    instance.run()
    same = instance.run("map")
    origin.pages["/a.xml"] = Answer(
        f"<urlset><url><loc>{origin.url}/1</loc></url><url><loc>{origin.url}/2</loc></url></urlset>".encode()
    )

    news = instance.run("map")

    assert (same.new, same.not_modified) == (0, 1)
    assert news.new == 1


def test_saved_pages_become_articles_with_their_pictures(instance, origin):
    saved = instance.root / "saved"
    (saved / "Harbour_files").mkdir(parents=True)
    (saved / "Harbour_files" / "boat.png").write_bytes(png(300, 200))
    (saved / "Harbour_files" / "frame.html").write_text(page("Not an article"))
    (saved / "Harbour.html").write_text(
        "<!-- saved from url=(0030)https://harbour.example/news/1 -->"
        + page("Sand", "<p><img src='./Harbour_files/boat.png' alt='A boat'></p>")
    )
    outside = instance.root / "secret.html"
    outside.write_text(page("Secret"))
    (saved / "link.html").symlink_to(outside)
    instance.follow('id = "saved"\nurl = "saved"\nkind = "folder"\n')

    first = instance.run()
    same = instance.run("saved")
    (saved / "Milk.html").write_text(page("Milk"))
    more = instance.run("saved")

    sand = instance.article("Sand")
    assert (first.new, first.failed, same.not_modified, more.new) == (1, 0, 1, 1)
    assert sand.canonical_url == "https://harbour.example/news/1"
    assert [asset.size for asset in sand.assets] == [len(png(300, 200))]
    assert {each.title for each in instance.articles()} == {"Sand", "Milk"}
    assert origin.hits == []


def test_a_saved_page_that_changed_is_a_revision(instance):
    saved = instance.root / "saved"
    saved.mkdir()
    (saved / "a.html").write_text(page("Notes"))
    instance.follow('id = "saved"\nurl = "saved"\nkind = "folder"\n')
    instance.run()
    (saved / "a.html").write_text(page("Notes", "<p>And one remark that came later on.</p>"))

    summary = instance.run("saved")

    assert summary.revised == 1
    assert "came later" in instance.article("Notes").markdown


def test_a_saved_page_without_an_article_is_told_and_not_kept_empty(instance):
    saved = instance.root / "saved"
    saved.mkdir()
    (saved / "a.html").write_text("<title>Menu</title><nav>Home</nav>")
    instance.follow('id = "saved"\nurl = "saved"\nkind = "folder"\n')

    instance.run()

    failed = [event.reason for event in instance.events if event.kind == "failed"]
    assert instance.articles() == []
    assert len(failed) == 1
    assert "found no article" in (failed[0] or "")


def test_the_place_of_a_folder_is_told_as_it_is_written(instance):
    (instance.root / "saved").mkdir()
    (instance.root / "saved" / "a.html").write_text(page("Notes"))
    instance.follow('id = "saved"\nurl = "saved"\nkind = "folder"\n')

    instance.run()

    written = b"".join([*instance.files().values(), *instance.files("public").values()])
    assert str(instance.root).encode() not in written


def test_a_folder_that_went_away_is_told(instance):
    saved = instance.root / "saved"
    saved.mkdir()
    instance.follow('id = "saved"\nurl = "saved"\nkind = "folder"\n')
    with instance.app() as app:
        shutil.rmtree(saved)
        summary = app.run(frozenset({"saved"}))

    assert summary.failed == 1
    assert "cannot be read" in summary.problems[0].reason


def test_a_program_prints_the_document_and_another_the_pages(instance, origin):
    (instance.root / "list.py").write_text(
        "print('<ul><li><a href=/a>Rendered by a browser</a></ul>')"
    )
    (instance.root / "render.py").write_text(
        f"import sys\nprint({page('Rendered')!r}.replace('Part 1', sys.argv[1]))"
    )
    instance.follow(
        f'id = "js"\nurl = "{origin.url}/app"\nkind = "exec"\n'
        f'command = ["{sys.executable}", "list.py"]\n'
        f'page_command = ["{sys.executable}", "render.py", "{{url}}"]\nselect.items = "li"\n'
    )

    first = instance.run()
    again = instance.run("js")

    article = instance.article("Rendered by a browser")
    assert (first.new, first.failed, again.not_modified) == (1, 0, 1)
    assert f"{origin.url}/a" in article.markdown
    assert origin.hits == []


def test_a_program_that_fails_is_the_source_that_fails(instance, origin):
    (instance.root / "fail.py").write_text("import sys; sys.exit('captcha again')")
    instance.follow(
        f'id = "js"\nurl = "{origin.url}/app"\nkind = "exec"\n'
        f'command = ["{sys.executable}", "fail.py", "--token=secret"]\n'
    )

    summary = instance.run()

    reason = instance.status("js").reason or ""
    assert summary.failed == 1
    assert reason.endswith("failed with status 1: captcha again")
    assert "secret" not in reason


def test_a_program_may_print_a_feed(instance, origin):
    (instance.root / "feed.xml").write_text(
        "<rss version='2.0'><channel><title>T</title><item><title>Printed</title>"
        f"<link>{origin.url}/p</link></item></channel></rss>"
    )
    origin.html("/p", page("Printed"))
    instance.follow(
        f'id = "printed"\nurl = "{origin.url}/"\nkind = "exec"\ncommand = "cat feed.xml"\n'
    )

    assert instance.run().new == 1
