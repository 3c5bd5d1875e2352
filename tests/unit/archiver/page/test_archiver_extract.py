import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicate.archiver.page.extract import extract
from syndicate.errors import ExtractError

PAGES = Path(__file__).parents[3] / "corpus" / "pages"
CASES = sorted(PAGES.iterdir())
TEXT = "<p>The committee met on Tuesday to review the findings, and agreed on most of them.</p>" * 3


def page(inner: str = TEXT, head: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{inner}</article></body></html>"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_of_the_corpus_gives_its_article(case):
    expected = json.loads((case / "meta.json").read_text(encoding="utf-8"))
    zone = ZoneInfo(expected.pop("zone", "UTC"))

    found = extract((case / "page.html").read_bytes(), expected.pop("url"), zone=zone)

    assert found.markdown == (case / "article.md").read_text(encoding="utf-8")
    for field, value in expected.items():
        said = getattr(found, field)
        plain = said.isoformat() if isinstance(said, datetime) else said
        assert (list(plain) if isinstance(plain, tuple) else plain) == value, field


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_bytes_give_the_same_article(case):
    body = (case / "page.html").read_bytes()

    assert extract(body) == extract(body)


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"\x00\xff",
        "<html><body></body></html>",
        "<frameset><frame src=x></frameset>",
        "<body><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        "<body><p>Loading, please wait…</p><script>boot()</script>",
        "<body><nav>" + TEXT[:80] + "</nav>",
        "<body><h1>404</h1><p>Not found.</p>",
    ],
)
def test_a_page_without_an_article_is_an_error_that_names_it(html):
    with pytest.raises(ExtractError, match="no article") as caught:
        extract(html, "https://e.org/x")

    assert caught.value.url == "https://e.org/x"
    assert not caught.value.transient


def test_an_error_without_a_url_is_still_told():
    with pytest.raises(ExtractError) as caught:
        extract("")

    assert caught.value.url == ""


def test_without_a_url_relative_addresses_stay_relative():
    found = extract(page(f"{TEXT}<p><a href=/x>x</a></p><img src=y.png>"))

    assert "[x](/x)" in found.markdown
    assert found.images == ("y.png",)


def test_a_date_without_a_zone_is_in_that_of_the_source():
    head = "<meta property=article:published_time content='2025-02-13 17:10:30'>"

    found = extract(page(head=head), zone=ZoneInfo("Asia/Shanghai"))

    assert found.date == datetime(2025, 2, 13, 17, 10, 30, tzinfo=timezone(timedelta(hours=8)))
    assert extract(page(head=head)).date == datetime(2025, 2, 13, 17, 10, 30, tzinfo=UTC)


def test_the_header_names_the_charset_of_bytes():
    chinese = "<p>" + "海堤明年加高一米，工程预计春天动工，工期三年。" * 6 + "</p>"

    found = extract(page(chinese).encode("gb18030"), content_type="text/html; charset=gb2312")

    assert "海堤明年加高一米" in found.markdown


@pytest.mark.parametrize("level", [1, 2])
def test_the_title_is_not_repeated_in_the_text(level):
    found = extract(page(f"<h{level}>The  Title</h{level}>{TEXT}", "<title>The Title</title>"))

    assert found.title == "The Title"
    assert "Title" not in found.markdown


def test_another_heading_stays():
    assert (
        "# Not it" in extract(page(f"<h1>Not it</h1>{TEXT}", "<title>The Title</title>")).markdown
    )


def test_a_description_is_cut_from_the_text_when_the_page_has_none():
    assert extract(page()).description.startswith("The committee met on Tuesday")


@pytest.mark.parametrize(
    "figure",
    [
        "<figure><img src=/a.jpg width=800><figcaption>The committee, and <i>its</i> dog.</figcaption></figure>",
        "<div class=wp-caption><img src=/a.jpg width=800><p class=wp-caption-text>In the hall.</p></div>",
        "<img src=/a.jpg width=800>",
    ],
)
def test_a_description_does_not_begin_with_what_is_said_of_pictures(figure):
    found = extract(page(f"<h1>A day</h1>{figure}{figure.replace('a.jpg', 'b.jpg')}{TEXT * 3}"))

    assert found.description.startswith("The committee met on Tuesday")


