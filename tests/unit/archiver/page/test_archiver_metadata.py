from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from syndicate.archiver.page.byline import Byline
from syndicate.archiver.page.metadata import Metadata, choose
from syndicate.markup import limits, structured, tree

URL = "https://www.e.org/news/a.html"
LINKED = (
    '<script type="application/ld+json">{"@type":"Article","headline":"From JSON-LD",'
    '"author":"Jane","datePublished":"2025-01-01T00:00:00Z","description":"LD"}</script>'
)


def believed(
    head: str, body: str = "", *, visible: Byline | None = None, url: str | None = URL
) -> Metadata:
    root = tree.parse(f"<html><head>{head}</head><body>{body}")
    return choose(structured.read(root), visible or Byline(), url, ZoneInfo("Asia/Shanghai"))


def test_json_ld_is_believed_before_open_graph_and_meta():
    found = believed(
        f"{LINKED}<meta property=og:title content=og><meta name=author content=meta>"
        "<meta property=article:published_time content=2020-01-01><meta name=description content=m>"
    )

    assert (found.title, found.authors, found.description) == ("From JSON-LD", ("Jane",), "LD")
    assert found.date == datetime(2025, 1, 1, tzinfo=UTC)


def test_what_readers_see_is_believed_last():
    visible = Byline(authors=("张三",), dates=("2025-02-13 17:10",))

    found = believed("", "<h1>Seen</h1>", visible=visible)

    assert (found.title, found.authors) == ("Seen", ("张三",))
    assert found.date == datetime(2025, 2, 13, 17, 10, tzinfo=timezone(timedelta(hours=8)))


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

    assert choose(found, Byline(), URL, UTC).lang == lang


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
    [("noarchive", True), ("NoIndex, NOARCHIVE", True), ("none", True), ("index,follow", False)],
)
def test_a_page_may_forbid_to_be_archived(content, forbidden):
    assert believed(f"<meta name=robots content='{content}'>").noarchive is forbidden


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
