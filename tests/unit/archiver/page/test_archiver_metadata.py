from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from syndicate.archiver.page import seen
from syndicate.archiver.page.metadata import Metadata, choose
from syndicate.markup import limits, structured, tree

URL = "https://www.e.org/news/a.html"
LINKED = (
    '<script type="application/ld+json">{"@type":"Article","headline":"From JSON-LD",'
    '"author":"Jane","datePublished":"2025-01-01T00:00:00Z","description":"LD"}</script>'
)


def believed(
    head: str, body: str = "", *, url: str | None = URL, now: datetime | None = None
) -> Metadata:
    root = tree.parse(f"<html><head>{head}</head><body>{body}")
    return choose(structured.read(root), seen.read(root), url, ZoneInfo("Asia/Shanghai"), now)


def test_json_ld_is_believed_before_open_graph_and_meta():
    found = believed(
        f"{LINKED}<meta property=og:title content=og><meta name=author content=meta>"
        "<meta property=article:published_time content=2020-01-01><meta name=description content=m>"
    )

    assert (found.title, found.authors, found.description) == ("From JSON-LD", ("Jane",), "LD")
    assert found.date == datetime(2025, 1, 1, tzinfo=UTC)


def test_what_readers_see_is_believed_last():
    found = believed("", "<h1>Seen</h1><p>2025-02-13 17:10 来源：新报 作者：张三</p>")

    assert (found.title, found.authors) == ("Seen", ("张三",))
    assert found.date == datetime(2025, 2, 13, 17, 10, tzinfo=timezone(timedelta(hours=8)))


def test_every_choice_has_its_reason():
    stated = believed(f"{LINKED}<meta property=article:modified_time content=2025-02-01>")
    seen_only = believed("", "<h1>Tide</h1><p>By Jane Roe</p><p>2025-02-13</p>")

    assert stated.reasons == {
        "title": "JSON-LD headline",
        "authors": "JSON-LD author",
        "date": "JSON-LD datePublished",
        "modified": "article:modified_time",
        "description": "JSON-LD description",
    }
    assert seen_only.reasons == {"title": "h1", "authors": "byline", "date": "date near the title"}


def test_the_reason_is_that_of_the_statement_which_gave_the_value():
    head = (
        "<meta property=og:site_name content=Harbour><meta name=application-name content=Harbour>"
        "<meta name=content-language content=???><meta property=og:locale content=en_GB>"
        "<meta property=og:image content='http://['><link rel=image_src href=/a.jpg>"
        "<meta name=keywords content=boats><a rel=license href=/by>BY</a>"
    )

    found = believed(head, url="https://e.org/1")

    assert {name: found.reasons[name] for name in ("site", "lang", "image", "tags", "rights")} == {
        "site": "og:site_name",
        "lang": "og:locale",
        "image": "link rel=image_src",
        "tags": "keywords",
        "rights": "link rel=license",
    }
    assert (found.lang, found.rights) == ("en-GB", "https://e.org/by")


def test_the_day_in_the_address_is_believed_where_the_page_shows_none():
    assert believed("", url="https://e.org/2025/02/13/tide").reasons["date"] == "the page's address"


def test_a_page_around_the_article_may_state_its_day():
    graph = (
        '{"@graph": [{"@type": "WebPage", "datePublished": "2025-01-02T00:00:00Z"},'
        '{"@type": "Article", "headline": "Tide"}]}'
    )

    found = believed(f'<script type="application/ld+json">{graph}</script>')

    assert found.date == datetime(2025, 1, 2, tzinfo=UTC)


def test_relative_days_need_the_time():
    body = "<h1>Tide</h1><p>3小时前</p>"

    assert believed("", body).date is None
    assert believed("", body, now=datetime(2026, 1, 2, 12, tzinfo=UTC)).date == datetime(
        2026, 1, 2, 9, tzinfo=UTC
    )


def test_a_day_to_come_is_not_believed_by_who_knows_the_time():
    head = "<meta property=article:published_time content=2027-01-01T00:00:00Z>"

    assert believed(head).date is not None
    assert believed(head, now=datetime(2026, 1, 2, tzinfo=UTC)).date is None


