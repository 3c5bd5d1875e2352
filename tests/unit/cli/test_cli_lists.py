"""A page without a feed: its lists are shown, chosen and written."""

import json
from dataclasses import replace

import pytest

from syndicate import config as configuration
from syndicate.model import Document, Entry, Inferred, Page, Select
from syndicate.report import Found, Preview

URL = "https://list.example/"


def inferred(name, confidence, kind="listing", **select):
    entries = tuple(
        Entry(title=f"{name} {n}", url=f"{URL}{name}/{n}".lower()) for n in ("one", "two", "three")
    )
    document = Document(format=kind, tier="select", title="Site", entries=entries)
    return Inferred(
        kind=kind,
        select=Select(items=f"ul.{name} > li".lower(), **select),
        document=document,
        confidence=confidence,
        why="found by repetition",
    )


def found(*lists):
    page = Page(url=URL, body=b"<ul>")
    return Found(url=URL, document=lists[0].document, page=page, lists=lists)


NEWS, EVENTS = inferred("News", 0.82, date="span.d"), inferred("Events\x1b[2J", 0.4)


def source(path):
    return configuration.load(path, {}).source("list.example")


def test_the_list_that_is_surely_the_one_is_followed(type_in, fake, config):
    fake.found = {URL: found(NEWS, EVENTS)}

    typed = type_in("add", URL)

    assert (typed.code, typed.out) == (0, f"Follows list.example  {URL}\n")
    assert source(config).kind == "listing"
    assert source(config).select == Select(items="ul.news > li", date="span.d")
    assert "[1] 3 items · confidence 0.82 · found by repetition" in typed.err
    assert "[2] 3 items · confidence 0.40" in typed.err
    assert "News two" in typed.err
    assert "\x1b[2J" not in typed.err
    assert fake.asked("adopt") == [("list.example", URL, True)]


def test_a_list_that_nobody_is_sure_of_is_an_error_that_shows_it(type_in, fake, config):
    fake.found = {URL: found(replace(NEWS, confidence=0.3))}
    before = config.read_bytes()

    typed = type_in("add", URL)

    assert typed.code == 1
    assert 'the best: "News one", "News two", "News three"' in typed.err
    assert f"syndicate add {URL} --pick 1" in typed.err
    assert config.read_bytes() == before


def test_another_list_is_picked_by_its_number_whatever_feeds_there_are(type_in, fake, config):
    fake.found = {URL: found(NEWS, inferred("Events", 0.2))}

    typed = type_in("add", URL, "--pick", "2")

    assert typed.code == 0
    assert source(config).select.items == "ul.events > li"
    assert fake.asked("lists") == [(URL,)]
    assert fake.asked("discover") == []


@pytest.mark.parametrize("command", ["add", "preview"])
def test_a_number_that_no_list_has_is_a_usage_error(type_in, fake, config, command):
    fake.found = {URL: found(NEWS)}

    typed = type_in(command, URL, "--pick", "2")

    assert typed.code == 2
    assert "there is 1 list" in typed.err


def test_a_list_of_a_script_is_followed_as_json(type_in, fake, config):
    fake.found = {URL: found(inferred("News", 0.8, kind="json"))}

    type_in("add", URL)

    assert source(config).kind == "json"


def test_what_is_said_of_a_part_wins_over_what_was_found(type_in, fake, config):
    fake.found = {URL: found(NEWS)}
    fake.seen = Preview(document=NEWS.document, page=Page(url=URL, body=b"<ul>"))

    type_in("add", URL, "--kind", "listing", "--select", "date=.when")

    assert source(config).select == Select(items="ul.news > li", date=".when")
    assert fake.previewed.select.date == ".when"


def test_a_preview_shows_the_lists_and_what_the_best_would_become(type_in, fake, config):
    fake.found = {URL: found(replace(NEWS, confidence=0.3), EVENTS)}
    before = config.read_bytes()

    typed = type_in("preview", URL)

    assert typed.code == 0
    assert "[1] 3 items · confidence 0.30" in typed.out
    assert "ul.news > li" in typed.out
    assert (fake.previewed.kind, fake.previewed.select.items) == ("listing", "ul.news > li")
    assert config.read_bytes() == before


def test_a_preview_of_another_list(type_in, fake, config):
    fake.found = {URL: found(NEWS, inferred("Events", 0.2))}

    type_in("preview", URL, "--pick", "2")

    assert fake.previewed.select.items == "ul.events > li"


def test_the_lists_as_lines_for_programs(type_in, fake, config):
    fake.found = {URL: found(NEWS)}

    first = json.loads(type_in("--json", "preview", URL).out.splitlines()[0])

    assert first == {
        "type": "list",
        "kind": "listing",
        "confidence": 0.82,
        "why": "found by repetition",
        "select": {"items": "ul.news > li", "date": "span.d"},
        "entries": 3,
        "titles": ["News one", "News two", "News three"],
    }


def test_who_sits_at_a_terminal_is_asked_which_list(type_in, terminal, fake, config):
    fake.found = {URL: found(NEWS, inferred("Events", 0.2))}

    typed = type_in("add", URL, answer="2\n")

    assert typed.code == 0
    assert source(config).select.items == "ul.events > li"