@pytest.mark.parametrize(
    "junk",
    [
        "Share this article: <a href='https://a.test/sharer?u=x'>Facebook</a> | <a href='https://b.test/intent/tweet'>X</a>",
        "Share: <a href='mailto:?subject=x'>Mail</a> <a href='https://c.test/add?url=https%3A%2F%2Fe.org'>Here</a>",
        "Share this article: <a href='#'>Facebook</a> | <a href='#'>X</a>",
        "Sponsored",
        "Continue reading below",
    ],
)
def test_lines_that_share_or_advertise_are_no_text(junk):
    whole = extract(page(TEXT * 6)).markdown

    assert extract(page(f"{TEXT * 3}<p>{junk}</p>{TEXT * 3}"), "https://e.org/1").markdown == whole
    assert extract(page(f"{TEXT * 6}<p>{junk}</p>"), "https://e.org/1").markdown == whole


@pytest.mark.parametrize(
    "said",
    [
        "Share prices fell again, says <a href='https://b.test/intent/'>the paper</a>.",
        "Shared: <a href='https://a.test/1'>the minutes</a>",
        "Share your tips with <a href='/editors'>our editors</a>.",
        "Sponsored rows drew most of them.",
    ],
)
def test_lines_that_speak_of_sharing_stay(said):
    found = extract(page(f"{TEXT * 3}<p>{said}</p>{TEXT * 3}"), "https://e.org/1").markdown

    assert said.partition(" <")[0] in found


def test_an_aside_that_is_a_note_stays_one():
    note = "<aside class='note'><p>The quay is closed on Mondays, says the council.</p></aside>"
    other = "<aside class='note'><p>The quay is closed: <a href=/q>all of it</a>.</p></aside>"

    found = extract(page(f"{TEXT * 3}{note}{other}{TEXT * 3}")).markdown

    assert "> [!NOTE]\n> The quay is closed on Mondays, says the council." in found
    assert "all of it" not in found


@pytest.mark.parametrize("name", ["sr-only", "wide visually-hidden", "screen-reader-text"])
def test_what_only_readers_of_screens_say_is_no_text(name):
    said = f"<p class='{name}'>The quay is drawn here.</p><div class='{name}'><p>And the mole.</p></div>"

    found = extract(page(f"{TEXT * 3}{said}{TEXT * 3}")).markdown

    assert found == extract(page(TEXT * 6)).markdown


def test_a_text_that_is_only_captions_is_described_by_one():
    figure = f"<figure><img src=/a.jpg width=800><figcaption>{TEXT}</figcaption></figure>"

    assert extract(f"<article>{figure}</article>").description.startswith("The committee met")


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 50_000, "<b>" * 50_000, "<ul><li>" * 20_000, "<!--" * 50_000 + "-->", "</a" * 50_000,
        "<p " + " ".join(f"a{number}" for number in range(100_000)) + ">",
        "<script type=application/ld+json>" + "[" * 100_000 + "</script>",
        "<img srcset='" + "a 1w," * 50_000 + "'>",
    ],
)  # fmt: skip
def test_a_hostile_page_still_gives_its_text(hostile):
    assert "The committee met" in extract(f"<body>{TEXT}{hostile}{TEXT}").markdown


def test_what_a_person_picks_is_the_article_whole_and_without_its_title():
    inner = "<div class=share><p>Kept</p></div><p>as it is.</p><h2>Related stories</h2><p>Too.</p>"
    html = f"<title>T</title><body>{TEXT}<div id=x><h1>T</h1>{inner}</div></body>"

    found = extract(html, content="#x")

    assert found.markdown == "Kept\n\nas it is.\n\n## Related stories\n\nToo.\n"
    assert found.score == 1
    assert found.missed == ()


def test_a_selector_that_finds_nothing_leaves_the_choice_to_us_and_is_told():
    found = extract(
        page(TEXT + "<p class=x>Gone, as it was asked.</p>"), content="#no", remove=[".x"]
    )

    assert found.markdown == extract(page()).markdown
    assert found.missed == ("#no",)