def test_of_several_marked_authors_the_first_is_believed_where_none_is_shown():
    found = believed("", "<p itemprop=author content=Jane></p><p itemprop=author content=Joe></p>")

    assert (found.authors, found.reasons["authors"]) == (("Jane",), "author")


def test_nothing_known_is_nothing_said():
    assert believed("") == Metadata()


@pytest.mark.parametrize(
    ("modified", "kept"),
    [
        ("2025-01-02T00:00:00Z", True),
        ("2024-12-31T00:00:00Z", False),
        ("2025-01-01T00:00:00Z", False),
    ],
)
def test_a_change_is_known_only_after_the_publication(modified, kept):
    found = believed(f"{LINKED}<meta property=article:modified_time content={modified}>")

    assert (found.modified is not None) is kept


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ("<html lang=zh_cn>", "zh-CN"),
        ("<html lang=EN>", "en"),
        ("<html lang=zh-hant-hk>", "zh-Hant-HK"),
        ("<html><meta property=og:locale content=de_DE>", "de-DE"),
        ("<html lang='english'>", None),
        ("<html>", None),
    ],
)
def test_languages_are_bcp_47(html, lang):
    found = structured.read(tree.parse(html))

    assert choose(found, seen.Seen(), URL, UTC).lang == lang


@pytest.mark.parametrize(
    ("links", "canonical"),
    [
        ("<link rel=canonical href=/c>", "https://www.e.org/c"),
        ("<link rel=canonical href=https://m.e.org/c>", "https://m.e.org/c"),
        ("<link rel=canonical href=https://other.org/c>", None),
        ("<link rel=canonical href=/c><link rel=canonical href=/d>", None),
        ("<link rel=canonical href=javascript:x>", None),
        ("", None),
    ],
)
def test_a_canonical_address_is_believed_on_the_same_site_only(links, canonical):
    assert believed(links).canonical_url == canonical


@pytest.mark.parametrize(
    ("content", "forbidden"),
    [("noarchive", True), ("NoIndex, NOARCHIVE", True), ("none", False), ("index,follow", False)],
)
def test_a_page_may_forbid_to_be_archived(content, forbidden):
    assert believed(f"<meta name=robots content='{content}'>").noarchive is forbidden


def test_a_template_says_english_of_a_chinese_page():
    chinese = "<title>潮水上涨三十厘米 - Harbour</title><meta name=content-language content=zh-CN>"
    page = tree.parse(f"<html lang=en><head>{chinese}</head>")
    english = tree.parse("<html lang=en><head><title>What 潮 means in English</title></head>")

    found = choose(structured.read(page), seen.Seen(), URL, UTC)
    other = choose(structured.read(english), seen.Seen(), URL, UTC)

    assert (found.lang, found.reasons["lang"]) == ("zh-CN", "content-language")
    assert other.lang == "en"


def test_signs_of_the_site_and_descriptions_without_a_word_are_none():
    found = believed(
        "<meta property=og:image content=/favicon_150x150.png><meta name=description content='#'>"
        "<link rel=image_src href=/apple-touch-icon.png>"
    )

    assert (found.image, found.description) == (None, None)


def test_image_site_tags_and_rights():
    found = believed(
        "<base href=/deep/><meta property=og:image content=l.jpg><meta property=og:site_name content=S>"
        "<meta name=keywords content='海，浪, 海;sea'><link rel=license href=/by>"
    )

    assert found.image == "https://www.e.org/deep/l.jpg"
    assert (found.site, found.tags) == ("S", ("海", "浪", "sea"))
    assert found.rights == "https://www.e.org/by"


def test_no_fact_of_a_page_is_longer_than_its_limit():
    huge = "x" * 100_000
    metas = "".join(
        f"<meta property={name} content={huge}>"
        for name in ("og:title", "og:site_name", "description", "copyright", "og:image", "author")
    )

    found = believed(f"{metas}<link rel=canonical href='/{huge}'><title>{huge}</title>")

    texts = (found.title, found.site, found.description, found.rights)
    assert [len(text or "") for text in texts] == [limits.TEXT] * 4
    assert (found.image, found.canonical_url, found.authors) == (None, None, ())
