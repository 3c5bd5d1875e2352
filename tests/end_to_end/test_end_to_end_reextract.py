"""Articles made anew from what was kept of their pages, and pages fetched again beside it."""

from __future__ import annotations

import gzip
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import demos
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

from syndicate.model import Article
from syndicate.report import Reextracted
from syndicate.state.base import Selection
from syndicate.upkeep import keeping

pytestmark = pytest.mark.end_to_end

SHOUT = '[[source.rewrite]]\nreplace = "Number"\nwith = "NUMBER"\n'


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path: Path, origin: Origin) -> Instance:
    found = Instance(tmp_path, origin)
    serve(found, "1", extra='<img src="/a.png">')
    serve(found, "2")
    origin.pages["/a.png"] = Answer(png(300, 200), type="image/png")
    announce(found)
    follow(found)
    found.run()
    return found


def serve(instance: Instance, number: str, text: str = SENTENCE * 8, extra: str = "") -> None:
    text = f"Number {number}. {text}"
    instance.origin.html(f"/{number}", page(f"Article {number}", text, extra=extra))


def announce(instance: Instance, **more: str) -> None:
    site, content = instance.origin.url, f"<p>Number 3. {SENTENCE * 8}</p>"
    entries = [item(n, f"{site}/{n}", **more) for n in (2, 1)]
    instance.origin.feed("/feed", rss(item(3, f"{site}/3", content=content), *entries))


def undated(feed: str) -> str:
    return re.sub("<pubDate>.*?</pubDate>", "", feed)


def follow(instance: Instance, rules: str = "", more: str = "") -> None:
    url = f"{instance.origin.url}/feed"
    instance.follow(f'id = "a"\nurl = "{url}"\ninterval = "1h"\n{rules}', more=more)


def reextract(instance: Instance, *, dry: bool = False) -> Reextracted:
    with instance.app() as app:
        rows = app.list(Selection(limit=None))
        return keeping.reextract(app.config, app.archive, instance.clock, rows, dry=dry)


def captures(instance: Instance) -> list[Path]:
    return sorted((instance.root / ".syndicate" / "captures").rglob("*.warc.gz"))


def numbers(instance: Instance) -> list[int]:
    return [article.revision for article in instance.articles()]


def article(instance: Instance, number: int) -> Article:
    return instance.article(f"Article {number}")


def test_every_article_has_a_capture_where_it_has_a_folder(instance):
    folders = {str(Path(each.path or "")) for each in instance.articles()}

    root = instance.root / ".syndicate" / "captures"
    found = {str(each.relative_to(root)).removesuffix(".warc.gz") for each in captures(instance)}

    assert found == folders


def test_without_a_change_of_rules_nothing_changes(instance):
    before = instance.files()

    assert reextract(instance).counts == {"same": 3}
    assert instance.files() == before


def test_rules_are_tried_without_the_network(instance, monkeypatch):
    def refuse(self: socket.socket, address: object) -> None:
        raise AssertionError(f"connected to {address}")

    follow(instance, SHOUT)
    asked = len(instance.origin.hits)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    done = reextract(instance)

    assert done.counts == {"changed": 3}
    assert len(instance.origin.hits) == asked


def test_a_dry_one_says_what_would_change_and_writes_nothing(instance):
    before = instance.files()
    follow(instance, SHOUT)

    done = reextract(instance, dry=True)

    assert {(each.fields[0], each.added, each.removed) for each in done.articles} == {
        ("text", 1, 1)
    }
    assert instance.files() == before


def test_what_is_applied_is_no_version_and_no_announcement(instance):
    before = {each.title: each.announced for each in instance.articles()}
    follow(instance, SHOUT)

    reextract(instance)

    assert all("NUMBER" in each.markdown for each in instance.articles())
    assert {each.title: each.announced for each in instance.articles()} == before
    assert set(numbers(instance)) == {1}
    assert not any(each.edited for each in instance.articles())
    assert "images/" in article(instance, 1).markdown
    assert reextract(instance).counts == {"same": 3}


def test_a_rule_taken_back_gives_the_same_bytes_back(instance):
    def documents() -> dict[str, bytes]:
        return {name: body for name, body in instance.files().items() if name.endswith("index.md")}

    before = documents()
    follow(instance, SHOUT)
    reextract(instance)
    assert documents() != before

    follow(instance)
    reextract(instance)

    assert documents() == before


def test_what_a_source_sends_again_after_it_is_no_news(instance):
    follow(instance, SHOUT)
    reextract(instance)
    announce(instance, summary="Short.")
    instance.clock.move(hours=2)

    summary = instance.run()

    assert summary.revised == 0
    assert set(numbers(instance)) == {1}
    assert "NUMBER" in article(instance, 1).markdown


def test_an_edit_by_hand_stays(instance):
    document = instance.document("Article 2")
    document.write_text(document.read_text("utf-8").replace("Number 2", "My number"), "utf-8")
    follow(instance, SHOUT)

    reextract(instance)

    assert "My number" in article(instance, 2).markdown
    assert article(instance, 2).edited