def test_facts_are_read_from_the_whole_page_whatever_is_picked():
    html = page("<div id=x><p>Short.</p></div><i id=y></i>", "<meta name=author content='Ann Lee'>")

    assert extract(html, content="//div[@id='x']").authors == ("Ann Lee",)


@pytest.mark.parametrize(("content", "why"), [("div[", "no selector"), ("#y", "shows nothing")])
def test_a_selector_that_is_none_or_picks_an_empty_place_is_an_error(content, why):
    with pytest.raises(ExtractError, match=why):
        extract(page(TEXT + "<i id=y></i>"), content=content)


@pytest.mark.parametrize(
    "heading",
    [
        "Harbour Lines (<a class=report-links href=/hl>HL</a>) in the third quarter",
        "<a class=report-links href=/hl>Harbour Lines (HL)</a>",
    ],
)
def test_a_link_in_a_heading_is_its_text_whatever_it_is_called(heading):
    text = "<p>The ferry left the harbour an hour late, with forty on board and a dog.</p>" * 4

    found = extract(f"<article>{text}<h2>{heading}</h2>{text}</article>", "https://a.example/1")

    assert "HL" in found.markdown


def test_an_article_from_a_script_loses_what_one_that_is_shown_does():
    inner = (
        f"<h1>The tide of the harbour</h1>{TEXT * 3}<div class=newsletter><p>Our letter comes to you daily.</p></div>"
        "<p>Read also: <a href=/x>A ferry, late again</a></p>"
        "<h3>Related articles</h3><p>A bridge was closed on Friday.</p>"
    )
    state = json.dumps({"title": "The tide of the harbour", "body": inner})
    html = page(
        f"<div id=root></div><script>window.state = {state}</script>",
        "<title>The tide of the harbour</title>",
    )

    found = extract(html, "https://a.example/tide")

    assert found.reasons["content"] == "a script of the page"
    assert found.markdown == extract(page(TEXT * 3)).markdown


STORY = "The last ferry of the year left the harbour an hour late, with forty on board. " * 4


@pytest.mark.parametrize("page", [b"", " \n\t", b"\xef\xbb\xbf"])
def test_an_empty_page_is_said_to_be_empty(page):
    with pytest.raises(ExtractError, match="it is empty"):
        extract(page)


@pytest.mark.parametrize("script", ["<script src=/app.js></script>", "<script>draw()</script>"])
def test_a_page_that_scripts_build_is_told_apart(script):
    with pytest.raises(ExtractError, match="has scripts, which are not run") as raised:
        extract(f"<html><body><div id=root></div>{script}</body></html>")
    with pytest.raises(ExtractError, match="shorter than an error page's") as without:
        extract("<html><body><div id=root></div></body></html>")

    assert "exec" in (raised.value.hint or "")
    assert without.value.hint is None


@pytest.mark.parametrize(
    ("links", "image"),
    [
        ("<link rel=canonical href=https://h.example/a/b>", "https://h.example/a/x.jpg"),
        (
            "<base href=https://h.example/c/><link rel=canonical href=d>",
            "https://h.example/c/x.jpg",
        ),
        ("<link rel=canonical href=/a/b>", "x.jpg"),
        ("<link rel=canonical href=//h.example/a><link rel=canonical href=/b>", "x.jpg"),
        (
            "<base href=https://h.example/c/>"
            + "".join(f"<link rel=canonical href={each}>" for each in ("d", "/e")),
            "https://h.example/c/x.jpg",
        ),
    ],
)
def test_without_an_address_a_page_is_where_it_says_itself(links, image):
    found = extract(f"{links}<article><p>{STORY}</p><img src=x.jpg></article>")

    assert found.images == (image,)


def test_it_is_told_whether_somebody_picked_the_text():
    page = f"<body><article><p>{STORY}</p></article><p class=a>Tea.</p></body>"

    assert extract(page, content=".a").picked
    assert not extract(page, content=".b").picked
    assert not extract(page, remove=[".a"]).picked
