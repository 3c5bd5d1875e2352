"""Programs of an operator's that judge, change and hear of what is archived; and rewrites."""

from __future__ import annotations

import json
import sys

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Answer, Origin

pytestmark = pytest.mark.end_to_end

BEGIN = """
import json, sys
lines = [json.loads(line) for line in sys.stdin]
with open("told.jsonl", "a") as told:
    told.write(json.dumps([(line["event"], line.get("title")) for line in lines]) + "\\n")
"""
PASS_ON = "for line in lines: print(json.dumps(line))"


@pytest.fixture
def instance(tmp_path):
    with Origin() as origin:
        yield Instance(tmp_path, origin)


def follow(instance, *hooks, more=""):
    """Follow a feed of three articles; a hook is its event and what its program does."""
    site = instance.origin
    for number in (1, 2, 3):
        site.html(f"/{number}", page(f"Article {number}", f"Number {number}. " + SENTENCE * 8))
    site.feed("/feed", rss(*(item(n, f"{site.url}/{n}", summary="Short.") for n in (3, 2, 1))))
    told = ["[hooks]"]
    for event, code in hooks:
        (instance.root / f"{event}.py").write_text(BEGIN + code)
        told.append(f"{event} = {json.dumps([sys.executable, f'{event}.py'])}")
    instance.follow(
        f'id = "a"\nurl = "{site.url}/feed"\ninterval = "1h"\n{more}', more="\n".join(told)
    )


def told(instance):
    lines = (instance.root / "told.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def titles(instance):
    return sorted(article.title for article in instance.articles())


def test_one_program_is_asked_about_all_entries_of_a_turn_in_their_order(instance):
    follow(instance, ("entry", PASS_ON))

    instance.run()

    assert told(instance) == [[["entry", f"Article {n}"] for n in (1, 2, 3)]]
    assert titles(instance) == ["Article 1", "Article 2", "Article 3"]


def test_an_entry_that_no_line_comes_back_of_is_passed_over_for_good(instance):
    follow(instance, ("entry", 'lines = [x for x in lines if "2" not in x["title"]]\n' + PASS_ON))

    instance.run()
    asked = [hit.path for hit in instance.origin.hits]
    (instance.root / ".syndicate/state.db").unlink()
    instance.clock.move(hours=2)
    instance.run()

    assert titles(instance) == ["Article 1", "Article 3"]
    assert "/2" not in asked
    assert len(told(instance)) == 1


def test_what_a_hook_changes_of_an_entry_is_archived(instance):
    code = 'for x in lines: x |= {"title": x["title"] + "!", "tags": ["tea"], "date": "2026-01-02T03:04:05+08:00"}\n'
    follow(instance, ("entry", code + PASS_ON))

    instance.run()
    article = instance.article("Article 1!")

    assert article.tags == ("tea",)
    assert article.date.isoformat() == "2026-01-02T03:04:05+08:00"


def test_an_article_is_shown_before_it_is_written_and_told_of_after_that(instance):
    change = 'for x in lines: x["markdown"] = "Kept: " + x["markdown"]\n'
    drop = 'lines = [x for x in lines if "3" not in x["title"]]\n'
    follow(instance, ("article", change + drop + PASS_ON), ("archived", ""))

    instance.run()

    assert titles(instance) == ["Article 1", "Article 2"]
    assert all(article.markdown.startswith("Kept: ") for article in instance.articles())
    assert [len(lines) for lines in told(instance)] == [3, 2]
    assert told(instance)[1][0][0] == "archived"


@pytest.mark.parametrize("event", ["entry", "article"])
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("sys.exit('no judge today')", "failed with status 1: no judge today"),
        ("print('hello')", "line 1, which is no JSON"),
        ("print('{}')", "line 1 without an id"),
        ("import time; time.sleep(30)", "took longer than 1 seconds"),
        ("for x in lines: x['url'] = 'https://e.org/'\n" + PASS_ON, "changes url, which no hook"),
        ("for x in lines: x['titel'] = 'x'\n" + PASS_ON, 'it says "titel"'),
        ("for x in lines: x['tags'] = 'x'\n" + PASS_ON, "no list of texts"),
    ],
)
def test_what_a_hook_does_wrong_loses_no_article(instance, event, code, reason):
    follow(instance, (event, code), more='hooks = { timeout = "1s" }')
    instance.run()
    failed = [each.reason for each in instance.events if each.kind == "failed"]
    waiting = instance.status("a").pending

    (instance.root / f"{event}.py").write_text(BEGIN + PASS_ON)
    instance.clock.move(hours=2)
    instance.run()

    assert len(failed) == waiting == 3
    assert all(f"the {event} hook: " in each and reason in each for each in failed)
    assert titles(instance) == ["Article 1", "Article 2", "Article 3"]


def test_a_hook_that_is_only_told_stops_nothing(instance):
    follow(instance, ("archived", "sys.exit(1)"))

    summary = instance.run()

    assert summary.new == 3
    assert "not told of 3" in summary.problems[0].reason


def test_a_dropped_change_leaves_the_article_as_it_is(instance):
    follow(instance, ("entry", 'lines = [x for x in lines if "now" not in x["title"]]\n' + PASS_ON))
    instance.run()
    site = instance.origin
    site.feed("/feed", rss(item(1, f"{site.url}/1", title="Article 1 now", summary="Short.")))
    instance.clock.move(hours=2)

    instance.run()

    assert titles(instance) == ["Article 1", "Article 2", "Article 3"]
    assert instance.status("a").pending == 0


def test_a_change_of_a_sources_condition_is_told(instance):
    follow(
        instance, ("source", 'print(lines[0]["before"], lines[0]["after"], file=open("c", "a"))')
    )
    instance.run()
    instance.origin.pages["/feed"] = Answer(b"oops", status=500)

    for _ in range(2):
        instance.clock.move(hours=30)
        instance.run()

    assert (instance.root / "c").read_text() == "ok failing\n"


def test_rewrites_change_what_is_written_and_make_nothing_news(instance):
    follow(instance)
    instance.run()
    rules = [
        "replace = '^Article'\nin = 'title'\nwith = 'Story'",
        "replace = 'Number'\nwith = 'No.'",
        "tag = 'two'\nwhen = 'No. 2'",
        "remove = '.ad'",
    ]
    follow(instance, more="".join(f"[[source.rewrite]]\n{rule}\n" for rule in rules))
    site = instance.origin
    site.html("/4", page("Article 4", "Number 2 <b class=ad>Buy</b>. " + SENTENCE * 8))
    site.feed("/feed", rss(*(item(n, f"{site.url}/{n}", summary="Short.") for n in (4, 3, 2, 1))))
    instance.clock.move(hours=2)

    summary = instance.run()

    assert (summary.new, summary.revised) == (1, 0)
    article = instance.article("Story 4")
    assert article.tags == ("two",)
    assert "No. 2" in article.markdown
    assert "Buy" not in article.markdown