def test_a_result_that_lost_most_of_its_text_is_refused(instance):
    before = instance.files()
    follow(instance, '[source.select]\ncontent = "title"\n')

    done = reextract(instance)

    assert done.counts.get("refused", 0) >= 2
    assert instance.files() == before


def test_a_change_of_rules_alone_is_no_revision(instance):
    before = instance.files()
    serve(instance, "1", extra='<img src="/a.png"><!-- served at noon -->')
    announce(instance, summary="Short.")
    follow(instance, SHOUT)
    instance.clock.move(hours=2)

    summary = instance.run()

    assert any(hit.path == "/1" for hit in instance.origin.hits[-4:])
    assert summary.revised == 0
    assert "NUMBER" not in article(instance, 1).markdown
    assert {name for name in before if name.endswith(".md")} == {
        name for name in instance.files() if name.endswith(".md")
    }


def test_a_date_that_was_still_to_come_is_no_revision_once_it_is_past(instance):
    noon = '<meta property="article:published_time" content="2026-03-04T12:00:00Z">'
    site, text = instance.origin, f"Number 4. {SENTENCE * 8}"
    site.html("/4", page("Article 4", text, head=noon))
    site.feed("/feed", undated(rss(item(4, f"{site.url}/4"))))
    instance.clock.move(hours=2)
    instance.run()
    assert article(instance, 4).date is None

    site.html("/4", page("Article 4", text, head=f"<!-- noon -->{noon}"))
    site.feed("/feed", undated(rss(item(4, f"{site.url}/4", summary="Short."))))
    instance.clock.move(days=9)

    assert instance.run().revised == 0


def test_a_change_of_the_page_is_one_whatever_the_rules(instance):
    serve(instance, "1", SENTENCE * 7 + "The bridge was closed in March, and nobody knows why. ")
    announce(instance, summary="Short.")
    follow(instance, SHOUT)
    instance.clock.move(hours=2)

    summary = instance.run()

    assert summary.revised == 1
    assert "NUMBER" in article(instance, 1).markdown
    assert article(instance, 1).revision == 2
    assert reextract(instance).counts["same"] >= 1


def test_no_capture_is_kept_where_none_is_wanted(tmp_path, origin):
    instance = Instance(tmp_path, origin)
    serve(instance, "1")
    serve(instance, "2")
    announce(instance)
    follow(instance, more="[archive]\ncaptures = false\n")

    instance.run()

    assert captures(instance) == []
    assert reextract(instance).counts == {"none": 3}


def test_the_oldest_captures_go_first(instance):
    size = sum(file.stat().st_size for file in captures(instance))
    first = {file.name for file in captures(instance)}
    serve(instance, "4", extra="".join(f"<!-- {number * 7919} -->" for number in range(400)))
    site = instance.origin.url
    instance.origin.feed("/feed", rss(item(4, f"{site}/4")))
    follow(instance, more=f'[archive]\ncaptures = "{(size + 999) // 1000}kB"\n')
    instance.clock.move(hours=2)

    instance.run()

    left = {file.name for file in captures(instance)}
    assert left - first
    assert first - left


def test_a_secret_of_the_configuration_is_in_no_capture(tmp_path, origin, monkeypatch):
    monkeypatch.setenv("KEY", "hush-hush-hush")
    instance = Instance(tmp_path, origin)
    site = origin.url
    origin.html("/1", page("Article 1", f"Number 1. {SENTENCE * 8}"), Cookie="hush-hush-hush")
    origin.feed("/feed", rss(item(1, f"{site}/1?key=hush-hush-hush")))
    instance.follow(
        f'id = "a"\nurl = "{site}/feed?key=${{KEY}}"\nheaders = {{ X-Key = "${{KEY}}" }}'
    )

    instance.run()

    texts = [gzip.decompress(file.read_bytes()) for file in captures(instance)]
    assert len(texts) == 1
    assert b"hush-hush" not in texts[0]


def preview(instance: Instance, *options: str) -> tuple[int, list[dict[str, Any]]]:
    done = demos.run("-C", instance.root, "--json", "preview", *options, "--offline")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_preview_of_kept_pages_asks_nobody_and_writes_nothing(instance, origin):
    follow(instance, SHOUT)
    asked, before = len(origin.hits), demos.tree(instance.root, "archive")

    code, lines = preview(instance, "a", "--limit", "2")
    one, (only,) = preview(instance, "Article 1", "--limit", "2")

    assert (code, one) == (0, 0)
    assert [line["markdown"].split()[0] for line in lines] == ["NUMBER", "NUMBER"]
    assert "NUMBER 1." in only["markdown"]
    assert len(origin.hits) == asked
    assert demos.tree(instance.root, "archive") == before


def test_selectors_are_tried_on_kept_pages(instance):
    _, (found,) = preview(instance, "Article 1")
    code, lines = preview(instance, "a", "--select", "content=h1")

    assert "Number 1." in found["markdown"]
    assert code == 0
    assert not any("Number 1." in line["markdown"] for line in lines)


def test_without_a_kept_page_there_is_nothing_to_preview(instance):
    for capture in captures(instance):
        capture.unlink()

    assert preview(instance, "a") == (1, [])
