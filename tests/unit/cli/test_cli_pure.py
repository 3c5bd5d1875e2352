"""`extract`, `parse`, `preview` and `demo`: for other programs, and for the curious."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import syndicate
from syndicate.cli import demo as demo_face
from syndicate.model import Details, Document, Entry, Extraction, Page, Person
from syndicate.report import Demo, Event, Summary
from syndicate.sample.site import VISITS

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def times():
    """Record at which instants pages are said to have been fetched."""
    return []


@pytest.fixture
def zones():
    """Record what pages are declared as, and the zone of dates without one."""
    return []


@pytest.fixture
def pure(monkeypatch, times, zones):
    """Record what the pure halves are given."""
    asked = []

    def extract(html, url=None, *, content_type="", zone=UTC, rules=None, now=None):
        times.append(now)
        zones.append((content_type, str(zone)))
        asked.append((html, url) if rules is None else (html, url, rules))
        return Extraction(
            title="茶",
            authors=("Ann\x1b[2J", "Ben"),
            date=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
            description="tea " * 40,
            markdown="Body\x1b[2J.\n",
            images=("u",),
            rights="(c)",
            score=0.5,
            missed=("a.example.txt: title",),
            reasons={"content": "a.example.txt: //p", "advertisement": "a.example.txt: //ins"},
        )

    def parse_feed(data, url=None, *, zone=UTC, details=False):
        asked.append((data, url) if not details else (data, url, str(zone)))
        if details:
            told = Details(guid="f", people=(Person(name="Ann", url="https://a.example/"),))
            return Document(format="rss", title="T", details=told)
        return Document(format="rss", title="T", entries=(Entry(guid="1"), Entry(title="二")))

    monkeypatch.setattr(syndicate, "extract", extract, raising=False)
    monkeypatch.setattr(syndicate, "parse_feed", parse_feed, raising=False)
    return asked


@pytest.fixture
def page(folder):
    path = folder / "page.html"
    path.write_bytes(b"<p>tea")
    return path


def test_a_page_becomes_markdown(type_in, pure, page):
    typed = type_in("extract", page, "--url", "https://a.example/1")

    assert (typed.code, typed.out) == (0, "Body\x1b[2J.\n")
    assert pure == [(b"<p>tea", "https://a.example/1")]


def test_the_zone_of_dates_without_one_is_handed_over(type_in, pure, page, zones):
    type_in("extract", page)
    type_in("extract", page, "--timezone", "Asia/Shanghai")
    typed = type_in("extract", page, "--timezone", "Moon/Crater")

    assert zones == [("", "UTC"), ("", "Asia/Shanghai")]
    assert typed.code == 2
    assert "Moon/Crater is no time zone" in typed.err


def test_markdown_cannot_steer_a_terminal(type_in, pure, page, terminal):
    assert type_in("extract", page).out == "Body[2J.\n"


@pytest.mark.parametrize("arguments", [["--json", "extract"], ["extract", "--json"]])
def test_what_was_extracted_has_its_own_keys(type_in, pure, page, arguments):
    found = type_in(*arguments, page).json

    assert list(found) == [
        "title",
        "authors",
        "date",
        "modified",
        "site",
        "lang",
        "description",
        "image",
        "images",
        "tags",
        "canonical_url",
        "rights",
        "markdown",
        "score",
    ]
    assert found["title"] == "茶"


def test_what_chose_each_field_is_told_beside_the_markdown(type_in, pure, page):
    typed = type_in("extract", page, "--explain")

    assert typed.out == "Body\x1b[2J.\n"
    lines = typed.err.splitlines()
    assert lines[0].split() == ["FIELD", "VALUE", "CHOSEN", "BY"]
    assert lines[1].split() == ["title", "茶"]
    assert "Ann[2J, Ben" in lines[2]
    assert "2026-03-01 08:00" in lines[3]
    assert lines[4].split() == ["modified", "—"]
    assert "tea tea…" in typed.err
    assert "images: 1, score 0.50 a.example.txt: //p" in " ".join(typed.err.split())
    assert lines[-2].split() == ["advertisement", "yes", "a.example.txt:", "//ins"]
    assert lines[-1] == "found nothing: a.example.txt: title"


def test_what_chose_each_field_is_a_key_of_the_json(type_in, pure, page):
    found = type_in("extract", page, "--explain", "--json").json

    assert found["reasons"]["content"] == "a.example.txt: //p"
    assert found["missed"] == ["a.example.txt: title"]
    assert found["next_page"] is None


def test_a_folder_of_rules_is_handed_over(type_in, pure, page, folder):
    type_in("extract", page, "--rules", folder)

    assert pure == [(b"<p>tea", None, folder)]
    assert type_in("extract", page, "--rules", folder / "absent").code == 2


BROKEN = {
    "h.example.txt": ("body: //div[", 'file=h.example.txt line=1 reason="body: '),
    "h.example.toml": ('\n\ncolour = "red"\n', "file=h.example.toml line=3 reason="),
    ".h.example.toml": ("\nx = \n", "file=.h.example.toml line=2 reason="),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_line_of_a_rule_that_is_left_out_is_told_with_its_file_and_reason(type_in, folder, name):
    text, told = BROKEN[name]
    (folder / "rules").mkdir()
    (folder / "rules" / name).write_text(text)
    (folder / "page.html").write_text(f"<article><p>{STORY}")
    host = "news.h.example" if name.startswith(".") else "h.example"

    asked = ("extract", "page.html", "--url", f"https://{host}/1", "--rules", "rules")

    assert f"warning: line of a rule left out {told}" in type_in(*asked).err
    assert "left out" not in type_in(*asked, "-q").err


STORY = "The last ferry of the year left the harbour an hour late, with forty on board. " * 4
SAVED = f"<article><h1>Late</h1><p class=kicker>Boats</p><p>{STORY}</p></article>"


def test_the_rule_of_a_saved_page_is_that_of_the_address_it_gives_itself(type_in, folder):
    (folder / "h.example.toml").write_text('title = ".kicker"')
    (folder / "page.html").write_text(f"<link rel=canonical href=https://h.example/1>{SAVED}")

    typed = type_in("extract", "page.html", "--rules", folder, "--json")

    assert (typed.json["title"], typed.err) == ("Boats", "")


def test_a_saved_page_that_no_rule_can_be_heard_for_is_told(type_in, folder):
    (folder / "h.example.toml").write_text('title = ".kicker"')
    (folder / "page.html").write_text(SAVED)

    typed = type_in("extract", "page.html", "--rules", folder)

    assert typed.err == "No site's rule is heard: say with --url where the page comes from\n"


@pytest.mark.parametrize("command", ["extract", "parse"])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["file:///page.html"], "only http and https are fetched"),
        (["ftp://a.example/page.html"], "only http and https are fetched"),
        (["page.html", "--url", "not a url"], "'not a url' is no http or https address"),
    ],
)
def test_an_address_that_is_none_is_a_usage_error(type_in, pure, page, command, arguments, told):
    typed = type_in(command, *arguments)

    assert typed.code == 2
    assert told in typed.err
    assert pure == []


def test_a_file_that_is_named_as_another_text_is_told_to_be_read_as_a_page(type_in, pure, folder):
    (folder / "notes.md").write_text("# Notes")

    typed = type_in("extract", "notes.md")

    assert typed.err.startswith("notes.md is read as HTML")
    assert pure == [(b"# Notes", None)]


def test_standard_input_is_read(type_in, pure, folder):
    type_in("extract", "-", answer="<p>in")

    assert pure == [(b"<p>in", None)]


def test_a_url_is_fetched_and_read_as_its_server_declares(type_in, pure, fake, zones):
    url = "https://a.example/1"
    body = "<p>茶".encode("gb18030")
    fake.pages = {url: Page(url=url, body=body, content_type="text/html; charset=gb18030")}

    assert type_in("extract", url).code == 0

    assert pure == [(body, url)]
    assert zones == [("text/html; charset=gb18030", "UTC")]


def test_only_a_page_that_is_fetched_is_read_at_an_instant(type_in, pure, page, times, fake):
    url = "https://a.example/1"
    fake.pages = {url: Page(url=url, body=b"<p>tea", fetched=NOW)}

    type_in("extract", url)
    type_in("extract", page, "--url", url)
    type_in("extract", "-", answer="<p>in")

    assert times == [NOW, None, None]


def test_the_folder_of_rules_says_what_a_request_carries(type_in, pure, fake, folder):
    url = "https://a.example/1"
    fake.pages = {url: Page(url=url, body=b"<p>tea")}

    type_in("extract", url, "--rules", folder)

    assert fake.asked("extract") == [(url, folder)]


def test_a_file_that_is_not_there_is_a_failure(type_in, pure, folder):
    typed = type_in("extract", "absent.html")

    assert typed.code == 1
    assert "absent.html cannot be read: No such file" in typed.err


def test_a_feed_becomes_json_lines(type_in, pure, page):
    feed, first, second = type_in("parse", page).lines

    assert feed == {"type": "feed", "format": "rss", "title": "T", "tier": "strict", "dropped": 0}
    assert first == {"type": "entry", "guid": "1"}
    assert second == {"type": "entry", "title": "二"}


def test_a_feed_is_told_in_detail_with_dates_in_its_zone(type_in, pure, page):
    [feed] = type_in("parse", page, "--details", "--timezone", "Asia/Shanghai").lines

    assert feed["details"] == {
        "guid": "f",
        "people": [{"name": "Ann", "url": "https://a.example/"}],
    }
    assert pure == [(b"<p>tea", None, "Asia/Shanghai")]


def test_a_zone_that_is_none_is_a_usage_error(type_in, pure, page):
    typed = type_in("parse", page, "--timezone", "Asia/Nowhere")

    assert typed.code == 2
    assert "Asia/Nowhere is no time zone" in typed.err


def test_a_preview_shows_the_newest_articles_of_a_url(type_in, fake, folder, found, article):
    fake.found = {"https://new.example": found()}
    fake.drafts = (article(title="One", markdown="a\n" * 30), article(title="Two"))

    typed = type_in("preview", "new.example", "--limit", "1")

    assert typed.code == 0
    assert "One" in typed.out
    assert "… 18 more lines" in typed.out
    assert "Two" not in typed.out
    assert fake.asked("preview") == [("https://new.example/feed", 1)]
    assert list(folder.iterdir()) == []


def test_a_preview_of_a_source_asks_its_own_address(type_in, fake, config, article):
    fake.drafts = (article(),)

    assert type_in("preview", "tea", "--full", "--json").lines[1]["type"] == "article"
    assert fake.asked("preview") == [("https://tea.example/feed", 3)]


def test_a_preview_of_nothing_known_is_a_usage_error(type_in, fake, config):
    typed = type_in("preview", "nobody")

    assert typed.code == 2
    assert "(there are: tea, maps)" in typed.err


@pytest.fixture
def done(folder, monkeypatch):
    asked = []

    def demo(directory, report):
        asked.append(directory)
        for at, kind, title in zip(
            VISITS, ("archived", "revised"), ("茶", "Map\x1b[2J"), strict=True
        ):
            report(Event(kind="checked", at=at, source="sample"))
            report(Event(kind=kind, at=at, source="sample", title=title))
        return Demo(
            directory=directory,
            visits=(Summary(sources=1, new=6), Summary(sources=1, revised=1, not_modified=1)),
            articles=6,
            feeds=(directory / "public/feeds/all.atom", directory / "public/feeds/all.rss"),
        )

    def serve(port, *, on_ready):
        asked.append(port)
        on_ready(port)

    monkeypatch.setattr(demo_face, "demo", demo)
    monkeypatch.setattr(demo_face, "serve", serve)
    return asked


def test_the_demo_says_what_happened_and_where_it_all_is(type_in, done):
    typed = type_in("demo")

    assert typed.code == 0
    assert done == [Path("syndicate-demo")]
    assert typed.out.splitlines()[:4] == [
        "2026-03-01 08:00  1 source: 6 new articles",
        "  ● new         茶",
        "2026-03-02 08:00  1 source: 0 new articles, 1 revised, 1 not modified",
        "  ● revised     Map[2J",
    ]
    assert "6 articles in syndicate-demo/archive" in typed.out
    assert "  syndicate-demo/public/feeds/all  .atom .rss\n" in typed.out
    assert "syndicate -C syndicate-demo serve" in typed.out


def test_a_demo_that_fails_says_so_in_its_code(type_in, done, monkeypatch):
    failed = Demo(directory=Path("d"), visits=(Summary(sources=1, failed=1), Summary()), articles=0)
    monkeypatch.setattr(demo_face, "demo", lambda directory, report: failed)

    assert type_in("demo").code == 4


def test_the_demo_for_programs(type_in, done):
    *_, line = type_in("demo", "elsewhere", "--json").lines

    assert (line["type"], line["directory"], line["articles"]) == ("demo", "elsewhere", 6)


def test_the_sample_can_be_served_alone(type_in, done):
    typed = type_in("demo", "--serve", "--port", "9")

    assert done == [9]
    assert typed.err == "The sample is at 127.0.0.1:9\n"


def test_an_answer_is_valid_text_whatever_it_holds(type_in, pure, page, monkeypatch):
    monkeypatch.setattr(
        syndicate, "extract", lambda *asked, **named: Extraction(title="\ud800"), raising=False
    )

    assert json.loads(type_in("extract", page, "--json").out)["title"] == "?"


def test_no_control_character_reaches_a_terminal_through_json(type_in, tmp_path):
    feed = tmp_path / "feed.xml"
    feed.write_text(
        '<rss version="2.0"><channel><title>T</title><item><title>x</title><enclosure '
        'url="https://a.example/a.mp3" type="audio/\x9b31m" length="1"/></item></channel></rss>',
        encoding="utf-8",
    )

    ended = type_in("parse", feed)

    assert not any("\x7f" <= character <= "\x9f" for character in ended.out)
